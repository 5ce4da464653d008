"""Desk by desk: order, whose turn it is, refusals, questions, calling back, and what the clocks make of it."""

import contextlib
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes.accounts.models import AuditEvent, Notice, User
from seriktes.organisations.models import Person, PostHolding
from seriktes.procedures.actions import approvals as actions
from seriktes.procedures.actions.approvals import ApprovalSide, Desk, in_order
from seriktes.procedures.actions.calling import call_again
from seriktes.procedures.actions.delegations import delegate, withdraw_delegation
from seriktes.procedures.definitions.approvals import CannotApprove
from seriktes.procedures.models import ActionLink, Approval, ApprovalStep, Event, OpenClock
from seriktes.procedures.queries.approvals import approved_content, questions_for_user, track_of, waiting_for_user
from tests.organisations.test_two_at_once import at_once
from tests.procedures.approvals import HASH, HEARD
from tests.procedures.conftest import make_paper
from tests.world import SINCE, build_world

NOW = datetime(2025, 11, 24, 6, tzinfo=UTC)  # a Monday
TODAY = date(2025, 11, 24)
LATER = NOW + timedelta(minutes=30)


def start(world, paper, *places, others=(), content_hash=HASH, at=NOW):
    """Places as lists of posts of the university: [["office"], ["lawyer", "rector"]]."""
    desks = [Desk(place, world.posts[key]) for place, keys in enumerate(places, 1) for key in keys]
    sides = [ApprovalSide(world.organisations["university"], desks), *others]
    return actions.start_approval(
        subject=paper, purpose="paper:long", sides=sides, content_hash=content_hash,
        by=world["partnership_officer"], at=at,
    )  # fmt: skip


def states(approval):
    return [step.state for step in approval.steps.all()]


def step(approval, key=None, *, number=0):
    steps = list(approval.steps.all())
    return next(one for one in steps if one.post and one.post.name_en == f"Post of {key}") if key else steps[number]


def decide(approval, key, by, *, approve=True, reason="", at=LATER):
    return actions.decide(step=step(approval, key), approve=approve, reason=reason, by=by, at=at)


def refused(call, *arguments, **named):
    with pytest.raises(CannotApprove) as refusal:
        call(*arguments, **named)
    return refusal.value.reason


def kinds(paper):
    return list(Event.objects.about(paper).order_by("id").values_list("kind", flat=True))


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


EXAMPLES = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


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


# --- Letters ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def letters(django_capture_on_commit_callbacks, settings):
    settings.LINK_RATE = "1000000/minute"

    def send(call):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            call()
        return {letter.to[0]: letter for letter in mail.outbox}

    return send


def address_in(letter):
    return re.search(r"https?://[^/\s]+(/l/\S+/)", letter.body)[1]


def test_holder_decides_by_the_letter(world, paper, letters, client):
    world.users["partnership_officer"].language = "en"
    world.users["partnership_officer"].save()
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    letter = sent["partnership.officer@example.org"]
    assert "Paper no." in letter.subject
    address = address_in(letter)
    page = client.get(address).text
    assert "Post of office" in page
    assert HASH in page
    assert "What is decided" not in page
    assert client.post(address, {"choice": "refuse", "reason": ""}).status_code == 422
    assert client.post(address, {"choice": "approve"}).status_code == 200
    one = ApprovalStep.objects.get()
    assert (one.state, one.decided_by, one.decided_label) == (
        "approved", None, "Partnership officer (partnership.officer@example.org)",
    )  # fmt: skip
    assert Event.objects.get(kind="approval.step_approved").by_label == one.decided_label
    assert client.post(address, {"choice": "approve"}).status_code == 410


def test_text_is_read_by_the_link_while_it_is_open(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    address = address_in(sent["partnership.officer@example.org"])
    read = client.get(f"{address}text/")
    assert (read.status_code, read.content, read["Content-Type"]) == (200, HASH.encode(), "application/pdf")
    assert read["Referrer-Policy"] == "no-referrer"
    client.post(address, {"choice": "approve"})
    assert client.get(f"{address}text/").status_code == 302


def test_no_text_no_address(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], content_hash="", at=timezone.now()))
    assert client.get(f"{address_in(sent['partnership.officer@example.org'])}text/").status_code == 404


def test_other_side_decides_by_its_letter_in_its_language(world, paper, letters, client):
    side = ApprovalSide(
        world.organisations["company"], [Desk(1, name="Invented Director", email="Boss@Zavod.example", language="ru")]
    )
    sent = letters(lambda: start(world, paper, others=[side], at=timezone.now()))
    assert sent["boss@zavod.example"].extra_headers["Content-Language"] == "ru"
    done = client.post(address_in(sent["boss@zavod.example"]), {"choice": "refuse", "reason": "Too dear"})
    assert done.status_code == 200
    assert HEARD.ended == [("refused", "Too dear", HASH, "Invented Director (boss@zavod.example)")]


