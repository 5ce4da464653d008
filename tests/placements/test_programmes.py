"""Programmes, cohorts and positions: what their actions allow, refuse and write down."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seriktes.accounts.models import AuditEvent
from seriktes.curriculum.models import StudyProgramme
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Post
from seriktes.placements.actions import cohorts, positions, programmes
from seriktes.placements.definitions.cohort_stages import COHORT
from seriktes.placements.definitions.eligibility import Conditions, Studies, programme_code, unmet
from seriktes.placements.definitions.position_stages import POSITION
from seriktes.placements.definitions.refusals import CannotKeep, CannotOffer
from seriktes.placements.enums import CohortState, HostStanding, PositionState
from seriktes.placements.models import Application, Cohort, HostRecord, Position, Programme
from seriktes.placements.queries.cohorts import quotas_unknown
from seriktes.procedures.definitions.workflow import faults_of
from seriktes.procedures.models import Event, OpenClock
from tests.placements import programmes_ground as ground

pytestmark = pytest.mark.django_db


def refused(refusal, reason):
    return pytest.raises(refusal, match=rf"^{reason}(:|$)")


def test_workflows_are_whole():
    names = {field.name for field in Cohort._meta.get_fields() if not field.auto_created or field.concrete}
    apart = {"id", "programme", "state", "copied_from", "created_at", "changed_at", "version", "provenance"}
    assert faults_of(COHORT, states=CohortState.values, fields=names - apart) == []
    names = {field.name for field in Position._meta.get_fields() if not field.auto_created or field.concrete}
    apart = {
        "id", "cohort", "host", "state", "proposed_by", "is_written_by_university", "reason", "archived_at", "created_at",
        "changed_at", "version", "provenance",
    }  # fmt: skip
    assert faults_of(POSITION, states=PositionState.values, fields=(names - apart) | {"tasks"}) == []


# --- Programmes -------------------------------------------------------------------------------------------------------
def test_a_programme_is_added_changed_and_archived(world):
    made = ground.programme(world)
    assert AuditEvent.objects.get(kind="placements.programme.added").target_id == str(made.pk)
    changed = programmes.change_programme(
        programme=made, values={"name_en": "Summer practice"}, by=None, at=ground.AT, expected_version=1
    )
    assert (changed.name_en, changed.version) == ("Summer practice", 2)
    with pytest.raises(EditedElsewhere):
        programmes.change_programme(
            programme=made, values={"name_en": "Other"}, by=None, at=ground.AT, expected_version=1
        )
    archived = programmes.archive_programme(programme=made, by=None, at=ground.AT)
    with refused(CannotKeep, "archived"):
        ground.cohort(world, of=archived)
    programmes.unarchive_programme(programme=archived, by=None, at=ground.AT)


def test_a_programme_needs_a_name_and_its_own_post(world):
    with refused(CannotKeep, "nameless"):
        ground.programme(world, name_kk="", name_ru="", name_en="\u200b ")
    with refused(CannotKeep, "foreign_post"):
        ground.programme(
            world, post=Post.objects.create(organisation=world.organisations["company"], name_en="Elsewhere")
        )
    assert not Programme.objects.exists()


def test_a_programme_with_an_open_cohort_keeps_its_kind_and_is_not_archived(world):
    made = ground.cohort(world).programme
    with refused(CannotKeep, "has_cohorts"):
        programmes.archive_programme(programme=made, by=None, at=ground.AT)
    with refused(CannotKeep, "frozen"):
        programmes.change_programme(
            programme=made, values={"kind": "thesis"}, by=None, at=ground.AT, expected_version=None
        )


# --- Cohorts ----------------------------------------------------------------------------------------------------------
def test_a_cohort_is_copied_with_all_days_moved_alike(world):
    first = ground.cohort(
        world, levels=["bachelor"], years=[4, 3], study_programmes=["6В07101"], programme_quotas={"6b07101": 5},
        documents=[{"code": "d1", "name": {"kk": "Түйіндеме", "ru": "", "en": ""}, "required": True}],
        region_quotas={"KZ-35": 0},
    )  # fmt: skip
    copy = cohorts.copy_cohort(cohort=first, term="Summer 2027", starts_on=date(2027, 6, 7), by=None, at=ground.AT)
    distance = timedelta(days=371)
    assert {name: getattr(copy, name) for name in ground.DAYS} == {
        name: day + distance for name, day in ground.DAYS.items()
    }
    assert (copy.state, copy.copied_from, copy.years, copy.levels) == (CohortState.DRAFT, first, [3, 4], ["bachelor"])
    # The Cyrillic "В" of codes is folded.
    assert (copy.study_programmes, copy.programme_quotas) == (["6B07101"], {"6B07101": 5})
    assert copy.documents == first.documents
    with refused(CannotKeep, "term_taken"):
        cohorts.copy_cohort(cohort=first, term=" Summer  2027", starts_on=date(2027, 6, 7), by=None, at=ground.AT)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"term": ""}, "missing"),
        ({"ends_on": date(2026, 5, 31)}, "ends_before_start"),
        ({"applications_until": date(2026, 4, 1)}, "days_out_of_order"),
        ({"ranking_until": date(2026, 4, 29)}, "days_out_of_order"),
        ({"levels": ["school"]}, "unknown_level"),
        ({"years": [9]}, "unknown_year"),
        ({"units": [0]}, "foreign_unit"),
        ({"wishes_at_most": 0}, "no_wishes"),
        ({"documents": [{"code": "d1", "name": {"kk": ""}}]}, "bad_document"),
        ({"programme_quotas": {"6B07101": -1}}, "bad_quota"),
        ({"region_quotas": {"KZ-35": True}}, "bad_quota"),
        ({"programme_quotas": {"6B07102": 2}, "study_programmes": ["6B07101"]}, "quota_for_nobody"),
        ({"region_quotas": {"XX-1": 4}}, "unknown_region"),
    ],
)
def test_a_cohort_that_cannot_stand_is_refused(world, values, reason):
    with refused(CannotKeep, reason):
        ground.cohort(world, opened=False, **values)
    assert not Cohort.objects.exists()


def test_a_quota_for_a_programme_that_nobody_studies_is_told(world):
    plain = ground.cohort(world, opened=False, programme_quotas={"6B07199": 2, "6B07101": 1})
    # The university keeps no programmes of study here: nothing is known.
    assert quotas_unknown([plain]) == {}
    StudyProgramme.objects.create(
        organisation=world.organisations["university"], code="6B07101", name_en="Engineering", level="bachelor"
    )
    assert quotas_unknown([plain]) == {plain.pk: ["6B07199"]}
    # Somebody who applied says to study it.
    Application.objects.create(cohort=plain, student=world.people["student"], study_programme="6B07199")
    assert quotas_unknown([plain]) == {}


def test_what_students_rely_on_is_frozen_and_days_move_later_only(world):
    made = ground.cohort(world)

    def change(at=ground.AT, **values):
        return cohorts.change_cohort(cohort=made, values=values, by=None, at=at, expected_version=None)

    with refused(CannotKeep, "frozen"):
        change(levels=["master"])
    with refused(CannotKeep, "only_later"):
        change(applications_until=date(2026, 4, 29))
    with refused(CannotKeep, "frozen"):
        change(applications_from=date(2026, 3, 25), at=ground.AT + timedelta(days=30))
    moved = change(applications_until=date(2026, 5, 5), note="A week more.")
    assert moved.applications_until == date(2026, 5, 5)
    assert Event.objects.filter(kind="cohort.days_moved", subject_id=made.pk).count() == 1
    clock = OpenClock.objects.get(subject_type="placements.cohort", subject_id=made.pk)
    assert (clock.code, clock.due_at.date()) == ("cohort_lists", date(2026, 5, 5))


def test_a_cohort_passes_its_stages_by_its_days(world):
    made = ground.cohort(world)
    late = ground.AT + timedelta(days=60)
    # Nothing to choose: the lists stay open, and its office has it on the desk.
    assert cohorts.move_due(now=late) == []
    position = positions.draft_position(
        cohort=made, host=world.organisations["company"], values=ground.POSITION | {"supervisor": world.people["supervisor"]},
        tasks=ground.TASKS, by=None, at=late, for_host=True,
    )  # fmt: skip
    positions.approve_position(position=positions.offer_position(position=position, by=None, at=late), by=None, at=late)
    assert cohorts.move_due(now=late) == [made.pk]
    assert cohorts.move_due(now=late) == []
    assert cohorts.move_due(now=late + timedelta(days=30)) == [made.pk]
    made.refresh_from_db()
    assert made.state == CohortState.MATCHING
    with refused(CannotKeep, "wrong_state"):
        cohorts.move_cohort(cohort=made, way="open", by=None, at=late)


def test_a_cohort_whose_last_day_has_passed_is_not_opened(world):
    made = ground.cohort(world, opened=False)
    with refused(CannotKeep, "day_passed"):
        cohorts.move_cohort(cohort=made, way="open", by=None, at=ground.AT + timedelta(days=90))


def test_an_opened_cohort_is_cancelled_with_a_reason_only(world):
    made = ground.cohort(world)
    with refused(CannotKeep, "no_reason"):
        cohorts.move_cohort(cohort=made, way="cancel", by=None, at=ground.AT, reason=" ")
    cohorts.move_cohort(cohort=made, way="cancel", by=None, at=ground.AT, reason="No hosts.")
    assert not OpenClock.objects.filter(subject_type="placements.cohort", subject_id=made.pk).exists()


# --- Who may apply ----------------------------------------------------------------------------------------------------
_CONDITIONS = st.builds(
    Conditions, levels=st.sets(st.sampled_from(["bachelor", "master"])), years=st.sets(st.integers(1, 7)),
    units=st.sets(st.integers(1, 4)), programmes=st.sets(st.sampled_from(["6B07101", "7M07101"])),
)  # fmt: skip
_STUDIES = st.builds(
    Studies, level=st.sampled_from(["", "bachelor", "master"]), year=st.none() | st.integers(1, 7),
    units=st.sets(st.integers(1, 4)), programme=st.sampled_from(["", "6B07101", "6в07101", "7M07101"]),
)  # fmt: skip


@given(_CONDITIONS, _STUDIES)
def test_a_condition_less_never_keeps_anybody_out(conditions, studies):
    faults = set(unmet(conditions, studies))
    assert unmet(Conditions(), studies) == []
    for name, fault in (("levels", "level"), ("years", "year"), ("units", "unit"), ("programmes", "study_programme")):
        assert set(unmet(replace(conditions, **{name: ()}), studies)) == faults - {fault}
    assert ("study_programme" in faults) == bool(
        conditions.programmes and programme_code(studies.programme) not in conditions.programmes
    )


# --- Positions --------------------------------------------------------------------------------------------------------
def test_a_position_goes_from_its_host_to_the_students(world):
    made = ground.position(world, ground.cohort(world), state="draft")
    offered = positions.offer_position(position=made, by=None, at=ground.AT)
    assert OpenClock.objects.get(subject_type="placements.position", subject_id=made.pk).code == "position_to_approve"
    with refused(CannotOffer, "no_reason"):
        positions.return_position(position=offered, reason=" ", by=None, at=ground.AT)
    returned = positions.return_position(position=offered, reason="Who supervises at night?", by=None, at=ground.AT)
    clock = OpenClock.objects.get(subject_type="placements.position", subject_id=made.pk)
    assert (clock.code, clock.organisation) == ("position_to_mend", world.organisations["company"])
    again = positions.offer_position(position=returned, by=None, at=ground.AT + timedelta(days=60))
    approved = positions.approve_position(position=again, by=None, at=ground.AT)
    assert (approved.state, approved.reason) == (PositionState.APPROVED, "")
    with refused(CannotOffer, "frozen"):
        positions.change_position(
            position=approved, values={"capacity": 9}, by=None, at=ground.AT, expected_version=None
        )
    changed = positions.change_position(
        position=approved, values={"supervisor": world.people["manager"]}, by=None, at=ground.AT, expected_version=None
    )
    assert changed.supervisor == world.people["manager"]
    kinds = list(Event.objects.about(made).order_by("pk").values_list("kind", flat=True))
    assert [kind.split(".")[1] for kind in kinds] == [
        "drafted",
        "offered",
        "returned",
        "offered",
        "approved",
        "changed",
    ]


@pytest.mark.parametrize(
    ("values", "tasks", "reason"),
    [
        ({}, [("Half", 50)], "shares_not_100"),
        ({}, [], "missing"),
        ({"about": " "}, ground.TASKS, "missing"),
        ({"languages": []}, ground.TASKS, "missing"),
        ({"name_en": "", "name_kk": ""}, ground.TASKS, "nameless"),
        ({"supervisor": None, "supervisor_name": "Somebody"}, ground.TASKS, "no_supervisor"),
    ],
)
def test_a_position_that_is_not_whole_stays_a_draft(world, values, tasks, reason):
    made = ground.position(world, ground.cohort(world), state="draft", tasks=tasks, **values)
    with refused(CannotOffer, reason):
        positions.offer_position(position=made, by=None, at=ground.AT)
    assert Position.objects.get().state == PositionState.DRAFT


@pytest.mark.parametrize(
    ("values", "tasks", "reason"),
    [
        ({"capacity": 0}, ground.TASKS, "no_places"),
        ({"hours_a_week": 61}, ground.TASKS, "too_many_hours_a_week"),
        ({"languages": ["xx"]}, ground.TASKS, "unknown_language"),
        ({"region": "XX"}, ground.TASKS, "unknown_region"),
        ({"pay": -1, "currency": "KZT", "pay_period": "month"}, ground.TASKS, "negative_pay"),
        ({"pay": 100}, ground.TASKS, "pay_without_terms"),
        ({}, [("Too much", 101)], "task_share"),
        ({}, [(" ", 100)], "task_without_words"),
        ({}, [("One", 1)] * 13, "too_many_tasks"),
    ],
)
def test_a_position_that_cannot_stand_is_refused(world, values, tasks, reason):
    made = ground.cohort(world)
    with refused(CannotOffer, reason):
        ground.position(world, made, state="draft", tasks=tasks, **values)
    assert not Position.objects.exists()


def test_the_supervisor_works_at_the_host(world):
    with refused(CannotOffer, "foreign_supervisor"):
        ground.position(world, ground.cohort(world), supervisor=world.people["lecturer"])


def test_positions_come_until_their_last_day_and_the_university_enters_late_ones(world):
    made, late = ground.cohort(world), ground.AT + timedelta(days=45)
    with refused(CannotOffer, "positions_closed"):
        ground.position(world, made, at=late)
    own = world.organisations["university"]
    with refused(CannotOffer, "not_a_host"):
        positions.draft_position(cohort=made, host=own, values=ground.POSITION, tasks=[], by=None, at=ground.AT)
    draft = ground.cohort(world, of=made.programme, opened=False, term="Later")
    with refused(CannotOffer, "cohort_closed"):
        ground.position(world, draft)
    values = ground.POSITION | {"supervisor": world.people["supervisor"]}
    entered = positions.draft_position(
        cohort=made,
        host=world.organisations["company"],
        values=values,
        tasks=ground.TASKS,
        by=None,
        at=late,
        for_host=True,
    )
    assert positions.offer_position(position=entered, by=None, at=late).state == PositionState.OFFERED


def test_of_a_host_that_gets_no_placements_nothing_is_approved(world):
    made = ground.position(world, ground.cohort(world), state="offered")
    HostRecord.objects.create(
        organisation=world.organisations["university"], host=made.host, standing=HostStanding.DECLINED
    )
    with refused(CannotOffer, "host_declined"):
        positions.approve_position(position=made, by=None, at=ground.AT)


def test_an_approved_position_is_withdrawn_with_a_reason_and_a_draft_without(world):
    made = ground.cohort(world)
    approved = ground.position(world, made)
    with refused(CannotOffer, "no_reason"):
        positions.withdraw_position(position=approved, reason="", by=None, at=ground.AT)
    gone = positions.withdraw_position(position=approved, reason="The shop closes.", by=None, at=ground.AT)
    assert (gone.state, gone.archived_at) == (PositionState.WITHDRAWN, None)
    draft = positions.withdraw_position(
        position=ground.position(world, made, state="draft"), reason="", by=None, at=ground.AT
    )
    assert draft.archived_at == ground.AT


def test_a_position_is_copied_into_another_cohort(world):
    first = ground.cohort(world)
    other = ground.cohort(world, of=first.programme, term="Autumn 2026")
    copy = positions.copy_position(position=ground.position(world, first), cohort=other, by=None, at=ground.AT)
    assert (copy.state, copy.cohort, copy.skills) == (PositionState.DRAFT, other, ["Excel", "metrology"])
    assert list(copy.tasks.values_list("text", "weight")) == ground.TASKS
