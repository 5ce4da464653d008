"""Signatories without an account: sending them the link by which they sign."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.refusals import words_of
from seriktes.partnerships.actions.agreements.signing_links import send_to_sign
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.models import Signatory
from seriktes.partnerships.queries.texts import texts_of
from seriktes.partnerships.views.agreements import agreement_for_change


@login_required
@require_POST
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    signatory = get_object_or_404(Signatory.objects.select_related("party__organisation", "post"), pk=pk)
    agreement = agreement_for_change(request, signatory.agreement_id)
    frozen = texts_of(agreement).frozen
    try:
        if frozen is None:
            raise CannotAgree("no_content")  # noqa: TRY301  one place puts refusals into words
        link = send_to_sign(
            signatory=signatory, version=frozen, by=request.user, at=timezone.now(),
            language=_language_for(request, agreement.languages),
        )  # fmt: skip
    except CannotAgree as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, _("The letter to %(email)s is on its way.") % {"email": link.email})
    return redirect(agreement)


def _language_for(request: SignedInRequest, languages: list[str]) -> str:
    """The first language of the text; the sender's own where it has none."""
    return languages[0] if languages else request.user.language
