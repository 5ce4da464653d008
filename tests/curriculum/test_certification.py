"""An employer certifies a course: by a confirmed activity, until a day of which a clock warns."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from seriktes.curriculum.actions.course_activities import (
    certify,
    name_activity,
    unname_activity,
    withdraw_certification,
)
from seriktes.curriculum.actions.courses import close_course
from seriktes.curriculum.definitions.refusals import CannotTeach
from seriktes.curriculum.models import CourseActivity
from seriktes.curriculum.queries.catalogue import CERTIFIED, Selection, courses_listed
from seriktes.partnerships.models import Activity
from seriktes.procedures.models import OpenClock
from tests.curriculum.sample import NOON, TODAY

pytestmark = pytest.mark.django_db
UNTIL = date(2028, 2, 28)


@pytest.fixture
def row(sample, freeze):
    """A confirmed certification by the company, named on the course."""
    freeze(NOON)
    activity = sample.world.activities["confirmed"]
    Activity.objects.filter(pk=activity.pk).update(kind="employer_certification")
    activity.refresh_from_db()
    return name_activity(course=sample.course, activity=activity, by=sample.by, at=NOON)


def clock_of(sample):
    return OpenClock.objects.about(sample.course).filter(code="course_certification").first()


def certified(sample, row, **values):
    values = {"certifier": sample.world.organisations["company"], "valid_until": UNTIL, **values}
    return certify(row=row, by=sample.by, at=NOON, certificate=" № 7 ", **values)


def listed(sample, on=TODAY):
    return set(courses_listed(sample.by, Selection(show=CERTIFIED), on))


def test_a_certified_course_is_listed_until_the_day_and_a_clock_warns_before_it(sample, row):
    assert (listed(sample), clock_of(sample)) == (set(), None)
    row = certified(sample, row)
    assert row.certificate == "№ 7"
    clock = clock_of(sample)
    assert (clock.item, clock.due_at.date(), clock.organisation) == (str(row.pk), UNTIL, sample.university)
    assert listed(sample) == listed(sample, UNTIL) == {sample.course}
    assert listed(sample, UNTIL + timedelta(days=1)) == set()


def test_another_day_moves_the_clock_and_withdrawing_stops_it(sample, row):
    certified(sample, row)
    certified(sample, row, valid_until=date(2029, 2, 28))
    assert clock_of(sample).due_at.date() == date(2029, 2, 28)
    assert OpenClock.objects.about(sample.course).count() == 1
    with pytest.raises(CannotTeach, match="no_reason"):
        withdraw_certification(row=row, on=TODAY, reason=" ", by=sample.by, at=NOON)
    withdraw_certification(row=row, on=TODAY, reason="The plant closed", by=sample.by, at=NOON)
    assert (clock_of(sample), listed(sample)) == (None, set())
    with pytest.raises(CannotTeach, match="ended_already"):
        certified(sample, row)


def test_a_course_taken_out_of_the_catalogue_waits_for_no_renewal(sample, row):
    certified(sample, row)
    close_course(course=sample.course, on=TODAY, by=sample.by, at=NOON)
    assert clock_of(sample) is None


def test_what_certifies_nothing_is_refused(sample, row):
    with pytest.raises(CannotTeach, match="not_a_party"):
        certified(sample, row, certifier=sample.world.organisations["fund"])
    with pytest.raises(CannotTeach, match="own_organisation"):
        certified(sample, row, certifier=sample.university)
    with pytest.raises(CannotTeach, match="valid_before_certified"):
        certified(sample, row, valid_until=row.activity.ends_on - timedelta(days=1))
    Activity.objects.filter(pk=row.activity_id).update(state="reported")
    with pytest.raises(CannotTeach, match="activity_unconfirmed"):
        certified(sample, row)
    Activity.objects.filter(pk=row.activity_id).update(state="confirmed", kind="guest_teaching")
    with pytest.raises(CannotTeach, match="not_a_certification"):
        certified(sample, row)


def test_an_activity_is_named_once_and_a_certification_is_not_taken_out(sample, row):
    with pytest.raises(CannotTeach, match="activity_twice"):
        name_activity(course=sample.course, activity=row.activity, by=sample.by, at=NOON)
    with pytest.raises(CannotTeach, match="foreign_activity"):
        name_activity(course=sample.course, activity=sample.world.activities["elsewhere"], by=sample.by, at=NOON)
    certified(sample, row)
    with pytest.raises(CannotTeach, match="is_certification"):
        unname_activity(row=row, by=sample.by, at=NOON)


def test_the_certification_is_entered_on_the_page_of_the_course(sample, row, client_as):
    url = reverse("curriculum:certify", args=[sample.course.pk, row.pk])
    office = client_as("partnership_officer")
    assert office.get(url).status_code == 200
    company = sample.world.organisations["company"]
    data = {"certifier": company.pk, "valid_until": UNTIL.isoformat(), "certificate": "№ 7"}
    answer = office.post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    assert CourseActivity.objects.get(pk=row.pk).valid_until == UNTIL
    assert "Certified by Invented Iron LLP until" in office.get(sample.course.get_absolute_url()).content.decode()
    assert client_as("company_manager").get(url).status_code == 404


def test_a_certification_stands_in_the_export_until_it_is_withdrawn(sample, row, client_as):
    def told():
        answer = client_as("partnership_officer").get(reverse("curriculum:courses") + "?format=csv")
        [line] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        return line["Certified by"], line["Certified until"]

    assert told() == ("", "")
    row = certified(sample, row)
    assert told() == ("Invented Iron LLP", "2028-02-28")
    withdraw_certification(row=row, on=TODAY, reason="The course changed.", by=sample.by, at=NOON)
    assert told() == ("", "")
