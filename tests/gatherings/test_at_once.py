"""Two people at one moment: one time, one last place, one ticket at two doors, one stand, one pair of a judge."""

from datetime import timedelta
from uuid import uuid4

import pytest

from seriktes.gatherings.actions.door import Shown, take_scans, token_of
from seriktes.gatherings.actions.gatherings import change_gathering
from seriktes.gatherings.actions.hackathons import found_team, hand_in, join_team, set_criteria
from seriktes.gatherings.actions.judging import add_judge, compare, mark, open_judging, publish_result
from seriktes.gatherings.actions.leads import note_lead
from seriktes.gatherings.actions.plan import Place, set_plan, take_stand
from seriktes.gatherings.actions.slots import book_slot, leave_slot, wait_for_slot
from seriktes.gatherings.actions.visitors import cancel_ticket
from seriktes.gatherings.models import Comparison, Lead, Score, SlotBooking, Ticket
from tests.gatherings.fair import BEGINS, NOON, exhibitor, fair, slots, visitor
from tests.gatherings.test_hackathons import AFTER, hackathon, judged, somebody, team
from tests.organisations.test_two_at_once import at_once
from tests.world import build_world, fill_posts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]
MANY = ("student", "faculty_member", "librarian", "researcher")


@pytest.fixture
def world(transactional_db):
    world = build_world()
    fill_posts(world)
    return world


def active(**where):
    return SlotBooking.objects.filter(cancelled_at__isnull=True, **where)


# --- Times ------------------------------------------------------------------------------------------------------------
def test_one_time_is_booked_by_several(world):
    made = fair(world)
    slot = slots(exhibitor(world, made))[0]
    tickets = [visitor(world, made, by=who) for who in MANY]

    def book(ticket):
        return lambda: book_slot(slot=slot, ticket=ticket, by=None, at=NOON)

    assert at_once(*map(book, tickets)) == ["done", "slot_taken", "slot_taken", "slot_taken"]
    assert active().count() == 1


def test_time_is_booked_while_the_event_gets_other_hours(world):
    """Whoever comes first: nobody is left with a conversation outside of the event."""
    made = fair(world)
    slot, ticket = slots(exhibitor(world, made))[0], visitor(world, made)
    later = {"starts_at": BEGINS + timedelta(minutes=30)}

    def change():
        change_gathering(gathering=made, values=later, by=None, at=NOON, expected_version=None)

    done = at_once(lambda: book_slot(slot=slot, ticket=ticket, by=None, at=NOON), change)
    assert done in (["done", "slot_taken"], ["done", "slots_left_outside"])
    made.refresh_from_db()
    assert not active(starts_at__lt=made.starts_at).exists()


def test_one_visitor_books_two_times_at_once(world):
    made = fair(world)
    here, there = exhibitor(world, made), exhibitor(world, made, organisation="fund")
    first, second = slots(here)
    [same_time, _later] = slots(there)
    ticket = visitor(world, made)

    def book(slot):
        return lambda: book_slot(slot=slot, ticket=ticket, by=None, at=NOON)

    assert at_once(book(first), book(second)) == ["done", "one_each"]
    active().update(cancelled_at=NOON)
    assert at_once(book(first), book(same_time)) == ["done", "elsewhere_then"]
    assert active().count() == 1


def test_two_times_are_given_back_to_one_who_waits(world):
    made = fair(world)
    one = exhibitor(world, made)
    first, second = slots(one)
    waits = visitor(world, made, by="librarian")
    bookings = [
        book_slot(slot=slot, ticket=visitor(world, made, by=who), by=None, at=NOON)
        for slot, who in ((first, "student"), (second, "faculty_member"))
    ]
    wait_for_slot(exhibitor=one, ticket=waits, at=NOON)

    def leave(booking):
        return lambda: leave_slot(booking=booking, by=None, at=NOON)

    assert at_once(*map(leave, bookings)) == ["done", "done"]
    # One conversation with each exhibitor: the other time is free.
    assert active(ticket=waits).count() == 1
    assert active().count() == 1


