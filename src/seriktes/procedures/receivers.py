"""What the registry says of posts, heard here."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.models import PostHolding
from seriktes.organisations.signals import holding_begun, holding_ended
from seriktes.procedures.actions.handover import follow_post


@receiver(holding_ended, dispatch_uid="procedures.holding_ended")
def holder_leaves(*, holding: PostHolding, by: User | None, **_others: Any) -> None:
    follow_post(post_id=holding.post_id, now=timezone.now(), by=by, ended=holding)


@receiver(holding_begun, dispatch_uid="procedures.holding_begun")
def holder_comes(*, holding: PostHolding, by: User | None, **_others: Any) -> None:
    follow_post(post_id=holding.post_id, now=timezone.now(), by=by)
