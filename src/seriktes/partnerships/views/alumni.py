"""The graduates who opened the door."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.organisations.queries.access import people_visible_to
from seriktes.organisations.queries.consents import alumni_links_in_force
from seriktes.partnerships.actions.partnerships import link_alumni, unlink_alumni
from seriktes.partnerships.forms.partnerships import AlumniForm
from seriktes.partnerships.views.access import inside_or_404
from seriktes.partnerships.views.small_forms import act_or_say, form_page
from seriktes.partnerships.workflow import KEEP


@login_required
def name(request: SignedInRequest, pk: int) -> HttpResponse:
    """Only graduates whom the reader may see, and whose consent is in force."""
    partnership, parties, rights = inside_or_404(request, pk, KEEP)
    if partnership.archived_at is not None or not rights.particulars:
        raise Http404
    links = (
        alumni_links_in_force(timezone.localdate())
        .filter(
            organisation__in={party.organisation_id for party in parties},
            person__in=people_visible_to(request.user).values("pk"),
        )
        .exclude(partnerships=partnership)
        .select_related("person", "organisation")
        .order_by("organisation", "pk")
    )
    form = AlumniForm(request.POST or None, links=links)

    def act(sent: Any) -> None:
        link_alumni(partnership=partnership, link=sent.cleaned_data["link"], by=request.user, at=timezone.now())

    return form_page(
        request, partnership, form, act, title=_("Name a graduate who opened the door"), submit=_("Name"),
        done=_("The graduate is named on the record."),
        lead=_("When the graduate withdraws the consent, the name disappears from here by itself."),
    )  # fmt: skip


@login_required
@require_POST
def forget(request: SignedInRequest, pk: int, link: int) -> HttpResponse:
    partnership, _parties, rights = inside_or_404(request, pk, KEEP)
    if not rights.particulars:
        raise Http404
    found = get_object_or_404(partnership.alumni, pk=link)
    act_or_say(
        request,
        lambda: unlink_alumni(partnership=partnership, link=found, by=request.user, at=timezone.now()),
        _("The graduate is no longer named here."),
    )
    return redirect(partnership)
