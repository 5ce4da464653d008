"""Positions: written and offered by their host, approved or returned by the university, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.common.text import one_line
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Affiliation, Organisation
from seriktes.placements.actions.leaving import host_withdraws
from seriktes.placements.actions.log import log
from seriktes.placements.actions.position_letters import send_back, tell_host, tell_university
from seriktes.placements.actions.programmes import check_of_side, cleaned, save, told
from seriktes.placements.definitions.position_stages import HOST, POSITION, POSITION_FIELDS
from seriktes.placements.definitions.refusals import CannotOffer
from seriktes.placements.enums import HostStanding, PayPeriod, PositionState, WorkMode
from seriktes.placements.models import Cohort, HostRecord, Position, PositionTask
from seriktes.placements.queries.cohorts import TAKES_LATE, takes_positions
from seriktes.placements.queries.positions import live_at
from seriktes.procedures.definitions.workflow import CannotMove, Transition

EDITABLE = tuple(name for name in POSITION_FIELDS.fields if name != "tasks")
TASKS_AT_MOST, SKILLS_AT_MOST = 12, 20
HOURS_A_WEEK = Decimal(60)
# Words of a task, and its share of the time in per cent.
Tasks = Sequence[tuple[str, int]]


# --- Writing ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def draft_position(
    *,
    cohort: Cohort,
    host: Organisation,
    values: Mapping[str, Any],
    tasks: Tasks,
    by: User | None,
    at: datetime,
    by_label: str = "",
    for_host: bool = False,
) -> Position:
    """Begin a position. `for_host`: the university's office writes it, late ones too. Raises CannotOffer."""
    if host.merged_into_id:
        raise CannotOffer("merged_organisation")
    if host.pk == cohort.programme.organisation_id:
        raise CannotOffer("not_a_host")
    check_takes(cohort, at, late=for_host)
    position = Position(cohort=cohort, host=host, is_written_by_university=for_host, **cleaned_position(values))
    _check(position)
    position.save(force_insert=True)
    written = write_tasks(position, tasks)
    log("position.drafted", position, by=by, at=at, by_label=by_label, organisation=host,
        data={"name": host}, values={"cohort": cohort.pk, "host": host.pk, **told(cleaned_position(values)), **written})  # fmt: skip
    return position


@transaction.atomic
def copy_position(
    *, position: Position, cohort: Cohort, by: User | None, at: datetime, for_host: bool = False
) -> Position:
    """The same position in another cohort, as a draft."""
    values = {name: getattr(position, name) for name in EDITABLE if name != "number"}
    tasks = list(position.tasks.values_list("text", "weight"))
    return draft_position(
        cohort=cohort, host=position.host, values=values, tasks=tasks, by=by, at=at, for_host=for_host
    )


@transaction.atomic
def change_position(
    *,
    position: Position,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    expected_version: int | None,
    tasks: Tasks | None = None,
    by_label: str = "",
) -> Position:
    """Raises EditedElsewhere, or CannotOffer where the state freezes what is changed; writes nothing then."""
    position = lock_position(position, expected_version=expected_version)
    new = cleaned_position(values)
    changes: dict[str, Any] = changes_of(position, new)
    for name in changes:
        setattr(position, name, new[name])
    before = list(position.tasks.values_list("text", "weight"))
    is_replanned = tasks is not None and [(one_line(text), share) for text, share in tasks] != before
    touched = [*changes, *(["tasks"] if is_replanned else [])]
    if not touched:
        return position
    if refused := POSITION_FIELDS.refused(position.state, HOST, touched):
        raise CannotOffer("frozen", refused)
    _check(position)
    written = write_tasks(position, tasks) if is_replanned and tasks is not None else {}
    if position.state != PositionState.DRAFT:
        _check_whole(position)
    save(position)
    log("position.changed", position, by=by, at=at, by_label=by_label, organisation=position.host_id,
        data={"fields": sorted(touched)}, values={**changes, **written})  # fmt: skip
    return position


