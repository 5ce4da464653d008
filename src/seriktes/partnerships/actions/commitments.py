"""What sides promised each other, by when, and what came of it. Sums of different currencies never meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files import File
from django.db import transaction

from seriktes.accounts.models import User
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.partnerships.actions.agreements.moving import day_of, lock_agreement, moment_of, note_drift
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.actions.naming import enter_commitments
from seriktes.partnerships.actions.schedule import amount_data, first_day, follow_schedule, is_binding, is_too_early
from seriktes.partnerships.definitions.refusals import CannotPromise
from seriktes.partnerships.enums import AgreementState, CommitmentKind
from seriktes.partnerships.models import Agreement, Commitment, Delivery, Instalment, Party
from seriktes.partnerships.models.commitment import STANDING
from seriktes.procedures.models import Event

IN_CURRENCY = frozenset({CommitmentKind.MONEY, CommitmentKind.SCHOLARSHIP})
FIELDS = ("kind", "what", "unit", "currency", "service_months", "post")
OVER = (AgreementState.ENDED, AgreementState.TERMINATED, AgreementState.ABANDONED)


@dataclass(frozen=True)
class Part:
    """So much by then."""

    due_on: date
    amount: Decimal


@transaction.atomic
def promise(
    *, agreement: Agreement, party: Party, values: Mapping[str, Any], schedule: Sequence[Part], by: User | None,
    at: datetime, history: bool = False,
) -> Commitment:  # fmt: skip
    """What a side promised. It is due once the agreement is signed. `history`: of an agreement that is over by now.

    Raises CannotPromise.
    """
    agreement = lock_agreement(agreement)
    if agreement.state in OVER and not history:
        raise CannotPromise("not_agreed")
    if not agreement.signatories.filter(party=party).exists():
        raise CannotPromise("no_signatory", [party])
    commitment = Commitment(agreement=agreement, party=party, **_cleaned(values))
    _check(commitment)
    _check_schedule(schedule, agreement)
    commitment.save(force_insert=True)
    enter_commitments([commitment], are_new=True)
    Instalment.objects.bulk_create(
        Instalment(commitment=commitment, due_on=part.due_on, amount=part.amount) for part in schedule
    )
    note_drift(agreement)
    log(
        "commitment.promised", commitment, by=by, at=at, organisation=party.organisation_id,
        data={"what": commitment.what, "kind": str(commitment.kind)},
        values=changes_of(Commitment(), _cleaned(values)) | {"schedule": _told(schedule)},
    )  # fmt: skip
    follow_schedule(commitment, by=by, at=at)
    return commitment


@transaction.atomic
def change_commitment(
    *, commitment: Commitment, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None
) -> Commitment:
    """Its words and its post. What it is counted in stays as soon as something was delivered."""
    commitment = _lock(commitment, expected_version=expected_version)
    cleaned = _cleaned(values)
    changes = changes_of(commitment, cleaned)
    if not changes:
        return commitment
    if {"kind", "unit", "currency"} & set(changes) and commitment.deliveries.filter(withdrawn_at=None).exists():
        raise CannotPromise("other_currency")
    for name, value in cleaned.items():
        setattr(commitment, name, value)
    _check(commitment)
    _save(commitment)
    note_drift(commitment.agreement)
    if "what" in changes:
        enter_commitments([commitment])
    log("commitment.changed", commitment, by=by, at=at, data={"fields": sorted(changes)}, values=changes)
    return commitment


@transaction.atomic
def set_schedule(
    *,
    commitment: Commitment,
    schedule: Sequence[Part],
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> Commitment:
    """Another schedule. Parts keep their clocks by their place in it: the second part moved is still the second."""
    commitment = _lock(commitment, expected_version=expected_version)
    _check_schedule(schedule, commitment.agreement)
    before = list(commitment.instalments.order_by("due_on", "pk"))
    parts = sorted(schedule, key=lambda part: part.due_on)
    # One day may pass from one part to another on the way, so the days are cleared first.
    kept, dropped = before[: len(parts)], before[len(parts) :]
    commitment.instalments.filter(pk__in=[row.pk for row in dropped]).delete()
    moving = [row for row, part in zip(kept, parts, strict=False) if row.due_on != part.due_on]
    for place, row in enumerate(moving):
        commitment.instalments.filter(pk=row.pk).update(due_on=date(1, 1, 1 + place))
    for row, part in zip(kept, parts, strict=False):
        commitment.instalments.filter(pk=row.pk).update(due_on=part.due_on, amount=part.amount)
    Instalment.objects.bulk_create(
        Instalment(commitment=commitment, due_on=part.due_on, amount=part.amount) for part in parts[len(kept) :]
    )
    _save(commitment)
    note_drift(commitment.agreement)
    told = [_told([Part(row.due_on, row.amount) for row in before]), _told(parts)]
    log("commitment.changed", commitment, by=by, at=at, data={"fields": ["schedule"]}, values={"schedule": told})
    follow_schedule(commitment, by=by, at=at)
    return commitment


@transaction.atomic
def withdraw_commitment(*, commitment: Commitment, reason: str, by: User, at: datetime) -> Commitment:
    """It is owed no more; what was delivered stays on record."""
    commitment = _lock(commitment)
    if not reason.strip():
        raise CannotPromise("no_reason")
    commitment.withdrawn_at, commitment.withdrawn_reason = at, reason.strip()
    _save(commitment)
    note_drift(commitment.agreement)
    log("commitment.withdrawn", commitment, by=by, at=at, data={"reason": reason.strip()})
    return commitment


# --- Deliveries -------------------------------------------------------------------------------------------------------
@transaction.atomic
def record_delivery(
    *, commitment: Commitment, on: date, amount: Decimal, by: User | None, at: datetime, currency: str = "",
    note: str = "", evidence: File[bytes] | None = None, by_label: str = "", receiver: Party | None = None,
    received_at: datetime | None = None, although_more: bool = False, history: bool = False,
) -> Delivery:  # fmt: skip
    """What was delivered. `currency` of the sum, where one was said: another than that of the promise is refused.

    It counts once the receiving side confirmed it; `receiver`: it is that side which says so. `although_more`: the
    reader was told that this is more than was promised. `history`: from a file; nobody is asked for a word any more, and
    the receiver's is known by `received_at`.
    """
    commitment = _lock(commitment)
    if not is_binding(commitment.agreement):
        raise CannotPromise("not_agreed")
    if currency and currency != commitment.currency:
        raise CannotPromise("other_currency", [commitment.currency, currency])
    if amount <= 0:
        raise CannotPromise("not_positive")
    if on > day_of(at):
        raise CannotPromise("in_future")
    if is_too_early(on, commitment.agreement):
        raise CannotPromise("delivered_before", [first_day(commitment.agreement)])
    if not although_more and not history:
        _check_left(commitment, amount)
    if receiver is not None:
        _check_receiver(commitment, receiver)
    delivery = Delivery.objects.create(
        commitment=commitment, on=on, amount=amount, note=" ".join(note.split()), evidence=evidence or "",
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _stamp(commitment)
    moment = _moment_of(delivery)
    log(
        "commitment.delivered" if history or receiver else "commitment.delivery_reported", commitment, by=by, at=moment,
        by_label=by_label, organisation=commitment.party.organisation_id,
        data={"delivery": delivery.pk, "date": on.isoformat(), **amount_data(amount, commitment)},
    )  # fmt: skip
    if receiver is not None:
        _confirm(delivery, receiver, by=None if history else by, at=received_at or at, by_label=by_label)
    follow_schedule(commitment, by=by, at=moment)
    return delivery


@transaction.atomic
def confirm_delivery(
    *, delivery: Delivery, party: Party, by: User | None, at: datetime, by_label: str = ""
) -> Delivery:
    """Another side of the agreement says that it received it, also one that said otherwise before."""
    commitment, delivery = _lock_delivery(delivery)
    if delivery.confirmed_at is not None:
        raise CannotPromise("confirmed_already")
    _check_receiver(commitment, party)
    _confirm(delivery, party, by=by, at=at, by_label=by_label)
    # What was due was delivered on that day, whenever it was confirmed.
    follow_schedule(commitment, by=by, at=_moment_of(delivery))
    return delivery


@transaction.atomic
def dispute_delivery(
    *, delivery: Delivery, party: Party, reason: str, by: User | None, at: datetime, by_label: str = ""
) -> Delivery:
    """Another side of the agreement says that it did not receive it so. It counts nothing until that side confirms it;
    the side that promised may take it back."""
    commitment, delivery = _lock_delivery(delivery)
    if delivery.confirmed_at is not None:
        raise CannotPromise("received_already")
    if delivery.disputed_at is not None:
        raise CannotPromise("disputed_already")
    if not reason.strip():
        raise CannotPromise("no_reason")
    _check_receiver(commitment, party)
    delivery.disputed_at, delivery.disputed_label = at, by_label or (by.email if by else "")
    delivery.dispute = " ".join(reason.split())
    delivery.save(update_fields=["disputed_at", "disputed_label", "dispute"])
    log(
        "commitment.delivery_disputed", commitment, by=by, at=at, by_label=by_label, organisation=party.organisation_id,
        data={"delivery": delivery.pk, "date": delivery.on.isoformat(), "name": party.organisation,
              "reason": delivery.dispute},
    )  # fmt: skip
    follow_schedule(commitment, by=by, at=at)
    return delivery


@transaction.atomic
def withdraw_delivery(*, delivery: Delivery, reason: str, by: User, at: datetime) -> Delivery:
    """It was recorded wrongly; what it met is due again."""
    commitment, delivery = _lock_delivery(delivery)
    if not reason.strip():
        raise CannotPromise("no_reason")
    delivery.withdrawn_at = at
    delivery.save(update_fields=["withdrawn_at"])
    log(
        "commitment.delivery_withdrawn", commitment, by=by, at=at,
        data={"delivery": delivery.pk, "date": delivery.on.isoformat(), "reason": reason.strip()},
    )  # fmt: skip
    follow_schedule(commitment, by=by, at=at)
    return delivery


# --- What all of them need --------------------------------------------------------------------------------------------
def _lock(commitment: Commitment, *, expected_version: int | None = None) -> Commitment:
    lock_agreement(commitment.agreement)
    commitment = lock_for_edit(commitment, expected_version=expected_version)
    if commitment.withdrawn_at is not None:
        raise CannotPromise("withdrawn")
    return commitment


def _lock_delivery(delivery: Delivery) -> tuple[Commitment, Delivery]:
    commitment = _lock(delivery.commitment)
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.withdrawn_at is not None:
        raise CannotPromise("withdrawn")
    delivery.commitment = commitment
    _stamp(commitment)
    return commitment, delivery


def _stamp(commitment: Commitment) -> None:
    """What came of it has changed; its words and their version have not. Lists are kept until such a change."""
    commitment.save(update_fields=["changed_at"])


def _confirm(delivery: Delivery, party: Party, *, by: User | None, at: datetime, by_label: str) -> None:
    delivery.confirmed_at, delivery.confirmed_label = at, by_label or (by.email if by else "")
    delivery.disputed_at, delivery.disputed_label, delivery.dispute = None, "", ""
    delivery.save(update_fields=["confirmed_at", "confirmed_label", "disputed_at", "disputed_label", "dispute"])
    log(
        "commitment.delivery_confirmed", delivery.commitment, by=by, at=at, by_label=by_label,
        organisation=party.organisation_id,
        data={"delivery": delivery.pk, "date": delivery.on.isoformat(), "name": party.organisation},
    )  # fmt: skip


def _check_receiver(commitment: Commitment, party: Party) -> None:
    if party.pk == commitment.party_id or not commitment.agreement.signatories.filter(party=party).exists():
        raise CannotPromise("own_word", [party])


def _check_left(commitment: Commitment, amount: Decimal) -> None:
    promised = sum(commitment.instalments.values_list("amount", flat=True), Decimal(0))
    told = sum(commitment.deliveries.filter(STANDING).values_list("amount", flat=True), Decimal(0))
    left = max(promised - told, Decimal(0))
    if amount > left:
        raise CannotPromise("more_than_promised", [left, commitment.currency or commitment.unit])


def _moment_of(delivery: Delivery) -> datetime:
    commitment = delivery.commitment
    return moment_of(delivery.on, delivery.recorded_at, after=_armed_at(commitment))


def _armed_at(commitment: Commitment) -> datetime | None:
    events = Event.objects.about(commitment).filter(kind="commitment.due_set")
    return events.order_by("at").values_list("at", flat=True).first()


def _check(commitment: Commitment) -> None:
    if not commitment.what:
        raise CannotPromise("missing", ["what"])
    if commitment.kind in IN_CURRENCY and not commitment.currency:
        raise CannotPromise("no_currency")
    if commitment.kind not in IN_CURRENCY and not commitment.unit:
        raise CannotPromise("no_unit")
    if commitment.kind in IN_CURRENCY:
        commitment.unit = ""
    else:
        commitment.currency = ""
    if commitment.service_months and commitment.kind != CommitmentKind.SCHOLARSHIP:
        raise CannotPromise("service_without_scholarship")
    post = commitment.post
    if post is not None and post.organisation_id != commitment.party.organisation_id:
        raise CannotPromise("foreign_post", [post])


def _check_schedule(schedule: Sequence[Part], agreement: Agreement) -> None:
    if not schedule:
        raise CannotPromise("no_schedule")
    if any(part.amount <= 0 for part in schedule):
        raise CannotPromise("not_positive")
    if len({part.due_on for part in schedule}) < len(schedule):
        raise CannotPromise("day_twice")
    earliest = min(part.due_on for part in schedule)
    if is_too_early(earliest, agreement):
        raise CannotPromise("due_before", [first_day(agreement), earliest])


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"Not a field of a commitment: {', '.join(sorted(unknown))}.")
    return {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in values.items()}


def _told(schedule: Sequence[Part]) -> list[list[str]]:
    return [[part.due_on.isoformat(), str(part.amount)] for part in schedule]


def _save(commitment: Commitment) -> None:
    commitment.version += 1
    commitment.save()
