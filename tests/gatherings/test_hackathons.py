import json
import random
from datetime import timedelta

import pytest
from django.urls import reverse

from seriktes.gatherings.actions.gatherings import copy_gathering
from seriktes.gatherings.actions.hackathons import (
    exclude_team,
    found_team,
    hand_in,
    join_team,
    leave_team,
    name_organisation,
    set_criteria,
    set_problem,
    set_terms,
)
from seriktes.gatherings.actions.handing_over import answer_from_team, partnership_from_team
from seriktes.gatherings.actions.judging import add_judge, compare, declare_conflict, mark, open_judging, publish_result
from seriktes.gatherings.models import Comparison, Team
from seriktes.gatherings.queries.access import teams_visible_to
from seriktes.gatherings.queries.judging import bundle_of, conflicts_of, judged_teams, standing_of
from seriktes.organisations.models import Affiliation, Person
from seriktes_analytics.judging import canonical, result_of, sha256_of
from tests.challenges import sample
from tests.gatherings.fair import BEGINS, ENDS, NOON, fair
from tests.gatherings.test_fairs import refused

pytestmark = pytest.mark.django_db
AFTER = BEGINS + timedelta(hours=6)


def hackathon(world, **values):
    made = fair(world, kind="hackathon", name_en="Invented hackathon", name_ru="", name_kk="").hackathon
    return set_terms(hackathon=made, values={"due_at": BEGINS + timedelta(hours=5), "team_to": 2, **values}, by=None)


def somebody(number, organisation=None):
    person = Person.objects.create(name_en=f"Invented Person {number}")
    if organisation is not None:
        Affiliation.objects.create(person=person, organisation=organisation, kind="student")
    return person


def team(made, number, *, person=None, organisation=None, problem=None, is_final=True):
    found = found_team(
        gathering=made.gathering, name=f"Team {number}", person=person or somebody(number), by=None, at=BEGINS,
        organisation=organisation, problem=problem,
    )  # fmt: skip
    values = {"title": f"Work {number}", "text": "We made it."}
    return hand_in(team=found, values=values, by=None, at=BEGINS, expected_version=None, is_final=is_final)


def judged(made, judge, order, at=AFTER):
    """All pairs, as somebody judges who has this order in mind."""
    rank = {one.pk: place for place, one in enumerate(order)}
    while (pair := standing_of(judge, made).pair) is not None:
        preferred = "first" if rank[pair[0].pk] < rank[pair[1].pk] else "second"
        compare(judge=judge, first=pair[0], second=pair[1], preferred=preferred, by=None, at=at)


# --- Teams ------------------------------------------------------------------------------------------------------------
def test_person_is_in_one_team_and_judges_none(world):
    made = hackathon(world)
    person = somebody(1)
    one = team(made, 1, person=person)
    other = team(made, 2)
    with refused("in_a_team"):
        join_team(gathering=made.gathering, code=other.join_code, person=person, by=None, at=BEGINS)
    with refused("works_here"):
        add_judge(gathering=made.gathering, person=person, by=None, at=NOON)
    leave_team(team=one, person=person, by=None, at=BEGINS)
    joined = join_team(gathering=made.gathering, code=other.join_code.lower(), person=person, by=None, at=BEGINS)
    assert joined == other
    with refused("team_full"):
        join_team(gathering=made.gathering, code=other.join_code, person=somebody(3), by=None, at=BEGINS)
    one.refresh_from_db()
    assert one.state == "withdrawn"


def test_judge_joins_no_team(world):
    made = hackathon(world)
    judge = add_judge(gathering=made.gathering, person=somebody(1), by=None, at=NOON)
    with refused("judges_here"):
        team(made, 1, person=judge.person)


def test_after_the_deadline_nothing_changes(world):
    made = hackathon(world)
    one = team(made, 1, is_final=False)
    with refused("deadline_over"):
        hand_in(team=one, values={"title": "Late"}, by=None, at=AFTER, expected_version=None)


def test_submission_needs_words_and_members(world):
    made = hackathon(world, team_from=2)
    with refused("team_small"):
        team(made, 1)
    with refused("missing"):
        one = found_team(gathering=made.gathering, name="Empty", person=somebody(9), by=None, at=BEGINS)
        hand_in(team=one, values={}, by=None, at=BEGINS, expected_version=None)


# --- Judging ----------------------------------------------------------------------------------------------------------
def test_what_was_handed_in_stays_whole(world):
    made = hackathon(world)
    one = team(made, 1)
    with refused("missing"):
        hand_in(team=one, values={"text": ""}, by=None, at=BEGINS, expected_version=None, is_final=False)


