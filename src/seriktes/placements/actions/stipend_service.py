"""Service of a stipend: entered, confirmed or not, set aside, postponed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.common.text import one_line
from seriktes.documents.actions.attachments import ending_of
from seriktes.documents.actions.files import safe_name, sha256_of
from seriktes.organisations.models import Organisation
from seriktes.placements.actions.log import log
from seriktes.placements.actions.stipend_letters import tell_of_postponement
from seriktes.placements.actions.stipends import lock_stipend, save
from seriktes.placements.definitions import choice_refusals  # noqa: F401  its words are those of refusals too
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.service import months_after
from seriktes.placements.enums import PostponeKind, ServiceState, StipendState
from seriktes.placements.models import Postponement, ServiceFile, ServicePeriod, Stipend
from seriktes.placements.queries.stipends import employer_key

COLUMNS = ("employer", "employer_name", "starts_on", "ends_on", "share", "contact_email", "contact_name")
LARGEST_PAPER, PAPERS_AT_MOST = 10 * 1024 * 1024, 10


@transaction.atomic
def tell_service(*, stipend: Stipend, values: Mapping[str, Any], by: User | None, at: datetime) -> ServicePeriod:
    """A period that counts once it is confirmed. Raises Refusal."""
    stipend = _in_service(stipend)
    if unknown := set(values) - set(COLUMNS):
        raise ValueError(f"No field of a period of service: {', '.join(sorted(unknown))}.")
    given = {name: one_line(value) if isinstance(value, str) else value for name, value in values.items()}
    period = ServicePeriod(stipend=stipend, told_by=by, **given)
    _check(stipend, period)
    period.save(force_insert=True)
    save(stipend)
    log("stipend.service_told", stipend, by=by, at=at, organisation=stipend.grantor_id, data=told_of(period))
    return period


def _in_service(stipend: Stipend) -> Stipend:
    stipend = lock_stipend(stipend)
    if stipend.state != StipendState.SERVICE:
        raise Refusal("not_in_service")
    return stipend


def _check(stipend: Stipend, period: ServicePeriod) -> None:
    if period.employer is None and not period.employer_name:
        raise Refusal("no_service_employer")
    if period.employer is not None and period.employer.merged_into_id:
        raise Refusal("merged_organisation")
    if period.ends_on < period.starts_on:
        raise Refusal("ends_before")
    if not 1 <= period.share <= 100:
        raise Refusal("bad_terms")
    if stipend.graduated_on and period.starts_on < stipend.graduated_on:
        raise Refusal("before_graduation")
    standing = stipend.service.exclude(state=ServiceState.DECLINED).exclude(pk=period.pk)
    crossing = standing.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).select_related("employer")
    for other in crossing:
        if employer_key(other) == employer_key(period):
            raise Refusal("service_overlaps", [other.starts_on, other.ends_on])


def told_of(period: ServicePeriod) -> dict[str, Any]:
    employer: Organisation | str = period.employer or period.employer_name
    return {
        "period": period.pk, "starts_on": period.starts_on.isoformat(), "ends_on": period.ends_on.isoformat(),
        "name": employer, "share": period.share,
    }  # fmt: skip


def _lock(period: ServicePeriod, *states: str) -> tuple[Stipend, ServicePeriod]:
    stipend = _in_service(period.stipend)
    period = stipend.service.select_for_update().get(pk=period.pk)
    if period.state not in states:
        raise Refusal("service_settled")
    return stipend, period


@transaction.atomic
def confirm_service(
    *, period: ServicePeriod, evidence: str, by: User | None, at: datetime, by_label: str = ""
) -> ServicePeriod:
    """By the employer, whose word is the link, or by the office, which says on what it rests."""
    stipend, period = _lock(period, ServiceState.TOLD, ServiceState.DECLINED)
    if not by_label and not evidence.strip():
        raise Refusal("no_reason")
    if period.ends_on > timezone.localdate(at):
        raise Refusal("in_future")
    _check(stipend, period)
    _settle(period, ServiceState.CONFIRMED, words=evidence, by=by, by_label=by_label, at=at)
    stipend.confirm_by = _confirmed_by(stipend)
    save(stipend)
    told = {**told_of(period), "confirm_by": _iso(stipend.confirm_by)}
    log(
        "stipend.service_confirmed", stipend, by=by, at=at, by_label=by_label, organisation=stipend.grantor_id, data=told
    )  # fmt: skip
    return period


@transaction.atomic
def decline_service(
    *, period: ServicePeriod, reason: str, by: User | None, at: datetime, by_label: str = ""
) -> ServicePeriod:
    """The employer, or the office, says that it was not so."""
    return _against(
        period, ServiceState.TOLD, "stipend.service_declined", reason=reason, by=by, at=at, by_label=by_label
    )


@transaction.atomic
def set_aside(*, period: ServicePeriod, reason: str, by: User | None, at: datetime) -> ServicePeriod:
    """Service that was confirmed by mistake counts no longer: what is awaited is awaited as if it had not been."""
    return _against(period, ServiceState.CONFIRMED, "stipend.service_set_aside", reason=reason, by=by, at=at)


@transaction.atomic
def attach_paper(*, period: ServicePeriod, name: str, content: bytes, by: User | None, at: datetime) -> ServiceFile:
    """A paper of the employer, beside the words that name it; looked at by its content. Raises Refusal."""
    stipend, period = _lock(period, ServiceState.TOLD, ServiceState.CONFIRMED)
    ending = ending_of(name, content) if 0 < len(content) <= LARGEST_PAPER else ""
    if not ending:
        raise Refusal("bad_file")
    row = ServiceFile(period=period, name=safe_name(name, f".{ending}"), sha256=sha256_of(content), at=at, by=by)
    if period.files.filter(sha256=row.sha256).exists():
        raise Refusal("paper_twice")
    if period.files.count() >= PAPERS_AT_MOST:
        raise Refusal("too_many_papers")
    row.file.save(row.name, ContentFile(content), save=False)
    row.save(force_insert=True)
    save(stipend)
    log("stipend.service_paper", stipend, by=by, at=at, organisation=stipend.grantor_id,
        data={**told_of(period), "file": row.name}, values={"period": period.pk, "file": row.name, "sha256": row.sha256})  # fmt: skip
    return row


def _against(
    period: ServicePeriod, source: str, event: str, *, reason: str, by: User | None, at: datetime, by_label: str = ""
) -> ServicePeriod:
    stipend, period = _lock(period, source)
    if not reason.strip():
        raise Refusal("no_reason")
    _settle(period, ServiceState.DECLINED, words=reason, by=by, by_label=by_label, at=at)
    told = {**told_of(period), "reason": period.evidence}
    if source == ServiceState.CONFIRMED:
        stipend.confirm_by = _confirmed_by(stipend)
        begins = stipend.begin_by if stipend.confirm_by is None else None
        told |= {"confirm_by": _iso(stipend.confirm_by), "begin_by": _iso(begins)}
    save(stipend)
    log(event, stipend, by=by, at=at, by_label=by_label, organisation=stipend.grantor_id, data=told)
    return period


def _confirmed_by(stipend: Stipend) -> date | None:
    """So many months after the last day of service that is confirmed, and later by the days that were postponed since; None
    while none is confirmed."""
    last = stipend.service.filter(state=ServiceState.CONFIRMED).aggregate(last=Max("ends_on"))["last"]
    if last is None:
        return None
    since = last + timedelta(days=1)
    days = sum(
        (one.ends_on - max(one.starts_on, since)).days + 1 for one in stipend.postponements.filter(ends_on__gte=since)
    )
    return months_after(last, stipend.confirm_months) + timedelta(days=days)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _settle(period: ServicePeriod, state: str, *, words: str, by: User | None, by_label: str, at: datetime) -> None:
    period.state, period.settled_at, period.evidence = state, at, one_line(words)[:500]
    period.settled_by = (by_label or (by.name if by else ""))[:300]
    period.version += 1
    period.save()


# --- Postponing -------------------------------------------------------------------------------------------------------
@transaction.atomic
def postpone(
    *, stipend: Stipend, kind: str, starts_on: date, ends_on: date, reason: str, by: User | None, at: datetime
) -> Postponement:
    """Service begins, and is confirmed, as many days later as the postponement lasts."""
    stipend = _in_service(stipend)
    if not reason.strip():
        raise Refusal("no_reason")
    if ends_on < starts_on:
        raise Refusal("ends_before")
    if stipend.graduated_on and starts_on < stipend.graduated_on:
        raise Refusal("before_graduation")
    if stipend.postponements.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Refusal("overlaps_postponement")
    made = Postponement.objects.create(
        stipend=stipend, kind=kind, starts_on=starts_on, ends_on=ends_on, reason=one_line(reason)[:500], at=at, by=by
    )
    told: dict[str, Any] = {"days": made.days, "kind": _kind_words(kind), "reason": made.reason}
    if stipend.begin_by is not None:
        stipend.begin_by += timedelta(days=made.days)
        told["begin_by"] = _iso(stipend.begin_by)
    if stipend.confirm_by is not None:
        stipend.confirm_by = _confirmed_by(stipend)
        told["confirm_by"] = _iso(stipend.confirm_by)
    save(stipend)
    log("stipend.postponed", stipend, by=by, at=at, organisation=stipend.grantor_id, data=told)
    tell_of_postponement(made)
    return made


def _kind_words(kind: str) -> dict[str, str]:
    """In every language, so that each reader of the timeline gets their own."""
    words = {}
    for code in Languages.values:
        with translation.override(code):
            words[code] = str(PostponeKind(kind).label)
    return words