def test_two_who_move_each_other_up_do_not_wait_for_ever(world):
    made = fair(world)
    here, there = exhibitor(world, made), exhibitor(world, made, organisation="fund")
    [here_slot] = slots(here, number=1)
    [_first, there_slot] = slots(there)
    book_slot(slot=_first, ticket=visitor(world, made, by="librarian"), by=None, at=NOON)
    one, other = visitor(world, made), visitor(world, made, by="faculty_member")
    bookings = [
        book_slot(slot=here_slot, ticket=one, by=None, at=NOON), book_slot(slot=there_slot, ticket=other, by=None, at=NOON)
    ]  # fmt: skip
    wait_for_slot(exhibitor=there, ticket=one, at=NOON)
    wait_for_slot(exhibitor=here, ticket=other, at=NOON)

    def leave(booking):
        return lambda: leave_slot(booking=booking, by=None, at=NOON)

    assert at_once(*map(leave, bookings)) == ["done", "done"]
    assert active(slot=here_slot).get().ticket == other
    assert active(slot=there_slot).get().ticket == one


# --- Places and the door ----------------------------------------------------------------------------------------------
def test_the_last_place_is_taken_by_several(world):
    made = fair(world, capacity=1)

    def come(who):
        return lambda: visitor(world, made, by=who)

    assert at_once(*map(come, MANY)) == ["done"] * 4
    states = sorted(made.tickets.values_list("state", flat=True))
    assert states == ["registered", "waiting", "waiting", "waiting"]


def test_one_registers_twice(world):
    made = fair(world)
    come = lambda: visitor(world, made)  # noqa: E731
    assert at_once(come, come) == ["done", "registered_already"]
    assert made.tickets.count() == 1


def test_two_cancel_and_two_move_up(world):
    made = fair(world, capacity=2)
    tickets = [visitor(world, made, by=who, at=NOON + timedelta(minutes=place)) for place, who in enumerate(MANY)]

    def cancel(ticket):
        return lambda: cancel_ticket(ticket=ticket, by=None, at=NOON + timedelta(hours=1))

    assert at_once(cancel(tickets[0]), cancel(tickets[1])) == ["done", "done"]
    states = dict(Ticket.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in tickets] == ["cancelled", "cancelled", "registered", "registered"]


def test_one_ticket_at_two_doors(world):
    made = fair(world)
    ticket = visitor(world, made)
    text = token_of(ticket)

    def door(minutes):
        shown = Shown(uuid4(), text, BEGINS + timedelta(minutes=minutes))
        return lambda: take_scans(gathering=made, scans=[shown], by=None, at=BEGINS + timedelta(hours=1))

    assert at_once(door(3), door(1), door(2)) == ["done"] * 3
    assert list(made.scans.order_by("at").values_list("outcome", flat=True)) == ["admitted", "twice", "twice"]
    ticket.refresh_from_db()
    assert ticket.admitted_at == BEGINS + timedelta(minutes=1)


def test_one_device_sends_its_queue_twice(world):
    made = fair(world)
    shown = Shown(uuid4(), token_of(visitor(world, made)), BEGINS)
    send = lambda: take_scans(gathering=made, scans=[shown], by=None, at=BEGINS + timedelta(hours=1))  # noqa: E731
    assert at_once(send, send) == ["done", "done"]
    assert made.scans.get().outcome == "admitted"


def test_two_of_an_exhibitor_note_one_visitor(world):
    made = fair(world)
    one = exhibitor(world, made)
    ticket = visitor(world, made, agrees=True)
    note = lambda: note_lead(exhibitor=one, code=ticket.code, by=None, at=BEGINS)  # noqa: E731
    assert at_once(note, note) == ["done", "lead_twice"]
    assert Lead.objects.count() == 1


def test_one_stand_is_given_to_two(world):
    made = fair(world)
    here, there = exhibitor(world, made), exhibitor(world, made, organisation="fund")
    [stand] = set_plan(gathering=made, places=[Place("A1", 0, 0)], by=None)

    def take(one):
        return lambda: take_stand(stand=stand, exhibitor=one, by=None, at=NOON)

    assert at_once(take(here), take(there)) == ["done", "stand_taken"]


# --- Hackathons -------------------------------------------------------------------------------------------------------
def test_the_last_place_of_a_team_and_one_name(world):
    made = hackathon(world)
    one = team(made, 1, is_final=False)
    people = [somebody(2), somebody(3)]

    def join(person):
        return lambda: join_team(gathering=made.gathering, code=one.join_code, person=person, by=None, at=BEGINS)

    assert at_once(*map(join, people)) == ["done", "team_full"]

    def found(person):
        return lambda: found_team(gathering=made.gathering, name="Eagles", person=person, by=None, at=BEGINS)

    assert at_once(found(somebody(4)), found(somebody(5))) == ["done", "team_name_taken"]