def test_judging_opens_after_the_deadline_with_two_and_a_judge(world):
    made = hackathon(world)
    with refused("before_deadline"):
        open_judging(hackathon=made, by=None, at=BEGINS)
    with refused("too_few_submissions"):
        open_judging(hackathon=made, by=None, at=AFTER)
    team(made, 1), team(made, 2)
    with refused("no_judges"):
        open_judging(hackathon=made, by=None, at=AFTER)


def test_numbers_are_drawn_from_the_seed(world):
    made = hackathon(world)
    teams = [team(made, number) for number in range(5)]
    add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    opened = open_judging(hackathon=made, by=None, at=AFTER, seed="2026")
    drawn = list(teams)
    random.Random("2026").shuffle(drawn)
    assert [one.pk for one in judged_teams(made.gathering_id)] == [one.pk for one in drawn]
    assert opened.seed == "2026"


@pytest.mark.parametrize("kind", ["own_team", "same_organisation", "declared"])
def test_nobody_judges_where_they_have_an_interest(world, kind):
    made = hackathon(world)
    home = world.organisations["university"]
    one, other, third = team(made, 1, organisation=home), team(made, 2), team(made, 3)
    person = somebody(9, home if kind == "same_organisation" else None)
    judge = add_judge(gathering=made.gathering, person=person, by=None, at=NOON)
    open_judging(hackathon=made, by=None, at=AFTER)
    for row in (one, other, third):
        row.refresh_from_db()
    if kind == "own_team":  # as could be where two records were merged later
        one.members.update(person=person)
    if kind == "declared":
        declare_conflict(judge=judge, team=one, note="my brother", by=None, at=AFTER)
    assert conflicts_of([judge], [one, other]) == {(judge.pk, one.pk): kind}
    with refused("own_interest"):
        compare(judge=judge, first=one, second=other, preferred="first", by=None, at=AFTER)
    made.refresh_from_db()
    assert standing_of(judge, made).total == 1


def test_what_was_said_before_a_conflict_was_declared_does_not_count(world):
    made = hackathon(world)
    teams = [team(made, number) for number in range(3)]
    judge = add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    made = open_judging(hackathon=made, by=None, at=AFTER)
    judged(made, judge, teams)
    declare_conflict(judge=judge, team=teams[0], note="", by=None, at=AFTER)
    assert len(bundle_of(made)["comparisons"]) == 1


def test_pair_is_judged_once_whichever_stands_first(world):
    made = hackathon(world)
    one, other = team(made, 1), team(made, 2)
    judge = add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    open_judging(hackathon=made, by=None, at=AFTER)
    one.refresh_from_db(), other.refresh_from_db()
    compare(judge=judge, first=other, second=one, preferred="first", by=None, at=AFTER)
    row = Comparison.objects.get()
    assert (row.first, row.second, row.preferred) == (one, other, "second")
    with refused("judged_already"):
        compare(judge=judge, first=one, second=other, preferred="first", by=None, at=AFTER)


def finished(world, **values):
    made = hackathon(world, **values)
    home = world.organisations["university"]
    challenge = sample.published(world)
    problem = set_problem(hackathon=made, challenge=challenge, by=None)
    first = team(made, 0, person=world.people["student"], organisation=home, problem=problem)
    teams = [first, *(team(made, number) for number in range(1, 4))]
    for number, order in enumerate((teams, teams[::-1])):
        judge = add_judge(gathering=made.gathering, person=somebody(20 + number), by=None, at=NOON)
        if number == 0:
            made = open_judging(hackathon=made, by=None, at=AFTER, seed="1")
        judged(made, judge, order)
    third = add_judge(gathering=made.gathering, person=somebody(30), by=None, at=NOON)
    judged(made, third, teams)
    return publish_result(hackathon=made, by=None, at=AFTER), teams


def test_result_is_computed_again_byte_for_byte(world, client_as):
    made, teams = finished(world)
    client = client_as("anonymous")
    bundle = client.get(reverse("gatherings:results_bundle", args=[made.gathering_id])).content
    result = client.get(reverse("gatherings:results_result", args=[made.gathering_id])).content
    assert canonical(result_of(json.loads(bundle))) == result
    assert sha256_of(json.loads(result)) == made.sha256
    ranked = [row["item"] for row in json.loads(result)["ranking"]]
    numbers = {one.number: one.pk for one in judged_teams(made.gathering_id)}
    assert [numbers[number] for number in ranked] == [one.pk for one in teams]
    for name in ("Team", "Invented Person", "Bilimbek"):
        assert name not in bundle.decode()


