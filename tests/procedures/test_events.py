from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from seriktes.organisations.models import Post, PostHolding, Unit
from seriktes.procedures.actions import calendar
from seriktes.procedures.actions.clocks import refresh, refresh_many, verify_clocks
from seriktes.procedures.actions.events import NewEvent, UnknownKind, record, record_many
from seriktes.procedures.definitions import events
from seriktes.procedures.definitions.events import EventKind, event_words
from seriktes.procedures.models import Delegation, Event, OpenClock
from seriktes.procedures.queries.clocks import clocks_for_user, explain, readings_of
from seriktes.procedures.queries.timeline import timeline_of
from seriktes.procedures.queries.working_time import WorkingTimes, working_time_of
from tests.procedures.kinds import SUBJECT

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 10, 12, tzinfo=ALMATY)


def at(month: int, day: int, hour: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ALMATY)


@pytest.fixture
def paper(world):
    return Unit.objects.create(organisation=world.organisations["university"], name_en="Paper")


@pytest.fixture
def post(world):
    post = Post.objects.create(organisation=world.organisations["university"], name_en="Partnership office")
    PostHolding.objects.create(post=post, person=world.people["officer"], starts_on=date(2026, 1, 1))
    return post


def happened(paper, kind, moment, *, now=NOW, **data):
    return record(subject=paper, kind=f"paper.{kind}", at=moment, by=None, by_label="Tests", data=data, now=now)


def standing():
    return {(row.subject_id, row.code, row.item): row.due_at for row in OpenClock.objects.all()}


# --- Events and clocks ------------------------------------------------------------------------------------------------
def test_an_event_starts_a_clock_and_another_stops_it(paper, post):
    happened(paper, "step_opened", at(11, 9), step=1, working_days=3, post=post.pk)
    clock = OpenClock.objects.get()
    assert (clock.code, clock.item, clock.post, clock.organisation) == ("paper.step", "1", post, post.organisation)
    assert clock.due_at == at(11, 12, 18)
    happened(paper, "step_decided", at(11, 10, 9), step=1)
    assert not OpenClock.objects.exists()


def test_a_back_dated_event_changes_the_running_clock(paper):
    happened(paper, "asked", at(11, 9, 9), hours=8)
    happened(paper, "asked", at(11, 5, 9), hours=8)
    assert OpenClock.objects.get().due_at == at(11, 5, 18)


def test_an_event_of_an_unknown_kind_is_refused(paper):
    with pytest.raises(UnknownKind):
        happened(paper, "eaten", NOW)
    assert not Event.objects.exists()


def test_a_pause_makes_the_clock_quiet(paper):
    happened(paper, "asked", at(11, 9, 9), hours=8)
    happened(paper, "returned", at(11, 9, 11))
    clock = OpenClock.objects.get()
    assert (clock.paused_at, clock.remind_at) == (at(11, 9, 11), None)


def test_refresh_takes_a_constant_number_of_queries(paper, post):
    for step in range(1, 4):
        happened(paper, "step_opened", at(11, 9), step=step, working_days=3, post=post.pk)
    with CaptureQueriesContext(
        connection,
    ) as few:
        refresh(paper, now=NOW)
    for step in range(4, 14):
        happened(paper, "step_opened", at(11, 9), step=step, working_days=3, post=post.pk)
    with CaptureQueriesContext(connection) as many:
        refresh(paper, now=NOW)
    assert len(few) == len(many) <= 12


def test_many_events_at_once_leave_the_same_clocks_as_one_by_one(world, paper):
    other = Unit.objects.create(organisation=world.organisations["university"], name_en="Other paper")
    rows = [
        ("step_opened", at(11, 2), {"step": [1, 2], "working_days": 5}), ("step_decided", at(11, 3), {"step": 1}),
        ("end_set", at(11, 2), {"ends_on": "2027-01-31", "notice_months": 2}), ("asked", at(11, 9), {"hours": 8}),
        ("returned", at(11, 10, 9), {}),
    ]  # fmt: skip
    for kind, moment, data in rows:
        happened(paper, kind, moment, **data)
    events = (NewEvent(SUBJECT, other.pk, f"paper.{kind}", moment, data) for kind, moment, data in rows)
    assert record_many(events, now=NOW, chunk=2) == 5
    columns = ("code", "item", "due_at", "paused_at", "started_at")
    one_by_one, at_once = (
        sorted(OpenClock.objects.filter(subject_id=pk).values_list(*columns), key=str) for pk in (paper.pk, other.pk)
    )
    assert one_by_one == at_once
    assert len(at_once) == 4


