"""Both clocks of an answer: the asker's word and the answerer's reply, each on the calendar of the side that owes it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from seriktes.challenges.actions.deciding import decline_answer, move_answer, move_word
from seriktes.challenges.actions.talking import ask_about, reply_about
from seriktes.challenges.definitions.refusals import CannotAnswer
from seriktes.common.formats import format_day
from seriktes.procedures.actions.clocks import verify_clocks
from seriktes.procedures.models import OfficeHours, OpenClock, OwnDay
from tests.challenges.answering import NOW, sent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# The offices close at 18:00 in Almaty.
CLOSING = time(13, tzinfo=UTC)


def clocks(answer):
    return {row.code: row for row in OpenClock.objects.about(answer)}


def closing(year, month, day):
    return datetime.combine(date(year, month, day), CLOSING)


def test_sent_the_asker_owes_a_word(world_with_posts):
    world = world_with_posts
    answer = sent(world)
    clock = clocks(answer)["answer_word"]
    assert (clock.post, clock.organisation) == (world.posts["personnel"], world.organisations["company"])
    assert (clock.due_at, answer.next_word_on) == (closing(2026, 11, 16), date(2026, 11, 16))
    assert set(clocks(answer)) == {"answer_word"}


def test_it_runs_by_the_asker_s_calendar(world):
    OwnDay.objects.create(organisation=world.organisations["company"], day=date(2026, 11, 5), is_working=False)
    OwnDay.objects.create(organisation=world.organisations["university"], day=date(2026, 11, 6), is_working=False)
    answer = sent(world)
    # One of the asker's own days off, none of the university's.
    assert clocks(answer)["answer_word"].due_at == closing(2026, 11, 17)
    ask_about(answer=answer, text="How?", by=world["company_manager"], at=NOW)
    # Five working days of the university: Tuesday to Thursday, Monday, Tuesday.
    assert clocks(answer)["answer_reply"].due_at == closing(2026, 11, 10)


def test_it_stands_still_while_the_asker_waits(world_with_posts):
    world = world_with_posts
    answer = sent(world, post=world.posts["office"])
    asked, replied = NOW + 2 * DAY, NOW + 8 * DAY  # Wednesday; the Tuesday after
    ask_about(answer=answer, text="How?", by=world["company_manager"], at=asked)
    both = clocks(answer)
    assert both["answer_word"].paused_at == asked
    assert (both["answer_reply"].paused_at, both["answer_reply"].post) == (None, world.posts["office"])
    with pytest.raises(CannotAnswer) as caught:
        move_word(answer=answer, on=date(2026, 11, 20), by=world["company_manager"], at=asked)
    assert caught.value.reason == "awaits_reply"
    reply_about(answer=answer, text="So.", by=answer.by, at=replied)
    answer.refresh_from_db()
    # Two of ten days were used by the Wednesday; eight working days run from Tuesday, 10 November.
    assert clocks(answer)["answer_word"].due_at == closing(2026, 11, 20)
    assert answer.next_word_on == date(2026, 11, 20)
    assert set(clocks(answer)) == {"answer_word"}


def test_the_first_question_is_the_one_that_waits(world):
    answer = sent(world)
    for hours in (0, 5):
        ask_about(answer=answer, text="How?", by=world["company_manager"], at=NOW + timedelta(hours=hours))
    assert clocks(answer)["answer_reply"].started_at == NOW
    assert clocks(answer)["answer_word"].paused_at == NOW


def test_a_message_that_awaits_nothing_stops_nothing(world):
    answer = sent(world)
    ask_about(answer=answer, text="Thank you.", by=world["company_manager"], at=NOW, awaits_reply=False)
    assert [(code, row.paused_at) for code, row in clocks(answer).items()] == [("answer_word", None)]


def test_each_move_begins_it_anew(world):
    answer = sent(world)
    move_answer(answer=answer, way="qualify", by=None, at=NOW + 3 * DAY, next_word_on=date(2026, 11, 12))
    clock = clocks(answer)["answer_word"]
    assert (clock.started_at, clock.due_at) == (NOW + 3 * DAY, closing(2026, 11, 12))
    move_word(answer=answer, on=date(2026, 11, 13), by=world["company_manager"], at=NOW + 4 * DAY)
    clock = clocks(answer)["answer_word"]
    assert (clock.started_at, clock.due_at) == (NOW + 4 * DAY, closing(2026, 11, 13))
    assert set(clocks(answer)) == {"answer_word"}


def test_a_move_while_a_question_waits(world):
    """The asker went on without the reply: its own clock runs again, and the question still waits."""
    answer = sent(world)
    ask_about(answer=answer, text="How?", by=world["company_manager"], at=NOW)
    move_answer(answer=answer, way="shortlist", by=None, at=NOW + DAY)
    both = clocks(answer)
    assert (both["answer_word"].paused_at, both["answer_word"].started_at) == (None, NOW + DAY)
    assert both["answer_reply"].started_at == NOW


@pytest.mark.parametrize("way", ["choose", "decline"])
def test_the_end_ends_both(world, way):
    answer = sent(world)
    ask_about(answer=answer, text="How?", by=world["company_manager"], at=NOW)
    if way == "decline":
        decline_answer(answer=answer, reason="known", by=None, at=NOW + DAY)
    else:
        move_answer(answer=answer, way=way, by=None, at=NOW + DAY)
    assert clocks(answer) == {}


def test_an_office_of_other_hours(world):
    company = world.organisations["company"]
    OfficeHours.objects.bulk_create(
        OfficeHours(organisation=company, weekday=weekday, opens=time(8), closes=time(12)) for weekday in (0, 2, 4)
    )
    answer = sent(world)
    # Ten of its working days: three a week from Wednesday, 4 November; closed at noon.
    assert clocks(answer)["answer_word"].due_at == datetime(2026, 11, 25, 7, tzinfo=UTC)


def test_the_log_alone_makes_them(world):
    answer = sent(world)
    ask_about(answer=answer, text="How?", by=world["company_manager"], at=NOW)
    before = sorted(OpenClock.objects.values_list("code", "due_at", "paused_at"))
    OpenClock.objects.all().delete()
    verify_clocks(now=NOW)
    assert sorted(OpenClock.objects.values_list("code", "due_at", "paused_at")) == before


def test_while_a_reply_is_awaited_no_word_is_due_by_any_day(world, client_as, freeze):
    answer = sent(world)
    challenge = answer.challenge
    freeze(NOW + DAY)
    ask_about(answer=answer, text="How hot?", by=world["company_manager"], at=NOW + DAY)
    answer.refresh_from_db()
    assert answer.next_word_on is None
    assert (
        "Waits for their reply"
        in client_as("company_manager").get(f"/challenges/{challenge.pk}/answers/").content.decode()
    )
    # Long after the day that stood there, nobody is late but whoever was asked.
    freeze(NOW + 30 * DAY)
    assert "?show=overdue" not in client_as("company_manager").get("/answers/").content.decode()


def test_both_sides_read_on_the_challenge_by_when_the_next_word_comes(world, client_as, freeze):
    answer = sent(world)
    freeze(NOW + DAY)
    for persona in ("company_manager", "faculty_member"):
        page = client_as(persona).get(answer.challenge.get_absolute_url()).content.decode()
        assert "Next word" in page, persona
        assert format_day(answer.next_word_on, "short") in page, persona
