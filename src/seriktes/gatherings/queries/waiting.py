"""What waits at events: what a judge has not judged, visitors and leads of an exhibitor, stands and fees of an organiser.
Each is asked of the database alone, so that the desk may ask all of it in one query."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from seriktes.gatherings.enums import ExhibitorState, GatheringState, HackathonPhase, JudgingMethod, TeamState
from seriktes.gatherings.models import (
    Comparison,
    DeclaredConflict,
    Exhibitor,
    FeeEntry,
    Judge,
    Lead,
    Score,
    Slot,
    SlotBooking,
    SlotWaiting,
    Stand,
    Team,
    TeamMember,
)
from seriktes.gatherings.queries.access import KEEP, TAKE_PART, leads_visible_to, own_organisations
from seriktes.gatherings.queries.exhibitors import owing
from seriktes.organisations.models import Affiliation
from seriktes.organisations.queries.access import Viewer


# --- Judges -----------------------------------------------------------------------------------------------------------
def judging_waits(user: Viewer, today: date) -> QuerySet[Judge]:
    """The user as a judge where something is left: a submission without marks, or a pair without a word."""
    own = {"judge__person__user": user.pk}
    mine = _judged_by(user, today).filter(gathering=OuterRef("gathering"))
    unmarked = mine.exclude(Exists(Score.objects.filter(team=OuterRef("pk"), **own)))
    said = Comparison.objects.filter(first=OuterRef(OuterRef("pk")), second=OuterRef("pk"), **own)
    other = _judged_by(user, today).filter(gathering=OuterRef("gathering"), pk__gt=OuterRef("pk"))
    unsaid = mine.filter(Exists(other.exclude(Exists(said))))
    by_marks = Q(gathering__hackathon__method=JudgingMethod.RUBRIC) & Exists(unmarked)
    by_pairs = Q(gathering__hackathon__method=JudgingMethod.PAIRWISE) & Exists(unsaid)
    rows = Judge.objects.filter(person__user=user.pk, gathering__hackathon__phase=HackathonPhase.JUDGING)
    return rows.exclude(gathering__state=GatheringState.CANCELLED).filter(by_marks | by_pairs)


def _judged_by(user: Viewer, today: date) -> QuerySet[Team]:
    """Submissions without a conflict of interest: what `queries.judging.conflicts_of` computes, as a question."""
    still = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    homes = Affiliation.objects.filter(still, archived_at__isnull=True)
    own = homes.filter(person__user=user.pk).values("organisation")
    named = Judge.objects.filter(person__user=user.pk, organisation__isnull=False).values("organisation")
    members = TeamMember.objects.filter(team=OuterRef("pk"))
    theirs = homes.filter(person=OuterRef("person")).filter(
        Q(organisation__in=own) | Q(organisation__in=named.filter(gathering=OuterRef(OuterRef("gathering"))))
    )
    rows = Team.objects.filter(state=TeamState.TAKING_PART, submitted_at__isnull=False)
    rows = rows.exclude(Exists(members.filter(Q(person__user=user.pk) | Exists(theirs))))
    rows = rows.exclude(Exists(DeclaredConflict.objects.filter(team=OuterRef("pk"), judge__person__user=user.pk)))
    of_ours = Q(organisation__in=own) | Q(organisation__in=named.filter(gathering=OuterRef("gathering")))
    return rows.filter(Q(organisation__isnull=True) | ~of_ours)


# --- Exhibitors -------------------------------------------------------------------------------------------------------
def _coming(today: date) -> dict[str, Any]:
    return {"gathering__state": GatheringState.ANNOUNCED, "gathering__ends_at__date__gte": today}


def _own_parts(user: Viewer, today: date) -> QuerySet[Exhibitor]:
    rows = Exhibitor.objects.filter(state=ExhibitorState.CONFIRMED, **_coming(today))
    return rows.filter(organisation__in=own_organisations(user, TAKE_PART))


def visitors_wait(user: Viewer, today: date) -> QuerySet[Exhibitor]:
    """The own side's parts in events to come with visitors for whom no time is left."""
    free = Slot.objects.filter(exhibitor=OuterRef("pk")).exclude(
        Exists(SlotBooking.objects.filter(slot=OuterRef("pk"), cancelled_at__isnull=True))
    )
    return _own_parts(user, today).filter(Exists(SlotWaiting.objects.filter(exhibitor=OuterRef("pk"))), ~Exists(free))


def times_wait(user: Viewer, today: date) -> QuerySet[Exhibitor]:
    """The own side's parts in events to come that offer no time for conversations."""
    return _own_parts(user, today).exclude(
        Exists(Slot.objects.filter(exhibitor=OuterRef("pk"), called_off_at__isnull=True))
    )


def leads_due(user: Viewer, today: date) -> QuerySet[Lead]:
    """The own side's leads whose next step has its day today or had it before."""
    return leads_visible_to(user).filter(next_on__lte=today)


# --- Organisers -------------------------------------------------------------------------------------------------------
def stands_wanted(rows: QuerySet[Exhibitor]) -> QuerySet[Exhibitor]:
    """Confirmed exhibitors without a stand where the plan has one that is free."""
    free = Stand.objects.filter(gathering=OuterRef("gathering"), exhibitor__isnull=True)
    given = Stand.objects.filter(exhibitor=OuterRef("pk"))
    return rows.filter(Exists(free), ~Exists(given), state=ExhibitorState.CONFIRMED)


def fees_owed(rows: QuerySet[Exhibitor]) -> QuerySet[Exhibitor]:
    """Exhibitors of which a fee is still owed. One that declined owes what was not waived; it is told on its page alone."""
    facts = FeeEntry.objects.filter(exhibitor__in=rows.values("pk"))
    return rows.exclude(state=ExhibitorState.DECLINED).filter(pk__in=owing(facts))


def stands_wait(user: Viewer, today: date) -> QuerySet[Exhibitor]:
    rows = Exhibitor.objects.filter(gathering__organisation__in=own_organisations(user, KEEP), **_coming(today))
    return stands_wanted(rows)


def fees_wait(user: Viewer) -> QuerySet[Exhibitor]:
    told = (GatheringState.ANNOUNCED, GatheringState.OVER)
    kept = own_organisations(user, KEEP)
    rows = Exhibitor.objects.filter(gathering__organisation__in=kept, gathering__state__in=told)
    return fees_owed(rows)


def first_of(rows: QuerySet[Any], column: str, event: str = "gathering") -> QuerySet[Any]:
    """One column of the first that waits, by when its event begins."""
    return rows.order_by(f"{event}__starts_at", event, "pk").values(column)[:1]


def number_at_first(rows: QuerySet[Any]) -> QuerySet[Any]:
    """How many wait at the event that begins first of those at which any does."""
    counted = rows.order_by().values("gathering", "gathering__starts_at").annotate(count=Count("pk"))
    return counted.order_by("gathering__starts_at", "gathering").values("count")[:1]
