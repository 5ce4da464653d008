"""Cohorts: added, copied for the next term, changed, and moved from stage to stage."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.common.text import one_line
from seriktes.curriculum.enums import StudyLevel
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Unit
from seriktes.placements.actions.following import follow_cohort, follow_days
from seriktes.placements.actions.log import log
from seriktes.placements.actions.programmes import cleaned, save, told
from seriktes.placements.definitions.cohort_stages import COHORT, COHORT_FIELDS, DAYS, KEEPER
from seriktes.placements.definitions.eligibility import OF_STUDIES, YEARS, programme_code, quotas_for_nobody
from seriktes.placements.definitions.refusals import CannotKeep
from seriktes.placements.enums import CohortState, PositionState
from seriktes.placements.models import Cohort, Position, Programme
from seriktes.procedures.definitions.workflow import CannotMove, Transition

EDITABLE = COHORT_FIELDS.fields
# Whoever offers, applies or ranks relies on these: once told, they are moved later only.
RELIED_ON = ("positions_until", "applications_until", "ranking_until")
# What the next term takes over as it is.
COPIED = ("credits", "hours", "levels", "years", "units", "study_programmes", "documents", "wishes_at_most",
          "programme_quotas", "region_quotas", "couples_allowed", "note")  # fmt: skip


# --- Writing ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_cohort(
    *, programme: Programme, values: Mapping[str, Any], by: User | None, at: datetime, by_label: str = ""
) -> Cohort:
    """Raises CannotKeep."""
    cohort = Cohort(programme=programme, **_cleaned(values))
    _write(cohort)
    log("cohort.added", cohort, by=by, at=at, organisation=programme.organisation_id,
        values={"programme": programme.pk, **told(_cleaned(values))}, by_label=by_label)  # fmt: skip
    return cohort


@transaction.atomic
def copy_cohort(*, cohort: Cohort, term: str, starts_on: date, by: User | None, at: datetime) -> Cohort:
    """The next term: the same conditions, every day as far from the first as before. A draft, to be looked at."""
    distance = starts_on - cohort.starts_on
    days = {name: getattr(cohort, name) + distance for name in DAYS}
    copy = Cohort(
        programme=cohort.programme, term=one_line(term), copied_from=cohort, **days,
        **{name: getattr(cohort, name) for name in COPIED if name not in OF_STUDIES or not cohort.programme.is_for_faculty},
    )  # fmt: skip
    # A department may have been dissolved meanwhile.
    copy.units = list(Unit.objects.filter(pk__in=copy.units).order_by("pk").values_list("pk", flat=True))
    _write(copy)
    log("cohort.copied", copy, by=by, at=at, organisation=copy.programme.organisation_id,
        data={"term": cohort.term}, values={"cohort": cohort.pk, "term": copy.term})  # fmt: skip
    return copy


@transaction.atomic
def change_cohort(
    *, cohort: Cohort, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None,
    by_label: str = "",
) -> Cohort:  # fmt: skip
    """Raises EditedElsewhere, or CannotKeep where the stage freezes what is changed; writes nothing then."""
    cohort = lock_for_edit(cohort, expected_version=expected_version)
    new = _cleaned(values)
    changes: dict[str, Any] = changes_of(cohort, new)
    if not changes:
        return cohort
    if refused := COHORT_FIELDS.refused(cohort.state, KEEPER, changes):
        raise CannotKeep("frozen", refused)
    if cohort.state != CohortState.DRAFT:
        _check_promises(cohort, {name: new[name] for name in changes}, timezone.localdate(at))
    for name in changes:
        setattr(cohort, name, new[name])
    _check_whom(cohort, changes)
    _check(cohort)
    save(cohort)
    is_told = cohort.state != CohortState.DRAFT and bool(set(changes) & {*RELIED_ON, "applications_from"})
    log("cohort.days_moved" if is_told else "cohort.changed", cohort, by=by, at=at,
        organisation=cohort.programme.organisation_id, data={"fields": sorted(changes), **_days_told(cohort)},
        values=told(changes), by_label=by_label)  # fmt: skip
    follow_days(cohort=cohort, changed=changes, by=by, at=at)
    return cohort


def _check_promises(cohort: Cohort, new: Mapping[str, Any], today: date) -> None:
    for name in RELIED_ON:
        if name in new and new[name] < getattr(cohort, name):
            raise CannotKeep("only_later", [name])
        if name in new and new[name] < today:
            raise CannotKeep("day_passed", [new[name]])
    if "applications_from" in new and cohort.applications_from <= today:
        raise CannotKeep("frozen", ["applications_from"])


# --- Moving -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def move_cohort(
    *,
    cohort: Cohort,
    way: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> Cohort:
    """Take one of the ways of `definitions.cohort_stages`. Raises CannotKeep. Who may is asked before."""
    cohort = lock_for_edit(cohort, expected_version=expected_version)
    chosen = _way(cohort, way)
    if way == "open":
        _check_open(cohort, timezone.localdate(at))
    if way == "close_lists" and not _has_positions(cohort):
        raise CannotKeep("no_positions")
    if way == "cancel" and cohort.state != CohortState.DRAFT and not reason.strip():
        raise CannotKeep("no_reason")
    cohort.state = chosen.target
    save(cohort)
    log(chosen.event, cohort, by=by, at=at, organisation=cohort.programme.organisation_id,
        data={**_days_told(cohort), "reason": one_line(reason), **(data or {})})  # fmt: skip
    follow_cohort(cohort=cohort, way=way, by=by, at=at)
    return cohort


def move_due(*, now: datetime) -> list[int]:
    """Close the lists, and the ranking, of every cohort whose last day has passed; answers the ids. One that cannot move
    holds up none: its office has the day on its desk."""
    today, moved = timezone.localdate(now), []
    due = [
        *((cohort, "close_lists") for cohort in _over(CohortState.OPEN, "applications_until", today)),
        *((cohort, "begin_matching") for cohort in _over(CohortState.RANKING, "ranking_until", today)),
    ]
    for cohort, way in due:
        try:
            move_cohort(cohort=cohort, way=way, by=None, at=now)
        except CannotKeep:
            continue
        moved.append(cohort.pk)
    return moved


def _over(state: str, day: str, today: date) -> Iterable[Cohort]:
    rows = Cohort.objects.filter(**{"state": state, f"{day}__lt": today})
    return list(rows.select_related("programme").order_by("pk"))


# --- What all of them need --------------------------------------------------------------------------------------------
def _way(cohort: Cohort, code: str) -> Transition:
    values = {name: getattr(cohort, name) for name in EDITABLE}
    try:
        return COHORT.check_move(code, cohort.state, lambda _permission: True, values)
    except CannotMove as refusal:
        raise CannotKeep("missing" if refusal.fields else "wrong_state", refusal.fields) from refusal


def _check_open(cohort: Cohort, today: date) -> None:
    if cohort.programme.archived_at is not None:
        raise CannotKeep("archived")
    if cohort.applications_until < today:
        raise CannotKeep("day_passed", [cohort.applications_until])


def _has_positions(cohort: Cohort) -> bool:
    return Position.objects.filter(cohort=cohort, state=PositionState.APPROVED, archived_at__isnull=True).exists()


def _days_told(cohort: Cohort) -> dict[str, str]:
    """What events tell of the days: `date` is the one that the clock of the stage runs to."""
    return {
        "positions": cohort.positions_until.isoformat(), "date": cohort.applications_until.isoformat(),
        "ranking": cohort.ranking_until.isoformat(), "begin": cohort.starts_on.isoformat(),
    }  # fmt: skip


def _write(cohort: Cohort) -> None:
    if cohort.programme.archived_at is not None:
        raise CannotKeep("archived")
    _check_whom(cohort, OF_STUDIES)
    _check(cohort)
    cohort.save(force_insert=True)


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    new = cleaned(values, EDITABLE)
    if "study_programmes" in new:
        new["study_programmes"] = sorted({programme_code(code) for code in new["study_programmes"] if code.strip()})
    if "programme_quotas" in new:
        new["programme_quotas"] = {programme_code(code): most for code, most in sorted(new["programme_quotas"].items())}
    for name in ("years", "units"):
        if name in new:
            new[name] = sorted(set(new[name]))
    return new


def _check(cohort: Cohort) -> None:
    if missing := [name for name in ("term", *DAYS) if not getattr(cohort, name)]:
        raise CannotKeep("missing", missing)
    others = Cohort.objects.filter(programme=cohort.programme_id, term=cohort.term).exclude(pk=cohort.pk)
    if others.exists():
        raise CannotKeep("term_taken")
    if cohort.ends_on < cohort.starts_on:
        raise CannotKeep("ends_before_start")
    if not (
        cohort.applications_from <= cohort.applications_until <= cohort.ranking_until
        and cohort.positions_until <= cohort.applications_until
    ):
        raise CannotKeep("days_out_of_order")
    if not set(cohort.levels) <= set(StudyLevel.values):
        raise CannotKeep("unknown_level")
    if not set(cohort.years) <= set(YEARS):
        raise CannotKeep("unknown_year")
    if Unit.objects.filter(pk__in=cohort.units, organisation=cohort.programme.organisation_id).count() != len(
        cohort.units
    ):
        raise CannotKeep("foreign_unit")
    if cohort.wishes_at_most < 1:
        raise CannotKeep("no_wishes")
    _check_lists(cohort)


def _check_whom(cohort: Cohort, written: Iterable[str]) -> None:
    """Only of what is written now: a cohort from before, whose conditions are frozen, can still be changed otherwise."""
    if cohort.programme.is_for_faculty and (
        asked := [name for name in OF_STUDIES if name in written and getattr(cohort, name)]
    ):
        raise CannotKeep("asks_studies", asked)


def _check_lists(cohort: Cohort) -> None:
    for document in cohort.documents:
        if not document.get("code") or not any(document.get("name", {}).get(code) for code in Languages.values):
            raise CannotKeep("bad_document")
    quotas = [*cohort.programme_quotas.values(), *cohort.region_quotas.values()]
    if any(not isinstance(most, int) or isinstance(most, bool) or most < 0 for most in quotas):
        raise CannotKeep("bad_quota")
    if any(get_pack().region(code) is None for code in cohort.region_quotas):
        raise CannotKeep("unknown_region")
    if idle := quotas_for_nobody(cohort.programme_quotas, cohort.study_programmes):
        raise CannotKeep("quota_for_nobody", idle[:1])
