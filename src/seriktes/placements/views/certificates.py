"""Making the certificate and the record of work of a placement."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.refusals import words_of
from seriktes.placements.actions.certificates import make_document
from seriktes.placements.queries.certificates import LABELS, is_over, may_make
from seriktes.placements.views.sight import REFUSALS, placement_for


@login_required
@require_POST
@sent_once
def make(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    placement = placement_for(request, pk)
    purpose = f"placement:{what}"
    if purpose not in LABELS or not may_make(request.user, placement) or not is_over(placement):
        raise Http404
    try:
        version = make_document(placement=placement, purpose=purpose, by=request.user, at=timezone.now())
    except REFUSALS as refused:
        messages.error(request, words_of(refused))
        return redirect(placement)
    messages.success(request, _("The document is made. Everybody can check it at the address printed in it."))
    return redirect("documents:document", version.document_id)
