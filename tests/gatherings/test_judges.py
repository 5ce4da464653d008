"""Judges taken away, replaced by others, and marks that are changed."""

import pytest
from django.urls import reverse

from seriktes.gatherings.actions.gatherings import cancel
from seriktes.gatherings.actions.hackathons import set_criteria
from seriktes.gatherings.actions.judging import (
    add_judge,
    compare,
    hand_over_judging,
    mark,
    open_judging,
    publish_result,
    remove_judge,
)
from seriktes.gatherings.models import Judge, Score
from seriktes.gatherings.queries.judging import bundle_of, standing_of
from tests.gatherings.fair import NOON
from tests.gatherings.test_fairs import refused
from tests.gatherings.test_hackathons import AFTER, hackathon, judged, somebody, team

pytestmark = pytest.mark.django_db
RUBRIC = [{"name_kk": "", "name_ru": "", "name_en": "Use", "weight": 1, "maximum": 10}]


@pytest.fixture(autouse=True)
def _after(freeze):
    freeze(AFTER)


def judging(world, *, method="pairwise", teams=3, person=None):
    made = hackathon(world, method=method)
    if method == "rubric":
        set_criteria(hackathon=made, rows=RUBRIC, by=None)
    rows = [team(made, number) for number in range(teams)]
    judge = add_judge(gathering=made.gathering, person=person or somebody(90), by=None, at=NOON)
    made = open_judging(hackathon=made, by=None, at=AFTER)
    for row in rows:
        row.refresh_from_db()
    return made, judge, rows


def marked(judge, one, value=5):
    [criterion] = one.gathering.criteria.all()
    mark(judge=judge, team=one, marks={criterion.pk: value}, at=AFTER)


# --- Taken away -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["pairwise", "rubric"])
def test_judge_who_has_judged_nothing_is_taken_away_and_no_other(world, method):
    made, judge, rows = judging(world, method=method)
    idle = add_judge(gathering=made.gathering, person=somebody(91), by=None, at=AFTER)
    if method == "rubric":
        marked(judge, rows[0])
    else:
        compare(judge=judge, first=rows[0], second=rows[1], preferred="first", by=None, at=AFTER)
    remove_judge(judge=idle, by=None)
    with refused("has_judged"):
        remove_judge(judge=judge, by=None)
    assert list(made.gathering.judges.all()) == [judge]


def test_nobody_is_taken_away_once_the_result_is_there(world):
    made, judge, rows = judging(world)
    idle = add_judge(gathering=made.gathering, person=somebody(91), by=None, at=AFTER)
    judged(made, judge, rows)
    publish_result(hackathon=made, held=True, by=None, at=AFTER)
    with refused("wrong_state"):
        remove_judge(judge=idle, by=None)


# --- Handed over ------------------------------------------------------------------------------------------------------
def test_pairs_that_are_left_go_to_another_and_each_is_judged_once(world):
    made, judge, rows = judging(world)
    compare(judge=judge, first=rows[0], second=rows[1], preferred="first", by=None, at=AFTER)
    assert standing_of(judge, made).total == 3
    after = hand_over_judging(judge=judge, person=somebody(91), by=None, at=AFTER)
    judge.refresh_from_db()
    assert (standing_of(judge, made).total, standing_of(after, made).total) == (1, 2)
    with refused("handed_over_already"):
        compare(judge=judge, first=rows[0], second=rows[2], preferred="first", by=None, at=AFTER)
    judged(made, after, rows)
    assert len(bundle_of(made)["comparisons"]) == 3


def test_submissions_that_are_left_go_to_another_by_a_rubric_too(world):
    made, judge, rows = judging(world, method="rubric")
    marked(judge, rows[0])
    after = hand_over_judging(judge=judge, person=somebody(91), by=None, at=AFTER)
    third = hand_over_judging(judge=after, person=somebody(92), by=None, at=AFTER)
    assert standing_of(third, made).total == 2
    while (one := standing_of(third, made).team) is not None:
        assert one != rows[0]
        marked(third, one)
    assert Score.objects.count() == 3


@pytest.mark.parametrize("method", ["pairwise", "rubric"])
def test_what_was_judged_before_the_handover_is_not_judged_again_by_whoever_asks_for_it(world, method):
    _made, judge, rows = judging(world, method=method)

    def say(who):
        if method == "rubric":
            marked(who, rows[0])
        else:
            compare(judge=who, first=rows[1], second=rows[0], preferred="first", by=None, at=AFTER)

    say(judge)
    after = hand_over_judging(judge=judge, person=somebody(91), by=None, at=AFTER)
    with refused("judged_before"):
        say(after)


