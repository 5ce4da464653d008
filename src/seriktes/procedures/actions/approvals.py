"""The passage of a record through the desks: started, decided desk by desk, called back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone, translation

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.organisations.models import Organisation, Post
from seriktes.procedures.actions.calling import call_desk, tell_ended, tell_stood_in_for, withdraw_step_links
from seriktes.procedures.actions.events import record as record_happening
from seriktes.procedures.definitions.approvals import CannotApprove, Ended, approval_purpose
from seriktes.procedures.enums import ApprovalState, StepState
from seriktes.procedures.models import ActionLink, Approval, ApprovalStep, Route, subject_of
from seriktes.procedures.queries.approvals import (
    decides_for_oneself,
    delegation_of_address,
    delegation_used,
    desk_of,
    is_still_addressed,
    record_of,
    running_approval,
    steps_open_for_user,
)

OPEN_OR_WAITING = (StepState.OPEN, StepState.WAITING)


@dataclass(frozen=True)
class Desk:
    """Who decides: a post, or somebody of the other side by name and address, who gets a link. Desks of one `place` run
    together; the next place opens when all of them approved."""

    place: int
    post: Post | None = None
    name: str = ""
    email: str = ""
    language: str = "kk"
    task: str = ""
    working_days: int = 3


@dataclass(frozen=True)
class ApprovalSide:
    """The desks of one organisation."""

    organisation: Organisation
    desks: Sequence[Desk]


@dataclass(frozen=True)
class Who:
    """Whoever acts: an account, or a link."""

    by: User | None
    label: str
    link: ActionLink | None = None


def side_of_route(route: Route) -> ApprovalSide:
    """The desks of a route as they stand now: an approval keeps them, whatever becomes of the route."""
    return ApprovalSide(
        route.organisation,
        [
            Desk(place=step.place, post=step.post, task=step.task, working_days=step.working_days)
            for step in route.steps.select_related("post").order_by("place", "pk")
        ],
    )


@transaction.atomic
def start_approval(
    *, subject: models.Model, purpose: str, sides: Sequence[ApprovalSide], content_hash: str, by: User, at: datetime
) -> Approval:
    """Send the record round. The desks of the first side decide first; then those of the others, side by side.

    Raises CannotApprove: `running` where it is on its way already, `no_steps` where no desk is named. The approval holds
    for just these bytes.
    """
    approval_purpose(purpose).lock(subject.pk)
    if running_approval(subject) is not None:
        raise CannotApprove("running")
    desks = in_order(sides)
    if not desks:
        raise CannotApprove("no_steps")
    approval = Approval.objects.create(
        **subject_of(subject), purpose=purpose, content_hash=content_hash, started_at=at, started_by=by
    )
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            approval=approval, organisation=organisation, place=desk.place, post=desk.post, name=desk.name,
            email=desk.email.strip().casefold(), language=desk.language, task=desk.task,
            working_days=desk.working_days,
        )
        for organisation, desk in desks
    )  # fmt: skip
    record_event(
        kind="procedures.approval.started", by=by, target=subject,
        values={"approval": approval.pk, "sha256": content_hash, "desks": len(desks)},
    )  # fmt: skip
    data = {"approval": approval.pk, "sha256": content_hash}
    record_happening(subject=subject, kind="approval.started", at=at, by=by, data=data)
    _open_next(approval, subject, at)
    return approval


def in_order(sides: Sequence[ApprovalSide]) -> list[tuple[Organisation, Desk]]:
    """Every desk with its place in the whole passage, counted from 1 without gaps."""
    found: list[tuple[Organisation, Desk]] = []
    last = 0
    for turn in (sides[:1], sides[1:]):
        start = last
        for side in turn:
            places = sorted({desk.place for desk in side.desks})
            number = {place: start + index for index, place in enumerate(places, 1)}
            found += [(side.organisation, replace(desk, place=number[desk.place])) for desk in side.desks]
        last = max((desk.place for _organisation, desk in found), default=0)
    return sorted(found, key=lambda pair: pair[1].place)


@transaction.atomic
def decide(
    *,
    step: ApprovalStep,
    approve: bool,
    reason: str = "",
    at: datetime,
    by: User | None = None,
    link: ActionLink | None = None,
) -> ApprovalStep:
    """The desk approves or refuses. A refusal needs its reason and ends the passage. Raises CannotApprove.

    `by` holds the post, stands in for it or owns the address that the step names; a `link` was sent to such an address.
    """
    record, approval, step = _locked(step)
    who = _who(step, by=by, link=link, at=at)
    reason = reason.strip()
    if not approve and not reason:
        raise CannotApprove("no_reason")
    step.state = StepState.APPROVED if approve else StepState.REFUSED
    step.decided_at, step.decided_by, step.decided_label, step.reason = at, who.by, who.label[:254], reason
    on = timezone.localdate(at)
    step.delegation = delegation_used(by, step.post_id, on) if by else None
    if link is not None:
        step.delegation = delegation_of_address(link.email, step.post_id, on)
    step.asked_at = None
    _save(step)
    word = "approved" if approve else "refused"
    _happened(f"step_{word}", record, step, who, at, reason=reason)
    withdraw_step_links(record, [step], at=at, but=link)
    tell_stood_in_for(step, record)
    if not approve:
        _drop_rest(approval, record, at)
        _end(approval, record, ApprovalState.REFUSED, step, who)
    elif not approval.steps.filter(state=StepState.OPEN).exists() and not _open_next(approval, record, at):
        _end(approval, record, ApprovalState.APPROVED, step, who)
    return step


@transaction.atomic
def ask(
    *,
    step: ApprovalStep,
    question: str,
    at: datetime,
    by: User | None = None,
    link: ActionLink | None = None,
) -> ApprovalStep:
    """The desk asks before it decides; its clock stands still until the answer. Raises CannotApprove."""
    record, approval, step = _locked(step)
    who = _who(step, by=by, link=link, at=at)
    if not question.strip():
        raise CannotApprove("no_question")
    if step.asked_at is not None:
        raise CannotApprove("asked_already")
    step.question, step.asked_at = question.strip(), at
    _save(step)
    _happened("asked", record, step, who, at, question=step.question)
    tell_ended(approval, record, "approval_asked", desk=desk_of(step), reason=step.question)
    return step


@transaction.atomic
def answer(*, step: ApprovalStep, answer: str, by: User, at: datetime) -> ApprovalStep:
    """The answer to the desk's question: its clock goes on, and it is called again. Raises CannotApprove."""
    record, _approval, step = _locked(step)
    if step.asked_at is None:
        raise CannotApprove("nothing_asked")
    if not answer.strip():
        raise CannotApprove("no_reason")
    step.asked_at = None
    _save(step)
    _happened("answered", record, step, Who(by, ""), at, answer=answer.strip())
    call_desk(step, record, by=by, at=at, answer=answer.strip())
    return step


