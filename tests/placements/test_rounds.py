"""A cohort from its opening to a published match: seeds, rounds, why, replay, changes by hand, who leaves afterwards."""

from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core import mail

from seriktes.placements.actions import publishing
from seriktes.placements.actions.applications import withdraw_application
from seriktes.placements.actions.placements import cancel_placement
from seriktes.placements.actions.positions import withdraw_position
from seriktes.placements.actions.rounds import ask_for_replay, cancel_round, execute_round, replay_round, start_round
from seriktes.placements.definitions.choice_refusals import CannotMatch
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import CohortChoice, HostRecord, Placement, Position, RoundResult
from seriktes.placements.queries.results import assigned, result_for, seen_by_host
from seriktes.placements.queries.why import told_why
from seriktes.procedures.models import Event
from tests.placements.choice_ground import (
    MATCHING,
    OPEN,
    RANKING,
    applied,
    begun,
    change,
    choice_of,
    closed,
    matched,
    places,
    publish,
    ranked,
    student,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
ONE, TWO, THREE = (f"Invented Student {number}" for number in (1, 2, 3))


# --- The seed ---------------------------------------------------------------------------------------------------------
def test_seed_is_committed_when_the_cohort_opens_and_published_when_lists_and_rankings_are_closed(world):
    made, (first, _second) = choice_of(world)
    choice = CohortChoice.objects.get(cohort=made)
    assert choice.commitment == sha256(choice.seed.encode()).hexdigest()
    assert choice.revealed_at is None
    assert choice.seed not in str(list(Event.objects.values_list("data", flat=True)))
    applied(made, student(world, 1), [first])
    made = closed(made)
    choice.refresh_from_db()
    assert choice.revealed_at is None
    begun(made)
    before, _ = choice.seed, choice.refresh_from_db()
    assert choice.revealed_at == MATCHING
    assert choice.seed == before
    assert Event.objects.filter(kind="cohort.seed_revealed", data__seed=choice.seed).count() == 1


def test_no_round_before_the_rankings_are_closed(world):
    made, (first, _second) = choice_of(world)
    applied(made, student(world, 1), [first])
    with pytest.raises(CannotMatch, match="wrong_state"):
        matched(world, made)


# --- Matched, explained, replayed -------------------------------------------------------------------------------------
def test_round_places_students_and_says_why(world, market):
    made, (first, second), applications = market
    work = matched(world, made)
    assert (work.state, work.figures["blocking_pairs"], work.figures["matched"]) == ("finished", 0, 2)
    assert places(work) == {ONE: "P2", TWO: "", THREE: "P1"}
    why = told_why(work.results.get(application=applications[0]))
    assert [(one["position"], one["outcome"]) for one in why] == [(first, "filled"), (second, "got")]
    assert why[0]["details"] == ["1 place", "you stood at rank 2 there", "the last one admitted at rank 1"]
    refused = told_why(work.results.get(application=applications[1]))
    assert [one["outcome"] for one in refused] == ["filled", "not eligible"]
    assert result_for(applications[0]) is None, "a trial is told to nobody"
    assert Placement.objects.count() == 0


def test_bundle_is_replayed_byte_for_byte_and_names_nobody(world, market):
    made, _positions, _applications = market
    work = matched(world, made)
    ask_for_replay(work=work, at=MATCHING)
    work = replay_round(pk=work.pk)
    assert (work.is_replay_same, work.replay_differs) == (True, [])
    with work.bundle.open() as stored, ZipFile(stored) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Invented" not in text
    assert matched(world, made).bundle_sha256 == work.bundle_sha256


def test_replay_finds_an_altered_file_and_altered_rows(world, market):
    made, _positions, applications = market
    work = matched(world, made)
    RoundResult.objects.filter(round=work, application=applications[2]).update(position=None)
    assert replay_round(pk=work.pk).replay_differs == ["rows"]
    path = Path(work.bundle.path)
    path.write_bytes(path.read_bytes().replace(b"A%d,P" % applications[2].pk, b"A%d,P" % applications[1].pk))
    found = replay_round(pk=work.pk)
    assert not found.is_replay_same
    assert "sha256" in found.replay_differs


def test_lists_that_name_only_what_was_withdrawn_are_told_so(world, market):
    made, (_first, second), applications = market
    withdraw_position(position=second, reason="No budget", by=None, at=MATCHING)
    work = matched(world, made)
    assert places(work) == {ONE: "", TWO: "", THREE: "P1"}
    assert [one["outcome"] for one in told_why(work.results.get(application=applications[0]))] == ["filled", "gone"]


# --- Objectives, quotas, couples --------------------------------------------------------------------------------------
def test_greatest_number_states_the_pairs_that_block(world):
    made, (first, second) = choice_of(world)
    one, two = (student(world, number) for number in (1, 2))
    a, b = applied(made, one, [first, second]), applied(made, two, [first])
    made = closed(made)
    ranked(world, first, a, b)
    made = begun(made)
    assert places(matched(world, made)) == {ONE: "P1", TWO: ""}
    most = matched(world, made, objective="cardinality")
    assert places(most) == {ONE: "P2", TWO: "P1"}
    assert most.figures["blocking_pairs"] == 1
    assert most.figures["blocking"] == [{"students": [f"A{a.pk}"], "positions": [f"P{first.pk}"]}]


def test_quota_by_programme_holds_at_each_position(world):
    made, (first,) = choice_of(world, seats=(3,))
    for number, code in ((1, "6B07101"), (2, "6B07101"), (3, "6B04101")):
        applied(made, student(world, number), [first], study_programme=code)
    made = begun(closed(made))
    work = matched(world, made, limits={"programmes": {"6B07101": 1}})
    assert sorted(places(work).values()) == ["", "P1", "P1"]
    assert places(work)[THREE] == "P1"
    without = work.results.get(final=None)
    assert told_why(without)[0]["outcome"] == "programme filled"
    assert replay_round(pk=work.pk).is_replay_same


def test_quota_by_region_holds_over_its_positions(world):
    made, (first, second) = choice_of(world)
    for number in (1, 2):
        applied(made, student(world, number), [first, second])
    made = begun(closed(made))
    work = matched(world, made, limits={"regions": {"KZ-35": 1}})
    assert sorted(places(work).values()) == ["", "P1"]
    assert told_why(work.results.get(final=None))[0]["outcome"] == "filled"
    assert told_why(work.results.get(final=None))[1]["outcome"] == "region filled"
    assert replay_round(pk=work.pk).is_replay_same


@pytest.mark.parametrize(
    ("objective", "limits"),
    [
        ("host", {"regions": {"KZ-35": 1}}),
        ("cardinality", {"programmes": {"6B07101": 1}}),
        ("student", {"programmes": {"6B07101": 1}, "regions": {"KZ-35": 1}}),
        ("best", {}),
    ],
)
def test_combinations_without_a_method_are_refused_by_name(world, market, objective, limits):
    made, _positions, _applications = market
    with pytest.raises(CannotMatch) as refused:
        start_round(cohort=made, objective=objective, limits=limits, by=world["career_centre"], at=MATCHING)
    assert refused.value.reason == "no_such_objective"
    assert not made.rounds.exists()


def test_position_without_a_place_takes_nobody(world):
    made, (none, one) = choice_of(world, seats=(0, 1))
    applied(made, student(world, 1), [none, one])
    work = matched(world, begun(closed(made)))
    assert places(work) == {ONE: "P2"}
    assert told_why(work.results.get())[0]["outcome"] == "filled"


def test_nobody_to_match_is_refused(world):
    made, _positions = choice_of(world)
    with pytest.raises(CannotMatch, match="nothing_to_match"):
        matched(world, begun(closed(made)))


def test_equals_are_told_apart_by_the_committed_seed_in_every_trial(world):
    made, (first,) = choice_of(world, seats=(1,))
    for number in range(1, 6):
        applied(made, student(world, number), [first])
    made = begun(closed(made))
    one, other = matched(world, made), matched(world, made)
    assert places(one) == places(other)
    assert one.figures["lottery"]
    got = next(row for row in one.results.all() if row.final_id)
    seed = CohortChoice.objects.get(cohort=made).seed
    numbers = {
        row.application_id: sha256(f"{seed}:A{row.application_id}".encode()).hexdigest() for row in one.results.all()
    }
    assert min(numbers, key=numbers.__getitem__) == got.application_id


def test_one_round_at_a_time_and_one_can_be_cancelled(world, market):
    made, _positions, _applications = market
    waiting = start_round(cohort=made, objective="student", limits={}, by=world["career_centre"], at=MATCHING)
    with pytest.raises(CannotMatch, match="round_under_way"):
        start_round(cohort=made, objective="student", limits={}, by=world["career_centre"], at=MATCHING)
    cancel_round(work=waiting, by=world["career_centre"])
    assert execute_round(pk=waiting.pk).state == "cancelled"
    assert matched(world, made).state == "finished"


# --- Published --------------------------------------------------------------------------------------------------------
def test_publishing_plans_the_placements_and_tells_everybody(world, market, django_capture_on_commit_callbacks):
    made, (first, _second), applications = market
    trial, work = matched(world, made, objective="host"), matched(world, made)
    publish(world, work)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        # Three students, and the host of two positions.
        assert publishing.tell_of_match(pk=work.pk) == 5
    made.refresh_from_db()
    assert made.state == "running"
    rows = Placement.objects.order_by("student")
    assert [(row.student.name, row.position.name, row.state, row.host) for row in rows] == [
        (ONE, "P2", "planned", world.organisations["company"]), (THREE, "P1", "planned", world.organisations["company"]),
    ]  # fmt: skip
    assert [task.text for task in rows[0].plan.all()] == ["Measure the castings", "Write the report"]
    subjects = {letter.to[0]: letter.subject for letter in mail.outbox if letter.to[0].startswith("student")}
    assert len(subjects) == 3
    assert result_for(applications[1]).final is None
    with pytest.raises(CannotMatch, match="match_published"):
        publish(world, trial)
    with pytest.raises(CannotMatch, match="match_published"):
        matched(world, made)
    told = seen_by_host(first)
    assert [one["student"].name for one in told["came"]] == [THREE]
    assert {str(one["words"]) for one in told["others"]} == {"others stood before"}


def test_host_reads_also_who_was_placed_by_hand_without_a_round(world, market, client_as):
    made, (first, _second), applications = market
    publish(world, matched(world, made))
    Position.objects.filter(pk=first.pk).update(capacity=4)
    made.refresh_from_db()
    # One had wished the position and got none, the other never applied.
    for person in (applications[1].student, world.people["student"]):
        planned = publishing.Planned(person, first.host, Position.objects.get(pk=first.pk))
        publishing.place_by_hand(cohort=made, planned=planned, by=world["career_centre"], at=MATCHING)
    told = seen_by_host(Position.objects.get(pk=first.pk))
    who = {one["student"].name: one["by_hand"] for one in told["came"]}
    assert who == {THREE: False, TWO: True, world.people["student"].name: True}
    assert told["free"] == 1
    assert TWO not in {one["student"].name for one in told["others"]}
    page = client_as("company_manager").get(f"/placements/positions/{first.pk}/applicants/")
    assert Placement.objects.get(student=world.people["student"]).get_absolute_url() in page.content.decode()


def test_what_changed_since_the_round_is_not_published(world, market):
    made, (first, _second), applications = market
    work = matched(world, made)
    withdraw_application(application=applications[2], reason="Moves away", by=applications[2].student.user, at=MATCHING)
    with pytest.raises(CannotMatch, match="inputs_changed"):
        publish(world, work)
    assert Placement.objects.count() == 0
    withdraw_position(position=first, reason="Closed", by=None, at=MATCHING)
    again = publish(world, matched(world, made))
    assert places(again) == {ONE: "P2", TWO: ""}


def test_host_of_whom_the_university_takes_nobody_any_more_gets_nobody(world, market):
    made, _positions, applications = market
    work = matched(world, made)
    HostRecord.objects.create(
        organisation=world.organisations["university"], host=world.organisations["company"], standing="declined"
    )
    with pytest.raises(CannotMatch, match="inputs_changed"):
        publish(world, work)
    with pytest.raises(CannotMatch, match="nothing_to_match"):
        matched(world, made)
    assert result_for(applications[0]) is None


def test_publishing_is_one_transaction(world, market, monkeypatch):
    made, _positions, _applications = market
    work = matched(world, made)
    monkeypatch.setattr(publishing, "move_cohort", lambda **_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(world, work)
    assert Placement.objects.count() == 0
    work.refresh_from_db()
    assert work.state == "finished"


# --- By hand ----------------------------------------------------------------------------------------------------------
def test_change_before_publishing_is_signed_counted_and_published(world, market):
    made, (first, second), applications = market
    work = matched(world, made)
    out = change(world, work, applications[2], None)
    made_ = change(world, work, applications[0], first)
    # Everybody wants the place that is free now; then the third wants it still, and the other one, which is free.
    assert (out.blocking_count, made_.blocking_count) == (3, 2)
    assert made_.blocking == [{"applications": [applications[2].pk], "positions": [one.pk]} for one in (first, second)]
    assert (made_.signed, made_.before, made_.after, made_.is_after_publishing) == (
        world["career_centre"].name, second, first, False,
    )  # fmt: skip
    work.refresh_from_db()
    assert places(publish(world, work)) == {ONE: "P1", TWO: "", THREE: ""}
    assert Placement.objects.get().position == first
    assert replay_round(pk=work.pk).is_replay_same, "what the engine found stays as it was"


def test_change_to_what_the_student_did_not_wish_and_the_host_did_not_accept_is_possible_and_counted(world, market):
    made, (_first, second), applications = market
    work = matched(world, made)
    change(world, work, applications[0], None)
    made_ = change(world, work, applications[1], second)
    assert made_.blocking_count == 1
    assert assigned(work)[f"A{applications[1].pk}"] == f"P{second.pk}"


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"reason": " "}, "no_reason"), ({"signed": "Somebody else"}, "unsigned"), ({"signed": ""}, "unsigned")],
)
def test_change_needs_a_reason_and_the_own_name(world, market, given, reason):
    made, (_first, _second), applications = market
    work = matched(world, made)
    with pytest.raises(CannotMatch, match=reason):
        change(world, work, applications[0], None, **given)
    assert not work.changes.exists()


