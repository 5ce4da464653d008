from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from seriktes.gatherings.actions.door import Shown, Signer, take_scans, token_of
from seriktes.gatherings.actions.gatherings import change_gathering
from seriktes.gatherings.actions.leads import note_lead
from seriktes.gatherings.actions.slots import add_slots, book_slot, leave_slot, remove_slot, wait_for_slot
from seriktes.gatherings.actions.visitors import (
    agree_to_leads,
    cancel_ticket,
    confirm_registration,
    forget_unconfirmed,
    register,
)
from seriktes.gatherings.models import Lead, SlotBooking, Ticket
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.conversations import conversations_of
from tests.gatherings.fair import BEGINS, NOON, exhibitor, fair, slots, visitor
from tests.gatherings.test_fairs import refused

pytestmark = pytest.mark.django_db


# --- Registering ------------------------------------------------------------------------------------------------------
def outside(gathering, email="guest@visitor.example", at=NOON):
    return register(gathering=gathering, name="Guest", email=email, language="ru", by=None, at=at)


def test_without_an_account_the_link_decides(world, freeze, django_capture_on_commit_callbacks):
    freeze(NOON)
    with django_capture_on_commit_callbacks(execute=True):
        ticket = outside(fair(world))
    assert ticket.state == "unconfirmed"
    assert [letter.to for letter in mail.outbox] == [["guest@visitor.example"]]
    assert confirm_registration(ticket=ticket, at=NOON).state == "registered"


def test_known_address_gets_its_ticket_again_and_no_second_one(world, django_capture_on_commit_callbacks):
    made = fair(world)
    confirm_registration(ticket=outside(made), at=NOON)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        outside(made)
    assert Ticket.objects.count() == 1
    assert "/tickets/" in mail.outbox[0].body


def test_last_place_goes_to_the_first_and_then_to_who_waits(world):
    made = fair(world, capacity=1)
    first = visitor(world, made)
    second = confirm_registration(ticket=outside(made), at=NOON)
    assert (first.state, second.state) == ("registered", "waiting")
    cancel_ticket(ticket=first, by=None, at=NOON)
    second.refresh_from_db()
    assert second.state == "registered"


def test_places_that_are_added_go_to_who_waits(world, django_capture_on_commit_callbacks):
    made = fair(world, capacity=1)
    visitor(world, made)
    waiting = [confirm_registration(ticket=outside(made, f"guest{n}@visitor.example"), at=NOON) for n in (1, 2)]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        made = change_gathering(gathering=made, values={"capacity": 2}, by=None, at=NOON, expected_version=None)
    for one in waiting:
        one.refresh_from_db()
    assert [one.state for one in waiting] == ["registered", "waiting"]
    assert [letter.to[0] for letter in mail.outbox] == [waiting[0].email]


def test_who_waits_longest_keeps_that_while_places_are_taken_away(world):
    made = fair(world, capacity=2)
    first, _second = visitor(world, made), visitor(world, made, by="librarian")
    waiting = [
        confirm_registration(ticket=outside(made, f"guest{n}@visitor.example"), at=NOON + timedelta(minutes=n))
        for n in (1, 2)
    ]
    change_gathering(gathering=made, values={"capacity": 1}, by=None, at=NOON, expected_version=None)
    cancel_ticket(ticket=first, by=None, at=NOON + timedelta(hours=1))
    waiting[0].refresh_from_db()
    assert (waiting[0].state, waiting[0].registered_at) == ("waiting", NOON + timedelta(minutes=1))


def test_letter_says_what_whoever_confirms_agrees_to(world, freeze, django_capture_on_commit_callbacks):
    freeze(NOON)
    with django_capture_on_commit_callbacks(execute=True):
        register(
            gathering=fair(world),
            name="Guest",
            email="guest@visitor.example",
            language="en",
            by=None,
            at=NOON,
            agrees=True,
        )
    assert "may keep your name" in mail.outbox[0].body


def test_registration_ends(world):
    made = fair(world, register_until=NOON + timedelta(days=1))
    with refused("registration_closed"):
        outside(made, at=NOON + timedelta(days=2))


def test_what_nobody_confirmed_is_forgotten(world, freeze):
    freeze(NOON)
    outside(fair(world))
    assert forget_unconfirmed(NOON + timedelta(days=2)) == 0
    assert forget_unconfirmed(NOON + timedelta(days=4)) == 1


# --- Times for conversations ------------------------------------------------------------------------------------------
def test_time_is_booked_once(world):
    made = fair(world)
    one = exhibitor(world, made)
    slot = slots(one)[0]
    book_slot(slot=slot, ticket=visitor(world, made), by=None, at=NOON)
    other = visitor(world, made, by="faculty_member")
    with refused("slot_taken"):
        book_slot(slot=slot, ticket=other, by=None, at=NOON)


