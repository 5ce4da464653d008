"""The history of a record: who did what, told to each as far as they may know that person."""

from datetime import date

import pytest
from django.utils import translation

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.organisations.actions.organisations import update_organisation
from seriktes.organisations.actions.units import add_unit, close_unit
from seriktes.organisations.models import Person, Post, PostHolding
from seriktes.portal.queries.history import history_for_user
from tests.world import SINCE

pytestmark = pytest.mark.usefixtures("_english")


@pytest.fixture
def _english():
    with translation.override("en"):
        yield


def told(world, viewer, *, by, at="company"):
    """How the history tells that viewer of a change made by somebody."""
    organisation = world.organisations[at]
    record_event(kind="organisations.organisation.changed", by=by, target=organisation)
    event = history_for_user(world[viewer], organisation)[0]
    return event.by, event.capacity


def test_colleague_is_named_with_the_role(world):
    role = "Host supervisor · Invented Iron LLP"
    assert told(world, "company_manager", by=world["host_supervisor"]) == ("Oner Sheberkhan", role)


def test_post_of_that_day_goes_before_the_role(world):
    company, supervisor = world.organisations["company"], world.people["supervisor"]
    before, present = (Post.objects.create(organisation=company, name_en=name) for name in ("Clerk", "Foreman"))
    PostHolding.objects.create(post=before, person=supervisor, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    PostHolding.objects.create(post=present, person=supervisor, starts_on=SINCE)
    assert told(world, "company_manager", by=world["host_supervisor"]) == (
        "Oner Sheberkhan", "Foreman · Invented Iron LLP",
    )  # fmt: skip


def test_stranger_is_told_by_role_and_organisation_alone(world):
    assert told(world, "company_manager", by=world["career_centre"]) == (
        "Career centre · Invented Samruk University",
        "",
    )


def test_stranger_with_a_published_record_is_named(world):
    name, capacity = told(world, "company_manager", by=world["faculty_member"])
    assert (name, capacity) == ("Galym Darisbay", "Faculty member · Invented Samruk University")


def test_hidden_organisation_of_a_stranger_is_not_told(world):
    agency = world.organisations["agency"]
    type(agency).objects.filter(pk=agency.pk).update(is_public=False)
    assert told(world, "company_manager", by=world["auditor"]) == ("Auditor", "")


def test_stranger_without_a_role_is_somebody_of_another_organisation(world):
    assert told(world, "company_manager", by=world["outsider"]) == ("somebody of another organisation", "")


def test_reader_of_the_audit_log_sees_every_name(world):
    name, _ = told(world, "administrator", by=world["outsider"])
    assert name == world["outsider"].name


@pytest.mark.parametrize(
    ("viewer", "by", "shown"),
    [
        ("company_manager", "host_supervisor", True),
        ("company_manager", "career_centre", False),
        ("administrator", "career_centre", True),
    ],
)
def test_address_stands_in_for_a_missing_name_where_the_viewer_may_see_it(world, viewer, by, shown):
    actor = world[by]
    Person.objects.filter(user=actor).update(user=None)
    User.objects.filter(pk=actor.pk).update(name="")
    name, _ = told(world, viewer, by=actor)
    assert (name == actor.email) is shown


def test_account_that_is_gone_keeps_its_address_from_others(world):
    ghost = User(pk=999_999, email="ghost@example.org")
    assert told(world, "company_manager", by=ghost) == ("an account that no longer exists", "")
    assert told(world, "administrator", by=ghost) == ("ghost@example.org", "")


def test_system_is_named_so(world):
    assert told(world, "company_manager", by=None) == ("the system", "")


def test_changes_are_told_in_words(world):
    company, by = world.organisations["company"], world["company_manager"]
    update_organisation(organisation=company, values={"region": "KZ-71", "sector": "J"}, by=by, on=SINCE)
    changes = history_for_user(by, company)[0].changes
    assert [(name, new) for name, _, new in changes] == [
        ("region", "Astana"), ("sector", "Information and communication"),
    ]  # fmt: skip


def test_closed_unit_is_named_with_the_day(world):
    company, by = world.organisations["company"], world["company_manager"]
    unit = add_unit(organisation=company, names={"en": "Laboratory"}, by=by)
    close_unit(unit=unit, on=SINCE, by=by)
    assert history_for_user(by, company)[0].changes == [
        ("unit", "", "Laboratory"), ("closed on", "", "1 Sept 2025"),
    ]  # fmt: skip