def test_change_to_a_full_or_foreign_position_is_refused(world, market):
    made, (first, second), applications = market
    work = matched(world, made)
    with pytest.raises(CannotMatch, match="no_free_place"):
        change(world, work, applications[1], first)
    with pytest.raises(CannotMatch, match="same_position"):
        change(world, work, applications[0], second)
    withdraw_position(position=first, reason="Closed", by=None, at=MATCHING)
    with pytest.raises(CannotMatch, match="unknown_position"):
        change(world, work, applications[1], first)


def test_change_after_publishing_cancels_one_placement_and_plans_another(
    world, market, django_capture_on_commit_callbacks
):
    made, (first, _second), applications = market
    work = publish(world, matched(world, made))
    change(world, work, applications[2], None)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        done = change(world, work, applications[0], first)
    assert done.is_after_publishing
    assert {(row.student.name, row.position.name, row.state) for row in Placement.objects.all()} == {
        (THREE, "P1", "cancelled"), (ONE, "P2", "cancelled"), (ONE, "P1", "planned"),
    }  # fmt: skip
    assert "student1@example.org" in {letter.to[0] for letter in mail.outbox}


def test_placement_that_has_begun_is_not_moved_by_hand(world, market):
    made, (_first, _second), applications = market
    work = publish(world, matched(world, made))
    Placement.objects.filter(student=applications[2].student).update(state="running")
    with pytest.raises(Refusal, match="placement_under_way"):
        change(world, work, applications[2], None)


def test_placement_cancelled_on_its_own_page_is_a_change_of_the_match(world, market):
    made, (first, _second), applications = market
    work = publish(world, matched(world, made))
    placement = Placement.objects.get(student=applications[2].student)
    cancel_placement(placement=placement, reason="Ill", by=world["career_centre"], at=MATCHING)
    recorded = work.changes.get()
    assert (recorded.before, recorded.after, recorded.reason) == (first, None, "Ill")
    assert result_for(applications[2]).final is None


def test_moments_are_in_order():
    assert OPEN < RANKING < MATCHING
