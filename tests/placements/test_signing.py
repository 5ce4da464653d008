"""The steps of a learning agreement: in order, each in its own way; refused, taken back, amended, two at once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import DocumentState
from seriktes.documents.models import DocumentVersion, Signature
from seriktes.documents.queries.frozen import frozen_bytes
from seriktes.organisations.models import Post, PostHolding
from seriktes.placements.actions.agreements import (
    draft_amendment,
    drop_amendment,
    send_for_signature,
    take_back,
)
from seriktes.placements.actions.placements import cancel_placement, follow_calendar
from seriktes.placements.actions.rules_of_signing import decide_rule
from seriktes.placements.actions.signing import (
    ask_again,
    confirm_step,
    record_step_on_paper,
    refuse_step,
    sign_step,
    stand_in,
)
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import PlacementState, SigningKind, SigningRole
from seriktes.placements.models import LearningAgreement, Placement, SignStep
from seriktes.placements.queries.agreement_texts import frozen_text
from seriktes.placements.queries.signing import asked_step, may_sign, steps_waiting_for
from seriktes.procedures.actions.clocks import refresh
from seriktes.procedures.actions.reminders import send_due
from seriktes.procedures.models import Event, OpenClock
from tests.documents.authority import COMPANY_BIN, UNIVERSITY_BIN, sign, signed_pdf, signer
from tests.placements.signing import (
    MONDAY,
    confirm_all,
    confirm_next,
    link_to,
    ready_placement,
    sent_placement,
    states_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
FIRST_ASKED = [("host", "asked"), ("academic", "waiting"), ("department", "waiting"), ("student", "waiting")]


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(MONDAY)


def only(*kinds):
    return {role.value: list(kinds) for role in SigningRole} | {"days": 5}


def current(name, number=""):
    now = timezone.now()
    return signer(name, number=number, begins=now - timedelta(days=100), ends=now + timedelta(days=265))


# --- Sending ----------------------------------------------------------------------------------------------------------
def test_sending_freezes_the_text_in_two_languages_and_asks_the_host_first(world):
    placement = sent_placement(world)
    assert placement.state == PlacementState.SIGNING
    assert states_of(placement) == FIRST_ASKED
    version = frozen_text(placement.agreements.get())
    assert version.state == DocumentState.FROZEN
    assert version.languages == ["kk", "ru"]
    said = " ".join(version.texts["ru"])
    for words in ("Билимбек Асем Учебовна", "Болат Ұста", "ТОО «Выдуманное Железо»", COMPANY_BIN, "60 %"):
        assert words in said
    assert "Министрліктің үлгілік нысаны емес" in frozen_bytes(version).decode("latin-1") or version.pdf


def test_nothing_is_sent_while_something_is_missing(world):
    placement = ready_placement(world, academic_supervisor=None)
    with pytest.raises(Refusal, match="missing"):
        send_for_signature(placement=placement, by=world["career_centre"], at=MONDAY)
    assert not LearningAgreement.objects.exists()
    Placement.objects.filter(pk=placement.pk).update(academic_supervisor=world.people["hidden_lecturer"])
    with pytest.raises(Refusal, match="nobody_to_ask"):
        send_for_signature(placement=placement, by=world["career_centre"], at=MONDAY)
    assert not DocumentVersion.objects.exists()


def test_a_letter_goes_to_whoever_is_asked_and_to_nobody_else(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        placement = sent_placement(world)
    assert [letter.to for letter in mail.outbox] == [["bolat@example.org"]]
    assert "/l/en." in link_to("bolat@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        confirm_next(placement)
    assert mail.outbox[-1].to == ["faculty.member@example.org"]


def test_the_link_of_who_left_the_post_signs_no_more(world, client, django_capture_on_commit_callbacks):
    placement = sent_placement(world)
    confirm_next(placement)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_next(placement)
    link = link_to(world.people["officer"].user.email)
    assert client.get(link).status_code == 200
    PostHolding.objects.filter(post=world.posts["head"]).delete()
    PostHolding.objects.create(post=world.posts["head"], person=world.people["lecturer"], starts_on=date(2025, 9, 1))
    assert client.post(link, {"choice": "confirm"}).status_code == 410
    assert asked_step(placement).role == "department"


# --- In order ---------------------------------------------------------------------------------------------------------
def test_each_is_asked_when_the_one_before_has_signed_and_the_last_agrees_it(world):
    placement = sent_placement(world)
    order = []
    while (step := asked_step(placement)) is not None:
        order.append(step.role)
        confirm_next(placement)
    placement.refresh_from_db()
    assert order == ["host", "academic", "department", "student"]
    assert placement.state == PlacementState.AGREED
    assert placement.agreements.get().signed_on == date(2026, 3, 2)
    kinds = list(Event.objects.about(placement).order_by("pk").values_list("kind", flat=True))
    assert kinds[1:4] == ["placement.sent", "placement.sign_asked", "placement.signed_by"]
    assert kinds[-2:] == ["placement.signed_by", "placement.agreed"]
    assert not OpenClock.objects.about(placement).exists()


def test_nobody_signs_before_their_turn_or_twice(world):
    placement = sent_placement(world)
    sha256 = placement.agreements.get().sha256
    student = SignStep.objects.get(role=SigningRole.STUDENT)
    with pytest.raises(Refusal, match="not_your_turn"):
        confirm_step(step=student, sha256=sha256, by=world["student"], at=MONDAY)
    host = asked_step(placement)
    confirm_step(step=host, sha256=sha256, by=None, at=MONDAY, by_label="Bolat")
    with pytest.raises(Refusal, match="signed_already"):
        confirm_step(step=host, sha256=sha256, by=None, at=MONDAY, by_label="Bolat")
    confirm_all(placement)
    student.refresh_from_db()
    with pytest.raises(Refusal, match="signed_already"):
        confirm_step(step=student, sha256=sha256, by=world["student"], at=MONDAY)


def test_another_text_than_the_one_that_was_read_is_not_agreed_to(world):
    placement = sent_placement(world)
    with pytest.raises(Refusal, match="other_text"):
        confirm_step(step=asked_step(placement), sha256="0" * 64, by=None, at=MONDAY)
    assert asked_step(placement).role == "host"


def test_only_whoever_is_asked_may_sign(world):
    placement = sent_placement(world)
    confirm_next(placement)
    allowed = {}
    while (step := asked_step(placement)) is not None:
        allowed[step.role] = {persona for persona in world if may_sign(world[persona], step)}
        assert {p for p in world if steps_waiting_for(world[p]).filter(pk=step.pk).exists()} == allowed[step.role]
        confirm_next(placement)
    assert allowed == {"academic": {"faculty_member"}, "department": {"partnership_officer"}, "student": {"student"}}


def test_the_company_signs_for_the_host_with_its_account(world):
    placement = sent_placement(world)
    assert {persona for persona in world if may_sign(world[persona], asked_step(placement))} == {"company_manager"}


def test_a_placement_that_should_have_begun_begins_when_everybody_has_signed(world, freeze):
    placement = sent_placement(world)
    freeze(MONDAY + timedelta(days=60))
    assert confirm_all(placement).state == PlacementState.RUNNING
    assert follow_calendar(now=timezone.now()) == (0, 0)


# --- With a key -------------------------------------------------------------------------------------------------------
def test_everybody_signs_with_a_key_and_the_document_is_signed(world, trusted_root):
    placement = sent_placement(world)
    frozen = frozen_bytes(frozen_text(placement.agreements.get()))
    keys = {
        "host": current("Болат Ұста", COMPANY_BIN), "academic": current("ДАРИСБАЙ ГАЛЫМ"),
        "department": current("Серіктес Аружан", UNIVERSITY_BIN), "student": current("БИЛИМБЕК АСЕМ"),
    }  # fmt: skip
    for role, key in keys.items():
        step = asked_step(placement)
        assert step.role == role
        content = signed_pdf(frozen, key) if role == "academic" else sign(frozen, key, at=timezone.now())
        sign_step(step=step, content=content, filename="s.pdf" if role == "academic" else "s.p7s", by=None, at=MONDAY)
    placement.refresh_from_db()
    assert placement.state == PlacementState.AGREED
    assert set(SignStep.objects.values_list("kind", flat=True)) == {SigningKind.KEY}
    assert Signature.objects.count() == 4
    assert frozen_text(placement.agreements.get()).state == DocumentState.SIGNED


def test_another_persons_key_and_another_text_leave_nothing(world, trusted_root):
    placement = sent_placement(world)
    confirm_next(placement)
    frozen = frozen_bytes(frozen_text(placement.agreements.get()))
    for content in (
        sign(frozen, current("Темирбек Кайсар"), at=timezone.now()), sign(b"other", current("Дарисбай Галым"), at=timezone.now())
    ):  # fmt: skip
        with pytest.raises(Refusal, match="bad_signature"):
            sign_step(step=asked_step(placement), content=content, filename="s.p7s", by=None, at=MONDAY)
    assert not Signature.objects.exists()
    assert asked_step(placement).role == "academic"


def test_a_company_key_under_the_wrong_step_is_refused(world, trusted_root):
    placement = sent_placement(world)
    frozen = frozen_bytes(frozen_text(placement.agreements.get()))
    with pytest.raises(Refusal, match="bad_signature"):
        sign_step(
            step=asked_step(placement), content=sign(frozen, current("X", UNIVERSITY_BIN), at=timezone.now()),
            filename="s.p7s", by=None, at=MONDAY,
        )  # fmt: skip


def test_what_was_confirmed_never_makes_the_document_signed(world):
    placement = confirm_all(sent_placement(world))
    assert frozen_text(placement.agreements.get()).state == DocumentState.FROZEN
    assert not Signature.objects.exists()


# --- On paper ---------------------------------------------------------------------------------------------------------
def test_the_office_records_paper_for_each_step(world):
    placement = sent_placement(world)
    by = world["career_centre"]
    while (step := asked_step(placement)) is not None:
        record_step_on_paper(step=step, signer=f"Signer {step.place}", on=date(2026, 3, 2), by=by, at=MONDAY)
    placement.refresh_from_db()
    assert placement.state == PlacementState.AGREED
    assert frozen_text(placement.agreements.get()).state == DocumentState.SIGNED
    assert list(SignStep.objects.order_by("place").values_list("signer", flat=True)) == [
        f"Signer {n}" for n in range(4)
    ]


def test_only_the_office_records_paper(world):
    step = asked_step(sent_placement(world))
    with pytest.raises(Refused, match="by_record"):
        record_step_on_paper(step=step, signer="X", on=date(2026, 3, 2), by=world["company_manager"], at=MONDAY)


# --- The rule of the programme ----------------------------------------------------------------------------------------
def test_a_kind_that_the_university_does_not_take_is_refused(world):
    placement = sent_placement(world)
    decide_rule(programme=placement.cohort.programme, values=only("paper"), by=world["career_centre"], at=MONDAY)
    with pytest.raises(Refusal, match="kind_not_taken"):
        confirm_next(placement)
    record_step_on_paper(
        step=asked_step(placement), signer="X", on=date(2026, 3, 2), by=world["career_centre"], at=MONDAY
    )
    assert asked_step(placement).role == "academic"
    with pytest.raises(Refusal, match="missing"):
        decide_rule(programme=placement.cohort.programme, values=only(), by=world["career_centre"], at=MONDAY)


# --- Refusing, taking back --------------------------------------------------------------------------------------------
def test_a_refusal_with_its_reason_returns_the_text_to_the_draft(world, django_capture_on_commit_callbacks):
    placement = sent_placement(world)
    confirm_next(placement)
    with pytest.raises(Refusal, match="no_reason"):
        refuse_step(step=asked_step(placement), reason=" ", by=None, at=MONDAY)
    with django_capture_on_commit_callbacks(execute=True):
        refuse_step(
            step=asked_step(placement), reason="The tasks are too light.", by=world["faculty_member"], at=MONDAY
        )
    placement.refresh_from_db()
    assert placement.state == PlacementState.PLANNED
    assert states_of(placement) == [
        ("host", "signed"),
        ("academic", "refused"),
        ("department", "void"),
        ("student", "void"),
    ]
    assert "The tasks are too light." in mail.outbox[-1].body
    assert not OpenClock.objects.about(placement).exists()
    send_for_signature(placement=placement, by=world["career_centre"], at=MONDAY)
    agreement = placement.agreements.get()
    assert agreement.round == 2
    assert asked_step(placement).role == "host"
    assert DocumentVersion.objects.filter(document__subject_id=agreement.pk).count() == 2


def test_what_is_taken_back_voids_what_was_signed(world):
    placement = sent_placement(world)
    confirm_next(placement)
    back = take_back(placement=placement, reason="A wrong day.", by=world["career_centre"], at=MONDAY)
    assert back.state == PlacementState.PLANNED
    assert asked_step(placement) is None
    with pytest.raises(Refusal, match="wrong_state"):
        take_back(placement=placement, reason="Again.", by=world["career_centre"], at=MONDAY)


def test_a_cancelled_placement_asks_nobody_any_more(world):
    placement = sent_placement(world)
    cancel_placement(placement=placement, reason="Closed.", by=world["career_centre"], at=MONDAY)
    assert asked_step(placement) is None
    assert placement.agreements.get().state == "dropped"
    assert not OpenClock.objects.about(placement).exists()


# --- Amendments -------------------------------------------------------------------------------------------------------
def test_an_amendment_holds_once_everybody_has_signed_again(world):
    placement = confirm_all(sent_placement(world))
    by = world["career_centre"]
    amendment = draft_amendment(
        placement=placement, changes={"ends_on": date(2026, 7, 15), "hours": 280}, plan=[("Өлшеу", 100)],
        reason="More to measure.", by=by, at=MONDAY,
    )  # fmt: skip
    assert amendment.number == 1
    send_for_signature(placement=placement, by=by, at=MONDAY)
    placement.refresh_from_db()
    assert (placement.state, placement.ends_on) == (PlacementState.AGREED, date(2026, 6, 30))
    said = " ".join(frozen_text(LearningAgreement.objects.get(number=1)).texts["ru"])
    assert "ДОПОЛНИТЕЛЬНОЕ СОГЛАШЕНИЕ № 1" in said
    assert "15 июля 2026 года" in said
    confirm_all(placement)
    assert (placement.ends_on, placement.hours) == (date(2026, 7, 15), 280)
    assert list(placement.plan.filter(dropped_at__isnull=True).values_list("text", "weight")) == [("Өлшеу", 100)]
    assert placement.plan.filter(dropped_at__isnull=False).count() == 2


def test_what_is_being_prolonged_is_not_completed_meanwhile(world):
    """Its last day comes while the amendment is still being signed; refused, it is over after all."""
    placement = confirm_all(sent_placement(world))
    by, later = world["career_centre"], placement.ends_on + timedelta(days=30)
    draft_amendment(placement=placement, changes={"ends_on": later}, reason="More to do.", by=by, at=MONDAY)
    send_for_signature(placement=placement, by=by, at=MONDAY)
    Placement.objects.filter(pk=placement.pk).update(state="running")
    after = datetime.combine(placement.ends_on + timedelta(days=2), time(9), tzinfo=UTC)
    assert follow_calendar(now=after) == (0, 0)
    refuse_step(step=asked_step(placement), reason="No.", by=None, at=after)
    assert follow_calendar(now=after) == (0, 1)


def test_an_amendment_that_is_refused_leaves_what_was_agreed(world):
    placement = confirm_all(sent_placement(world))
    by = world["career_centre"]
    with pytest.raises(Refusal, match="nothing_changed"):
        draft_amendment(placement=placement, changes={"hours": placement.hours}, reason="Why.", by=by, at=MONDAY)
    draft_amendment(placement=placement, changes={"hours": 300}, reason="More.", by=by, at=MONDAY)
    send_for_signature(placement=placement, by=by, at=MONDAY)
    refuse_step(step=asked_step(placement), reason="Too many.", by=None, at=MONDAY, by_label="Bolat")
    placement.refresh_from_db()
    assert (placement.state, placement.hours) == (PlacementState.AGREED, 240)
    drop_amendment(placement=placement, by=by, at=MONDAY)
    draft_amendment(placement=placement, changes={"hours": 200}, reason="Less.", by=by, at=MONDAY)
    assert LearningAgreement.objects.filter(placement=placement).count() == 3


# --- A vacant post ----------------------------------------------------------------------------------------------------
def test_for_a_vacant_post_the_office_is_told_and_another_signs(world, django_capture_on_commit_callbacks):
    User.objects.update(language="en")
    placement = sent_placement(world)
    PostHolding.objects.filter(post=world.posts["head"]).delete()
    confirm_next(placement)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_next(placement)
    assert asked_step(placement).role == "department"
    assert {letter.to[0] for letter in mail.outbox} >= {world["career_centre"].email}
    assert "vacant" in mail.outbox[-1].body
    deputy = Post.objects.create(organisation=world.organisations["university"], name_kk="Орынбасар")
    PostHolding.objects.create(post=deputy, person=world.people["lecturer"], starts_on=date(2025, 9, 1))
    foreign = Post.objects.create(organisation=world.organisations["company"], name_kk="Бөтен")
    step = asked_step(placement)
    with pytest.raises(Refusal, match="foreign_post"):
        stand_in(step=step, post=foreign, reason="Order 5.", by=world["career_centre"], at=MONDAY)
    stood = stand_in(step=step, post=deputy, reason="Order 5.", by=world["career_centre"], at=MONDAY)
    assert stood.instead_of == world.posts["head"]
    assert OpenClock.objects.about(placement).get().post == deputy
    assert {persona for persona in world if may_sign(world[persona], asked_step(placement))} == {"faculty_member"}
    assert confirm_all(placement).state == PlacementState.AGREED


# --- Clocks and letters -----------------------------------------------------------------------------------------------
def test_each_step_has_a_clock_of_five_working_days_and_reminders_with_a_link(world, freeze):
    placement = sent_placement(world)
    clock = OpenClock.objects.about(placement).get()
    assert clock.organisation == world.organisations["company"]
    # The 9th is a day off after the holiday of the 8th, a Sunday.
    assert timezone.localdate(clock.due_at) == date(2026, 3, 10)
    freeze(clock.remind_at + timedelta(minutes=5))
    sent = send_due(timezone.now())
    assert sent.mails == 1
    assert mail.outbox[-1].to == ["bolat@example.org"]
    assert "/l/en." in mail.outbox[-1].body
    refresh(placement)
    assert confirm_all(placement).state == PlacementState.AGREED


def test_the_office_asks_again_at_another_address(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        placement = sent_placement(world)
        ask_again(
            step=asked_step(placement), by=world["career_centre"], at=MONDAY, email="Other@example.org", name="Other"
        )
    assert mail.outbox[-1].to == ["other@example.org"]
    assert asked_step(placement).email == "other@example.org"