def test_the_queries_of_many_events_do_not_grow_with_their_number(world):
    papers = Unit.objects.bulk_create(
        Unit(organisation=world.organisations["university"], name_en=f"{n}") for n in range(60)
    )

    def write(some):
        with CaptureQueriesContext(connection) as queries:
            record_many((NewEvent(SUBJECT, one.pk, "paper.asked", NOW, {"hours": 8}) for one in some), now=NOW)
        return len(queries)

    assert write(papers[:5]) == write(papers[5:])


def test_rows_and_log_stay_together(paper, post):
    happened(paper, "step_opened", at(11, 9), step=1, working_days=3, post=post.pk)
    happened(paper, "end_set", at(11, 2), ends_on="2027-01-31", notice_months=2)
    assert not verify_clocks(now=NOW)
    OpenClock.objects.filter(code="paper.end").update(due_at=at(1, 1))
    OpenClock.objects.filter(code="paper.step").delete()
    OpenClock.objects.create(subject_type=SUBJECT, subject_id=paper.pk, code="paper.gone", started_at=NOW, due_at=NOW)
    OpenClock.objects.create(subject_type="old.thing", subject_id=1, code="old.clock", started_at=NOW, due_at=NOW)
    found = verify_clocks(now=NOW, repair=False)
    assert (len(found.missing), len(found.extra), len(found.changed)) == (1, 2, 1)
    assert verify_clocks(now=NOW, chunk=1).number == 4
    assert not verify_clocks(now=NOW)
    assert standing() == {
        (paper.pk, "paper.step", "1"): at(11, 12, 18),
        (paper.pk, "paper.end", ""): datetime(2027, 1, 31, 23, 59, 59, tzinfo=ALMATY),
        (paper.pk, "paper.notice", ""): datetime(2026, 11, 30, 18, tzinfo=ALMATY),
    }


def test_refresh_follows_the_owner(paper, post, monkeypatch):
    happened(paper, "step_opened", at(11, 9), step=1, working_days=3)
    assert OpenClock.objects.get().post is None
    from dataclasses import replace

    from seriktes.procedures.definitions import clocks

    kind = clocks._kinds["paper.step"]
    owners = replace(kind, owners=lambda wanted: [clocks.Owner(post=post.pk) for _ in wanted])
    monkeypatch.setitem(clocks._kinds, "paper.step", owners)
    refresh(paper, now=NOW)
    assert OpenClock.objects.get().post == post


def test_records_without_clocks_cost_nothing(django_assert_num_queries, world):
    with django_assert_num_queries(0):
        refresh_many("organisations.organisation", [world.organisations["company"].pk], now=NOW)


# --- Readings ---------------------------------------------------------------------------------------------------------
def test_a_reading_says_what_is_left(paper):
    happened(paper, "asked", at(11, 10, 9), hours=8)
    reading = readings_of(paper, NOW)[0].reading
    assert (reading.used, reading.left) == (timedelta(hours=3), timedelta(hours=5))


def test_an_explanation_in_the_language_of_the_reader(paper):
    happened(paper, "asked", at(11, 10, 9), hours=8)
    ((_owned, steps),) = explain(paper, NOW, "paper.answer")
    assert len(steps) == 3
    assert all(step.words for step in steps)
    # What an event did says which, and when; what holds throughout has neither.
    assert [(step.at is not None, bool(step.event)) for step in steps] == [(True, True), (False, False), (False, False)]


def test_the_command_explains_a_record(paper, capsys):
    happened(paper, "asked", at(11, 10, 9), hours=8)
    call_command("clock", "explain", f"paper:{paper.pk}", "--language", "en")
    printed = capsys.readouterr().out
    assert printed.splitlines()[0] == f"Paper no. {paper.pk}"
    assert "The clock starts. Due 10 Nov 2026, 18:00." in printed
    assert "The term is 8 working hours." in printed


