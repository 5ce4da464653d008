from datetime import date
from fractions import Fraction

import pytest

from seriktes.organisations.models import PostHolding
from seriktes.partnerships.actions.standing import FOR_GOOD, refresh_standing
from seriktes.partnerships.models import Activity, ActivityPerson, Partnership
from seriktes.partnerships.queries import judgement
from seriktes.partnerships.queries.published import published_agreements
from seriktes.partnerships.queries.responsibilities import (
    held_by_post,
    orphaned_parties,
    orphans_for_user,
    partnerships_of_post,
)
from tests.world import NOON

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2026, 2, 14), ON, 9),
        (date(2026, 10, 24), ON, 0),
        (date(2026, 10, 23), ON, 1),
        (date(2025, 11, 24), ON, 11),
    ],
)
def test_months(earlier, later, months):
    assert judgement.months_between(earlier, later) == months


def test_facts_of_a_partnership(world_with_posts):
    world = world_with_posts
    own = world.partnerships["own"]
    sheet = judgement.fact_sheet(own, ON)
    confirmed = world.activities["confirmed"]
    assert (sheet.months_since_activity.value, list(sheet.months_since_activity.rows)) == (9, [confirmed])
    assert (sheet.confirmed.value, list(sheet.confirmed.rows)) == (1, [confirmed])
    assert set(sheet.unconfirmed.rows) == {world.activities["reported"], world.activities["disputed"]}
    told = [(row.kind, row.measure, row.due, row.delivered, row.unconfirmed) for row in sheet.delivered]
    assert told == [("money", "KZT", 500_000, 0, 300_000)]
    assert sheet.delivered[0].share == 0
    world.commitments["own"].deliveries.update(confirmed_at=NOON)
    sheet = judgement.fact_sheet(own, ON)
    assert float(sheet.delivered[0].share) == 0.6
    assert {mode: (fact.value, fact.of) for mode, fact in sheet.modes.items()} == {"dui": (1, 1), "sti": (0, 1)}
    assert sheet.is_mandated is False
    university, company = sheet.dependence
    assert (university.person, university.share_of_activities, university.share_of_posts) == (
        world.people["student"],
        1,
        0,
    )
    assert (company.person, company.share_of_activities) == (world.people["supervisor"], 1)


def test_facts_as_of_an_earlier_day(world):
    sheet = judgement.fact_sheet(world.partnerships["own"], date(2026, 1, 25))
    assert (sheet.months_since_activity.value, sheet.confirmed.value, sheet.unconfirmed.value) == (None, 0, 0)
    assert [(row.due, row.unconfirmed, row.share) for row in sheet.delivered] == [(0, 300_000, None)]


def test_facts_take_as_many_queries_for_more_rows(world, django_assert_max_num_queries):
    confirmed = world.activities["confirmed"]
    for _ in range(3):
        copy = Activity.objects.get(pk=confirmed.pk)
        copy.pk = None
        copy.save(force_insert=True)
        ActivityPerson.objects.create(activity=copy, person=world.people["lecturer"])
    with django_assert_max_num_queries(22):
        sheet = judgement.fact_sheet(world.partnerships["own"], ON)
    assert sheet.dependence[0].person == world.people["lecturer"]
    assert sheet.dependence[0].share_of_activities == Fraction(3, 4)


def test_over_many(world):
    Partnership.objects.filter(pk=world.partnerships["own"].pk).update(ground="law")
    refresh_standing()
    own = Partnership.objects.get(pk=world.partnerships["own"].pk)
    assert (own.last_activity_on, own.covered_until) == (date(2026, 2, 14), date(2027, 8, 31))
    elsewhere = Partnership.objects.get(pk=world.partnerships["of_others"].pk)
    assert elsewhere.covered_until == FOR_GOOD
    every = Partnership.objects.all()
    mandated = judgement.mandated_share(every)
    assert (mandated.value, mandated.of, list(mandated.rows)) == (1, 7, [own])
    assert {mode: (fact.value, fact.of) for mode, fact in judgement.mode_mix(every, ON).items()} == {
        "sti": (0, 2), "dui": (2, 2),
    }  # fmt: skip
    assert judgement.silent_since(every, date(2026, 1, 1)).value == 5
    assert set(judgement.uncovered(every, ON).rows) == set(every) - {own, elsewhere}


def test_what_hangs_on_a_post(world_with_posts, django_assert_max_num_queries):
    world = world_with_posts
    office = world.posts["office"]
    assert set(partnerships_of_post(office)) == {world.partnerships[key] for key in ("own", "published", "of_three")}
    with django_assert_max_num_queries(5):
        held = {one.partnership.pk: one for one in held_by_post(office, ON)}
    own = held[world.partnerships["own"].pk]
    assert [party.organisation for party in own.contacts] == [world.organisations["company"]]
    assert own.next_dates[0][0] == date(2027, 8, 31)
    personnel = {one.partnership.pk: one for one in held_by_post(world.posts["personnel"], ON)}
    assert personnel[world.partnerships["own"].pk].promises == [world.commitments["own"]]


def test_orphans(world_with_posts):
    world = world_with_posts
    vacant = set(orphaned_parties(ON).values_list("partnership", "organisation"))
    hidden = world.organisations["hidden_company"].pk
    assert vacant == {(world.partnerships["of_others"].pk, hidden)}
    PostHolding.objects.filter(post=world.posts["office"]).update(ends_on=date(2026, 11, 22))
    mine = orphans_for_user(world["partnership_officer"], ON)
    assert {party.partnership for party in mine} == {
        world.partnerships[key] for key in ("own", "published", "of_three")
    }
    assert set(orphans_for_user(world["company_manager"], ON)) == set()


def test_public_sees_kinds_and_dates_only(world):
    shown = published_agreements(world.partnerships["own"])
    assert {row.kind for row in shown} == {"memorandum"}
    assert len(shown) == 5
    assert set(vars(shown[0])) == {"kind", "signed_on", "starts_on", "ends_on"}
