"""The pages of theses and defences: who sees what, and what the forms do."""

import pytest
from django.urls import reverse
from django.utils import timezone

from seriktes.placements.actions.defences import remove_member
from seriktes.placements.models import Defence, Position, Thesis
from tests.placements import programmes_ground
from tests.placements import thesis_ground as ground

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def topic(world):
    today, now = timezone.localdate(), timezone.now()
    cohort = programmes_ground.cohort_of_today(
        world, today, of=programmes_ground.programme(world, kind="thesis"), at=now
    )
    return programmes_ground.position(world, cohort, capacity=1, at=now)


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


def test_student_takes_a_topic_in_two_taps_and_another_finds_it_gone(world, client_as, topic):
    client = client_as("student")
    assert url("topic_take", topic.pk) in client.get(topic.get_absolute_url()).content.decode()
    response = client.post(url("topic_take", topic.pk))
    thesis = Thesis.objects.get()
    assert response.status_code == 302
    assert thesis.placement.student == world.people["student"]
    assert client.get(url("topic_take", topic.pk)).status_code == 404
    page = client.get(thesis.get_absolute_url()).content.decode()
    assert "topic taken" in page.lower()


@pytest.mark.parametrize("who", ["faculty_member", "company_manager", "career_centre", "outsider"])
def test_nobody_but_a_student_takes_a_topic(client_as, topic, who):
    assert client_as(who).get(url("topic_take", topic.pk)).status_code == 404
    assert not Thesis.objects.exists()


def test_lecturer_proposes_a_topic_and_students_do_not(world, client_as, topic):
    sent = {
        "name_en": "A new question", "about": "What is asked", "language": "en", "languages": ["en"], "capacity": 2,
        "host_query": "Invented Iron", "supervisor_name": "Industry", "supervisor_email": "i@walk.example",
    }  # fmt: skip
    address = url("topic_propose", topic.cohort_id)
    assert client_as("student").post(address, sent).status_code == 404
    client = client_as("faculty_member")
    assert client.post(address, sent | {"name_en": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    made = Position.objects.get(name_en="A new question")
    assert (made.state, made.proposed_by) == ("offered", world.people["lecturer"])
    # Who proposed it may still write it, until it is approved.
    assert client.get(url("position_edit", made.pk)).status_code == 200


def test_decision_is_the_supervisors_and_the_offices_and_the_text_the_students(world, client_as):
    thesis = ground.supervised(world, ground.taken(world))
    accept, submit = url("thesis_move", thesis.pk, "accept"), url("thesis_move", thesis.pk, "submit")
    statuses = {
        who: (client_as(who).get(accept).status_code, client_as(who).get(submit).status_code)
        for who in ("faculty_member", "career_centre", "student", "company_manager", "outsider")
    }
    assert statuses == {
        "faculty_member": (200, 404), "career_centre": (200, 404), "student": (404, 200), "company_manager": (404, 404),
        "outsider": (404, 404),
    }  # fmt: skip
    assert client_as("faculty_member").post(accept).status_code == 302
    thesis.refresh_from_db()
    assert thesis.state == "writing"
    # Without titles in three languages it cannot be handed in.
    assert client_as("student").post(submit).status_code == 422
    client = client_as("student")
    client.post(url("thesis_title", thesis.pk), ground.TITLES)
    assert client.post(submit).status_code == 302


def test_list_shows_each_their_own_and_exports_it(world, client_as):
    thesis = ground.supervised(world, ground.taken(world))
    title = "Foundry intern"
    for who, seen in (
        ("student", True), ("faculty_member", True), ("career_centre", True), ("company_manager", True), ("reviewer", False)
    ):  # fmt: skip
        response = client_as(who).get(url("theses"))
        assert (title in response.content.decode()) is seen, who
    sent = client_as("career_centre").get(url("theses"), {"format": "csv", "show": "taken"})
    rows = b"".join(sent.streaming_content).decode()
    assert str(thesis.placement.student.name) in rows
    assert title not in client_as("career_centre").get(url("theses"), {"show": "defended"}).content.decode()


def test_defence_is_seen_by_the_commission_once_it_is_announced(world, client_as):
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis, called=False)
    assert client_as("company_manager").get(defence.get_absolute_url()).status_code == 404
    ground.call_defence(defence=defence, by=None, at=ground.OPEN)
    for who, status in (
        ("company_manager", 200), ("student", 200), ("faculty_member", 200), ("career_centre", 200), ("outsider", 404),
        ("host_supervisor", 200), ("reviewer", 404),
    ):  # fmt: skip
        assert client_as(who).get(defence.get_absolute_url()).status_code == status, who
    page = client_as("company_manager").get(defence.get_absolute_url()).content.decode()
    # Who has no vote is said; addresses and buttons are the office's.
    assert "Without a vote, as a supervisor" in page
    assert "chair@walk.example" not in page
    assert url("defence_move", defence.pk, "cancel") not in page


def test_office_takes_a_defence_from_the_plan_to_the_minutes(world, client_as, freeze):
    freeze(ground.OPEN)
    thesis = ground.admitted(world)
    client = client_as("career_centre")
    client.post(url("defence_add", thesis.placement.cohort_id), {"starts_at": "2026-06-15T10:00", "place": "Room 204"})
    defence = Defence.objects.get()
    add = url("commission_member_add", defence.pk)
    for sent in (
        {"role": "chair", "name": "Chair"}, {"role": "member", "name": "Second"},
        {"role": "member", "name": "From industry", "organisation_query": "Invented Iron", "post": "Engineer"},
    ):  # fmt: skip
        assert client.post(add, sent).status_code == 302
    assert client.post(add, {"role": "chair", "name": "Another"}).status_code == 422
    assert client.post(url("defence_theses", defence.pk), {"theses": [thesis.pk]}).status_code == 302
    assert client.post(url("defence_move", defence.pk, "call")).status_code == 302
    freeze(ground.LATER)
    client = client_as("career_centre")
    result = url("thesis_result", defence.pk, thesis.pk)
    assert client.post(result, {"points": 120, "votes_for": 3, "votes_against": 0}).status_code == 422
    assert client.post(result, {"points": 80, "votes_for": 3, "votes_against": 0}).status_code == 302
    assert result in client.get(defence.get_absolute_url()).content.decode()
    form = client.get(result).context["form"]
    assert (form.initial["points"], form.initial["votes_for"]) == (80, 3)
    again = {"points": 58, "votes_for": 3, "votes_against": 0}
    assert client.post(result, again).status_code == 422
    assert client.post(result, again | {"expected_version": form.initial["expected_version"]}).status_code == 302
    assert client.post(result, again | {"expected_version": form.initial["expected_version"]}).status_code == 409
    assert "the result was corrected, 80 → 58 of 100 points." in client.get(defence.get_absolute_url()).content.decode()
    assert client.post(url("defence_move", defence.pk, "hold")).status_code == 302
    page = client.get(defence.get_absolute_url()).content.decode()
    assert "Minutes of the defence" in page or "хаттамасы" in page
    assert client.get(url("defence_edit", defence.pk)).status_code == 404


def test_the_timeline_of_a_defence_names_who_came_and_who_left(client_as, world):
    defence = ground.commission(world, ground.admitted(world), called=False)
    remove_member(defence=defence, member=defence.members.get(role="secretary"), by=None, at=ground.OPEN)
    page = client_as("career_centre").get(defence.get_absolute_url()).content.decode()
    assert "Into the commission: Chair of the commission." in page
    assert "Out of the commission: Who writes." in page
    assert "Theses to be defended: 1." in page
