"""What of the choice lies on the desks of students, hosts and the office."""

import pytest

from seriktes.accounts.models import User
from seriktes.placements.actions.applications import begin_application, withdraw_application
from seriktes.placements.actions.cohorts import move_cohort
from seriktes.placements.actions.couples import ask_partner
from seriktes.placements.actions.leaving import ask_hosts_again, open_further, student_leaves
from seriktes.placements.actions.placements import Planned
from seriktes.placements.actions.publishing import place_by_hand, publish_round
from seriktes.placements.definitions.choice_refusals import CannotApply
from seriktes.portal.queries.desk import desk_for_user
from tests.placements.choice_ground import (
    MATCHING,
    OPEN,
    RANKING,
    applied,
    begun,
    choice_of,
    closed,
    days,
    matched,
    publish,
    student,
)
from tests.placements.programmes_ground import programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def titles(world, who, at):
    return {task.title for task in desk_for_user(world[who], at).tasks}


def test_student_is_led_from_the_open_cohort_to_the_submitted_list(world, freeze):
    freeze(OPEN)
    made, (first, _second) = choice_of(world, couples_allowed=True)
    assert "Apply for placements" in titles(world, "student", OPEN)
    own = applied(made, world.people["student"], [first], submit=False)
    now = titles(world, "student", OPEN)
    assert "Your application is not submitted yet" in now
    assert "Apply for placements" not in now
    other = applied(made, student(world, 1), [first])
    ask_partner(application=other, email=own.student.user.email, by=other.student.user, at=OPEN)
    assert "A joint application awaits your word" in titles(world, "student", OPEN)
    assert "A joint application awaits your word" not in titles(world, "faculty_member", OPEN)


def asked_to_rank(world, at):
    return {task.url for task in desk_for_user(world["company_manager"], at).tasks if "applicants" in task.url}


def test_host_is_asked_no_more_where_all_applicants_have_withdrawn(world, freeze):
    made, (first, _second) = choice_of(world)
    application = applied(made, student(world, 1), [first])
    freeze(RANKING)
    made = closed(made)
    assert len(asked_to_rank(world, RANKING)) == 1
    withdraw_application(application=application, reason="Ill.", by=application.student.user, at=RANKING)
    freeze(MATCHING)
    begun(made)
    assert not asked_to_rank(world, MATCHING)


@pytest.mark.parametrize("is_published", [True, False])
def test_host_that_did_not_rank_for_a_further_round_is_asked_no_more_once_it_is_over(
    world, market, freeze, is_published
):
    freeze(MATCHING)
    made, _positions, applications = market
    publish(world, matched(world, made))
    student_leaves(application=applications[2], reason="Moves away", by=applications[2].student.user, at=MATCHING)
    made.refresh_from_db()
    open_further(cohort=made, until=(MATCHING + days(5)).date(), by=world["career_centre"], at=MATCHING)
    ask_hosts_again(cohort=made, by=world["career_centre"], at=MATCHING)
    assert asked_to_rank(world, MATCHING)
    if is_published:
        publish(world, matched(world, made, is_further=True))
    else:
        move_cohort(cohort=made, way="end", by=world["career_centre"], at=MATCHING)
    assert not asked_to_rank(world, MATCHING)


def test_host_and_office_have_their_clocks_and_who_is_left(world, freeze):
    freeze(OPEN)
    made, (first, second) = choice_of(world)
    for number in (1, 2, 3):
        applied(made, student(world, number), [first, second])
    freeze(RANKING)
    closed(made)
    tasks = desk_for_user(world["company_manager"], RANKING).tasks
    assert {task.url for task in tasks} >= {f"/placements/positions/{one.pk}/applicants/" for one in (first, second)}
    freeze(MATCHING)
    made.refresh_from_db()
    begun(made)
    assert not any("applicants" in task.url for task in desk_for_user(world["company_manager"], MATCHING).tasks)
    work = matched(world, made)
    publish_round(work=work, by=world["career_centre"], at=MATCHING)
    assert "Students without a place" in titles(world, "career_centre", MATCHING)
    assert "Students without a place" not in titles(world, "librarian", MATCHING)


def test_who_applied_where_no_match_is_drawn_is_told_and_lies_on_the_desk(
    world, freeze, client_as, mailoutbox, django_capture_on_commit_callbacks
):
    User.objects.update(language="en")
    freeze(OPEN)
    made, (first, _second) = choice_of(world)
    own = applied(made, world.people["student"], [first])
    applied(made, student(world, 1), [first], submit=False)
    with django_capture_on_commit_callbacks(execute=True):
        made = move_cohort(cohort=made, way="place_directly", by=world["career_centre"], at=OPEN)
    email = own.student.user.email
    assert [(letter.to, "No match is drawn" in letter.subject) for letter in mailoutbox] == [([email], True)]
    assert "Students without a place" in titles(world, "career_centre", OPEN)
    page = client_as("student").get(own.get_absolute_url()).content.decode()
    assert "No match is drawn in this cohort" in page
    assert "When the match is published" not in page
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        planned = Planned(own.student, first.host, first)
        place_by_hand(cohort=made, planned=planned, by=world["career_centre"], at=OPEN)
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [
        ([email], f"You have a place: {first.name}, {first.host.name}")
    ]
    assert "Students without a place" not in titles(world, "career_centre", OPEN)
    assert "You have a place" in client_as("student").get(own.get_absolute_url()).content.decode()


def test_faculty_apply_for_secondments_and_students_for_internships(world, freeze):
    freeze(OPEN)
    choice_of(world)
    assert "Apply for placements" not in titles(world, "faculty_member", OPEN)
    made, _positions = choice_of(world, of=programme(world, kind="secondment"), term="Secondment")
    assert "Apply for placements" in titles(world, "faculty_member", OPEN)
    lecturer = world.people["lecturer"]
    application = begin_application(cohort=made, student=lecturer, by=lecturer.user, at=OPEN)
    assert application.student == lecturer
    with pytest.raises(CannotApply, match="not_a_student"):
        begin_application(cohort=made, student=world.people["student"], by=world["student"], at=OPEN)