def write_tasks(position: Position, tasks: Tasks) -> dict[str, Any]:
    """What changed, for the audit log. A draft may have shares that do not sum to 100 yet."""
    rows = [(one_line(text), share) for text, share in tasks]
    if len(rows) > TASKS_AT_MOST:
        raise CannotOffer("too_many_tasks")
    if any(not text for text, _share in rows):
        raise CannotOffer("task_without_words")
    if any(isinstance(share, bool) or not isinstance(share, int) or not 1 <= share <= 100 for _text, share in rows):
        raise CannotOffer("task_share")
    before = [[task.text, task.weight] for task in position.tasks.all()]
    position.tasks.all().delete()
    PositionTask.objects.bulk_create(
        PositionTask(position=position, place=place, text=text, weight=share)
        for place, (text, share) in enumerate(rows)
    )
    return {"tasks": [before, [list(row) for row in rows]]}


# --- Moving -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def offer_position(
    *, position: Position, by: User | None, at: datetime, by_label: str = "", expected_version: int | None = None
) -> Position:
    """The host offers it; the university looks at it. Raises CannotOffer."""
    position = lock_position(position, expected_version=expected_version)
    way = _way(position, "offer")
    check_takes(position.cohort, at, late=position.is_written_by_university or position.state == PositionState.RETURNED)
    _check_whole(position)
    position.state, position.reason = way.target, ""
    save(position)
    log(way.event, position, by=by, at=at, by_label=by_label, organisation=position.host_id,
        data={"name": position.host})  # fmt: skip
    return position


@transaction.atomic
def approve_position(
    *, position: Position, by: User | None, at: datetime, expected_version: int | None = None
) -> Position:
    """Students may now choose it. Of a host that gets no new placements it is refused: decide on the host first."""
    position = lock_position(position, expected_version=expected_version)
    way = _way(position, "approve")
    if position.cohort.state not in TAKES_LATE:
        raise CannotOffer("cohort_closed")
    university = position.cohort.programme.organisation_id
    declined = HostRecord.objects.filter(organisation=university, host=position.host_id, standing=HostStanding.DECLINED)
    if declined.exists():
        raise CannotOffer("host_declined", [position.host.name])
    _check_whole(position)
    position.state, position.reason = way.target, ""
    save(position)
    log(way.event, position, by=by, at=at, organisation=university)
    tell_host("approved", position)
    return position


