"""The list of programmes and of their cohorts, as one reader knows them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum
from django.utils.translation import get_language

from seriktes.common.sorting import sort_key
from seriktes.organisations.models import Unit
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.enums import ApplicationState, PlacementState, PositionState
from seriktes.placements.models import Application, Cohort, Placement, Position, Programme
from seriktes.placements.queries.access import VIEW, cohorts_visible_to, may, programmes_visible_to


@dataclass
class Listing:
    """`by_kind` counts what fits but for the kind; `archived` how many lie in the archive."""

    rows: list[Programme]
    by_kind: Counter[str] = field(default_factory=Counter)
    archived: int = 0


def listing_for_user(user: Viewer, *, kind: str = "", archived: bool = False) -> Listing:
    """Each row gets `latest`, its newest cohort that the reader knows of, with its figures. Six queries."""
    every = list(programmes_visible_to(user).select_related("organisation"))
    shown = [row for row in every if (row.archived_at is not None) == archived]
    language = (get_language() or "kk")[:2]
    rows = sorted(
        (row for row in shown if not kind or row.kind == kind), key=lambda row: (sort_key(row.name, language), row.pk)
    )
    latest: dict[int, Cohort] = {}
    for cohort in with_figures(cohorts_visible_to(user).filter(programme__in=[row.pk for row in rows])):
        latest.setdefault(cohort.programme_id, cohort)
    for row in rows:
        row.latest = latest.get(row.pk)  # type: ignore[attr-defined]
    return Listing(rows, Counter(row.kind for row in shown), sum(row.archived_at is not None for row in every))


def cohorts_of(user: Viewer, programme: Programme) -> list[Cohort]:
    return with_figures(cohorts_visible_to(user).filter(programme=programme))


def cohorts_to_export(user: Viewer, programmes: Iterable[Programme]) -> list[Cohort]:
    """All that the reader knows of, not the latest of each programme alone; each with `units_named`, the departments whose
    students may apply, and `is_inside`: whether the reader knows its quotas."""
    visible = cohorts_visible_to(user).filter(programme__in=[one.pk for one in programmes])
    rows = with_figures(visible.select_related("programme__organisation", "programme__unit"))
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={pk for row in rows for pk in row.units})}
    for row in rows:
        row.units_named = [units[pk] for pk in row.units if pk in units]  # type: ignore[attr-defined]
        row.is_inside = may(user, VIEW, row)  # type: ignore[attr-defined]
    return rows


def cohorts_to_send(programme: Programme) -> list[Cohort]:
    """Those with placements whose agreement nobody was asked to sign yet, each with `waiting`: how many."""
    planned = Count("placements", filter=Q(placements__state=PlacementState.PLANNED))
    rows = Cohort.objects.filter(programme=programme).annotate(waiting=planned).filter(waiting__gt=0)
    return list(rows.order_by("-starts_on", "-pk"))


def with_figures(cohorts: Iterable[Cohort]) -> list[Cohort]:
    """The newest first, each with `places`, `positions`, `applied` and `placed`: four queries."""
    rows = sorted(
        cohorts.select_related("programme__organisation") if hasattr(cohorts, "select_related") else cohorts,
        key=lambda row: (row.starts_on, row.pk), reverse=True,
    )  # fmt: skip
    pks = [row.pk for row in rows]
    approved = Position.objects.filter(cohort__in=pks, state=PositionState.APPROVED, archived_at__isnull=True)
    of_positions = {
        pk: (count, places or 0)
        for pk, count, places in approved.order_by().values_list("cohort").annotate(Count("pk"), Sum("capacity"))
    }
    applied = Application.objects.filter(cohort__in=pks, state=ApplicationState.SUBMITTED)
    applications = dict(applied.order_by().values_list("cohort").annotate(Count("pk")))
    placed = Placement.objects.filter(cohort__in=pks).exclude(Q(state="cancelled") | Q(state="broken_off"))
    placements = dict(placed.order_by().values_list("cohort").annotate(Count("pk")))
    for row in rows:
        row.positions_approved, row.places = of_positions.get(row.pk, (0, 0))
        row.applied, row.placed = applications.get(row.pk, 0), placements.get(row.pk, 0)
    return rows
