"""Agreements entered late: years ago, with what followed since, and what cannot have been."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from seriktes.partnerships.actions import agreements as actions
from seriktes.partnerships.actions.agreements import Signed
from seriktes.partnerships.definitions.checks import add_months
from seriktes.partnerships.models import RuleLevel
from seriktes.procedures.definitions.events import event_words
from seriktes.procedures.models import Event, OpenClock
from tests.partnerships.agreeing import NOW, TODAY, approved, refused, sign

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("term", "terminated_on", "state"),
    [
        ({"starts_on": date(2016, 9, 1), "ends_on": date(2019, 8, 31)}, None, "ended"),
        ({"starts_on": date(2016, 9, 1)}, None, "active"),
        ({"starts_on": date(2016, 9, 1), "ends_on": date(2017, 8, 31), "renews": True}, None, "active"),
        ({"starts_on": date(2016, 9, 1), "ends_on": date(2029, 8, 31)}, date(2018, 3, 5), "terminated"),
        ({"starts_on": date(2027, 1, 1)}, None, "signed"),
    ],
)
def test_agreement_of_years_ago(partnership, by, term, terminated_on, state):
    parties = list(partnership.parties.order_by("pk"))
    agreement = actions.record_signed_agreement(
        partnership=partnership, values={"kind": "memorandum", "name_en": "Old", "languages": ["ru"], **term},
        signatures=[Signed(parties[0], date(2016, 8, 20)), Signed(parties[1], date(2016, 8, 29))],
        terminated_on=terminated_on, termination_reason="Why", by=by, at=NOW,
    )  # fmt: skip
    assert (agreement.state, agreement.signed_on) == (state, date(2016, 8, 29))
    events = list(Event.objects.about(agreement).order_by("at", "id"))
    assert [event.kind for event in events][:3] == [
        "agreement.drafted", "agreement.signed", *(["agreement.started"] if state != "signed" else [])
    ]  # fmt: skip
    assert events[1].at.date() == date(2016, 8, 29)


@pytest.mark.parametrize(
    ("starts_on", "kinds", "words"),
    [
        (date(2024, 11, 1), ["agreement.renewed"] * 24, "Goes on by itself until 30 November 2026."),
        (
            date(1900, 1, 1),
            ["agreement.renewed_often"],
            "Went on by itself 1522 times, the last until 30 November 2026.",
        ),
    ],
)
def test_renewals_of_a_century_are_told_at_once(partnership, by, starts_on, kinds, words):
    month = {"starts_on": starts_on, "ends_on": add_months(starts_on, 1) - timedelta(days=1), "renews": True}
    agreement = actions.record_signed_agreement(
        partnership=partnership, values={"kind": "memorandum", "name_en": "Old", "languages": ["ru"], **month},
        signatures=[Signed(party, starts_on) for party in partnership.parties.all()], by=by, at=NOW,
    )  # fmt: skip
    events = list(Event.objects.about(agreement).order_by("at", "id"))
    assert [event.kind for event in events][3:] == kinds
    with translation.override("en"):
        assert event_words(events[-1]) == words
    (clock,) = OpenClock.objects.filter(subject_id=agreement.pk, code="agreement_end")
    assert (agreement.state, clock.due_at.date()) == ("active", date(2026, 11, 30))


def test_history_is_no_way_round_the_rules(partnership, parties, by):
    values = {"kind": "memorandum", "name_en": "Old", "languages": ["ru"], "starts_on": date(2016, 1, 1)}
    signatures = [Signed(party, date(2016, 8, 29)) for party in parties]
    record = {"partnership": partnership, "values": values, "by": by, "at": NOW}
    assert refused(actions.record_signed_agreement, signatures=signatures, **record) == "starts_before_signature"
    assert refused(actions.record_signed_agreement, signatures=signatures[:1], **record) == "too_few_signatories"


@pytest.mark.parametrize(
    ("term", "ended", "reason"),
    [
        ({"starts_on": date(2016, 9, 1), "ends_on": date(2016, 8, 1)}, None, "out_of_order"),
        ({"amount": Decimal(-5), "currency": "USD"}, None, "negative_sum"),
        ({}, date(2016, 8, 28), "before_signature"),
        ({}, TODAY + timedelta(days=1), "in_future"),
        ({"ends_on": date(2017, 8, 31)}, date(2018, 1, 1), "terminated_late"),
    ],
)
def test_history_that_cannot_have_been(partnership, by, term, ended, reason):
    values = {"kind": "memorandum", "name_en": "Old", "languages": ["ru"], **term}
    assert reason == refused(
        actions.record_signed_agreement, partnership=partnership, values=values, by=by, at=NOW,
        signatures=[Signed(party, date(2016, 8, 29)) for party in partnership.parties.all()], terminated_on=ended,
    )  # fmt: skip


def test_a_term_that_is_over_when_the_last_side_signs_is_no_term(partnership, parties, by):
    """Also where the organisations have lowered the rule that speaks of it."""
    for party in parties:
        RuleLevel.objects.create(organisation=party.organisation, rule="signed_after_end", level="off")
    values = {"kind": "memorandum", "name_en": "Old", "languages": ["ru"], "ends_on": date(2016, 1, 1)}
    signatures = [Signed(party, date(2016, 8, 29)) for party in parties]
    record = {"partnership": partnership, "values": values, "by": by, "at": NOW, "signatures": signatures}
    assert refused(actions.record_signed_agreement, **record) == "out_of_order"


def test_suspension_and_resumption_lie_between_the_signature_and_today(partnership, parties, by):
    agreement = sign(approved(partnership, by, ends_on=date(2027, 12, 31)), parties, by)
    later = datetime(2026, 12, 20, 6, tzinfo=UTC)
    way = {"agreement": agreement, "by": by, "at": later}
    suspend = {"reason": "Works", **way}
    assert refused(actions.suspend_agreement, on=date(2026, 12, 21), **suspend) == "in_future"
    assert refused(actions.suspend_agreement, on=date(2026, 11, 22), **suspend) == "before_signature"
    actions.suspend_agreement(on=date(2026, 12, 1), **suspend)
    assert refused(actions.resume_agreement, on=date(2026, 12, 21), **way) == "in_future"
    assert refused(actions.resume_agreement, on=date(2026, 11, 30), **way) == "before_suspension"
    assert actions.resume_agreement(on=date(2026, 12, 1), **way).state == "active"


def test_notice_is_given_after_the_signature_and_not_ahead(partnership, parties, by):
    agreement = sign(approved(partnership, by, notice_days=60), parties, by)
    notice = {"agreement": agreement, "party": parties[0], "by": by, "at": NOW}
    assert refused(actions.give_notice, on=TODAY + timedelta(days=1), **notice) == "in_future"
    assert refused(actions.give_notice, on=date(2000, 1, 1), **notice) == "before_signature"
