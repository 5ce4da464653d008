"""Invented approvals of a unit of the register, as a domain above would register them."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck

from seriktes.organisations.models import Unit
from seriktes.procedures.actions import approvals as actions
from seriktes.procedures.actions.approvals import ApprovalSide, Desk
from seriktes.procedures.actions.delegations import delegate
from seriktes.procedures.definitions.approvals import ApprovalPurpose, CannotApprove
from seriktes.procedures.definitions.links import LinkFile
from seriktes.procedures.models import Event

HASH = "a" * 64
NOW = datetime(2025, 11, 24, 6, tzinfo=UTC)  # a Monday
TODAY = date(2025, 11, 24)
LATER = NOW + timedelta(minutes=30)
# The world stands for all examples of a test.
EXAMPLES = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@dataclass
class Heard:
    """What the domain above was told."""

    ended: list = field(default_factory=list)

    def hear(self, ended):
        self.ended.append((ended.state, ended.reason, ended.content_hash, ended.by_label))


HEARD = Heard()
PAPERS = ApprovalPurpose(
    code="paper", label="papers", subject="organisations.unit", kinds={"long": "long papers", "short": "short papers"},
    lock=lambda pk: list(Unit.objects.select_for_update().filter(pk=pk)), on_ended=HEARD.hear,
    may_see=lambda user, record: user.has_perm("organisations.manage_posts", record),
    may_see_people=lambda user, record: user.has_perm("organisations.manage_posts", record),
    may_keep=lambda user, record: user.has_perm("organisations.manage_posts", record),
    facts=lambda record: [("Unit", str(record))],
    file=lambda record, content_hash: LinkFile("paper.pdf", content_hash.encode()) if content_hash == HASH else None,
)  # fmt: skip


def start(world, paper, *places, others=(), content_hash=HASH, at=NOW):
    """Places as lists of posts of the university: [["office"], ["lawyer", "rector"]]."""
    desks = [Desk(place, world.posts[key]) for place, keys in enumerate(places, 1) for key in keys]
    sides = [ApprovalSide(world.organisations["university"], desks), *others]
    return actions.start_approval(
        subject=paper, purpose="paper:long", sides=sides, content_hash=content_hash,
        by=world["partnership_officer"], at=at,
    )  # fmt: skip


def states(approval):
    return [step.state for step in approval.steps.all()]


def step(approval, key=None, *, number=0):
    steps = list(approval.steps.all())
    return next(one for one in steps if one.post and one.post.name_en == f"Post of {key}") if key else steps[number]


def decide(approval, key, by, *, approve=True, reason="", at=LATER):
    return actions.decide(step=step(approval, key), approve=approve, reason=reason, by=by, at=at)


def refused(call, *arguments, **named):
    with pytest.raises(CannotApprove) as refusal:
        call(*arguments, **named)
    return refusal.value.reason


def kinds(paper):
    return list(Event.objects.about(paper).order_by("id").values_list("kind", flat=True))


def lend(world, *, to="lawyer", starts_on=None, ends_on=None, at=NOW):
    starts_on = starts_on or timezone.localdate(at)
    return delegate(
        post=world.posts["office"], to=world.posts[to], starts_on=starts_on, reason="Leave", at=at,
        ends_on=ends_on or starts_on + timedelta(days=7), by=world["partnership_officer"],
    )  # fmt: skip


def address_in(letter):
    return re.search(r"https?://[^/\s]+(/l/\S+/)", letter.body)[1]
