"""A DOCX as plain blocks: paragraphs with their runs, tables, pictures. What is not understood is said, with its place."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from seriktes.documents.actions.rendering.numbering import Numbering
from seriktes.documents.actions.rendering.styles import Look, paragraph_look, run_look
from seriktes.documents.definitions.refusals import Refused

Block = dict[str, Any]
PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg", "image/webp": "webp"}
_EMU = 12700
# Elements of a run or paragraph that carry no text of their own.
_SILENT = {
    "rPr", "pPr", "bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak", "permStart", "permEnd",
    "commentRangeStart", "commentRangeEnd", "annotationRef", "softHyphen", "tblPr", "tblGrid", "tcPr", "trPr", "sectPr",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlDelRangeStart",
    "fldData", "sdtPr", "sdtEndPr", "tblPrEx",
}  # fmt: skip
_INSIDE = {"hyperlink", "smartTag", "ins", "moveTo", "sdt", "sdtContent", "customXml", "fldSimple", "bdo", "dir"}
_WARNED = {
    "footnoteReference": "footnote", "endnoteReference": "footnote", "commentReference": "comment", "object": "object",
    "pict": "drawing", "AlternateContent": "drawing", "oMath": "formula", "oMathPara": "formula", "sym": "symbol",
    "ruby": "ruby", "del": "tracked", "moveFrom": "tracked", "altChunk": "object", "ptab": "tab",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    words: str
    text: str


@dataclass
class Reading:
    """`texts`: language → paragraphs; the empty language holds what belongs to none or to all."""

    blocks: list[Block] = field(default_factory=list)
    header: list[Block] = field(default_factory=list)
    footer: list[Block] = field(default_factory=list)
    page: dict[str, float] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[dict[str, str]] = field(default_factory=list)
    title: str = ""


def read_docx(content: bytes, languages: list[str]) -> Reading:
    """`languages`: of the columns of a table that sets the text side by side, and of a text in one language."""
    try:
        return _Reader(Document(io.BytesIO(content)), languages).read()
    except (PackageNotFoundError, KeyError, SyntaxError) as error:
        raise Refused("docx_broken") from error


def places_of(content: bytes) -> list[Place]:
    """Every paragraph with words that say where it stands."""
    document = Document(io.BytesIO(content))
    found = list(_places(document.element.body, document))
    for section in document.sections:
        for part, words in ((section.header, _("Header")), (section.footer, _("Footer"))):
            found += [Place(words, paragraph.text) for paragraph in part.paragraphs]
            found += [
                Place(words, paragraph.text)
                for table in part.tables for row in table.rows for cell in row.cells for paragraph in cell.paragraphs
            ]  # fmt: skip
    return found


def _places(body: Any, document: Any) -> Iterator[Place]:
    paragraphs = tables = 0
    for element in body.iter(qn("w:p"), qn("w:tbl")):
        if element.tag == qn("w:tbl"):
            tables += 1
            table = Table(element, document)
            for number, row in enumerate(element.findall(qn("w:tr")), start=1):
                for column, cell in enumerate(row.findall(qn("w:tc")), start=1):
                    words = _("Table %(table)s, row %(row)s, column %(column)s") % {
                        "table": tables, "row": number, "column": column
                    }  # fmt: skip
                    for paragraph in cell.findall(qn("w:p")):
                        yield Place(words, Paragraph(paragraph, table).text)
        elif element.getparent() is body:
            paragraphs += 1
            yield Place(_("Paragraph %(number)s") % {"number": paragraphs}, Paragraph(element, document).text)


class _Reader:
    def __init__(self, document: Any, languages: list[str]) -> None:
        self.document, self.languages = document, languages
        self.numbering = Numbering(document)
        self.out = Reading()
        self.paragraphs = 0
        self.depth = 0
        self.outer = languages[0] if len(languages) == 1 else ""

    def read(self) -> Reading:
        self._page()
        self.out.title = (self.document.core_properties.title or "").strip()
        self.out.blocks = self._blocks(self.document.element.body, self.document, self.outer)
        for form in sorted(self.numbering.unknown):
            self._warn("numbers", form)
        return self.out

    def _page(self) -> None:
        sections = list(self.document.sections)
        first = sections[0]
        usual = {"page_width": 595.3, "page_height": 841.9, "left_margin": 85, "right_margin": 42.5, "top_margin": 56.7,
                 "bottom_margin": 56.7}  # fmt: skip
        self.out.page = {
            name: round(float(size.pt), 2) if (size := getattr(first, name)) is not None else value
            for name, value in usual.items()
        }
        if any((one.page_width, one.page_height) != (first.page_width, first.page_height) for one in sections):
            self._warn("section_size")
        if any(int(cols.get(qn("w:num")) or 1) > 1 for one in sections for cols in one._sectPr.findall(qn("w:cols"))):
            self._warn("columns")
        if first.different_first_page_header_footer or self.document.settings.odd_and_even_pages_header_footer:
            self._warn("other_headers")
        if len(sections) > 1 and any(not one.header.is_linked_to_previous for one in sections[1:]):
            self._warn("other_headers")
        if not first.header.is_linked_to_previous:
            self.out.header = self._blocks(first.header._element, first.header, None)
        if not first.footer.is_linked_to_previous:
            self.out.footer = self._blocks(first.footer._element, first.footer, None)

    # --- Blocks ---------------------------------------------------------------------------------------------------
    def _blocks(self, parent: Any, owner: Any, language: str | None) -> list[Block]:
        blocks: list[Block] = []
        for element in parent:
            name = _local(element)
            if name == "p":
                blocks += self._paragraph(Paragraph(element, owner), language)
            elif name == "tbl":
                blocks.append(self._table(Table(element, owner), language))
            elif name in _INSIDE:
                blocks += self._blocks(element, owner, language)
            elif name in _WARNED:
                self._warn(_WARNED[name])
            elif name not in _SILENT:
                self._warn("unknown", name)
        return blocks

    def _paragraph(self, paragraph: Paragraph, language: str | None) -> list[Block]:
        self.paragraphs += 1
        look = paragraph_look(paragraph)
        marked = self.numbering.mark(paragraph)
        runs = self._runs(paragraph._p, paragraph, look)
        text = " ".join("".join(_plain(run) for run in runs).split())
        if language is not None and text:
            shown = f"{marked[0]} {text}" if marked and marked[0] and marked[0] != "•" else text
            self.out.texts.setdefault(language, []).append(shown)
        block: Block = {
            "t": "par", "level": look.level, "align": _alignment(look.align), "left": look.left, "first": look.first,
            "right": look.right, "before": look.before, "after": look.after, "lead": look.leading, "size": look.size,
            "lang": language or "",
        }  # fmt: skip
        if marked:
            block["mark"], block["mark_level"] = marked
        parts: list[Block] = [{"t": "break"}] if look.break_before else []
        rows: list[Any] = []
        for run in runs:
            if "pagebreak" in run:
                parts += [{**block, "runs": rows}] if rows else []
                parts.append({"t": "break"})
                rows = []
                block.pop("mark", None)
            else:
                rows.append(run)
        return [*parts, {**block, "runs": rows}]

    # --- Runs -----------------------------------------------------------------------------------------------------
    def _runs(self, parent: Any, paragraph: Paragraph, look: Look) -> list[Block]:
        runs: list[Block] = []
        # Inside a field: its code is read; the result is shown, except of page numbers, which are set anew.
        state, code = "out", ""
        for element in _flat(parent, self):
            if _local(element) == "fldSimple":
                runs += _page_field(element.get(qn("w:instr")) or "", {})
                continue
            run = Run(element, paragraph)
            kind = run_look(run, look)
            for child in element:
                name = _local(child)
                if name == "fldChar":
                    mark = child.get(qn("w:fldCharType"))
                    if mark == "begin":
                        state, code = "code", ""
                        continue
                    found = _page_field(code, kind) if state == "code" else []
                    runs += found
                    state = "skip" if found and mark == "separate" else "out"
                elif state == "code":
                    code += (child.text or "") if name == "instrText" else ""
                elif state == "out":
                    runs += self._run_child(name, child, kind, run)
        return runs

    def _run_child(self, name: str, child: Any, kind: dict[str, Any], run: Run) -> list[Block]:
        if kind.get("hidden") and name not in _SILENT:
            self._warn("hidden", (child.text or "")[:60])
            return []
        if name in ("t", "delText"):
            return [{**kind, "s": (child.text or "").upper() if kind.get("caps") else child.text or ""}]
        if name == "tab":
            return [{"tab": 1}]
        if name in ("br", "cr"):
            form = child.get(qn("w:type")) if name == "br" else None
            if form == "column":
                self._warn("columns")
            return [{"pagebreak": 1}] if form == "page" else [{"br": 1}]
        if name == "noBreakHyphen":
            return [{**kind, "s": "\u2011"}]
        if name == "drawing":
            return self._drawing(child, run)
        if name in _WARNED:
            self._warn(_WARNED[name])
        elif name not in _SILENT:
            self._warn("unknown", name)
        return []

    def _drawing(self, drawing: Any, run: Run) -> list[Block]:
        blip = next(drawing.iter(qn("a:blip")), None)
        place = next(iter(drawing), None)
        if blip is None or place is None:
            self._warn("drawing")
            return []
        link = blip.get(qn("r:embed"))
        part = run.part.related_parts.get(link) if link else None
        ending = PICTURES.get(part.content_type) if part is not None else None
        if part is None or ending is None:
            self._warn("picture", part.content_type if part is not None else "")
            return []
        if _local(place) == "anchor":
            self._warn("floating")
        size, words = place.find(qn("wp:extent")), place.find(qn("wp:docPr"))
        alt = (words.get("descr") or words.get("title") or "") if words is not None else ""
        if not alt:
            self._warn("no_description")
        name = f"picture-{len(self.out.pictures)}.{ending}"
        self.out.pictures[name] = part.blob
        width, height = (
            (int(size.get(side) or 0) / _EMU for side in ("cx", "cy")) if size is not None else (100.0, 100.0)
        )
        return [{"img": name, "w": round(width, 2), "h": round(height, 2), "alt": alt or _("picture")}]

    # --- Tables ---------------------------------------------------------------------------------------------------
    def _table(self, table: Table, language: str | None) -> Block:
        grid = [int(one.get(qn("w:w")) or 0) for one in table._tbl.tblGrid.findall(qn("w:gridCol"))]
        self.depth += 1
        side_by_side = language == "" and self.depth == 1 and len(grid) == len(self.languages) > 1
        rows, heads = [], 0
        above: dict[int, Block] = {}
        for number, row in enumerate(table._tbl.tr_lst):
            is_head = row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None
            heads = number + 1 if is_head and heads == number else heads
            column, cells = int(_skipped(row)), []
            for tc in row.tc_lst:
                span = tc.grid_span
                if tc.vMerge == "continue" and column in above:
                    above[column]["r"] += 1
                else:
                    inner = self.languages[column] if side_by_side and span == 1 else language
                    cell: Block = {"c": span, "r": 1, "x": column, "y": number, "lang": inner or "",
                                   "blocks": self._blocks(tc, _Cell(tc, table), inner)}  # fmt: skip
                    cells.append(cell)
                    above[column] = cell
                column += span
            rows.append(cells)
        self.depth -= 1
        total = sum(grid) or 1
        return {
            "t": "table", "cols": [max(width, total // 50 or 1) for width in grid] or [1], "rows": rows, "heads": heads,
            "borders": _has_borders(table),
        }  # fmt: skip

    def _warn(self, code: str, what: str = "") -> None:
        place = _("Paragraph %(number)s") % {"number": self.paragraphs} if self.paragraphs else ""
        warning = {"code": code, "what": what[:80], "place": place}
        if warning not in self.out.warnings:
            self.out.warnings.append(warning)


def _local(element: Any) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else "comment"


def _flat(parent: Any, reader: _Reader) -> Iterator[Any]:
    """The runs of a paragraph, those inside links and content controls too."""
    for element in parent:
        name = _local(element)
        if name == "r" or (name == "fldSimple" and _page_field(element.get(qn("w:instr")) or "", {})):
            yield element
        elif name in _INSIDE:
            if name in ("ins", "moveTo"):
                reader._warn("tracked")
            yield from _flat(element, reader)
        elif name in _WARNED:
            reader._warn(_WARNED[name])
        elif name not in _SILENT and name != "comment":
            reader._warn("unknown", name)


def _page_field(code: str, kind: dict[str, Any]) -> list[Block]:
    words = code.split()
    if words[:1] == ["PAGE"]:
        return [{**kind, "page": 1}]
    return [{**kind, "pages": 1}] if words[:1] == ["NUMPAGES"] else []


def _plain(run: Block) -> str:
    return run.get("s", " " if run.keys() & {"br", "tab"} else "")


def _alignment(align: Any) -> str:
    names = {
        WD_ALIGN_PARAGRAPH.CENTER: "center",
        WD_ALIGN_PARAGRAPH.RIGHT: "right",
        WD_ALIGN_PARAGRAPH.JUSTIFY: "justify",
    }
    return names.get(align, "left")


def _skipped(row: Any) -> int:
    """Columns left out before the first cell."""
    before = row.trPr.find(qn("w:gridBefore")) if row.trPr is not None else None
    return int(before.get(qn("w:val"))) if before is not None else 0


def _has_borders(table: Table) -> bool:
    own = table._tbl.tblPr.find(qn("w:tblBorders")) if table._tbl.tblPr is not None else None
    if own is not None:
        return any(one.get(qn("w:val")) not in ("nil", "none", None) for one in own)
    style = table.style
    while style is not None:
        if next(style.element.iter(qn("w:tblBorders")), None) is not None:
            return True
        style = style.base_style
    return any(True for _border in table._tbl.iter(qn("w:tcBorders")))
