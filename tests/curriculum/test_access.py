"""A host company's user sees its own part and nobody else's: on the page, in lists, counts and files."""

import pytest
from django.urls import reverse

from seriktes.curriculum.actions.courses import add_employer, change_run
from seriktes.curriculum.models import CourseEmployer
from seriktes.curriculum.queries import access
from tests.curriculum.sample import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(sample, freeze):
    """The company gives tasks; the fund, which the company need not know of, judges. The council changed the course."""
    freeze(NOON)
    for place, part, note in (("company", "tasks", "Our own data"), ("fund", "judges", "Theirs alone")):
        add_employer(
            course=sample.course, organisation=sample.world.organisations[place], part=part, note=note, by=sample.by,
            at=NOON,
        )  # fmt: skip
    run = sample.run()
    change_run(run=run, values={"teacher": sample.world.people["lecturer"]}, by=sample.by, at=NOON)
    sample.seats["company"].delete()
    sample.carried_out(run=run)
    return sample


def test_the_page_of_a_course_shows_an_employer_its_own_part(shared, client_as):
    page = client_as("company_manager").get(shared.course.get_absolute_url()).content.decode()
    assert "Our own data" in page
    for hidden in ("Theirs alone", "Fund of Invented Science", "Galym Darisbay", "recommendation №", "orbital"):
        assert hidden not in page
    office = client_as("partnership_officer").get(shared.course.get_absolute_url()).content.decode()
    for told in ("Our own data", "Theirs alone", "Galym Darisbay", "recommendation №", "orbital"):
        assert told in office


def test_lists_and_files_show_an_employer_its_own_part(shared, client_as):
    url = reverse("curriculum:courses")
    for who, others in (("company_manager", False), ("partnership_officer", True)):
        client = client_as(who)
        shown = [
            client.get(url).content.decode(),
            client.get(shared.programme.get_absolute_url()).content.decode(),
            b"".join(client.get(f"{url}?format=csv").streaming_content).decode(),
        ]
        assert all("Welding" in page and "Invented Iron" in page for page in shown)
        # The page of one course and the list must not tell more than each other.
        assert {("Fund of Invented Science" in page, "Darisbay" in page) for page in shown} == {(others, others)}


def test_who_else_has_a_part_cannot_be_asked_out_of_the_filters(shared, client_as):
    fund = shared.world.organisations["fund"]
    url = f"{reverse('curriculum:courses')}?employer={fund.pk}"
    assert "Welding" in client_as("partnership_officer").get(url).content.decode()
    assert "Welding" not in client_as("company_manager").get(url).content.decode()
    # Once its own part has ended, that others have one is none of its affair.
    CourseEmployer.objects.filter(organisation=shared.world.organisations["company"]).update(ends_on="2026-02-01")
    with_employers = f"{reverse('curriculum:courses')}?show=with"
    assert "Welding" in client_as("partnership_officer").get(with_employers).content.decode()
    assert "Welding" not in client_as("company_manager").get(with_employers).content.decode()


@pytest.mark.parametrize("who", ["outsider", "student", "hidden"])
def test_whoever_has_no_part_sees_no_course(shared, who):
    if who == "hidden":
        user = shared.world["fund_manager"]
        CourseEmployer.objects.filter(organisation=shared.world.organisations["fund"]).delete()
    else:
        user = shared.world[who]
    assert not access.courses_visible_to(user).exists()
    assert not access.programmes_visible_to(user).exists()
