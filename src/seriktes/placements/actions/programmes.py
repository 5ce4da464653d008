"""Programmes: added, changed, put into the archive and taken out of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.common.text import one_line, visible
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Organisation
from seriktes.placements.actions.log import log
from seriktes.placements.definitions.eligibility import OF_STUDIES
from seriktes.placements.definitions.refusals import CannotKeep
from seriktes.placements.enums import CohortState, ProgrammeKind
from seriktes.placements.models import Programme

EDITABLE = ("kind", "name_kk", "name_ru", "name_en", "unit", "post", "about_kk", "about_ru", "about_en", "number",
            "own_hosts_allowed")  # fmt: skip
OVER = (CohortState.ENDED, CohortState.CANCELLED)


@transaction.atomic
def add_programme(
    *, organisation: Organisation, values: Mapping[str, Any], by: User | None, at: datetime, by_label: str = ""
) -> Programme:
    """Raises CannotKeep."""
    if organisation.merged_into_id:
        raise CannotKeep("merged_organisation")
    programme = Programme(organisation=organisation, **cleaned(values))
    _check(programme)
    programme.save(force_insert=True)
    log("programme.added", programme, by=by, at=at, organisation=organisation.pk, values=told(cleaned(values)),
        by_label=by_label)  # fmt: skip
    return programme


@transaction.atomic
def change_programme(
    *, programme: Programme, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None,
    by_label: str = "",
) -> Programme:  # fmt: skip
    """Raises EditedElsewhere, or CannotKeep."""
    programme = lock_for_edit(programme, expected_version=expected_version)
    if programme.archived_at is not None:
        raise CannotKeep("archived")
    new = cleaned(values)
    changes = changes_of(programme, new)
    if not changes:
        return programme
    if "kind" in changes and programme.cohorts.exclude(state=CohortState.DRAFT).exists():
        # Agreements and figures of the past say what kind it was.
        raise CannotKeep("frozen", ["kind"])
    for name in changes:
        setattr(programme, name, new[name])
    if "kind" in changes and programme.is_for_faculty:
        _check_nobody_studies(programme)
    _check(programme)
    save(programme)
    log(
        "programme.changed", programme, by=by, at=at, organisation=programme.organisation_id,
        data={"fields": sorted(changes)}, values=changes, by_label=by_label,
    )  # fmt: skip
    return programme


@transaction.atomic
def archive_programme(
    *, programme: Programme, by: User | None, at: datetime, expected_version: int | None = None
) -> Programme:
    """It offers nothing new; its cohorts stay as they are, and must be over."""
    programme = lock_for_edit(programme, expected_version=expected_version)
    if programme.archived_at is not None:
        raise CannotKeep("archived")
    if programme.cohorts.exclude(state__in=OVER).exists():
        raise CannotKeep("has_cohorts")
    programme.archived_at = at
    save(programme)
    log("programme.archived", programme, by=by, at=at, organisation=programme.organisation_id)
    return programme


@transaction.atomic
def unarchive_programme(
    *, programme: Programme, by: User | None, at: datetime, expected_version: int | None = None
) -> Programme:
    programme = lock_for_edit(programme, expected_version=expected_version)
    if programme.archived_at is None:
        raise CannotKeep("wrong_state")
    programme.archived_at = None
    save(programme)
    log("programme.unarchived", programme, by=by, at=at, organisation=programme.organisation_id)
    return programme


def _check_nobody_studies(programme: Programme) -> None:
    for cohort in programme.cohorts.order_by("pk"):
        if any(getattr(cohort, name) for name in OF_STUDIES):
            raise CannotKeep("has_conditions", [cohort.term])


# --- What all of them need --------------------------------------------------------------------------------------------
def save(record: Any) -> None:
    record.version += 1
    record.save()


def cleaned(values: Mapping[str, Any], known: tuple[str, ...] = EDITABLE) -> dict[str, Any]:
    if unknown := set(values) - set(known):
        raise ValueError(f"Not a field here: {', '.join(sorted(unknown))}.")
    long = {"about", "about_kk", "about_ru", "about_en", "note"}
    return {
        name: value if not isinstance(value, str) else visible(value).strip() if name in long else one_line(value)
        for name, value in values.items()
    }


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """For the audit log, as JSON keeps it."""
    plain = (str, int, list, dict, type(None))
    return {
        name: value if isinstance(value, plain) else getattr(value, "pk", None) or str(value)
        for name, value in values.items()
    }


def check_owner(record: Any, organisation_id: int) -> None:
    """Post and unit are the organisation's own. Raises CannotKeep."""
    check_of_side(record, organisation_id, CannotKeep)


def check_of_side(record: Any, organisation_id: int, refusal: Any) -> None:
    post, unit = record.post, record.unit
    if post is not None and post.organisation_id != organisation_id:
        raise refusal("foreign_post")
    if post is not None and post.closed_on is not None:
        raise refusal("closed_post")
    if unit is not None and unit.organisation_id != organisation_id:
        raise refusal("foreign_unit")


def _check(programme: Programme) -> None:
    if not any(getattr(programme, f"name_{code}") for code in Languages.values):
        raise CannotKeep("nameless")
    if programme.kind not in ProgrammeKind.values:
        raise CannotKeep("missing", ["kind"])
    check_owner(programme, programme.organisation_id)