def test_result_without_a_chain_is_refused_or_marked(world):
    made = hackathon(world)
    teams = [team(made, number) for number in range(3)]
    judge = add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    made = open_judging(hackathon=made, by=None, at=AFTER)
    judged(made, judge, teams)
    with refused("not_connected"):
        publish_result(hackathon=made, by=None, at=AFTER)
    assert publish_result(hackathon=made, held=True, by=None, at=AFTER).result["marked"] == "not_connected"


def test_rubric_gives_percentages(world):
    made = hackathon(world, method="rubric")
    set_criteria(
        hackathon=made,
        rows=[{"name_en": "Idea", "weight": 2, "maximum": 10}, {"name_en": "Work", "weight": 1, "maximum": 5}],
        by=None,
    )
    one, other = team(made, 1), team(made, 2)
    judge = add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    made = open_judging(hackathon=made, by=None, at=AFTER)
    one.refresh_from_db(), other.refresh_from_db()
    idea, work = made.gathering.criteria.all()
    with refused("marks_missing"):
        mark(judge=judge, team=one, marks={idea.pk: 5}, at=AFTER)
    with refused("mark_too_high"):
        mark(judge=judge, team=one, marks={idea.pk: 5, work.pk: 6}, at=AFTER)
    mark(judge=judge, team=one, marks={idea.pk: 9, work.pk: 5}, at=AFTER)
    mark(judge=judge, team=other, marks={idea.pk: 9, work.pk: 2}, at=AFTER)
    result = publish_result(hackathon=made, by=None, at=AFTER).result
    assert [(row["item"], row["value"]) for row in result["ranking"]] == [
        (one.number, pytest.approx(93.333333)), (other.number, pytest.approx(73.333333)),
    ]  # fmt: skip


def test_excluded_team_is_out_of_the_result(world):
    made = hackathon(world)
    teams = [team(made, number) for number in range(3)]
    judge = add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    made = open_judging(hackathon=made, by=None, at=AFTER)
    judged(made, judge, teams)
    exclude_team(team=teams[0], reason="copied", by=None, at=AFTER)
    result = publish_result(hackathon=made, held=True, by=None, at=AFTER).result
    assert len(result["ranking"]) == 2


# --- What comes of it -------------------------------------------------------------------------------------------------
def test_winner_goes_on_as_an_answer_once(world):
    _made, teams = finished(world)
    answer = answer_from_team(team=teams[0], by=world["career_centre"], at=AFTER)
    assert (answer.organisation, answer.title, answer.state) == (world.organisations["university"], "Work 0", "draft")
    assert [one.person for one in answer.authors.all()] == [world.people["student"]]
    assert answer_from_team(team=teams[0], by=world["career_centre"], at=AFTER) == answer


def test_team_that_is_out_goes_on_as_nothing(world):
    _made, teams = finished(world)
    Team.objects.filter(pk=teams[0].pk).update(state="excluded")
    with refused("wrong_state"):
        answer_from_team(team=teams[0], by=world["career_centre"], at=AFTER)


def test_winner_goes_on_as_a_partnership_once(world):
    _made, teams = finished(world)
    made = partnership_from_team(team=teams[0], by=world["career_centre"], at=AFTER)
    sides = {party.organisation.pk for party in made.parties.all()}
    assert sides == {world.organisations["university"].pk, world.organisations["company"].pk}
    assert partnership_from_team(team=teams[0], by=world["career_centre"], at=AFTER) == made
    with refused("nothing_to_hand_over"):
        partnership_from_team(team=teams[1], by=world["career_centre"], at=AFTER)


def test_team_without_an_organisation_names_one_before_it_hands_over(world):
    _made, teams = finished(world)
    Team.objects.filter(pk=teams[0].pk).update(organisation=None)
    teams[0].refresh_from_db()
    with refused("nothing_to_hand_over"):
        answer_from_team(team=teams[0], by=world["career_centre"], at=AFTER)
    home = world.organisations["university"]
    name_organisation(team=teams[0], organisation=home, by=world["student"], at=AFTER)
    teams[0].refresh_from_db()
    assert answer_from_team(team=teams[0], by=world["career_centre"], at=AFTER).organisation == home
    with refused("organisation_named"):
        name_organisation(team=teams[0], organisation=world.organisations["company"], by=None, at=AFTER)


