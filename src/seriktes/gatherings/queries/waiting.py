"""What waits at events: what a judge has not judged, visitors and leads of an exhibitor, stands and fees of an organiser.
Each is asked of the database alone, so that the desk may ask all of it in one query."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from seriktes.gatherings.enums import ExhibitorState, GatheringState, HackathonPhase, JudgingMethod, TeamState
from seriktes.gatherings.models import (
    Comparison,
    DeclaredConflict,
    Exhibitor,
    FeeEntry,
    Gathering,
    Hackathon,
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
    """The user as a judge where something is left."""
    return _with_something_left(Judge.objects.filter(person__user=user.pk), today)


def _with_something_left(judges: QuerySet[Judge], today: date) -> QuerySet[Judge]:
    """Judges who have a submission without marks, or a pair without a word, of themselves or of who judged in their place."""
    mine = _judged_by(1, today).filter(gathering=OuterRef("gathering"))
    unmarked = mine.exclude(Exists(Score.objects.filter(_of_seat(2), team=OuterRef("pk"))))
    other = _judged_by(2, today).filter(gathering=OuterRef("gathering"), pk__gt=OuterRef("pk"))
    said = Comparison.objects.filter(_of_seat(3), first=OuterRef(OuterRef("pk")), second=OuterRef("pk"))
    unsaid = mine.filter(Exists(other.exclude(Exists(said))))
    by_marks = Q(gathering__hackathon__method=JudgingMethod.RUBRIC) & Exists(unmarked)
    by_pairs = Q(gathering__hackathon__method=JudgingMethod.PAIRWISE) & Exists(unsaid)
    rows = judges.filter(gathering__hackathon__phase=HackathonPhase.JUDGING, handed_over_at__isnull=True)
    return rows.exclude(gathering__state=GatheringState.CANCELLED).filter(by_marks | by_pairs)


def _up(name: str, levels: int) -> Any:
    """A column of the judge, so many queries further out."""
    found: Any = name
    for _level in range(levels):
        found = OuterRef(found)
    return found


def _of_seat(levels: int) -> Q:
    seat = _up("seat", levels)
    return Q(judge=_up("pk", levels)) | Q(judge=seat) | Q(judge__seat=seat)


def _judged_by(levels: int, today: date) -> QuerySet[Team]:
    """Submissions without a conflict of interest: what `queries.judging.conflicts_of` computes, as a question. The judge
    stands so many queries further out."""
    still = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    homes = Affiliation.objects.filter(still, archived_at__isnull=True)
    own = homes.filter(person=_up("person", levels + 1))
    members = TeamMember.objects.filter(team=OuterRef("pk"))
    deeper = homes.filter(person=_up("person", levels + 3)).values("organisation")
    theirs = homes.filter(person=OuterRef("person")).filter(
        Q(organisation__in=deeper) | Q(organisation=_up("organisation", levels + 2))
    )
    rows = Team.objects.filter(state=TeamState.TAKING_PART, submitted_at__isnull=False)
    rows = rows.exclude(Exists(members.filter(Q(person=_up("person", levels + 1)) | Exists(theirs))))
    declared = DeclaredConflict.objects.filter(team=OuterRef("pk"), judge=_up("pk", levels + 1))
    rows = rows.exclude(Exists(declared))
    of_ours = Exists(own.filter(organisation=OuterRef("organisation"))) | Exists(
        Judge.objects.filter(pk=_up("pk", levels + 1), organisation=OuterRef("organisation"))
    )
    return rows.filter(Q(organisation__isnull=True) | ~of_ours)


# --- Hackathons -------------------------------------------------------------------------------------------------------
def submissions_wait(user: Viewer, now: datetime) -> QuerySet[Team]:
    """The user's teams that have not handed in while they still can."""
    return Team.objects.filter(
        members__person__user=user.pk, state=TeamState.TAKING_PART, submitted_at__isnull=True,
        gathering__state=GatheringState.ANNOUNCED, gathering__hackathon__phase=HackathonPhase.WORKING,
        gathering__hackathon__due_at__gt=now,
    )  # fmt: skip


def _kept_hackathons(user: Viewer) -> QuerySet[Hackathon]:
    told = (GatheringState.ANNOUNCED, GatheringState.OVER)
    kept = own_organisations(user, KEEP)
    return Hackathon.objects.filter(gathering__organisation__in=kept, gathering__state__in=told)


def opening_waits(user: Viewer, now: datetime) -> QuerySet[Hackathon]:
    """Whose deadline has passed, with submissions enough to be judged."""
    handed_in = Team.objects.filter(
        gathering=OuterRef("gathering"), state=TeamState.TAKING_PART, submitted_at__isnull=False
    )
    second = Exists(handed_in.filter(Exists(_handed_in_before())))
    return _kept_hackathons(user).filter(second, phase=HackathonPhase.WORKING, due_at__lte=now)


def _handed_in_before() -> QuerySet[Team]:
    """Another submission of the same hackathon: fewer than two are not judged."""
    return Team.objects.filter(
        gathering=OuterRef("gathering"), pk__lt=OuterRef("pk"), state=TeamState.TAKING_PART, submitted_at__isnull=False
    )


def result_waits(user: Viewer, today: date) -> QuerySet[Hackathon]:
    """Being judged, and no judge has anything left."""
    judges = Judge.objects.filter(gathering=OuterRef("gathering"))
    return _kept_hackathons(user).filter(~Exists(_with_something_left(judges, today)), phase=HackathonPhase.JUDGING)


# --- Exhibitors -------------------------------------------------------------------------------------------------------
def _coming(today: date) -> dict[str, Any]:
    return {"gathering__state": GatheringState.ANNOUNCED, "gathering__ends_at__date__gte": today}


def _own_parts(user: Viewer, today: date) -> QuerySet[Exhibitor]:
    rows = Exhibitor.objects.filter(state=ExhibitorState.CONFIRMED, **_coming(today))
    return rows.filter(organisation__in=own_organisations(user, TAKE_PART))


def visitors_wait(user: Viewer, today: date, now: datetime) -> QuerySet[Exhibitor]:
    """The own side's parts in events to come with visitors for whom no time ahead is left."""
    ahead = Slot.objects.filter(exhibitor=OuterRef("pk"), called_off_at__isnull=True, starts_at__gt=now)
    free = ahead.exclude(Exists(SlotBooking.objects.filter(slot=OuterRef("pk"), cancelled_at__isnull=True)))
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


def ending_waits(user: Viewer, now: datetime) -> QuerySet[Gathering]:
    """Events that have ended, and of which nobody has said so."""
    kept = own_organisations(user, KEEP)
    return Gathering.objects.filter(
        organisation__in=kept, state=GatheringState.ANNOUNCED, ends_at__lte=now, archived_at__isnull=True
    )


def first_of(rows: QuerySet[Any], column: str, event: str = "gathering") -> QuerySet[Any]:
    """One column of the first that waits, by when its event begins."""
    return rows.order_by(f"{event}__starts_at", event, "pk").values(column)[:1]


def number_at_first(rows: QuerySet[Any]) -> QuerySet[Any]:
    """How many wait at the event that begins first of those at which any does."""
    counted = rows.order_by().values("gathering", "gathering__starts_at").annotate(count=Count("pk"))
    return counted.order_by("gathering__starts_at", "gathering").values("count")[:1]
