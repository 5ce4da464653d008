"""The tree of an organisation's units: faculties, departments, laboratories."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.common.text import one_line
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.models import Organisation, Unit


class CannotArrange(Exception):
    """The tree would not be a tree, or a part would hang on nothing; says why in `reason`."""

    NAMELESS, FOREIGN, CYCLE, CLOSED, HAS_PARTS = "nameless", "foreign", "cycle", "closed", "has_parts"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _names(names: Mapping[str, str]) -> dict[str, str]:
    trimmed = {f"name_{code}": one_line(names.get(code) or "") for code in Languages.values}
    if not any(trimmed.values()):
        raise CannotArrange(CannotArrange.NAMELESS)
    return trimmed


def _check_parent(parent: Unit | None, organisation: Organisation) -> None:
    if parent is None:
        return
    if parent.organisation_id != organisation.pk:
        raise CannotArrange(CannotArrange.FOREIGN)
    if parent.closed_on:
        raise CannotArrange(CannotArrange.CLOSED)


@transaction.atomic
def add_unit(*, organisation: Organisation, names: Mapping[str, str], by: User, parent: Unit | None = None) -> Unit:
    values = _names(names)
    current = lock_for_edit(organisation, expected_version=None)
    _check_parent(parent, current)
    unit = Unit.objects.create(organisation=current, parent=parent, **values)
    _record("added", unit, by=by, values={**values, "parent": str(parent) if parent else None})
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, names: Mapping[str, str], by: User, expected_version: int | None = None) -> Unit:
    """Raises EditedElsewhere, CannotArrange."""
    values = _names(names)
    current = lock_for_edit(unit, expected_version=expected_version)
    changes = {
        name: [getattr(current, name), value] for name, value in values.items() if getattr(current, name) != value
    }
    if changes:
        for name, value in values.items():
            setattr(current, name, value)
        _save(current)
        _record("renamed", current, by=by, values=changes)
    return current


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, by: User) -> Unit:
    """Hang a unit, with all its parts, under another of the same organisation or at the top."""
    # One lock for the whole tree: two moves at once could otherwise close a ring together.
    organisation = lock_for_edit(unit.organisation, expected_version=None)
    current = lock_for_edit(unit, expected_version=None)
    _check_parent(parent, organisation)
    parents = dict(Unit.objects.filter(organisation=organisation).values_list("pk", "parent_id"))
    above = parent.pk if parent else None
    while above is not None:
        if above == current.pk:
            raise CannotArrange(CannotArrange.CYCLE)
        above = parents[above]
    if current.parent_id != (parent.pk if parent else None):
        before = str(current.parent) if current.parent else None
        current.parent = parent
        _save(current)
        _record("moved", current, by=by, values={"parent": [before, str(parent) if parent else None]})
    return current


@transaction.atomic
def rearrange_unit(
    *, unit: Unit, names: Mapping[str, str], parent: Unit | None, by: User, expected_version: int | None = None
) -> Unit:
    """Rename and move in one edit. Raises EditedElsewhere, CannotArrange."""
    renamed = rename_unit(unit=unit, names=names, by=by, expected_version=expected_version)
    return move_unit(unit=renamed, parent=parent, by=by)


@transaction.atomic
def close_unit(*, unit: Unit, by: User, on: date) -> Unit:
    """Close a unit as of a day. Its open parts are closed or moved first."""
    current = lock_for_edit(unit, expected_version=None)
    if current.children.filter(closed_on__isnull=True).exists():
        raise CannotArrange(CannotArrange.HAS_PARTS)
    if current.closed_on is None:
        current.closed_on = on
        _save(current)
        _record("closed", current, by=by, values={"closed_on": [None, on.isoformat()]})
    return current


def _save(unit: Unit) -> None:
    unit.version += 1
    unit.save()


def _record(what: str, unit: Unit, *, by: User, values: Mapping[str, object]) -> None:
    """Written under the organisation, as part of its history."""
    record_event(
        kind=f"organisations.unit.{what}",
        by=by,
        target=unit.organisation,
        values={"unit": [unit.pk, str(unit)], **values},
    )
