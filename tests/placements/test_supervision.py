"""The load of supervisors is computed from placements: who is one person, what counts, who may know it."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from seriktes.placements.enums import PlacementState
from seriktes.placements.models import Placement
from seriktes.placements.queries.supervision import (
    ACADEMIC,
    HOST,
    TOOK_PLACE,
    host_supervisor,
    loads_at_host,
    loads_of,
    named,
    supervision_facts,
)
from tests.placements import programmes_ground as ground
from tests.placements.programmes_ground import placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(world):
    return ground.cohort(world)


@given(st.integers(1, 9), st.text(max_size=20), st.text(max_size=20), st.none() | st.integers(1, 9))
def test_a_supervisor_is_one_however_the_name_is_written(host, name, email, person):
    one = host_supervisor(host, person, name, f" {email}@Example.org ")
    assert one == host_supervisor(host, person, "Somebody else", f"{email.upper()}@example.ORG") or not email.isascii()
    assert one != host_supervisor(host + 1, person, name, f"{email}@example.org")


def test_loads_count_people_by_register_address_and_name(world, cohort):
    person, lecturer = world.people["supervisor"], world.people["lecturer"]
    placed(world, cohort, 2, host_supervisor=person, academic_supervisor=lecturer, hours=100, hours_confirmed=40)
    placed(world, cohort, 1, supervisor_name="A. Usta", supervisor_email="usta@example.org", hours_confirmed=7)
    placed(world, cohort, 1, supervisor_name="Usta A.", supervisor_email="USTA@example.org", state="planned")
    placed(world, cohort, 1, supervisor_name="No address", state="completed", hours_confirmed=5)
    placed(world, cohort, 1, supervisor_name="No address", state="cancelled")
    placed(world, cohort, 1)
    loads = named(loads_of(Placement.objects.all()))
    told = {
        (load.role, load.name): (load.now, load.ahead, load.every, load.hours_planned, load.hours_confirmed)
        for load in loads
    }
    assert told == {
        (HOST, person.name): (2, 0, 2, 200, Decimal(80)), (ACADEMIC, lecturer.name): (2, 0, 2, 200, Decimal(80)),
        (HOST, "A. Usta"): (1, 1, 1, 0, Decimal(7)), (HOST, "No address"): (0, 0, 1, 0, Decimal(5)),
    }  # fmt: skip
    assert {load.organisation for load in loads if load.role == HOST} == {world.organisations["company"]}
    assert {load.organisation for load in loads if load.role == ACADEMIC} == {world.organisations["university"]}


def test_facts_and_sums_tell_the_same(world, cohort):
    states = [*PlacementState.values]
    for state in states:
        placed(world, cohort, 1, state=state, host_supervisor=world.people["supervisor"], hours_confirmed=3, hours=9,
               academic_supervisor=world.people["lecturer"])  # fmt: skip
    facts = list(supervision_facts())
    assert len(facts) == 2 * len(TOOK_PLACE)
    for load in loads_of(Placement.objects.all()):
        mine = [fact for fact in facts if fact.supervisor == load.supervisor]
        assert len(mine) == load.every
        assert sum(fact.hours_confirmed for fact in mine) == load.hours_confirmed
        assert sum(fact.hours_planned for fact in mine) == load.hours_planned


def test_facts_of_a_period_and_of_who_is_credited(world, cohort):
    placed(world, cohort, 1, host_supervisor=world.people["supervisor"], academic_supervisor=world.people["lecturer"])
    university, company = world.organisations["university"].pk, world.organisations["company"].pk
    assert [fact.supervisor.role for fact in supervision_facts(organisations=[company])] == [HOST]
    assert [fact.supervisor.role for fact in supervision_facts(organisations=[university])] == [ACADEMIC]
    assert list(supervision_facts(since=date(2026, 9, 1))) == []
    assert list(supervision_facts(until=date(2026, 5, 31))) == []
    assert len(list(supervision_facts(since=date(2026, 8, 31), until=date(2026, 8, 31)))) == 2


def test_beside_the_choice_stand_interns_and_offered_places(world, cohort):
    person = world.people["supervisor"]
    placed(world, cohort, 2, host_supervisor=person)
    placed(world, cohort, 1, host_supervisor=person, state="completed")
    ground.position(world, cohort, capacity=4)
    own = ground.position(world, cohort, capacity=7)
    loads = loads_at_host(world.organisations["company"].pk, apart_from=own.pk)
    assert (loads.of(person.pk).interns, loads.of(person.pk).places) == (2, 4)
    assert loads.of(None, "Somebody", "new@example.org").interns == 0
    assert loads_at_host(world.organisations["agency"].pk).of(person.pk).interns == 0


@pytest.mark.parametrize(
    ("who", "rows"),
    [
        ("career_centre", 2),
        ("company_manager", 2),
        ("auditor", 3),
        ("student", None),
        ("outsider", None),
        ("host_supervisor", None),
    ],
)
def test_who_may_know_the_load(world, client_as, cohort, who, rows):
    hidden = ground.cohort(world, of=ground.programme(world, "hidden_university"))
    placed(world, cohort, 1, host_supervisor=world.people["supervisor"], academic_supervisor=world.people["lecturer"])
    placed(world, hidden, 1, host="hidden_company", host_supervisor=world.people["contact"])
    response = client_as(who).get(reverse("placements:supervision"))
    assert response.status_code == (200 if rows else 404)
    if rows:
        assert response.context["total"] == rows


def test_the_page_filters_sorts_and_exports(world, client_as, cohort):
    placed(world, cohort, 1, host_supervisor=world.people["supervisor"], academic_supervisor=world.people["lecturer"])
    client, url = client_as("career_centre"), reverse("placements:supervision")
    assert client.get(url, {"role": "academic"}).context["total"] == 1
    assert client.get(url, {"year": "2025"}).context["total"] == 0
    assert client.get(url, {"year": "9999", "sort": "-hours_confirmed"}).context["total"] == 0
    response = client.get(url, {"format": "csv"})
    assert "host supervisor" in b"".join(response.streaming_content).decode()
    response = client.get(url, {"format": "xlsx"})
    assert b"".join(response.streaming_content)[:2] == b"PK"
    response.close()


def test_the_page_asks_the_same_whatever_it_holds(world, client_as, cohort, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = client_as("career_centre"), []
    for count in (1, 4):
        placed(world, cohort, count, supervisor_name=f"Name {count}", supervisor_email=f"{count}@example.org")
        client.get(reverse("placements:supervision"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("placements:supervision"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["supervision", "hosts"])
@pytest.mark.parametrize("asked", ["99", "-1", "abc", "\x00"])
def test_a_page_beyond_the_list_is_the_nearest(world, client_as, cohort, name, asked):
    placed(world, cohort, 1, supervisor_name="Name", supervisor_email="name@example.org")
    shown = client_as("career_centre").get(reverse(f"placements:{name}"), {"page": asked})
    assert shown.status_code == 200
    assert shown.context["table"].page.number == 1
