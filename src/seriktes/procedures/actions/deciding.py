"""Deciding on a step by the link of a letter, without an account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.common.formats import format_day
from seriktes.procedures.actions.approvals import ask, decide
from seriktes.procedures.actions.calling import title_of
from seriktes.procedures.definitions.approvals import CannotApprove, approval_purpose
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkFile, LinkRefused, Outcome
from seriktes.procedures.enums import ApprovalState, StepState
from seriktes.procedures.models import ActionLink, ApprovalStep, OpenClock
from seriktes.procedures.queries.approvals import DECIDE, decided_so_far, desk_of, is_still_addressed

APPROVE, REFUSE, ASK = "approve", "refuse", "ask"


def step_of(link: ActionLink) -> ApprovalStep | None:
    steps = ApprovalStep.objects.select_related("approval__started_by", "post", "organisation", "decided_by")
    return steps.filter(pk=link.arguments.get("step")).first()


def describe(link: ActionLink) -> Described | None:
    step = step_of(link)
    if step is None or step.state != StepState.OPEN or step.approval.state != ApprovalState.RUNNING:
        return None
    if not is_still_addressed(link, step, timezone.localdate()):
        return None
    record = link.record
    words = {"title": title_of(record), "desk": desk_of(step), "name": step.approval.started_by.name}
    text = (
        _("%(name)s asks the post “%(desk)s” to decide on “%(title)s”.") % words
        if step.post
        else _("%(name)s asks you to decide on “%(title)s”.") % words
    )
    choices = [Choice(APPROVE, _("Approve")), Choice(REFUSE, _("Refuse"), is_primary=False, is_danger=True)]
    if step.asked_at is None:
        choices.append(Choice(ASK, _("Ask first"), is_primary=False))
    return Described(
        title=_("For your decision: %(title)s") % words,
        text=text,
        effect=_(
            "“Approve” passes it on, “Refuse” sends it back with your reason, “Ask first” sends your question back."
        ),
        choices=choices,
        facts=_facts(link, step, record),
    )


def _facts(link: ActionLink, step: ApprovalStep, record: Any) -> list[tuple[str, str]]:
    facts = [(str(label), str(value)) for label, value in approval_purpose(step.approval.purpose).facts(record)]
    facts.append((_("Desk"), f"{desk_of(step)}, {step.organisation}"))
    if step.task:
        facts.append((_("What is decided"), step.task))
    clock = OpenClock.objects.about(record).filter(item=str(step.pk)).first()
    if clock and not clock.paused_at:
        facts.append((_("Decide by"), format_day(clock.due_at)))
    if decided := [f"{desk_of(one)} ({one.get_state_display()})" for one in decided_so_far(step.approval)]:
        facts.append((_("Decided so far"), ", ".join(decided)))
    if answer := link.arguments.get("answer"):
        facts += [(_("Your question"), step.question), (_("The answer"), str(answer))]
    if step.approval.content_hash:
        facts.append((_("SHA-256 of the text"), step.approval.content_hash))
    return facts


def settled(link: ActionLink) -> str:
    """How the matter stands: who decided, or that it was called back."""
    step = step_of(link)
    if step is None or step.decided_at is None:
        return ""
    words = {
        "desk": desk_of(step), "state": step.get_state_display(), "day": format_day(step.decided_at),
        "name": step.decided_label,
    }  # fmt: skip
    return _("%(desk)s: %(state)s on %(day)s, by %(name)s.") % words


def act(link: ActionLink, data: Mapping[str, Any], at: datetime) -> Outcome:
    step = step_of(link)
    if step is None:
        raise LinkRefused(_("This has ended."))
    reason = str(data.get("reason", ""))
    try:
        if data["choice"] == ASK:
            ask(step=step, question=reason, link=link, at=at)
            return Outcome(
                _("Your question is on its way."), _("You get a new letter with the answer, and decide then.")
            )
        decide(step=step, approve=data["choice"] == APPROVE, reason=reason, link=link, at=at)
    except CannotApprove as refused:
        field = "reason" if refused.reason in ("no_reason", "no_question") else None
        raise LinkRefused(refused.words, field) from None
    if data["choice"] == APPROVE:
        return Outcome(_("You have approved it."))
    return Outcome(_("You have refused it."), _("Whoever drafted it sees your reason."))


def file(link: ActionLink) -> LinkFile | None:
    step = step_of(link)
    if step is None:
        return None
    purpose = approval_purpose(step.approval.purpose)
    return purpose.file(link.record, step.approval.content_hash) if purpose.file else None


DECISION = LinkAction(
    code=DECIDE, label=gettext_lazy("Read it and decide"), describe=describe, act=act, settled=settled, file=file,
    form="seriktes.procedures.forms.approvals.DecisionByLinkForm",
)  # fmt: skip
