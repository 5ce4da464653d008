"""Rows of evidence from CSV and XLSX, every kind in one table, and UNIQUIP's CSV. An empty cell says nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from django.db.models import TextChoices

from seriktes.common.files.text import tidy
from seriktes.common.models import Languages
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.definitions.columns import MappedTable, folded
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import EvidenceRecord, PersonRow, Place
from seriktes.expertise.definitions.particulars import BY_CODE, Particular, Type, WrongParticular, particulars_of
from seriktes.expertise.definitions.subjects import schemes, subject
from seriktes.expertise.enums import EvidenceKind, Part
from seriktes.expertise.imports.fields import EVIDENCE_FIELDS, NO, UNIQUIP_FIELDS, WORDS, YES
from seriktes.expertise.imports.rows import few, keys_of, place_of
from seriktes.expertise.imports.values import LONGEST_TEXT, LONGEST_TITLE, Values, language_of, orcid_of
from seriktes.expertise.queries.importing_people import Acquaintances
from seriktes.organisations.imports.cells import Cells
from seriktes.organisations.imports.people_tables import read_organisation

NAMES = ("name_kk", "name_ru", "name_en")
TEXTS = ("text_kk", "text_ru", "text_en")
# A fault in one of these leaves the row out: without them the rest would say something else than the file.
DECISIVE = ("id", "kind", "title", *NAMES, "organisation", "doi")
PART_OF = {"project": Part.MEMBER, "patent": Part.INVENTOR, "publication": Part.AUTHOR, "course": Part.TEACHER,
           "technology": Part.AUTHOR}  # fmt: skip
_ORCID = re.compile(
    r"\(?\s*(?:https?://)?(?:orcid\.org/|orcid:?\s*)?(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])\s*\)?", re.IGNORECASE
)
_SEVERAL = re.compile(r"[;\n]+")


class EvidenceTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002
        self._table = MappedTable(file, format, mapping, EVIDENCE_FIELDS)
        self._mapping = {**mapping, "acquaintances": Acquaintances()}
        self.columns: Sequence[str] = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_row(number, raw, EvidenceCells(texts, self._table.chosen), self._mapping)


class UniquipTable:
    """The columns are fixed by the specification, so that nobody is asked what they hold."""

    def __init__(self, file: IO[bytes], mapping: Mapping[str, Any]) -> None:
        options = {name: value for name, value in mapping.items() if name in ("encoding", "delimiter")}
        self._table = MappedTable(file, "csv", options, UNIQUIP_FIELDS)
        self._mapping = {**mapping, "acquaintances": Acquaintances()}
        self.columns: Sequence[str] = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_uniquip(number, raw, EvidenceCells(texts, self._table.chosen), self._mapping)


class EvidenceCells(Cells):
    @property
    def headings(self) -> Mapping[str, str]:
        return self._headings

    def word(self, code: str, choices: type[TextChoices]) -> str:
        return self.choice(code, choices, WORDS[choices])

    def flag(self, code: str) -> bool | None:
        text = folded(self.text(code)) or self.text(code).strip()
        if not text:
            return None
        if text not in YES | NO:
            self.fault("not_yes_or_no_value", code, value=self.text(code)[:40])
        return text in YES

    def language(self) -> str:
        text = folded(self.text("language"))
        if not text:
            return ""
        known = {"қазақша": "kk", "казахский": "kk", "қазақ": "kk", "русский": "ru", "орысша": "ru", "орыс": "ru",
                 "английский": "en", "ағылшынша": "en", "ағылшын": "en", "english": "en", "kazakh": "kk", "russian": "ru"}  # fmt: skip
        found = known.get(text) or (text if re.fullmatch("[a-z]{2}", text) else "")
        if not found:
            self.fault("unknown_value", "language", value=text[:40], known=[str(one.label) for one in Languages])
        return found

    def people(self, part: str) -> list[PersonRow]:
        found = []
        for one in _SEVERAL.split(self.text("people")):
            orcid = _ORCID.search(one)
            name = " ".join(_ORCID.sub(" ", one).split()).strip(" ,()")
            if name:
                found.append(PersonRow(name, orcid_of(orcid[1]) if orcid else "", part))
        return found

    def subjects(self) -> list[tuple[str, str]]:
        """ "ford 2.3; irsti 55.22": the scheme before the code; a code that one scheme alone has needs none."""
        found = []
        for part in re.split(r"[;,\n]+", self.text("subjects")):
            words = part.replace(":", " ").split()
            if not words:
                continue
            code = words[-1]
            named = [name for name in schemes() if len(words) == 1 or name == words[0].lower()]
            fitting = [name for name in named if subject(name, code)]
            if len(fitting) == 1:
                found.append((fitting[0], code))
            else:
                self.fault("unknown_subject_code", "subjects", value=part.strip()[:40], known=list(schemes()))
        return found

    def particular(self, one: Particular) -> Any:
        text = self.text(one.code)
        if not text:
            return None
        if one.type == Type.CHOICE and one.choices is not None:
            return self.word(one.code, one.choices) or None
        if one.type == Type.DAY:
            day = self.day(one.code)
            return day.isoformat() if day else None
        if one.type == Type.SUM:
            text = _sum_of(text)
        elif one.type in (Type.COUNT, Type.YEAR):
            text = text.replace("\u00a0", "").replace(" ", "").removesuffix(".0")
        try:
            return one.clean(text)
        except WrongParticular:
            self.fault("wrong_particular", one.code, value=self.text(one.code)[:60])
            return None


def _sum_of(text: str) -> str:
    """ "1 500 000,50" as "1500000.50"; what is none stays and is refused."""
    bare = re.sub(r"[\s\u00a0\u202f']+", "", text)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    try:
        return str(Decimal(bare))
    except InvalidOperation:
        return text


def read_row(number: int, raw: Mapping[str, str], cells: EvidenceCells, mapping: Mapping[str, Any]) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    kind = cells.word("kind", EvidenceKind)
    values = Values()
    _texts(cells, values)
    _dates(cells, values)
    values.identifier("doi", cells.text("doi"), "doi")
    values.identifier("inventory", cells.text("inventory"), "inventory")
    values.link(cells.text("source_url"), f"https://doi.org/{values.doi}" if values.doi else "")
    if cells.text("source_url") and values.fields.get("source_url") != tidy(cells.text("source_url")):
        cells.fault("not_an_address", "source_url", value=cells.text("source_url")[:100])
    if licence := cells.short("licence", 60):
        values.fields["licence"] = licence
    if language := cells.language():
        values.fields["language"] = language
    if kind:
        _particulars(kind, cells, values)
    elif not cells.text("kind"):
        cells.fault("value_missing", "kind")
    _faults_of(values, cells)
    record = EvidenceRecord(
        source=Source.FILE.value, source_record="", on=None, kind=kind, fields=values.fields,
        particulars=values.particulars, identifiers=values.identifiers, subjects=cells.subjects(),
        number=cells.whole("id"), headings=cells.headings, has_right=bool(mapping.get("has_right")),
        complete=frozenset({"people"}) if cells.text("people") else frozenset(),
        acquaintances=mapping.get("acquaintances") or Acquaintances(),
    )  # fmt: skip
    record.people = few(cells.people(PART_OF.get(kind, Part.KEEPER).value), values, "people")
    record.retracted = bool(cells.flag("retracted")) or values.retracted
    record.is_open = _is_shown(cells, record)
    _where(cells, record, mapping)
    if not values.has_title and record.number is None:
        cells.fault("value_missing", "title")
    if _has_fault_in(cells, DECISIVE):
        return row
    row.keys, row.also = keys_of(record)
    row.record = record
    return row


def _is_shown(cells: EvidenceCells, record: EvidenceRecord) -> bool:
    """What has a link to its source is shown at once; what an organisation offers, once somebody says so."""
    said = cells.flag("published")
    if said is not None:
        return said
    return record.kind in ("publication", "patent") and bool(record.fields.get("source_url"))


def _where(cells: EvidenceCells, record: EvidenceRecord, mapping: Mapping[str, Any]) -> None:
    unit = cells.short("unit", 500)
    places: list[Place] = [read_organisation(part) for part in cells.several("organisation", 500)]
    if not places and (own := mapping.get("organisation")):
        places = [place_of(own)]
    record.places = [(place, unit if at == 0 else "") for at, place in enumerate(places)]
    if places and record.kind not in ("publication", "patent"):
        record.owner = places[0]


def _texts(cells: EvidenceCells, values: Values) -> None:
    for name in NAMES:
        if text := cells.short(name, LONGEST_TITLE):
            values.fields[name] = text
    if text := cells.short("title", LONGEST_TITLE):
        language = language_of(text, folded(cells.text("language"))[:2])
        values.fields.setdefault(f"name_{language}" if language in ("kk", "ru", "en") else "name_other", text)
    for name in TEXTS:
        if text := tidy(cells.text(name))[:LONGEST_TEXT]:
            values.fields[name] = text


def _dates(cells: EvidenceCells, values: Values) -> None:
    day: date | None = cells.day("published_on")
    if day and values.is_year(day.year, "published_on"):
        values.fields["published_on"], values.fields["year"] = day, day.year
    if (text := cells.text("year")) and "year" not in values.fields:
        values.year(text, "year")


def _particulars(kind: str, cells: EvidenceCells, values: Values) -> None:
    known = {one.code for one in particulars_of(kind)}
    for code, one in BY_CODE.items():
        if not cells.text(code):
            continue
        if code not in known:
            cells.fault("not_of_this_kind", code, of=kind)
        elif (value := cells.particular(one)) is not None:
            values.particulars[code] = value
    if number := cells.short("patent_number", 200):
        if kind == EvidenceKind.PATENT:
            values.particulars["number"] = number
        else:
            cells.fault("not_of_this_kind", "patent_number", of=kind)
    if "number" in values.particulars:
        values.identifier("patent" if kind == EvidenceKind.PATENT else "grant", values.particulars["number"], "number")
    sums = [code for code in ("amount", "price") if code in values.particulars]
    if sums and "currency" not in values.particulars:
        values.particulars.pop(sums[0])
        cells.fault("sum_without_currency", sums[0])


def _faults_of(values: Values, cells: EvidenceCells) -> None:
    for fault in values.faults:
        cells.fault(fault.code, fault.column, **fault.values)
    values.faults.clear()


def _has_fault_in(cells: EvidenceCells, codes: tuple[str, ...]) -> bool:
    wanted = {cells.heading(code) for code in codes}
    return any(fault.column in wanted for fault in cells.faults if fault.code != "letters_unified")


def read_uniquip(number: int, raw: Mapping[str, str], cells: EvidenceCells, mapping: Mapping[str, Any]) -> Row:
    row = Row(number, raw, faults=cells.faults)
    is_facility = folded(cells.text("type")) == "facility"
    values = Values()
    values.title(cells.text("name") or cells.text("description")[:200], "name")
    values.abstract(cells.text("description"))
    if "text_en" not in values.fields and (text := tidy(cells.text("description"))):
        values.fields["text_en"] = text[:LONGEST_TEXT]
    if "name_other" in values.fields:
        values.fields.setdefault("name_en", values.fields.pop("name_other"))
    if cells.text("id"):
        values.identifier("uniquip", cells.text("id"), "id")
    values.identifier("doi", cells.text("doi"), "doi")
    values.link(cells.text("url"), f"https://doi.org/{values.doi}" if values.doi else "")
    values.note("place", ", ".join(part for part in (tidy(cells.text("building")), tidy(cells.text("site"))) if part))
    if not is_facility:
        values.note("maker", cells.text("maker"))
        values.note("model", cells.text("model"))
        if year := re.match(r"\d{4}", cells.text("commissioned")):
            values.particulars["year_made"] = int(year[0])
    _faults_of(values, cells)
    if not values.has_title:
        cells.fault("value_missing", "name")
        return row
    record = EvidenceRecord(
        source=Source.FILE.value, source_record="", on=None,
        kind=(EvidenceKind.LABORATORY if is_facility else EvidenceKind.EQUIPMENT).value, fields=values.fields,
        particulars=values.particulars, identifiers=values.identifiers, headings=cells.headings,
        has_right=bool(mapping.get("has_right")), acquaintances=mapping.get("acquaintances") or Acquaintances(),
    )  # fmt: skip
    record.people = [
        PersonRow(name, orcid_of(cells.text("orcid")) if code == "contact" else "", Part.KEEPER.value)
        for code in ("contact", "contact2")
        if (name := cells.short(code, 300))
    ]
    if own := mapping.get("organisation"):
        record.owner = place_of(own)
        record.places = [(record.owner, "")]
    row.keys, row.also = keys_of(record)
    row.record = record
    return row
