"""Judging a hackathon blind, and its result, which anybody can compute again from the published bundle."""

import random
import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.gatherings.actions.log import log
from seriktes.gatherings.actions.telling import tell_judge
from seriktes.gatherings.actions.telling_teams import tell_result
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import GatheringState, HackathonPhase, JudgingMethod, Preferred, TeamState
from seriktes.gatherings.models import Comparison, Criterion, DeclaredConflict, Gathering, Hackathon, Judge, Score, Team
from seriktes.gatherings.queries.access import KEEP, may
from seriktes.gatherings.queries.judging import bundle_of, conflicts_of, judged_teams, seat_of
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.models import Organisation, Person
from seriktes_analytics.judging import result_of, sha256_of

# Where comparisons do not connect all submissions, so much belief that all are alike may hold the result, which is then
# marked.
RIDGE = 1


@transaction.atomic
def add_judge(
    *, gathering: Gathering, person: Person, by: User | None, at: datetime, organisation: Organisation | None = None
) -> Judge:
    hackathon = _not_judged(gathering)
    judge, is_new = _named(gathering, person, organisation, at)
    if is_new:
        values = {"person": person.pk}
        record_event(kind="gatherings.gathering.judge_added", by=by, target=gathering, values=values)
        if hackathon.phase == HackathonPhase.JUDGING:
            tell_judge(judge)
    return judge


@transaction.atomic
def remove_judge(*, judge: Judge, by: User | None) -> None:
    """One who has judged nothing; of another, what is left goes to somebody else by `hand_over_judging`."""
    gathering = judge.gathering
    _not_judged(gathering)
    judge = Judge.objects.select_for_update().get(pk=judge.pk)
    if judge.comparisons.exists() or judge.scores.exists():
        raise Refusal("has_judged")
    if judge.handed_over_at is not None:
        # Somebody judges in this place already.
        raise Refusal("handed_over_already")
    if judge.seat_id is not None:
        # It goes back to whoever handed it over last.
        rest = Judge.objects.filter(Q(pk=judge.seat_id) | Q(seat=judge.seat_id)).exclude(pk=judge.pk)
        last = rest.order_by("-handed_over_at", "-pk").values_list("pk", flat=True)[:1]
        Judge.objects.filter(pk__in=list(last)).update(handed_over_at=None)
    values = {"person": judge.person_id}
    judge.delete()
    record_event(kind="gatherings.gathering.judge_removed", by=by, target=gathering, values=values)


@transaction.atomic
def hand_over_judging(
    *, judge: Judge, person: Person, by: User | None, at: datetime, organisation: Organisation | None = None
) -> Judge:
    """What the judge has said stays; what is left is judged by somebody else, who does not judge the rest again."""
    gathering = judge.gathering
    hackathon = _not_judged(gathering)
    judge = Judge.objects.select_for_update().get(pk=judge.pk)
    if hackathon.phase != HackathonPhase.JUDGING:
        raise Refusal("not_judging")
    if judge.handed_over_at is not None:
        raise Refusal("handed_over_already")
    successor, is_new = _named(gathering, person, organisation, at)
    if not is_new:
        raise Refusal("judges_already")
    successor.seat_id = judge.seat_id or judge.pk
    successor.save(update_fields=["seat"])
    judge.handed_over_at = at
    judge.save(update_fields=["handed_over_at"])
    values = {"from": judge.person_id, "to": person.pk}
    record_event(kind="gatherings.gathering.judging_handed_over", by=by, target=gathering, values=values)
    tell_judge(successor)
    return successor


def _not_judged(gathering: Gathering) -> Hackathon:
    hackathon = Hackathon.objects.select_for_update().get(gathering=gathering)
    if hackathon.phase == HackathonPhase.JUDGED:
        raise Refusal("wrong_state")
    return hackathon


def _named(gathering: Gathering, person: Person, organisation: Organisation | None, at: datetime) -> tuple[Judge, bool]:
    if gathering.team_members.filter(person=person).exists():
        raise Refusal("works_here")
    if person.user is not None and may(person.user, KEEP, gathering):
        raise Refusal("keeps_here")
    return Judge.objects.get_or_create(
        gathering=gathering, person=person, defaults={"organisation": organisation, "added_at": at}
    )


@transaction.atomic
def open_judging(
    *, hackathon: Hackathon, by: User | None, at: datetime, expected_version: int | None = None, seed: str = ""
) -> Hackathon:
    """After the deadline. Submissions get numbers in an order drawn from a seed, which is told."""
    hackathon = lock_for_edit(hackathon, expected_version=expected_version)
    gathering = hackathon.gathering
    if hackathon.phase != HackathonPhase.WORKING:
        raise Refusal("judging_began")
    _check_held(gathering)
    if hackathon.due_at is not None and hackathon.due_at > at:
        raise Refusal("before_deadline")
    teams = sorted(judged_teams(gathering.pk), key=lambda team: team.pk)
    if len(teams) < 2:
        raise Refusal("too_few_submissions")
    if not gathering.judges.exists():
        raise Refusal("no_judges")
    if hackathon.method == JudgingMethod.RUBRIC and not gathering.criteria.exists():
        raise Refusal("no_criteria")
    hackathon.seed = seed or secrets.token_hex(8)
    random.Random(hackathon.seed).shuffle(teams)  # noqa: S311  an order that anybody can draw again
    for number, team in enumerate(teams, 1):
        Team.objects.filter(pk=team.pk).update(number=number)
    hackathon.phase = HackathonPhase.JUDGING
    _save(hackathon)
    log("hackathon.judging_opened", gathering, by=by, at=at, data={"seed": hackathon.seed, "submissions": len(teams)})
    for judge in gathering.judges.order_by("pk"):
        tell_judge(judge)
    return hackathon


