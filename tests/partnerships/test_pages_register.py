"""The list of partnerships."""

import itertools
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
    lacks_of,
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


def test_a_row_lacks_what_its_filter_finds(world_with_posts):
    """In Python as in the database; and one that began this year is not silent yet."""
    own = world_with_posts.partnerships["own"]
    days = [None, date(2024, 1, 1), date(2026, 9, 1)]
    user = world_with_posts["auditor"]
    for began, last, until in itertools.product(days, days, [None, date(2026, 11, 22), date(2026, 11, 23)]):
        Partnership.objects.filter(pk=own.pk).update(began_on=began, last_activity_on=last, covered_until=until)
        row = Partnership.objects.get(pk=own.pk)
        for code in (SILENT, UNCOVERED):
            rows = listing_for_user(user, Selection(lacks=frozenset({code})), TODAY).rows
            assert rows.filter(pk=own.pk).exists() == (code in lacks_of(row, TODAY)), (began, last, until, code)
    Partnership.objects.filter(pk=own.pk).update(began_on=date(2026, 9, 1), last_activity_on=None)
    assert SILENT not in lacks_of(Partnership.objects.get(pk=own.pk), TODAY)


def test_what_outsiders_are_not_told(world_with_posts):
    """Of others' published partnerships: no stage, no last activity, no number; and no filter by them finds any."""
    public = world_with_posts["anonymous"]
    text = page(public).content.decode()
    assert "Invented partnership: published" in text
    assert "P-published" not in text
    assert "active" not in page(public).context["body"]
    assert page(public, stage="active").context["facets"].total == 0
    assert page(public).context["stage_pills"] == []


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
