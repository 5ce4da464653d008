"""What passes through the desks of posts: each domain above registers the records that do, and hears how it ended."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.procedures.definitions.clocks import ClockKind
from seriktes.procedures.definitions.events import EventKind
from seriktes.procedures.definitions.links import LinkFile
from seriktes.procedures.definitions.terms import WorkingDays

Text = str | Promise


@dataclass(frozen=True)
class Ended:
    """How the passage of a record ended: `state` is approved or refused. `by` is whoever decided last."""

    record: Any
    state: str
    content_hash: str
    at: datetime
    by: User | None
    by_label: str
    reason: str


def _nobody(_user: Any, _record: Any) -> bool:
    return False


def _nothing(_record: Any) -> Sequence[tuple[Text, Text]]:
    return ()


@dataclass(frozen=True)
class ApprovalPurpose:
    """What an approval is for. `code` is the first part of its purpose: `agreement` of `agreement:memorandum`.

    `kinds` are the second parts that a route may be for. `lock(pk)` locks the record in the order in which its own domain
    does; it is called before anything of the approval is locked. `on_ended` is called in the transaction of the last
    decision. `file(record, content_hash)` is the text for those who decide by link. `facts` are shown with it.
    """

    code: str
    label: Text
    subject: str
    lock: Callable[[int], None]
    on_ended: Callable[[Ended], None]
    kinds: Mapping[str, Text] = field(default_factory=dict)
    may_see: Callable[[Any, Any], bool] = _nobody
    may_see_people: Callable[[Any, Any], bool] = _nobody
    # Who answers questions and sends letters again.
    may_keep: Callable[[Any, Any], bool] = _nobody
    facts: Callable[[Any], Sequence[tuple[Text, Text]]] = _nothing
    file: Callable[[Any, str], LinkFile | None] | None = None

    def purpose_words(self, purpose: str) -> Text:
        kind = purpose.partition(":")[2]
        return self.kinds.get(kind, kind) if kind else self.label


_purposes: dict[str, ApprovalPurpose] = {}


def register_approvals(purposes: Iterable[ApprovalPurpose]) -> None:
    for purpose in purposes:
        if _purposes.setdefault(purpose.code, purpose) != purpose:
            raise ValueError(f"Two approvals are called {purpose.code!r}.")


def approval_purposes() -> list[ApprovalPurpose]:
    return list(_purposes.values())


def approval_purpose(purpose: str) -> ApprovalPurpose:
    """The one that the purpose of an approval or route belongs to. Raises KeyError where no domain has registered it."""
    return _purposes[purpose.partition(":")[0]]


EVENTS = (
    EventKind("approval.started", _("Sent round the desks."), "send"),
    EventKind("approval.step_opened", _("Lies with: {desk}."), "post"),
    EventKind("approval.asked", _("{desk} asks: {question}"), "mail"),
    EventKind("approval.answered", _("{desk} was answered: {answer}"), "mail"),
    EventKind("approval.step_approved", _("{desk} approved. {reason}"), "check"),
    EventKind("approval.step_refused", _("{desk} refused: {reason}"), "stop"),
    EventKind("approval.steps_dropped", _("The other desks need not decide any more."), "stop"),
    EventKind("approval.withdrawn", _("Called back from the desks. {reason}"), "undo"),
)


def approval_clock(subject: str, code: str = "approval_step") -> ClockKind:
    """The clock of each step, for records of that table. It stands still while a question of the desk is open."""
    return ClockKind(
        code=code, subject=subject, item="step", label=_("approval"), awaits=_("a decision"),
        starts=("approval.step_opened",), stops=("approval.step_approved", "approval.step_refused"),
        cancels=("approval.withdrawn", "approval.steps_dropped"),
        pauses=("approval.asked",), resumes=("approval.answered",),
        term=WorkingDays("working_days"), ahead=(1,), overdue=(1, 3), escalate_after=5,
    )  # fmt: skip


NOTICES: dict[str, Text] = {
    "approval_approved": _("“{title}” is approved by every desk."),
    "approval_refused": _("“{title}” was refused by {desk}: {reason}"),
    "approval_asked": _("{desk} asks about “{title}”: {reason}"),
    "approval_decided_for_you": _("{name} decided on “{title}” in place of your post: {state}."),
    "delegation_given": _("The post “{post}” is lent to the post “{delegate}” from {starts_on} to {ends_on}."),
    "delegation_withdrawn": _("The post “{post}” is not lent to the post “{delegate}” any more."),
}

# Why something cannot be done, each with its sentence for the reader.
WORDS: dict[str, Promise] = {
    "running": _("This is being approved already."),
    "no_steps": _("No desk is named that could decide."),
    "ended": _("The approval has ended."),
    "decided": _("This desk has decided already."),
    "not_its_turn": _("It is not this desk's turn yet."),
    "not_yours": _("This is for the holder of the post to decide."),
    "sent_oneself": _("You sent it round yourself: for a post that is lent to you somebody else decides."),
    "no_reason": _("Say why: those who drafted it have to know what to change."),
    "nothing_chosen": _("Press one of the buttons; nothing has happened yet."),
    "no_question": _("Write your question."),
    "asked_already": _("A question is open already; wait for its answer."),
    "nothing_asked": _("No question is open here."),
    "sent_just_now": _("A letter was sent a few minutes ago. Try again later."),
    "closed_post": _("The post is closed."),
    "same_post": _("A post cannot stand in for itself."),
    "other_organisation": _("The other post belongs to another organisation."),
    "backwards": _("The last day lies before the first."),
    "past": _("These days have passed."),
    "too_long": _("A post is lent for a year at the longest."),
    "lent_already": _("The post is lent to that post for some of these days already."),
    "withdrawn": _("This was withdrawn already."),
    "no_name": _("Write the name in at least one language."),
    "route_stands": _("There is an open route for this already: change that one, or close it first."),
    "closed_route": _("The route is closed."),
    "post_twice": _("A post stands twice in one place of the route."),
    "unknown_purpose": _("It is not known what this route is for."),
}


class CannotApprove(Exception):
    """What was asked cannot be done; `reason` is one of WORDS."""

    def __init__(self, reason: str) -> None:
        if reason not in WORDS:
            raise ValueError(f"{reason!r} has no words in definitions.approvals.")
        super().__init__(reason)
        self.reason = reason

    @property
    def words(self) -> Promise:
        return WORDS[self.reason]