def test_visitor_is_at_one_table_at_a_time(world):
    made = fair(world)
    here, there = exhibitor(world, made), exhibitor(world, made, organisation="fund")
    ticket = visitor(world, made)
    book_slot(slot=slots(here)[0], ticket=ticket, by=None, at=NOON)
    middle = BEGINS + timedelta(minutes=10)
    [overlapping] = add_slots(
        exhibitor=there, starts_at=middle, ends_at=middle + timedelta(minutes=20), minutes=20, by=None, at=NOON
    )
    with refused("elsewhere_then"):
        book_slot(slot=overlapping, ticket=ticket, by=None, at=NOON)
    with refused("one_each"):
        book_slot(slot=slots(here)[1], ticket=ticket, by=None, at=NOON)


def test_who_waits_longest_moves_up(world, django_capture_on_commit_callbacks):
    made = fair(world)
    one = exhibitor(world, made)
    [slot] = slots(one, number=1)
    first = visitor(world, made)
    booking = book_slot(slot=slot, ticket=first, by=None, at=NOON)
    later, latest = (visitor(world, made, by=who) for who in ("faculty_member", "librarian"))
    wait_for_slot(exhibitor=one, ticket=latest, at=NOON + timedelta(minutes=2))
    wait_for_slot(exhibitor=one, ticket=later, at=NOON + timedelta(minutes=1))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        leave_slot(booking=booking, by=None, at=NOON + timedelta(minutes=3))
    moved = SlotBooking.objects.get(cancelled_at__isnull=True)
    assert (moved.ticket, moved.moved_up) == (later, True)
    assert [letter.to[0] for letter in mail.outbox] == [later.email]
    assert [one.ticket for one in one.waiting.all()] == [latest]


def test_times_that_are_added_go_to_who_waits_longest(world, django_capture_on_commit_callbacks):
    made = fair(world)
    one = exhibitor(world, made)
    [slot] = slots(one, number=1)
    book_slot(slot=slot, ticket=visitor(world, made), by=None, at=NOON)
    later, latest, last = (visitor(world, made, by=who) for who in ("faculty_member", "librarian", "career_centre"))
    for minutes, ticket in enumerate([later, latest, last]):
        wait_for_slot(exhibitor=one, ticket=ticket, at=NOON + timedelta(minutes=minutes))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        first, second, third = slots(one, number=3)
    assert first == slot
    moved = SlotBooking.objects.filter(moved_up=True).order_by("starts_at")
    assert [(one.slot, one.ticket) for one in moved] == [(second, later), (third, latest)]
    assert [letter.to[0] for letter in mail.outbox] == [later.email, latest.email]
    assert [one.ticket for one in one.waiting.all()] == [last]


def test_time_that_was_called_off_is_not_offered_again_by_itself(world):
    made = fair(world)
    one = exhibitor(world, made)
    first, second = slots(one)
    ticket = visitor(world, made)
    booking = book_slot(slot=first, ticket=ticket, by=None, at=NOON)
    leave_slot(booking=booking, by=None, at=NOON, called_off=True)
    with refused("slot_taken"):
        book_slot(slot=first, ticket=ticket, by=None, at=NOON)
    [shown] = conversations_of(ticket, NOON)
    assert shown.free == [second]
    # One that its visitor left can be taken away as well; then nothing is free, and one may wait.
    leave_slot(booking=book_slot(slot=second, ticket=ticket, by=None, at=NOON), by=None, at=NOON)
    remove_slot(slot=second, at=NOON)
    assert wait_for_slot(exhibitor=one, ticket=ticket, at=NOON).exhibitor == one
    # Offered anew, it is the same row, and goes to whoever waits.
    assert slots(one) == [first, second]
    assert first.bookings.get(cancelled_at__isnull=True).ticket == ticket


def test_nobody_waits_while_times_are_free(world):
    made = fair(world)
    one = exhibitor(world, made)
    slots(one)
    with refused("slots_left"):
        wait_for_slot(exhibitor=one, ticket=visitor(world, made), at=NOON)


def test_times_lie_within_the_event_and_not_over_each_other(world):
    one = exhibitor(world, fair(world))
    with refused("slot_outside"):
        add_slots(exhibitor=one, starts_at=BEGINS - timedelta(hours=1), ends_at=BEGINS, minutes=20, by=None, at=NOON)
    assert len(slots(one)) == 2
    slots(one, number=3)
    assert one.slots.count() == 3


# --- The door ---------------------------------------------------------------------------------------------------------
def scan(text, *, minutes=0, key=None):
    return Shown(key or uuid4(), text, BEGINS + timedelta(minutes=minutes))


def outcomes(gathering, *scans):
    taken = take_scans(gathering=gathering, scans=scans, by=None, at=BEGINS + timedelta(hours=2))
    return [taken[str(one.key)].outcome for one in scans]


