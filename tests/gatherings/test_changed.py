"""An announced event gets another day, other hours or another place: who is told, and what becomes of times."""

from datetime import timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from seriktes.gatherings.actions.exhibitors import add_contact
from seriktes.gatherings.actions.gatherings import change_gathering
from seriktes.gatherings.actions.slots import book_slot, leave_slot, offered
from seriktes.gatherings.definitions.refusals import Refusal
from tests.gatherings.fair import BEGINS, ENDS, NOON, draft, exhibitor, fair, slots, visitor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


@pytest.fixture
def changed(django_capture_on_commit_callbacks):
    def change(gathering, **values):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return change_gathering(
                gathering=gathering, values=values, by=gathering.by, at=NOON, expected_version=None
            )  # fmt: skip

    return change


def readers():
    return sorted(letter.to[0] for letter in mail.outbox)


def starts(one):
    return [slot.starts_at for slot in offered(one).order_by("starts_at")]


def test_another_place_is_told_to_everybody_whom_a_cancellation_would_reach(world, changed):
    made = fair(world)
    add_contact(exhibitor=exhibitor(world, made), name="A", email="a@company.example", by=None, at=NOON)
    visitor(world, made)
    changed(made, place="Hall 2")
    assert readers() == sorted([world["student"].email, "a@company.example"])
    for letter in mail.outbox:
        assert "Hall 2" in letter.body
        assert "Hall 1" in letter.body


def test_new_hours_come_along_for_the_calendar(world, changed):
    made = fair(world)
    visitor(world, made)
    changed(made, starts_at=BEGINS + DAY, ends_at=ENDS + DAY)
    [letter] = mail.outbox
    [(_name, content, kind)] = letter.attachments
    [entry] = Calendar.from_ical(content).walk("VEVENT")
    assert kind == "text/calendar"
    assert (entry["DTSTART"].dt, entry["UID"]) == (BEGINS + DAY, f"{made.public_id}@seriktes")
    assert entry["SEQUENCE"] > made.version


def test_the_ticket_brings_the_event_for_the_calendar(world, django_capture_on_commit_callbacks):
    made = fair(world)
    with django_capture_on_commit_callbacks(execute=True):
        visitor(world, made)
    [letter] = mail.outbox
    assert [kind for _name, _content, kind in letter.attachments] == ["text/calendar"]


@pytest.mark.parametrize("values", [{"about_ru": "Другое описание"}, {"place": "Hall 1"}, {"fee": 1}])
def test_of_other_changes_nobody_gets_a_letter(world, changed, values):
    made = fair(world)
    visitor(world, made)
    changed(made, **values)
    assert mail.outbox == []


def test_a_draft_is_changed_without_a_letter(world, changed):
    made = draft(world)
    exhibitor(world, made)
    changed(made, place="Hall 2", starts_at=BEGINS + timedelta(hours=1))
    assert mail.outbox == []


def test_hours_that_leave_a_conversation_outside_are_refused_and_name_it(world):
    made = fair(world)
    one = exhibitor(world, made)
    first, _second = slots(one)
    booking = book_slot(slot=first, ticket=visitor(world, made), by=None, at=NOON)
    later = {"starts_at": BEGINS + timedelta(minutes=10)}
    with pytest.raises(Refusal) as refused:
        change_gathering(gathering=made, values=later, by=made.by, at=NOON, expected_version=None)
    assert refused.value.reason == "slots_left_outside"
    assert one.organisation.name in refused.value.sentence
    made.refresh_from_db()
    assert (made.starts_at, len(starts(one))) == (BEGINS, 2)
    leave_slot(booking=booking, by=None, at=NOON, called_off=True)
    change_gathering(gathering=made, values=later, by=made.by, at=NOON, expected_version=None)


def test_of_many_conversations_in_the_way_some_are_named_and_the_others_counted(world):
    made = fair(world)
    one = exhibitor(world, made)
    for number, slot in enumerate(slots(one, number=7)):
        ticket = visitor(world, made, email=f"v{number}@visitor.example")
        book_slot(slot=slot, ticket=ticket, by=None, at=NOON)
    with pytest.raises(Refusal) as refused:
        change_gathering(
            gathering=made, values={"starts_at": BEGINS + DAY, "ends_at": ENDS + DAY}, by=made.by, at=NOON,
            expected_version=None,
        )  # fmt: skip
    assert refused.value.sentence.count(one.organisation.name) == 5
    assert "+2" in refused.value.sentence


def test_free_times_move_with_the_event_to_another_day(world, changed):
    made = fair(world)
    one = exhibitor(world, made)
    slots(one)
    changed(made, starts_at=BEGINS + DAY, ends_at=ENDS + DAY)
    assert starts(one) == [BEGINS + DAY, BEGINS + DAY + timedelta(minutes=20)]


def test_free_times_for_which_no_room_is_left_are_taken_away(world, changed):
    made = fair(world)
    one = exhibitor(world, made)
    slots(one, number=3)
    changed(made, ends_at=BEGINS + timedelta(minutes=40))
    assert starts(one) == [BEGINS, BEGINS + timedelta(minutes=20)]


def test_a_free_time_does_not_move_over_a_conversation_that_stays(world, changed):
    made = fair(world)
    one = exhibitor(world, made)
    _first, second = slots(one)
    book_slot(slot=second, ticket=visitor(world, made), by=None, at=NOON)
    changed(made, starts_at=BEGINS + timedelta(minutes=20))
    assert starts(one) == [second.starts_at]


def test_the_page_says_beforehand_who_is_told(world, client_as):
    client, words = client_as("career_centre"), "is told by mail of another day"
    assert words in client.get(f"/gatherings/{fair(world).pk}/edit/").content.decode()
    assert words not in client.get(f"/gatherings/{draft(world).pk}/edit/").content.decode()


def test_the_page_says_which_conversation_is_in_the_way(world, client_as):
    made = fair(world)
    one = exhibitor(world, made)
    book_slot(slot=slots(one)[0], ticket=visitor(world, made), by=None, at=NOON)
    client = client_as("career_centre")
    shown = client.get(f"/gatherings/{made.pk}/edit/").context["form"]
    sent = {name: value for name in shown.fields if (value := shown[name].value()) not in (None, False)}
    sent |= {"starts_at": "2026-04-01T14:00", "ends_at": "2026-04-01T20:00"}
    answer = client.post(f"/gatherings/{made.pk}/edit/", sent)
    assert answer.status_code == 422
    assert "would lie outside of the event: Invented Iron" in answer.content.decode()
