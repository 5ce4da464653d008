"""The life of a placement: planned, changed, begun and ended by the calendar, broken off, cancelled."""

from datetime import UTC, date, datetime, timedelta

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.placements.actions import placements as actions
from seriktes.placements.actions.placements import Planned, plan_placements
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import HostStanding, PlacementState
from seriktes.placements.models import HostRecord, Placement
from seriktes.placements.queries import access
from seriktes.placements.queries.placements import missing_of, roles_on, sees_note
from seriktes.placements.workflow import AGREEMENT, PLACEMENT
from seriktes.procedures.definitions.workflow import faults_of
from seriktes.procedures.models import Event
from tests.placements.ground import NOON, PLAN, cohort_of, planned_placement, position_of, programme_of

pytestmark = pytest.mark.django_db

FIELDS = (
    "title", "host", "position", "starts_on", "ends_on", "credits", "hours", "academic_supervisor", "supervisor",
    "signatory", "department_post", "plan", "number",
)  # fmt: skip


def test_the_tables_name_every_state_and_field():
    assert faults_of(PLACEMENT, states=PlacementState.values, fields=FIELDS) == []
    assert faults_of(AGREEMENT, states=AGREEMENT.states, fields=()) == []


# --- Planning ---------------------------------------------------------------------------------------------------------
def test_a_planned_placement_takes_days_and_hours_from_the_cohort_and_its_plan_from_the_position(world):
    placement = planned_placement(world, title="")
    assert placement.state == PlacementState.PLANNED
    assert (placement.starts_on, placement.ends_on, placement.hours) == (date(2026, 4, 1), date(2026, 6, 30), 240)
    assert placement.title in placement.position.names_by_language.values()
    assert placement.host_supervisor == world.people["supervisor"]
    assert list(placement.plan.values_list("text", "weight")) == list(PLAN)
    assert Event.objects.about(placement).get().kind == "placement.planned"
    assert AuditEvent.objects.filter(kind="placements.placement.planned", target_id=placement.pk).exists()


def test_nobody_is_placed_twice_in_a_cohort_unless_the_first_is_over(world):
    placement = planned_placement(world)
    with pytest.raises(Refusal, match="placed_already"):
        planned_placement(world, cohort=placement.cohort)
    actions.cancel_placement(placement=placement, reason="The host closed.", by=world["career_centre"], at=NOON)
    assert planned_placement(world, cohort=placement.cohort).pk != placement.pk


def test_of_many_all_or_none_are_planned(world):
    cohort = cohort_of(programme_of(world))
    company = world.organisations["company"]
    people = [world.people[key] for key in ("student", "fellow_student")]
    rows = plan_placements(cohort=cohort, planned=[Planned(one, company) for one in people], by=None, at=NOON)
    assert [row.student for row in rows] == people
    third = world.people["published_student"]
    with pytest.raises(Refusal, match="placed_already"):
        plan_placements(cohort=cohort, planned=[Planned(third, company), Planned(people[0], company)], by=None, at=NOON)
    assert not Placement.objects.filter(student=third).exists()
    with pytest.raises(Refusal, match="placed_already"):
        plan_placements(cohort=cohort, planned=[Planned(third, company), Planned(third, company)], by=None, at=NOON)


