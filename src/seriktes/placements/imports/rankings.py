"""Rankings by hosts from CSV and XLSX: the columns, the rows, and the kind of import."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from seriktes.common.files import FileFault
from seriktes.common.packs import Text
from seriktes.common.text import one_line
from seriktes.exchange.definitions import Fault, Field, ImportKind, Row, register_kind
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.exchange.definitions.faults import register_sentences
from seriktes.organisations.imports.kinds import TABLES
from seriktes.organisations.imports.people_tables import read_organisation
from seriktes.partnerships.imports.cells import PartnershipCells
from seriktes.placements.actions.importing import rankings
from seriktes.placements.actions.importing.rankings import PositionList, RankRecord
from seriktes.placements.imports.fields import APPLICATION_FIELDS
from seriktes.placements.imports.tables import WISHES_AT_MOST, cohort_named
from seriktes.placements.models import Position, Wish
from seriktes.placements.queries.importing import CohortNamed, Named

_KNOWN = {item.code: item for item in APPLICATION_FIELDS}
FIELDS = (
    *(_KNOWN[code] for code in ("cohort", "university", "programme", "term", "position", "host")),
    _KNOWN["student"],
    Field("rank", _("Rank by the host"), ("ранг", "место в списке", "приоритет", "порядок", "рейтинг", "реті", "басымдық", "rank")),
    Field("reason", _("Why the host cannot take the student"), ("причина отказа", "отказ", "бас тарту себебі", "себебі", "reason")),
)  # fmt: skip
RANK_AT_MOST = 9999
REASON_AT_MOST = 300
NEEDED = ("student", "position")
SENTENCES: Mapping[str, Text] = {
    "applicant_unknown": _(
        "Nobody called “{value}” wishes this position and takes part. Write the exact name, the e-mail address, or № and the number "
        "in the register. The other rows of the position were read."
    ),
    "other_ranking_stands": _(
        "The host has ranked for “{value}” already, and the file says another order. Nothing was changed; the host changes it on "
        "its page."
    ),
    "rank_missing": _("The row says neither a rank nor why the host cannot take the student. Fill in one of the two."),
    "rank_and_reason": _("The row says both a rank and why the host cannot take the student. Leave one of the two."),
}
Lists = dict[tuple[CohortNamed, Named | None, str], PositionList]


class RankingTable:
    """A row is a student for a position; the rows of a position are one order, wherever in the file they stand: the whole file
    is read before the first row is given on."""

    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        lists: Lists = {}
        rows: list[Row] = []
        for number, raw, texts in self._table:
            if len(rows) >= WISHES_AT_MOST:
                raise FileFault("list_too_long", most=WISHES_AT_MOST)
            rows.append(read_rank(number, raw, PartnershipCells(texts, self._table.chosen), lists))
        yield from rows


def read_rank(number: int, raw: Mapping[str, str], cells: PartnershipCells, lists: Lists) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    cohort, student, position = cohort_named(cells), cells.short("student", 500), cells.short("position", 500)
    host, rank = one_line(cells.text("host")), cells.whole("rank")
    reason = cells.short("reason", REASON_AT_MOST)
    for code in NEEDED:
        if not cells.text(code).strip():
            cells.fault("value_missing", code)
    if rank is not None and not 1 <= rank <= RANK_AT_MOST:
        cells.fault("bad_rank_in_file", "rank", value=rank, most=RANK_AT_MOST)
    elif rank is not None and reason:
        cells.fault("rank_and_reason", "rank")
    elif rank is None and not reason and not cells.has_fault_in(("rank", "reason")):
        cells.fault("rank_missing", "rank")
    if cells.has_fault_in(("cohort", "student", "position", "rank", "reason")):
        return row
    named = read_organisation(host) if host else None
    key = (cohort, named, position.casefold())
    doubled = f"{cohort}|{named}|{position.casefold()}|{student.casefold()}"
    whole = lists.setdefault(key, PositionList(cohort, position, named))
    record = RankRecord(whole, number, student, rank, reason, cells.headings)
    row.keys, row.record = (doubled,), record
    # A row that stands twice counts once: the second is a fault of its own.
    if all(entry.student.casefold() != student.casefold() for entry in whole.entries):
        whole.entries.append(record)
    return row


def _label(pk: int) -> str:
    position = Position.objects.filter(pk=pk).first()
    return position.name if position is not None else ""


def _field_label(name: str) -> Text:
    label: Text = getattr(Wish._meta.get_field(name), "verbose_name", name)
    return label


register_sentences(SENTENCES)
register_kind(
    ImportKind(
        code="rankings", label=_("Rankings by hosts"), formats=TABLES, fields=FIELDS, read=RankingTable,
        apply=rankings.import_rankings, decide=rankings.decide_no_ranking, may_decide=rankings.may_decide_no_ranking,
        target_url=lambda pk: Position(pk=pk).get_absolute_url(), target_label=_label, field_label=_field_label,
    )
)  # fmt: skip
