"""The sample templates, made when they are asked for: the texts side by side, a column a language."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from seriktes.common.packs import pick_name
from seriktes.documents.definitions import sample_texts as texts
from seriktes.documents.definitions.sample_texts import Row


@dataclass(frozen=True)
class Sample:
    """A text that is shipped: its rows stand side by side, language → text; `headings` are bold. Without `purposes` it is
    meant for every agreement."""

    code: str
    languages: tuple[str, ...]
    # What the office calls it, what the text is called, and the row that stands as its title.
    names: Row
    name: Row
    title: Row
    rows: Sequence[Row]
    headings: Sequence[Row] = ()
    warning: Row = field(default_factory=lambda: texts.WARNING)
    purposes: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        return pick_name(self.names, get_language() or "kk")


_MEMORANDUM_NAMES = {
    "kk": "Үлгі: өзара түсіністік туралы меморандум", "ru": "Образец: меморандум о взаимопонимании",
    "en": "Sample: memorandum of understanding",
}  # fmt: skip


def _memorandum(code: str, languages: tuple[str, ...]) -> Sample:
    rows = [texts.TITLE, texts.PLACE, texts.PARTIES]
    for heading, paragraphs in texts.ARTICLES:
        rows += [heading, *paragraphs]
    headings = [texts.TITLE, *(heading for heading, _paragraphs in texts.ARTICLES)]
    return Sample(code, languages, _MEMORANDUM_NAMES, texts.NAME, texts.TITLE, [*rows, texts.SIGNATURES], headings)


_samples = [_memorandum("memorandum-kk-ru", ("kk", "ru")), _memorandum("memorandum-kk-ru-en", ("kk", "ru", "en"))]


def register_sample(made: Sample) -> None:
    """The domains above bring the samples of their own purposes."""
    if made.code not in {one.code for one in _samples}:
        _samples.append(made)


def samples() -> dict[str, Sample]:
    return {one.code: one for one in _samples}


def samples_for(purpose: str) -> list[Sample]:
    """Those that are written for the purpose, else those for every agreement."""
    own = [one for one in _samples if purpose in one.purposes]
    return own or [one for one in _samples if not one.purposes]


def sample(code: str) -> bytes:
    """A DOCX with fields, for `actions.templates.add_template`."""
    made = samples()[code]
    languages = made.languages
    document = Document()
    for clear in ("author", "comments"):
        setattr(document.core_properties, clear, "")
    document.core_properties.title = " / ".join(made.name[one] for one in languages)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10 if len(languages) > 2 else 11)
    style.paragraph_format.space_after = Pt(4)
    _page(document, landscape=len(languages) > 2)
    _warning_on_top(document, made)
    headings = {id(heading) for heading in made.headings}
    table = document.add_table(rows=0, cols=len(languages))
    table.style = "Table Grid"
    for row in made.rows:
        cells = table.add_row().cells
        for cell, language in zip(cells, languages, strict=True):
            _write(cell, row[language], is_heading=id(row) in headings, is_title=row is made.title)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, *, landscape: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)


def _warning_on_top(document: Any, made: Sample) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for place, language in enumerate(made.languages):
        run = head.add_run(made.warning[language])
        run.bold, run.font.size = True, Pt(8)
        if place < len(made.languages) - 1:
            run.add_break()


def _write(cell: Any, text: str, *, is_heading: bool, is_title: bool) -> None:
    paragraph = cell.paragraphs[0]
    for place, line in enumerate(text.split("\n")):
        run = paragraph.add_run(line)
        run.bold = is_heading
        if place < text.count("\n"):
            run.add_break()
    if is_title:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
