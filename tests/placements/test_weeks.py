"""Words on weeks: confirmed, disputed, contradicted, decided; once a person; on record for good."""

from datetime import timedelta
from decimal import Decimal

import pytest

from seriktes.placements.actions.entries import change_entry
from seriktes.placements.actions.words import Other, Voice, accept_word, decide_week, give_word, reopen_week
from seriktes.placements.models import LogEntry, LogWeek, WeekWord
from seriktes.procedures.models import Event
from tests.placements.logging_sample import FRIDAY, HOST, NOON, SECOND, a_week, placement
from tests.placements.test_log import assert_sums_hold, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(world):
    return placement(world)


@pytest.fixture
def week(made):
    return a_week(made)[0]


def stands(week):
    return LogWeek.objects.get(pk=week.pk).state


def counted(week):
    return list(LogEntry.objects.filter(week=week).order_by("day", "pk").values_list("confirmed_hours", flat=True))


def test_a_week_is_confirmed_and_counts(made, week):
    give_word(week=week, voice=HOST, at=FRIDAY)
    assert stands(week) == "confirmed"
    assert counted(week) == [8, 6, 2, 4]
    assert_sums_hold(made)
    event = Event.objects.about(made).get(kind="placement.week_confirmed")
    assert (event.by_label, event.data["amount"]) == ("Mentor Invented", "20.00")


def test_nobody_confirms_twice(week):
    give_word(week=week, voice=HOST, at=FRIDAY)
    with refused("word_given"):
        give_word(week=week, voice=HOST, at=FRIDAY)
    assert WeekWord.objects.count() == 1


def test_a_week_is_not_confirmed_before_its_friday(week):
    with refused("week_runs"):
        give_word(week=week, voice=HOST, at=NOON + timedelta(days=3))


def test_an_empty_week_is_not_confirmed(made):
    with refused("nothing_logged"):
        give_word(week=LogWeek.objects.create(placement=made, monday="2026-02-16"), voice=HOST, at=FRIDAY)


def test_what_was_changed_since_is_not_confirmed_unseen(week, world):
    seen = week.version
    entry = week.entries.first()
    change_entry(entry=entry, task=entry.task_id, hours=Decimal(3), by=world["student"], at=FRIDAY)
    with refused("log_changed"):
        give_word(week=week, voice=HOST, at=FRIDAY, seen=seen)
    give_word(week=week, voice=HOST, at=FRIDAY, seen=LogWeek.objects.get().version)


@pytest.mark.parametrize(
    ("hours", "why", "reason"),
    [("5", "", "no_reason"), ("25", "So", "longer_than_a_day"), ("-1", "So", "hours_in_quarters"),
     ("1.3", "So", "hours_in_quarters")],
)  # fmt: skip
def test_other_hours_that_are_none(week, hours, why, reason):
    with refused(reason):
        give_word(week=week, voice=HOST, at=FRIDAY, others={week.entries.first().pk: Other(Decimal(hours), why)})
    assert not WeekWord.objects.exists()


def test_all_lines_of_a_day_together_have_no_more_hours_than_the_day(week):
    """Neither by the word of a supervisor nor by decision."""
    lines = list(week.entries.order_by("day", "pk"))
    day = next(one.day for one in lines if sum(other.day == one.day for other in lines) > 1)
    two = [one for one in lines if one.day == day]
    with refused("longer_than_a_day"):
        give_word(week=week, voice=HOST, at=FRIDAY, others={one.pk: Other(Decimal(20), "So") for one in two})
    assert not WeekWord.objects.exists()
    give_word(week=week, voice=HOST, at=FRIDAY, others={two[0].pk: Other(Decimal(1), "So")})
    with refused("longer_than_a_day"):
        decide_week(week=week, hours={one.pk: Decimal(20) for one in lines}, reason="So", by=None, at=FRIDAY)


def test_a_line_of_another_week_cannot_be_disputed(made, week):
    other, _lines = a_week(made, week.monday - timedelta(days=7))
    with refused("log_changed"):
        give_word(week=week, voice=HOST, at=FRIDAY, others={other.entries.first().pk: Other(Decimal(1), "So")})


def dispute(week, hours=5, voice=HOST):
    return give_word(
        week=week, voice=voice, at=FRIDAY, others={week.entries.first().pk: Other(Decimal(hours), "Left at one.")}
    )


def test_a_dispute_counts_nothing_until_it_is_settled(made, week):
    dispute(week)
    assert stands(week) == "disputed"
    assert counted(week) == [None] * 4
    assert_sums_hold(made)
    line = WeekWord.objects.get().lines.get()
    assert (line.logged, line.hours, line.reason, line.task) == (8, 5, "Left at one.", "Measure")
    assert WeekWord.objects.get().hours == 17


