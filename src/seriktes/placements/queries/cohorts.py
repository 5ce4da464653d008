"""One cohort: its conditions, what may be done with it now, and its figures."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from seriktes.curriculum.models import StudyProgramme
from seriktes.organisations.models import Unit
from seriktes.placements.definitions.cohort_stages import BY_ROUND, COHORT
from seriktes.placements.definitions.eligibility import Conditions, programme_code
from seriktes.placements.enums import CohortState, PlacementState, PositionState
from seriktes.placements.models import Application, Cohort, Placement, Position
from seriktes.procedures.definitions.workflow import Transition

# Stages in which hosts may still write and offer positions.
TAKES_POSITIONS = (CohortState.OPEN,)
# The university enters late ones, and those that came on paper, until the match is drawn.
TAKES_LATE = (CohortState.DRAFT, CohortState.OPEN, CohortState.RANKING, CohortState.MATCHING, CohortState.RUNNING)


def conditions_of(cohort: Cohort) -> Conditions:
    """With the departments below those that are named. Nobody who teaches is asked for studies."""
    if cohort.programme.is_for_faculty:
        return Conditions(units=with_parts(cohort.units))
    return Conditions(
        levels=tuple(cohort.levels), years=tuple(cohort.years), units=with_parts(cohort.units),
        programmes=tuple(cohort.study_programmes),
    )  # fmt: skip


def with_parts(units: Iterable[int]) -> frozenset[int]:
    """The units with all below them: a query a level of the tree."""
    found = set(units)
    level = found
    while level:
        level = set(Unit.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
        found = found | level
    return frozenset(found)


def quotas_unknown(cohorts: Collection[Cohort]) -> dict[int, list[str]]:
    """By cohort: codes of quotas that no programme of study of the university has, and nobody who applied names. Of a
    university that keeps no programmes of study here nothing is known. Two queries at most.

    A warning and no refusal: a university may enter its programmes of study one by one, or later.
    """
    with_quotas = [cohort for cohort in cohorts if cohort.programme_quotas]
    if not with_quotas:
        return {}
    kept: dict[int, set[str]] = {}
    universities = {cohort.programme.organisation_id for cohort in with_quotas}
    for university, code in StudyProgramme.objects.filter(organisation__in=universities).values_list(
        "organisation", "code"
    ):
        kept.setdefault(university, set()).add(programme_code(code))
    named = set(
        Application.objects.filter(cohort__in=[cohort.pk for cohort in with_quotas])
        .order_by()
        .values_list("cohort", "study_programme")
        .distinct()
    )
    found = {}
    for cohort in with_quotas:
        known = kept.get(cohort.programme.organisation_id)
        unknown = [
            code
            for code in sorted(cohort.programme_quotas)
            if known and code not in known and (cohort.pk, code) not in named
        ]
        if unknown:
            found[cohort.pk] = unknown
    return found


def ways_of(cohort: Cohort, permissions: Collection[str]) -> list[Transition]:
    """What somebody with these permissions may do with the cohort now, by a button."""
    ways = COHORT.ways_from(cohort.state)
    return [way for way in ways if way.permission in permissions and way.code not in BY_ROUND]


def takes_positions(cohort: Cohort, on: date) -> bool:
    """Of hosts."""
    return cohort.state in TAKES_POSITIONS and on <= cohort.positions_until


def figures_of(cohort: Cohort) -> dict[str, Any]:
    """Positions and places by state, applications, placements: three queries."""
    positions = Position.objects.filter(cohort=cohort, archived_at__isnull=True)
    by_state = {
        state: (count, places)
        for state, count, places in positions.order_by().values_list("state").annotate(Count("pk"), Sum("capacity"))
    }
    applications = Application.objects.filter(cohort=cohort).aggregate(
        submitted=Count("pk", filter=Q(state="submitted")), every=Count("pk")
    )
    placements = dict(Placement.objects.filter(cohort=cohort).order_by().values_list("state").annotate(Count("pk")))
    approved, places = by_state.get(PositionState.APPROVED, (0, 0))
    return {
        "positions": {state: count for state, (count, _places) in by_state.items()},
        "approved": approved, "places": places or 0, "to_approve": by_state.get(PositionState.OFFERED, (0, 0))[0],
        "applications": applications["submitted"], "placements": sum(placements.values()),
        "placements_by_state": placements, "to_send": placements.get(PlacementState.PLANNED, 0),
    }  # fmt: skip


def cohorts_for_positions(cohorts: Any, on: date, *, late: bool = False) -> Any:
    """Of these cohorts, those to which positions may be added now; `late` for the university's own office."""
    if late:
        return cohorts.filter(state__in=TAKES_LATE, programme__archived_at__isnull=True)
    return cohorts.filter(state__in=TAKES_POSITIONS, positions_until__gte=on, programme__archived_at__isnull=True)
