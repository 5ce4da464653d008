"""From a topic to a defended thesis, and what is refused on the way."""

from datetime import timedelta

import pytest
from django.core import mail

from seriktes.accounts.models import AuditEvent
from seriktes.documents.models import Document
from seriktes.documents.queries.frozen import frozen_bytes
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.placements.actions.defences import (
    Seat,
    add_member,
    call_defence,
    cancel_defence,
    change_defence,
    hold_defence,
    judge_thesis,
    plan_defence,
    put_theses,
    remove_member,
)
from seriktes.placements.actions.placements import cancel_placement
from seriktes.placements.actions.theses import change_thesis_rule, propose_topic, take_topic, title_thesis
from seriktes.placements.definitions.eligibility import Studies
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.theses import DEFENCE, THESIS, Rule
from seriktes.placements.enums import DefenceState, ThesisState
from seriktes.placements.models import Defence, Placement, Position, Thesis
from seriktes.placements.queries.theses import voters_of
from seriktes.procedures.definitions.workflow import faults_of
from seriktes.procedures.models import Event, OpenClock
from tests.placements import thesis_ground as ground
from tests.placements.thesis_ground import LATER, OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
RULE = {**Rule().__dict__}


def refused(code, act, **values):
    with pytest.raises(Refusal) as caught:
        act(**values)
    assert caught.value.reason == code
    return caught.value


def judged(defence, thesis, **values):
    given = {"points": 87, "votes_for": 3, "votes_against": 0, "by": None, "at": LATER, **values}
    return judge_thesis(defence=defence, thesis=thesis, **given)


@pytest.mark.parametrize(("workflow", "states"), [(THESIS, ThesisState), (DEFENCE, DefenceState)])
def test_workflow_is_whole(workflow, states):
    assert faults_of(workflow, states=states.values, fields=()) == []


