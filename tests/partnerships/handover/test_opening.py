"""Whatever way somebody leaves a post, a handover with every relation is opened, and no other."""

from datetime import date, timedelta

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.organisations.actions import people, posts
from seriktes.organisations.actions.merging import merge_records
from seriktes.organisations.models import Affiliation, Person, PostHolding
from seriktes.partnerships.models import Party
from seriktes.procedures.actions import handover as actions
from seriktes.procedures.enums import HandoverState
from seriktes.procedures.models import Event, Handover
from tests.partnerships.handover.passing import (
    NOW,
    RELATIONS,
    TODAY,
    TOMORROW,
    YESTERDAY,
    appoint,
    items,
    keys_of,
    leave,
)


def test_leaving_opens_a_handover_with_every_relation(world):
    handover = leave(world)
    assert {(item.subject_type, item.subject_id) for item in items(handover)} == keys_of(world, *RELATIONS)
    assert (handover.leaving.person, handover.coming, handover.opened_at) == (world.people["officer"], None, NOW)
    for key in RELATIONS:
        event = Event.objects.about(world.partnerships[key]).get(kind="handover.leaving")
        assert (event.data["leaver"], event.data["date"]) == (world.people["officer"].name, str(YESTERDAY))
    assert AuditEvent.objects.filter(kind="procedures.handover.opened").count() == 1


def test_closing_the_post_opens_one(world):
    posts.close_post(post=world.posts["office"], on=YESTERDAY, by=world["administrator"])
    assert len(items(Handover.objects.get())) == 3


def test_the_end_of_the_affiliation_ends_the_holding_and_opens_one(world):
    affiliation = world.people["officer"].affiliations.get()
    people.end_affiliation(affiliation=affiliation, on=YESTERDAY, by=world["administrator"])
    assert PostHolding.objects.get(post=world.posts["office"]).ends_on == YESTERDAY
    assert Handover.objects.get().leaving.person == world.people["officer"]


@pytest.mark.parametrize(
    ("kind", "ends_on", "left"),
    [("employee", None, False), ("employee", YESTERDAY, True), ("student", None, True)],
)
def test_whoever_stays_on_the_staff_keeps_the_post(world, kind, ends_on, left):
    officer = world.people["officer"]
    first = officer.affiliations.get()
    Affiliation.objects.create(
        person=officer, organisation=world.organisations["university"], kind=kind, ends_on=ends_on
    )
    people.end_affiliation(affiliation=first, on=YESTERDAY, by=world["administrator"])
    assert Handover.objects.exists() == left


def test_an_affiliation_elsewhere_does_not_matter(world):
    elsewhere = Affiliation.objects.create(
        person=world.people["officer"], organisation=world.organisations["company"], kind="employee"
    )
    people.end_affiliation(affiliation=elsewhere, on=YESTERDAY, by=world["administrator"])
    assert not Handover.objects.exists()


def test_leaving_earlier_than_the_term_shortens_it(world):
    PostHolding.objects.filter(post=world.posts["office"]).update(ends_on=TODAY + timedelta(days=200))
    people.end_affiliation(affiliation=world.people["officer"].affiliations.get(), on=TODAY, by=world["administrator"])
    assert Handover.objects.get().leaving.ends_on == TODAY


def test_the_end_of_a_study_leaves_posts_alone(world):
    PostHolding.objects.filter(post=world.posts["office"]).update(person=world.people["student"])
    people.end_affiliation(affiliation=world.people["student"].affiliations.get(), on=TODAY, by=world["administrator"])
    assert not Handover.objects.exists()


def test_a_post_without_relations_is_not_handed_over(world):
    Party.objects.filter(post=world.posts["office"]).update(post=None)
    assert leave(world) is None


# --- Days to come -----------------------------------------------------------------------------------------------------
def test_a_far_day_opens_one_a_fortnight_ahead_and_once(world):
    last = TODAY + timedelta(days=30)
    assert leave(world, on=last) is None
    for days, number in ((15, 0), (16, 1), (17, 1), (45, 1)):
        actions.follow_handovers(now=NOW + timedelta(days=days))
        assert Handover.objects.count() == number
    assert Handover.objects.get().opened_at == NOW + timedelta(days=16)


def test_a_term_known_from_the_start_opens_one_though_the_next_holder_is_there(world):
    PostHolding.objects.filter(post=world.posts["office"]).update(ends_on=TODAY + timedelta(days=60))
    appoint(world, starts_on=TODAY + timedelta(days=61))
    actions.follow_handovers(now=NOW)
    assert not Handover.objects.exists()
    actions.follow_handovers(now=NOW + timedelta(days=64))  # the register was down for days
    handover = Handover.objects.get()
    assert (handover.leaving.person, handover.coming.person) == (world.people["officer"], world.people["lecturer"])


def test_an_earlier_holder_entered_later_is_history(world):
    appoint(world, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    appoint(world, "lecturer", starts_on=date(2021, 1, 1), ends_on=date(2025, 8, 31))
    PostHolding.objects.filter(post=world.posts["office"], ends_on=date(2025, 8, 31)).update(
        ends_on=YESTERDAY - timedelta(days=5), starts_on=date(2026, 10, 1)
    )
    actions.follow_handovers(now=NOW)
    assert not Handover.objects.exists()


def test_whoever_goes_on_hands_nothing_over(world):
    handover = leave(world, on=TOMORROW)
    appoint(world, "officer", starts_on=TOMORROW + timedelta(days=1))
    handover.refresh_from_db()
    assert (handover.state, handover.coming) == (HandoverState.DONE, None)
    actions.follow_handovers(now=NOW + timedelta(days=5))
    assert Handover.objects.count() == 1


def test_two_records_of_one_person_merged_end_it(world):
    handover = leave(world)
    appoint(world, "hidden_lecturer")
    merge_records(kept=world.people["officer"], archived=world.people["hidden_lecturer"], by=world["administrator"])
    actions.follow_handovers(now=NOW)
    handover.refresh_from_db()
    assert handover.state == HandoverState.DONE


def test_merging_the_leaver_keeps_the_handover(world):
    handover = leave(world)
    twin = Person.objects.create(name_en="Twin of the officer")
    merge_records(kept=twin, archived=world.people["officer"], by=world["administrator"])
    actions.follow_handovers(now=NOW)
    handover.refresh_from_db()
    assert (handover.state, handover.leaving.person) == (HandoverState.OPEN, twin)
