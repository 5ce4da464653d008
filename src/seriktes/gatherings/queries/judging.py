"""Judging a hackathon: who may judge what, what is judged already, and which pair comes next. Judges see numbers only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from seriktes.gatherings.enums import ConflictKind, HackathonPhase, JudgingMethod, Preferred, TeamState
from seriktes.gatherings.models import Comparison, DeclaredConflict, Hackathon, Judge, Score, Team, TeamMember
from seriktes.organisations.models import Affiliation
from seriktes.organisations.queries.access import Viewer
from seriktes_analytics.judging import FORMAT

SIGNS = {Preferred.FIRST: 1, Preferred.SECOND: -1, Preferred.EQUAL: 0}
LEVEL = 0.95


def judged_teams(gathering: int) -> list[Team]:
    """Those that handed in and take part, by their number."""
    rows = Team.objects.filter(gathering=gathering, state=TeamState.TAKING_PART, submitted_at__isnull=False)
    return list(rows.select_related("problem__challenge").order_by("number", "pk"))


def judge_of(user: Viewer, gathering: int) -> Judge | None:
    if not user.is_authenticated:
        return None
    return Judge.objects.filter(gathering=gathering, person__user=user.pk).select_related("person").first()


# --- Conflicts of interest --------------------------------------------------------------------------------------------
def conflicts_of(judges: Sequence[Judge], teams: Sequence[Team]) -> dict[tuple[int, int], str]:
    """(judge, team) → why not, for all at once; four queries. Same organisation: the judge is named for it or works or
    studies there, and the team is of it or has a member there."""
    people = {judge.person_id for judge in judges}
    members: dict[int, set[int]] = {}
    for pk, person in TeamMember.objects.filter(team__in=[team.pk for team in teams]).values_list("team", "person"):
        members.setdefault(pk, set()).add(person)
    everybody = people.union(*members.values()) if members else people
    homes: dict[int, set[int]] = {}
    still = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    rows = Affiliation.objects.filter(still, person__in=everybody, archived_at__isnull=True)
    for person, organisation in rows.values_list("person", "organisation"):
        homes.setdefault(person, set()).add(organisation)
    pairs = DeclaredConflict.objects.filter(judge__in=[judge.pk for judge in judges])
    declared = set(pairs.values_list("judge", "team"))
    found: dict[tuple[int, int], str] = {}
    for judge in judges:
        own = homes.get(judge.person_id, set()) | ({judge.organisation_id} if judge.organisation_id else set())
        for team in teams:
            theirs = {team.organisation_id} if team.organisation_id else set()
            theirs = theirs.union(*(homes.get(person, set()) for person in members.get(team.pk, ())))
            if judge.person_id in members.get(team.pk, set()):
                found[judge.pk, team.pk] = ConflictKind.OWN_TEAM
            elif own & theirs:
                found[judge.pk, team.pk] = ConflictKind.SAME_ORGANISATION
            elif (judge.pk, team.pk) in declared:
                found[judge.pk, team.pk] = ConflictKind.DECLARED
    return found


# --- What a judge does next -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    """How far a judge is. `pair` or `team` is what comes next; `marked` are the own submissions with marks, which may be
    changed."""

    done: int
    total: int
    pair: tuple[Team, Team] | None = None
    team: Team | None = None
    marked: tuple[Team, ...] = ()


def standing_of(judge: Judge, hackathon: Hackathon) -> Standing:
    if hackathon.phase != HackathonPhase.JUDGING:
        return Standing(0, 0)
    teams = judged_teams(hackathon.gathering_id)
    barred = conflicts_of([judge], teams)
    mine = [team for team in teams if (judge.pk, team.pk) not in barred]
    seat, is_over = seat_of(judge), judge.handed_over_at is not None
    if hackathon.method == JudgingMethod.PAIRWISE:
        return _pairs(judge, teams, mine, seat)
    scores = Score.objects.filter(judge__in=seat).values_list("judge", "team").distinct()
    by_others = {team for by, team in scores if by != judge.pk}
    scored = {team for by, team in scores if by == judge.pk}
    marked = tuple(team for team in mine if team.pk in scored)
    waiting = [] if is_over else [team for team in mine if team.pk not in scored | by_others]
    return Standing(
        len(marked), len(marked) + len(waiting), team=waiting[0] if waiting else None, marked=() if is_over else marked
    )


def seat_of(judge: Judge) -> list[int]:
    """Those who judged in one place, one after the other: each submission and each pair once between them."""
    first = judge.seat_id or judge.pk
    return list(Judge.objects.filter(Q(pk=first) | Q(seat=first)).values_list("pk", flat=True))


def marks_of(judge: Judge, team: Team) -> dict[int, int]:
    """What the judge gave, by criterion."""
    return dict(Score.objects.filter(judge=judge, team=team).values_list("criterion", "value"))


def _pairs(judge: Judge, teams: Sequence[Team], mine: Sequence[Team], seat: Sequence[int]) -> Standing:
    # numpy is wanted by who judges by pairs alone.
    from seriktes_analytics.ranking import every_pair, next_pair

    by_pk = {team.pk: team for team in teams}
    rows = comparisons_of(judge.gathering_id)
    done = {(first, second) for by, first, second, _sign in rows if by == judge.pk}
    said = {(first, second) for by, first, second, _sign in rows if by in seat}
    allowed = [pair for pair in every_pair(sorted(team.pk for team in mine)) if pair not in said]
    if judge.handed_over_at is not None:
        allowed = []
    outcomes = [(first, second, sign) for _by, first, second, sign in rows]
    pair = next_pair(outcomes, items=[team.pk for team in teams], allowed=allowed)
    told = (by_pk[pair[0]], by_pk[pair[1]]) if pair else None
    own = len([one for one in done if set(one) <= {team.pk for team in mine}])
    return Standing(own, own + len(allowed), pair=told)


def comparisons_of(gathering: int) -> list[tuple[int, int, int, int]]:
    """(judge, first, second, sign) of teams that still take part."""
    rows = Comparison.objects.filter(
        judge__gathering=gathering, first__state=TeamState.TAKING_PART, second__state=TeamState.TAKING_PART
    )
    columns = rows.order_by("pk").values_list("judge", "first", "second", "preferred")
    return [(judge, first, second, SIGNS[Preferred(preferred)]) for judge, first, second, preferred in columns]


# --- The bundle -------------------------------------------------------------------------------------------------------
def bundle_of(hackathon: Hackathon, *, ridge: float = 0) -> dict[str, Any]:
    """Everything that was judged, by numbers: of teams, and of judges in the order in which they were named. What a judge
    said of a team before a conflict was declared does not count."""
    gathering = hackathon.gathering_id
    teams = judged_teams(gathering)
    judges = list(Judge.objects.filter(gathering=gathering).order_by("pk"))
    barred = conflicts_of(judges, teams)
    numbers: Mapping[int, int] = {team.pk: team.number or 0 for team in teams}
    names = {judge.pk: f"j{place}" for place, judge in enumerate(judges, 1)}
    shared = {
        "format": FORMAT,
        "method": hackathon.method,
        "items": sorted(numbers.values()),
        "level": LEVEL,
        "ridge": ridge,
    }
    if hackathon.method == JudgingMethod.PAIRWISE:
        counted = [
            [names[judge], numbers[first], numbers[second], sign]
            for judge, first, second, sign in comparisons_of(gathering)
            if (judge, first) not in barred and (judge, second) not in barred
        ]
        return {**shared, "comparisons": sorted(counted)}
    criteria = list(hackathon.gathering.criteria.order_by("pk"))
    marks = Score.objects.filter(judge__gathering=gathering, team__in=numbers).order_by("pk")
    rows = marks.values_list("judge", "team", "criterion", "value")
    return {
        **shared, "criteria": [[one.pk, one.weight, one.maximum] for one in criteria],
        "marks": sorted(
            [names[judge], numbers[team], criterion, value]
            for judge, team, criterion, value in rows if (judge, team) not in barred
        ),
    }  # fmt: skip
