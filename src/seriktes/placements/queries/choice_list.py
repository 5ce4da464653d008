"""The list of applications, and how far the choice of a cohort is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.organisations.queries.search import targets_matching
from seriktes.placements.enums import ApplicationState, CoupleState
from seriktes.placements.models import Application, Cohort, Couple, Placement, Position, RoundResult, Wish
from seriktes.placements.queries.access import OFFER, VIEW, applications_visible_to
from seriktes.placements.queries.choice import LOST, choosable

UNPLACED, PLACED = "unplaced", "placed"
PILLS = ("", *ApplicationState.values, PLACED, UNPLACED)


@dataclass(frozen=True)
class ApplicationSelection:
    show: str = ""
    cohort: int | None = None
    position: int | None = None
    q: str = ""


def _placed() -> Exists:
    rows = Placement.objects.filter(cohort=OuterRef("cohort"), student=OuterRef("student"))
    return Exists(rows.exclude(state__in=LOST))


def _shown(show: str) -> Q:
    if show == PLACED:
        return Q(_placed())
    if show == UNPLACED:
        return Q(state=ApplicationState.SUBMITTED) & ~Q(_placed())
    return Q(state=show) if show else Q()


def applications_listed(user: Viewer, selection: ApplicationSelection) -> QuerySet[Application]:
    rows = applications_visible_to(user).filter(_shown(selection.show))
    if selection.cohort is not None:
        rows = rows.filter(cohort=selection.cohort)
    if selection.position is not None:
        rows = rows.filter(Exists(Wish.objects.filter(application=OuterRef("pk"), position=selection.position)))
    if selection.q:
        rows = rows.filter(student__in=targets_matching(selection.q, target="person"))
    return rows


def sees_own_alone(user: Viewer) -> bool:
    """Of applications, none but the own: a student, whom `applications_visible_to` shows no others."""
    grants = grants_for_user(user)
    return not grants.allow_somewhere(VIEW) and not grants.allow_somewhere(OFFER)


def pill_counts(user: Viewer, selection: ApplicationSelection) -> Mapping[str, int]:
    every = applications_listed(user, replace(selection, show=""))
    asked: dict[str, Any] = {f"n_{pill or 'all'}": Count("pk", filter=_shown(pill)) for pill in PILLS if pill}
    found = every.order_by().aggregate(n_all=Count("pk"), **asked)
    return {pill: found[f"n_{pill or 'all'}"] for pill in PILLS}


def with_everything(rows: QuerySet[Application]) -> QuerySet[Application]:
    live = Placement.objects.filter(cohort=OuterRef("cohort"), student=OuterRef("student")).exclude(state__in=LOST)
    count = Wish.objects.filter(application=OuterRef("pk")).order_by().values("application").annotate(n=Count("pk"))
    return rows.select_related("student", "cohort__programme").annotate(
        wish_count=Subquery(count.values("n")[:1]), placed_at=Subquery(live.values("position__host__name_ru")[:1]),
        placed_pk=Subquery(live.values("pk")[:1]),
    )  # fmt: skip


def with_partners(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Each with the number of the application that goes together with it."""
    together = Couple.objects.filter(state=CoupleState.TOGETHER)
    asked = together.filter(asker=OuterRef("pk")).values("partner")[:1]
    answered = together.filter(partner=OuterRef("pk")).values("asker")[:1]
    return rows.annotate(partner_pk=Coalesce(Subquery(asked), Subquery(answered)))


# --- One cohort -------------------------------------------------------------------------------------------------------
def figures_of_choice(cohort: Cohort) -> dict[str, int]:
    """Three queries."""
    states = dict(Application.objects.filter(cohort=cohort).order_by().values_list("state").annotate(Count("pk")))
    positions = choosable(cohort)
    seats = sum(positions.values_list("capacity", flat=True))
    waiting = positions_with_applicants(cohort).filter(ranking__ranked_at__isnull=True).count()
    return {
        "drafts": states.get(ApplicationState.DRAFT, 0), "submitted": states.get(ApplicationState.SUBMITTED, 0),
        "refused": states.get(ApplicationState.REFUSED, 0), "withdrawn": states.get(ApplicationState.WITHDRAWN, 0),
        "positions": positions.count(), "seats": seats, "not_ranked": waiting,
    }  # fmt: skip


def positions_with_applicants(cohort: Cohort) -> QuerySet[Position]:
    """Those that somebody wishes, with how many do, and how far their hosts are."""
    taking = Q(wishes__application__state=ApplicationState.SUBMITTED)
    return (
        choosable(cohort)
        .annotate(
            wished=Count("wishes", filter=taking),
            ranked=Count("wishes", filter=taking & Q(wishes__host_rank__isnull=False)),
            not_accepted=Count("wishes", filter=taking & Q(wishes__not_accepted_at__isnull=False)),
        )
        .filter(wished__gt=0)
        .select_related("host", "ranking")
        .order_by(F("ranking__ranked_at").asc(nulls_first=True), "-wished", "pk")
    )


def results_listed(work: Any, show: str, words: str) -> QuerySet[RoundResult]:
    rows = work.results.select_related("application__student", "position__host", "final__host")
    if show == "placed":
        rows = rows.filter(final__isnull=False)
    elif show == "unplaced":
        rows = rows.filter(final__isnull=True)
    elif show == "first":
        rows = rows.filter(is_first=True)
    elif show == "changed":
        rows = rows.exclude(position=F("final")).exclude(position__isnull=True, final__isnull=True)
    if words:
        rows = rows.filter(application__student__in=targets_matching(words, target="person"))
    return rows
