"""A post lent to another for some days."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from seriktes.accounts.actions import notify, record_event
from seriktes.accounts.models import User
from seriktes.organisations.models import Post
from seriktes.procedures.actions.calling import call_desk
from seriktes.procedures.definitions.approvals import CannotApprove
from seriktes.procedures.enums import ApprovalState, StepState
from seriktes.procedures.models import ApprovalStep, Delegation
from seriktes.procedures.queries.approvals import holders_of, record_of

LONGEST = timedelta(days=366)


@transaction.atomic
def delegate(
    *, post: Post, to: Post, starts_on: date, ends_on: date, reason: str, by: User, at: datetime
) -> Delegation:
    """Let another post of the organisation decide in this one's place on these days, both included. Raises
    CannotApprove. Whoever holds it is told, and gets the letters of the steps that lie on the desk today."""
    # Of two at once, the second sees the first.
    post = Post.objects.select_for_update().get(pk=post.pk)
    today = timezone.localdate(at)
    _check(post, to, starts_on, ends_on, today)
    delegation = Delegation.objects.create(
        post=post, delegate=to, starts_on=starts_on, ends_on=ends_on, reason=" ".join(reason.split())
    )
    record_event(kind="procedures.delegation.given", by=by, target=delegation, values=_values(delegation))
    _tell("delegation_given", delegation, today)
    if starts_on <= today:
        open_steps = ApprovalStep.objects.filter(
            post=post, state=StepState.OPEN, asked_at__isnull=True, approval__state=ApprovalState.RUNNING
        )
        for step in open_steps.select_related("approval__started_by", "post", "organisation"):
            if record := record_of(step.approval):
                call_desk(step, record, by=step.approval.started_by, at=at, anew=False)
    return delegation


@transaction.atomic
def withdraw_delegation(*, delegation: Delegation, by: User, at: datetime) -> Delegation:
    """From now on the other post decides no more; what it decided stands. Raises CannotApprove."""
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if delegation.withdrawn_at is not None:
        raise CannotApprove("withdrawn")
    if delegation.ends_on < timezone.localdate(at):
        raise CannotApprove("past")
    delegation.withdrawn_at = at
    delegation.version += 1
    delegation.save()
    record_event(kind="procedures.delegation.withdrawn", by=by, target=delegation, values=_values(delegation))
    _tell("delegation_withdrawn", delegation, timezone.localdate(at))
    return delegation


def _check(post: Post, to: Post, starts_on: date, ends_on: date, today: date) -> None:
    if to.pk == post.pk:
        raise CannotApprove("same_post")
    if to.organisation_id != post.organisation_id:
        raise CannotApprove("other_organisation")
    if any(one.closed_on is not None and one.closed_on < ends_on for one in (post, to)):
        raise CannotApprove("closed_post")
    if ends_on < starts_on:
        raise CannotApprove("backwards")
    if ends_on < today:
        raise CannotApprove("past")
    if ends_on - starts_on > LONGEST:
        raise CannotApprove("too_long")
    same = Delegation.objects.filter(post=post, delegate=to, withdrawn_at__isnull=True)
    if same.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise CannotApprove("lent_already")


def _values(delegation: Delegation) -> dict[str, object]:
    return {
        "post": delegation.post_id, "delegate": delegation.delegate_id, "starts_on": str(delegation.starts_on),
        "ends_on": str(delegation.ends_on), "reason": delegation.reason,
    }  # fmt: skip


def _tell(kind: str, delegation: Delegation, on: date) -> None:
    """Whoever holds the two posts."""
    holders = holders_of([delegation.post_id, delegation.delegate_id], on)
    for holding in holders.values():
        user = holding.person.user
        if user is None:
            continue
        with translation.override(user.language):
            notify(
                user=user, kind=kind, url=reverse("procedures:delegations"), post=str(delegation.post),
                delegate=str(delegation.delegate), starts_on=str(delegation.starts_on), ends_on=str(delegation.ends_on),
            )  # fmt: skip
