"""The page of a defence says what comes next, before a button refuses it."""

import pytest

from seriktes.placements.actions.defences import (
    Seat,
    add_member,
    call_defence,
    hold_defence,
    judge_thesis,
    plan_defence,
    put_theses,
)
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import ThesisRule
from seriktes.placements.queries.defence_steps import defence_next
from seriktes.placements.queries.theses import rule_of, with_everything
from tests.placements import thesis_ground as ground
from tests.placements.thesis_ground import DEFENCE, LATER, OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def told(defence, now=OPEN):
    defence.refresh_from_db()
    members = list(defence.members.select_related("person", "organisation"))
    theses = list(with_everything(defence.theses.all()))
    return defence_next(defence, members, theses, rule_of(defence.cohort.programme), now)


def test_each_step_is_named_until_the_minutes(world):
    thesis = ground.admitted(world)
    ThesisRule.objects.update_or_create(
        programme=thesis.placement.cohort.programme, defaults={"members_at_least": 2, "employers_at_least": 1}
    )  # fmt: skip
    defence = plan_defence(cohort=thesis.placement.cohort, starts_at=DEFENCE, place="Room 204", by=None, at=OPEN)
    assert told(defence) == "Choose the theses that are put before it."
    put_theses(defence=defence, theses=[thesis.pk], by=None, at=OPEN)
    assert told(defence) == "Name the chair of the commission."
    home, company = world.organisations["university"], world.organisations["company"]
    add_member(defence=defence, seat=Seat("chair", name="Chair", organisation=home), by=None, at=OPEN)
    assert told(defence) == "Name 1 more member from an employer."
    # The supervisor sits there for an employer, and has no vote on the own student.
    lecturer = Seat("member", person=world.people["lecturer"], organisation=company)
    add_member(defence=defence, seat=lecturer, by=None, at=OPEN)
    assert told(defence).startswith(f"On the thesis of {thesis.placement.student.name} 1 vote is missing")
    with pytest.raises(Refusal, match="too_few_voters"):
        call_defence(defence=defence, by=None, at=OPEN)
    add_member(defence=defence, seat=Seat("member", name="Third", organisation=home), by=None, at=OPEN)
    assert told(defence).startswith("Announce it:")
    call_defence(defence=defence, by=None, at=OPEN)
    assert told(defence).startswith("It begins on ")
    assert told(defence, LATER) == "Record the result of 1 thesis."
    thesis.refresh_from_db()
    judge_thesis(defence=defence, thesis=thesis, points=90, votes_for=2, votes_against=0, by=None, at=LATER)
    assert told(defence, LATER).startswith("Every thesis has its result")
    defence.refresh_from_db()
    hold_defence(defence=defence, by=world["career_centre"], at=LATER)
    assert told(defence, LATER) == ""


def test_the_next_step_is_told_to_whoever_keeps_it_alone(world, client_as, freeze):
    freeze(OPEN)
    defence = ground.commission(world, ground.admitted(world))
    for who, is_told in (("career_centre", True), ("student", False)):
        client = client_as(who)
        client.cookies["language"] = "en"
        page = client.get(defence.get_absolute_url()).content.decode()
        assert ("From then on results can be recorded." in page) is is_told