def test_letter_is_void_when_the_desk_decided_on_the_page(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    decide(Approval.objects.get(), "office", world["partnership_officer"], at=timezone.now())
    page = client.get(f"{address_in(sent['partnership.officer@example.org'])}?language=en")
    assert page.status_code == 410
    assert "Post of office: approved on" in page.text


def test_letter_of_a_former_holder_is_void(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    address = address_in(sent["partnership.officer@example.org"])
    PostHolding.objects.filter(post=world.posts["office"]).update(ends_on=SINCE)
    assert client.get(address).status_code == 410
    assert client.post(address, {"choice": "approve"}).status_code == 410
    assert ApprovalStep.objects.get().state == "open"


def test_asking_by_letter_and_a_new_letter_with_the_answer(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["lawyer"], at=timezone.now()))
    address = address_in(sent["faculty.member@example.org"])
    assert client.post(address, {"choice": "ask", "reason": ""}).status_code == 422
    assert client.post(address, {"choice": "ask", "reason": "What for?"}).status_code == 200
    one = ApprovalStep.objects.get()
    assert (one.state, one.question) == ("open", "What for?")
    sent = letters(
        lambda: actions.answer(
            step=one, answer="For all", by=world["partnership_officer"], at=timezone.now() + timedelta(minutes=30)
        )
    )
    page = client.get(address_in(sent["faculty.member@example.org"])).text
    assert ("What for?" in page, "For all" in page) == (True, True)


def test_vacant_post_is_told_to_the_keepers(world, paper, letters):
    sent = letters(lambda: start(world, paper, ["vacant"], at=timezone.now()))
    assert list(sent) == ["partnership.officer@example.org"]
    assert ActionLink.objects.count() == 0
    assert "/posts/" in sent["partnership.officer@example.org"].body


def test_holder_without_an_address_is_told_to_the_keepers(world, paper, letters):
    person = Person.objects.create(name_kk="Мекенжайы жоқ")
    PostHolding.objects.create(post=world.posts["vacant"], person=person, starts_on=SINCE)
    User.objects.filter(pk=world["partnership_officer"].pk).update(language="en")
    body = letters(lambda: start(world, paper, ["vacant"], at=timezone.now()))["partnership.officer@example.org"].body
    said = " ".join(body.split())
    assert "No letter can reach whoever holds it: the register knows no address." in said
    assert "Give the post an e-mail" in said
    assert "which nobody holds" not in said


def test_called_again(world, paper, letters):
    letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    one = ApprovalStep.objects.get()
    officer = world["partnership_officer"]
    assert (
        refused(call_again, step=one, record=paper, by=officer, at=timezone.now() + timedelta(minutes=9))
        == "sent_just_now"
    )
    sent = letters(lambda: call_again(step=one, record=paper, by=officer, at=timezone.now() + timedelta(minutes=30)))
    assert list(sent) == ["partnership.officer@example.org"]
    assert ActionLink.objects.filter(withdrawn_at__isnull=True).count() == 1


# --- Delegation -------------------------------------------------------------------------------------------------------
def lend(world, *, to="lawyer", starts_on=None, ends_on=None, at=NOW):
    starts_on = starts_on or timezone.localdate(at)
    return delegate(
        post=world.posts["office"], to=world.posts[to], starts_on=starts_on, reason="Leave", at=at,
        ends_on=ends_on or starts_on + timedelta(days=7), by=world["partnership_officer"],
    )  # fmt: skip


@settings(max_examples=40, **EXAMPLES)
@given(first=st.integers(-5, 5), length=st.integers(0, 6), day=st.integers(-8, 12))
def test_delegate_decides_within_the_days_and_only_then(world, paper, first, length, day):
    with transaction.atomic():
        starts_on, ends_on = TODAY + timedelta(days=first), TODAY + timedelta(days=first + length)
        approval = start(world, paper, ["office"], at=NOW - timedelta(days=9))
        at = NOW - timedelta(days=9)
        delegation = lend(world, starts_on=starts_on, ends_on=ends_on, at=at)
        moment = NOW + timedelta(days=day)
        is_lent = first <= day <= first + length
        waits = waiting_for_user(world["faculty_member"], moment)
        assert [(row.step.post_id, row.is_lent) for row in waits] == [(world.posts["office"].pk, True)] * is_lent
        if is_lent:
            done = decide(approval, "office", world["faculty_member"], at=moment)
            assert done.delegation == delegation
        else:
            assert refused(decide, approval, "office", world["faculty_member"], at=moment) == "not_yours"
        transaction.set_rollback(True)


def test_both_see_what_was_decided(world, paper):
    approval = start(world, paper, ["office"])
    lend(world)
    decide(approval, "office", world["faculty_member"], at=LATER)
    told = Notice.objects.get(kind="approval_decided_for_you")
    assert (told.user, told.values["name"]) == (world["partnership_officer"], "Faculty member")
    (row,) = track_of(paper, world["partnership_officer"], LATER).steps
    assert (row.step.delegation.delegate, row.step.decided_label) == (world.posts["lawyer"], "Faculty member")


def test_holder_can_still_decide(world, paper):
    approval = start(world, paper, ["office"])
    lend(world)
    assert decide(approval, "office", world["partnership_officer"]).delegation is None
    assert not Notice.objects.filter(kind="approval_decided_for_you").exists()


def test_only_the_delegate_gets_a_letter_when_the_post_is_lent(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    first = address_in(sent["partnership.officer@example.org"])
    sent = letters(lambda: lend(world, at=timezone.now()))
    assert list(sent) == ["faculty.member@example.org"]
    assert client.get(first).status_code == 200
    assert client.post(address_in(sent["faculty.member@example.org"]), {"choice": "approve"}).status_code == 200
    assert client.get(first).status_code == 410


def test_withdrawn_delegation(world, paper, letters, client):
    approval = start(world, paper, ["office"], at=timezone.now())
    made = []
    sent = letters(lambda: made.append(lend(world, at=timezone.now())))
    withdraw_delegation(delegation=made[0], by=world["partnership_officer"], at=timezone.now())
    assert refused(decide, approval, "office", world["faculty_member"], at=timezone.now()) == "not_yours"
    assert client.get(address_in(sent["faculty.member@example.org"])).status_code == 410
    assert (
        refused(withdraw_delegation, delegation=made[0], by=world["partnership_officer"], at=timezone.now())
        == "withdrawn"
    )
    assert lend(world, at=timezone.now()).pk != made[0].pk


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"to": "office"}, "same_post"),
        ({"to": "director"}, "other_organisation"),
        ({"ends_on": TODAY - timedelta(days=1)}, "backwards"),
        ({"starts_on": TODAY - timedelta(days=9), "ends_on": TODAY - timedelta(days=1)}, "past"),
        ({"ends_on": TODAY + timedelta(days=500)}, "too_long"),
    ],
)
def test_delegations_that_cannot_stand(world, paper, values, reason):
    assert refused(lend, world, **values) == reason


