"""The list and the page of a placement, by hand and by its forms."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from seriktes.placements.enums import HostStanding, PlacementState
from seriktes.placements.models import HostRecord, Placement
from tests.placements.ground import NOON, planned_placement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(NOON)


def test_the_list_shows_each_their_own_and_counts(client_as, world):
    placement = planned_placement(world)
    planned_placement(world, cohort=placement.cohort, student="fellow_student")
    url = reverse("placements:placements")
    office = client_as("career_centre").get(url).content.decode()
    assert "Asem Bilimbek" in office
    assert "Yerlan Synakbay" in office
    own = client_as("student").get(url).content.decode()
    # One's own name says nothing in a list of one's own.
    assert placement.get_absolute_url() in own
    assert "Asem Bilimbek" not in own.partition("<table")[2].partition("</table>")[0]
    assert "Yerlan Synakbay" not in own
    assert "Asem Bilimbek" not in client_as("librarian").get(url).content.decode()


@pytest.mark.parametrize("narrowed", ["show=planned", "q=Asem", "kind=practice", "sort=-host"])
def test_the_list_is_narrowed_and_exported(client_as, world, narrowed):
    placement = planned_placement(world)
    url = reverse("placements:placements")
    assert "Asem Bilimbek" in client_as("career_centre").get(f"{url}?{narrowed}").content.decode()
    assert "Asem Bilimbek" not in client_as("career_centre").get(f"{url}?{narrowed}&host=1&cohort=999").content.decode()
    told = client_as("career_centre").get(f"{url}?{narrowed}&format=csv")
    assert placement.host.name in b"".join(told.streaming_content).decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_queries_for_one_row_and_for_three(
    client_as, world, rows, django_assert_max_num_queries
):
    placement = planned_placement(world, with_position=False)
    for student in ("fellow_student", "published_student")[: rows - 1]:
        planned_placement(world, cohort=placement.cohort, student=student, with_position=False)
    client = client_as("career_centre")
    client.get(reverse("placements:placements"))
    with django_assert_max_num_queries(12):
        client.get(reverse("placements:placements"))


def test_who_may_not_see_a_placement_finds_no_page(client_as, world):
    placement = planned_placement(world)
    statuses = {who: client_as(who).get(placement.get_absolute_url()).status_code for who in world}
    assert {who for who, status in statuses.items() if status == 200} == {
        "partnership_officer", "company_manager", "student", "career_centre", "faculty_member", "host_supervisor",
        "administrator", "auditor",
    }  # fmt: skip
    assert {status for status in statuses.values() if status != 200} == {302, 404}


def test_the_page_says_what_comes_next_and_the_note_on_the_host(client_as, world):
    placement = planned_placement(world, department_post=None)
    HostRecord.objects.create(
        organisation=world.organisations["university"], host=world.organisations["company"], note="Ask for tasks.",
        standing=HostStanding.WATCH,
    )  # fmt: skip
    page = client_as("career_centre").get(placement.get_absolute_url()).content.decode()
    assert "Fill in first" in page
    assert "Ask for tasks." in page
    assert "Ask for tasks." not in client_as("company_manager").get(placement.get_absolute_url()).content.decode()


def test_a_student_who_found_the_host_alone_is_placed_by_hand(client_as, world):
    cohort = planned_placement(world, student="fellow_student").cohort
    client, url = client_as("career_centre"), reverse("placements:placement_new")
    sent = {"cohort": cohort.pk, "student_query": "Asem", "host_query": "Invented Iron", "reason": "Found it alone."}
    answer = client.post(url, sent)
    placement = Placement.objects.get(student=world.people["student"])
    assert answer.status_code == 302
    assert answer["Location"] == placement.get_absolute_url()
    assert "Found it alone." in client.get(placement.get_absolute_url()).content.decode()
    assert client.post(url, sent | {"title": "Again"}).status_code == 422
    assert client.post(url, sent | {"student_query": "Nobody"}).status_code == 422
    assert client_as("student").get(url).status_code == 404


def test_facts_and_plan_are_changed_on_one_page(client_as, world):
    placement = planned_placement(world)
    url = reverse("placements:placement_edit", args=[placement.pk])
    sent = {
        "title": "Works on", "starts_on": "2026-04-02", "ends_on": "2026-06-30", "hours": "200", "expected_version": placement.version,
        "academic_supervisor_query": "Galym", "plan_text_0": "Measuring", "plan_weight_0": "70", "plan_text_1": "Writing",
        "plan_weight_1": "30", "supervisor_name": "Болат", "supervisor_email": "bolat@example.org",
    }  # fmt: skip
    assert client_as("career_centre").post(url, sent | {"plan_weight_1": "20"}).status_code == 422
    assert client_as("career_centre").post(url, sent).status_code == 302
    placement.refresh_from_db()
    assert (placement.title, placement.starts_on, placement.hours) == ("Works on", date(2026, 4, 2), 200)
    assert list(placement.plan.values_list("text", "weight")) == [("Measuring", 70), ("Writing", 30)]
    assert placement.academic_supervisor == world.people["lecturer"]
    assert client_as("career_centre").post(url, sent).status_code == 409
    assert client_as("student").get(url).status_code == 404


def test_facts_stand_in_groups_and_the_lines_of_the_plan_open_as_far_as_they_are_filled(client_as, world):
    placement = planned_placement(world)
    url = reverse("placements:placement_edit", args=[placement.pk])
    client = client_as("career_centre")
    page = client.get(url).content.decode()
    assert page.index("Signature for the host</legend>") < page.index('name="signatory_name"')
    assert page.index('name="plan_text_3"') < page.index("More tasks") < page.index('name="plan_text_4"')
    again = client.post(url, {"plan_text_6": "A task without its share"})
    assert again.status_code == 422
    page = again.content.decode()
    assert page.index('name="plan_text_7"') < page.index("More tasks") < page.index('name="plan_text_8"')


def test_the_office_breaks_off_and_cancels_with_a_reason(client_as, world, freeze):
    placement = planned_placement(world)
    cancel = reverse("placements:placement_move", args=[placement.pk, "cancel"])
    assert client_as("career_centre").get(cancel).status_code == 200
    assert client_as("career_centre").post(cancel, {"reason": ""}).status_code == 422
    assert client_as("company_manager").post(cancel, {"reason": "No."}).status_code == 404
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.RUNNING)
    freeze(datetime(2026, 5, 4, 7, tzinfo=UTC))
    assert client_as("career_centre").get(cancel).status_code == 404
    way = reverse("placements:placement_move", args=[placement.pk, "break_off"])
    assert client_as("career_centre").post(way, {"on": "2026-05-04", "reason": "Moved."}).status_code == 302
    placement.refresh_from_db()
    assert placement.state == PlacementState.BROKEN_OFF