def test_whole_way_of_one_thesis(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        thesis = ground.taken(world)
    assert thesis.state == "taken"
    assert "Құю цехының тағылымгері" in mail.outbox[-1].subject
    assert OpenClock.objects.about(thesis).get().code == "thesis_accept"
    thesis = ground.admitted(world, thesis)
    defence = ground.commission(world, thesis)
    assert OpenClock.objects.about(defence).get().code == "defence_day"
    thesis = judged(defence, thesis, questions="Why castings?", resolution="To be published.")
    assert (thesis.state, thesis.points) == ("defended", 87)
    defence = hold_defence(defence=defence, by=world["career_centre"], at=LATER)
    version = Document.objects.get(purpose="defence:minutes", subject_id=defence.pk).versions.get()
    assert (defence.state, version.state) == ("held", "frozen")
    text = " ".join(part for column in version.texts.values() for part in column)
    for words in ("Качество отливок", "Құйма сапасы", "Quality of castings", "To be published.", "87", "Engineer"):
        assert words in text
    assert frozen_bytes(version).startswith(b"%PDF")
    assert not OpenClock.objects.about(defence).exists()


def test_every_placement_of_a_thesis_programme_has_a_thesis_and_of_others_none(world):
    thesis = ground.taken(world)
    assert thesis.name_en == "Foundry intern"
    assert Thesis.objects.count() == Placement.objects.filter(cohort__programme__kind="thesis").count() == 1


def test_topic_with_one_place_is_taken_once(world):
    topic = ground.topic(world)
    ground.taken(world, topic)
    refused(
        "position_full", take_topic, position=topic, student=world.people["fellow_student"], studies=Studies(), by=None,
        at=OPEN,
    )  # fmt: skip
    assert Thesis.objects.count() == 1


def test_who_takes_no_topic(world):
    topic = ground.topic(world, ground.cohort(world, levels=["master"]))
    given = {"position": topic, "student": world.people["student"], "by": None, "at": OPEN}
    refused("not_eligible", take_topic, **given, studies=Studies(level="bachelor"))
    refused(
        "not_eligible",
        take_topic,
        **(given | {"student": world.people["hidden_student"]}),
        studies=Studies(level="master"),
    )
    refused("topics_later", take_topic, **(given | {"at": OPEN - timedelta(days=10)}), studies=Studies(level="master"))
    change_thesis_rule(
        programme=topic.cohort.programme, values=RULE | {"topics_taken_directly": False}, by=None
    )  # fmt: skip
    refused("topics_by_list", take_topic, **given, studies=Studies(level="master"))
    assert not Thesis.objects.exists()


def test_topic_of_another_kind_of_programme_is_not_taken(world):
    from tests.placements import programmes_ground

    position = programmes_ground.position(world, programmes_ground.cohort(world))
    refused(
        "not_theses",
        take_topic,
        position=position,
        student=world.people["student"],
        studies=Studies(),
        by=None,
        at=OPEN,
    )


def test_declined_student_loses_the_topic_with_a_reason_and_another_takes_it(world, django_capture_on_commit_callbacks):
    topic = ground.topic(world)
    thesis = ground.taken(world, topic)
    with pytest.raises(Refusal, match="no_reason"):
        ground.moved(thesis, "decline")
    with django_capture_on_commit_callbacks(execute=True):
        thesis = ground.moved(thesis, "decline", reason="I have ten students already.")
    assert thesis.state == "dropped"
    assert "I have ten students already." in mail.outbox[-1].body
    # One letter, and not also that the placement is cancelled.
    email = thesis.placement.student.user.email
    assert len([letter for letter in mail.outbox if letter.to == [email]]) == 1
    assert Placement.objects.get(pk=thesis.placement_id).state == "cancelled"
    assert ground.taken(world, topic, world.people["fellow_student"]).state == "taken"


def test_thesis_of_a_cancelled_placement_is_given_up(world):
    thesis = ground.taken(world)
    cancel_placement(placement=thesis.placement, reason="Left the university.", by=None, at=OPEN)
    thesis.refresh_from_db()
    assert (thesis.state, thesis.reason) == ("dropped", "Left the university.")
    assert not OpenClock.objects.about(thesis).exists()


def test_accepting_needs_an_academic_supervisor_and_handing_in_three_titles(world):
    thesis = ground.taken(world)
    with pytest.raises(Refusal, match="no_academic"):
        ground.moved(thesis, "accept")
    thesis = ground.moved(ground.supervised(world, thesis), "accept")
    with pytest.raises(Refusal) as caught:
        ground.moved(thesis, "submit")
    assert (caught.value.reason, caught.value.details) == ("missing", ("name_ru",))
    title_thesis(thesis=thesis, names=ground.TITLES, by=None, at=OPEN)
    thesis = ground.moved(thesis, "submit")
    refused("title_stands", title_thesis, thesis=thesis, names={"name_en": "Another"}, by=None, at=OPEN)
    assert OpenClock.objects.about(thesis).get().code == "thesis_reading"


@pytest.mark.parametrize("way", ["pass", "fail", "drop", "weather"])
def test_nobody_takes_a_way_of_the_commission_by_hand(world, way):
    with pytest.raises(Refusal, match="unknown_transition"):
        ground.moved(ground.taken(world), way)


def test_lecturer_proposes_a_topic_and_is_its_supervisor(world):
    cohort = ground.cohort(world)
    values = {
        "name_kk": "Тақырып", "about": "What is asked", "language": "kk", "languages": ["kk"], "supervisor_name": "Industry",
        "supervisor_email": "industry@walk.example",
    }  # fmt: skip
    made = propose_topic(
        cohort=cohort, host=world.organisations["company"], proposer=world.people["lecturer"], values=values,
        by=world["faculty_member"], at=ground.AT,
    )  # fmt: skip
    assert (made.state, made.proposed_by, [task.weight for task in made.tasks.all()]) == (
        "offered", world.people["lecturer"], [100],
    )  # fmt: skip
    from seriktes.placements.actions.positions import approve_position

    thesis = ground.taken(world, approve_position(position=Position.objects.get(pk=made.pk), by=None, at=ground.AT))
    assert thesis.placement.academic_supervisor == world.people["lecturer"]
    assert thesis.placement.supervisor_email == "industry@walk.example"


# --- Commissions ------------------------------------------------------------------------------------------------------
def test_supervisor_has_no_vote_on_the_own_student_unless_the_programme_says_so(world):
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis)
    members = list(defence.members.all())
    voters = voters_of(thesis, members, Rule())
    assert [str(one) for one in voters.abstaining] == [world.people["lecturer"].name]
    assert (len(voters.voting), len(voters_of(thesis, members, Rule(supervisor_votes=True)).voting)) == (3, 4)
    assert refused("too_many_votes", judged, defence=defence, thesis=thesis, votes_for=4).details == (3,)
    change_thesis_rule(programme=defence.cohort.programme, values=RULE | {"supervisor_votes": True}, by=None)
    assert judged(defence, thesis, votes_for=4).state == "defended"


