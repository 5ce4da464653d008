from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.documents.actions.handover_pack import handover_pack
from seriktes.documents.views.access import download
from seriktes.procedures.queries.handover import handovers_visible_to


@login_required
@require_safe
def pack(request: SignedInRequest, pk: int) -> HttpResponse:
    found = handovers_visible_to(request.user).select_related("post__organisation", "leaving__person", "coming__person")
    handover = get_object_or_404(found, pk=pk)
    name = _("Handover: %(post)s") % {"post": handover.post.name}
    return download(handover_pack(handover, timezone.now()), f"{name.replace(':', '')}.pdf", "application/pdf")
