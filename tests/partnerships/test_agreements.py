"""An agreement from the draft to its end: what each state asks for, allows and freezes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions import agreements as actions
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.models import Agreement, RuleLevel
from seriktes.procedures.models import Event
from tests.partnerships.agreeing import NOW, TODAY, approved, draft, kinds, refused, sign

pytestmark = pytest.mark.django_db


def test_whole_life(partnership, parties, by):
    agreement = sign(approved(partnership, by, ends_on=date(2027, 11, 22), notice_days=30), parties, by)
    assert (agreement.state, agreement.signed_on, agreement.starts_on) == ("active", TODAY, TODAY)
    at = NOW + timedelta(days=10)
    agreement = actions.suspend_agreement(agreement=agreement, on=at.date(), reason="Repair", by=by, at=at)
    agreement = actions.resume_agreement(agreement=agreement, on=at.date(), by=by, at=at)
    agreement = actions.give_notice(agreement=agreement, party=parties[1], on=at.date(), by=by, at=at)
    at = datetime(2027, 11, 23, 1, tzinfo=UTC)
    assert actions.run_terms(today=at.date(), at=at) >= 1
    agreement.refresh_from_db()
    assert agreement.state == "ended"
    assert kinds(agreement) == [
        "agreement.drafted", "agreement.submitted", "agreement.approved", "agreement.signed_by", "agreement.signed_by",
        "agreement.signed", "agreement.started", "agreement.suspended", "agreement.resumed", "agreement.notice_given",
        "agreement.ended",
    ]  # fmt: skip
    told = set(
        AuditEvent.objects.filter(target_type="partnerships.agreement", target_id=str(agreement.pk)).values_list(
            "kind", flat=True
        )
    )
    assert told == {f"partnerships.{kind}" for kind in kinds(agreement)}


def test_nightly_job_runs_twice_for_nothing(partnership, parties, by):
    sign(approved(partnership, by, ends_on=date(2026, 12, 31)), parties, by)
    at = datetime(2027, 1, 1, 1, tzinfo=UTC)
    actions.run_terms(today=at.date(), at=at)
    events = Event.objects.count()
    assert actions.run_terms(today=at.date(), at=at) == 0
    assert Event.objects.count() == events


def test_starts_on_its_day(partnership, parties, by):
    agreement = sign(approved(partnership, by, starts_on=TODAY + timedelta(days=7)), parties, by)
    assert agreement.state == "signed"
    actions.run_terms(today=TODAY + timedelta(days=6), at=NOW + timedelta(days=6))
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    actions.run_terms(today=TODAY + timedelta(days=7), at=NOW + timedelta(days=7))
    agreement.refresh_from_db()
    assert agreement.state == "active"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"starts_on": date(2027, 1, 1), "ends_on": date(2026, 12, 31)}, "out_of_order"),
        ({"amount": Decimal(5)}, "no_currency"),
        ({"languages": ["kk", "xx"]}, "missing"),
    ],
)
def test_draft_that_does_not_hold_together(partnership, by, values, reason):
    before = Event.objects.count()
    with pytest.raises(CannotAgree) as refusal:
        draft(partnership, by, **values)
    assert (refusal.value.reason, Event.objects.count()) == (reason, before)


def test_submitting_needs_what_the_table_requires(partnership, by):
    agreement = draft(partnership, by, languages=[], name_en="")
    with pytest.raises(CannotAgree) as refusal:
        actions.submit_agreement(agreement=agreement, content_hash="", by=by, at=NOW)
    assert (refusal.value.reason, refusal.value.details) == ("missing", ("names", "languages"))


def test_start_before_the_last_signature(partnership, parties, by):
    agreement = approved(partnership, by, starts_on=TODAY - timedelta(days=1), at=NOW - timedelta(days=9))
    agreement = actions.record_signature(
        agreement=agreement, party=parties[0], on=TODAY - timedelta(days=1), by=by, at=NOW
    )
    last = {"agreement": agreement, "party": parties[1], "on": TODAY, "by": by, "at": NOW}
    assert refused(actions.record_signature, **last) == "starts_before_signature"
    RuleLevel.objects.create(organisation=parties[0].organisation, rule="starts_before_signature", level="warn")
    assert actions.record_signature(**last).state == "active"
    event = Event.objects.about(agreement).filter(kind="agreement.signed_by").order_by("id").last()
    assert event.data["warnings"] == ["starts_before_signature"]


def test_the_stricter_side_counts(partnership, parties, by):
    for party, level in zip(parties, ("off", "refuse"), strict=True):
        RuleLevel.objects.create(organisation=party.organisation, rule="starts_before_signature", level=level)
    agreement = approved(partnership, by, starts_on=TODAY - timedelta(days=1))
    assert refused(actions.record_signature, agreement=agreement, party=parties[0], on=TODAY, by=by, at=NOW) == (
        "starts_before_signature"
    )


def test_signatures_before_the_approval_and_in_the_future(partnership, parties, by):
    agreement = approved(partnership, by)
    sign_one = {"agreement": agreement, "party": parties[0], "by": by, "at": NOW}
    assert refused(actions.record_signature, on=TODAY - timedelta(days=1), **sign_one) == "back_dated"
    assert refused(actions.record_signature, on=TODAY + timedelta(days=1), **sign_one) == "signed_in_future"
    actions.record_signature(on=TODAY, **sign_one)
    assert refused(actions.record_signature, on=TODAY, **sign_one) == "signed_already"


def test_fields_are_frozen_from_approval_on(partnership, parties, by, world):
    agreement = approved(partnership, by)
    change = {"at": NOW, "expected_version": None}
    for values in ({"purpose": "Other"}, {"ends_on": date(2030, 1, 1)}, {"amount": Decimal(1), "currency": "KZT"}):
        assert refused(actions.change_agreement, agreement=agreement, values=values, by=by, **change) == "frozen"
        assert (
            refused(actions.change_agreement, agreement=agreement, values=values, by=world["administrator"], **change)
            == "frozen"
        )
    agreement = actions.change_agreement(agreement=agreement, values={"number": "17"}, by=by, **change)
    assert agreement.number == "17"
    manager = world["company_manager"]
    assert (
        refused(actions.change_agreement, agreement=agreement, values={"number": "18"}, by=manager, **change)
        == "not_permitted"
    )


def test_taking_back_voids_signatures(partnership, parties, by):
    agreement = approved(partnership, by)
    actions.record_signature(agreement=agreement, party=parties[0], on=TODAY, by=by, at=NOW)
    agreement = actions.take_back_agreement(agreement=agreement, reason="Another sum", by=by, at=NOW)
    assert agreement.state == "draft"
    assert set(agreement.signatories.values_list("signed_on", flat=True)) == {None}


@pytest.mark.parametrize(("days", "refusal"), [(121, None), (122, None), (123, "notice_longer_than_term")])
def test_a_notice_fits_into_the_term(partnership, by, days, refusal):
    term = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 1, 1), "notice_days": days}
    if refusal is None:
        assert draft(partnership, by, **term).notice_days == days
    else:
        assert refused(draft, partnership=partnership, by=by, **term) == refusal


def test_frameworks(partnership, by, world):
    framework = draft(partnership, by, kind="framework", starts_on=TODAY, ends_on=date(2027, 12, 31))
    other = world.agreements["elsewhere"]
    assert refused(draft, partnership=partnership, by=by, framework=other) == "foreign_framework"
    plain = draft(partnership, by, kind="consultancy")
    assert refused(draft, partnership=partnership, by=by, framework=plain) == "not_a_framework"
    assert (
        refused(
            draft,
            partnership=partnership,
            by=by,
            framework=framework,
            starts_on=date(2027, 1, 1),
            ends_on=date(2028, 1, 1),
        )
        == "outlives_framework"
    )
    under = draft(
        partnership, by, kind="memorandum", framework=framework, starts_on=date(2027, 1, 1), ends_on=date(2027, 6, 1)
    )
    circle = {"values": {"framework": under}, "by": by, "at": NOW, "expected_version": None}
    framework.refresh_from_db()
    assert refused(actions.change_agreement, agreement=framework, **circle) == "cycle"


def test_nothing_is_signed_under_an_unsigned_framework(partnership, parties, by):
    framework = draft(partnership, by, kind="framework")
    agreement = approved(partnership, by, framework=framework)
    actions.record_signature(agreement=agreement, party=parties[0], on=TODAY, by=by, at=NOW)
    assert (
        refused(actions.record_signature, agreement=agreement, party=parties[1], on=TODAY, by=by, at=NOW)
        == "framework_not_signed"
    )


def test_amendments(partnership, parties, by):
    agreement = sign(approved(partnership, by, ends_on=date(2027, 12, 31)), parties, by)
    values = {"name_en": "Invented amendment", "ends_on": date(2028, 6, 30)}
    first = actions.draft_amendment(agreement=agreement, values=values, by=by, at=NOW)
    again = {"agreement": agreement, "values": values, "by": by, "at": NOW}
    assert refused(actions.draft_amendment, **again) == "overlapping_amendments"
    first = actions.submit_agreement(agreement=first, content_hash="", by=by, at=NOW)
    first = sign(first, parties, by)
    agreement.refresh_from_db()
    assert (first.state, agreement.ends_on) == ("active", date(2028, 6, 30))
    same_day = {"agreement": agreement, "values": values | {"starts_on": first.starts_on}, "by": by, "at": NOW}
    assert refused(actions.draft_amendment, **same_day) == "overlapping_amendments"
    late = {"agreement": agreement, "values": {"name_en": "Late", "starts_on": date(2028, 7, 1)}, "by": by, "at": NOW}
    assert refused(actions.draft_amendment, **late) == "amends_outside"
    assert (
        refused(actions.draft_amendment, agreement=draft(partnership, by), values=values, by=by, at=NOW)
        == "not_amendable"
    )


def test_successor_takes_the_place(partnership, parties, by):
    old = sign(approved(partnership, by, ends_on=date(2027, 12, 31)), parties, by)
    successor = actions.draft_successor(
        agreement=old, values={"name_en": "Successor", "starts_on": date(2027, 1, 1)}, by=by, at=NOW
    )
    assert (
        refused(actions.draft_successor, agreement=old, values={"name_en": "Rival"}, by=by, at=NOW)
        == "superseded_already"
    )
    successor = sign(actions.submit_agreement(agreement=successor, content_hash="", by=by, at=NOW), parties, by)
    actions.run_terms(today=date(2027, 1, 1), at=datetime(2027, 1, 1, 1, tzinfo=UTC))
    old.refresh_from_db()
    assert (old.state, old.ends_on, old.terminated_on) == ("ended", date(2027, 12, 31), date(2026, 12, 31))


def test_extension_within_its_option(partnership, parties, by):
    agreement = sign(
        approved(partnership, by, ends_on=date(2027, 8, 31), extension_months=6, extensions_at_most=1), parties, by
    )
    more = {"agreement": agreement, "by": by, "at": NOW}
    assert refused(actions.extend_agreement, months=7, **more) == "beyond_option"
    agreement = actions.extend_agreement(months=6, **more)
    assert agreement.ends_on == date(2028, 2, 29)
    assert refused(actions.extend_agreement, months=6, **more) == "option_used_up"
    without = sign(approved(partnership, by, ends_on=date(2027, 8, 31)), parties, by)
    assert refused(actions.extend_agreement, agreement=without, months=1, by=by, at=NOW) == "no_option"


def test_notice(partnership, parties, by):
    agreement = sign(approved(partnership, by, ends_on=date(2026, 12, 31), notice_days=30), parties, by)
    notice = {"party": parties[0], "by": by}
    assert actions.last_day_for_notice(agreement) == date(2026, 12, 1)
    late = datetime(2026, 12, 2, 6, tzinfo=UTC)
    assert refused(actions.give_notice, agreement=agreement, on=late.date(), at=late, **notice) == "notice_too_late"
    actions.run_terms(today=late.date(), at=late)
    assert "agreement.notice_lapsed" in kinds(agreement)
    open_ended = sign(approved(partnership, by, notice_days=60), parties, by)
    open_ended = actions.give_notice(agreement=open_ended, on=TODAY, at=NOW, **notice)
    assert open_ended.ends_on == TODAY + timedelta(days=60)
    assert refused(actions.give_notice, agreement=open_ended, on=TODAY, at=NOW, **notice) == "notice_given_already"
    endless = sign(approved(partnership, by), parties, by)
    assert refused(actions.give_notice, agreement=endless, on=TODAY, at=NOW, **notice) == "notice_without_end"


def test_goes_on_by_itself_unless_notice_is_given(partnership, parties, by):
    term = {"starts_on": date(2026, 12, 1), "ends_on": date(2027, 11, 30), "renews": True, "notice_days": 30}
    goes_on, stops = (sign(approved(partnership, by, **term), parties, by) for _ in range(2))
    actions.run_terms(today=date(2026, 12, 1), at=datetime(2026, 12, 1, 1, tzinfo=UTC))
    stops.refresh_from_db()
    actions.give_notice(
        agreement=stops, party=parties[0], on=date(2027, 5, 1), by=by, at=datetime(2027, 5, 1, 8, tzinfo=UTC)
    )
    actions.run_terms(today=date(2029, 1, 1), at=datetime(2029, 1, 1, 1, tzinfo=UTC))
    goes_on.refresh_from_db()
    stops.refresh_from_db()
    assert (goes_on.state, goes_on.ends_on, stops.state) == ("active", date(2029, 11, 30), "ended")


def test_termination(partnership, parties, by):
    agreement = sign(approved(partnership, by, ends_on=date(2027, 12, 31)), parties, by)
    end = {"agreement": agreement, "by": by, "at": NOW}
    assert refused(actions.terminate_agreement, on=TODAY, reason=" ", **end) == "no_reason"
    assert refused(actions.terminate_agreement, on=TODAY + timedelta(days=1), reason="Why", **end) == "in_future"
    assert refused(actions.terminate_agreement, on=TODAY - timedelta(days=1), reason="Why", **end) == "out_of_order"
    agreement = actions.terminate_agreement(on=TODAY, reason="Nothing was done", **end)
    assert (agreement.state, agreement.ends_on, agreement.terminated_on) == ("terminated", date(2027, 12, 31), TODAY)
    assert refused(actions.terminate_agreement, on=TODAY, reason="Why", **end) == "wrong_state"


def test_second_editor_is_told(partnership, by):
    agreement = draft(partnership, by)
    opened = agreement.version
    actions.change_agreement(agreement=agreement, values={"purpose": "One"}, by=by, at=NOW, expected_version=opened)
    with pytest.raises(EditedElsewhere):
        actions.change_agreement(agreement=agreement, values={"purpose": "Two"}, by=by, at=NOW, expected_version=opened)
    assert Agreement.objects.get(pk=agreement.pk).purpose == "One"
