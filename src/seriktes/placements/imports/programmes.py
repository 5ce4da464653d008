"""Rows of programmes and their cohorts. An empty cell says nothing."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from seriktes.common.models import Languages
from seriktes.common.text import one_line
from seriktes.curriculum.enums import StudyLevel
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.organisations.imports.people_tables import read_organisation
from seriktes.partnerships.imports.cells import PartnershipCells
from seriktes.placements.actions.importing.programmes import CohortRecord
from seriktes.placements.definitions.cohort_stages import DAYS
from seriktes.placements.definitions.eligibility import YEARS, programme_code
from seriktes.placements.enums import ProgrammeKind
from seriktes.placements.imports.fields import COHORT_FIELDS, KIND_WORDS, LEVEL_WORDS
from seriktes.placements.imports.tables import CREDITS_BELOW, HOURS_AT_MOST

_PARTS = re.compile(r"[;,/\n]+")
_SPAN = re.compile(r"(\d)\s*[-–—]\s*(\d)")
WISHES_AT_MOST = 100
# What must be right for a row to be used: a cohort that is open to others than the file says would be worse than none.
DECISIVE = (
    "cohort",
    "kind",
    "term",
    *DAYS,
    "credits",
    "hours",
    "levels",
    "years",
    "study_programmes",
    "wishes_at_most",
)


class CohortTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, COHORT_FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_cohort(number, raw, PartnershipCells(texts, self._table.chosen))


def read_cohort(number: int, raw: Mapping[str, str], cells: PartnershipCells) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    university = one_line(cells.text("university"))
    record = CohortRecord(
        programme=_programme(cells), cohort=_cohort(cells), headings=cells.headings,
        university=read_organisation(university) if university else None, unit=cells.short("unit", 500),
        number=cells.whole("cohort"),
    )  # fmt: skip
    if record.number is None and not record.cohort.get("term") and not cells.has_fault_in(("term",)):
        cells.fault("value_missing", "term")
    if cells.has_fault_in(DECISIVE):
        return row
    row.keys, row.record = (_key(record),), record
    return row


def _key(record: CohortRecord) -> str:
    """A second row of the same cohort is a fault of that row."""
    if record.number is not None:
        return f"№{record.number}"
    own = str(record.programme.get("number", ""))
    what = f"№{own}" if own else "|".join(record.names).casefold()
    return f"{record.university}|{what}|{record.cohort['term'].casefold()}"


def _programme(cells: PartnershipCells) -> dict[str, Any]:
    values: dict[str, Any] = {
        "kind": cells.choice("kind", ProgrammeKind, KIND_WORDS), "number": cells.short("number", 60),
        **{f"name_{code}": cells.short(f"name_{code}", 500) for code in Languages.values},
        **{f"about_{code}": cells.text(f"about_{code}").strip()[:5000] for code in Languages.values},
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def _cohort(cells: PartnershipCells) -> dict[str, Any]:
    points = cells.decimal("credits", column="hours")
    if points is not None and points >= CREDITS_BELOW:
        cells.fault("not_an_amount", "credits", value=cells.text("credits")[:40])
        points = None
    values: dict[str, Any] = {
        "term": cells.short("term", 120),
        **{name: cells.day(name) for name in DAYS},
        "credits": points.quantize(Decimal("0.1")) if points is not None else None,
        "hours": _from_one(cells, "hours", HOURS_AT_MOST),
        "levels": _levels(cells),
        "years": _years(cells),
        "study_programmes": [programme_code(part) for part in _PARTS.split(cells.text("study_programmes")) if part.strip()],
        "wishes_at_most": _from_one(cells, "wishes_at_most", WISHES_AT_MOST),
        "couples_allowed": cells.flag("couples_allowed"),
        "note": cells.text("note").strip()[:5000],
    }  # fmt: skip
    values["study_programmes"] = sorted(set(values["study_programmes"]))
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def _from_one(cells: PartnershipCells, code: str, most: int) -> int | None:
    value = cells.count(code, most)
    if value == 0:
        cells.fault("not_a_number", code, value="0")
        return None
    return value


def _levels(cells: PartnershipCells) -> list[str]:
    found = set()
    for part in filter(None, map(str.strip, _PARTS.split(cells.text("levels")))):
        one = PartnershipCells({"levels": part}, cells.headings)
        found.add(one.choice("levels", StudyLevel, LEVEL_WORDS))
        cells.faults.extend(one.faults)
    return [level for level in StudyLevel.values if level in found]


def _years(cells: PartnershipCells) -> list[int]:
    """ "3, 4" and "2-4"; the word for a year may stand beside them."""
    found: set[int] = set()
    for part in filter(None, map(str.strip, _PARTS.split(cells.text("years")))):
        bare = re.sub(r"[^\d–—-]+", "", part).strip("-–—")
        span = _SPAN.fullmatch(bare)
        said = (
            range(int(span[1]), int(span[2]) + 1)
            if span
            else [int(bare)]
            if bare.isdecimal() and len(bare) == 1
            else []
        )
        if not said or not set(said) <= set(YEARS):
            cells.fault("unknown_value", "years", value=part[:40], known=[str(year) for year in YEARS])
            continue
        found |= set(said)
    return sorted(found)