def test_one_person_joins_two_teams(world):
    made = hackathon(world)
    teams = [team(made, number, is_final=False) for number in (1, 2)]
    person = somebody(3)

    def join(one):
        return lambda: join_team(gathering=made.gathering, code=one.join_code, person=person, by=None, at=BEGINS)

    assert at_once(*map(join, teams)) == ["done", "in_a_team"]


def test_one_person_joins_a_team_and_becomes_a_judge(world):
    made = hackathon(world)
    one = team(made, 1, is_final=False)
    person = somebody(2)
    found = at_once(
        lambda: join_team(gathering=made.gathering, code=one.join_code, person=person, by=None, at=BEGINS),
        lambda: add_judge(gathering=made.gathering, person=person, by=None, at=BEGINS),
    )
    assert found in (["done", "judges_here"], ["done", "works_here"])
    assert one.members.filter(person=person).count() + made.gathering.judges.count() == 1


def test_two_of_a_team_hand_in(world):
    made = hackathon(world)
    one = team(made, 1, is_final=False)

    def hand(title):
        values = {"title": title, "text": "Words"}
        return lambda: hand_in(team=one, values=values, by=None, at=BEGINS, expected_version=one.version)

    assert at_once(hand("One"), hand("Two")) == ["done", "edited_elsewhere"]


@pytest.fixture
def judging(world):
    made = hackathon(world)
    teams = [team(made, number) for number in (1, 2, 3)]
    judges = [add_judge(gathering=made.gathering, person=somebody(number), by=None, at=NOON) for number in (11, 12)]
    made = open_judging(hackathon=made, by=None, at=AFTER)
    for one in teams:
        one.refresh_from_db()
    return made, teams, judges


def test_one_pair_in_two_tabs_and_by_two_judges(judging):
    _made, (first, second, _third), (one, other) = judging

    def vote(judge, preferred):
        return lambda: compare(judge=judge, first=first, second=second, preferred=preferred, by=None, at=AFTER)

    assert at_once(vote(one, "first"), vote(one, "second")) == ["done", "judged_already"]
    assert at_once(vote(one, "first"), vote(other, "second")) == ["done", "judged_already"]
    assert Comparison.objects.count() == 2


def test_a_vote_while_the_result_is_published(judging):
    made, teams, (one, other) = judging
    judged(made, one, teams)
    # A circle, so that the result exists.
    compare(judge=other, first=teams[2], second=teams[0], preferred="first", by=None, at=AFTER)
    vote = lambda: compare(judge=other, first=teams[0], second=teams[1], preferred="first", by=None, at=AFTER)  # noqa: E731
    publish = lambda: publish_result(hackathon=made, by=None, at=AFTER)  # noqa: E731
    found = at_once(vote, publish)
    made.refresh_from_db()
    # Either the vote is in the bundle, or it was refused.
    assert len(made.bundle["comparisons"]) == Comparison.objects.count() == (5 if found == ["done", "done"] else 4)
    assert found in (["done", "done"], ["done", "not_judging"])


def test_result_is_published_by_two(judging):
    made, teams, (one, other) = judging
    judged(made, one, teams)
    compare(judge=other, first=teams[2], second=teams[0], preferred="first", by=None, at=AFTER)
    publish = lambda: publish_result(hackathon=made, by=None, at=AFTER)  # noqa: E731
    assert at_once(publish, publish) == ["done", "not_judging"]


def test_marks_of_one_judge_in_two_tabs(world):
    made = hackathon(world, method="rubric")
    names = {"name_kk": "Ой", "name_ru": "Замысел", "name_en": "Idea"}
    [criterion] = set_criteria(hackathon=made, rows=[{**names, "weight": 1, "maximum": 10}], by=None)
    one, _other = team(made, 1), team(made, 2)
    judge = add_judge(gathering=made.gathering, person=somebody(11), by=None, at=NOON)
    open_judging(hackathon=made, by=None, at=AFTER)
    one.refresh_from_db()

    def give(value):
        return lambda: mark(judge=judge, team=one, marks={criterion.pk: value}, at=AFTER)

    assert at_once(give(3), give(7)) == ["done", "done"]
    assert Score.objects.get().value in (3, 7)
