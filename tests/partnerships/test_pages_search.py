"""Partnerships in the search box and on the pages of organisations."""

import pytest
from django.urls import reverse

from seriktes.organisations.actions.naming import replace_entries
from seriktes.partnerships.actions.naming import enter_agreements, refresh_partnership_names
from seriktes.partnerships.actions.partnerships import change_partnership
from seriktes.partnerships.models import Agreement, Partnership
from seriktes.partnerships.queries.access import agreements_visible_to, partnerships_visible_to
from seriktes.partnerships.queries.of_organisation import partnerships_of
from seriktes.partnerships.queries.search import found_for_user
from tests.walk import client_of
from tests.world import NOON, PERSONAS

pytestmark = pytest.mark.django_db


@pytest.fixture
def entered(world_with_posts):
    """The world as its search box knows it."""
    refresh_partnership_names(Partnership.objects.all())
    enter_agreements(Agreement.objects.all())
    return world_with_posts


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_finds_what_they_may_see(entered, persona):
    user = entered[persona]
    found = found_for_user(user, "invented", limit=50)
    assert set(found.partnerships) == set(partnerships_visible_to(user).filter(archived_at__isnull=True))
    assert set(found.agreements) == set(agreements_visible_to(user))
    assert client_of(user).get(reverse("portal:search"), {"q": "invented"}).status_code == 200


def test_kazakh_letters_are_found_in_any_spelling(entered):
    officer = entered["partnership_officer"]
    own = Partnership.objects.get(pk=entered.partnerships["own"].pk)
    change_partnership(
        partnership=own, values={"name_kk": "Қостанай ғылыми серіктестігі"}, by=officer, at=NOON, expected_version=None
    )
    for text in ("Костанай", "Qostanay", "kostanai gylymi", "ҚОСТАНАЙ серік"):
        assert found_for_user(officer, text).partnerships == [own], text
    assert found_for_user(entered["anonymous"], "Костанай").partnerships == []


def test_numbers_are_for_those_inside(entered):
    published = entered.partnerships["published"]
    Partnership.objects.filter(pk=published.pk).update(number="ZX-17")
    assert found_for_user(entered["partnership_officer"], "ZX-17").partnerships == [published]
    assert found_for_user(entered["anonymous"], "ZX-17").partnerships == []
    assert found_for_user(entered["outsider"], "A-active").agreements == []
    assert entered.agreements["active"] in found_for_user(entered["company_manager"], "A-active").agreements


@pytest.mark.parametrize("query", ["", " ", "%", "'", '"*', "a" * 500, "\x00", "ъ"])
def test_any_query_is_answered(entered, query):
    for persona in ("anonymous", "partnership_officer", "auditor"):
        found_for_user(entered[persona], query)


def test_suggestions_name_partnerships_beside_bodies(entered):
    results = client_of(entered["auditor"]).get(reverse("portal:suggest"), {"q": "invented"}).json()["results"]
    assert len(results) == 8
    assert any(row["url"].startswith("/partnerships/") for row in results)


def test_hidden_ones_crowd_nothing_out(entered):
    """An archived or hidden partnership takes nobody's place in the results."""
    replace_entries([], target="partnership", gone=[entered.partnerships["of_others"].pk])
    assert entered.partnerships["own"] in found_for_user(entered["company_manager"], "invented", limit=3).partnerships


@pytest.mark.parametrize("persona", PERSONAS)
def test_page_of_an_organisation_lists_its_partnerships(entered, persona):
    user, company = entered[persona], entered.organisations["company"]
    shown = {row.pk for row in partnerships_of(user, company).rows}
    visible = partnerships_visible_to(user).filter(parties__organisation=company, archived_at__isnull=True)
    assert shown == set(visible.values_list("pk", flat=True))
    page = client_of(user).get(reverse("portal:organisation", args=[company.pk]))
    assert {row.pk for row in page.context["partnerships"].rows} == shown