def test_host_supervisor_by_address_has_no_vote_either(world):
    thesis = ground.admitted(world)
    Placement.objects.filter(pk=thesis.placement_id).update(supervisor_email="Industry@walk.example")
    thesis = Thesis.objects.get(pk=thesis.pk)
    defence = ground.commission(world, thesis, called=False)
    add_member(defence=defence, seat=Seat(name="Industry", email="industry@walk.example"), by=None, at=OPEN)
    aside = voters_of(thesis, defence.members.all(), Rule()).abstaining
    assert sorted(map(str, aside)) == sorted(["Industry", world.people["lecturer"].name])


@pytest.mark.parametrize(
    ("points", "votes", "state"),
    [(50, (3, 0), "defended"), (49, (3, 0), "failed"), (90, (1, 2), "failed"), (100, (2, 1), "defended")],
)
def test_result_follows_points_and_votes(world, points, votes, state):
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis)
    assert judged(defence, thesis, points=points, votes_for=votes[0], votes_against=votes[1]).state == state


def test_what_is_no_result(world):
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis)
    for reason, values in (
        ("bad_points", {"points": 101}), ("bad_points", {"points": -1}), ("too_few_votes", {"votes_for": 1}),
        ("too_many_votes", {"votes_against": -1}), ("not_held_yet", {"at": OPEN}),
    ):  # fmt: skip
        refused(reason, judged, defence=defence, thesis=thesis, **values)
    judged(defence, thesis)
    refused("judged_already", judged, defence=defence, thesis=thesis)


def test_a_result_typed_wrong_is_corrected_until_the_minutes_are_frozen(
    world, django_capture_on_commit_callbacks, freeze
):
    freeze(LATER)
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis)
    thesis = judged(defence, thesis, points=48)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        right = judged(defence, thesis, points=84, by=world["career_centre"], expected_version=thesis.version)
    assert (right.state, right.points) == ("defended", 84)
    [letter] = [letter for letter in mail.outbox if letter.to == [world["student"].email]]
    assert "84" in letter.body
    event = Event.objects.about(right).get(kind="thesis.result_corrected")
    assert (event.data["before"], event.data["points"]) == (48, 84)
    values = AuditEvent.objects.get(kind="placements.thesis.result_corrected").values
    assert values == {"points": [48, 84], "state": ["failed", "defended"]}
    # Whoever read the result before is told that it has changed; the same again changes nothing.
    with pytest.raises(EditedElsewhere):
        judged(defence, thesis, points=58, expected_version=thesis.version)
    assert judged(defence, right, points=84, expected_version=right.version).version == right.version
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        right = judged(defence, right, points=84, questions="Why castings?", expected_version=right.version)
    assert (mail.outbox, right.questions) == ([], "Why castings?")
    hold_defence(defence=defence, by=world["career_centre"], at=LATER)
    refused("defence_over", judged, defence=defence, thesis=right, expected_version=right.version)


def test_commission_without_chair_employer_or_votes_is_not_announced(world):
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis, called=False)
    by_role = {str(member): member for member in defence.members.all()}
    call = {"act": call_defence, "defence": defence, "by": None, "at": OPEN}
    for name, reason in ((world.people["manager"].name, "no_employer"), ("A third member", "too_few_voters")):
        member = by_role[name]
        kept = {field.name: getattr(member, field.name) for field in member._meta.concrete_fields if field.name != "id"}
        remove_member(defence=defence, member=member, by=None, at=OPEN)
        refused(reason, **call)
        defence.members.create(**kept)
    remove_member(defence=defence, member=by_role["Chair of the commission"], by=None, at=OPEN)
    refused("no_chair", **call)
    put_theses(defence=defence, theses=[], by=None, at=OPEN)
    refused("nothing_to_defend", **call)


def test_who_sits_in_no_commission(world):
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis, called=False)
    add = {"act": add_member, "defence": defence, "by": None, "at": OPEN}
    refused("second_chair", **add, seat=Seat("chair", name="Another"))
    refused("member_twice", **add, seat=Seat(person=world.people["lecturer"]))
    refused("member_twice", **add, seat=Seat(name="Same address", email="CHAIR@walk.example"))
    refused("judges_own", **add, seat=Seat(person=world.people["student"]))
    refused("missing", **add, seat=Seat(name="  "))


