"""Two people who edit one record: the second is told, and nothing is overwritten."""

from typing import Any, TypeVar

from seriktes.common.models import EDITED_ELSEWHERE, Stamped

Record = TypeVar("Record", bound=Stamped)


class EditedElsewhere(Exception):
    """The record was changed since the reader opened it. `record` is the row as it stands now."""

    def __init__(self, record: Stamped) -> None:
        super().__init__(f"{record._meta.label} {record.pk} is at version {record.version} by now.")
        self.record = record

    @property
    def sentence(self) -> str:
        return str(EDITED_ELSEWHERE)


def lock_for_edit(record: Record, *, expected_version: int | None) -> Record:
    """The row as it stands now, locked until the transaction ends.

    `expected_version` is the one that the reader saw; None when the caller edits what it has just read.
    """
    current: Record = type(record)._default_manager.select_for_update().get(pk=record.pk)
    if expected_version is not None and current.version != expected_version:
        raise EditedElsewhere(current)
    return current


def changes_of(record: Stamped, values: dict[str, Any]) -> dict[str, list[Any]]:
    """What `values` would change, as `{"field": [old, new]}` for the audit log."""
    return {
        name: [_json_ready(getattr(record, name)), _json_ready(value)]
        for name, value in values.items()
        if getattr(record, name) != value
    }


def _json_ready(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    return getattr(value, "pk", None) or str(value)