def test_delegations_that_overlap(world, paper):
    lend(world)
    assert (
        refused(lend, world, starts_on=TODAY + timedelta(days=7), ends_on=TODAY + timedelta(days=8)) == "lent_already"
    )
    assert lend(world, starts_on=TODAY + timedelta(days=8), ends_on=TODAY + timedelta(days=8))
    assert lend(world, to="rector")


def lend_to_office(world, key, at):
    """The sender stands in for the post."""
    return delegate(
        post=world.posts[key], to=world.posts["office"], starts_on=timezone.localdate(at), reason="Leave", at=at,
        ends_on=timezone.localdate(at) + timedelta(days=7), by=world["partnership_officer"],
    )  # fmt: skip


def test_who_sent_it_round_decides_for_the_own_post_and_for_no_lent_one(world, paper, letters, client):
    at, officer = timezone.now(), world["partnership_officer"]
    lend_to_office(world, "lawyer", at)
    made = []
    sent = letters(lambda: made.append(start(world, paper, ["lawyer", "office"], at=at)))
    # No letter of the lawyer's desk to the sender: the one there is for the own post.
    assert ActionLink.objects.filter(email=officer.email).get().post == world.posts["office"]
    assert "faculty.member@example.org" in sent
    lawyer, own = track_of(paper, officer, at).steps
    assert (lawyer.may_decide, own.may_decide) == (False, True)
    assert [row.step.post for row in waiting_for_user(officer, at)] == [world.posts["office"]]
    assert refused(decide, made[0], "lawyer", officer, at=at) == "sent_oneself"
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["language"] = "en"
    page = client.get(f"/approvals/{lawyer.step.pk}/").content.decode()
    assert ("You sent it round yourself" in page, 'value="approve"' in page) == (True, False)
    decide(made[0], "office", officer, at=at)


def test_a_letter_that_reached_the_sender_before_decides_nothing_for_a_lent_post(world, paper, letters, client):
    at = timezone.now()
    lend_to_office(world, "lawyer", at)
    approval = start(world, paper, ["lawyer"], at=at)
    approval.started_by = world["company_manager"]
    approval.save()
    sent = letters(lambda: call_again(step=step(approval), record=paper, by=world["company_manager"],
                                      at=at + timedelta(minutes=30)))  # fmt: skip
    address = address_in(sent["partnership.officer@example.org"])
    Approval.objects.update(started_by=world["partnership_officer"])
    assert client.get(address).status_code == 410
    Approval.objects.update(started_by=world["company_manager"])
    assert client.post(address, {"choice": "approve"}).status_code == 200
    done = ApprovalStep.objects.get()
    # What was decided by a letter says for whom it was, too.
    assert (done.state, done.delegation.delegate) == ("approved", world.posts["office"])


def test_a_vacant_post_lent_to_the_sender_is_told_to_the_keepers(world, paper, letters):
    lend_to_office(world, "vacant", timezone.now())
    sent = letters(lambda: start(world, paper, ["vacant"], at=timezone.now()))
    assert ActionLink.objects.count() == 0
    assert "/posts/" in sent["partnership.officer@example.org"].body


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
