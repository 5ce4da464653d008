"""The days of a placement in the calendars of its student and its supervisors, on the page and in the feed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from seriktes.placements.models import Placement
from seriktes.placements.queries.dates import dates_of_placements
from seriktes.procedures.queries.calendar import feed_bytes, month_for_user
from tests.placements.ground import NOON, planned_placement

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)


@pytest.fixture
def placement(world):
    made = planned_placement(world)
    Placement.objects.update(state="agreed")
    return made


def days(user, first=FIRST, last=LAST):
    return [(one.day, str(one.label), one.title) for one in dates_of_placements(user, first, last)]


def test_student_and_both_supervisors_have_both_days_and_nobody_else(world, placement):
    told = {who for who in world if who != "anonymous" and days(world[who])}
    assert told == {"student", "faculty_member", "host_supervisor"}
    assert [day for day, _label, _title in days(world["host_supervisor"])] == [FIRST, LAST]
    assert "Bilimbek" in days(world["faculty_member"])[0][2]
    # The student knows the own name.
    assert days(world["student"])[0] == (FIRST, "placement begins", placement.host.name)


@pytest.mark.parametrize("state", ["planned", "signing", "cancelled", "broken_off"])
def test_what_may_fall_through_or_did_stands_in_no_calendar(world, placement, state):
    Placement.objects.update(state=state)
    assert days(world["student"]) == []


def test_each_day_stands_in_its_month(world, placement):
    assert [one.key for one in month_for_user(world["student"], FIRST, NOON).own] == [
        f"placements.placement-{placement.pk}-begins"
    ]
    assert month_for_user(world["student"], date(2026, 5, 1), NOON).own == []
    assert [one.day for one in month_for_user(world["student"], date(2026, 6, 1), NOON).own] == [LAST]
    assert days(world["student"], FIRST + timedelta(days=1), LAST - timedelta(days=1)) == []


def test_the_feed_has_them_under_names_that_last(world, placement):
    def events():
        body = feed_bytes(world["student"], NOON)
        return {str(event["uid"]): event for event in Calendar.from_ical(body).walk("VEVENT")}, body

    before, body = events()
    assert {event["dtstart"].dt for event in before.values()} == {FIRST, LAST}
    assert events()[1] == body
    Placement.objects.update(ends_on=date(2026, 7, 10))
    after, _body = events()
    assert set(after) == set(before)
    assert {event["dtstart"].dt for event in after.values()} == {FIRST, date(2026, 7, 10)}
    assert all(str(event["url"]).endswith(placement.get_absolute_url()) for event in after.values())


def test_the_page_shows_them(client_as, placement):
    page = client_as("student").get(f"{reverse('procedures:calendar')}?month=2026-04").content.decode()
    assert placement.get_absolute_url() in page
    assert "Placement begins" in page
    assert "Nothing is due" not in page
    page = client_as("outsider").get(f"{reverse('procedures:calendar')}?month=2026-04").content.decode()
    assert placement.get_absolute_url() not in page
