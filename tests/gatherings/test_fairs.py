from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from seriktes.gatherings.actions.exhibitors import (
    add_contact,
    add_exhibitor,
    move_exhibitor,
    note_fee,
    remove_contact,
)
from seriktes.gatherings.actions.gatherings import announce, cancel, change_gathering, copy_gathering, finish
from seriktes.gatherings.actions.plan import Place, free_stand, set_plan, take_stand
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.models import Exhibitor, ExhibitorContact, FeeEntry
from seriktes.gatherings.queries.exhibitors import balances_of, permissions_on, ways_of
from seriktes.gatherings.workflow import EXHIBITOR, GATHERING
from seriktes.procedures.definitions.workflow import faults_of
from seriktes.procedures.models import ActionLink, OpenClock
from tests.gatherings.fair import BEGINS, ENDS, NOON, draft, exhibitor, fair, slots, visitor

pytestmark = pytest.mark.django_db


def refused(reason):
    return pytest.raises(Refusal, match=f"^{reason}(:|$)")


def test_workflows_are_whole():
    for workflow in (GATHERING, EXHIBITOR):
        assert faults_of(workflow, states=workflow.states, fields=()) == []


def test_event_without_a_place_is_not_announced(world):
    with refused("missing"):
        announce(gathering=draft(world, place=""), by=world["career_centre"], at=NOON)


def test_announced_event_keeps_its_place(world):
    made = fair(world)
    with refused("missing"):
        change_gathering(gathering=made, values={"place": ""}, by=made.by, at=NOON, expected_version=None)


def test_contact_is_for_one_company_in_one_year(world):
    this_year = fair(world)
    add_contact(exhibitor=exhibitor(world, this_year), name="A", email="a@company.example", by=None, at=NOON)
    later = timedelta(days=365)
    next_year = copy_gathering(
        gathering=this_year, values={"starts_at": BEGINS + later, "ends_at": ENDS + later}, by=this_year.by, at=NOON
    )
    again = next_year.exhibitors.get()
    assert (again.organisation, again.state) == (world.organisations["company"], "invited")
    assert list(again.contacts.all()) == []
    assert ExhibitorContact.objects.count() == 1
    assert next_year.follows == this_year


def test_copy_takes_the_plan_but_nobody_on_it(world):
    made = fair(world)
    stands = set_plan(gathering=made, places=[Place("A1", 0, 0, 2, 1)], by=made.by)
    take_stand(stand=stands[0], exhibitor=exhibitor(world, made), by=made.by, at=NOON)
    copied = copy_gathering(gathering=made, values={"starts_at": BEGINS, "ends_at": ENDS}, by=made.by, at=NOON)
    assert [(one.label, one.width, one.exhibitor_id) for one in copied.stands.all()] == [("A1", 2, None)]


def test_stand_is_given_once(world):
    made = fair(world)
    [stand] = set_plan(gathering=made, places=[Place("A1", 0, 0)], by=made.by)
    first, second = exhibitor(world, made), exhibitor(world, made, organisation="fund")
    take_stand(stand=stand, exhibitor=first, by=made.by, at=NOON)
    with refused("stand_taken"):
        take_stand(stand=stand, exhibitor=second, by=made.by, at=NOON)
    free_stand(stand=stand, by=made.by, at=NOON)
    assert take_stand(stand=stand, exhibitor=second, by=made.by, at=NOON).exhibitor == second


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        ([Place("A1", 0, 0, 2, 2), Place("A2", 1, 1)], "stands_overlap"),
        ([Place("A1", 0, 0), Place("A1", 3, 3)], "stand_label_twice"),
        ([Place("A1", 59, 0, 2, 1)], "stand_off_plan"),
    ],
)
def test_plan_that_cannot_be_is_refused(world, places, reason):
    made = fair(world)
    with refused(reason):
        set_plan(gathering=made, places=places, by=made.by)
    assert made.stands.count() == 0


def test_stands_may_change_places(world):
    made = fair(world)
    set_plan(gathering=made, places=[Place("A1", 0, 0), Place("A2", 1, 0)], by=made.by)
    set_plan(gathering=made, places=[Place("A1", 1, 0), Place("A2", 0, 0)], by=made.by)
    assert [(one.label, one.x) for one in made.stands.order_by("label")] == [("A1", 1), ("A2", 0)]


def test_stand_in_use_stays_on_the_plan(world):
    made = fair(world)
    [stand] = set_plan(gathering=made, places=[Place("A1", 0, 0)], by=made.by)
    take_stand(stand=stand, exhibitor=exhibitor(world, made), by=made.by, at=NOON)
    with refused("stand_in_use"):
        set_plan(gathering=made, places=[], by=made.by)


def test_who_declines_gives_back_stand_and_times(world, django_capture_on_commit_callbacks):
    made = fair(world)
    [stand] = set_plan(gathering=made, places=[Place("A1", 0, 0)], by=made.by)
    one = exhibitor(world, made)
    take_stand(stand=stand, exhibitor=one, by=made.by, at=NOON)
    from seriktes.gatherings.actions.slots import book_slot  # beside what it is needed for

    booking = book_slot(slot=slots(one)[0], ticket=visitor(world, made), by=None, at=NOON)
    with refused("no_reason"):
        move_exhibitor(exhibitor=one, way="decline", by=made.by, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        move_exhibitor(exhibitor=one, way="decline", reason="no budget", by=made.by, at=NOON)
    stand.refresh_from_db()
    booking.refresh_from_db()
    assert stand.exhibitor is None
    assert booking.cancelled_at == NOON
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        [world["student"].email, world["company_manager"].email]
    )


