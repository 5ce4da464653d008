"""What of theses waits on the desks of the office and of the members of a commission."""

from datetime import timedelta

import pytest
from django.urls import reverse

from seriktes.accounts.models import User
from seriktes.placements.actions.defences import cancel_defence, change_defence
from seriktes.placements.models import CommissionMember
from seriktes.portal.queries.desk import desk_for_user
from tests.placements import thesis_ground as ground
from tests.placements.thesis_ground import DEFENCE, LATER, OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
WITHOUT, INVITED = "Theses without a defence", "Commissions of theses"


@pytest.fixture(autouse=True)
def _english(freeze):
    User.objects.update(language="en")
    freeze(OPEN)


def waits(world, who, title, now=OPEN):
    return [(task.why, task.url) for task in desk_for_user(world[who], now).tasks if task.title == title]


def seat_of(world, defence):
    return CommissionMember.objects.get(defence=defence, person=world.people["manager"])


# --- Admitted, and before no commission -------------------------------------------------------------------------------
def test_an_admitted_thesis_waits_with_the_office_until_it_is_put_before_a_commission(world):
    thesis = ground.admitted(world)
    told = ("1 thesis is admitted and put before no commission.", f"{reverse('placements:theses')}?show=admitted")
    assert waits(world, "career_centre", WITHOUT) == [told]
    for other in ("faculty_member", "student", "company_manager"):
        assert waits(world, other, WITHOUT) == [], other
    defence = ground.commission(world, thesis)
    assert waits(world, "career_centre", WITHOUT) == []
    cancel_defence(defence=defence, reason="The chair is ill.", by=None, at=OPEN)
    assert waits(world, "career_centre", WITHOUT) == [told]


def test_a_thesis_that_is_not_admitted_waits_for_no_commission(world):
    ground.moved(ground.supervised(world, ground.taken(world)), "accept")
    assert waits(world, "career_centre", WITHOUT) == []


# --- Asked, and not answered ------------------------------------------------------------------------------------------
def test_a_member_of_the_commission_is_asked_until_the_answer(world, client_as):
    defence = ground.commission(world, ground.admitted(world))
    told = ("You have not said yet whether you come to 1 defence.", defence.get_absolute_url())
    for member in ("company_manager", "faculty_member"):
        assert waits(world, member, INVITED) == [told]
    for other in ("career_centre", "student", "host_supervisor"):
        assert waits(world, other, INVITED) == [], other
    client = client_as("company_manager")
    page, answer = defence.get_absolute_url(), reverse("placements:commission_answer", args=[defence.pk])
    assert answer in client.get(page).content.decode()
    assert client.post(answer, {"answer": "yes", "note": "By train."}).status_code == 302
    seat = seat_of(world, defence)
    assert (seat.answer, seat.answer_note, seat.answered_at) == ("yes", "By train.", OPEN)
    assert "Will come." in client.get(page).content.decode()
    assert waits(world, "company_manager", INVITED) == []
    # Another place asks anew.
    change_defence(defence=defence, values={"place": "Room 7"}, by=None, at=OPEN, expected_version=None)
    assert waits(world, "company_manager", INVITED) == [told]


def test_nobody_is_asked_to_a_defence_in_the_making_that_was_cancelled_or_begins(world, freeze, client_as):
    defence = ground.commission(world, ground.admitted(world), called=False)
    assert waits(world, "company_manager", INVITED) == []
    ground.call_defence(defence=defence, by=None, at=OPEN)
    assert len(waits(world, "company_manager", INVITED, DEFENCE - timedelta(days=1))) == 1
    assert waits(world, "company_manager", INVITED, LATER) == []
    answer = reverse("placements:commission_answer", args=[defence.pk])
    freeze(LATER)
    assert client_as("company_manager").get(answer).status_code == 404
    freeze(OPEN)
    cancel_defence(defence=defence, reason="The chair is ill.", by=None, at=OPEN)
    assert waits(world, "company_manager", INVITED) == []


def test_nobody_answers_for_another(world, client_as):
    defence = ground.commission(world, ground.admitted(world))
    answer = reverse("placements:commission_answer", args=[defence.pk])
    for who in ("career_centre", "student", "host_supervisor", "outsider"):
        assert client_as(who).post(answer, {"answer": "no"}).status_code == 404, who
    assert seat_of(world, defence).answer == ""


def test_the_desk_asks_no_more_queries_for_theses(world, client_as, django_assert_max_num_queries):
    ground.commission(world, ground.admitted(world))
    for who in ("career_centre", "company_manager"):
        client = client_as(who)
        client.get("/desk/")
        with django_assert_max_num_queries(12):
            assert client.get("/desk/").status_code == 200
