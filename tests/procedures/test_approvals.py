"""Desk by desk: order, whose turn it is, refusals, questions, calling back, and what the clocks make of it."""

import contextlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from seriktes.accounts.models import AuditEvent, Notice
from seriktes.organisations.models import PostHolding
from seriktes.procedures.actions import approvals as actions
from seriktes.procedures.actions.approvals import ApprovalSide, Desk, in_order
from seriktes.procedures.definitions.approvals import CannotApprove
from seriktes.procedures.models import ActionLink, Approval, ApprovalStep, Event, OpenClock
from seriktes.procedures.queries.approvals import approved_content, questions_for_user, track_of, waiting_for_user
from tests.organisations.test_two_at_once import at_once
from tests.procedures.approvals import (
    EXAMPLES,
    HASH,
    HEARD,
    LATER,
    NOW,
    TODAY,
    decide,
    kinds,
    lend,
    refused,
    start,
    states,
    step,
)
from tests.procedures.conftest import make_paper
from tests.world import build_world


# --- Order ------------------------------------------------------------------------------------------------------------
def test_places_one_after_the_other_and_desks_of_a_place_together(world, paper):
    approval = start(world, paper, ["office"], ["lawyer", "rector"])
    assert states(approval) == ["open", "waiting", "waiting"]
    assert refused(decide, approval, "lawyer", world["faculty_member"]) == "not_its_turn"
    decide(approval, "office", world["partnership_officer"])
    assert states(approval) == ["approved", "open", "open"]
    decide(approval, "rector", world["student"], reason="Gladly")
    assert HEARD.ended == []
    decide(approval, "lawyer", world["faculty_member"])
    approval.refresh_from_db()
    assert (approval.state, approval.ended_at, states(approval)) == ("approved", LATER, ["approved"] * 3)
    assert HEARD.ended == [("approved", "", HASH, "Faculty member")]
    assert kinds(paper) == [
        "approval.started", "approval.step_opened", "approval.step_approved", "approval.step_opened",
        "approval.step_opened", "approval.step_approved", "approval.step_approved",
    ]  # fmt: skip


def test_first_side_before_the_others_and_the_others_side_by_side(world, paper):
    company, agency = (
        ApprovalSide(world.organisations[key], [Desk(place, name=key, email=f"{key}@example.org") for place in (3, 7)])
        for key in ("company", "agency")
    )
    approval = start(world, paper, ["office"], ["lawyer"], others=[company, agency])
    placed = [(one.place, one.organisation_id) for one in approval.steps.order_by("place", "organisation")]
    university = world.organisations["university"].pk
    both = sorted([world.organisations["company"].pk, world.organisations["agency"].pk])
    assert placed == [(1, university), (2, university), *((3, pk) for pk in both), *((4, pk) for pk in both)]


PLACES = st.lists(st.lists(st.integers(1, 9), min_size=0, max_size=4), min_size=1, max_size=4)


@given(PLACES)
def test_places_are_counted_without_gaps_in_the_order_of_each_side(sides):
    made = [ApprovalSide(number, [Desk(place, name=str(place)) for place in side]) for number, side in enumerate(sides)]
    found = in_order(made)
    numbers = [desk.place for _side, desk in found]
    assert sorted(set(numbers)) == list(range(1, max(numbers, default=0) + 1))
    assert sorted((side, int(desk.name)) for side, desk in found) == sorted(
        (number, place) for number, side in enumerate(sides) for place in side
    )
    for number in range(len(sides)):
        mine = sorted((desk.place, int(desk.name)) for side, desk in found if side == number)
        assert [old for _new, old in mine] == sorted(old for _new, old in mine)
    first = [desk.place for side, desk in found if side == 0]
    assert all(desk.place > max(first) for side, desk in found if side != 0 and first)


