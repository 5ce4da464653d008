"""Writing an organisation's own record: its columns, its names, and whether the public sees it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.common.text import one_line
from seriktes.exchange.enums import Source
from seriktes.exchange.models import Provenanced
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.actions.naming import refresh_names
from seriktes.organisations.actions.particulars import write_identifier
from seriktes.organisations.enums import EARLIEST_YEAR, NameKind, OrganisationStatus
from seriktes.organisations.models import Organisation, OrganisationName
from seriktes.organisations.signals import organisations_changed

# The columns that a person may write. Names have rows of their own, and merging has its own action.
EDITABLE = frozenset(
    {"kind", "status", "region", "city", "latitude", "longitude", "sector", "established",
     "about_kk", "about_ru", "about_en"}
)  # fmt: skip


class CannotEdit(Exception):
    """The record cannot be changed in this way; says why in `reason`."""

    MERGED, NAMELESS, OFFICIAL, YEAR = "merged", "nameless", "official", "year"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def mark_hand(record: Provenanced, fields: Iterable[str], *, on: date) -> None:
    """Note that a person entered these values; what imports said before stays known under `seen`."""
    for field in fields:
        before = record.provenance.get(field, {})
        record.provenance[field] = {
            "source": Source.HAND.value, "on": on.isoformat(), "run": None, "seen": before.get("seen", {})
        }  # fmt: skip


def lock_organisation(organisation: Organisation, *, expected_version: int | None = None) -> Organisation:
    """As `lock_for_edit`; a merged record refuses, since its page leads to the kept one."""
    current = lock_for_edit(organisation, expected_version=expected_version)
    if current.status == OrganisationStatus.MERGED:
        raise CannotEdit(CannotEdit.MERGED)
    return current


@transaction.atomic
def create_organisation(
    *,
    kind: str,
    names: Mapping[str, str],
    by: User,
    on: date,
    identifiers: Iterable[tuple[str, str]] = (),
    is_public: bool = False,
    **values: Any,
) -> Organisation:
    """Add an organisation. `names` by language, at least one; `identifiers` are pairs of scheme and value.

    Raises CannotEdit, IdentifierTaken, AnotherNumber, InvalidIdentifier.
    """
    _refuse_unknown(values)
    names = _trimmed(names)
    if not any(names.values()):
        raise CannotEdit(CannotEdit.NAMELESS)
    _check_year(values, on)
    organisation = Organisation(kind=kind, is_public=is_public, **values)
    mark_hand(organisation, ["kind", *(field for field, value in values.items() if value not in ("", None))], on=on)
    organisation.save()
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, value=name, language=language, source_on=on)
        for language, name in names.items()
        if name
    )
    for scheme, value in identifiers:
        write_identifier(organisation, scheme=scheme, value=value, by=by, on=on)
    refresh_names([organisation])
    record_event(
        kind="organisations.organisation.created",
        by=by,
        target=organisation,
        values={"kind": kind, "names": {code: name for code, name in names.items() if name}, "public": is_public},
    )
    return organisation


@transaction.atomic
def update_organisation(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User,
    on: date,
    names: Mapping[str, str] | None = None,
    renamed: bool = False,
    expected_version: int | None = None,
) -> Organisation:
    """Change columns and official names in one edit; what does not differ is left alone.

    `renamed`: the organisation took a new name, so that the replaced ones are kept as former names.
    Raises EditedElsewhere, CannotEdit.
    """
    _refuse_unknown(values)
    current = lock_organisation(organisation, expected_version=expected_version)
    changes = changes_of(current, dict(values))
    _check_year({name: values[name] for name in changes}, on)
    for field in changes:
        setattr(current, field, values[field])
    if changes.get("status", ["", ""])[1] == OrganisationStatus.MERGED:
        raise CannotEdit(CannotEdit.MERGED)
    mark_hand(current, changes, on=on)
    if names is not None:
        changes |= _write_official_names(current, _trimmed(names), renamed=renamed, on=on)
    if not changes:
        return current
    current.version += 1
    current.save()
    refresh_names([current])
    record_event(kind="organisations.organisation.changed", by=by, target=current, values=changes)
    return current


def _write_official_names(
    organisation: Organisation, names: Mapping[str, str], *, renamed: bool, on: date
) -> dict[str, list[str]]:
    """Bring the official names to `names`; returns the changes. An official name is one a language."""
    changes: dict[str, list[str]] = {}
    for language, value in names.items():
        old = getattr(organisation, f"name_{language}")
        if value == old:
            continue
        changes[f"name_{language}"] = [old, value]
        rows = organisation.names.filter(kind=NameKind.LABEL, language=language, archived_at__isnull=True)
        rows.exclude(value=value).update(archived_at=timezone.now())
        if value and not rows.filter(value=value).exists():
            OrganisationName.objects.create(organisation=organisation, value=value, language=language, source_on=on)
        if renamed and old and value:
            _write_name(organisation, old, language=language, kind=NameKind.FORMER, on=on, until=on)
    if changes and not _has_name(organisation):
        raise CannotEdit(CannotEdit.NAMELESS)
    return changes


def _has_name(organisation: Organisation) -> bool:
    shown = [NameKind.LABEL, NameKind.DISPLAY]
    return organisation.names.filter(kind__in=shown, archived_at__isnull=True).exists()


def _write_name(
    organisation: Organisation, value: str, *, language: str, kind: str, on: date, until: date | None
) -> OrganisationName:
    name, _created = OrganisationName.objects.get_or_create(
        organisation=organisation, value=value, language=language, kind=kind, archived_at=None,
        defaults={"source_on": on, "until": until},
    )  # fmt: skip
    return name


@transaction.atomic
def add_name(
    *, organisation: Organisation, value: str, language: str, kind: str, by: User, on: date, until: date | None = None
) -> OrganisationName:
    """Add an alias, an acronym or a former name; official names are written by `update_organisation`."""
    if kind in (NameKind.LABEL, NameKind.DISPLAY):
        raise CannotEdit(CannotEdit.OFFICIAL)
    current = lock_organisation(organisation)
    name = _write_name(current, one_line(value), language=language, kind=kind, on=on, until=until)
    _touched(current, "name_added", by=by, values={kind: [None, name.value]})
    return name


@transaction.atomic
def archive_name(*, name: OrganisationName, by: User) -> None:
    """Take a name out of use. The last official name stays: a record without a name cannot be found."""
    current = lock_organisation(name.organisation)
    if name.archived_at:
        return
    name.archived_at = timezone.now()
    name.save(update_fields=["archived_at"])
    if not _has_name(current):
        raise CannotEdit(CannotEdit.NAMELESS)
    _touched(current, "name_archived", by=by, values={name.kind: [name.value, None]})


@transaction.atomic
def publish_organisation(*, organisation: Organisation, by: User) -> Organisation:
    return _set_public(organisation, True, by=by)


@transaction.atomic
def unpublish_organisation(*, organisation: Organisation, by: User) -> Organisation:
    """Take the record back from the public; its members and the register's keepers still see it."""
    return _set_public(organisation, False, by=by)


def _set_public(organisation: Organisation, is_public: bool, *, by: User) -> Organisation:
    current = lock_organisation(organisation)
    if current.is_public != is_public:
        current.is_public = is_public
        _touched(
            current, "published" if is_public else "unpublished", by=by, values={"public": [not is_public, is_public]}
        )
        organisations_changed.send(sender=Organisation, organisations=[current.pk])
    return current


def _touched(organisation: Organisation, what: str, *, by: User, values: Mapping[str, Any]) -> None:
    """Count the edit, derive again what hangs on the names, and write it down."""
    organisation.version += 1
    organisation.save()
    refresh_names([organisation])
    record_event(kind=f"organisations.organisation.{what}", by=by, target=organisation, values=values)


def _trimmed(names: Mapping[str, str]) -> dict[str, str]:
    return {code: one_line(names.get(code) or "") for code in Languages.values if code in names}


def _check_year(values: Mapping[str, Any], on: date) -> None:
    year = values.get("established")
    if year is not None and not EARLIEST_YEAR <= year <= on.year:
        raise CannotEdit(CannotEdit.YEAR)


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    if unknown := sorted(set(values) - EDITABLE):
        raise TypeError(f"An organisation has no such field to write: {', '.join(unknown)}.")