def test_both_are_told_of_a_dispute(made, week, world, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        dispute(week)
    assert {letter.to[0] for letter in mailoutbox} == {"student@example.org", "faculty.member@example.org"}
    assert "5" in mailoutbox[0].body


def test_the_student_takes_the_other_hours_as_right(made, week, world):
    dispute(week)
    accept_word(week=week, by=world["student"], at=FRIDAY)
    assert stands(week) == "confirmed"
    assert counted(week) == [5, 6, 2, 4]
    # What the student wrote stays.
    assert LogEntry.objects.order_by("day", "pk").first().hours == 8
    assert_sums_hold(made)


def test_two_supervisors_with_different_hours_stand_both_and_the_university_decides(made, week, world):
    give_word(week=week, voice=HOST, at=FRIDAY)
    assert_sums_hold(made)
    dispute(week, 6, SECOND)
    assert stands(week) == "disputed"
    assert made.weeks.get().words.count() == 2
    assert_sums_hold(made)
    with refused("words_differ"):
        accept_word(week=week, by=world["student"], at=FRIDAY)
    entries = list(week.entries.order_by("day", "pk"))
    with refused("no_reason"):
        decide_week(week=week, hours={e.pk: e.hours for e in entries}, reason="", by=world["faculty_member"], at=FRIDAY)
    with refused("log_changed"):
        decide_week(week=week, hours={entries[0].pk: 7}, reason="Seen.", by=world["faculty_member"], at=FRIDAY)
    hours = {entry.pk: entry.hours for entry in entries} | {entries[0].pk: Decimal(7)}
    decide_week(week=week, hours=hours, reason="By the gate's list.", by=world["faculty_member"], at=FRIDAY)
    assert stands(week) == "decided"
    assert counted(week) == [7, 6, 2, 4]
    assert_sums_hold(made)
    assert [word.hours for word in WeekWord.objects.order_by("pk")] == [20, 18]
    with refused("week_decided"):
        give_word(week=week, voice=Voice("host", "third@company.example", "Third"), at=FRIDAY)


def test_a_second_supervisor_with_the_same_hours_changes_nothing(week):
    give_word(week=week, voice=HOST, at=FRIDAY)
    give_word(week=week, voice=SECOND, at=FRIDAY)
    assert stands(week) == "confirmed"


def agreed_on(week, world):
    """The host has five hours for the first line, and the student takes them as right."""
    dispute(week)
    return accept_word(week=week, by=world["student"], at=FRIDAY)


def test_a_word_after_hours_were_agreed_on_confirms_these(made, week, world):
    agreed_on(week, world)
    give_word(week=week, voice=SECOND, at=FRIDAY)
    assert stands(week) == "confirmed"
    assert counted(week) == [5, 6, 2, 4]
    assert_sums_hold(made)
    word = WeekWord.objects.get(email=SECOND.email)
    assert (word.hours, [(line.hours, line.logged, line.reason) for line in word.lines.all()]) == (17, [(5, 8, "")])
    assert Event.objects.about(made).filter(kind="placement.week_confirmed").exists()


@pytest.mark.parametrize("hours", [8, 6])
def test_other_hours_than_those_agreed_on_are_a_dispute(made, week, world, hours):
    """As logged is other hours, too."""
    agreed_on(week, world)
    with refused("no_reason"):
        give_word(week=week, voice=SECOND, at=FRIDAY, others={week.entries.first().pk: Other(Decimal(hours), "")})
    dispute(week, hours, SECOND)
    assert stands(week) == "disputed"
    assert counted(week) == [None] * 4
    word = WeekWord.objects.get(email=SECOND.email)
    assert (word.hours, word.lines.get().reason) == (12 + hours, "Left at one.")
    with refused("words_differ"):
        accept_word(week=week, by=world["student"], at=FRIDAY)


def test_hours_that_were_agreed_on_since_are_not_confirmed_unseen(week, world):
    seen = week.version
    agreed_on(week, world)
    with refused("log_changed"):
        give_word(week=week, voice=SECOND, at=FRIDAY, seen=seen)


def test_two_that_dispute_alike_leave_it_to_the_student(week, world):
    dispute(week)
    dispute(week, voice=SECOND)
    accept_word(week=week, by=world["student"], at=FRIDAY)
    assert counted(week)[0] == 5


def test_a_week_that_is_opened_again_keeps_its_words_and_is_asked_about_anew(made, week, world):
    give_word(week=week, voice=HOST, at=FRIDAY)
    with refused("no_reason"):
        reopen_week(week=week, reason="", by=world["faculty_member"], at=FRIDAY)
    reopen_week(week=week, reason="A day is missing.", by=world["faculty_member"], at=FRIDAY)
    assert counted(week) == [None] * 4
    assert_sums_hold(made)
    entry = week.entries.first()
    change_entry(entry=entry, task=entry.task_id, hours=Decimal(7), by=world["student"], at=FRIDAY)
    give_word(week=week, voice=HOST, at=FRIDAY)
    assert stands(week) == "confirmed"
    assert [(word.hours, word.set_aside_at is None) for word in WeekWord.objects.order_by("pk")] == [
        (20, False),
        (19, True),
    ]
    assert_sums_hold(made)
    with refused("week_open"):
        reopen_week(
            week=a_week(made, week.monday - timedelta(days=7))[0], reason="So", by=world["faculty_member"], at=FRIDAY
        )
