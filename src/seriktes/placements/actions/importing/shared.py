"""What rows of positions and of placements have in common: who supervises for the host, and tasks with their shares."""

from collections.abc import Mapping
from typing import Any

from seriktes.accounts.models import User
from seriktes.exchange.definitions import Context, Fault, Row
from seriktes.organisations.models import Person
from seriktes.partnerships.actions.importing.compare import Compared, entries_of
from seriktes.placements.queries.importing import supervisors_meant

TASKS = "tasks"
Tasks = list[list[Any]]


def supervisor_named(
    row: Row, headings: Mapping[str, str], named: tuple[str, str], host: int, *, by: User | None, standing: Person | None,
    column: str,
) -> dict[str, Any]:  # fmt: skip
    """`named`: name and e-mail. A person of the register in `column` where one fits, else the name with its address; nothing
    where the row is silent."""
    name, email = named
    if (not name and not email) or (standing is not None and is_person(standing, name, email)):
        return {}
    people = supervisors_meant(by, host, name=name, email=email)
    if len(people) == 1:
        return {column: people[0], "supervisor_name": "", "supervisor_email": ""}
    if name and email:
        return {"supervisor_name": name[:200], "supervisor_email": email}
    said = "supervisor" if name else "supervisor_email"
    row.faults.append(Fault("supervisor_unknown", headings.get(said, said), {"value": name or email}))
    return {}


def is_person(person: Person, name: str, email: str) -> bool:
    addresses = {person.email.casefold(), person.user.email.casefold() if person.user else ""}
    if email:
        return email.casefold() in addresses - {""}
    return name in (person.name_kk, person.name_ru, person.name_en)


def tasks_to_write(
    row: Row, found: Any, tasks: Tasks | None, *, before: Tasks, compared: Compared, context: Context,
    headings: Mapping[str, str], is_frozen: bool, stands: str,
) -> Tasks | None:  # fmt: skip
    """The tasks to be written; None where they stay. A list that a person wrote or changed is left as it is, and the fault
    `stands` says so."""
    if tasks is None:
        return None
    seen = ((found.provenance.get(TASKS) or {}).get("seen") or {}).get("file")
    if seen == tasks:
        return None
    column = headings.get(TASKS, TASKS)
    is_told = {"value": in_words(tasks), "current": in_words(before)}
    if before == tasks:
        compared.noted = True
    elif is_frozen:
        row.faults.append(Fault("frozen_value", column, is_told))
        return None
    elif before and before != seen:
        row.faults.append(Fault(stands, column, is_told))
        return None
    found.provenance[TASKS] = tasks_entry(found, tasks, context)
    return None if before == tasks else tasks


def tasks_entry(record: Any, tasks: Tasks, context: Context) -> dict[str, Any]:
    return {**(record.provenance.get(TASKS) or {}), **entries_of({TASKS: tasks}, context)[TASKS]}


def in_words(tasks: Tasks) -> str:
    return "; ".join(f"{share}: {text}" for text, share in tasks)
