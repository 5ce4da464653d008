"""The audit log as a file, and the table of permissions as a page of the reference."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from seriktes.accounts.models import AuditEvent
from seriktes.accounts.queries import Reach, permission_matrix
from seriktes.accounts.queries.chain import FIELDS, moment
from seriktes.accounts.roles import ROLES
from seriktes.common.files.exports import ExportColumn, csv_lines, write_xlsx

SIGNS = {Reach.NONE: "–", Reach.OWN: "own", Reach.EVERYWHERE: "all"}


def _row(event: AuditEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in FIELDS} | {"at": moment(event.at)}


def audit_jsonl(events: Iterable[AuditEvent]) -> Iterator[str]:
    for event in events:
        yield json.dumps(_row(event), ensure_ascii=False) + "\n"


def _column(name: str) -> ExportColumn:
    if name == "values":
        return ExportColumn(name, name, lambda event: json.dumps(event.values, ensure_ascii=False))
    return ExportColumn(name, name, lambda event: moment(event.at) if name == "at" else getattr(event, name))


AUDIT_COLUMNS = [_column(name) for name in FIELDS]


def audit_csv(events: Iterable[AuditEvent]) -> Iterator[str]:
    return csv_lines(events, AUDIT_COLUMNS)


def audit_xlsx(file: IO[bytes], events: Iterable[AuditEvent]) -> None:
    write_xlsx(file, events, AUDIT_COLUMNS)


def permissions_json() -> dict[str, Any]:
    return {
        "roles": [
            {
                "code": role.code, "label": str(role.label), "holders": str(role.holders), "sides": sorted(role.sides),
                "own": sorted(role.own), "everywhere": sorted(role.everywhere),
            }
            for role in ROLES
        ],
        "permissions": {row.code: str(row.words) for row in permission_matrix()},
    }  # fmt: skip


def permissions_text() -> Iterator[str]:
    """The matrix for a terminal: a line a permission, a column a role."""
    width = max(len(row.code) for row in permission_matrix())
    for number, role in enumerate(ROLES, start=1):
        yield f"{number:>2}  {role.code:<20} {role.label}"
    yield ""
    yield " " * width + "".join(f"{number:>5}" for number in range(1, len(ROLES) + 1))
    for row in permission_matrix():
        yield f"{row.code:<{width}}" + "".join(f"{SIGNS[reach]:>5}" for reach in row.reaches)
    yield ""
    yield "own: inside the organisation of the membership; all: over the whole register; –: not at all"


def permissions_markdown() -> Iterator[str]:
    yield "# Roles and permissions"
    yield ""
    yield "<!-- Made by `seriktes permissions --markdown`. Change `accounts/roles.py`, not this page. -->"
    yield ""
    yield "A membership gives somebody a role in an organisation, from one day to another. Who may not see a thing gets"
    yield "“not found”, on pages, in the API, in search, in exports and for files alike."
    yield ""
    yield "## Roles"
    for role in ROLES:
        yield ""
        yield f"### {role.label}"
        yield ""
        yield f"`{role.code}` · may be given by: {', '.join(sorted(role.sides))}"
        yield ""
        yield str(role.holders)
    yield ""
    yield "## Permissions"
    yield ""
    yield "*own*: inside the organisation of the membership. *all*: over the whole register. –: not at all."
    yield ""
    yield "| Permission | " + " | ".join(str(role.label) for role in ROLES) + " |"
    yield "|---|" + ":-:|" * len(ROLES)
    for row in permission_matrix():
        yield f"| {row.words} (`{row.code}`) | " + " | ".join(SIGNS[reach] for reach in row.reaches) + " |"