@pytest.mark.parametrize("act", [cancel, finish])
def test_nobody_is_awaited_once_the_event_has_ended(world, act):
    made = fair(world)
    made_clocks = [
        exhibitor(world, made, is_confirmed=False),
        exhibitor(world, made, organisation="hidden_company", is_confirmed=False),
    ]
    move_exhibitor(exhibitor=made_clocks[1], way="send_contract", by=None, at=NOON)
    assert {clock.code for one in made_clocks for clock in OpenClock.objects.about(one)} == {
        "exhibitor_invitation", "exhibitor_contract"
    }  # fmt: skip
    act(gathering=made, by=None, at=ENDS, **({"reason": "Storm"} if act is cancel else {}))
    assert not OpenClock.objects.filter(subject_type="gatherings.exhibitor").exists()


def test_invitation_of_who_is_no_contact_any_more_is_answered_no_more(world, django_capture_on_commit_callbacks):
    made = fair(world)
    told = ("Head", "head@iron.example", "en")
    with django_capture_on_commit_callbacks(execute=True):
        one = add_exhibitor(
            gathering=made, organisation=world.organisations["company"], contact=told, by=made.by, at=timezone.now()
        )
    remove_contact(contact=one.contacts.get(), by=made.by)
    link = ActionLink.objects.about(one).get()
    assert link.withdrawn_at is not None


def test_nobody_failed_to_come_before_the_event(world):
    one = exhibitor(world, fair(world))
    with refused("not_begun"):
        move_exhibitor(exhibitor=one, way="no_show", by=None, at=NOON)
    assert move_exhibitor(exhibitor=one, way="no_show", by=None, at=BEGINS + timedelta(hours=1)).state == "no_show"


def test_after_the_event_the_organiser_may_say_that_somebody_did_not_come_and_no_more(world):
    one = exhibitor(world, fair(world))
    may = permissions_on(world["career_centre"], one)
    assert {way.code for way in ways_of(one, may)} == {"decline", "no_show"}
    finish(gathering=one.gathering, by=one.gathering.by, at=ENDS)
    one = Exhibitor.objects.get(pk=one.pk)
    assert [way.code for way in ways_of(one, may)] == ["no_show"]
    one = move_exhibitor(exhibitor=one, way="no_show", by=None, at=ENDS)
    assert one.state == "no_show"


def test_who_was_said_not_to_have_come_and_came_exhibits_again_without_a_letter(
    world, mailoutbox, django_capture_on_commit_callbacks
):
    one = exhibitor(world, fair(world))
    finish(gathering=one.gathering, by=one.gathering.by, at=ENDS)
    one = move_exhibitor(exhibitor=Exhibitor.objects.get(pk=one.pk), way="no_show", by=None, at=ENDS)
    assert [way.code for way in ways_of(one, permissions_on(world["career_centre"], one))] == ["came"]
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        one = move_exhibitor(exhibitor=one, way="came", by=None, at=ENDS)
    assert one.state == "confirmed"
    assert mailoutbox == []


def test_exhibitor_once_and_not_the_host(world):
    made = fair(world)
    exhibitor(world, made)
    for organisation, reason in (("company", "exhibitor_twice"), ("university", "own_stand")):
        with refused(reason):
            add_exhibitor(gathering=made, organisation=world.organisations[organisation], by=made.by, at=NOON)


def test_balance_is_computed_from_facts(world):
    one = exhibitor(world, fair(world))
    facts = [("charged", "150000"), ("paid", "100000"), ("refunded", "20000"), ("waived", "30000")]
    for kind, amount in facts:
        note_fee(exhibitor=one, kind=kind, amount=Decimal(amount), currency="KZT", on=NOON.date(), by=None, at=NOON)
    [balance] = balances_of(one)
    assert (balance.charged, balance.settled, balance.owed) == (150_000, 110_000, 40_000)


def test_fact_about_a_fee_is_never_changed(world):
    entry = note_fee(
        exhibitor=exhibitor(world, fair(world)), kind="charged", amount=Decimal(5), currency="KZT", on=NOON.date(),
        by=None, at=NOON,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FeeEntry.objects.filter(pk=entry.pk).update(amount=6)


def test_cancelling_tells_everybody_once(world, django_capture_on_commit_callbacks):
    made = fair(world)
    one = exhibitor(world, made)
    add_contact(exhibitor=one, name="A", email="a@company.example", by=None, at=NOON)
    visitor(world, made)
    mail.outbox.clear()
    with refused("no_reason"):
        cancel(gathering=made, reason="", by=made.by, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        cancel(gathering=made, reason="Storm", by=made.by, at=NOON)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([world["student"].email, "a@company.example"])
    assert all("Storm" in letter.body for letter in mail.outbox)
