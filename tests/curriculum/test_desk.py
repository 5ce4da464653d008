"""What of councils and courses lies on the desks of members and of those who keep them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from seriktes.curriculum.actions.course_activities import certify, name_activity
from seriktes.curriculum.actions.courses import close_course
from seriktes.curriculum.actions.meetings import answer_invitation, cancel_meeting
from seriktes.partnerships.models import Activity
from seriktes.portal.queries.desk import desk_for_user
from seriktes.procedures.models import Delegation
from tests.curriculum.sample import NOON, TODAY
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
INVITED, CERTIFIED = "Invitations to councils", "Certifications of courses"


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


def only(world, title, at=NOON):
    return {
        who: (task.why, task.url)
        for who in PERSONAS[1:] for task in desk_for_user(world[who], at).tasks if task.title == title
    }  # fmt: skip


# --- Invitations ------------------------------------------------------------------------------------------------------
def test_the_holder_of_the_seat_is_asked_until_the_answer(sample, client_as):
    world = sample.world
    meeting, other = sample.called(), sample.called(starts_at=NOON + timedelta(days=20))
    sample.meeting()
    told = "You have not said yet whether you come to 2 meetings."
    assert only(world, INVITED) == {"company_manager": (told, meeting.get_absolute_url())}
    answer = reverse("curriculum:meeting_answer", args=[meeting.pk, sample.seats["company"].pk])
    assert answer in client_as("company_manager").get(meeting.get_absolute_url()).content.decode()
    answer_invitation(meeting=meeting, member=sample.seats["company"], answer="no", at=NOON, by=None)
    told = "You have not said yet whether you come to 1 meeting."
    assert only(world, INVITED) == {"company_manager": (told, other.get_absolute_url())}
    cancel_meeting(meeting=other, reason="Storm", by=sample.by, at=NOON)
    assert only(world, INVITED) == {}


def test_a_member_in_person_and_whoever_stands_in_are_asked(sample):
    world = sample.world
    seat = sample.seat("university", person=world.people["lecturer"])
    sample.called()
    assert set(only(world, INVITED)) == {"company_manager", "faculty_member"}
    post = world.posts["personnel"]
    lent = Delegation.objects.create(
        post=post, delegate=world.posts["office"], starts_on=TODAY, ends_on=TODAY + timedelta(days=3)
    )
    assert set(only(world, INVITED)) == {"company_manager", "faculty_member", "partnership_officer"}
    Delegation.objects.filter(pk=lent.pk).update(withdrawn_at=NOON)
    seat.ends_on = TODAY - timedelta(days=1)
    seat.save()
    assert set(only(world, INVITED)) == {"company_manager"}


def test_nobody_is_asked_after_the_day_of_the_meeting(sample, freeze):
    sample.called()
    later = NOON + timedelta(days=11)
    freeze(later)
    assert only(sample.world, INVITED, later) == {}


# --- Certifications ---------------------------------------------------------------------------------------------------
@pytest.fixture
def row(sample):
    activity = sample.world.activities["confirmed"]
    Activity.objects.filter(pk=activity.pk).update(kind="employer_certification")
    activity.refresh_from_db()
    return name_activity(course=sample.course, activity=activity, by=sample.by, at=NOON)


def test_a_confirmed_certification_waits_for_its_certifier_and_its_day(sample, row, client_as):
    world = sample.world
    address = reverse("curriculum:certify", args=[sample.course.pk, row.pk])
    found = only(world, CERTIFIED)
    told = "1 certification is confirmed, and nobody has said by whom and until when it holds."
    assert found["partnership_officer"] == (told, address)
    assert "company_manager" not in found
    assert client_as("partnership_officer").get(address).status_code == 200
    certify(
        row=row, certifier=world.organisations["company"], valid_until=TODAY + timedelta(days=400), by=sample.by, at=NOON
    )  # fmt: skip
    assert only(world, CERTIFIED) == {}


@pytest.mark.parametrize("what", ["not confirmed", "another kind", "course closed"])
def test_what_needs_no_day_waits_for_nobody(sample, row, what):
    activity = Activity.objects.filter(pk=row.activity_id)
    if what == "not confirmed":
        activity.update(state="reported")
    elif what == "another kind":
        activity.update(kind="guest_teaching")
    else:
        close_course(course=sample.course, on=TODAY, by=sample.by, at=NOON)
    assert only(sample.world, CERTIFIED) == {}


def test_the_desk_asks_no_more_queries_for_councils(sample, row, client_as, django_assert_max_num_queries):
    sample.called()
    for who in ("partnership_officer", "company_manager"):
        client = client_as(who)
        client.get("/desk/")
        with django_assert_max_num_queries(12):
            assert client.get("/desk/").status_code == 200
