"""A placement that can be sent for signature, and short ways through its steps."""

import re
from datetime import UTC, datetime, timedelta

from django.core import mail
from django.urls import reverse
from django.utils import timezone

from seriktes.documents.actions.templates import keep_samples
from seriktes.organisations.models import Identifier, Post, PostHolding
from seriktes.placements.actions.agreements import send_for_signature
from seriktes.placements.actions.signing import confirm_step
from seriktes.placements.definitions.signing import PURPOSE
from seriktes.placements.models import SignStep
from seriktes.placements.queries.signing import asked_step
from tests.documents.authority import COMPANY_BIN, UNIVERSITY_BIN
from tests.placements.ground import cohort_of, planned_placement, position_of, programme_of
from tests.world import SINCE

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)


def ready_placement(world, *, student="student", **values):
    """With a host supervisor who has no account, and a head of department."""
    for key, number in (("university", UNIVERSITY_BIN), ("company", COMPANY_BIN)):
        Identifier.objects.get_or_create(organisation=world.organisations[key], scheme="bin", value=number)
    keep_samples(purpose=PURPOSE, by=None, at=MONDAY)
    if "head" not in world.posts:
        university = world.organisations["university"]
        world.posts["head"] = Post.objects.create(
            organisation=university, name_kk="Кафедра", name_en="Head of department"
        )
        PostHolding.objects.create(post=world.posts["head"], person=world.people["officer"], starts_on=SINCE)
    cohort = world.extras.get("cohort")
    if cohort is None:
        cohort = world.extras["cohort"] = cohort_of(programme_of(world, post=world.posts["head"]))
        position_of(
            cohort, world, supervisor=None, supervisor_name="Болат Ұста", supervisor_email="bolat@example.org", capacity=50,
            language="en",
        )  # fmt: skip
    return planned_placement(
        world, cohort=cohort, student=student, **{"department_post": world.posts["head"], **values}
    )


def sent_placement(world, **values):
    placement = ready_placement(world, **values)
    send_for_signature(placement=placement, by=world["career_centre"], at=timezone.now())
    placement.refresh_from_db()
    return placement


def confirm_next(placement, by=None):
    step = asked_step(placement)
    return confirm_step(step=step, sha256=step.agreement.sha256, by=by, at=timezone.now(), name="Somebody")


def confirm_all(placement):
    while asked_step(placement) is not None:
        confirm_next(placement)
    placement.refresh_from_db()
    return placement


def states_of(placement):
    rows = SignStep.objects.filter(agreement__placement=placement).order_by("agreement", "round", "place")
    return [(step.role, step.state) for step in rows]


def link_to(address):
    """The path of the link in the last letter to the address."""
    letters = [letter for letter in mail.outbox if letter.to == [address]]
    return re.search(r"https?://[^/\s]+(/l/\S+|/links?/\S+)", letters[-1].body)[1]


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


DAY = timedelta(days=1)
