"""The life of a challenge as data is whole, and the actions keep to it."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from seriktes.accounts.models import AuditEvent
from seriktes.accounts.roles import PERMISSIONS
from seriktes.challenges.actions.archiving import archive_challenge
from seriktes.challenges.actions.challenges import (
    change_challenge,
    close_challenge,
    close_due,
    decide_challenge,
    move_deadline,
    move_decision,
    publish_challenge,
    withdraw_challenge,
)
from seriktes.challenges.definitions.events import EVENTS
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import ChallengeState
from seriktes.challenges.models import Challenge
from seriktes.challenges.workflow import CHALLENGE, CHALLENGE_ACTS, CHALLENGE_FIELDS, SYSTEM
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.procedures.definitions.workflow import faults_of
from seriktes.procedures.models import Event, OpenClock
from tests.challenges.sample import DECIDE, DUE, NOON, TEXTS, days, draft, published
from tests.world import fill_posts

pytestmark = pytest.mark.django_db


def refused(action, **arguments):
    with pytest.raises(CannotChallenge) as caught:
        action(at=NOON, **arguments)
    return caught.value.reason


def test_nothing_is_wrong_with_the_life():
    own = {"texts", "subjects", "files", "language", "post", "number", "visibility", "confidentiality",
           "confidentiality_note", "budget_from", "budget_to", "currency", "trl_from", "trl_to", "region", "due_on",
           "decide_on"}  # fmt: skip
    assert faults_of(CHALLENGE, states=ChallengeState.values, fields=own) == []
    assert own - {"texts", "subjects", "files"} <= {field.name for field in Challenge._meta.fields}
    ways = [*CHALLENGE.transitions, *CHALLENGE_ACTS]
    assert {way.event for way in ways} - {kind.code for kind in EVENTS} == set()
    assert {way.permission for way in ways} - {*PERMISSIONS, SYSTEM} == set()


def test_from_the_draft_to_the_decision(world):
    challenge = draft(world)
    by = world["company_manager"]
    challenge = publish_challenge(challenge=challenge, by=by, at=NOON)
    assert (challenge.state, challenge.published_at) == ("open", NOON)
    challenge = close_challenge(challenge=challenge, at=NOON + days(44))
    assert (challenge.state, challenge.closed_at) == ("deciding", NOON + days(44))
    challenge = decide_challenge(challenge=challenge, by=by, at=NOON + days(50), reason="None fits.")
    assert challenge.state == "decided"
    told = Event.objects.about(challenge).order_by("at", "pk")
    assert [event.kind for event in told] == [
        "challenge.drafted", "challenge.published", "challenge.closed", "challenge.decided"
    ]  # fmt: skip
    audited = AuditEvent.objects.filter(target_type="challenges.challenge", target_id=str(challenge.pk)).order_by("id")
    assert [event.kind for event in audited] == [
        "challenges.challenge.drafted", "challenges.challenge.published", "challenges.challenge.closed",
        "challenges.challenge.decided",
    ]  # fmt: skip


@pytest.mark.parametrize("state", ChallengeState.values)
def test_ways_that_the_state_does_not_have_are_refused(world, state):
    challenge = published(world)
    Challenge.objects.filter(pk=challenge.pk).update(state=state)
    by = world["company_manager"]
    tried = {
        "publish": lambda: publish_challenge(challenge=challenge, by=by, at=NOON),
        "close": lambda: close_challenge(challenge=challenge, at=NOON),
        "decide": lambda: decide_challenge(challenge=challenge, by=by, at=NOON),
        "withdraw": lambda: withdraw_challenge(challenge=challenge, reason="Gone", by=by, at=NOON),
        "move_deadline": lambda: move_deadline(challenge=challenge, due_on=DUE + days(1), by=by, at=NOON),
        "move_decision": lambda: move_decision(challenge=challenge, decide_on=DECIDE + days(1), by=by, at=NOON),
        "archive": lambda: archive_challenge(challenge=challenge, by=by, at=NOON),
    }
    allowed = {way.code for way in CHALLENGE.ways_from(state)} | {
        act.code for act in CHALLENGE_ACTS if state in act.sources
    }
    worked, refusals = set(), set()
    for code, act in tried.items():
        Challenge.objects.filter(pk=challenge.pk).update(
            state=state, archived_at=None, due_on=DUE, decide_on=DECIDE, published_at=NOON
        )
        try:
            act()
        except CannotChallenge as refusal:
            refusals.add(refusal.reason)
        else:
            worked.add(code)
    assert worked == allowed
    assert refusals == {"wrong_state"}


@pytest.mark.parametrize("state", ChallengeState.values)
def test_what_is_frozen_is_not_changed(world, state):
    challenge = published(world)
    Challenge.objects.filter(pk=challenge.pk).update(state=state)
    tried = {
        "number": {"number": "N-7"}, "budget_to": {"budget_to": 7_000_000}, "visibility": {"visibility": "members"},
        "due_on": {"due_on": DUE + days(1)}, "region": {"region": "KZ-75"},
    }  # fmt: skip
    changed, refusals = set(), set()
    for name, values in tried.items():
        try:
            change_challenge(challenge=challenge, values=values, by=None, at=NOON, expected_version=None)
        except CannotChallenge as refusal:
            refusals.add((name, refusal.reason, *refusal.details))
        else:
            changed.add(name)
    assert refusals == {(name, "frozen", name) for name in set(tried) - changed}
    assert changed == set(tried) & CHALLENGE_FIELDS.editable(state, "asker")


def test_words_of_an_open_brief_may_become_clearer_but_not_empty(world):
    challenge = published(world)
    texts = {**TEXTS, "kk": {"title": "Ұсатқыштың мойынтірегі қызады"}}
    change_challenge(challenge=challenge, values={}, texts=texts, by=None, at=NOON, expected_version=challenge.version)
    assert sorted(challenge.texts.values_list("language", flat=True)) == ["en", "kk", "ru"]
    emptied = {"en": {**TEXTS["en"], "problem": ""}}
    nothing = {"challenge": challenge, "values": {}, "by": None, "expected_version": None}
    assert refused(change_challenge, texts=emptied, **nothing) == "not_ready"
    assert challenge.texts.get(language="en").problem == TEXTS["en"]["problem"]


def test_a_draft_that_is_not_ready_is_not_published(world):
    challenge = draft(world, due_on=None, texts={"en": {"title": "Hot bearings again"}})
    with pytest.raises(CannotChallenge) as caught:
        publish_challenge(challenge=challenge, by=None, at=NOON)
    assert caught.value.reason == "not_ready"
    assert len(caught.value.details) == 3
    challenge.refresh_from_db()
    assert challenge.state == "draft"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"budget_from": 6_000_000}, "budget_out_of_order"),
        ({"budget_from": -1}, "negative_budget"),
        ({"currency": ""}, "no_currency"),
        ({"currency": "tenge"}, "unknown_currency"),
        ({"trl_from": 9, "trl_to": 2}, "levels_out_of_order"),
        ({"trl_to": 10}, "not_a_level"),
        ({"region": "XX-1"}, "unknown_region"),
        ({"decide_on": DUE - days(1)}, "decision_before_deadline"),
        ({"language": "kk"}, "language_without_words"),
        ({"texts": {"en": {"problem": "Nameless"}}}, "no_title"),
        ({"subjects": [("ford", str(code)) for code in range(11)]}, "too_many_subjects"),
    ],
)
def test_what_cannot_stand_is_refused(world, values, reason):
    with pytest.raises(CannotChallenge) as caught:
        draft(world, **values)
    assert caught.value.reason == reason


def test_a_post_of_another_organisation_is_refused(world):
    fill_posts(world)
    with pytest.raises(CannotChallenge) as caught:
        draft(world, post=world.posts["office"])
    assert caught.value.reason == "foreign_post"


def test_the_deadline_moves_later_only_and_takes_the_decision_along(world):
    challenge = published(world)
    by = None
    assert refused(move_deadline, challenge=challenge, due_on=DUE, by=by) == "same_day"
    assert refused(move_deadline, challenge=challenge, due_on=DUE - days(1), by=by) == "only_later"
    beyond = DECIDE + days(1)
    assert refused(move_deadline, challenge=challenge, due_on=beyond, by=by) == "decision_before_deadline"
    moved = move_deadline(challenge=challenge, due_on=beyond, decide_on=beyond + days(14), by=by, at=NOON)
    assert (moved.due_on, moved.decide_on) == (beyond, beyond + days(14))
    assert timezone.localdate(OpenClock.objects.get(code="challenge_due").due_at) == beyond


def test_a_challenge_closes_when_the_office_of_its_asker_closes(world):
    """15 April 2026 is a Wednesday; offices of the country close at 18:00, 13:00 UTC."""
    challenge = published(world)
    before, after = datetime(2026, 4, 15, 12, 59, tzinfo=UTC), datetime(2026, 4, 15, 13, 1, tzinfo=UTC)
    assert close_due(now=before) == []
    assert close_due(now=after) == [challenge.pk]
    assert close_due(now=after) == []
    challenge.refresh_from_db()
    assert (challenge.state, challenge.closed_at) == ("deciding", datetime(2026, 4, 15, 13, tzinfo=UTC))
    assert set(OpenClock.objects.values_list("code", flat=True)) == {"challenge_decision"}


def test_a_deadline_on_a_day_off_is_the_next_working_day(world):
    """11 April 2026 is a Saturday."""
    challenge = published(world, due_on=date(2026, 4, 11))
    assert close_due(now=datetime(2026, 4, 12, 20, tzinfo=UTC)) == []
    assert close_due(now=datetime(2026, 4, 13, 13, tzinfo=UTC)) == [challenge.pk]


def test_withdrawing_says_why_and_a_draft_goes_without(world, mailoutbox, django_capture_on_commit_callbacks):
    challenge = published(world)
    assert refused(withdraw_challenge, challenge=challenge, reason=" ", by=None) == "no_reason"
    withdraw_challenge(challenge=challenge, reason="The line is sold.", by=None, at=NOON)
    assert Event.objects.about(challenge).get(kind="challenge.withdrawn").data["reason"] == "The line is sold."
    assert OpenClock.objects.count() == 0
    begun = withdraw_challenge(challenge=draft(world), reason="", by=None, at=NOON)
    assert (begun.state, begun.archived_at) == ("withdrawn", NOON)


def test_of_two_who_edit_at_once_the_second_is_told(world):
    challenge = draft(world)
    seen = challenge.version
    change_challenge(challenge=challenge, values={"number": "1"}, by=None, at=NOON, expected_version=seen)
    with pytest.raises(EditedElsewhere):
        change_challenge(challenge=challenge, values={"number": "2"}, by=None, at=NOON, expected_version=seen)
    with pytest.raises(EditedElsewhere):
        publish_challenge(challenge=challenge, by=None, at=NOON, expected_version=seen)
    challenge.refresh_from_db()
    assert (challenge.number, challenge.state) == ("1", "draft")
