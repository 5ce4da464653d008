"""Finding applications, cohorts, rounds and positions for the pages of the choice; who may not see one finds none."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.placements.models import Application, Cohort, Position, Round
from seriktes.placements.queries import access, choice


def application_for(request: HttpRequest, pk: int) -> Application:
    rows = access.applications_visible_to(request.user).select_related(
        "student__user", "cohort__programme__organisation", "cohort__choice"
    )
    found: Application = get_object_or_404(rows, pk=pk)
    return found


def own_application_for(request: SignedInRequest, pk: int) -> Application:
    application = application_for(request, pk)
    if not choice.is_own(request.user, application):
        raise Http404
    return application


def kept_application_for(request: SignedInRequest, pk: int) -> Application:
    """For the university's own office."""
    application = application_for(request, pk)
    if not access.may(request.user, access.KEEP, application):
        raise Http404
    return application


def cohort_for(request: HttpRequest, pk: int, permission: str = access.MATCH) -> Cohort:
    rows = access.cohorts_visible_to(request.user).select_related("programme__organisation", "choice")
    cohort: Cohort = get_object_or_404(rows, pk=pk)
    if not access.may(request.user, permission, cohort):
        raise Http404
    return cohort


def round_for(request: HttpRequest, pk: int, *, to_change: bool = False) -> Round:
    rows = access.rounds_visible_to(request.user).select_related(
        "cohort__programme__organisation", "cohort__choice", "by", "published_by", "after"
    )
    found: Round = get_object_or_404(rows, pk=pk)
    if to_change and not access.may(request.user, access.MATCH, found.cohort):
        raise Http404
    return found


def position_for_host(request: SignedInRequest, pk: int) -> Position:
    """For the host that offers it, and for the university's own office."""
    rows = access.positions_visible_to(request.user).select_related("cohort__programme__organisation", "host", "post")
    position: Position = get_object_or_404(rows, pk=pk)
    if not (access.may(request.user, access.OFFER, position) or access.may(request.user, access.KEEP, position)):
        raise Http404
    return position


def crumbs_of(record: Application | Cohort | Round | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Applications"), reverse("placements:applications"))]
    if isinstance(record, Application):
        return [*crumbs, (str(record.cohort), record.get_absolute_url())]
    if isinstance(record, Round):
        return [(str(record.cohort), reverse("placements:choice", args=[record.cohort_id]))]
    return [(str(record), reverse("placements:choice", args=[record.pk]))] if record else crumbs


def status_of(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
