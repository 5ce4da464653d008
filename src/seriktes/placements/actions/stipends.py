"""Stipends: planned with their terms and payments, signed, moved through their states, released, waived or ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.common.text import one_line, visible
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.placements.actions.log import log
from seriktes.placements.actions.programmes import told
from seriktes.placements.actions.stipend_letters import tell_of_end
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.service import months_after
from seriktes.placements.definitions.stipend_stages import GRANTOR, STIPEND, STIPEND_FIELDS
from seriktes.placements.enums import PaymentState
from seriktes.placements.models import Stipend, StipendPayment
from seriktes.placements.queries.stipends import account_of, next_payment, values_to_sign
from seriktes.procedures.definitions.workflow import CannotMove, Transition

COLUMNS = (
    "grantor", "post", "student", "university", "by_university", "kind", "study", "number", "currency", "terms_kk",
    "terms_ru", "terms_en", "service_months", "employer", "employer_kind", "region", "begin_within", "release",
    "step_months", "uplift", "confirm_months",
)  # fmt: skip
TEXTS = ("terms_kk", "terms_ru", "terms_en")
PAYMENTS_AT_MOST = 120


@dataclass(frozen=True)
class Due:
    """A payment as it is planned."""

    on: date
    amount: Decimal
    label: str = ""


# --- Planning ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_stipend(
    *, values: Mapping[str, Any], payments: Sequence[Due], by: User | None, at: datetime, by_label: str = ""
) -> Stipend:
    """In the state "planned". Raises Refusal."""
    stipend = Stipend(**_cleaned(values))
    _check(stipend)
    stipend.save(force_insert=True)
    _write_payments(stipend, payments)
    log(
        "stipend.added", stipend, by=by, at=at, by_label=by_label, organisation=stipend.grantor_id,
        values=told(_cleaned(values)) | {"payments": [[due.on.isoformat(), str(due.amount)] for due in payments]},
    )  # fmt: skip
    return stipend


@transaction.atomic
def change_stipend(
    *, stipend: Stipend, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None,
    payments: Sequence[Due] | None = None, by_label: str = "",
) -> Stipend:  # fmt: skip
    """Raises EditedElsewhere, or Refusal where the state freezes what is changed; writes nothing then."""
    stipend = lock_stipend(stipend, expected_version=expected_version)
    cleaned = _cleaned(values)
    changes: dict[str, Any] = changes_of(stipend, cleaned)
    if payments is not None and (before := _payments_of(stipend)) != list(payments):
        changes["payments"] = [len(before), len(payments)]
    if not changes:
        return stipend
    touched = sorted({"terms" if name in TEXTS else name for name in changes})
    editable = STIPEND_FIELDS.editable(stipend.state, GRANTOR) | {"by_university"}
    if refused := [name for name in touched if name not in editable]:
        raise Refusal("frozen", refused)
    for name in changes:
        if name != "payments":
            setattr(stipend, name, cleaned[name])
    _check(stipend)
    if "payments" in changes:
        stipend.payments.all().delete()
        _write_payments(stipend, payments or ())
    save(stipend)
    log(
        "stipend.changed",
        stipend,
        by=by,
        at=at,
        by_label=by_label,
        organisation=stipend.grantor_id,
        data={"fields": touched},
        values=changes,
    )
    return stipend


def schedule(*, first: date, count: int, amount: Decimal, every: int = 1) -> list[Due]:
    """So many equal payments, one every so many months; the 31st falls on the last day of a shorter month."""
    return [Due(months_after(first, every * place), amount) for place in range(count)]


def _payments_of(stipend: Stipend) -> list[Due]:
    return [Due(row.due_on, row.amount, row.label) for row in stipend.payments.all()]


def _write_payments(stipend: Stipend, payments: Sequence[Due]) -> None:
    if len(payments) > PAYMENTS_AT_MOST:
        raise Refusal("too_many_payments")
    if any(due.amount <= 0 for due in payments):
        raise Refusal("bad_sum")
    StipendPayment.objects.bulk_create(
        StipendPayment(stipend=stipend, place=place, due_on=due.on, amount=due.amount, label=one_line(due.label)[:120])
        for place, due in enumerate(sorted(payments, key=lambda due: due.on), 1)
    )


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(COLUMNS):
        raise ValueError(f"No field of a stipend: {', '.join(sorted(unknown))}.")
    return {
        name: value if not isinstance(value, str) else visible(value).strip() if name in TEXTS else one_line(value)
        for name, value in values.items()
    }


def _check(stipend: Stipend) -> None:
    currency = stipend.currency
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise Refusal("no_currency")
    in_range = 1 <= stipend.service_months <= 240 and 1 <= stipend.step_months <= 240 and 0 <= stipend.uplift <= 999
    if not in_range or not 0 <= stipend.begin_within <= 120 or not 1 <= stipend.confirm_months <= 60:
        raise Refusal("bad_terms")
    for body in (stipend.grantor, stipend.university, stipend.employer):
        if body is not None and body.merged_into_id:
            raise Refusal("merged_organisation")
    keeper = {stipend.grantor_id} | ({stipend.university_id} if stipend.by_university else set())
    if stipend.post is not None and stipend.post.organisation_id not in keeper:
        raise Refusal("foreign_post")


# --- What all ways need -----------------------------------------------------------------------------------------------
def lock_stipend(stipend: Stipend, *, expected_version: int | None = None) -> Stipend:
    return lock_for_edit(stipend, expected_version=expected_version)


def save(stipend: Stipend) -> None:
    stipend.version += 1
    stipend.save()


def way_of(code: str, stipend: Stipend) -> Transition:
    try:
        return STIPEND.check_move(code, stipend.state, lambda _permission: True, values_to_sign(stipend))
    except CannotMove as refused:
        raise Refusal(refused.reason, refused.fields) from refused


def next_day(stipend: Stipend) -> dict[str, str]:
    """The day of the next payment, by which its clock runs."""
    payment = next_payment(stipend)
    return {"next": payment.due_on.isoformat() if payment else ""}


def take(
    code: str,
    stipend: Stipend,
    *,
    by: User | None,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    by_label: str = "",
) -> Stipend:
    """One way of a stipend that is locked."""
    way = way_of(code, stipend)
    stipend.state = way.target
    save(stipend)
    if way.event:
        log(way.event, stipend, by=by, at=at, by_label=by_label, organisation=stipend.grantor_id, data=data)
    return stipend


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise Refusal("no_reason")
    return one_line(reason)[:500]


# --- Moving -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def record_signed(
    *, stipend: Stipend, on: date, reason: str, by: User | None, at: datetime, expected_version: int | None = None,
    by_label: str = "",
) -> Stipend:  # fmt: skip
    """Both signed on paper, without the register: where the paper lies."""
    stipend = lock_stipend(stipend, expected_version=expected_version)
    return _signed("record", stipend, on, reason=_reasoned(reason), by=by, at=at, by_label=by_label)


@transaction.atomic
def sign_by_document(*, stipend: Stipend, on: date, by: User | None, at: datetime) -> Stipend:
    """The frozen contract has the signatures of both sides."""
    return _signed("sign", lock_stipend(stipend), on, reason="", by=by, at=at)


def _signed(
    code: str, stipend: Stipend, on: date, *, reason: str, by: User | None, at: datetime, by_label: str = ""
) -> Stipend:
    if on > timezone.localdate(at):
        raise Refusal("in_future")
    way_of(code, stipend)
    stipend.signed_on = on
    told = {"date": on.isoformat(), "reason": reason, **next_day(stipend)}
    return take(code, stipend, by=by, at=at, data=told, by_label=by_label)


@transaction.atomic
def graduate(
    *, stipend: Stipend, on: date, by: User | None, at: datetime, expected_version: int | None = None
) -> Stipend:
    """Study ended on the day: from then on service counts, and it begins within the months of the terms."""
    stipend = lock_stipend(stipend, expected_version=expected_version)
    way_of("graduate", stipend)
    if on > timezone.localdate(at):
        raise Refusal("in_future")
    if stipend.signed_on and on < stipend.signed_on:
        raise Refusal("before_signing")
    stipend.graduated_on, stipend.begin_by = on, months_after(on, stipend.begin_within)
    told = {"date": on.isoformat(), "begin_by": stipend.begin_by.isoformat()}
    return take("graduate", stipend, by=by, at=at, data=told)


@transaction.atomic
def release(*, stipend: Stipend, by: User | None, at: datetime, expected_version: int | None = None) -> Stipend:
    """Raises Refusal while service or a payment is left."""
    stipend = lock_stipend(stipend, expected_version=expected_version)
    way_of("release", stipend)
    account = account_of(stipend)
    if not account.standing.is_served:
        raise Refusal("service_left", [format_number(account.remaining)])
    if next_payment(stipend) is not None:
        raise Refusal("payments_left")
    stipend.ended_on = timezone.localdate(at)
    tell_of_end("release", stipend)
    return take("release", stipend, by=by, at=at)


@transaction.atomic
def end_repaid(
    *, stipend: Stipend, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Stipend:
    """What is owed by the terms has come back in full."""
    stipend = lock_stipend(stipend, expected_version=expected_version)
    way_of("end_repaid", stipend)
    account = account_of(stipend)
    if account.left_to_pay_back:
        raise Refusal("still_owed", [account.money(account.standing.owed), account.repaid_words])
    ended = _end("end_repaid", stipend, reason, by, at)
    tell_of_end("end_repaid", ended)
    return ended


@transaction.atomic
def waive(
    *, stipend: Stipend, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Stipend:
    """Neither service nor money is owed any more."""
    ended = _end("waive", lock_stipend(stipend, expected_version=expected_version), reason, by, at)
    tell_of_end("waive", ended)
    return ended


@transaction.atomic
def cancel(
    *, stipend: Stipend, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Stipend:
    """Before anything was paid."""
    stipend = lock_stipend(stipend, expected_version=expected_version)
    way_of("cancel", stipend)
    if stipend.payments.filter(state__in=[PaymentState.PAID, PaymentState.REVERSED]).exists():
        raise Refusal("money_moved")
    ended = _end("cancel", stipend, reason, by, at)
    # Before there was a contract the student never heard of it.
    if ended.offered_at is not None or ended.signed_on is not None:
        tell_of_end("cancel", ended)
    return ended


def _end(code: str, stipend: Stipend, reason: str, by: User | None, at: datetime) -> Stipend:
    way_of(code, stipend)
    stipend.ended_on, stipend.ended_reason = timezone.localdate(at), _reasoned(reason)
    return take(code, stipend, by=by, at=at, data={"reason": stipend.ended_reason})


def move(way: str, *, stipend: Stipend, data: Mapping[str, Any], by: User | None, at: datetime) -> Stipend:
    """A way by its code, for pages and programs alike; `data` has `on` and `reason` where the way needs them."""
    said: dict[str, Any] = {"stipend": stipend, "by": by, "at": at, "expected_version": data.get("expected_version")}
    if way == "record":
        return record_signed(on=data["on"], reason=data["reason"], **said)
    if way == "graduate":
        return graduate(on=data["on"], **said)
    if way == "release":
        return release(**said)
    if way in ("waive", "cancel", "end_repaid"):
        return {"waive": waive, "cancel": cancel, "end_repaid": end_repaid}[way](reason=data["reason"], **said)
    raise Refusal("unknown_transition")
