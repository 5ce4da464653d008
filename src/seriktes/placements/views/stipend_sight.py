"""Finding what a page of a stipend is about; who may not see it is told that it is not there."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.placements.models import Repayment, ServicePeriod, Stipend, StipendPayment
from seriktes.placements.queries import access
from seriktes.placements.queries.stipends import GRANTOR, roles_on_stipend, with_everything


def stipend_for(request: HttpRequest, pk: int) -> Stipend:
    found: Stipend = get_object_or_404(with_everything(access.stipends_visible_to(request.user)), pk=pk)
    return found


def stipend_for_grantor(request: SignedInRequest, pk: int) -> Stipend:
    return granted(request, stipend_for(request, pk))


def granted(request: SignedInRequest, stipend: Stipend) -> Stipend:
    if GRANTOR not in roles_on_stipend(request.user, stipend):
        raise Http404
    return stipend


def payment_for(request: SignedInRequest, pk: int) -> StipendPayment:
    payment = get_object_or_404(StipendPayment, pk=pk)
    payment.stipend = stipend_for_grantor(request, payment.stipend_id)
    return payment


def repayment_for(request: SignedInRequest, pk: int) -> Repayment:
    repayment = get_object_or_404(Repayment, pk=pk)
    repayment.stipend = stipend_for_grantor(request, repayment.stipend_id)
    return repayment


def period_for(request: SignedInRequest, pk: int) -> ServicePeriod:
    period = get_object_or_404(ServicePeriod.objects.select_related("employer"), pk=pk)
    period.stipend = stipend_for(request, period.stipend_id)
    return period


def crumbs_of(stipend: Stipend | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Stipends"), reverse("placements:stipends"))]
    return [*crumbs, (stipend.student.name, stipend.get_absolute_url())] if stipend else crumbs


def about(stipend: Stipend, **words: Any) -> dict[str, Any]:
    """What the page of a form needs to say where it stands."""
    return {"lead": f"{stipend.student.name} · {stipend.grantor.name}", "breadcrumbs": crumbs_of(stipend), **words}
