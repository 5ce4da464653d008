"""What waits about learning agreements on desks: for each whose turn it is, and for the office what waits too long. And who
finds a placement in the search box."""

from datetime import timedelta

import pytest
from django.urls import reverse

from seriktes.placements.actions.agreements import send_for_signature
from seriktes.placements.queries.signing import asked_step
from seriktes.portal.queries.desk import desk_for_user
from tests.placements.signing import MONDAY, confirm_all, confirm_next, ready_placement, sent_placement, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
LATE = MONDAY + timedelta(days=20)
ORDER = ("company_manager", "faculty_member", "partnership_officer", "student")


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(MONDAY)


def rows_about(world, persona, words, now=MONDAY):
    return [task for task in desk_for_user(world[persona], now).tasks if words in f"{task.title} {task.why}"]


def signs(world, persona):
    """Rows to sign oneself; of a post its clock."""
    return rows_about(world, persona, "waits for your sign") or rows_about(world, persona, "awaits its next sign")


def test_a_signature_lies_on_the_desk_of_whoever_is_asked_and_of_no_other(world):
    placement = sent_placement(world)
    for turn in ORDER:
        found = {who for who in (*ORDER, "fund_manager", "reviewer") if signs(world, who)}
        # The officer's post keeps the programme as well, and so watches every step.
        assert turn in found
        assert found <= {turn, "partnership_officer"}
        if turn != "partnership_officer":
            [task] = signs(world, turn)
            assert task.url == url("step_sign", asked_step(placement).pk)
        confirm_next(placement)
    assert {who for who in ORDER if signs(world, who)} == set()


def sent(placement, world):
    placement.refresh_from_db()
    send_for_signature(placement=placement, by=world["career_centre"], at=MONDAY)


def test_several_to_sign_are_one_row_that_leads_to_their_list(world, client_as):
    for student in ("student", "fellow_student"):
        placement = ready_placement(world, student=student, academic_supervisor=world.people["lecturer"])
        if student == "fellow_student":
            type(placement.student).objects.filter(pk=placement.student_id).update(email="fellow@example.org")
        sent(placement, world)
    [task] = rows_about(world, "company_manager", "wait for your sign")
    assert "2 agreements wait" in task.why
    page = client_as("company_manager").get(task.url).content.decode()
    assert "Asem Bilimbek" in page
    assert "Yerlan Synakbay" in page


def test_the_office_is_told_of_agreements_that_wait_longer_than_their_term(world, client_as, freeze):
    placement = sent_placement(world)
    words = "wait too long"
    assert rows_about(world, "career_centre", words) == []
    freeze(LATE)
    [task] = rows_about(world, "career_centre", words, LATE)
    assert "1 agreement waits" in task.why
    assert "Asem Bilimbek" in client_as("career_centre").get(task.url).content.decode()
    for who in ("company_manager", "student", "faculty_member", "fund_manager"):
        assert rows_about(world, who, words, LATE) == []
    confirm_all(placement)
    assert rows_about(world, "career_centre", words, LATE) == []


def test_a_placement_is_found_by_its_student_for_those_concerned_alone(world, client_as):
    placement = ready_placement(world, number="PR-7")
    for who in world:
        client = client_as(who)
        page = client.get(reverse("portal:search"), {"q": "Bilimbek"}).content.decode()
        suggested = [one["url"] for one in client.get(reverse("portal:suggest"), {"q": "Bilimbek"}).json()["results"]]
        sees = who in ("company_manager", "faculty_member", "partnership_officer", "student",
                       "career_centre", "administrator", "auditor")  # fmt: skip
        assert (placement.get_absolute_url() in page) == sees, who
        assert (placement.get_absolute_url() in suggested) == sees, who
    assert (
        placement.get_absolute_url()
        in client_as("career_centre").get(reverse("portal:search"), {"q": "pr-7"}).content.decode()
    )
