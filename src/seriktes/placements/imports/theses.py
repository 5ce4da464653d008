"""Titles and results of theses from CSV and XLSX: the columns, the rows, and the kind of import."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.common.packs import Text
from seriktes.exchange.definitions import Fault, Field, ImportKind, Row, register_kind
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.exchange.definitions.faults import register_sentences
from seriktes.organisations.imports.kinds import TABLES
from seriktes.partnerships.imports.cells import PartnershipCells
from seriktes.placements.actions.importing import theses
from seriktes.placements.actions.importing.theses import RESULT, ThesisRecord
from seriktes.placements.imports.fields import APPLICATION_FIELDS
from seriktes.placements.imports.tables import cohort_named
from seriktes.placements.models import Thesis
from seriktes.placements.models.theses import POINTS_AT_MOST

_KNOWN = {item.code: item for item in APPLICATION_FIELDS}
FIELDS = (
    Field("thesis_id", _("Number of the thesis"), ("№ работы", "номер работы", "жұмыс нөмірі", "thesis id")),
    *(_KNOWN[code] for code in ("cohort", "university", "programme", "term")),
    Field("student", _("Student"), _KNOWN["student"].synonyms),
    Field("title_kk", _("Title in Kazakh"), ("тема на казахском", "тақырыбы", "тақырыбы қазақша", "қазақша тақырыбы")),
    Field("title_ru", _("Title in Russian"), ("тема", "тема на русском", "название темы", "орысша тақырыбы")),
    Field("title_en", _("Title in English"), ("тема на английском", "ағылшынша тақырыбы", "title")),
    Field("points", _("Points"), ("баллы", "балл", "оценка", "балдар", "ұпай", "points")),
    Field("votes_for", _("Votes for"), ("за", "голосов за", "голоса за", "жақтап", "жақтаған дауыс")),
    Field("votes_against", _("Votes against"), ("против", "голосов против", "голоса против", "қарсы", "қарсы дауыс")),
    Field("resolution", _("What the commission resolved"), ("решение комиссии", "постановили", "комиссия шешімі", "resolution")),
)  # fmt: skip
VOTES_AT_MOST = 100
SENTENCES: Mapping[str, Text] = {
    "thesis_unknown": _(
        "You keep no thesis of “{value}” in this cohort. It begins with the student's placement in a programme of theses: import "
        "the placement first."
    ),
    "thesis_unnamed": _("The row names no thesis. Give its number in the register, or the cohort and the student."),
    "result_incomplete": _(
        "A result needs the points and the votes for and against. The titles of the row were read, the result was left out."
    ),
    "result_stands": _(
        "The commission's result {current} stands, and the file says {value}. It stays as it is; the rest of the row was read."
    ),
    "no_defence_yet": _(
        "The thesis was not put before a commission yet: plan the defence first. The rest of the row was read."
    ),
}


class ThesisTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_thesis(number, raw, PartnershipCells(texts, self._table.chosen))


def read_thesis(number: int, raw: Mapping[str, str], cells: PartnershipCells) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    titles = {f"name_{code}": cells.short(f"title_{code}", 500) for code in Languages.values}
    record = ThesisRecord(
        number=cells.whole("thesis_id"), cohort=cohort_named(cells), student=cells.short("student", 500),
        names={name: title for name, title in titles.items() if title}, result=_result(cells),
        headings={**cells.headings, **{f"name_{code}": cells.heading(f"title_{code}") for code in Languages.values}},
    )  # fmt: skip
    if cells.has_fault_in(("thesis_id", "cohort", "student")):
        return row
    if record.number is None and not record.student:
        cells.fault("thesis_unnamed", "student")
        return row
    row.keys = (f"№{record.number}" if record.number is not None else f"{record.cohort}|{record.student.casefold()}",)
    row.record = record
    return row


def _result(cells: PartnershipCells) -> dict[str, Any] | None:
    values = {
        "points": cells.count("points", POINTS_AT_MOST), "votes_for": cells.count("votes_for", VOTES_AT_MOST),
        "votes_against": cells.count("votes_against", VOTES_AT_MOST),
    }  # fmt: skip
    if cells.has_fault_in(RESULT) or not any(cells.text(name).strip() for name in RESULT):
        return None
    if any(value is None for value in values.values()):
        cells.fault("result_incomplete", next(name for name, value in values.items() if value is None))
        return None
    return {**values, "resolution": cells.text("resolution").strip()[:2000]}


def _url(pk: int) -> str:
    thesis = Thesis.objects.filter(pk=pk).select_related("placement").first()
    return thesis.get_absolute_url() if thesis is not None else ""


def _label(pk: int) -> str:
    thesis = Thesis.objects.filter(pk=pk).select_related("placement__student").first()
    return f"{thesis.placement.student.name} · {thesis.name}" if thesis is not None else ""


def _field_label(name: str) -> Text:
    label: Text = getattr(Thesis._meta.get_field(name), "verbose_name", name)
    return label


register_sentences(SENTENCES)
register_kind(
    ImportKind(
        code="theses", label=_("Titles and results of theses"), formats=TABLES, fields=FIELDS, read=ThesisTable,
        apply=theses.import_theses, decide=theses.decide_title, may_decide=theses.may_decide_title,
        target_url=_url, target_label=_label, field_label=_field_label,
    )
)  # fmt: skip
