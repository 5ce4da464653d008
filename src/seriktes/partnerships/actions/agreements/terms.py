"""What days do to agreements: they come into force, run on, run out. And what people do to their terms."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Q

from seriktes.accounts.models import User
from seriktes.partnerships.actions.agreements.moving import (
    check_dates,
    check_day,
    check_way,
    day_of,
    lock_agreement,
    moment_of,
    save,
    step,
    term_data,
)
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.actions.standing import refresh_cover
from seriktes.partnerships.definitions.checks import Span, add_months, months_of
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Party
from seriktes.partnerships.queries.lifecycle import BINDING
from seriktes.procedures.models import Event

_DAY = timedelta(days=1)
RUNNING = (AgreementState.ACTIVE, AgreementState.SUSPENDED)
# So many renewals at once are told one by one: an old text that goes on month by month has more than anybody reads.
RENEWALS_TOLD = 24


# --- What people do ---------------------------------------------------------------------------------------------------
@transaction.atomic
def suspend_agreement(*, agreement: Agreement, on: date, reason: str, by: User, at: datetime) -> Agreement:
    """Raises CannotAgree without a reason, for a day ahead or before the signature, or in another state."""
    agreement = lock_agreement(agreement)
    if not reason.strip():
        raise CannotAgree("no_reason")
    check_day(on, at, not_before=agreement.signed_on)
    agreement = step("suspend", agreement, by=by, at=at, data={"date": on.isoformat(), "reason": reason.strip()})
    refresh_cover(agreement.partnership_id)
    return agreement


@transaction.atomic
def resume_agreement(*, agreement: Agreement, on: date, by: User, at: datetime) -> Agreement:
    agreement = lock_agreement(agreement)
    check_day(on, at, not_before=_suspended_on(agreement), reason="before_suspension")
    agreement = step("resume", agreement, by=by, at=at, data={"date": on.isoformat()})
    refresh_cover(agreement.partnership_id)
    return agreement


def _suspended_on(agreement: Agreement) -> date | None:
    last = Event.objects.about(agreement).filter(kind="agreement.suspended").order_by("-id").first()
    return date.fromisoformat(last.data["date"]) if last and last.data.get("date") else agreement.signed_on


@transaction.atomic
def give_notice(*, agreement: Agreement, party: Party, on: date, by: User, at: datetime) -> Agreement:
    """A side says that it will not go on. An agreement without an end gets one: the notice after that day."""
    agreement = lock_agreement(agreement)
    way = check_way("give_notice", agreement)
    if not agreement.signatories.filter(party=party).exists():
        raise CannotAgree("no_signatory", [party])
    if agreement.notice_given_on is not None:
        raise CannotAgree("notice_given_already")
    check_day(on, at, not_before=agreement.signed_on)
    if agreement.ends_on is None:
        if agreement.notice_days is None:
            raise CannotAgree("notice_without_end")
        agreement.ends_on = on + timedelta(days=agreement.notice_days)
        if agreement.starts_on is not None and agreement.ends_on < agreement.starts_on:
            raise CannotAgree("out_of_order")
    elif (last := last_day_for_notice(agreement)) is not None and on > last:
        raise CannotAgree("notice_too_late", [last])
    agreement.notice_given_on, agreement.notice_given_by = on, party
    save(agreement)
    log(
        way.event, agreement, by=by, at=at, organisation=party.organisation_id,
        data={"date": on.isoformat(), "name": party.organisation, **term_data(agreement)},
    )  # fmt: skip
    refresh_cover(agreement.partnership_id)
    return agreement


def last_day_for_notice(agreement: Agreement) -> date | None:
    if agreement.ends_on is None or agreement.notice_days is None:
        return None
    return agreement.ends_on - timedelta(days=agreement.notice_days)


@transaction.atomic
def extend_agreement(*, agreement: Agreement, months: int, by: User, at: datetime) -> Agreement:
    """Use the option to extend: at most so many months, at most so often, not beyond the framework's term."""
    agreement = lock_agreement(agreement)
    way = check_way("extend", agreement)
    if not agreement.extension_months or agreement.ends_on is None:
        raise CannotAgree("no_option")
    if months <= 0 or months > agreement.extension_months:
        raise CannotAgree("beyond_option", [agreement.extension_months])
    if agreement.extensions_at_most is not None and extensions_used(agreement) >= agreement.extensions_at_most:
        raise CannotAgree("option_used_up", [agreement.extensions_at_most])
    before = agreement.ends_on
    agreement.ends_on = prolonged(before, months)
    warnings = check_dates(agreement, day_of(at), history=True)
    save(agreement)
    log(
        way.event, agreement, by=by, at=at,
        data={"months": months, "before": before.isoformat(), "warnings": warnings, **term_data(agreement)},
    )  # fmt: skip
    refresh_cover(agreement.partnership_id)
    return agreement


