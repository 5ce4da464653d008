"""Records that go round the desks of posts: what waits for the asker, and the decision of a desk."""

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import LINES, Body, Key, Shown
from seriktes.procedures.actions.approvals import answer, ask, decide
from seriktes.procedures.definitions.approvals import approval_purpose
from seriktes.procedures.enums import ApprovalState, StepState
from seriktes.procedures.models import ApprovalStep
from seriktes.procedures.queries.approvals import (
    TrackStep,
    desk_of,
    record_of,
    step_for_user,
    steps_open_for_user,
    track_of,
)
from seriktes.procedures.queries.subjects import cards_of, key_of

router = Router(tags=["approvals"])
Words = Annotated[str, Field(max_length=4000, pattern=LINES)]
READ, DECIDE = BearerToken(Scope.PARTNERSHIPS_READ), BearerToken(Scope.PARTNERSHIPS_SIGN)


class ApprovalStepOut(Shown):
    """One desk on the way of a record."""

    id: int
    place: int = Field(description="Desks of one place decide side by side.")
    organisation: int
    post: int | None
    desk: str = Field(description="The post, or the person of the other side, to those who see people.")
    task: str
    state: StepState
    opened_at: datetime | None
    asked_at: datetime | None = Field(description="Since when a question of the desk waits for its answer.")
    question: str = Field(description="This and `reason` are empty for those who do not see people and notes.")
    decided_at: datetime | None
    reason: str
    working_days: int = Field(description="The term of the desk.")


class TrackStepOut(ApprovalStepOut):
    holder: str = Field(description="Who holds the post; empty for those who do not see people.")
    is_vacant: bool
    due_at: datetime | None
    is_overdue: bool
    may_decide: bool = Field(description="Whether it is yours to decide now.")


class ApprovalOut(Shown):
    """The last passage of a record through the desks of every side."""

    id: int
    state: ApprovalState
    purpose: str
    sha256: str = Field(description="Of the text that is being approved.")
    started_at: datetime
    ended_at: datetime | None
    steps: list[TrackStepOut]


class WaitingOut(ApprovalStepOut):
    """A decision that waits for the asker."""

    subject_type: str = Field(description="As `partnerships.agreement`.")
    subject: int = Field(description="Number of the record.")
    title: str
    url: str = Field(description="Its page for people.")


def approval_shown(request: HttpRequest, record: Model) -> ApprovalOut:
    """The track of the record, which the asker sees; 404 where it never went round."""
    track = track_of(record, asker(request), timezone.now())
    if track is None:
        raise not_found()
    row, now = track.approval, timezone.now()
    with_people = bool(approval_purpose(row.purpose).may_see_people(asker(request), record))
    return ApprovalOut(
        id=row.pk, state=ApprovalState(row.state), purpose=row.purpose, sha256=row.content_hash,
        started_at=row.started_at, ended_at=row.ended_at,
        steps=[_on_track(step, now, with_people=with_people) for step in track.steps],
    )  # fmt: skip


def _on_track(told: TrackStep, now: datetime, *, with_people: bool) -> TrackStepOut:
    due_at = told.clock.due_at if told.clock else None
    return TrackStepOut(
        **_step(told.step, with_people=with_people), holder=told.holder, is_vacant=told.is_vacant, due_at=due_at,
        is_overdue=due_at is not None and not told.is_paused and due_at < now, may_decide=told.may_decide,
    )  # fmt: skip


def _step(row: ApprovalStep, *, with_people: bool = True) -> dict[str, Any]:
    plain = ("place", "task", "opened_at", "asked_at", "decided_at", "working_days")
    return {
        "id": row.pk, "organisation": row.organisation_id, "post": row.post_id, "state": StepState(row.state),
        "desk": desk_of(row) if row.post_id or with_people else "", "question": row.question if with_people else "",
        "reason": row.reason if with_people else "", **{name: getattr(row, name) for name in plain},
    }  # fmt: skip


@router.get("/approvals", auth=READ, response=Page[WaitingOut], summary="What waits for your decision")
def approvals(request: HttpRequest, response: HttpResponse, asked: Asked) -> dict[str, Any]:
    """Steps of posts that you hold or for which you stand in."""
    rows = steps_open_for_user(asker(request), timezone.localdate()).select_related("approval", "post")

    def show(found: list[ApprovalStep]) -> list[WaitingOut]:
        cards = cards_of([step.approval for step in found])
        return [_waiting(step, cards.get(key_of(step.approval))) for step in found]

    return page_of(request, response, rows, asked, Order(), show=show)


def _waiting(row: ApprovalStep, card: Any) -> WaitingOut:
    about = row.approval
    return WaitingOut(
        **_step(row), subject_type=about.subject_type, subject=about.subject_id, title=card.title if card else "",
        url=card.url if card else "",
    )  # fmt: skip


# --- Deciding ---------------------------------------------------------------------------------------------------------
def _seen(request: HttpRequest, pk: int) -> ApprovalStep:
    found = step_for_user(asker(request), pk, timezone.localdate())
    if found is None:
        raise not_found()
    return found


def _shown(pk: int) -> ApprovalStepOut:
    return ApprovalStepOut(**_step(ApprovalStep.objects.select_related("post").get(pk=pk)))


class ApprovalDecisionIn(Body):
    approve: Annotated[bool, Field(description="False refuses, which needs a reason.")]
    reason: Words = ""


@router.post("/approvals/steps/{int:pk}/decision", auth=DECIDE, response=ApprovalStepOut, summary="Decide for a desk")
def decision(request: HttpRequest, pk: Key, what: ApprovalDecisionIn) -> ApprovalStepOut:
    """For whoever holds the post, or stands in for it. A refusal sends the record back."""
    decide(step=_seen(request, pk), approve=what.approve, reason=what.reason, by=member(request), at=timezone.now())
    return _shown(pk)


class ApprovalQuestionIn(Body):
    question: Words


@router.post("/approvals/steps/{int:pk}/question", auth=DECIDE, response=ApprovalStepOut, summary="Ask before deciding")
def question(request: HttpRequest, pk: Key, what: ApprovalQuestionIn) -> ApprovalStepOut:
    """The desk's clock stands still until the answer."""
    ask(step=_seen(request, pk), question=what.question, by=member(request), at=timezone.now())
    return _shown(pk)


class ApprovalAnswerIn(Body):
    answer: Words


@router.post(
    "/approvals/steps/{int:pk}/answer", auth=DECIDE, response=ApprovalStepOut, summary="Answer the question of a desk"
)
def answered(request: HttpRequest, pk: Key, what: ApprovalAnswerIn) -> ApprovalStepOut:
    """For those who sent the record round."""
    step = _seen(request, pk)
    record = record_of(step.approval)
    if record is None or not approval_purpose(step.approval.purpose).may_keep(asker(request), record):
        raise not_permitted()
    answer(step=step, answer=what.answer, by=member(request), at=timezone.now())
    return _shown(pk)
