"""After a published match: who leaves, what a host withdraws, and the further round."""

import pytest
from django.core import mail
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.placements.actions.leaving import ask_hosts_again, open_further, student_leaves, tell_of_further
from seriktes.placements.actions.placements import change_placement
from seriktes.placements.actions.positions import withdraw_position
from seriktes.placements.actions.ranking_letters import addressees_of
from seriktes.placements.actions.rounds import replay_round
from seriktes.placements.definitions.choice_refusals import CannotMatch
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import Placement, Position
from seriktes.placements.queries.results import left_over, places_left, result_for
from seriktes.procedures.models import OpenClock
from tests.placements.choice_ground import (
    MATCHING,
    change,
    days,
    matched,
    places,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
ONE, TWO, THREE = (f"Invented Student {number}" for number in (1, 2, 3))


def test_student_leaves_and_a_further_round_fills_the_place(world, market):
    made, (_first, _second), applications = market
    work = publish(world, matched(world, made))
    student_leaves(application=applications[2], reason="Moves away", by=applications[2].student.user, at=MATCHING)
    made.refresh_from_db()
    assert [one.student.name for one in left_over(made)] == [TWO]
    assert [(position.name, free) for position, free in places_left(made)] == [("P1", 1)]
    assert work.changes.get().reason == "Moves away"
    further = matched(world, made, is_further=True)
    assert (further.after, places(further)) == (work, {TWO: "P1"})
    publish(world, further)
    assert result_for(applications[1]).round == further
    assert Placement.objects.filter(state="planned").count() == 2
    assert replay_round(pk=further.pk).is_replay_same


def test_host_withdraws_after_the_match_and_the_lists_open_again(world, market, django_capture_on_commit_callbacks):
    made, (_first, second), applications = market
    publish(world, matched(world, made))
    User.objects.update(language="en")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_position(position=second, reason="The shop burnt down", by=None, at=MATCHING)
    assert Placement.objects.get(student=applications[0].student).state == "cancelled"
    assert ["student1@example.org"] in [letter.to for letter in mail.outbox]
    # The office is told of the student although the placement is cancelled by then.
    told = [letter.subject for letter in mail.outbox if letter.to == ["career.centre@example.org"]]
    assert f"Withdrawn after the match: {second.name}" in told
    made.refresh_from_db()
    assert {one.student.name for one in left_over(made)} == {ONE, TWO}
    open_further(cohort=made, until=(MATCHING + days(5)).date(), by=world["career_centre"], at=MATCHING)
    assert tell_of_further(pk=made.pk) == 2
    with pytest.raises(CannotMatch, match="day_passed"):
        open_further(cohort=made, until=(MATCHING - days(5)).date(), by=world["career_centre"], at=MATCHING)
    assert ask_hosts_again(cohort=made, by=world["career_centre"], at=MATCHING) == 1
    # A further round that is given more time gives it to hosts, too.
    later = (MATCHING + days(9)).date()
    open_further(cohort=made, until=later, by=world["career_centre"], at=MATCHING)
    assert {timezone.localdate(one.due_at) for one in OpenClock.objects.filter(code="position_ranking")} == {later}
    with pytest.raises(CannotMatch, match="nothing_to_match"):
        matched(world, made, is_further=True)


@pytest.mark.parametrize("event", ["leaves", "moves", "loses"])
def test_each_side_gets_one_letter_that_says_who_comes_no_more_and_why(
    world, market, django_capture_on_commit_callbacks, event
):
    """Not also that the placement is cancelled, though its supervisor is who looks after the position."""
    made, (first, second), applications = market
    work = publish(world, matched(world, made))
    student = applications[2].student
    host = addressees_of(first, MATCHING)[0].email
    Placement.objects.update(
        host_supervisor=None, supervisor_email=host, academic_supervisor=world.people["lecturer"]
    )  # fmt: skip
    Position.objects.update(capacity=2)
    User.objects.update(language="en")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        if event == "leaves":
            student_leaves(application=applications[2], reason="Moves away", by=student.user, at=MATCHING)
        elif event == "moves":
            change(world, work, applications[2], second, reason="Moves away")
        else:
            withdraw_position(position=first, reason="Moves away", by=None, at=MATCHING)
    told = {}
    for letter in mail.outbox:
        told.setdefault(letter.to[0], []).append(letter)
    assert len(told[student.user.email]) == 1
    assert len([letter for letter in told["faculty.member@example.org"] if "Cancelled" in letter.subject]) == 1
    about_first = [letter for letter in told.get(host, []) if "P2" not in letter.subject]
    if event == "loses":
        assert "fallen away" in told[student.user.email][0].subject
    else:
        assert [letter.subject for letter in about_first] == ["One student fewer: P1"]
        assert f"{student.name} does not come" in about_first[0].body
        assert "nobody. The reason: Moves away" in " ".join(about_first[0].body.split())


def test_further_round_needs_a_published_match(world, market):
    made, _positions, _applications = market
    with pytest.raises(CannotMatch, match="not_published"):
        matched(world, made, is_further=True)
    with pytest.raises(CannotMatch, match="not_published"):
        open_further(cohort=made, until=(MATCHING + days(5)).date(), by=world["career_centre"], at=MATCHING)


def test_place_of_a_match_is_changed_on_the_page_of_the_round_alone(world, market):
    """There with a signature and a reason; the form of the placement takes no other position in its stead."""
    made, (first, second), applications = market
    publish(world, matched(world, made))
    placement = Placement.objects.get(student=applications[0].student)
    Position.objects.update(capacity=2)
    for position in (first, None):
        with pytest.raises(Refusal, match="by_a_match"):
            change_placement(
                placement=placement, values={"position": position}, by=None, at=MATCHING, expected_version=None
            )
    placement.refresh_from_db()
    assert placement.position == second
    again = {"position": second, "hours": 90}
    change_placement(placement=placement, values=again, by=None, at=MATCHING, expected_version=None)
