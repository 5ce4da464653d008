"""The clocks of enquiries: first and next answer apart, paused while the asker is awaited, on the side's own calendar."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from seriktes.challenges.actions.enquiries import ask
from seriktes.challenges.actions.enquiry_letters import reopen, reply, write_on
from seriktes.challenges.actions.enquiry_ways import close, mark_spam
from seriktes.challenges.definitions.enquiry_clocks import ASKER, FIRST, NEXT
from seriktes.procedures.models import OpenClock, OwnDay
from seriktes.procedures.queries.clocks import readings_of
from tests.challenges.enquiries import MONDAY, question, target_of

DAY = timedelta(days=1)


@pytest.fixture
def enquiry(world_with_posts, freeze):
    """Of the company's manager, asked on a Monday."""
    freeze(MONDAY)
    manager = world_with_posts["company_manager"]
    target = target_of("organisation", world_with_posts.organisations["university"])
    return ask(
        target=target, sides=target.sides, question=question(email=manager.email), at=MONDAY, by=manager,
        organisation=world_with_posts.organisations["company"],
    ).enquiries[0]  # fmt: skip


def clocks(enquiry):
    """What runs, by code: the day on which it is due, and whether it is paused."""
    rows = OpenClock.objects.filter(subject_type="challenges.enquiry", subject_id=enquiry.pk)
    return {row.code: (timezone.localdate(row.due_at), row.paused_at is not None) for row in rows}


@pytest.fixture
def when(freeze):
    """The moment so many days after that Monday; the clock is stopped there."""

    def at(days):
        moment = MONDAY + days * DAY
        freeze(moment)
        return moment

    return at


def on(day):
    return timezone.localdate(MONDAY) + day * DAY


def test_first_answer_is_due_after_three_working_days_and_stops_the_clock(enquiry, world_with_posts, when):
    assert clocks(enquiry) == {FIRST: (on(3), False)}
    reply(enquiry=enquiry, text="Yes", by=world_with_posts["partnership_officer"], at=when(1))
    assert clocks(enquiry) == {}
    (reading,) = [one.reading for one in readings_of(enquiry, MONDAY + 2 * DAY)]
    assert (reading.kind.code, reading.used, reading.was_late) == (FIRST, 1, False)


def test_weekend_does_not_count(enquiry, world_with_posts, freeze):
    manager = world_with_posts["company_manager"]
    friday = MONDAY + 4 * DAY
    freeze(friday)
    target = target_of("organisation", world_with_posts.organisations["university"])
    (late,) = ask(
        target=target, sides=target.sides, question=question(email=manager.email, title="On a Friday"), at=friday,
        by=manager,
    ).enquiries  # fmt: skip
    assert clocks(late) == {FIRST: (on(9), False)}


def test_calendar_of_the_side_that_is_asked_counts(world_with_posts, freeze, when):
    freeze(MONDAY)
    university, company = (world_with_posts.organisations[key] for key in ("university", "company"))
    manager = world_with_posts["company_manager"]
    OwnDay.objects.create(organisation=university, day=on(1), is_working=False)
    OwnDay.objects.create(organisation=company, day=on(2), is_working=False)
    target = target_of("organisation", university)
    (enquiry,) = ask(
        target=target, sides=target.sides, question=question(email=manager.email), at=MONDAY, by=manager,
        organisation=company,
    ).enquiries  # fmt: skip
    assert clocks(enquiry) == {FIRST: (on(4), False)}
    reply(enquiry=enquiry, text="Which?", by=world_with_posts["partnership_officer"], at=when(0.25), asks_back=True)
    # Ten working days of the company, of which one is its own day off.
    assert clocks(enquiry) == {FIRST: (on(4), True), ASKER: (on(15), False)}


