"""Rows of programmes and their cohorts. An empty cell says nothing."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from seriktes.common.models import Languages
from seriktes.common.text import one_line
from seriktes.curriculum.enums import StudyLevel
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.organisations.imports.people_tables import read_organisation
from seriktes.partnerships.imports.cells import PartnershipCells
from seriktes.placements.actions.importing.cohort_lists import DOCUMENT_COLUMNS, Lists
from seriktes.placements.actions.importing.programmes import CohortRecord
from seriktes.placements.definitions.cohort_stages import DAYS
from seriktes.placements.definitions.eligibility import YEARS, programme_code
from seriktes.placements.enums import ProgrammeKind
from seriktes.placements.imports.fields import COHORT_FIELDS, KIND_WORDS, LEVEL_WORDS
from seriktes.placements.imports.tables import CREDITS_BELOW, HOURS_AT_MOST

_PARTS = re.compile(r"[;,/\n]+")
_SPAN = re.compile(r"(\d)\s*[-–—]\s*(\d)")
# Names of departments and of documents may have commas.
_LINES = re.compile(r"[;\n]+")
_QUOTA = re.compile(r"^(.+?)\s*(?:[:=]|\s[–—-]\s)\s*(\d{1,6})$", re.DOTALL)
_OPTIONAL = re.compile(
    r"\s*[(\[]\s*(?:optional|not required|необязательно|не обязательно|по желанию|міндетті емес|қалауы бойынша)\s*[)\]]\s*$",
    re.IGNORECASE,
)
WISHES_AT_MOST = 100
DOCUMENTS_AT_MOST, DOCUMENT_LENGTH, QUOTA_AT_MOST = 10, 120, 100_000
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
    *DOCUMENT_COLUMNS,
    "units",
    "programme_quotas",
    "region_quotas",
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
        programme=_programme(cells), cohort=_cohort(cells), headings=cells.headings, lists=_lists(cells),
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


# --- Lists of a cohort ------------------------------------------------------------------------------------------------
def _lists(cells: PartnershipCells) -> Lists:
    return Lists(
        _documents(cells), cells.several("units", 500) or None, _quotas(cells, "programme_quotas", programme_code),
        _quotas(cells, "region_quotas", lambda text: _region(cells, text)),
    )  # fmt: skip


def _documents(cells: PartnershipCells) -> list[tuple[dict[str, str], bool]] | None:
    """The same documents in the same order in each language that names any."""
    said = {
        code.removeprefix("documents_"): [one_line(part) for part in _LINES.split(cells.text(code)) if part.strip()]
        for code in DOCUMENT_COLUMNS
    }
    said = {language: names for language, names in said.items() if names}
    if not said:
        return None
    first, *others = said
    if differing := next((one for one in others if len(said[one]) != len(said[first])), None):
        cells.fault("documents_differ", f"documents_{differing}", value=len(said[differing]), other=len(said[first]))
        return None
    if len(said[first]) > DOCUMENTS_AT_MOST:
        cells.fault("too_large_number", f"documents_{first}", value=len(said[first]), most=DOCUMENTS_AT_MOST)
        return None
    found = []
    for place in range(len(said[first])):
        names = {language: _OPTIONAL.sub("", texts[place]) for language, texts in said.items()}
        required = not any(_OPTIONAL.search(texts[place]) for texts in said.values())
        for language, name in names.items():
            if len(name) > DOCUMENT_LENGTH:
                cells.fault("too_long", f"documents_{language}", limit=DOCUMENT_LENGTH)
        found.append((names, required))
    return found


def _quotas(cells: PartnershipCells, code: str, key: Callable[[str], str]) -> dict[str, int] | None:
    """ "6B07101: 2; 6B07102: 3", or one a line."""
    found: dict[str, int] = {}
    for part in filter(None, map(str.strip, re.split(r"[;,\n]+", cells.text(code)))):
        pair = _QUOTA.match(part)
        if pair is None:
            cells.fault("not_a_quota", code, value=part[:60])
        elif int(pair[2]) > QUOTA_AT_MOST:
            cells.fault("too_large_number", code, value=int(pair[2]), most=QUOTA_AT_MOST)
        elif (name := key(pair[1])) in found:
            cells.fault("quota_twice", code, value=pair[1][:60])
        elif name:
            found[name] = int(pair[2])
    return dict(sorted(found.items())) or None


def _region(cells: PartnershipCells, text: str) -> str:
    one = PartnershipCells({"region_quotas": text}, cells.headings)
    code = one.region("region_quotas", "")
    cells.faults.extend(one.faults)
    return code
