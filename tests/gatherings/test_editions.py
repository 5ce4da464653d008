"""Person – company – year: what the pages of an organisation and of a person tell of fairs, and to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse

from seriktes.gatherings.actions.exhibitors import add_contact, move_exhibitor
from seriktes.gatherings.actions.gatherings import copy_gathering
from seriktes.gatherings.actions.leads import note_lead
from seriktes.gatherings.actions.slots import book_slot
from seriktes.gatherings.actions.visitors import agree_to_leads
from seriktes.gatherings.queries.editions import editions_of_organisation, editions_of_person
from seriktes.organisations.models import Affiliation, Person
from tests.gatherings.fair import BEGINS, ENDS, NOON, draft, exhibitor, fair, slots, visitor

pytestmark = pytest.mark.django_db
HEADING = "Fairs, year by year"


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


@pytest.fixture
def part(world):
    """The company at a fair, with its manager as the contact, one conversation and one lead."""
    made = fair(world)
    one = exhibitor(world, made)
    manager = world.people["manager"]
    contact = add_contact(
        exhibitor=one, name=manager.name, email=world["company_manager"].email, by=None, at=NOON, person=manager
    )  # fmt: skip
    ticket = visitor(world, made, agrees=True)
    book_slot(slot=slots(one)[0], ticket=ticket, by=None, at=NOON)
    note_lead(exhibitor=one, code=ticket.code, contact=contact, by=None, at=BEGINS)
    return one


def told(world, who, record, **more):
    read = editions_of_person if isinstance(record, Person) else editions_of_organisation
    return [
        (row.is_inside, None if row.people is None else [one.name for one in row.people], row.booked, row.leads)
        for row in read(world[who], record, **more)
    ]


def test_the_two_sides_read_names_and_results_and_the_exhibitor_alone_its_leads(world, part):
    company, name = world.organisations["company"], world.people["manager"].name
    assert told(world, "company_manager", company) == [(True, [name], 1, 1)]
    assert told(world, "career_centre", company) == [(True, [name], 1, None)]
    for who in ("anonymous", "student", "fund_manager"):
        assert told(world, who, company) == [(False, None, None, None)]


def test_pages_tell_as_much(world, part, client_as):
    company, manager = world.organisations["company"], world.people["manager"]
    address = reverse("portal:organisation", args=[company.pk])
    leads = reverse("gatherings:leads", args=[part.gathering_id, part.pk])
    own = client_as("company_manager").get(address).content.decode()
    assert "2026 · " in own
    assert "1 conversation was booked." in own
    assert leads in own
    assert part.get_absolute_url() in own
    shown = client_as("anonymous").get(address).content.decode()
    assert HEADING in shown
    assert part.gathering.get_absolute_url() in shown
    assert part.get_absolute_url() not in shown
    assert "was booked" not in shown
    mine = client_as("company_manager").get(reverse("portal:person", args=[manager.pk])).content.decode()
    assert HEADING in mine
    assert leads in mine


def test_person_is_told_to_the_two_sides_and_to_nobody_else(world, part):
    manager = world.people["manager"]
    assert [row[3] for row in told(world, "company_manager", manager, is_own=True)] == [1]
    assert [row[3] for row in told(world, "career_centre", manager, is_own=False)] == [None]
    for who in ("anonymous", "student", "fund_manager"):
        assert told(world, who, manager, is_own=False) == []


def test_leads_of_a_person_are_those_that_the_person_noted(world, part):
    other = visitor(world, part.gathering, email="second@visitor.example", agrees=True)
    note_lead(exhibitor=part, code=other.code, by=None, at=BEGINS)
    assert told(world, "company_manager", world.organisations["company"])[0][3] == 2
    assert told(world, "company_manager", world.people["manager"], is_own=True)[0][3] == 1


def test_lead_is_not_counted_once_the_visitor_takes_the_consent_back(world, part):
    agree_to_leads(ticket=part.leads.get().ticket, agrees=False, by=None, at=BEGINS)
    assert told(world, "company_manager", world.organisations["company"])[0][3] == 0


def test_years_follow_each_other_and_states_are_for_the_sides(world, part):
    later = timedelta(days=365)
    again = copy_gathering(
        gathering=part.gathering, values={"starts_at": BEGINS + later, "ends_at": ENDS + later}, by=part.gathering.by, at=NOON
    )  # fmt: skip
    company = world.organisations["company"]
    assert [row.exhibitor.gathering.year for row in editions_of_organisation(world["company_manager"], company)] == [2027, 2026]  # fmt: skip
    assert [row.exhibitor.gathering for row in editions_of_organisation(world["anonymous"], company)] == [
        part.gathering
    ]
    assert again.exhibitors.get().state == "invited"


def test_who_did_not_come_is_no_news_for_others(world, part):
    move_exhibitor(exhibitor=part, way="no_show", by=part.gathering.by, at=BEGINS + timedelta(hours=1))
    company = world.organisations["company"]
    assert told(world, "anonymous", company) == []
    assert [row[0] for row in told(world, "company_manager", company)] == [True]


def test_hidden_company_and_hidden_event_are_told_to_nobody_else(world, client_as):
    hidden = world.organisations["hidden_company"]
    exhibitor(world, fair(world), organisation="hidden_company")
    assert told(world, "anonymous", hidden) == told(world, "company_manager", hidden) == []
    company = world.organisations["company"]
    elsewhere = fair(world, organisation="hidden_university", by="administrator")
    exhibitor(world, elsewhere)
    exhibitor(world, draft(world))
    assert told(world, "anonymous", company) == []
    assert HEADING not in client_as("anonymous").get(reverse("portal:organisation", args=[company.pk])).content.decode()


def test_contact_is_the_colleague_with_that_address_and_nobody_of_another_house(world):
    one = exhibitor(world, fair(world))
    mine = add_contact(
        exhibitor=one, name="M", email=world["company_manager"].email.upper(), by=None, at=NOON
    )  # fmt: skip
    assert mine.person == world.people["manager"]
    foreign = add_contact(exhibitor=one, name="F", email=world["faculty_member"].email, by=None, at=NOON)
    assert foreign.person is None
    for number in (1, 2):
        twin = Person.objects.create(name_en=f"Twin {number}", email="twin@company.example")
        Affiliation.objects.create(person=twin, organisation=one.organisation, kind="employee")
    assert add_contact(exhibitor=one, name="T", email="twin@company.example", by=None, at=NOON).person is None


def test_the_page_asks_as_many_queries_for_one_year_as_for_three(world, client_as, django_assert_max_num_queries):
    company = world.organisations["company"]
    one = exhibitor(world, fair(world))
    user = world["company_manager"]
    editions_of_organisation(user, company)  # rights are read once
    with django_assert_max_num_queries(6):
        assert len(editions_of_organisation(user, company)) == 1
    for number in (1, 2):
        add_contact(exhibitor=one, name="A", email=f"a{number}@company.example", by=None, at=NOON)
        exhibitor(world, fair(world, name_en=f"Fair {number}"))
    with django_assert_max_num_queries(6):
        assert len(editions_of_organisation(user, company)) == 3