def extensions_used(agreement: Agreement) -> int:
    return Event.objects.about(agreement).filter(kind="agreement.extended").count()


def prolonged(ends_on: date, months: int) -> date:
    """A term that ends with a month ends with a month again."""
    return add_months(ends_on + _DAY, months) - _DAY


@transaction.atomic
def terminate_agreement(*, agreement: Agreement, on: date, reason: str, by: User | None, at: datetime) -> Agreement:
    """The agreement ends before its term, on that day. For a day ahead, give notice or amend the end."""
    agreement = lock_agreement(agreement)
    check_way("terminate", agreement)
    if not reason.strip():
        raise CannotAgree("no_reason")
    if on > day_of(at):
        raise CannotAgree("in_future")
    if agreement.signed_on and on < agreement.signed_on:
        raise CannotAgree("out_of_order")
    agreement.terminated_on, agreement.termination_reason = on, reason.strip()
    step("terminate", agreement, by=by, at=at, data={"date": on.isoformat(), "reason": reason.strip()})
    refresh_cover(agreement.partnership_id)
    return agreement


# --- What days do -----------------------------------------------------------------------------------------------------
def follow_term(agreement: Agreement, today: date, at: datetime) -> None:
    """Bring a locked agreement to where its dates put it today: in force, gone on by itself, or ended."""
    if agreement.state == AgreementState.SIGNED and agreement.starts_on and agreement.starts_on <= today:
        _start(agreement, at)
    while agreement.state in BINDING and agreement.ends_on is not None and agreement.ends_on < today:
        if not _renew(agreement, today, at):
            at_end = moment_of(agreement.ends_on + _DAY, at)
            step("expire", agreement, by=None, at=at_end, data={"date": agreement.ends_on.isoformat()})


def _start(agreement: Agreement, at: datetime) -> None:
    starts_on = agreement.starts_on
    if starts_on is None:
        return
    at = moment_of(starts_on, at, after=signed_at(agreement))
    step("start", agreement, by=None, at=at, data={"date": starts_on.isoformat()})
    if agreement.amends is not None:
        _amend(lock_agreement(agreement.amends), agreement, starts_on, at)
    if agreement.supersedes is not None:
        _replace(lock_agreement(agreement.supersedes), starts_on, at)


def _amend(amended: Agreement, amendment: Agreement, on: date, at: datetime) -> None:
    if amended.state not in BINDING:
        return
    if amendment.ends_on is not None:
        amended.ends_on = amendment.ends_on
        save(amended)
    log(
        "agreement.amendment_signed", amended, by=None, at=at,
        data={"date": on.isoformat(), "amendment": amendment.pk, **term_data(amended)},
    )  # fmt: skip


def _replace(replaced: Agreement, on: date, at: datetime) -> None:
    if replaced.state not in BINDING:
        return
    last = on - _DAY
    if replaced.starts_on is not None:
        last = max(last, replaced.starts_on)
    if replaced.ends_on is None or replaced.ends_on > last:
        replaced.terminated_on = last
    step("replace", replaced, by=None, at=at, data={"date": on.isoformat()})