@pytest.mark.parametrize("method", ["pairwise", "rubric"])
def test_at_a_cancelled_event_nobody_judges_and_no_result_is_told(world, method):
    made, judge, rows = judging(world, method=method)
    cancel(gathering=made.gathering, reason="Storm", by=None, at=AFTER)
    judge.refresh_from_db()
    with refused("is_cancelled"):
        judged(made, judge, rows) if method == "pairwise" else marked(judge, rows[0])
    with refused("is_cancelled"):
        publish_result(hackathon=made, held=True, by=None, at=AFTER)


def test_judging_of_a_cancelled_event_is_not_opened(world):
    made = hackathon(world)
    add_judge(gathering=made.gathering, person=somebody(90), by=None, at=NOON)
    for number in (1, 2):
        team(made, number)
    cancel(gathering=made.gathering, reason="Storm", by=None, at=NOON)
    made.gathering.refresh_from_db()
    with refused("is_cancelled"):
        open_judging(hackathon=made, by=None, at=AFTER)


def test_what_was_handed_over_goes_back_when_the_other_is_taken_away(world):
    made, judge, _rows = judging(world)
    after = hand_over_judging(judge=judge, person=somebody(91), by=None, at=AFTER)
    with refused("handed_over_already"):
        remove_judge(judge=judge, by=None)
    remove_judge(judge=after, by=None)
    judge = Judge.objects.get()
    assert (judge.handed_over_at, standing_of(judge, made).total) == (None, 3)


def test_nothing_is_handed_over_twice_or_to_who_judges_already(world):
    made, judge, _rows = judging(world)
    other = add_judge(gathering=made.gathering, person=somebody(91), by=None, at=AFTER)
    with refused("judges_already"):
        hand_over_judging(judge=judge, person=other.person, by=None, at=AFTER)
    hand_over_judging(judge=judge, person=somebody(92), by=None, at=AFTER)
    with refused("handed_over_already"):
        hand_over_judging(judge=judge, person=somebody(93), by=None, at=AFTER)


def test_member_of_a_team_takes_nothing_over(world):
    _made, judge, rows = judging(world)
    with refused("works_here"):
        hand_over_judging(judge=judge, person=rows[0].members.get().person, by=None, at=AFTER)


def test_judges_by_their_pages(world, client_as):
    made, judge, rows = judging(world)
    idle = add_judge(gathering=made.gathering, person=somebody(91), by=None, at=AFTER)
    compare(judge=judge, first=rows[0], second=rows[1], preferred="first", by=None, at=AFTER)
    remove = reverse("gatherings:judge_remove", args=[made.gathering_id, idle.pk])
    hand_over = reverse("gatherings:judge_hand_over", args=[made.gathering_id, judge.pk])
    assert client_as("student").post(remove).status_code == 404
    assert client_as("student").get(hand_over).status_code == 404
    client = client_as("career_centre")
    shown = client.get(reverse("gatherings:hackathon", args=[made.gathering_id])).content.decode()
    assert remove in shown
    assert hand_over in shown
    assert client.post(remove).status_code == 302
    manager = world.people["manager"]
    assert manager.name in client.get(hand_over, {"query": manager.name}).content.decode()
    assert client.post(hand_over, {"person": manager.pk}).status_code == 302
    assert [one.person for one in made.gathering.judges.order_by("pk")] == [judge.person, manager]


# --- Marks again ------------------------------------------------------------------------------------------------------
def test_mark_is_changed_on_the_page_while_judging_is_open(world, client_as):
    made, judge, rows = judging(world, method="rubric", person=world.people["manager"])
    marked(judge, rows[0], 4)
    address, number = reverse("gatherings:judge", args=[made.gathering_id]), rows[0].number
    client = client_as("company_manager")
    assert f"?submission={number}" in client.get(address).content.decode()
    shown = client.get(address, {"submission": number})
    [field] = [name for name in shown.context["form"].fields if name.startswith("mark_")]
    assert shown.context["form"][field].value() == 4
    assert shown.context["shown"] == rows[0]
    assert client.post(address, {"team": number, field: 11}).context["shown"] == rows[0]
    assert client.post(address, {"team": number, field: 9}).status_code == 302
    assert [score.value for score in Score.objects.all()] == [9]
    # Of another that has no marks yet, the address opens nothing.
    other = client.get(address, {"submission": rows[1].number})
    assert other.context["is_again"] is False


def test_no_mark_is_changed_after_the_result(world, client_as):
    made, judge, rows = judging(world, method="rubric", person=world.people["manager"])
    for row in rows:
        marked(judge, row)
    publish_result(hackathon=made, by=None, at=AFTER)
    address = reverse("gatherings:judge", args=[made.gathering_id])
    shown = client_as("company_manager").get(address, {"submission": rows[0].number})
    assert "mark_" not in shown.content.decode()
