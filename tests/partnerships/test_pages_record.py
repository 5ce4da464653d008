"""The page of one partnership, as everybody."""

from datetime import date

import pytest
from django.urls import reverse

from seriktes.partnerships.models import Activity, ActivityPerson, Agreement, Commitment, Instalment, Partnership
from seriktes.partnerships.queries.access import activities_visible_to, partnerships_inside, partnerships_visible_to
from seriktes.partnerships.queries.record import activities_in, parties_for_user, rights_of
from tests.walk import client_of
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def record(user, partnership):
    return client_of(user).get(reverse("partnerships:record", args=[partnership.pk]))


@pytest.mark.parametrize("persona", PERSONAS)
def test_record_is_for_those_who_may_see_it(world_with_posts, persona):
    user = world_with_posts[persona]
    for partnership in Partnership.objects.all():
        response = record(user, partnership)
        inside = partnerships_inside(user).filter(pk=partnership.pk).exists()
        visible = partnerships_visible_to(user).filter(pk=partnership.pk).exists()
        assert response.status_code == (200 if visible else 404)
        if visible:
            name = "partnerships/record.html" if inside else "partnerships/public.html"
            assert response.templates[0].name == name


@pytest.mark.parametrize("persona", PERSONAS)
def test_rights_are_those_of_the_permissions(world_with_posts, persona):
    user = world_with_posts[persona]
    for partnership in partnerships_inside(user):
        parties = parties_for_user(user, partnership.pk, TODAY)
        rights = rights_of(user, parties)
        for code in ("change_partnership", "change_agreement", "report_activity", "view_particulars"):
            had = rights.particulars if code == "view_particulars" else rights.may(f"partnerships.{code}")
            assert had == user.has_perm(f"partnerships.{code}", partnership), (partnership, code)
        for party in parties:
            assert rights.keeps(party) == user.has_perm("partnerships.keep_party", party)
        assert set(activities_in(user, partnership)) == set(activities_visible_to(user).filter(partnership=partnership))


@pytest.fixture
def large(world_with_posts):
    """The partnership "own" with much of everything."""
    world = world_with_posts
    own = world.partnerships["own"]
    active, company = world.agreements["active"], own.parties.get(organisation=world.organisations["company"])
    for number in range(30):
        Agreement.objects.create(partnership=own, kind="memorandum", name_en=f"Text {number}", state="active")
        activity = Activity.objects.create(
            partnership=own, kind="internship", form="employment", mode="dui", title=f"Done {number}",
            state="confirmed", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2),
        )  # fmt: skip
        for who in ("lecturer", "student", "supervisor"):
            ActivityPerson.objects.create(activity=activity, person=world.people[who])
        promise = Commitment.objects.create(agreement=active, party=company, kind="hours", what="Hours", unit="h")
        Instalment.objects.create(commitment=promise, due_on=date(2026, 1, 31), amount=5)
    return world


@pytest.mark.parametrize("persona", ["partnership_officer", "company_manager", "ministry_analyst", "auditor"])
def test_record_takes_at_most_twelve_queries_at_any_size(large, django_assert_max_num_queries, persona):
    client = client_of(large[persona])
    for key in ("own", "of_three"):
        with django_assert_max_num_queries(12):
            response = client.get(reverse("partnerships:record", args=[large.partnerships[key].pk]))
        assert response.status_code == 200
