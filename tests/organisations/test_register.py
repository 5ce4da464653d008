"""The counts of the cube against counted rows."""

import itertools

import pytest
from django.db.models import Q

from seriktes.organisations.actions.organisations import create_organisation, publish_organisation, update_organisation
from seriktes.organisations.actions.particulars import add_identifier
from seriktes.organisations.enums import KINDS_OF_SIDE
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.register import Selection, forget, listing_for_user
from tests.world import PERSONAS, SINCE


@pytest.fixture(autouse=True)
def _nothing_remembered():
    forget()
    yield
    forget()


@pytest.fixture
def register(world):
    """The world with sectors, states and a number, and some names missing."""
    officer = world["administrator"]
    update_organisation(
        organisation=world.organisations["company"], values={"sector": "07.10", "status": "inactive"},
        names={"en": ""}, by=officer, on=SINCE,
    )  # fmt: skip
    update_organisation(
        organisation=world.organisations["hidden_company"], values={"sector": "J"}, by=officer, on=SINCE
    )
    add_identifier(
        organisation=world.organisations["company"], scheme="bin", value="240140999905", by=officer, on=SINCE
    )
    return world


@pytest.mark.parametrize("persona", PERSONAS)
def test_total_equals_visible_rows(register, persona):
    listing = listing_for_user(register[persona], Selection())
    assert listing.facets.total == organisations_visible_to(register[persona]).count()
    assert set(listing.rows) == set(organisations_visible_to(register[persona]))


SELECTIONS = [
    Selection(side=frozenset({"university"})),
    Selection(side=frozenset({"industry", "state"}), region=frozenset({"KZ-75"})),
    Selection(kind=frozenset({"company"}), published=frozenset({"no"})),
    Selection(kind=frozenset({"company"}), side=frozenset({"university"})),
    Selection(sector=frozenset({"B"})),
    Selection(sector=frozenset({"none"}), region=frozenset({"KZ-71", "KZ-75"})),
    Selection(number=frozenset({"yes"})),
    Selection(number=frozenset({"no"}), status=frozenset({"active"})),
    Selection(missing=frozenset({"en", "kk"})),
    Selection(q="oydan shygarylgan"),
    Selection(q="выдуманн", side=frozenset({"state"})),
    Selection(q="nowhere at all"),
    Selection(region=frozenset({"KZ-99"})),
]
# A set has no order of its own: named by its text, a test would have another name in each worker.
EACH_SELECTION = pytest.mark.parametrize("selection", SELECTIONS, ids=[str(place) for place in range(len(SELECTIONS))])


@pytest.mark.parametrize("persona", ["anonymous", "company_manager", "administrator"])
@EACH_SELECTION
def test_counts_equal_rows(register, selection, persona):
    user = register[persona]
    listing = listing_for_user(user, selection)
    assert listing.facets.total == listing.rows.count()
    # What a pill promises is what its click shows.
    for name, values in (("side", KINDS_OF_SIDE), ("region", ["KZ-71", "KZ-75", "KZ-35"]), ("number", ["yes", "no"])):
        for value in values:
            chosen = Selection(**{**vars(selection), name: frozenset({value})})
            assert listing.facets.by[name][value] == listing_for_user(user, chosen).rows.count(), (name, value)


def test_map_adds_up(register):
    facets = listing_for_user(register["administrator"], Selection(region=frozenset({"KZ-75"}))).facets
    assert facets.side_by_region == {
        "KZ-75": {"university": 1, "industry": 1, "state": 2},
        "KZ-71": {"university": 1, "state": 2},
        "KZ-35": {"industry": 1},
    }


def test_cube_follows_each_change(world):
    reader, keeper = world["anonymous"], world["administrator"]
    assert listing_for_user(reader, Selection()).facets.total == 4
    made = create_organisation(kind="university", names={"ru": "Выдуманная академия"}, by=keeper, on=SINCE)
    assert listing_for_user(reader, Selection()).facets.total == 4
    publish_organisation(organisation=made, by=keeper)
    assert listing_for_user(reader, Selection()).facets.total == 5
    assert listing_for_user(reader, Selection(missing=frozenset({"kk"}))).facets.total == 1


def test_standing_cube_costs_one_query(world, django_assert_num_queries):
    for size in (1, 3):
        Organisation.objects.filter(~Q(pk__in=[row.pk for row in itertools.islice(world.organisations.values(), size)]))
        listing_for_user(world["anonymous"], Selection())
        with django_assert_num_queries(2):
            assert len(listing_for_user(world["anonymous"], Selection()).rows) == 4


@pytest.mark.parametrize("up_to", [1, 50, 10**9])
@EACH_SELECTION
def test_every_plan_gives_the_same_rows_in_the_same_order(register, selection, up_to):
    listing = listing_for_user(register["administrator"], selection, up_to=up_to)
    expected = sorted(listing.rows, key=lambda row: (row.sort_ru, row.pk))
    assert list(listing.by_name("ru")) == expected
    assert list(listing.by_name("ru", descending=True)) == expected[::-1]


def test_much_is_walked_and_little_is_gathered(register):
    chosen = Selection(kind=frozenset({"company", "fund", "agency"}), missing=frozenset({"en"}))
    plans = [listing_for_user(register["administrator"], chosen, up_to=up_to).plan for up_to in (0, 10**9)]
    assert plans == ["walk", "gather"]
    one_place = Selection(kind=frozenset({"company"}), region=frozenset({"KZ-75"}))
    assert listing_for_user(register["administrator"], one_place).plan == "index"