@settings(max_examples=30, **EXAMPLES)
@given(data=st.data())
def test_any_order_of_decisions_keeps_the_law(world, paper, data):
    """Whoever decides whenever: a place opens only when all before it approved, one refusal ends it, the domain is told
    once, and no clock runs afterwards."""
    with transaction.atomic():
        HEARD.ended.clear()
        keys = ["office", "lawyer", "rector"]
        by = {"office": "partnership_officer", "lawyer": "faculty_member", "rector": "student"}
        places = data.draw(
            st.lists(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True), min_size=1, max_size=3)
        )
        approval = start(world, paper, *places)
        for _turn in range(12):
            one = data.draw(st.sampled_from(list(approval.steps.all())))
            key = one.post.name_en.removeprefix("Post of ")
            approve = data.draw(st.integers(0, 5)) > 0
            with contextlib.suppress(CannotApprove):
                actions.decide(step=one, approve=approve, reason="Why", by=world[by[key]], at=LATER)
            check_laws(approval, paper)
        transaction.set_rollback(True)


def check_laws(approval, paper):
    approval.refresh_from_db()
    steps = list(approval.steps.all())
    open_places = {one.place for one in steps if one.state == "open"}
    assert len(open_places) <= 1
    for place in open_places:
        assert all(one.state == "approved" for one in steps if one.place < place)
        assert all(one.state == "waiting" for one in steps if one.place > place)
    assert (approval.state == "running") == bool(open_places)
    assert (approval.state == "refused") == any(one.state == "refused" for one in steps)
    assert (approval.state == "approved") == all(one.state == "approved" for one in steps)
    assert len(HEARD.ended) == (approval.state != "running")
    clocks = set(OpenClock.objects.about(paper).values_list("item", flat=True))
    assert clocks == {str(one.pk) for one in steps if one.state == "open"}
    waiting = ActionLink.objects.filter(used_at__isnull=True, withdrawn_at__isnull=True)
    assert {link.arguments["step"] for link in waiting} <= {one.pk for one in steps if one.state == "open"}


# --- Starting ---------------------------------------------------------------------------------------------------------
def test_one_passage_at_a_time(world, paper):
    start(world, paper, ["office"])
    assert refused(start, world, paper, ["lawyer"]) == "running"
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            subject_type="organisations.unit", subject_id=paper.pk, purpose="paper", started_at=NOW,
            started_by=world["partnership_officer"],
        )  # fmt: skip


def test_nobody_to_decide(world, paper):
    assert refused(start, world, paper) == "no_steps"
    assert (Approval.objects.count(), Event.objects.count()) == (0, 0)


def test_approval_holds_for_its_bytes(world, paper):
    approval = start(world, paper, ["office"])
    assert not approved_content(paper, HASH)
    decide(approval, "office", world["partnership_officer"])
    assert (approved_content(paper, HASH), approved_content(paper, "b" * 64)) == (True, False)
    start(world, paper, ["office"], content_hash="b" * 64, at=LATER)
    assert not approved_content(paper, HASH)


# --- Deciding ---------------------------------------------------------------------------------------------------------
def test_refusal_needs_its_reason_and_ends_it(world, paper):
    approval = start(world, paper, ["office", "lawyer"], ["rector"])
    assert refused(decide, approval, "office", world["partnership_officer"], approve=False, reason="  ") == "no_reason"
    decide(approval, "office", world["partnership_officer"], approve=False, reason=" Too long ")
    assert sorted(states(approval)) == ["refused", "skipped", "skipped"]
    assert HEARD.ended == [("refused", "Too long", HASH, "Partnership officer")]
    assert OpenClock.objects.count() == 0
    assert kinds(paper)[-2:] == ["approval.step_refused", "approval.steps_dropped"]
    assert refused(decide, approval, "lawyer", world["faculty_member"]) == "ended"
    told = Notice.objects.get(kind="approval_refused")
    assert (told.user, told.values["reason"]) == (world["partnership_officer"], "Too long")
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalStep.objects.filter(state="refused").update(reason="")


@pytest.mark.parametrize("who", ["faculty_member", "company_manager", "administrator", "outsider"])
def test_only_the_holder_decides(world, paper, who):
    approval = start(world, paper, ["office"])
    assert refused(decide, approval, "office", world[who]) == "not_yours"