def test_only_admitted_theses_of_the_cohort_are_put(world):
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis)
    other = plan_defence(cohort=defence.cohort, starts_at=ground.DEFENCE, place="Another", by=None, at=OPEN)
    refused("not_to_be_put", put_theses, defence=other, theses=[thesis.pk], by=None, at=OPEN)
    cancel_defence(defence=defence, reason="The chair is ill.", by=None, at=OPEN)
    put_theses(defence=other, theses=[thesis.pk], by=None, at=OPEN)
    assert Thesis.objects.get(pk=thesis.pk).defence == other


def test_defence_that_was_announced_tells_of_each_change(world, django_capture_on_commit_callbacks, freeze):
    freeze(OPEN)
    thesis = ground.admitted(world)
    with django_capture_on_commit_callbacks(execute=True):
        defence = ground.commission(world, thesis)
    told = {letter.to[0] for letter in mail.outbox if "Room 204" in letter.body}
    assert {"chair@walk.example", world["company_manager"].email, world["student"].email} <= told
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        change_defence(
            defence=defence, values={"place": "Room 7"}, by=None, at=OPEN, expected_version=None
        )  # fmt: skip
    assert all("Room 7" in letter.body for letter in mail.outbox)
    assert world["student"].email in {letter.to[0] for letter in mail.outbox}


def test_who_is_put_before_an_announced_commission_later_is_told(world, django_capture_on_commit_callbacks, freeze):
    freeze(OPEN)
    made = ground.cohort(world)
    first = ground.admitted(world, ground.taken(world, ground.topic(world, made), world.people["fellow_student"]))
    defence = ground.commission(world, first)
    later = ground.admitted(world, ground.taken(world, ground.topic(world, made)))
    for theses, is_told in (([first.pk, later.pk], True), ([first.pk, later.pk], False)):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            put_theses(defence=defence, theses=theses, by=None, at=OPEN)
        told = {letter.to[0] for letter in mail.outbox if "Room 204" in letter.body}
        assert (world["student"].email in told) == is_told
        assert "chair@walk.example" not in told


def test_letter_of_a_cancelled_defence_leads_to_no_page_that_its_readers_do_not_see(
    world, django_capture_on_commit_callbacks, freeze
):
    freeze(OPEN)
    defence = ground.commission(world, ground.admitted(world))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        cancel_defence(defence=defence, reason="The chair is ill.", by=None, at=OPEN)
    assert world["student"].email in {letter.to[0] for letter in mail.outbox}
    assert not any(defence.get_absolute_url() in letter.body for letter in mail.outbox)


def test_defence_closes_with_all_results_and_never_changes_afterwards(world):
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis)
    refused("no_result", hold_defence, defence=defence, by=world["career_centre"], at=LATER)
    judged(defence, thesis)
    refused("has_results", cancel_defence, defence=defence, reason="Late", by=None, at=LATER)
    hold_defence(defence=defence, by=world["career_centre"], at=LATER)
    defence = Defence.objects.get(pk=defence.pk)
    refused("defence_over", hold_defence, defence=defence, by=world["career_centre"], at=LATER)
    refused("defence_over", add_member, defence=defence, seat=Seat(name="Late"), by=None, at=LATER)
    from seriktes.placements.actions.minutes import PURPOSE

    assert not PURPOSE.allows_change(defence)


def test_defence_is_planned_for_a_moment_to_come_and_for_theses_alone(world):
    from tests.placements import programmes_ground

    refused("day_gone", plan_defence, cohort=ground.cohort(world), starts_at=OPEN, place="Room", by=None, at=LATER)
    refused(
        "not_theses",
        plan_defence,
        cohort=programmes_ground.cohort(world),
        starts_at=LATER,
        place="Room",
        by=None,
        at=OPEN,
    )


@pytest.mark.parametrize(
    "values", [{"members_at_least": 0}, {"pass_from": 0}, {"pass_from": 101}, {"employers_at_least": -1}]
)
def test_rule_without_sense_is_refused(world, values):
    refused("bad_rule", change_thesis_rule, programme=ground.cohort(world).programme, values=RULE | values, by=None)
