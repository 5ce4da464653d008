import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seriktes.common.files import FileFault
from seriktes.common.files.keys import SeenKeys
from seriktes.common.files.records import JsonRecords
from seriktes.common.files.streams import guess_format
from seriktes.common.files.tables import Table, guess_delimiter
from seriktes.common.files.text import detect_encoding, tidy
from tests.common.reading import code_of, rows, table, workbook, zipped

RUSSIAN = "Название;Город\nТОО «Вымышленное Железо»;Караганда\nИнститут Улги;Тараз\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_a_table_is_read_in_the_encodings_of_office_programs(encoding):
    assert rows(RUSSIAN.encode(encoding))[0] == (2, {"Название": "ТОО «Вымышленное Железо»", "Город": "Караганда"})


def test_kazakh_letters_are_read_in_utf_8():
    assert rows("атауы,қала\nӘҒҚҢӨҰҮҺІ,Өскемен\n".encode()) == [(2, {"атауы": "ӘҒҚҢӨҰҮҺІ", "қала": "Өскемен"})]


def test_an_encoding_that_cannot_be_told_is_asked_for():
    assert code_of(lambda: detect_encoding(io.BytesIO("naïve;Öl;façade;élève\n".encode("cp1252")))) in (
        "encoding_unsure",
        "not_text",
    )
    assert rows("naïve;b\nÖl;c\n".encode("cp1252"), encoding="cp1252") == [(2, {"naïve": "Öl", "b": "c"})]


def test_a_wrong_byte_names_the_row_before_it():
    content = b"a,b\n" + b"1,2\n" * 100_000 + b"\xff\xff,3\n" + b"4,5\n" * 100_000
    reader = iter(table(content))
    with pytest.raises(FileFault) as caught:
        list(reader)
    assert caught.value.code == "encoding_broken"
    assert 60_000 < caught.value.values["row"] <= 100_001


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a;b\n1;2", ";"), ("a,b", ","), ("a\tb\tc", "\t"), ('"x;y",b', ","), ("a|b", "|"), ("a", ",")],
)
def test_the_separator_is_guessed_outside_quotation_marks(text, expected):
    assert guess_delimiter(text) == expected


def test_a_line_that_names_the_separator_is_no_heading():
    assert rows(b"sep=|\na|b\n1|2\n") == [(3, {"a": "1", "b": "2"})]


def test_the_heading_is_found_below_a_title():
    content = "Список партнёров;;\n;;\nНазвание;Город;БИН\nУлги;Тараз;1\n".encode()
    found = Table(io.BytesIO(content), "csv", {}, lambda cells: sum(cell in ("Название", "БИН") for cell in cells))
    assert found.columns == ["Название", "Город", "БИН"]
    assert list(found) == [(4, {"Название": "Улги", "Город": "Тараз", "БИН": "1"})]


def test_doubled_and_empty_headings_are_told_apart():
    assert table(b"tel,tel,,x\n1,2,3,4\n").columns == ["tel", "tel (2)", "#3", "x"]


def test_cells_without_a_heading_are_kept_apart():
    assert rows(b"a,b\n1,2,3,4\n") == [(2, {"a": "1", "b": "2", "": "3 | 4"})]


def test_line_feeds_stay_inside_quotation_marks():
    assert rows(b'a,b\n"1\n2",3\n4,5\n') == [(2, {"a": "1\n2", "b": "3"}), (3, {"a": "4", "b": "5"})]


def test_the_apostrophe_of_our_exports_is_taken_off():
    assert rows(b"a,b\n'=1+1,'tis\n") == [(2, {"a": "=1+1", "b": "'tis"})]


def test_an_unclosed_quotation_mark_names_the_row():
    content = b'a,b\n1,2\n"x,' + b"y" * (2 << 20) + b"\n"
    assert code_of(lambda: rows(content)) == "csv_broken"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"   "])
def test_an_empty_file_says_so(content):
    assert code_of(lambda: rows(content)) == "empty"


def test_a_heading_alone_says_so():
    assert code_of(lambda: rows(b"a,b\n")) == "no_rows"


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(1000), b"\x00\x01\x02" * 100])
def test_binary_content_says_so(content):
    assert code_of(lambda: rows(content)) in ("binary", "not_text")


def test_a_workbook_is_read_by_its_values():
    content = workbook([["BIN", "n", "d"], ["000140001813", 1999, 0.5], ["", "", ""], ["=1+1", True, None]])
    assert rows(content, "xlsx") == [
        (2, {"BIN": "000140001813", "n": "1999", "d": "0.5"}),
        (4, {"BIN": "0", "n": "true"}),
    ]


def test_dates_of_a_workbook_are_iso_dates():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["d"])
    book.active.append([dt.date(2026, 3, 22)])
    book.save(file)
    assert rows(file.getvalue(), "xlsx") == [(2, {"d": "2026-03-22"})]


