"""Rows of positions and of students' wishes. An empty cell says nothing."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from seriktes.common.files import FileFault
from seriktes.common.models import Languages
from seriktes.common.text import one_line
from seriktes.curriculum.enums import StudyLevel
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.organisations.enums import ChannelKind
from seriktes.organisations.imports.people_tables import read_organisation
from seriktes.partnerships.imports.cells import PartnershipCells
from seriktes.placements.actions.importing.applications import StudentList, WishRecord
from seriktes.placements.actions.importing.placements import PlacementRecord
from seriktes.placements.actions.importing.positions import PositionRecord
from seriktes.placements.definitions.eligibility import YEARS, programme_code
from seriktes.placements.enums import PayPeriod, WorkMode
from seriktes.placements.imports.fields import (
    APPLICATION_FIELDS,
    LEVEL_WORDS,
    MODE_WORDS,
    PERIOD_WORDS,
    PLACEMENT_FIELDS,
    POSITION_FIELDS,
)
from seriktes.placements.queries.importing import CohortNamed, Named

_PARTS = re.compile(r"[;,\n]+")
# "60: text", one a line, or parted by semicolons before the next share.
_TASKS = re.compile(r"\n+|;\s*(?=\d{1,3}\s*%?\s*[:–—-])")
_TASK = re.compile(r"^(\d{1,3})\s*%?\s*[:–—-]\s*(.+)$", re.DOTALL)
PLACES_AT_MOST = 500
RANK_AT_MOST = 1000
# Of a file of wishes, which is held in memory: twenty thousand students with lists of ten.
WISHES_AT_MOST = 200_000
# What must be right for a row to be used.
DECISIVE = ("id", "host_id", "cohort", "capacity", "pay", "currency", "pay_period", "hours_a_week", "tasks")
DECISIVE_OF_PLACEMENTS = (
    "id", "host_id", "cohort", "student", "starts_on", "ends_on", "hours", "credits", "tasks",
)  # fmt: skip
HOURS_AT_MOST, CREDITS_BELOW = 5000, 1000


class PositionTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, POSITION_FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_position(number, raw, PartnershipCells(texts, self._table.chosen))


def read_position(number: int, raw: Mapping[str, str], cells: PartnershipCells) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    record = PositionRecord(
        cohort=cohort_named(cells), host=_host(cells), fields=_fields(cells), number=cells.whole("id"), tasks=_tasks(cells),
        supervisor=cells.short("supervisor", 200), supervisor_email=_address(cells, "supervisor_email"),
        headings=cells.headings,
    )  # fmt: skip
    if cells.has_fault_in(DECISIVE):
        return row
    if record.number is None and not record.title:
        cells.fault("no_name", "name_ru")
        return row
    row.keys, row.record = (_key(record),), record
    return row


def _key(record: PositionRecord) -> str:
    """A second row of the same position is a fault of that row."""
    if record.number is not None:
        return f"№{record.number}"
    cohort, own = record.cohort, str(record.fields.get("number", ""))
    where = f"{cohort.number}|{cohort.university}|{cohort.programme}|{cohort.term.casefold()}|{record.host}"
    return f"{where}|{f'№{own}' if own else '|'.join(record.names)}"


def cohort_named(cells: PartnershipCells) -> CohortNamed:
    university = one_line(cells.text("university"))
    return CohortNamed(
        number=cells.whole("cohort"), university=read_organisation(university) if university else None,
        programme=cells.short("programme", 500), term=cells.short("term", 120),
    )  # fmt: skip


def _host(cells: PartnershipCells) -> Named | None:
    number = cells.whole("host_id")
    if number is not None:
        return "id", str(number)
    text = one_line(cells.text("host"))
    return read_organisation(text) if text else None


def _fields(cells: PartnershipCells) -> dict[str, Any]:
    pay, currency = cells.money("pay", "currency")
    hours = cells.decimal("hours_a_week", column="hours")
    values: dict[str, Any] = {
        "number": cells.short("number", 60),
        **{f"name_{code}": cells.short(f"name_{code}", 500) for code in Languages.values},
        "about": cells.text("about").strip()[:5000],
        "language": next(iter(cells.languages("language")), ""),
        "skills": [one_line(part) for part in _PARTS.split(cells.text("skills")) if part.strip()],
        "languages": cells.languages("languages"),
        "capacity": cells.count("capacity", PLACES_AT_MOST),
        "hours_a_week": hours.quantize(Decimal("0.1")) if hours is not None else None,
        "mode": cells.choice("mode", WorkMode, MODE_WORDS),
        "region": cells.region("region", ""),
        "place": cells.short("place", 200),
        "pay": pay,
        # Of what is not paid nothing is said of money.
        "currency": currency if pay is not None else "",
        "pay_period": cells.choice("pay_period", PayPeriod, PERIOD_WORDS) if pay is not None else "",
        "contact_name": cells.short("contact_name", 200),
        "contact_email": _address(cells, "contact_email"),
    }
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def _address(cells: PartnershipCells, code: str) -> str:
    return next(iter(cells.channels(code, ChannelKind.EMAIL, 254)), "").casefold()


def _tasks(cells: PartnershipCells) -> list[list[Any]] | None:
    """Words and shares; a single task without a share is the whole work."""
    parts = [part.strip(" ;") for part in _TASKS.split(cells.text("tasks")) if part.strip(" ;")]
    if not parts:
        return None
    found: list[list[Any]] = []
    for part in parts:
        said = _TASK.match(part)
        if said is None and len(parts) > 1:
            cells.fault("not_a_task", "tasks", value=part[:80])
            return None
        share, text = (int(said[1]), said[2]) if said else (100, part)
        found.append([one_line(text)[:300], share])
    return found


# --- Placements -------------------------------------------------------------------------------------------------------
class PlacementTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, PLACEMENT_FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_placement(number, raw, PartnershipCells(texts, self._table.chosen))


def read_placement(number: int, raw: Mapping[str, str], cells: PartnershipCells) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    points = cells.decimal("credits", column="hours")
    values: dict[str, Any] = {
        "number": cells.short("number", 60), "title": cells.short("title", 300), "starts_on": cells.day("starts_on"),
        "ends_on": cells.day("ends_on"), "hours": cells.count("hours", HOURS_AT_MOST),
        "credits": points.quantize(Decimal("0.1")) if points is not None else None,
    }  # fmt: skip
    record = PlacementRecord(
        cohort=cohort_named(cells), student=cells.short("student", 500), host=_host(cells),
        fields={name: value for name, value in values.items() if value not in ("", None)}, number=cells.whole("id"),
        position=cells.short("position", 500), tasks=_tasks(cells), academic=cells.short("academic_supervisor", 254),
        supervisor=cells.short("supervisor", 200), supervisor_email=_address(cells, "supervisor_email"),
        headings=cells.headings,
    )  # fmt: skip
    if points is not None and points >= CREDITS_BELOW:
        cells.fault("not_an_amount", "credits", value=cells.text("credits")[:40])
    if not record.student:
        cells.fault("value_missing", "student")
    if record.fields.get("hours") == 0:
        cells.fault("not_a_number", "hours", value="0")
    if cells.has_fault_in(DECISIVE_OF_PLACEMENTS):
        return row
    cohort = record.cohort
    where = f"{cohort.number}|{cohort.university}|{cohort.programme}|{cohort.term.casefold()}"
    row.keys = (f"№{record.number}" if record.number is not None else f"{where}|{record.student.casefold()}",)
    row.record = record
    return row


# --- Wishes of students -----------------------------------------------------------------------------------------------
class ApplicationTable:
    """A row is a wish; the wishes of a student in a cohort are one list, wherever in the file they stand.

    The whole file is read before the first row is given on, because a list is written at once.
    """

    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, APPLICATION_FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        lists: dict[tuple[CohortNamed, str], StudentList] = {}
        rows: list[Row] = []
        for number, raw, texts in self._table:
            if len(rows) >= WISHES_AT_MOST:
                raise FileFault("list_too_long", most=WISHES_AT_MOST)
            rows.append(read_wish(number, raw, PartnershipCells(texts, self._table.chosen), lists))
        yield from rows


def read_wish(
    number: int,
    raw: Mapping[str, str],
    cells: PartnershipCells,
    lists: dict[tuple[CohortNamed, str], StudentList],
) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    cohort, student = cohort_named(cells), cells.short("student", 500)
    host, position, rank = one_line(cells.text("host")), cells.short("position", 500), cells.whole("rank")
    for code in ("student", "position", "rank"):
        if not cells.text(code).strip():
            cells.fault("value_missing", code)
    if rank is not None and not 1 <= rank <= RANK_AT_MOST:
        cells.fault("bad_rank_in_file", "rank", value=rank, most=RANK_AT_MOST)
    if cells.has_fault_in(("cohort", "student", "position", "rank")) or rank is None:
        return row
    whole = lists.setdefault((cohort, student.casefold()), StudentList(cohort, student))
    wish = WishRecord(whole, number, position, read_organisation(host) if host else None, rank, cells.headings)
    key = f"{cohort}|{student.casefold()}|{wish.host}|{position.casefold()}"
    row.keys, row.record = (key,), wish
    whole.take(wish, key, _studies(cells))
    return row


def _studies(cells: PartnershipCells) -> dict[str, Any]:
    year = cells.whole("year")
    if year is not None and year not in YEARS:
        cells.fault("not_a_number", "year", value=year)
        year = None
    values = {
        "level": cells.choice("level", StudyLevel, LEVEL_WORDS), "year": year,
        "study_programme": programme_code(cells.short("study_programme", 20)),
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}
