"""The list of placements: its filters, and how many each pill would show, counted no further than somebody reads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import targets_matching
from seriktes.placements.enums import PlacementState, ProgrammeKind
from seriktes.placements.models import Cohort, Placement
from seriktes.placements.queries import access
from seriktes.placements.queries.signing import steps_waiting_for

# Beside the states: what waits for the reader's own signature.
MINE = "mine"
PILLS = ("", *PlacementState.values, MINE)


@dataclass(frozen=True)
class PlacementSelection:
    """What the reader chose. `show`: a state, or `mine`."""

    show: str = ""
    kind: str = ""
    cohort: int | None = None
    host: int | None = None
    student: int | None = None
    position: int | None = None
    q: str = ""

    @property
    def is_narrowed(self) -> bool:
        return self != PlacementSelection()


def placements_listed(user: Viewer, selection: PlacementSelection) -> QuerySet[Placement]:
    """The placements of the selection that the user may see, in no order."""
    rows = access.placements_visible_to(user).filter(shown_by(user, selection.show))
    for name in ("cohort", "host", "student", "position"):
        if (wanted := getattr(selection, name)) is not None:
            rows = rows.filter(**{name: wanted})
    if selection.kind:
        rows = rows.filter(cohort__programme__kind=selection.kind)
    if selection.q:
        student = Q(student__in=targets_matching(selection.q, target="person"))
        host = Q(host__in=targets_matching(selection.q, target="organisation"))
        rows = rows.filter(student | host | Q(number__iexact=selection.q) | Q(title__icontains=selection.q))
    return rows


def shown_by(user: Viewer, show: str) -> Q:
    if show == MINE:
        return Q(state__in=[PlacementState.SIGNING, PlacementState.AGREED, PlacementState.RUNNING]) & Q(
            pk__in=steps_waiting_for(user).values("agreement__placement")
        )
    return Q(state=show) if show else Q()


def pill_counts(user: Viewer, selection: PlacementSelection) -> Mapping[str, int]:
    """What each pill would show, within the other filters; `""` is all of them. One query."""
    every = placements_listed(user, replace(selection, show="")).order_by()
    asked: dict[str, Any] = {f"n_{state}": Count("pk", filter=Q(state=state)) for state in PlacementState.values}
    mine = Exists(steps_waiting_for(user).filter(agreement__placement=OuterRef("pk")))
    found = every.annotate(is_mine=mine).aggregate(**asked, n_mine=Count("pk", filter=Q(is_mine=True)))
    counts = {state: found[f"n_{state}"] for state in PlacementState.values}
    return {"": sum(counts.values()), **counts, MINE: found["n_mine"]}


def cohorts_to_choose(user: Viewer) -> list[Cohort]:
    """Those of which the reader sees placements, the latest first: for the filter."""
    seen = access.placements_visible_to(user).filter(cohort=OuterRef("pk"))
    rows = Cohort.objects.filter(Exists(seen)).select_related("programme")
    return list(rows.order_by("-starts_on", "-pk")[:100])


def kinds_to_choose() -> list[tuple[str, Any]]:
    return list(ProgrammeKind.choices)