def test_no_organisation_is_named_while_judges_judge(world):
    made = hackathon(world)
    one, _other = team(made, 1), team(made, 2)
    add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    open_judging(hackathon=made, by=None, at=AFTER)
    with refused("not_judged_yet"):
        name_organisation(team=one, organisation=world.organisations["university"], by=None, at=AFTER)


def test_organisation_of_a_team_by_its_page(world, client_as, freeze):
    freeze(BEGINS)
    made = hackathon(world)
    one = team(made, 1, person=world.people["student"])
    address = reverse("gatherings:team_organisation", args=[made.gathering_id, one.pk])
    assert client_as("career_centre").get(address).status_code == 404
    student = client_as("student")
    assert address in student.get(one.get_absolute_url()).content.decode()
    assert student.post(address, {"organisation": world.organisations["company"].pk}).status_code == 422
    assert student.post(address, {"organisation": world.organisations["university"].pk}).status_code == 302
    one.refresh_from_db()
    assert one.organisation == world.organisations["university"]
    assert student.get(address).status_code == 404


def test_next_hackathon_has_the_terms_of_the_last(world):
    made = hackathon(world, method="rubric", team_from=2, team_to=4)
    later = timedelta(days=365)
    copied = copy_gathering(
        gathering=made.gathering, values={"starts_at": BEGINS + later, "ends_at": ENDS + later}, by=None, at=NOON
    ).hackathon
    assert (copied.method, copied.team_from, copied.team_to) == ("rubric", 2, 4)
    assert (copied.due_at, copied.phase) == (made.due_at + later, "working")


# --- Pages ------------------------------------------------------------------------------------------------------------
def test_judge_sees_numbers_and_no_names(world, client_as, freeze):
    freeze(AFTER)
    made = hackathon(world)
    one, other = team(made, 1, person=world.people["student"]), team(made, 2)
    add_judge(gathering=made.gathering, person=world.people["lecturer"], by=None, at=NOON)
    other.members.update(person=somebody(5))
    open_judging(hackathon=made, by=None, at=AFTER)
    one.members.all().delete()  # else both are of the university
    client = client_as("faculty_member")
    shown = client.get(reverse("gatherings:judge", args=[made.gathering_id])).content.decode()
    assert "№ 1" in shown
    assert "Work 1" in shown
    assert "Team 1" not in shown
    assert client.get(one.get_absolute_url()).status_code == 404
    one.refresh_from_db(), other.refresh_from_db()
    sent = {"first": one.number, "second": other.number, "preferred": "first"}
    assert client.post(reverse("gatherings:judge", args=[made.gathering_id]), sent).status_code == 302
    assert Comparison.objects.get().preferred == "first"
    assert f"/teams/{one.pk}/" not in shown


def test_who_organises_does_not_judge_blind(world):
    made = hackathon(world)
    for who in ("partnership_officer", "administrator"):
        person, _is_new = Person.objects.get_or_create(user=world[who], defaults={"name_en": "Invented Keeper"})
        with refused("keeps_here"):
            add_judge(gathering=made.gathering, person=person, by=None, at=NOON)


def test_judge_who_may_read_everything_reads_no_names_until_the_result(world, client_as):
    who = "auditor"
    made = hackathon(world)
    one, other, third = (team(made, number) for number in (1, 2, 3))
    person = Person.objects.create(name_en="Invented Reader", user=world[who])
    assert client_as(who).get(one.get_absolute_url()).status_code == 200
    judge = add_judge(gathering=made.gathering, person=person, by=None, at=NOON)
    made = open_judging(hackathon=made, by=None, at=AFTER)
    assert client_as(who).get(one.get_absolute_url()).status_code == 404
    assert not teams_visible_to(world[who]).exists()
    judged(made, judge, [one, other, third])
    publish_result(hackathon=made, held=True, by=None, at=AFTER)
    assert client_as(who).get(one.get_absolute_url()).status_code == 200


def test_work_that_ends_later_is_an_interest_and_one_that_ended_is_none(world, freeze):
    freeze(AFTER)
    home = world.organisations["university"]
    made = hackathon(world)
    one = team(made, 1, organisation=home)
    judge = add_judge(gathering=made.gathering, person=somebody(9, home), by=None, at=NOON)
    place = judge.person.affiliations.get()
    for days, found in ((5, {(judge.pk, one.pk): "same_organisation"}), (-5, {})):
        place.ends_on = AFTER.date() + timedelta(days=days)
        place.save()
        assert conflicts_of([judge], [one]) == found


