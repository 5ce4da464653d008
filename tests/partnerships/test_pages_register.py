"""The list of partnerships."""

from datetime import date

import pytest
from django.urls import reverse

from seriktes.partnerships.models import Partnership, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.register import (
    ALL,
    NOBODY,
    OURS,
    SILENT,
    UNCOVERED,
    Selection,
    forget,
    listing_for_user,
)
from tests.walk import client_of
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    forget()
    yield
    forget()


def page(user, **query):
    return client_of(user).get(reverse("partnerships:list"), query)


@pytest.mark.parametrize("persona", PERSONAS)
def test_total_equals_visible_rows(world_with_posts, persona):
    user = world_with_posts[persona]
    listing = listing_for_user(user, Selection(), TODAY)
    visible = access.partnerships_visible_to(user).filter(archived_at__isnull=True)
    assert set(listing.rows) == set(visible)
    assert listing.facets.total == visible.count()


SELECTIONS = [
    Selection(stage=frozenset({"active"})),
    Selection(forms=frozenset({"education"})),
    Selection(forms=frozenset({"education", "research"}), region=frozenset({"KZ-75"})),
    Selection(forms=frozenset({"none"})),
    Selection(initiator=frozenset({"university"}), forms=frozenset({"research"})),
    Selection(lacks=frozenset({SILENT})),
    Selection(lacks=frozenset({UNCOVERED})),
    Selection(lacks=frozenset({NOBODY})),
    Selection(archived=frozenset({"yes"})),
    Selection(whose=OURS),
    Selection(whose=OURS, lacks=frozenset({SILENT, NOBODY})),
    Selection(q="invented partnership"),
    Selection(q="Самрук"),
    Selection(q="P-own"),
    Selection(q="P-published"),
]


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize(
    "persona", ["anonymous", "partnership_officer", "company_manager", "ministry_analyst", "auditor"]
)
def test_counts_are_those_of_the_rows(world_with_posts, persona, selection):
    listing = listing_for_user(world_with_posts[persona], selection, TODAY)
    assert listing.facets.total == listing.rows.count()


@pytest.mark.parametrize("persona", PERSONAS)
def test_list_opens(world_with_posts, persona):
    assert page(world_with_posts[persona], whose=ALL).status_code == 200


@pytest.mark.parametrize("persona", ["anonymous", "partnership_officer", "auditor"])
def test_list_takes_at_most_twelve_queries(world_with_posts, django_assert_max_num_queries, persona):
    user = world_with_posts[persona]
    client = client_of(user)
    for _round in range(2):
        with django_assert_max_num_queries(12):
            client.get(reverse("partnerships:list"), {"whose": ALL, "forms": "education"})
        more(world_with_posts, 5)


def more(world, count):
    for number in range(count):
        partnership = Partnership.objects.create(name_en=f"More {number}", forms=["education"], is_public=True)
        for key in ("university", "company"):
            Party.objects.create(partnership=partnership, organisation=world.organisations[key])