# --- What judges say --------------------------------------------------------------------------------------------------
@transaction.atomic
def compare(*, judge: Judge, first: Team, second: Team, preferred: str, by: User | None, at: datetime) -> Comparison:
    """Once for each pair. Raises Refusal: `own_interest` where the judge has a conflict with one of them."""
    _check_judging(judge, JudgingMethod.PAIRWISE)
    _check_teams(judge, first, second)
    if first.pk == second.pk:
        raise Refusal("one_submission")
    if first.pk > second.pk:
        first, second = second, first
        turned = {Preferred.FIRST: Preferred.SECOND, Preferred.SECOND: Preferred.FIRST}
        preferred = turned.get(Preferred(preferred), Preferred.EQUAL)
    if Comparison.objects.filter(judge__in=seat_of(judge), first=first, second=second).exclude(judge=judge).exists():
        raise Refusal("judged_before")
    told = {"preferred": preferred, "by": by, "at": at}
    made, is_new = Comparison.objects.get_or_create(judge=judge, first=first, second=second, defaults=told)
    if not is_new:
        raise Refusal("judged_already")
    return made


@transaction.atomic
def mark(*, judge: Judge, team: Team, marks: Mapping[int, int], at: datetime) -> None:
    """By criterion; all of them, and again as often as one likes while judging is open."""
    _check_judging(judge, JudgingMethod.RUBRIC)
    _check_teams(judge, team)
    if Score.objects.filter(judge__in=seat_of(judge), team=team).exclude(judge=judge).exists():
        raise Refusal("judged_before")
    criteria = {one.pk: one for one in Criterion.objects.filter(gathering=judge.gathering_id)}
    if set(marks) != set(criteria):
        raise Refusal("marks_missing")
    for pk, value in marks.items():
        if not 0 <= value <= criteria[pk].maximum:
            raise Refusal("mark_too_high")
        Score.objects.update_or_create(
            judge=judge, team=team, criterion=criteria[pk], defaults={"value": value, "at": at}
        )


@transaction.atomic
def declare_conflict(*, judge: Judge, team: Team, note: str, by: User | None, at: datetime) -> DeclaredConflict:
    """What the judge said of it before counts no more."""
    hackathon = Hackathon.objects.select_for_update().get(gathering=judge.gathering_id)
    if hackathon.phase == HackathonPhase.JUDGED or team.gathering_id != judge.gathering_id:
        raise Refusal("wrong_state")
    made, _is_new = DeclaredConflict.objects.get_or_create(
        judge=judge, team=team, defaults={"note": note.strip()[:300], "at": at}
    )
    values = {"judge": judge.pk, "team": team.pk}
    record_event(kind="gatherings.gathering.conflict_declared", by=by, target=judge.gathering, values=values)
    return made


def _check_judging(judge: Judge, method: JudgingMethod) -> None:
    hackathon = Hackathon.objects.select_for_update().get(gathering=judge.gathering_id)
    if hackathon.phase != HackathonPhase.JUDGING or hackathon.method != method:
        raise Refusal("not_judging")
    _check_held(hackathon.gathering)
    if Judge.objects.filter(pk=judge.pk, handed_over_at__isnull=False).exists():
        raise Refusal("handed_over_already")


def _check_held(gathering: Gathering) -> None:
    """Nobody is asked to judge at an event that does not take place, and no result of it is told."""
    if gathering.state == GatheringState.CANCELLED:
        raise Refusal("is_cancelled")


def _check_teams(judge: Judge, *teams: Team) -> None:
    for team in teams:
        if team.gathering_id != judge.gathering_id or team.state != TeamState.TAKING_PART or team.number is None:
            raise Refusal("no_such_team")
    if conflicts_of([judge], teams):
        raise Refusal("own_interest")


# --- The result -------------------------------------------------------------------------------------------------------
@transaction.atomic
def publish_result(
    *, hackathon: Hackathon, by: User | None, at: datetime, held: bool = False, expected_version: int | None = None
) -> Hackathon:
    """Raises Refusal("not_connected") where the comparisons do not tell how some submissions stand to others. With `held`
    the result is computed all the same, under a ridge, and marked."""
    # numpy is wanted by who computes a result alone.
    from seriktes_analytics.ranking import NotConnected

    hackathon = lock_for_edit(hackathon, expected_version=expected_version)
    if hackathon.phase != HackathonPhase.JUDGING:
        raise Refusal("not_judging")
    _check_held(hackathon.gathering)
    bundle = bundle_of(hackathon, ridge=RIDGE if held else 0)
    if not bundle["items"]:
        # All were excluded meanwhile.
        raise Refusal("no_submissions")
    try:
        result = result_of(bundle)
    except NotConnected as refused:
        groups = " | ".join(", ".join(f"№ {number}" for number in group) for group in refused.groups)
        raise Refusal("not_connected", [groups]) from refused
    hackathon.bundle, hackathon.result, hackathon.sha256 = bundle, result, sha256_of(result)
    hackathon.phase, hackathon.judged_at = HackathonPhase.JUDGED, at
    _save(hackathon)
    data = {"sha256": hackathon.sha256, "marked": result["marked"]}
    log("hackathon.judged", hackathon.gathering, by=by, at=at, data=data)
    tell_result(hackathon.gathering)
    return hackathon


def _save(hackathon: Hackathon) -> None:
    hackathon.version += 1
    hackathon.save()
