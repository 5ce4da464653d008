"""The sample templates, made when they are asked for: the texts side by side, a column a language."""

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from seriktes.documents.definitions import sample_texts as texts

SAMPLE_NAMES = {
    "kk": "Үлгі: өзара түсіністік туралы меморандум", "ru": "Образец: меморандум о взаимопонимании",
    "en": "Sample: memorandum of understanding",
}  # fmt: skip
SAMPLES = {"memorandum-kk-ru": ("kk", "ru"), "memorandum-kk-ru-en": ("kk", "ru", "en")}


def sample(code: str) -> bytes:
    """A DOCX with fields, for `actions.templates.add_template`."""
    languages = SAMPLES[code]
    document = Document()
    for clear in ("author", "comments"):
        setattr(document.core_properties, clear, "")
    document.core_properties.title = " / ".join(texts.NAME[one] for one in languages)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10 if len(languages) > 2 else 11)
    style.paragraph_format.space_after = Pt(4)
    _page(document, landscape=len(languages) > 2)
    _warning_on_top(document, languages)
    rows = [texts.TITLE, texts.PLACE, texts.PARTIES]
    for heading, paragraphs in texts.ARTICLES:
        rows += [heading, *paragraphs]
    headings = {id(texts.TITLE), *(id(heading) for heading, _paragraphs in texts.ARTICLES)}
    table = document.add_table(rows=0, cols=len(languages))
    table.style = "Table Grid"
    for row in [*rows, texts.SIGNATURES]:
        cells = table.add_row().cells
        for cell, language in zip(cells, languages, strict=True):
            _write(cell, row[language], is_heading=id(row) in headings, is_title=row is texts.TITLE)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, *, landscape: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)


def _warning_on_top(document: Any, languages: tuple[str, ...]) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for place, language in enumerate(languages):
        run = head.add_run(texts.WARNING[language])
        run.bold, run.font.size = True, Pt(8)
        if place < len(languages) - 1:
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