@transaction.atomic
def withdraw(*, subject: models.Model, reason: str, by: User | None, at: datetime) -> Approval | None:
    """Call a running passage back; None where none runs. The caller has locked the record."""
    approval = Approval.objects.about(subject).filter(state=ApprovalState.RUNNING).select_for_update().first()
    if approval is None:
        return None
    steps = list(approval.steps.filter(state__in=OPEN_OR_WAITING))
    approval.steps.filter(state__in=OPEN_OR_WAITING).update(state=StepState.SKIPPED, asked_at=None)
    withdraw_step_links(subject, steps, at=at)
    _close(approval, ApprovalState.WITHDRAWN, at)
    record_event(
        kind="procedures.approval.withdrawn", by=by, target=subject,
        values={"approval": approval.pk, "reason": reason.strip()},
    )  # fmt: skip
    data = {"approval": approval.pk, "reason": reason.strip()}
    record_happening(subject=subject, kind="approval.withdrawn", at=at, by=by, data=data)
    return approval


# --- The parts --------------------------------------------------------------------------------------------------------
def _locked(step: ApprovalStep) -> tuple[Any, Approval, ApprovalStep]:
    """The record first, in the order of its own domain; then the approval. Raises CannotApprove unless it is the
    step's turn."""
    approval = step.approval
    approval_purpose(approval.purpose).lock(approval.subject_id)
    approval = Approval.objects.select_for_update().get(pk=approval.pk)
    step = ApprovalStep.objects.select_related("post", "organisation").get(pk=step.pk)
    step.approval = approval
    if step.state in (StepState.APPROVED, StepState.REFUSED):
        raise CannotApprove("decided")
    if approval.state != ApprovalState.RUNNING:
        raise CannotApprove("ended")
    if step.state != StepState.OPEN:
        raise CannotApprove("not_its_turn")
    return record_of(approval), approval, step