def test_planning_many_asks_the_same_number_of_queries(world, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    company, cohorts = world.organisations["company"], [cohort_of(programme_of(world)) for _ in range(2)]
    counts = []
    for cohort, keys in zip(cohorts, (["student"], ["student", "fellow_student", "published_student"]), strict=True):
        planned = [Planned(world.people[key], company) for key in keys]
        with CaptureQueriesContext(connection) as queries:
            plan_placements(cohort=cohort, planned=planned, by=None, at=NOON)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_full_position_and_a_declined_host_take_nobody(world):
    cohort = cohort_of(programme_of(world))
    position_of(cohort, world, capacity=1)
    planned_placement(world, cohort=cohort)
    with pytest.raises(Refusal, match="position_full"):
        planned_placement(world, cohort=cohort, student="fellow_student")
    HostRecord.objects.create(
        organisation=world.organisations["university"],
        host=world.organisations["company"],
        standing=HostStanding.DECLINED,
    )
    with pytest.raises(Refusal, match="host_declined"):
        planned_placement(world, cohort=cohort_of(cohort.programme, term="Autumn"), student="fellow_student")


# --- Changing ---------------------------------------------------------------------------------------------------------
def test_what_is_missing_before_signing_is_named(world):
    cohort = cohort_of(programme_of(world), hours=None)
    placement = planned_placement(world, cohort=cohort, with_position=False, academic_supervisor=None, title="")
    assert missing_of(placement) == ["title", "hours", "academic_supervisor", "supervisor", "department_post"]


def test_a_plan_makes_a_hundred_per_cent(world):
    placement = planned_placement(world)
    by = world["career_centre"]
    for plan, reason in (
        ([("One", 60), ("Two", 30)], "plan_sum"),
        ([("One", 50), ("One", 50)], "plan_twice"),
        ([("", 100)], "plan_lines"),
    ):
        with pytest.raises(Refusal, match=reason):
            actions.change_placement(placement=placement, values={}, plan=plan, by=by, at=NOON, expected_version=None)
    changed = actions.change_placement(
        placement=placement, values={}, plan=[("One", 100)], by=by, at=NOON, expected_version=placement.version
    )
    assert list(changed.plan.values_list("text", "weight")) == [("One", 100)]
    with pytest.raises(EditedElsewhere):
        actions.change_placement(
            placement=placement, values={"title": "X"}, by=by, at=NOON, expected_version=placement.version
        )


def test_an_agreed_placement_is_frozen_but_for_its_number(world):
    placement = planned_placement(world)
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.AGREED)
    with pytest.raises(Refusal, match="frozen"):
        actions.change_placement(placement=placement, values={"hours": 10}, by=None, at=NOON, expected_version=None)
    changed = actions.change_placement(
        placement=placement, values={"number": "P-1"}, by=None, at=NOON, expected_version=None
    )
    assert changed.number == "P-1"


# --- By the calendar, and early ends ----------------------------------------------------------------------------------
def test_placements_begin_and_end_by_the_calendar(world):
    placement = planned_placement(world)
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.AGREED)
    before = datetime(2026, 3, 31, 3, tzinfo=UTC)
    assert actions.follow_calendar(now=before) == (0, 0)
    assert actions.follow_calendar(now=before + timedelta(days=1)) == (1, 0)
    assert actions.follow_calendar(now=datetime(2026, 6, 30, 3, tzinfo=UTC)) == (0, 0)
    assert actions.follow_calendar(now=datetime(2026, 7, 1, 3, tzinfo=UTC)) == (0, 1)
    placement.refresh_from_db()
    assert placement.state == PlacementState.COMPLETED
    kinds = list(Event.objects.about(placement).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["placement.planned", "placement.begun", "placement.completed"]


def test_breaking_off_needs_a_reason_and_a_day_within(world):
    placement = planned_placement(world)
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.RUNNING)
    at = datetime(2026, 5, 4, 7, tzinfo=UTC)
    for on, reason, refused in (
        (date(2026, 5, 1), " ", "no_reason"),
        (date(2026, 3, 31), "Moved away.", "day_outside"),
        (date(2026, 5, 5), "Moved away.", "day_outside"),
    ):
        with pytest.raises(Refusal, match=refused):
            actions.break_off(placement=placement, on=on, reason=reason, by=None, at=at)
    ended = actions.break_off(placement=placement, on=date(2026, 5, 1), reason="Moved away.", by=None, at=at)
    assert (ended.state, ended.ended_on, ended.ended_reason) == ("broken_off", date(2026, 5, 1), "Moved away.")
    with pytest.raises(Refusal, match="wrong_state"):
        actions.cancel_placement(placement=placement, reason="Again.", by=None, at=at)


# --- Who sees it ------------------------------------------------------------------------------------------------------
SEES = {
    "partnership_officer",
    "company_manager",
    "student",
    "career_centre",
    "faculty_member",
    "host_supervisor",
    "administrator",
    "auditor",
}


def test_only_those_concerned_see_a_placement(world):
    placement = planned_placement(world)
    seen = {
        persona for persona in world if access.placements_visible_to(world[persona]).filter(pk=placement.pk).exists()
    }
    assert seen == SEES
    hidden = planned_placement(world, cohort=placement.cohort, student="fellow_student", academic_supervisor=None)
    assert not access.placements_visible_to(world["student"]).filter(pk=hidden.pk).exists()
    assert not access.placements_visible_to(world["faculty_member"]).filter(pk=hidden.pk).exists()


def test_the_note_on_a_host_is_not_for_the_host_nor_the_student(world):
    placement = planned_placement(world)
    readers = {persona for persona in SEES if sees_note(world[persona], placement)}
    assert readers == {"partnership_officer", "career_centre", "faculty_member", "administrator"}
    assert roles_on(world["host_supervisor"], placement) == {"host"}
    assert roles_on(world["student"], placement) == {"student"}