def test_the_command_refuses_what_is_no_record(paper):
    for wrong in ("paper:999999", "book:1", "/no/such/page/", "/"):
        with pytest.raises(CommandError):
            call_command("clock", "explain", wrong)


def test_the_command_rebuilds(paper, capsys):
    happened(paper, "asked", at(11, 10, 9), hours=8)
    OpenClock.objects.all().delete()
    with pytest.raises(CommandError, match="rebuild"):
        call_command("clock", "rebuild", "--check")
    call_command("clock", "rebuild")
    assert OpenClock.objects.count() == 1


# --- Of a person ------------------------------------------------------------------------------------------------------
def test_the_desk_shows_the_clocks_of_the_own_posts(world, paper, post, django_assert_num_queries):
    happened(paper, "step_opened", at(11, 9), step=1, working_days=3, post=post.pk)
    user = world["partnership_officer"]
    assert [row.title for row in clocks_for_user(user, NOW)] == [f"Paper no. {paper.pk}"]
    for nobody in ("faculty_member", "company_manager", "anonymous", "outsider"):
        assert clocks_for_user(world[nobody], NOW) == []


def test_who_stands_in_for_a_post_sees_its_clocks(world, paper, post):
    happened(paper, "step_opened", at(11, 9), step=1, working_days=3, post=post.pk)
    deputy = Post.objects.create(organisation=post.organisation, name_en="Deputy")
    PostHolding.objects.create(post=deputy, person=world.people["lecturer"], starts_on=date(2026, 1, 1))
    Delegation.objects.create(post=post, delegate=deputy, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 11))
    user = world["faculty_member"]
    assert len(clocks_for_user(user, NOW)) == 1
    assert clocks_for_user(user, at(11, 12)) == []


def test_what_lies_on_no_post_is_shown_to_those_who_keep_the_organisation(world, paper):
    pk = world.organisations["university"].pk
    happened(paper, "step_opened", at(11, 9), step=1, working_days=3, organisation=pk)
    assert len(clocks_for_user(world["partnership_officer"], NOW)) == 1
    assert clocks_for_user(world["faculty_member"], NOW) == []


# --- Working time -----------------------------------------------------------------------------------------------------
def test_an_organisation_has_hours_and_days_of_its_own(world, paper):
    university, officer = world.organisations["university"], world["partnership_officer"]
    happened(paper, "step_opened", at(11, 9), step=1, working_days=2, organisation=university.pk)
    hours = {weekday: [(time(8), time(12))] for weekday in (0, 1, 2, 3, 5)}
    calendar.set_office_hours(organisation=university, hours=hours, by=officer, now=NOW)
    assert OpenClock.objects.get().due_at == at(11, 11, 12)
    calendar.add_own_days(
        organisation=university, first=date(2026, 11, 11), last=date(2026, 11, 13), is_working=False, note="Rest",
        by=officer, now=NOW,
    )  # fmt: skip
    # Thursday is off, Friday never worked, and Saturday is a usual day here.
    assert OpenClock.objects.get().due_at == at(11, 14, 12)
    calendar.set_office_hours(organisation=university, hours={}, by=officer, now=NOW)
    assert OpenClock.objects.get().due_at == at(11, 16, 18)


def test_the_country_gives_its_holidays_and_hours(db):
    office = working_time_of(None)
    assert not office.is_working_day(date(2026, 12, 16))
    assert office.add(at(12, 15, 17), timedelta(hours=2)) == at(12, 17, 10)
    assert office.is_open(datetime(2026, 12, 15, 4, 30, tzinfo=UTC))


def test_working_times_are_read_once_for_all(world, django_assert_num_queries):
    times = WorkingTimes()
    ids = [organisation.pk for organisation in world.organisations.values()]
    with django_assert_num_queries(2):
        times.read(ids)
        assert all(times.of(pk) is times.of(None) for pk in ids)


# --- Timeline ---------------------------------------------------------------------------------------------------------
def test_the_timeline_tells_the_newest_first_page_by_page(paper, django_assert_num_queries):
    for day in range(1, 8):
        happened(paper, "noted", at(11, day))
    happened(paper, "noted", at(11, 7))
    with django_assert_num_queries(1):
        first = timeline_of(paper, size=3)
    second = timeline_of(paper, size=3, before=first.older)
    third = timeline_of(paper, size=3, before=second.older)
    days = [row.event.at.astimezone(ALMATY).day for page in (first, second, third) for row in page.rows]
    assert (days, third.older) == ([7, 7, 6, 5, 4, 3, 2, 1], "")
    assert first.rows[0].words == "A note."
    assert first.rows[0].who == "Tests"


