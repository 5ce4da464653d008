import io
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from docx.styles.styles import Styles

from seriktes.documents.actions.rendering.numbering import in_format, letters, roman
from seriktes.documents.actions.rendering.reading import read_docx
from seriktes.documents.actions.rendering.setting import FONTS, Stamp, qr_svg, set_pdf
from tests.documents.pdf_text import text_of_pdf
from tests.documents.texts import docx, saved

AT = datetime(2026, 9, 1, tzinfo=UTC)
KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def reading(document, languages=("kk",)):
    return read_docx(saved(document), list(languages))


def codes(document):
    return [(warning["code"], warning["place"]) for warning in reading(document).warnings]


def test_paragraphs_runs_and_lists_are_read():
    document = Document()
    document.add_heading("Бап", 1)
    paragraph = document.add_paragraph("қарапайым ")
    paragraph.add_run("қалың").bold = True
    paragraph.paragraph_format.first_line_indent = Pt(20)
    for text in ("бір", "екі"):
        document.add_paragraph(text, style="List Number")
    found = reading(document)
    assert [(block["level"], block.get("mark", "")) for block in found.blocks] == [
        (1, ""),
        (0, ""),
        (0, "1."),
        (0, "2."),
    ]
    assert found.blocks[1]["first"] == 20
    assert [run.get("b", False) for run in found.blocks[1]["runs"]] == [False, True]
    assert found.texts == {"kk": ["Бап", "қарапайым қалың", "1. бір", "2. екі"]}
    assert found.warnings == []


def test_a_table_with_a_column_a_language_gives_the_texts_of_each():
    document = Document()
    document.add_paragraph("ортақ")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("бір", "один"), ("екі", "два")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    assert reading(document, ("kk", "ru")).texts == {"": ["ортақ"], "kk": ["бір", "екі"], "ru": ["один", "два"]}
    assert reading(document, ("kk", "ru", "en")).texts == {"": ["ортақ", "бір", "один", "екі", "два"]}


def test_joined_cells_keep_their_spans():
    document = Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 1))
    rows = reading(document).blocks[0]["rows"]
    assert [[(cell["x"], cell["y"], cell["c"], cell["r"]) for cell in row] for row in rows] == [
        [(0, 0, 2, 2), (2, 0, 1, 1)], [(2, 1, 1, 1)], [(0, 2, 1, 1), (1, 2, 1, 1), (2, 2, 1, 1)],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('<w:footnoteReference w:id="1"/>', "footnote"),
        ('<w:commentReference w:id="1"/>', "comment"),
        ("<w:pict/>", "drawing"),
        ("<w:object/>", "object"),
        ('<w:sym w:font="Symbol" w:char="F0B7"/>', "symbol"),
        ("<w:something/>", "unknown"),
        ("<w:rPr><w:vanish/></w:rPr><w:t>secret</w:t>", "hidden"),
    ],
)
def test_what_is_left_out_is_said_with_its_place(xml, code):
    document = Document()
    document.add_paragraph("first")
    paragraph = document.add_paragraph("x")
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{xml}</w:r>"))
    assert codes(document) == [(code, "Paragraph 2")]


def test_tracked_changes_are_said():
    document = Document()
    paragraph = document.add_paragraph("x")
    for kind in ("ins", "del"):
        element = parse_xml(f'<w:{kind} {nsdecls("w")} w:id="1"><w:r><w:t>{kind}</w:t></w:r></w:{kind}>')
        paragraph._p.append(element)
    assert codes(document) == [("tracked", "Paragraph 1")]
    assert reading(document).texts == {"kk": ["xins"]}


def test_pictures_and_page_numbers_are_set():
    document = Document()
    document.add_paragraph().add_run().add_picture(io.BytesIO(PNG), width=Pt(30))
    field = OxmlElement("w:fldSimple")
    field.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instr", "PAGE")
    document.sections[0].footer.paragraphs[0]._p.append(field)
    found = reading(document)
    assert list(found.pictures) == ["picture-0.png"]
    assert found.footer[0]["runs"] == [{"page": 1}]
    assert set_pdf(found, title="t", languages=["kk"], at=AT).startswith(b"%PDF-")