def _who(step: ApprovalStep, *, by: User | None, link: ActionLink | None, at: datetime) -> Who:
    on = timezone.localdate(at)
    email = link.email if link is not None else by.email if by is not None else ""
    if email and decides_for_oneself(step, email, on):
        raise CannotApprove("sent_oneself")
    if link is not None:
        if link.arguments.get("step") != step.pk or not is_still_addressed(link, step, on):
            raise CannotApprove("not_yours")
        return Who(None, link.label, link)
    if by is None or not steps_open_for_user(by, on).filter(pk=step.pk).exists():
        raise CannotApprove("not_yours")
    return Who(by, by.name or by.email)


def _happened(code: str, record: models.Model, step: ApprovalStep, who: Who, at: datetime, **words: str) -> None:
    data = {"step": step.pk, "approval": step.approval_id, "desk": _desk_words(step), **words}
    record_event(kind=f"procedures.approval.{code}", by=who.by, target=record, values={**data, "label": who.label})
    record_happening(
        subject=record, kind=f"approval.{code}", at=at, by=who.by, by_label="" if who.by else who.label, data=data,
        organisation=step.organisation_id,
    )  # fmt: skip


def _desk_words(step: ApprovalStep) -> dict[str, str]:
    """The desk as it was called on that day, in each language: whoever reads the event gets their own."""
    words = {}
    for code in Languages.values:
        with translation.override(code):
            words[code] = f"{desk_of(step)}, {step.organisation}"
    return words


def _open_next(approval: Approval, record: models.Model, at: datetime) -> list[ApprovalStep]:
    """Open the desks of the next place; answers with them, none where all have decided."""
    waiting = approval.steps.filter(state=StepState.WAITING).select_related("post", "organisation")
    place = waiting.aggregate(first=models.Min("place"))["first"]
    opened = list(waiting.filter(place=place)) if place is not None else []
    for step in opened:
        step.approval = approval
        step.state, step.opened_at = StepState.OPEN, at
        _save(step)
        record_happening(
            subject=record, kind="approval.step_opened", at=at, by=None, organisation=step.organisation_id,
            data={
                "step": step.pk, "approval": approval.pk, "desk": _desk_words(step), "post": step.post_id,
                "organisation": step.organisation_id, "working_days": step.working_days,
            },
        )  # fmt: skip
        call_desk(step, record, by=approval.started_by, at=at)
    return opened


def _drop_rest(approval: Approval, record: models.Model, at: datetime) -> None:
    rest = list(approval.steps.filter(state__in=OPEN_OR_WAITING))
    was_open = [step for step in rest if step.state == StepState.OPEN]
    approval.steps.filter(pk__in=[step.pk for step in rest]).update(state=StepState.SKIPPED, asked_at=None)
    if was_open:
        withdraw_step_links(record, was_open, at=at)
        data = {"approval": approval.pk, "step": [step.pk for step in was_open]}
        record_happening(subject=record, kind="approval.steps_dropped", at=at, by=None, data=data)


def _end(approval: Approval, record: Any, state: str, last: ApprovalStep, who: Who) -> None:
    at = last.decided_at or approval.started_at
    _close(approval, state, at)
    ended = Ended(record, state, approval.content_hash, at, who.by, who.label, last.reason)
    approval_purpose(approval.purpose).on_ended(ended)
    tell_ended(approval, record, f"approval_{state}", desk=desk_of(last), reason=last.reason)


def _close(approval: Approval, state: str, at: datetime) -> None:
    approval.state, approval.ended_at = state, at
    _save(approval)


def _save(row: Approval | ApprovalStep) -> None:
    row.version += 1
    row.save()