def test_question_back_pauses_and_the_days_of_waiting_do_not_count(enquiry, world_with_posts, when):
    officer, manager = world_with_posts["partnership_officer"], world_with_posts["company_manager"]
    reply(enquiry=enquiry, text="Which steel?", by=officer, at=when(1), asks_back=True)
    found = clocks(enquiry)
    assert found[FIRST][1] is True
    # A week later the asker writes: one of three days was used, so two are left.
    write_on(enquiry=enquiry, text="Stainless", by=manager, at=when(8))
    assert clocks(enquiry) == {FIRST: (on(10), False)}
    reply(enquiry=enquiry, text="Yes", by=officer, at=when(9))
    enquiry.refresh_from_db()
    assert (clocks(enquiry), enquiry.first_replied_at) == ({}, MONDAY + 9 * DAY)
    stopped = {one.reading.kind.code: one.reading for one in readings_of(enquiry, MONDAY + 9 * DAY)}
    assert (stopped[FIRST].used, stopped[FIRST].was_late) == (2, False)


def test_each_further_answer_has_its_own_clock_apart_from_the_first(enquiry, world_with_posts, when):
    officer, manager = world_with_posts["partnership_officer"], world_with_posts["company_manager"]
    reply(enquiry=enquiry, text="Yes", by=officer, at=MONDAY)
    write_on(enquiry=enquiry, text="And tomorrow?", by=manager, at=when(1))
    # Five working days after Tuesday.
    assert clocks(enquiry) == {NEXT: (on(8), False)}
    write_on(enquiry=enquiry, text="And the day after?", by=manager, at=when(2))
    assert clocks(enquiry) == {NEXT: (on(8), False)}
    reply(enquiry=enquiry, text="When?", by=officer, at=when(2), asks_back=True)
    assert clocks(enquiry)[NEXT][1] is True
    write_on(enquiry=enquiry, text="Soon", by=manager, at=when(7))
    assert clocks(enquiry) == {NEXT: (on(11), False)}
    reply(enquiry=enquiry, text="Fine", by=officer, at=when(7))
    assert clocks(enquiry) == {}


def test_somebody_without_an_account_has_no_clock_of_their_own(world_with_posts, freeze, when):
    from seriktes.challenges.actions.enquiries import confirm

    freeze(MONDAY)
    target = target_of("organisation", world_with_posts.organisations["university"])
    made = ask(target=target, sides=target.sides, question=question(), at=MONDAY, by=None)
    enquiry = confirm(enquiry=made.enquiries[0], at=MONDAY)
    reply(enquiry=enquiry, text="?", by=world_with_posts["partnership_officer"], at=when(1), asks_back=True)
    assert list(clocks(enquiry)) == [FIRST]


def test_clock_of_the_asking_side_lies_with_the_post_of_whoever_asked(enquiry, world_with_posts):
    reply(enquiry=enquiry, text="?", by=world_with_posts["partnership_officer"], at=MONDAY, asks_back=True)
    row = OpenClock.objects.get(code=ASKER)
    assert (row.post, row.organisation) == (
        world_with_posts.posts["personnel"],
        world_with_posts.organisations["company"],
    )


@pytest.mark.parametrize("end", ["close", "spam"])
def test_what_is_over_has_no_clock_and_opened_again_has_its_own(enquiry, world_with_posts, end, when):
    officer = world_with_posts["partnership_officer"]
    if end == "close":
        close(enquiry=enquiry, reason="No", by=officer, at=when(1))
    else:
        mark_spam(enquiry=enquiry, by=officer, at=when(1))
    assert clocks(enquiry) == {}
    reopen(enquiry=enquiry, by=officer, at=when(2))
    # Nobody has answered yet: it is still the first answer that is awaited.
    assert clocks(enquiry) == {FIRST: (on(7), False)}
    reply(enquiry=enquiry, text="Yes", by=officer, at=when(2))
    close(enquiry=enquiry, reason="Done", by=officer, at=when(2))
    reopen(enquiry=enquiry, by=officer, at=when(2))
    assert clocks(enquiry) == {NEXT: (on(9), False)}


def test_late_first_answer_is_told_to_the_keepers(enquiry, freeze):
    from seriktes.procedures.definitions.clocks import clock_kind

    kind = clock_kind(FIRST)
    assert (kind.ahead, kind.overdue, kind.escalate_after) == ((1,), (1, 5), 2)
    assert date(2026, 11, 23) == on(0)
