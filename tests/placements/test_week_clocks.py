"""The clock of a week in dispute: when it runs, on whose desk it lies, and who is reminded where."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from seriktes.placements.actions.placements import cancel_placement
from seriktes.placements.actions.words import Other, Voice, accept_word, decide_week, give_word, reopen_week
from seriktes.placements.enums import Speaker
from seriktes.placements.models import Placement
from seriktes.placements.queries.log_clocks import deciders, dispute_owners
from seriktes.portal.queries.desk import desk_for_user
from seriktes.procedures.actions.reminders import send_due
from seriktes.procedures.definitions.clocks import Wanted
from seriktes.procedures.models import OpenClock
from tests.placements.logging_sample import FRIDAY, HOST, MONDAY, SECOND, a_week, placement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(FRIDAY)


@pytest.fixture
def made(world):
    return placement(world)


@pytest.fixture
def weeks(made):
    return [a_week(made, MONDAY - timedelta(weeks=number))[0] for number in range(2)]


def disputed(week, voice=HOST, hours="5"):
    line = week.entries.first()
    return give_word(week=week, voice=voice, at=FRIDAY, others={line.pk: Other(Decimal(hours), "Left.")})


def running(made):
    clocks = OpenClock.objects.about(made).filter(code="log_week_dispute").order_by("item")
    return [int(item) for item in clocks.values_list("item", flat=True)]


def logged(week):
    return {entry.pk: entry.hours for entry in week.entries.all()}


def test_each_week_in_dispute_has_a_clock_of_its_own(made, weeks, world):
    first, second = weeks
    give_word(week=first, voice=HOST, at=FRIDAY)
    assert running(made) == []
    disputed(first, SECOND)
    disputed(second)
    assert running(made) == sorted([first.pk, second.pk])
    decide_week(week=first, hours=logged(first), reason="Seen.", by=world["career_centre"], at=FRIDAY)
    assert running(made) == [second.pk]
    accept_word(week=second, by=world["student"], at=FRIDAY)
    assert running(made) == []


def test_a_second_supervisor_who_confirms_leaves_it_in_dispute(made, weeks):
    disputed(weeks[0])
    [due] = OpenClock.objects.about(made).values_list("due_at", flat=True)
    give_word(week=weeks[0], voice=SECOND, at=FRIDAY + timedelta(days=3))
    assert running(made) == [weeks[0].pk]
    third = Voice(Speaker.UNIVERSITY, "third@university.example", "Third Invented")
    disputed(weeks[0], third, "4")
    assert list(OpenClock.objects.about(made).values_list("due_at", flat=True)) == [due]


def test_opened_again_or_cancelled_it_waits_for_nobody(made, weeks, world):
    for week in weeks:
        disputed(week)
    reopen_week(week=weeks[0], reason="Mistyped.", by=world["career_centre"], at=FRIDAY)
    assert running(made) == [weeks[1].pk]
    Placement.objects.filter(pk=made.pk).update(state="agreed")
    made.refresh_from_db()
    cancel_placement(placement=made, reason="Invented", by=world["career_centre"], at=FRIDAY)
    assert running(made) == []


def test_it_lies_on_the_post_that_keeps_the_programme_and_leads_to_the_week(world_with_posts, made, weeks):
    world = world_with_posts
    post = world.posts["office"]
    type(made.cohort.programme).objects.update(post=post)
    disputed(weeks[0])
    where = reverse("placements:week", args=[weeks[0].pk])
    tasks = desk_for_user(world["partnership_officer"], FRIDAY + timedelta(days=1)).tasks
    [task] = [task for task in tasks if task.url == where]
    assert made.student.name in f"{task.title} {task.why}"
    for who in ("company_manager", "student", "fund_manager"):
        assert where not in [task.url for task in desk_for_user(world[who], FRIDAY).tasks]


def test_the_academic_supervisor_is_reminded_with_the_address_of_the_week(made, weeks, freeze):
    disputed(weeks[0])
    clock = OpenClock.objects.about(made).get(code="log_week_dispute")
    mail.outbox.clear()
    freeze(clock.remind_at + timedelta(minutes=5))
    assert send_due(timezone.now()).mails == 1
    [letter] = [one for one in mail.outbox if reverse("placements:week", args=[weeks[0].pk]) in one.body]
    assert letter.to == [made.academic_supervisor.user.email]


def test_without_an_academic_supervisor_the_owner_is_told(made):
    Placement.objects.filter(pk=made.pk).update(academic_supervisor=None)
    assert deciders([(made.pk, "1"), (10**9, "1")]) == [[], []]
    [owner, gone] = dispute_owners([Wanted(made.pk, "1", {}), Wanted(10**9, "1", {}, 7)])
    assert (owner.organisation, gone.organisation) == (made.cohort.programme.organisation_id, 7)