@transaction.atomic
def return_position(
    *, position: Position, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Position:
    """What has to be mended is said; the host offers it again."""
    position = lock_position(position, expected_version=expected_version)
    way = _way(position, "return")
    if not reason.strip():
        raise CannotOffer("no_reason")
    position.state, position.reason = way.target, one_line(reason)[:500]
    save(position)
    log(way.event, position, by=by, at=at, organisation=position.cohort.programme.organisation_id,
        data={"reason": position.reason})  # fmt: skip
    if send_back(position, by=by, at=at) is None:
        tell_host("returned", position)
    return position


@transaction.atomic
def withdraw_position(
    *,
    position: Position,
    reason: str,
    by: User | None,
    at: datetime,
    by_label: str = "",
    expected_version: int | None = None,
) -> Position:
    """Also after the match: who was to come loses the place and is told, and the university finds another; placements that
    have begun stay until they are broken off one by one."""
    position = lock_position(position, expected_version=expected_version)
    was_offered = position.state != PositionState.DRAFT
    # Returned after the match, it has its students still.
    placed = live_at(position)
    is_told = position.state == PositionState.APPROVED or bool(placed)
    way = _way(position, "withdraw")
    if was_offered and not reason.strip():
        raise CannotOffer("no_reason")
    position.state, position.reason = way.target, one_line(reason)[:500]
    if not was_offered:
        position.archived_at = at
    save(position)
    log(way.event, position, by=by, at=at, by_label=by_label, organisation=position.host_id,
        data={"reason": position.reason})  # fmt: skip
    if is_told:
        tell_university("withdrawn", position, students=len(placed))
    host_withdraws(position=position, reason=position.reason, by=by, at=at, by_label=by_label)
    return position


# --- What all of them need --------------------------------------------------------------------------------------------
def lock_position(position: Position, *, expected_version: int | None = None) -> Position:
    current = lock_for_edit(position, expected_version=expected_version)
    if current.archived_at is not None:
        raise CannotOffer("archived")
    return current


def check_takes(cohort: Cohort, at: datetime, *, late: bool) -> None:
    """Raises CannotOffer where the cohort takes no positions, or no more."""
    if cohort.programme.archived_at is not None or cohort.state not in TAKES_LATE:
        raise CannotOffer("cohort_closed")
    today = timezone.localdate(at)
    if late or takes_positions(cohort, today):
        return
    if today > cohort.positions_until:
        raise CannotOffer("positions_closed", [cohort.positions_until])
    raise CannotOffer("cohort_closed")


def _way(position: Position, code: str) -> Transition:
    values = {name: getattr(position, name) for name in EDITABLE} | {"tasks": list(position.tasks.all())}
    try:
        return POSITION.check_move(code, position.state, lambda _permission: True, values)
    except CannotMove as refusal:
        raise CannotOffer("missing" if refusal.fields else "wrong_state", refusal.fields) from refusal


def _check_whole(position: Position) -> None:
    """What the university and the students must know before they look at it."""
    if not any(getattr(position, f"name_{code}") for code in Languages.values):
        raise CannotOffer("nameless")
    shares = list(position.tasks.values_list("weight", flat=True))
    if not shares:
        raise CannotOffer("no_tasks")
    if sum(shares) != 100:
        raise CannotOffer("shares_not_100", [sum(shares)])
    if position.supervisor_id is None and not (position.supervisor_name and position.supervisor_email):
        raise CannotOffer("no_supervisor")


def _check(position: Position) -> None:
    check_of_side(position, position.host_id, CannotOffer)
    if position.capacity < 1:
        raise CannotOffer("no_places")
    if position.hours_a_week is not None and not 0 < position.hours_a_week <= HOURS_A_WEEK:
        raise CannotOffer("too_many_hours_a_week")
    if not set(position.languages) <= set(Languages.values) or position.language not in Languages.values:
        raise CannotOffer("unknown_language")
    if position.mode not in WorkMode.values:
        raise CannotOffer("missing", ["mode"])
    if position.region and get_pack().region(position.region) is None:
        raise CannotOffer("unknown_region")
    _check_pay(position)
    if position.supervisor_id is not None and not _works_at(position.supervisor_id, position.host_id):
        raise CannotOffer("foreign_supervisor")


def _check_pay(position: Position) -> None:
    if position.pay is None:
        return
    if position.pay < 0:
        raise CannotOffer("negative_pay")
    if not position.currency or position.pay_period not in PayPeriod.values:
        raise CannotOffer("pay_without_terms")


def _works_at(person: int, organisation: int) -> bool:
    return Affiliation.objects.filter(person=person, organisation=organisation, archived_at__isnull=True).exists()


def cleaned_position(values: Mapping[str, Any]) -> dict[str, Any]:
    new = cleaned(values, EDITABLE)
    if "skills" in new:
        said = [one_line(str(skill))[:60] for skill in new["skills"]]
        new["skills"] = list({skill.casefold(): skill for skill in reversed(said) if skill}.values())[::-1][
            :SKILLS_AT_MOST
        ]
    if "languages" in new:
        new["languages"] = [code for code in Languages.values if code in new["languages"]] + [
            code for code in new["languages"] if code not in Languages.values
        ]
    for name in ("supervisor_email", "contact_email"):
        if name in new:
            new[name] = new[name].casefold()
    if new.get("pay", ...) is None:
        new |= {"pay_period": "", "currency": ""}
    return new