def test_former_holder_decides_no_more(world, paper):
    approval = start(world, paper, ["office"])
    PostHolding.objects.filter(post=world.posts["office"]).update(ends_on=TODAY - timedelta(days=1))
    assert refused(decide, approval, "office", world["partnership_officer"]) == "not_yours"
    PostHolding.objects.create(post=world.posts["office"], person=world.people["lecturer"], starts_on=TODAY)
    assert decide(approval, "office", world["faculty_member"]).decided_by == world["faculty_member"]


def test_decided_twice(world, paper):
    approval = start(world, paper, ["office"], ["lawyer"])
    decide(approval, "office", world["partnership_officer"])
    assert refused(decide, approval, "office", world["partnership_officer"], approve=False, reason="No") == "decided"


def test_everything_is_in_the_audit_log(world, paper):
    approval = start(world, paper, ["office"])
    decide(approval, "office", world["partnership_officer"], reason="Fine")
    told = list(AuditEvent.objects.filter(kind__startswith="procedures.approval").order_by("pk"))
    assert [one.kind for one in told] == ["procedures.approval.started", "procedures.approval.step_approved"]
    assert (told[0].values["sha256"], told[1].values["reason"], told[1].actor_label) == (
        HASH, "Fine", "partnership.officer@example.org",
    )  # fmt: skip


# --- Clocks and questions ---------------------------------------------------------------------------------------------
def test_each_step_has_a_clock_on_its_desk(world, paper):
    approval = start(world, paper, ["office", "lawyer"])
    clocks = {clock.item: clock for clock in OpenClock.objects.about(paper)}
    assert {item: clock.post_id for item, clock in clocks.items()} == {
        str(one.pk): one.post_id for one in approval.steps.all()
    }
    assert {clock.due_at.date() for clock in clocks.values()} == {date(2025, 11, 27)}


def test_question_stops_the_clock_until_it_is_answered(world, paper):
    approval = start(world, paper, ["office"])
    officer = world["partnership_officer"]
    one = step(approval, "office")
    assert refused(actions.ask, step=one, question=" ", by=officer, at=LATER) == "no_question"
    actions.ask(step=one, question="What is it for?", by=officer, at=LATER)
    assert OpenClock.objects.get().paused_at == LATER
    assert refused(actions.ask, step=one, question="And?", by=officer, at=LATER) == "asked_already"
    assert [row.step for row in questions_for_user(officer)] == [one]
    tomorrow = LATER + timedelta(days=2)
    actions.answer(step=one, answer="For all of us", by=officer, at=tomorrow)
    clock = OpenClock.objects.get()
    assert (clock.paused_at, clock.due_at.date()) == (None, date(2025, 12, 1))
    assert refused(actions.answer, step=one, answer="Again", by=officer, at=tomorrow) == "nothing_asked"
    assert [event.data.get("question") or event.data.get("answer") for event in Event.objects.order_by("id")][-2:] == [
        "What is it for?", "For all of us",
    ]  # fmt: skip


def test_a_question_does_not_keep_the_desk_from_deciding(world, paper):
    approval = start(world, paper, ["office"])
    officer = world["partnership_officer"]
    actions.ask(step=step(approval, "office"), question="Why?", by=officer, at=LATER)
    assert decide(approval, "office", officer).state == "approved"
    assert questions_for_user(officer) == []


# --- Calling back -----------------------------------------------------------------------------------------------------
def test_called_back(world, paper):
    approval = start(world, paper, ["office"], ["lawyer"])
    actions.withdraw(subject=paper, reason="A mistake", by=world["partnership_officer"], at=LATER)
    approval.refresh_from_db()
    assert (approval.state, states(approval), HEARD.ended) == ("withdrawn", ["skipped", "skipped"], [])
    assert (OpenClock.objects.count(), kinds(paper)[-1]) == (0, "approval.withdrawn")
    assert not ActionLink.objects.filter(withdrawn_at__isnull=True).exists()
    assert refused(decide, approval, "office", world["partnership_officer"]) == "ended"
    assert actions.withdraw(subject=paper, reason="", by=None, at=LATER) is None
    assert start(world, paper, ["office"]).pk != approval.pk