def test_text_never_becomes_code_of_the_setter():
    document = Document()
    document.add_paragraph('#read("/etc/passwd") $x$ *b* `c` @d <e> \\ // [f] #panic()')
    assert set_pdf(reading(document), title="#panic()", languages=["kk"], at=AT, foot="#panic()").startswith(b"%PDF-")


def test_a_heading_of_a_table_goes_over_to_the_page_of_what_it_heads():
    lone = 0
    for rows in range(28, 46):
        document = Document(io.BytesIO(docx(table=[*[["row", "row"]] * rows, ["head", "head"], ["last", "last"]])))
        for cell in document.tables[0].rows[rows].cells:
            cell.paragraphs[0].runs[0].bold = True
        text = text_of_pdf(set_pdf(reading(document), title="t", languages=["kk"], at=AT, foot="end"))
        assert "headheadend" not in text
        lone += "rowrowend" in text
    assert lone


def test_the_same_input_gives_the_same_bytes_and_another_moment_others():
    document = Document()
    document.add_paragraph(KAZAKH)
    found, stamp = reading(document), Stamp("http://x/verify/1/", ["Тексеру"])
    one, two = (set_pdf(found, title="t", languages=["kk"], at=AT, stamp=stamp) for _time in range(2))
    assert one == two
    assert one != set_pdf(found, title="t", languages=["kk"], at=AT.replace(year=2027), stamp=stamp)
    assert b"pdfaid" in one


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_fonts_hold_all_kazakh_letters(path):
    import struct

    data = path.read_bytes()
    count = struct.unpack(">H", data[4:6])[0]
    tables = {data[at : at + 4]: struct.unpack(">II", data[at + 8 : at + 16]) for at in range(12, 12 + 16 * count, 16)}
    cmap = data[tables[b"cmap"][0] : sum(tables[b"cmap"])]
    at = next(
        offset for place in range(struct.unpack(">H", cmap[2:4])[0])
        for _platform, _encoding, offset in [struct.unpack(">HHI", cmap[4 + 8 * place : 12 + 8 * place])]
        if struct.unpack(">H", cmap[offset : offset + 2])[0] == 4
    )  # fmt: skip
    half = struct.unpack(">H", cmap[at + 6 : at + 8])[0]
    ends = struct.unpack(f">{half // 2}H", cmap[at + 14 : at + 14 + half])
    starts = struct.unpack(f">{half // 2}H", cmap[at + 16 + half : at + 16 + 2 * half])
    held = {letter for letter in KAZAKH + KAZAKH.upper() + "₸№«»—" if any(
        start <= ord(letter) <= end for start, end in zip(starts, ends, strict=True))}  # fmt: skip
    assert held == set(KAZAKH + KAZAKH.upper() + "₸№«»—")


def test_numbers_of_lists():
    assert [roman(number) for number in (1, 4, 9, 14, 40, 1990)] == ["i", "iv", "ix", "xiv", "xl", "mcmxc"]
    assert (letters(27, "abcdefghijklmnopqrstuvwxyz"), in_format(3, "upperRoman"), in_format(3, "chicago")) == (
        "aa",
        "III",
        None,
    )


def test_the_code_is_an_image_with_its_quiet_zone():
    svg = qr_svg("http://x/verify/1/")
    assert svg.startswith("<svg")
    assert "M4 4h1v1h-1z" in svg
    assert "M3 3h1v1h-1z" not in svg


def test_default_style_is_looked_up_once_for_all_runs_of_a_document(monkeypatch):
    asked = []
    default = Styles.default
    monkeypatch.setattr(Styles, "default", lambda self, kind: asked.append(kind) or default(self, kind))
    document = Document()
    for _number in range(50):
        document.add_paragraph("Бір ").add_run("екі")
    reading(document)
    assert len(asked) <= 4