def test_hackathon_by_its_pages(world, client_as, freeze):
    freeze(BEGINS)
    made = hackathon(world)
    pk = made.gathering_id
    challenge = sample.published(world)

    def at(name, *args):
        return reverse(f"gatherings:{name}", args=[pk, *args])

    client = client_as("career_centre")
    assert client.get(at("hackathon") + "?query=crusher").status_code == 200
    assert client.post(at("hackathon_problem"), {"add": challenge.pk}).status_code == 302
    assert client.post(at("hackathon_criteria"), {"lines": "а | б | Idea | 1 | 10"}).status_code == 302
    assert client.post(at("hackathon_criteria"), {"lines": "Idea | 10"}).status_code == 422
    assert client.post(at("judge_add"), {"person": world.people["manager"].pk}).status_code == 302
    terms = {"method": "rubric", "team_from": 1, "team_to": 3, "due_at": "2026-04-01T20:00", "expected_version": 2}
    assert client.post(at("hackathon_terms"), terms).status_code == 302
    student = client_as("student")
    problem = made.gathering.problems.get()
    assert student.post(at("team_new"), {"name": "Eagles", "problem": problem.pk}).status_code == 302
    own = made.gathering.teams.get()
    assert student.get(own.get_absolute_url()).status_code == 200
    handed = {"title": "Cooler", "text": "A fan", "expected_version": own.version, "final": "1"}
    assert student.post(at("hand_in", own.pk), handed).status_code == 302
    team(made, 2)
    assert client_as("librarian").get(own.get_absolute_url()).status_code == 404
    freeze(ENDS)
    client = client_as("career_centre")
    made.refresh_from_db()
    assert client.post(at("judging_open"), {"expected_version": made.version}).status_code == 302
    judge = client_as("company_manager")
    while "mark_" in (shown := judge.get(at("judge")).content.decode()):
        number = int(shown.split('name="team" value="')[1].split('"')[0])
        marks = {f"mark_{one.pk}": 7 for one in made.gathering.criteria.all()}
        assert judge.post(at("judge"), {"team": number}).status_code == 422
        assert judge.post(at("judge"), {"team": number, **marks}).status_code == 302
    client = client_as("career_centre")
    made.refresh_from_db()
    assert client_as("anonymous").get(at("results")).status_code == 404
    assert client_as("career_centre").post(at("result_publish"), {"expected_version": made.version}).status_code == 302
    assert "Eagles" in client_as("anonymous").get(at("results")).content.decode()
    assert client_as("anonymous").get(at("results") + "?format=csv").status_code == 404
    for who, name in (("career_centre", "hackathon"), ("career_centre", "results"), ("company_manager", "results")):
        answer = client_as(who).get(at(name) + "?format=csv")
        assert "Eagles" in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert client_as("company_manager").get(at("hackathon") + "?format=csv").status_code == 404
    client_as("career_centre")
    assert client_as("career_centre").get(own.get_absolute_url()).status_code == 200
    assert client.get(at("hackathon")).status_code == 200
    assert client.get(reverse("gatherings:gathering", args=[pk])).status_code == 200


def test_problem_that_one_may_not_see_is_not_offered_to_teams(world, client_as, freeze):
    freeze(BEGINS)
    made = hackathon(world)
    set_problem(hackathon=made, challenge=sample.published(world), by=None)
    hidden = set_problem(hackathon=made, challenge=sample.published(world, visibility="invited"), by=None)
    offered = f'<option value="{hidden.pk}"'
    student, address = client_as("student"), reverse("gatherings:team_new", args=[made.gathering_id])
    assert offered not in student.get(address).content.decode()
    assert student.post(address, {"name": "Eagles", "problem": hidden.pk}).status_code == 422
    own = team(made, 1, person=world.people["student"], is_final=False)
    at_hand_in = reverse("gatherings:hand_in", args=[made.gathering_id, own.pk])
    assert offered not in student.get(at_hand_in).content.decode()
    # What the team works on already stays.
    type(own).objects.filter(pk=own.pk).update(problem=hidden)
    assert offered in student.get(at_hand_in).content.decode()


def test_times_of_the_sample():
    assert BEGINS < AFTER < ENDS


def test_only_who_speaks_for_the_organisation_hands_over(world, client_as):
    made, teams = finished(world)
    address = reverse("gatherings:hand_over", args=[made.gathering_id, teams[0].pk, "partnership"])
    assert client_as("career_centre").post(address).status_code == 404
    assert client_as("student").post(address).status_code == 404
    assert client_as("partnership_officer").post(address).status_code == 302
    teams[0].refresh_from_db()
    assert teams[0].partnership is not None
