"""Judging for programs: what comes next for a judge, and what they say of it. Submissions have numbers and no names."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import invalid_value, not_found
from seriktes.common.api.types import ONE_LINE, Body, Key, RecordNumber, Shown
from seriktes.gatherings.actions.judging import compare, declare_conflict, mark
from seriktes.gatherings.api.hackathons import CriterionOut, criterion_out, hackathon_of
from seriktes.gatherings.api.shared import READ, WRITE, EventRefOut, named, router, visible_gathering
from seriktes.gatherings.definitions.refusals import WORDS
from seriktes.gatherings.enums import HackathonPhase, JudgingMethod, Preferred
from seriktes.gatherings.models import Hackathon, Judge, Team
from seriktes.gatherings.queries.judging import judge_of, standing_of

ONE = "/gatherings/{int:pk}/judging"
Number = Annotated[int, Field(ge=1, le=32_767, description="The number of a submission.")]


class SubmissionOut(Shown):
    """What a team handed in, by its number."""

    number: int
    title: str
    text: str
    address: str
    challenge: EventRefOut | None


class JudgingOut(Shown):
    """How far you are, and what comes next."""

    phase: HackathonPhase
    method: JudgingMethod
    done: int
    total: int
    pair: list[SubmissionOut] = Field(description="Two to compare; empty where none are left.")
    submission: SubmissionOut | None = Field(description="One to be marked by the rubric.")
    criteria: list[CriterionOut]


class ComparisonIn(Body):
    first: Number
    second: Number
    preferred: Preferred


class MarkIn(Body):
    criterion: RecordNumber
    value: Annotated[int, Field(ge=0, le=999)]


class MarksIn(Body):
    submission: Number
    marks: Annotated[list[MarkIn], Field(max_length=20, description="One for each criterion.")]


class ConflictIn(Body):
    submission: Number
    note: Annotated[str, Field(max_length=300, pattern=ONE_LINE)] = ""


def _judge(request: HttpRequest, pk: int) -> tuple[Judge, Hackathon]:
    """Who is no judge here is told that there is nothing."""
    record = visible_gathering(request, pk)
    found = judge_of(asker(request), record.pk)
    if found is None:
        raise not_found()
    return found, hackathon_of(record)


def _shown(judge: Judge, hackathon: Hackathon) -> JudgingOut:
    standing = standing_of(judge, hackathon)
    return JudgingOut(
        phase=HackathonPhase(hackathon.phase), method=JudgingMethod(hackathon.method), done=standing.done,
        total=standing.total, pair=[_submission(one) for one in standing.pair or ()],
        submission=_submission(standing.team) if standing.team else None,
        criteria=[criterion_out(one) for one in hackathon.gathering.criteria.all()],
    )  # fmt: skip


def _submission(one: Team) -> SubmissionOut:
    return SubmissionOut(
        number=one.number or 0, title=one.title, text=one.text, address=one.address,
        challenge=named(one.problem.challenge) if one.problem else None,
    )  # fmt: skip


def _team(hackathon: Hackathon, number: int, pointer: str) -> Team:
    found = Team.objects.filter(gathering=hackathon.gathering_id, number=number).first()
    if found is None:
        raise invalid_value(pointer, WORDS["no_such_team"], "no_such_team")
    return found


@router.get(ONE, auth=READ, response=JudgingOut, summary="What you judge next")
def judging(request: HttpRequest, pk: Key) -> JudgingOut:
    return _shown(*_judge(request, pk))


@router.post(f"{ONE}/comparisons", auth=WRITE, response=JudgingOut, summary="Compare two submissions")
def comparison(request: HttpRequest, pk: Key, sent: ComparisonIn) -> JudgingOut:
    """Once for each pair (`judged_already`); not where you have a conflict of interest (`own_interest`)."""
    judge, hackathon = _judge(request, pk)
    first, second = _team(hackathon, sent.first, "/first"), _team(hackathon, sent.second, "/second")
    compare(
        judge=judge, first=first, second=second, preferred=sent.preferred.value, by=member(request), at=timezone.now()
    )
    return _shown(judge, hackathon)


@router.post(f"{ONE}/marks", auth=WRITE, response=JudgingOut, summary="Mark a submission by the rubric")
def marks(request: HttpRequest, pk: Key, sent: MarksIn) -> JudgingOut:
    """Again as often as you like while judging is open."""
    judge, hackathon = _judge(request, pk)
    given: dict[int, Any] = {one.criterion: one.value for one in sent.marks}
    mark(judge=judge, team=_team(hackathon, sent.submission, "/submission"), marks=given, at=timezone.now())
    return _shown(judge, hackathon)


@router.post(f"{ONE}/conflicts", auth=WRITE, response=JudgingOut, summary="Declare a conflict of interest")
def conflict(request: HttpRequest, pk: Key, sent: ConflictIn) -> JudgingOut:
    """What you said of it before counts no more."""
    judge, hackathon = _judge(request, pk)
    found = _team(hackathon, sent.submission, "/submission")
    declare_conflict(judge=judge, team=found, note=sent.note, by=member(request), at=timezone.now())
    return _shown(judge, hackathon)
