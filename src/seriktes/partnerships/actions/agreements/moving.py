"""What every step in an agreement's life has in common: locks, the state, the rules on dates, the log."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.documents.models import Document
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.actions.partnerships import lock_partnership
from seriktes.partnerships.definitions.checks import Level, broken
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.enums import PartnershipStage
from seriktes.partnerships.models import Agreement, Partnership
from seriktes.partnerships.queries.lifecycle import COLUMNS, UNSIGNED, dates_of, levels_of
from seriktes.partnerships.queries.texts import drift_now
from seriktes.partnerships.workflow import AGREEMENT, AGREEMENT_ACTS, AGREEMENT_FIELDS
from seriktes.procedures.definitions.workflow import CannotMove, Transition

_ACTS = {act.code: act for act in AGREEMENT_ACTS}


def day_of(at: datetime) -> date:
    """The day of the moment in the register's time zone."""
    return timezone.localdate(at)


def moment_of(on: date, at: datetime, *, after: datetime | None = None) -> datetime:
    """When something happened of which only the day is known: now, if it is today, else at noon of that day. Never
    before `after`, the event that made it possible: a clock that it stops has to have started."""
    moment = min(at, timezone.make_aware(datetime.combine(on, time(12))))
    if on == day_of(at):
        moment = at
    return max(moment, after) if after else moment


def lock_agreement(agreement: Agreement, *, expected_version: int | None = None) -> Agreement:
    """The partnership first, always: two steps on agreements of one partnership wait for each other."""
    lock_partnership(Partnership(pk=agreement.partnership_id))
    current = lock_for_edit(agreement, expected_version=expected_version)
    if current.archived_at is not None:
        raise CannotAgree("archived")
    return current


def check_open(partnership: Partnership) -> None:
    if partnership.stage == PartnershipStage.ENDED:
        raise CannotAgree("ended")


def values_of(agreement: Agreement) -> dict[str, Any]:
    """The fields of the table with their values, for what must be filled."""
    values = {name: getattr(agreement, name) for name in AGREEMENT_FIELDS.fields if hasattr(agreement, name)}
    for name, columns in COLUMNS.items():
        values[name] = "".join(getattr(agreement, column) for column in columns)
    values["signatories"] = list(agreement.signatories.all()) if agreement.pk else []
    return values


def check_way(code: str, agreement: Agreement) -> Transition:
    """Whether the state lets it happen. Who may is for the rules of permission, which pages ask before."""
    if code in _ACTS:
        if agreement.state not in _ACTS[code].sources:
            raise CannotAgree("wrong_state", [agreement.state])
        return _ACTS[code]
    try:
        return AGREEMENT.check_move(code, agreement.state, lambda _permission: True, values_of(agreement))
    except CannotMove as refusal:
        if refusal.reason == CannotMove.MISSING:
            raise CannotAgree("missing", refusal.fields) from refusal
        raise CannotAgree("wrong_state", [agreement.state]) from refusal


def check_dates(
    agreement: Agreement, today: date, *, levels: Mapping[str, Level] | None = None, history: bool = False
) -> list[str]:
    """Raises CannotAgree for the first rule that refuses; answers with the codes of those that only warn."""
    if levels is None:
        levels = levels_of(agreement.partnership_id)
    refused, warned = broken(dates_of(agreement, today, history=history), levels)
    if refused:
        raise CannotAgree(refused[0].code, [rule.code for rule in refused[1:]])
    return [rule.code for rule in warned]


def check_day(on: date, at: datetime, *, not_before: date | None, reason: str = "before_signature") -> None:
    """What is said to have happened: not ahead, and not before what made it possible. Raises CannotAgree."""
    if on > day_of(at):
        raise CannotAgree("in_future")
    if not_before is not None and on < not_before:
        raise CannotAgree(reason, [not_before])


def save(agreement: Agreement) -> None:
    agreement.version += 1
    agreement.drift = drift_now(agreement)
    agreement.save()


def note_drift(agreement: Agreement) -> None:
    """After a change to what stands in the text and is not in the agreement's own row: promises, names, a new text."""
    Agreement.objects.filter(pk=agreement.pk).update(drift=drift_now(agreement))


def renew_drifts() -> None:
    """Of every agreement that is not signed yet and has a text."""
    with_text = Document.objects.filter(subject_type=Agreement._meta.label_lower).values("subject_id")
    for agreement in Agreement.objects.filter(state__in=UNSIGNED, pk__in=with_text).iterator():
        note_drift(agreement)


def step(
    code: str,
    agreement: Agreement,
    *,
    by: User | None,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    by_label: str = "",
    organisation: int | None = None,
) -> Agreement:
    """Take the way on a locked agreement, save it and write it down."""
    way = check_way(code, agreement)
    before = agreement.state
    agreement.state = way.target or agreement.state
    save(agreement)
    log(
        way.event, agreement, by=by, at=at, by_label=by_label, organisation=organisation,
        data={"state": [str(before), str(agreement.state)], **(data or {})},
    )  # fmt: skip
    return agreement


def term_data(agreement: Agreement) -> dict[str, Any]:
    """What the clocks of an agreement's end run on."""
    return {
        "starts_on": agreement.starts_on.isoformat() if agreement.starts_on else None,
        "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else None,
        "notice_days": agreement.notice_days,
        "renews": agreement.renews,
    }