def test_door_tells_one_thing_from_another(world):
    made, other = fair(world), fair(world, name_en="Another")
    ticket, elsewhere = visitor(world, made), visitor(world, other)
    gone = visitor(world, made, by="librarian")
    cancel_ticket(ticket=gone, by=None, at=NOON)
    token = token_of(ticket)
    forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    code = ticket.code
    assert outcomes(
        made, scan(token), scan(f"{code[:4].lower()}-{code[4:]}", minutes=1), scan(token_of(gone)), scan(forged),
        scan(token_of(elsewhere)), scan("ZZZZZZZZ"),
    ) == ["admitted", "twice", "cancelled", "forged", "other", "forged"]  # fmt: skip


def test_ticket_of_another_event_with_its_number_changed_is_forged(world):
    made, other = fair(world), fair(world, name_en="Another")
    token = token_of(visitor(world, other)).replace(str(other.public_id), str(made.public_id))
    assert outcomes(made, scan(token)) == ["forged"]


def test_scan_that_is_sent_again_counts_once(world):
    made = fair(world)
    token, key = token_of(visitor(world, made)), uuid4()
    assert outcomes(made, scan(token, key=key)) == ["admitted"]
    assert outcomes(made, scan(token, key=key)) == ["admitted"]
    assert made.scans.count() == 1


def test_of_two_devices_without_a_network_the_earlier_admitted(world):
    made = fair(world)
    ticket = visitor(world, made)
    token = token_of(ticket)
    assert outcomes(made, scan(token, minutes=5), scan(token, minutes=1)) == ["twice", "admitted"]
    ticket.refresh_from_db()
    assert ticket.admitted_at == BEGINS + timedelta(minutes=1)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_it_does_not_matter_which_device_finds_the_network_first(world, order):
    made = fair(world)
    ticket = visitor(world, made)
    shown = [scan(token_of(ticket), minutes=minutes) for minutes in (1, 5, 9)]
    for place in order:
        outcomes(made, shown[place])
    assert [made.scans.get(key=one.key).outcome for one in shown] == ["admitted", "twice", "twice"]
    ticket.refresh_from_db()
    assert ticket.admitted_at == BEGINS + timedelta(minutes=1)
    # Asked again, each device hears how it stands.
    assert outcomes(made, *reversed(shown)) == ["twice", "twice", "admitted"]


def test_ticket_printed_twice_is_one_picture(world):
    made = fair(world)
    ticket = visitor(world, made)
    assert Signer(made).token(ticket.code) == Signer(made).token(ticket.code)
    assert ticket.name not in token_of(ticket)


# --- Leads ------------------------------------------------------------------------------------------------------------
def test_lead_stands_on_consent(world):
    made = fair(world)
    one = exhibitor(world, made)
    ticket = visitor(world, made)
    with refused("no_consent"):
        note_lead(exhibitor=one, code=ticket.code, by=world["company_manager"], at=BEGINS)
    agree_to_leads(ticket=ticket, agrees=True, by=None, at=NOON)
    note_lead(exhibitor=one, code=token_of(ticket), note="good", by=world["company_manager"], at=BEGINS)
    with refused("lead_twice"):
        note_lead(exhibitor=one, code=ticket.code, by=world["company_manager"], at=BEGINS)
    assert access.leads_visible_to(world["company_manager"]).count() == 1
    agree_to_leads(ticket=ticket, agrees=False, by=None, at=BEGINS)
    assert not Lead.objects.exists()
    # Who agrees again begins anew.
    agree_to_leads(ticket=ticket, agrees=True, by=None, at=BEGINS)
    assert access.leads_visible_to(world["company_manager"]).count() == 0


def test_leads_are_the_exhibitors_alone(world):
    made = fair(world)
    ticket = visitor(world, made, agrees=True)
    note_lead(exhibitor=exhibitor(world, made), code=ticket.code, by=world["company_manager"], at=BEGINS)
    seen = {who for who in ("career_centre", "fund_manager", "student", "administrator", "auditor", "company_manager")
            if access.leads_visible_to(world[who]).exists()}  # fmt: skip
    assert seen == {"company_manager"}


def test_a_ticket_names_its_visitor_in_the_readers_spelling(client, world):
    gathering = fair(world)
    student = world.people["student"]
    ticket = visitor(world, gathering, person=student)
    Ticket.objects.filter(pk=ticket.pk).update(name=student.name_kk)
    client.force_login(world["student"])
    for language in ("kk", "ru", "en"):
        client.cookies["language"] = language
        page = client.get(f"/gatherings/{gathering.pk}/ticket/").content.decode()
        assert f"<dd>{getattr(student, f'name_{language}')}</dd>" in page