def test_who_and_what_was_written_freely_is_told_with_people_only(paper, monkeypatch):
    monkeypatch.setitem(events._kinds, "paper.noted", EventKind("paper.noted", "{name} says: {reason}"))
    happened(paper, "noted", NOW, name="A side", reason="about somebody")
    told = [(row.words, row.who) for people in (True, False) for row in timeline_of(paper, with_people=people).rows]
    assert told == [("A side says: about somebody", "Tests"), ("A side says: …", "")]


def test_a_wrong_cursor_shows_the_first_page(paper):
    happened(paper, "noted", NOW)
    for cursor in (
        "x",
        "2026-13-01T00:00:00+00:00_1",
        "2026-01-01_1",
        "_",
        "2026-01-01T00:00:00_1",
        "0001-01-01T00:00:00+14:00_1",
    ):
        assert len(timeline_of(paper, before=cursor).rows) == 1


def test_partners_do_not_read_notes_of_our_own(paper):
    happened(paper, "secret", NOW)
    happened(paper, "noted", NOW)
    assert [row.event.kind for row in timeline_of(paper, for_partners=True).rows] == ["paper.noted"]


def test_dates_in_the_words_of_an_event_are_readable(paper, settings):
    from django.utils import translation

    happened(paper, "promised", NOW, part="1", date="2027-01-31")
    with translation.override("en"):
        assert timeline_of(paper).rows[0].words == "paper.promised 31 January 2027"


@pytest.mark.parametrize(("language", "words"), [("kk", "Зауыт кетті"), ("ru", "Завод ушёл"), ("en", "Зауыт left")])
def test_a_text_in_several_languages_is_told_in_the_readers(language, words, monkeypatch):
    told = {"kk": "{name} кетті", "ru": "{name} ушёл", "en": "{name} left"}
    monkeypatch.setitem(events._kinds, "telling.name", EventKind("telling.name", told[language]))
    event = Event(kind="telling.name", data={"name": {"kk": "Зауыт", "ru": "Завод"}})
    with translation.override(language):
        assert event_words(event) == words


def test_a_russian_date_at_the_end_of_a_sentence_has_one_full_stop(monkeypatch):
    monkeypatch.setitem(events._kinds, "telling.day", EventKind("telling.day", "Действует с {date}."))
    with translation.override("ru"):
        assert (
            event_words(Event(kind="telling.day", data={"date": "2021-11-01"})) == "Действует с 1 ноября 2021\xa0года."
        )


@pytest.mark.parametrize(("day", "words"), [("2027-01-31", "Due by 31 January 2027."), ("", "Due some day.")])
def test_a_day_that_was_not_set_has_words_of_its_own(day, words, monkeypatch):
    kind = EventKind("telling.due", "Due by {date}.", undated="Due some day.")
    monkeypatch.setitem(events._kinds, "telling.due", kind)
    with translation.override("en"):
        assert event_words(Event(kind="telling.due", data={"date": day})) == words


SUM = {"amount": "3000000.00", "currency": "KZT"}


@pytest.mark.parametrize(
    ("language", "data", "told"),
    [
        ("en", SUM, "₸3,000,000"),
        ("ru", SUM, "3 000 000 ₸"),
        ("kk", SUM | {"amount": "0.50"}, "0,50 ₸"),
        ("ru", {"amount": "1200.50", "unit": "часов"}, "1 200,5 часа"),
        ("en", {"amount": "40.00", "unit": "places"}, "40 places"),
        ("en", {"amount": "forty"}, "forty"),
    ],
)
def test_a_sum_is_told_as_the_reader_writes_it(language, data, told, monkeypatch):
    monkeypatch.setitem(events._kinds, "telling.sum", EventKind("telling.sum", "{amount}"))
    with translation.override(language):
        assert event_words(Event(kind="telling.sum", data=data)).replace("\xa0", " ") == told
