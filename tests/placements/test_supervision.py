"""The load of supervisors is computed from placements: who is one person, what counts, who may know it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes.placements.actions.entries import repeat_hours
from seriktes.placements.actions.words import Voice, give_word
from seriktes.placements.definitions.plan import monday_of
from seriktes.placements.enums import PlacementState, Speaker
from seriktes.placements.models import LogEntry, LogWeek, Placement
from seriktes.placements.queries.supervision import (
    ACADEMIC,
    HOST,
    TOOK_PLACE,
    days_of_year,
    host_supervisor,
    loads_at_host,
    loads_of,
    named,
    supervision_facts,
)
from tests.api.conftest import ApiClient, secret_of
from tests.placements import logging_sample as log_ground
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


def test_hours_confirmed_by_the_university_alone_count_and_the_page_says_so(world, client_as):
    made = log_ground.placement(world, host_supervisor=world.people["supervisor"])
    week, _lines = log_ground.a_week(made)
    academic = Voice.of(world["faculty_member"], Speaker.UNIVERSITY)
    give_word(week=week, voice=academic, at=log_ground.FRIDAY)
    facts = supervision_facts(placements=Placement.objects.filter(pk=made.pk))
    assert [(fact.supervisor.role, fact.hours_confirmed) for fact in facts] == [(HOST, 20), (ACADEMIC, 20)]
    assert (
        "the word of one is enough"
        in client_as("career_centre").get(reverse("placements:supervision")).content.decode()
    )


def test_facts_of_a_period_and_of_who_is_credited(world, cohort):
    placed(world, cohort, 1, host_supervisor=world.people["supervisor"], academic_supervisor=world.people["lecturer"])
    university, company = world.organisations["university"].pk, world.organisations["company"].pk
    assert [fact.supervisor.role for fact in supervision_facts(organisations=[company])] == [HOST]
    assert [fact.supervisor.role for fact in supervision_facts(organisations=[university])] == [ACADEMIC]
    assert list(supervision_facts(since=date(2026, 9, 1))) == []
    assert list(supervision_facts(until=date(2026, 5, 31))) == []
    assert len(list(supervision_facts(since=date(2026, 8, 31), until=date(2026, 8, 31)))) == 2


def test_what_was_broken_off_counts_to_its_last_day(world, cohort):
    ended = {"state": "broken_off", "ended_on": date(2026, 6, 10)}
    placed(world, cohort, 1, host_supervisor=world.people["supervisor"], **ended)
    [fact] = supervision_facts(since=date(2026, 6, 10))
    assert (fact.starts_on, fact.ends_on) == (date(2026, 6, 1), date(2026, 6, 10))
    assert list(supervision_facts(since=date(2026, 6, 11))) == []
    Placement.objects.update(ends_on=date(2027, 8, 31))
    assert loads_of(Placement.objects.all(), year=2026)[0].every == 1
    assert loads_of(Placement.objects.all(), year=2027) == []


def over_two_years(world):
    """4 h in the old year, 6 and 2 h in the new one, of which 5 and 2 were confirmed; 8 h after the end."""
    made = log_ground.placement(
        world, starts_on=date(2025, 12, 1), ends_on=date(2026, 1, 30), hours=100, state="broken_off",
        ended_on=date(2026, 1, 20), host_supervisor=world.people["supervisor"],
    )  # fmt: skip
    for day, hours, confirmed in (
        (date(2025, 12, 31), 4, 4), (date(2026, 1, 1), 6, 5), (date(2026, 1, 20), 2, 2), (date(2026, 1, 21), 8, None),
    ):  # fmt: skip
        week, _is_new = LogWeek.objects.get_or_create(placement=made, monday=monday_of(day))
        LogEntry.objects.create(
            placement=made, week=week, day=day, hours=hours, confirmed_hours=confirmed, logged_at=log_ground.FRIDAY
        )
    repeat_hours(made)
    return made


@pytest.mark.parametrize(
    ("year", "logged", "confirmed"), [(2025, 4, 4), (2026, 8, 7), (None, 12, 11), (2024, None, None)]
)
def test_hours_count_in_the_year_in_which_they_were_logged(world, year, logged, confirmed):
    made = over_two_years(world)
    loads = loads_of(Placement.objects.all(), year=year)
    assert {load.role for load in loads} == ({HOST, ACADEMIC} if logged else set())
    for load in loads:
        assert (load.every, load.hours_planned, load.hours_logged, load.hours_confirmed) == (1, 100, logged, confirmed)
    span = days_of_year(year) or (None, None)
    facts = list(supervision_facts(since=span[0], until=span[1]))
    assert [(fact.hours_logged, fact.hours_confirmed) for fact in facts] == [(logged, confirmed)] * len(loads)
    assert {fact.ends_on for fact in facts} <= {made.ended_on}


@given(st.dates(date(2025, 12, 1), date(2026, 1, 20)))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_hours_of_two_periods_make_those_of_both(world, day):
    if not Placement.objects.exists():
        over_two_years(world)
    before = [fact.hours_logged for fact in supervision_facts(until=day)]
    after = [fact.hours_logged for fact in supervision_facts(since=day + timedelta(days=1))]
    assert sum(before) + sum(after) == 2 * 12


def test_a_load_of_a_year_costs_the_same_whatever_it_holds(world, cohort, django_assert_num_queries):
    over_two_years(world)
    with django_assert_num_queries(4):
        loads_of(Placement.objects.all(), year=2026)
    placed(world, cohort, 3, host_supervisor=world.people["supervisor"])
    with django_assert_num_queries(4):
        loads_of(Placement.objects.all(), year=2026)


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
        # Who supervises reads the own row, and nothing of who supervises the same student.
        ("host_supervisor", 1),
        ("faculty_member", 1),
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


@pytest.mark.parametrize(
    ("who", "key", "others"),
    [("host_supervisor", "supervisor", "lecturer"), ("faculty_member", "lecturer", "supervisor")],
)
def test_who_supervises_reads_the_own_row_by_every_way(world, client_as, who, key, others):
    over_two_years(world)
    mine, other = world.people[key], world.people[others]
    client, url = client_as(who), reverse("placements:supervision")
    page = client.get(url, {"year": "2026"})
    assert [load.person for load in page.context["table"].data] == [mine]
    assert "Own interns and hours" in page.content.decode()
    assert "are those of the days of the year" in page.content.decode()
    exported = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode()
    assert mine.name in exported
    for shown in (page.content.decode(), exported):
        assert other.name not in shown
    [row] = ApiClient(secret_of(world[who])).get("placements/supervision", year=2026).json()
    assert (row["person"], row["hours_logged"], row["hours_confirmed"]) == (mine.pk, "8.00", "7.00")
    assert f'href="{url}"' in client.get(reverse("placements:weeks")).content.decode()


def test_who_supervises_nobody_yet_reads_an_empty_page(world, client_as):
    page = client_as("host_supervisor").get(reverse("placements:supervision"))
    assert (page.status_code, page.context["total"]) == (200, 0)
    assert "You supervise nobody here" in page.content.decode()


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
