"""Hosts: a person decides with reasons, figures only propose; two records that become one keep what both said."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.merging import merge_records, undo_merge
from seriktes.organisations.models import Person
from seriktes.placements.actions import hosts as actions
from seriktes.placements.definitions.refusals import CannotVet
from seriktes.placements.definitions.watching import Figure, is_proposed, is_worse
from seriktes.placements.enums import HostStanding, PlacementState
from seriktes.placements.models import Evaluation, EvaluationForm, HostRecord, Placement
from seriktes.placements.queries.hosts import figures_of, proposed_of
from seriktes.placements.queries.positions import sees_note_at
from seriktes.procedures.models import Event, OpenClock
from tests.placements import programmes_ground as ground
from tests.placements.programmes_ground import decide, placed
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db


# --- Decisions --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("standing", ["watch", "declined"])
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"reasons": []}, "no_reasons"),
        ({"reason": " bad. \u200b\u200b\u200b\u200b\u200b"}, "own_words"),
        ({"reasons": ["score"]}, "unknown_reason"),
        ({"look_again_on": date(2026, 3, 2)}, "day_passed"),
    ],
)
def test_nobody_is_put_on_watch_without_reasons_and_words(world, standing, values, reason):
    with pytest.raises(CannotVet, match=f"^{reason}"):
        decide(world, standing, **values)
    assert not HostRecord.objects.exists()


def test_a_decision_is_on_record_and_looked_at_again(world):
    record = decide(world, look_again_on=date(2026, 9, 1))
    assert (record.standing, record.reasons, record.decided_by) == ("watch", ["safety"], world["career_centre"])
    clock = OpenClock.objects.get(subject_type="placements.hostrecord", subject_id=record.pk)
    assert (clock.code, clock.due_at.date()) == ("host_look_again", date(2026, 9, 1))
    vetted = decide(world, "vetted", reasons=[], reason="")
    assert (vetted.standing, vetted.reasons, vetted.look_again_on) == ("vetted", [], None)
    assert not OpenClock.objects.filter(subject_type="placements.hostrecord", subject_id=record.pk).exists()
    assert Event.objects.about(record).filter(kind="host.decided").count() == 2


def test_two_who_decide_at_once_are_told(world):
    record = decide(world)
    with pytest.raises(EditedElsewhere):
        decide(world, "vetted", expected_version=record.version - 1)
    with pytest.raises(EditedElsewhere):
        decide(world, "vetted", expected_version=0)


# --- Figures ----------------------------------------------------------------------------------------------------------
_FIGURES = st.builds(
    Figure, st.sampled_from(["off_plan", "broken_off", "evaluations"]), st.integers(0, 300).map(Decimal),
    st.integers(0, 400).map(Decimal), st.integers(0, 20),
)  # fmt: skip


@given(_FIGURES)
def test_what_was_let_pass_is_proposed_again_only_when_it_grew(figure):
    assert not is_worse(figure, f"{figure.share:.4f}")
    assert is_worse(figure, None)
    if is_proposed(figure):
        assert figure.share >= Decimal("0.2")
        assert figure.of > 0
    assert not is_proposed(Figure(figure.code, Decimal(0), figure.of, figure.cases))


def test_figures_propose_and_say_from_what(world):
    cohort, pair = ground.cohort(world), (world.organisations["university"].pk, world.organisations["company"].pk)
    placed(world, cohort, 4, hours_logged=50, hours_off_plan=20)
    placed(world, cohort, 1, state=PlacementState.BROKEN_OFF)
    placed(world, cohort, 3, state=PlacementState.PLANNED, hours_logged=500, hours_off_plan=500)
    figures = {figure.code: figure for figure in figures_of([pair[0]])[pair]}
    assert (figures["off_plan"].part, figures["off_plan"].of) == (80, 200)
    assert (figures["broken_off"].part, figures["broken_off"].of) == (1, 5)
    # One case of five is no pattern.
    assert [figure.code for figure in proposed_of(figures.values(), None)] == ["off_plan"]
    # The standing stays what a person decided: no figure moves it.
    assert not HostRecord.objects.exists()


def test_figures_are_let_pass_until_they_grow(world):
    cohort, university, host = ground.cohort(world), world.organisations["university"], world.organisations["company"]
    rows = placed(world, cohort, 4, hours_logged=50, hours_off_plan=20)

    def let_pass():
        return actions.let_pass(
            organisation=university, host=host, reason="The first weeks were training.", by=None, at=ground.AT
        )

    def proposed(record):
        return proposed_of(figures_of([university.pk])[university.pk, host.pk], record)

    record = let_pass()
    assert proposed(record) == []
    with pytest.raises(CannotVet, match="nothing_proposed"):
        let_pass()
    Placement.objects.filter(pk=rows[0].pk).update(hours_off_plan=21)
    assert proposed(record) == []
    Placement.objects.filter(pk=rows[0].pk).update(hours_off_plan=40)
    assert [figure.code for figure in proposed(record)] == ["off_plan"]
    assert proposed(decide(world)) == []


# --- Pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", PERSONAS)
def test_what_a_university_knows_of_its_hosts_is_its_own_affair(world, client_as, who):
    record = decide(world)
    decide(world)
    own = [record.organisation_id, record.host_id]
    elsewhere = [world.organisations["hidden_university"].pk, record.host_id]
    client = client_as(who)
    reads = who in ("career_centre", "partnership_officer", "auditor", "administrator")
    keeps = who in ("career_centre", "partnership_officer", "administrator")
    for name, args, may in (
        ("hosts", [], reads), ("host", own, reads), ("host_decide", own, keeps), ("host_note", own, keeps),
        ("host_let_pass", own, keeps),
    ):  # fmt: skip
        status = client.get(reverse(f"placements:{name}", args=args)).status_code
        assert (status == 200) == may, (name, status)
    if who not in ("auditor", "administrator"):
        assert client.get(reverse("placements:host", args=elsewhere)).status_code in (302, 404)


def test_the_note_stands_on_positions_for_the_university_alone(world, client_as):
    cohort = ground.cohort_of_today(world, timezone.localdate())
    position = ground.position(world, cohort, at=timezone.now())
    client, pair = client_as("career_centre"), [world.organisations["university"].pk, position.host_id]
    client.post(reverse("placements:host_note", args=pair), {"note": "Ask for Mr Invented.", "expected_version": "0"})
    url = reverse("placements:position", args=[position.pk])
    assert "Ask for Mr Invented." in client.get(url).content.decode()
    for who in ("student", "company_manager", "host_supervisor"):
        assert "Ask for Mr Invented." not in client_as(who).get(url).content.decode()


def test_who_is_at_the_host_too_reads_no_note_on_the_position(world):
    cohort = ground.cohort_of_today(world, timezone.localdate())
    position = ground.position(world, cohort, at=timezone.now())
    assert sees_note_at(world["partnership_officer"], position)
    position.supervisor = Person(name_en="Both Sides", user=world["partnership_officer"])
    assert not sees_note_at(world["partnership_officer"], position)


def test_a_decision_on_the_page_needs_its_reasons(world, client_as):
    pair = [world.organisations["university"].pk, world.organisations["company"].pk]
    client, url = client_as("career_centre"), reverse("placements:host_decide", args=pair)
    assert client.post(url, {"standing": "watch", "expected_version": "0"}).status_code == 422
    sent = {"standing": "watch", "reasons": ["pay"], "reason": "Pay came two months late.", "expected_version": "0"}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 409
    assert HostRecord.objects.get().standing == HostStanding.WATCH
    shown = client.get(reverse("placements:hosts"), {"show": "watch"}).content.decode()
    assert "Invented Iron LLP" in shown


def test_the_list_of_hosts_shows_whom_to_look_at_first(world, client_as):
    cohort = ground.cohort(world)
    placed(world, cohort, 1, host="agency")
    placed(world, cohort, 6, hours_logged=50, hours_off_plan=25)
    client = client_as("career_centre")
    shown = client.get(reverse("placements:hosts"))
    assert [row.host for row in shown.context["table"].data.data] == [
        world.organisations["company"],
        world.organisations["agency"],
    ]
    assert "50% of the hours logged were off the plan (150 of 300)." in shown.content.decode()
    response = client.get(reverse("placements:hosts"), {"format": "csv", "show": "proposed"})
    assert b"".join(response.streaming_content).decode().count("\n") == 2


# --- Merging ----------------------------------------------------------------------------------------------------------
def test_two_records_of_hosts_that_become_one_keep_what_both_said(world):
    university, kept, gone = (world.organisations[key] for key in ("university", "company", "hidden_company"))
    day = ground.AT.date() + timedelta(days=300)
    decide(world, "vetted", reasons=[], reason="Looked at on the spot.", look_again_on=day)
    actions.note_host(organisation=university, host=kept, note="Bring helmets.", by=None, at=ground.AT)
    actions.decide_host(
        organisation=university, host=gone, standing="watch", reasons=["pay"], reason="Two months were not paid.",
        look_again_on=day - timedelta(days=9), by=world["career_centre"], at=ground.AT,
    )  # fmt: skip
    actions.note_host(organisation=university, host=gone, note="Ask for the contract first.", by=None, at=ground.AT)
    elsewhere = actions.note_host(
        organisation=world.organisations["hidden_university"],
        host=gone,
        note="Of another university.",
        by=None,
        at=ground.AT,
    )
    merge = merge_records(kept=kept, archived=gone, by=world["administrator"])
    record = HostRecord.objects.get(organisation=university, host=kept)
    assert record.note == "Bring helmets.\n\nAsk for the contract first."
    assert record.reason == "Looked at on the spot.\n\nTwo months were not paid."
    assert (record.standing, record.reasons, record.look_again_on) == ("watch", ["pay"], day - timedelta(days=9))
    assert record.decided_by == world["career_centre"]
    elsewhere.refresh_from_db()
    assert (elsewhere.host, elsewhere.note) == (kept, "Of another university.")
    # One clock, of the record that is read; the other is kept for the case that the merge is taken back.
    [clock] = OpenClock.objects.filter(code="host_look_again")
    assert (clock.subject_id, timezone.localdate(clock.due_at)) == (record.pk, day - timedelta(days=9))
    undo_merge(record=merge, by=world["administrator"])
    assert HostRecord.objects.get(organisation=university, host=gone).note == "Ask for the contract first."


def test_merge_never_softens_a_decision(world):
    university, kept, gone = (world.organisations[key] for key in ("university", "company", "hidden_company"))
    decide(world, "declined")
    actions.decide_host(
        organisation=university, host=gone, standing="vetted", reason="All was well.", by=None, at=ground.AT
    )
    merge_records(kept=kept, archived=gone, by=world["administrator"])
    record = HostRecord.objects.get(organisation=university, host=kept)
    assert (record.standing, record.reasons) == ("declined", ["safety"])


def test_poor_evaluations_propose_a_host_and_put_it_on_watch_never(world):
    cohort = ground.cohort(world)
    form = EvaluationForm.objects.create(
        programme=cohort.programme, evaluator="student",
        questions=[{"code": "work", "kind": "scale", "words": {}}, {"code": "said", "kind": "text", "words": {}}],
    )  # fmt: skip
    for placement, points in zip(placed(world, cohort, 3, state="completed"), (1, 2, 3), strict=True):
        Evaluation.objects.create(
            placement=placement,
            form=form,
            evaluator="student",
            answers={"work": points, "said": "5"},
            name="S",
            at=ground.AT,
        )
    university, host = world.organisations["university"].pk, world.organisations["company"].pk
    figures = figures_of([university])[university, host]
    # Of 4 points each could give, 4, 3 and 2 were not given.
    assert [(one.part, one.of, one.cases) for one in figures if one.code == "evaluations"] == [(9, 12, 3)]
    assert [one.code for one in proposed_of(figures, None)] == ["evaluations"]
    assert not HostRecord.objects.exists()