# --- The track --------------------------------------------------------------------------------------------------------
def test_track_says_on_whose_desk_it_lies(world, paper):
    approval = start(world, paper, ["office"], ["vacant", "rector"])
    decide(approval, "office", world["partnership_officer"], reason="Fine")
    track = track_of(paper, world["partnership_officer"], LATER)
    done, vacant, rector = track.steps
    assert [len(place) for place in track.places] == [1, 2]
    assert (done.step.decided_label, done.step.reason, done.is_open, done.clock) == (
        "Partnership officer", "Fine", False, None,
    )  # fmt: skip
    assert (vacant.desk, vacant.is_vacant, vacant.holder, vacant.is_open) == ("Post of vacant", True, "", True)
    assert (rector.is_vacant, rector.holder, rector.step.opened_at) == (False, world.people["student"].name, LATER)
    assert rector.clock.due_at.date() == date(2025, 11, 27)
    assert (track.is_running, track.may_keep) == (True, True)


def test_track_hides_people_from_those_who_may_not_see_them(world, paper):
    side = ApprovalSide(world.organisations["company"], [Desk(1, name="Invented Director", email="boss@zavod.example")])
    approval = start(world, paper, ["office"], others=[side])
    track = track_of(paper, world["company_manager"], LATER)
    assert ([row.holder for row in track.steps], track.may_keep, track.shows_people) == (["", ""], False, False)
    decide(approval, "office", world["partnership_officer"])
    seen = [(row.desk, row.decider) for row in track_of(paper, world["partnership_officer"], LATER).steps]
    hidden = [(row.desk, row.decider) for row in track_of(paper, world["company_manager"], LATER).steps]
    assert seen == [("Post of office", "Partnership officer"), ("Invented Director", "")]
    assert hidden == [("Post of office", ""), (translation.gettext("signatory"), "")]


def test_track_costs_the_same_however_long_it_is(world, paper, django_assert_max_num_queries):
    start(world, paper, ["office", "lawyer", "rector", "vacant"], ["office"], ["lawyer"], ["rector"])
    user = world["partnership_officer"]
    user.has_perm("organisations.manage_posts", paper)
    with django_assert_max_num_queries(11):
        track = track_of(paper, user, LATER)
        assert [str(row.desk) + str(row.step.organisation) for row in track.steps]


def test_no_track_without_a_passage(world, paper):
    assert track_of(paper, world["partnership_officer"], NOW) is None


def test_desk_costs_the_same_however_much_waits(world, paper, django_assert_max_num_queries):
    for _number in range(4):
        start(world, make_paper(world), ["office"])
    user = world["partnership_officer"]
    with django_assert_max_num_queries(4):
        rows = waiting_for_user(user, LATER)
        assert [row.title for row in rows] == [row.card.title for row in rows]
    assert len(rows) == 4


# --- Two at once ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_deciders_at_once(transactional_db):
    world = build_world()
    paper = make_paper(world)
    approval = start(world, paper, ["office"])
    lend(world)

    def attempt(who, approve):
        return lambda: decide(approval, "office", world[who], approve=approve, reason="Why")

    assert at_once(attempt("partnership_officer", True), attempt("faculty_member", False)) == ["decided", "done"]
    assert len(HEARD.ended) == 1


@pytest.mark.django_db(transaction=True)
def test_last_two_of_a_place_at_once(transactional_db):
    world = build_world()
    paper = make_paper(world)
    approval = start(world, paper, ["office", "lawyer"])
    assert at_once(
        lambda: decide(approval, "office", world["partnership_officer"]),
        lambda: decide(approval, "lawyer", world["faculty_member"]),
    ) == ["done", "done"]
    assert [state for state, *_rest in HEARD.ended] == ["approved"]


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once(transactional_db):
    world = build_world()
    paper = make_paper(world)
    attempt = lambda: start(world, paper, ["office"])  # noqa: E731
    assert at_once(attempt, attempt) == ["done", "running"]
