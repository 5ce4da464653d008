"""Partnerships in the search box and on the pages of organisations."""

import pytest
from django.urls import reverse

from seriktes.organisations.actions.naming import refresh_names, replace_entries
from seriktes.organisations.models import OrganisationName
from seriktes.partnerships.actions.activities import change_activity, note_activity
from seriktes.partnerships.actions.naming import (
    enter_activities,
    enter_agreements,
    enter_commitments,
    refresh_partnership_names,
)
from seriktes.partnerships.actions.partnerships import change_partnership
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership
from seriktes.partnerships.queries.access import (
    activities_visible_to,
    agreements_visible_to,
    commitments_visible_to,
    partnerships_visible_to,
)
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


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_finds_the_promises_and_activities_they_may_see(entered, persona):
    user = entered[persona]
    enter_commitments(Commitment.objects.all())
    enter_activities(Activity.objects.all())
    for row in Activity.objects.all():
        for query in {row.title, row.title.split()[-1]}:
            seen = set(activities_visible_to(user).filter(title__contains=query))
            assert set(found_for_user(user, query, limit=50).activities) == seen
    for row in Commitment.objects.all():
        seen = set(commitments_visible_to(user).filter(what=row.what))
        assert set(found_for_user(user, row.what, limit=50).commitments) == seen


def test_a_promise_and_an_activity_are_found_as_they_are_written(entered):
    officer, own = entered["partnership_officer"], Partnership.objects.get(pk=entered.partnerships["own"].pk)
    values = {"kind": "internship", "title": "Қысқы хакатон", "starts_on": NOON.date(), "ends_on": NOON.date()}
    activity = note_activity(
        partnership=own, reporter=entered.organisations["university"], values=values, at=NOON, by=officer
    )  # fmt: skip
    for text in ("хакатон", "qysqy hakaton", "ҚЫСҚЫ"):
        assert found_for_user(officer, text).activities == [activity], text
    assert found_for_user(entered["outsider"], "хакатон").activities == []
    change_activity(
        activity=activity, reporter=entered.organisations["university"], values={"title": "Жазғы мектеп"}, at=NOON, by=officer,
        expected_version=None,
    )  # fmt: skip
    assert found_for_user(officer, "хакатон").activities == []
    page = client_of(officer).get(reverse("portal:search"), {"q": "Жазғы"})
    assert f'href="{activity.get_absolute_url()}"' in page.content.decode()
    results = client_of(officer).get(reverse("portal:suggest"), {"q": "Жазғы"}).json()["results"]
    assert [row["url"] for row in results] == [activity.get_absolute_url()]


def test_a_partnership_is_found_by_the_name_of_a_side(entered):
    company = entered.organisations["company"]
    OrganisationName.objects.create(organisation=company, value="Көбікшаттық", language="kk", kind="label")
    refresh_names([company])
    for persona in PERSONAS:
        user = entered[persona]
        seen = partnerships_visible_to(user).filter(parties__organisation=company, archived_at__isnull=True)
        found = found_for_user(user, "кобикшаттык", limit=50).partnerships
        # A side that is not public leads nobody to a partnership but those inside.
        assert set(found) == set(seen), persona
    assert found_for_user(entered["partnership_officer"], "кобикшаттык").partnerships