def _renew(agreement: Agreement, today: date, at: datetime) -> bool:
    """Go on for the same term, as often as it takes, where the text says so and nobody gave notice."""
    months = months_of(first_term(agreement)) if agreement.renews and agreement.notice_given_on is None else None
    if months is None or agreement.ends_on is None:
        return False
    ends = [agreement.ends_on]
    while ends[-1] < today:
        ends.append(prolonged(ends[-1], months))
    times = len(ends) - 1
    if times <= RENEWALS_TOLD:
        for before, ends_on in pairwise(ends):
            _go_on("agreement.renewed", agreement, ends_on, moment_of(before + _DAY, at), months=months)
    else:
        last = moment_of(ends[-2] + _DAY, at)
        _go_on("agreement.renewed_often", agreement, ends[-1], last, months=months, times=times)
    return True


def _go_on(kind: str, agreement: Agreement, ends_on: date, at: datetime, **said: int) -> None:
    agreement.ends_on = ends_on
    save(agreement)
    log(kind, agreement, by=None, at=at, data={**said, **term_data(agreement)})


def first_term(agreement: Agreement) -> Span:
    """The term as it was signed: what goes on by itself goes on for as long."""
    signed = Event.objects.about(agreement).filter(kind="agreement.signed").order_by("at", "id").first()
    if signed is None or not signed.data.get("ends_on") or not signed.data.get("starts_on"):
        return Span(agreement.starts_on, agreement.ends_on)
    return Span(date.fromisoformat(signed.data["starts_on"]), date.fromisoformat(signed.data["ends_on"]))


def signed_at(agreement: Agreement) -> datetime | None:
    return (
        Event.objects.about(agreement)
        .filter(kind="agreement.signed")
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )


def run_terms(*, today: date, at: datetime) -> int:
    """All agreements whose dates call for something today; how many. Each in a transaction of its own, so that one
    that fails holds up no other. Run twice on a day, the second run finds nothing."""
    count = 0
    for pk in due_today(today):
        with transaction.atomic():
            agreement = lock_agreement(Agreement.objects.get(pk=pk))
            before = agreement.version
            follow_term(agreement, today, at)
            _note_lapse(agreement, today, at)
            if agreement.version != before:
                refresh_cover(agreement.partnership_id)
                count += 1
    return count


def due_today(today: date) -> Iterator[int]:
    live = Agreement.objects.filter(archived_at__isnull=True, partnership__archived_at__isnull=True)
    starting = Q(state=AgreementState.SIGNED, starts_on__lte=today)
    over = Q(state__in=BINDING, ends_on__lt=today)
    in_notice = Q(state__in=RUNNING, notice_days__isnull=False, notice_given_on__isnull=True, ends_on__gte=today)
    # The days are another column: the rest of the sum is made here, over those few that run out within a year or so.
    rows = live.filter(starting | over | in_notice).order_by("pk")
    for pk, state, ends_on, notice_days in rows.values_list("pk", "state", "ends_on", "notice_days").iterator():
        lapsed = ends_on is not None and notice_days is not None and ends_on - timedelta(days=notice_days) < today
        if lapsed or state == AgreementState.SIGNED or (ends_on is not None and ends_on < today):
            yield pk


def _note_lapse(agreement: Agreement, today: date, at: datetime) -> None:
    last = last_day_for_notice(agreement)
    if agreement.state not in RUNNING or agreement.notice_given_on or last is None or last >= today:
        return
    told = Event.objects.about(agreement).filter(kind="agreement.notice_lapsed").values_list("data", flat=True)
    if last.isoformat() not in {data.get("date") for data in told}:
        log("agreement.notice_lapsed", agreement, by=None, at=at, data={"date": last.isoformat()})
