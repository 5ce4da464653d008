"""From the page of a course to the report of an activity that is kept with it."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from seriktes.curriculum.actions.courses import add_employer
from seriktes.curriculum.definitions.activities import CERTIFICATION, OF_A_COURSE
from seriktes.curriculum.models import CourseActivity
from seriktes.partnerships.models import Activity
from tests.curriculum.sample import NOON
from tests.partnerships.reporting import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(sample, own_files, freeze):
    freeze(NOON)
    return sample.course


@pytest.fixture
def with_employer(course, sample):
    company = sample.world.organisations["company"]
    add_employer(course=course, organisation=company, part="judges", by=sample.by, at=NOON)
    return course


def ways(client, course):
    """By kind, where “Report” on the page of the course leads."""
    page = unescape(client.get(course.get_absolute_url()).content.decode())
    found = re.findall(rf'href="({reverse("partnerships:activity_new")}\?about=[^"]+)"', page)
    return {parse_qs(urlsplit(url).query)["kind"][0]: url for url in found}


def test_the_menu_offers_each_kind_that_a_course_has(with_employer, client_as):
    found = ways(client_as("partnership_officer"), with_employer)
    assert set(found) == set(OF_A_COURSE)
    assert {parse_qs(urlsplit(url).query)["about"][0] for url in found.values()} == {
        f"curriculum.course:{with_employer.pk}"
    }


def test_the_report_is_filled_in_and_kept_with_the_course(with_employer, client_as):
    client = client_as("partnership_officer")
    url = ways(client, with_employer)[CERTIFICATION]
    page = client.get(url)
    assert "It is kept with “" in page.content.decode()
    initial = page.context["form"].initial
    assert initial["title"].endswith(": Welding")
    kinds = {name: initial[name] for name in ("kind", "other_kind") if name in initial}
    assert list(kinds.values()) == [CERTIFICATION]
    assert client.post(url, entry(title=initial["title"], **{"kind": "", **kinds})).status_code == 302
    row = CourseActivity.objects.get(course=with_employer)
    assert (row.activity.kind, row.activity.state, row.activity.title) == (CERTIFICATION, "reported", initial["title"])
    # Each leads to the other.
    assert row.activity.get_absolute_url() in client.get(with_employer.get_absolute_url()).content.decode()
    assert with_employer.get_absolute_url() in client.get(row.activity.get_absolute_url()).content.decode()


def test_without_an_employer_the_partner_is_chosen_first_and_the_course_is_not_lost(course, sample, client_as):
    client = client_as("partnership_officer")
    url = ways(client, course)["guest_teaching"]
    assert "partnership" not in parse_qs(urlsplit(url).query)
    page = unescape(client.get(url).content.decode())
    [further] = re.findall(rf'href="([^"]*partnership={sample.world.partnerships["own"].pk}&[^"]*)"', page)
    asked = parse_qs(urlsplit(further).query)
    assert (asked["about"], asked["kind"]) == ([f"curriculum.course:{course.pk}"], ["guest_teaching"])
    assert client.get(further).context["form"].initial["title"].endswith(": Welding")


def test_what_is_wrong_names_no_activity_of_the_course(with_employer, client_as):
    client, before = client_as("partnership_officer"), Activity.objects.count()
    assert client.post(ways(client, with_employer)[CERTIFICATION], entry(title=" ")).status_code == 422
    assert (CourseActivity.objects.exists(), Activity.objects.count()) == (False, before)


def test_an_employer_begins_no_report_at_a_course_of_the_university(with_employer, sample, client_as):
    """The page opens without the course, as for any address that names what is not theirs."""
    client = client_as("company_manager")
    assert ways(client, with_employer) == {}
    asked = f"?about=curriculum.course:{with_employer.pk}&partnership={sample.world.partnerships['own'].pk}"
    page = client.get(reverse("partnerships:activity_new") + asked)
    assert (page.status_code, page.context["begun"]) == (200, None)
    for what in ("curriculum.course:0", "curriculum.course:x", "nothing:1", "curriculum.course"):
        answer = client_as("partnership_officer").get(
            reverse("partnerships:activity_new"),
            {"about": what, "partnership": sample.world.partnerships["own"].pk},
        )
        assert (answer.status_code, answer.context["begun"]) == (200, None), what