def test_the_content_decides_and_not_the_name():
    assert guess_format(io.BytesIO(workbook([["a"]]))) == "xlsx"
    assert code_of(lambda: rows(workbook([["a"]]), "csv")) == "not_this_format"
    assert code_of(lambda: rows(b"a,b\n1,2\n", "xlsx")) == "not_this_format"


def test_old_and_locked_workbooks_say_what_to_do():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    assert code_of(lambda: rows(ole, "xlsx")) == "xls"
    assert code_of(lambda: rows(ole + "EncryptedPackage".encode("utf-16-le"), "xlsx")) == "locked"


def test_a_damaged_workbook_says_so():
    content = workbook([["a", "b"], [1, 2]])
    assert code_of(lambda: rows(content[: len(content) // 2], "xlsx")) in (
        "not_this_format",
        "xlsx_broken",
        "zip_broken",
    )


def test_bombs_are_not_opened():
    bomb = zipped("xl/workbook.xml", b" " * (64 << 20))
    assert code_of(lambda: rows(bomb, "xlsx")) == "zip_bomb"
    assert code_of(lambda: list(JsonRecords(io.BytesIO(zipped("x.json", b" " * (64 << 20)))))) == "zip_bomb"


def sheet(content: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook with another content of one of its parts; the part is stored as it is, so that no ratio betrays it."""
    old, new = zipfile.ZipFile(io.BytesIO(workbook([["a", "b"], ["x", "y"]]))), io.BytesIO()
    with old, zipfile.ZipFile(new, "w") as archive:
        for member in old.namelist():
            archive.writestr(member, content if member == name else old.read(member))
    return new.getvalue()


START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ROW = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
END = b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (START + ROW + b'<row r="2">' + b"<c><v>1</v></c>" * 300_000, "row_too_long"),
        (START + ROW + b'<row r="2"><c t="inlineStr"><is><t>' + b"x" * (5 << 20), "row_too_long"),
        (b"<worksheet>" + b"<x/>" * (2 << 20), "row_too_long"),
    ],
)
def test_a_row_that_does_not_end_is_not_gathered(content, code):
    assert code_of(lambda: rows(sheet(content), "xlsx")) == code


def test_a_row_far_below_is_not_awaited_for_ever():
    far = b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'
    assert code_of(lambda: rows(sheet(START + ROW + far + END), "xlsx")) == "no_rows"


def test_a_workbook_of_many_rows_is_read_whole():
    many = b"".join(
        ROW.replace(b'"1"', b'"%d"' % n).replace(b"A1", b"A%d" % n).replace(b"B1", b"B%d" % n) for n in range(1, 60_000)
    )
    assert (len(many) > 5 << 20, len(rows(sheet(START + many + END), "xlsx"))) == (True, 59_998)


def test_parts_that_are_read_whole_are_small():
    big = b"<styleSheet/>" + b" " * (17 << 20)
    assert code_of(lambda: rows(sheet(big, "xl/styles.xml"), "xlsx")) == "xlsx_too_large"


def test_a_line_that_does_not_end_is_not_gathered():
    content = b"a,b\n" + b"1,2\n" * 30 + b"x" * (5 << 20)
    reader, found = Table(io.BytesIO(content), "csv", {}), []
    with pytest.raises(FileFault) as caught:
        found.extend(reader)
    assert (caught.value.code, caught.value.values, len(found)) == ("row_too_long", {"row": 31, "megabytes": 4}, 30)
    long = b"a,b\n1," + b"y" * (1 << 19) + b"\n"
    assert len(rows(long)[0][1]["b"]) == 1 << 19


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["csv", "xlsx"]))
def test_any_bytes_are_a_table_or_a_clear_fault(content, format):  # noqa: A002
    try:
        rows(content, format)
    except FileFault as fault:
        assert fault.code  # noqa: PT017  both ways out are right


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6000), st.binary(min_size=1, max_size=3))
def test_a_workbook_with_wrong_bytes_is_a_table_or_a_clear_fault(place, wrong):
    content = bytearray(workbook([["a", "b"], [1, "x"], [2, "y"]]))
    place %= len(content)
    content[place : place + len(wrong)] = wrong
    try:
        rows(bytes(content), "xlsx")
    except FileFault as fault:
        assert fault.code  # noqa: PT017  both ways out are right


@given(st.text())
def test_tidy_keeps_what_a_reader_sees(text):
    assert tidy(tidy(text)) == tidy(text)
    assert "\x00" not in tidy(text)
    tidy(text).encode()


def test_seen_keys_name_the_first_row():
    with SeenKeys() as seen:
        seen.add([("a", 1), ("b", 2), ("a", 3)])
        assert seen.first_rows(["a", "b", "c"]) == {"a": 1, "b": 2}
