"""Signatures: each side's, and what follows when the last one is there. Also agreements signed long ago."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.organisations.actions.editing import changes_of
from seriktes.partnerships.actions.agreements.drafting import Signer, check_sense, cleaned, write_signers
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
from seriktes.partnerships.actions.agreements.terms import follow_term
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.actions.naming import enter_agreements
from seriktes.partnerships.actions.partnerships import lock_partnership
from seriktes.partnerships.actions.schedule import arm_commitments
from seriktes.partnerships.actions.standing import refresh_cover
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Partnership, Party
from seriktes.partnerships.queries.lifecycle import BINDING
from seriktes.procedures.models import Event


@dataclass(frozen=True)
class Signed:
    """That a side signed, and when."""

    party: Party
    on: date
    name: str = ""
    authority: str = ""


@transaction.atomic
def record_signature(
    *, agreement: Agreement, party: Party, on: date, at: datetime, by: User | None, by_label: str = "",
    name: str = "", authority: str = "",
) -> Agreement:  # fmt: skip
    """A side signed the approved text on that day. With the last one the agreement is signed, and in force if its day
    has come. Raises CannotAgree, also for the rules on dates."""
    agreement = lock_agreement(agreement)
    way = check_way("sign", agreement)
    signatory = agreement.signatories.filter(party=party).first()
    if signatory is None:
        raise CannotAgree("no_signatory", [party])
    if signatory.signed_on is not None:
        raise CannotAgree("signed_already", [signatory.signed_on])
    signatory.signed_on = on
    signatory.name, signatory.authority = name or signatory.name, authority or signatory.authority
    signatory.version += 1
    signatory.save()
    warnings = check_dates(agreement, day_of(at))
    save(agreement)
    moment = moment_of(on, at, after=_approved_at(agreement))
    log(
        way.event, agreement, by=by, at=moment, by_label=by_label, organisation=party.organisation_id,
        data={"party": party.pk, "name": party.organisation, "date": on.isoformat(), "warnings": warnings},
    )  # fmt: skip
    if not agreement.signatories.filter(signed_on=None).exists():
        _complete(agreement, by=by, signed_at=moment, at=at)
    return agreement


@transaction.atomic
def record_signed_agreement(
    *,
    partnership: Partnership,
    values: Mapping[str, Any],
    signatures: Sequence[Signed],
    by: User | None,
    at: datetime,
    terminated_on: date | None = None,
    termination_reason: str = "",
    by_label: str = "",
    until: date | None = None,
) -> Agreement:
    """An agreement that was signed outside the register, perhaps years ago: its dates say where it stands now.

    The rules on dates hold as for others, but for the day of an approval that the register knows nothing of. With
    `until`, its life is told up to that day only: `follow_history` tells the rest, after what happened to it then.
    """
    partnership = lock_partnership(partnership)
    if len(signatures) < 2:
        raise CannotAgree("too_few_signatories")
    agreement = Agreement(partnership=partnership, state=AgreementState.APPROVED, **cleaned(values))
    check_sense(agreement)
    agreement.save(force_insert=True)
    enter_agreements([agreement])
    signers = [Signer(one.party, name=one.name, authority=one.authority) for one in signatures]
    write_signers(agreement, signers, history=True)
    days = {one.party.pk: one.on for one in signatures}
    for signatory in agreement.signatories.all():
        signatory.signed_on = days[signatory.party_id]
        signatory.save(update_fields=["signed_on"])
    warnings = check_dates(agreement, day_of(at), history=True)
    if terminated_on is not None:
        check_day(terminated_on, at, not_before=max(days.values()))
        # Of one that goes on, or whose later amendments are told afterwards, the end that stands here is not the last.
        if until is None and not agreement.renews and agreement.ends_on and terminated_on > agreement.ends_on:
            raise CannotAgree("terminated_late")
    first = moment_of(min(days.values()), at)
    log(
        "agreement.drafted", agreement, by=by, at=first, by_label=by_label,
        data={"kind": str(agreement.kind), "warnings": warnings, "history": True},
        values=changes_of(Agreement(), cleaned(values)),
    )  # fmt: skip
    known = [day for day in (until, terminated_on) if day is not None]
    _complete(agreement, by=by, signed_at=moment_of(max(days.values()), at), at=at, until=min(known, default=None))
    if terminated_on is not None and until is None:
        _end(agreement, terminated_on, termination_reason, by=by, at=at)
    return agreement


@transaction.atomic
def follow_history(
    *,
    agreement: Agreement,
    by: User | None,
    at: datetime,
    terminated_on: date | None = None,
    termination_reason: str = "",
) -> Agreement:
    """The rest of the life of an agreement that was entered up to a day: its end, or where it stands today."""
    agreement = lock_agreement(agreement)
    today = day_of(at)
    follow_term(agreement, min(today, terminated_on) if terminated_on else today, at)
    if terminated_on is not None:
        _end(agreement, terminated_on, termination_reason, by=by, at=at)
    refresh_cover(agreement.partnership_id)
    return agreement


def _end(agreement: Agreement, on: date, reason: str, *, by: User | None, at: datetime) -> None:
    agreement.terminated_on, agreement.termination_reason = on, reason.strip()
    step(
        "terminate", agreement, by=by, at=moment_of(on, at), data={"date": on.isoformat(), "reason": reason.strip()}
    )  # fmt: skip
    refresh_cover(agreement.partnership_id)


def _complete(
    agreement: Agreement, *, by: User | None, signed_at: datetime, at: datetime, until: date | None = None
) -> None:
    _check_framework(agreement)
    days = list(agreement.signatories.values_list("signed_on", flat=True))
    if len(days) < 2:
        raise CannotAgree("too_few_signatories")
    agreement.signed_on = max(day for day in days if day is not None)
    agreement.starts_on = agreement.starts_on or agreement.signed_on
    if agreement.ends_on is not None and agreement.ends_on < agreement.starts_on:
        raise CannotAgree("out_of_order")
    data = {"date": agreement.signed_on.isoformat(), **term_data(agreement)}
    step("complete", agreement, by=by, at=signed_at, data=data)
    arm_commitments(agreement, by=by, at=signed_at)
    # Of one that was terminated, only what came before that day is of interest.
    follow_term(agreement, min(day_of(at), until) if until else day_of(at), at)
    refresh_cover(agreement.partnership_id)


def _check_framework(agreement: Agreement) -> None:
    framework = agreement.framework
    if framework is not None and framework.state not in (*BINDING, AgreementState.ENDED, AgreementState.TERMINATED):
        raise CannotAgree("framework_not_signed", [framework])


def _approved_at(agreement: Agreement) -> datetime | None:
    passed = Event.objects.about(agreement).filter(kind="agreement.approved")
    return passed.order_by("-at").values_list("at", flat=True).first()
