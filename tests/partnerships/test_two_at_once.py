"""Two people race a transition: one wins, the other is told. Threads with connections of their own."""

from datetime import UTC, date, datetime

import pytest

from seriktes.partnerships.actions import agreements
from seriktes.partnerships.actions.activities import confirm_activity, withdraw_activity
from seriktes.partnerships.models import Activity, Agreement
from seriktes.procedures.models import Event
from tests.organisations.test_two_at_once import at_once
from tests.world import build_world

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def world(transactional_db):
    return build_world()


def test_two_who_change_the_number(world):
    agreement = world.agreements["active"]
    opened = Agreement.objects.get(pk=agreement.pk)

    def number():
        agreements.change_agreement(
            agreement=opened, values={"number": "7"}, by=world["partnership_officer"], at=NOW,
            expected_version=opened.version,
        )  # fmt: skip

    assert at_once(number, number) == ["done", "edited_elsewhere"]


def test_two_terminations(world):
    def terminate():
        agreements.terminate_agreement(
            agreement=world.agreements["active"], on=TODAY, reason="Why", by=world["partnership_officer"], at=NOW
        )

    assert at_once(terminate, terminate) == ["done", "wrong_state"]
    assert Event.objects.filter(kind="agreement.terminated").count() == 1


def test_last_two_signatures_make_one_signed_agreement(world):
    agreement = agreements.draft_agreement(
        partnership=world.partnerships["own"], at=NOW, by=world["partnership_officer"],
        values={"kind": "memorandum", "name_en": "Race", "languages": ["kk"]},
    )  # fmt: skip
    agreements.submit_agreement(agreement=agreement, content_hash="", by=world["partnership_officer"], at=NOW)

    def sign(party):
        return lambda: agreements.record_signature(
            agreement=agreement, party=party, on=TODAY, by=world["partnership_officer"], at=NOW
        )

    assert at_once(*(sign(party) for party in world.partnerships["own"].parties.all())) == ["done", "done"]
    assert Agreement.objects.get(pk=agreement.pk).state == "active"
    assert Event.objects.filter(kind="agreement.signed", subject_id=agreement.pk).count() == 1


def test_confirmed_and_withdrawn_at_once(world):
    activity = world.activities["reported"]

    def confirm():
        confirm_activity(
            activity=activity, organisation=world.organisations["company"], at=NOW, by=world["company_manager"]
        )

    def withdraw():
        withdraw_activity(activity=activity, reason="Why", at=NOW, by=world["partnership_officer"])

    outcomes = at_once(confirm, withdraw)
    # Withdrawn in the end either way; the confirmation came before it, or was told that it came too late.
    assert outcomes in (["done", "done"], ["done", "wrong_state"])
    assert Activity.objects.get(pk=activity.pk).state == "withdrawn"
