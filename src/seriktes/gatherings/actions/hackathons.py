"""Hackathons: problems from challenges, teams, and what they hand in by the deadline."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.challenges.enums import ChallengeState
from seriktes.challenges.models import Challenge
from seriktes.common.text import visible
from seriktes.gatherings.actions.log import log
from seriktes.gatherings.actions.telling_teams import tell_excluded
from seriktes.gatherings.actions.visitors import ALPHABET, LENGTH
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import GatheringState, HackathonPhase, TeamState
from seriktes.gatherings.models import Criterion, Gathering, Hackathon, Problem, Team, TeamMember
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.models import Organisation, Person

TERMS = ("due_at", "method", "team_from", "team_to")


# --- The organiser's ---------------------------------------------------------------------------------------------------
@transaction.atomic
def set_terms(
    *, hackathon: Hackathon, values: Mapping[str, Any], by: User | None, expected_version: int | None = None
) -> Hackathon:
    """The deadline, the way of judging and the size of teams, until judging begins."""
    hackathon = lock_for_edit(hackathon, expected_version=expected_version)
    _check_working(hackathon)
    for name in TERMS:
        if name in values:
            setattr(hackathon, name, values[name])
    if not 1 <= hackathon.team_from <= hackathon.team_to:
        raise Refusal("team_size")
    hackathon.version += 1
    hackathon.save()
    told = {name: str(values[name]) for name in TERMS if name in values}
    record_event(kind="gatherings.gathering.changed", by=by, target=hackathon.gathering, values=told)
    return hackathon


@transaction.atomic
def set_problem(*, hackathon: Hackathon, challenge: Challenge, by: User | None) -> Problem:
    """A published challenge; its brief is what the teams work on."""
    hackathon = Hackathon.objects.select_for_update().get(pk=hackathon.pk)
    _check_working(hackathon)
    if challenge.state not in (ChallengeState.OPEN, ChallengeState.DECIDING) or challenge.archived_at is not None:
        raise Refusal("challenge_closed")
    gathering = hackathon.gathering
    made, is_new = Problem.objects.get_or_create(
        gathering=gathering, challenge=challenge, defaults={"position": gathering.problems.count()}
    )
    if is_new:
        values = {"challenge": challenge.pk}
        record_event(kind="gatherings.gathering.problem_set", by=by, target=gathering, values=values)
    return made


@transaction.atomic
def remove_problem(*, problem: Problem) -> None:
    if problem.teams.exists():
        raise Refusal("problem_in_use")
    problem.delete()


@transaction.atomic
def set_criteria(*, hackathon: Hackathon, rows: Sequence[Mapping[str, Any]], by: User | None) -> list[Criterion]:
    """The rubric: all its lines, with names in three languages, weight and highest mark."""
    hackathon = Hackathon.objects.select_for_update().get(pk=hackathon.pk)
    _check_working(hackathon)
    gathering = hackathon.gathering
    gathering.criteria.all().delete()
    made = Criterion.objects.bulk_create(Criterion(gathering=gathering, **row) for row in rows)
    record_event(kind="gatherings.gathering.changed", by=by, target=gathering, values={"criteria": len(made)})
    return made


@transaction.atomic
def exclude_team(*, team: Team, reason: str, by: User | None, at: datetime) -> Team:
    hackathon = _hackathon(team.gathering)
    team = lock_for_edit(team, expected_version=None)
    if not reason.strip():
        raise Refusal("no_reason")
    if team.state != TeamState.TAKING_PART or hackathon.phase == HackathonPhase.JUDGED:
        raise Refusal("wrong_state")
    team.state = TeamState.EXCLUDED
    _save(team)
    log("team.excluded", team, by=by, at=at, data={"name": team.name, "reason": reason.strip()})
    tell_excluded(team, reason.strip())
    return team


# --- The teams' -------------------------------------------------------------------------------------------------------
@transaction.atomic
def found_team(
    *, gathering: Gathering, name: str, person: Person, by: User | None, at: datetime, problem: Problem | None = None,
    organisation: Organisation | None = None,
) -> Team:  # fmt: skip
    hackathon = _hackathon(gathering)
    _check_open(gathering, hackathon, at)
    name = " ".join(visible(name).split())[:120]
    if not name:
        raise Refusal("nameless_team")
    if gathering.teams.filter(name=name).exists():
        raise Refusal("team_name_taken")
    if problem is not None and problem.gathering_id != gathering.pk:
        raise Refusal("foreign_problem")
    team = Team.objects.create(
        gathering=gathering, name=name, problem=problem, organisation=organisation, join_code=_code()
    )
    _join(team, person, at)
    log("team.founded", team, by=by, at=at, data={"name": name})
    return team


@transaction.atomic
def join_team(*, gathering: Gathering, code: str, person: Person, by: User | None, at: datetime) -> Team:
    """By the code that a member passed on."""
    hackathon = _hackathon(gathering)
    _check_open(gathering, hackathon, at)
    typed = "".join(code.split()).upper()
    team = gathering.teams.select_for_update().filter(join_code=typed, state=TeamState.TAKING_PART).first()
    if team is None:
        raise Refusal("no_such_team")
    if team.members.count() >= hackathon.team_to:
        raise Refusal("team_full")
    _join(team, person, at)
    record_event(kind="gatherings.team.joined", by=by, target=team, values={"person": person.pk})
    return team


def _join(team: Team, person: Person, at: datetime) -> None:
    if team.gathering.judges.filter(person=person).exists():
        raise Refusal("judges_here")
    try:
        with transaction.atomic():
            TeamMember.objects.create(team=team, gathering=team.gathering, person=person, joined_at=at)
    except IntegrityError as error:
        raise Refusal("in_a_team") from error


@transaction.atomic
def leave_team(*, team: Team, person: Person, by: User | None, at: datetime) -> None:
    """The last one who goes takes the team along."""
    _check_open(team.gathering, _hackathon(team.gathering), at)
    team = lock_for_edit(team, expected_version=None)
    gone, _rows = team.members.filter(person=person).delete()
    if not gone:
        raise Refusal("no_such_team")
    if not team.members.exists():
        team.state = TeamState.WITHDRAWN
        _save(team)
    record_event(kind="gatherings.team.left", by=by, target=team, values={"person": person.pk})


@transaction.atomic
def hand_in(
    *, team: Team, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None,
    is_final: bool = True,
) -> Team:  # fmt: skip
    """Kept as a draft or handed in; changed as often as one likes until the deadline. What was handed in stays whole."""
    hackathon = _hackathon(team.gathering)
    _check_open(team.gathering, hackathon, at)
    team = lock_for_edit(team, expected_version=expected_version)
    if team.state != TeamState.TAKING_PART:
        raise Refusal("wrong_state")
    team.title = " ".join(visible(str(values.get("title", team.title))).split())[:200]
    team.text = visible(str(values.get("text", team.text))).strip()
    team.address = str(values.get("address", team.address)).strip()
    problem = values.get("problem", team.problem)
    if problem is not None and problem.gathering_id != team.gathering_id:
        raise Refusal("foreign_problem")
    team.problem = problem
    if (is_final or team.submitted_at is not None) and not (team.title and team.text):
        raise Refusal("missing", [name for name in ("title", "text") if not getattr(team, name)])
    if is_final:
        if team.members.count() < hackathon.team_from:
            raise Refusal("team_small")
        team.submitted_at = at
    _save(team)
    if is_final:
        log("team.submitted", team, by=by, at=at, data={"name": team.name})
    return team


@transaction.atomic
def name_organisation(*, team: Team, organisation: Organisation, by: User | None, at: datetime) -> Team:
    """For whom what the team made goes on, where it was founded without. Not while it is judged: who has an interest in it
    would change."""
    hackathon = _hackathon(team.gathering)
    team = lock_for_edit(team, expected_version=None)
    if hackathon.phase == HackathonPhase.JUDGING:
        raise Refusal("not_judged_yet")
    if team.state != TeamState.TAKING_PART or organisation.merged_into_id:
        raise Refusal("wrong_state")
    if team.organisation_id is not None:
        raise Refusal("organisation_named")
    team.organisation = organisation
    _save(team)
    log("team.organisation_named", team, by=by, at=at, data={"name": team.name, "organisation": organisation})
    return team


# --- What all of them need --------------------------------------------------------------------------------------------
def _check_working(hackathon: Hackathon) -> None:
    if hackathon.phase != HackathonPhase.WORKING:
        raise Refusal("judging_began")


def _check_open(gathering: Gathering, hackathon: Hackathon, at: datetime) -> None:
    if gathering.state != GatheringState.ANNOUNCED:
        raise Refusal("is_cancelled")
    if hackathon.phase != HackathonPhase.WORKING or (hackathon.due_at is not None and hackathon.due_at <= at):
        raise Refusal("deadline_over")


def _hackathon(gathering: Gathering) -> Hackathon:
    """Locked before any team of it, everywhere: nothing is handed in while numbers are drawn, and who becomes a judge
    does not join a team at the same moment."""
    found = Hackathon.objects.select_for_update().filter(gathering=gathering).first()
    if found is None:
        raise Refusal("no_hackathon")
    return found


def _save(team: Team) -> None:
    team.version += 1
    team.save()


def _code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
