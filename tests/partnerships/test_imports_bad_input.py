"""Files as they come: broken, foreign, absurd. A bad row never drops the rest, and nothing breaks off without a word."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from seriktes.common.parameters import read_number
from seriktes.exchange.actions import ask_to_cancel, execute_run, repeat_run, start_run
from seriktes.exchange.actions.execution import CHUNK
from seriktes.exchange.definitions import get_kind
from seriktes.exchange.definitions.faults import SENTENCES
from seriktes.partnerships.imports.cells import read_currency, read_side, split_currency
from seriktes.partnerships.models import Activity
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults, run_import
from tests.partnerships.importing import ACTIVITY_HEAD, BIN, COMPANY, FUND, UNIVERSITY, activity_row, run, words
from tests.partnerships.sample import KINDS

pytestmark = pytest.mark.django_db


def workbook(*rows, prepare=lambda _sheet: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    prepare(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (b"\xef\xbb\xbf", "empty"), (b"number;parties;kind;title;what", "no_rows"), (b"\x00\x01\x02" * 400, "binary"),
        (b"PK\x03\x04 cut", "not_this_format"), (b"a;b\n1;2\n", "columns_missing"),
    ],
)  # fmt: skip
def test_files_that_are_no_tables(world, kind, content, code):
    done = run_import(content, kind=kind, format="csv")
    assert (done.status, done.failure.get("code")) == ("failed", code)


def test_nul_bytes_within_a_table(world, begun):
    text = "\n".join([ACTIVITY_HEAD, activity_row(title="Н\x00ул")]).encode()
    done = run_import(text, kind="activities", format="csv")
    assert done.status == "failed" or Activity.objects.filter(title="Нул").count() == 1


def test_windows_1251(begun):
    text = "\n".join([ACTIVITY_HEAD, activity_row(confirmed=f"{BIN}: 20.02.2016", money="100 руб")]).encode("cp1251")
    done = run_import(text, kind="activities", format="csv")
    assert (counts(done), words(done)) == ({"created": 1}, [])
    one = Activity.objects.get(title="Выдуманная стажировка")
    assert (one.amount, one.currency) == (Decimal(100), "RUB")


def test_five_hundred_columns_and_long_names(begun):
    head = ACTIVITY_HEAD + "".join(f";лишний {n}" for n in range(500))
    done = run("activities", head, activity_row() + ";x" * 500, activity_row(title="Ж" * 300))
    assert (counts(done), words(done)) == ({"created": 2}, [])
    done = run("activities", ACTIVITY_HEAD, activity_row(title="И") + ";" * 3 + "x", activity_row(title="Ж" * 301))
    assert faults(done) == [(2, "", "too_many_cells"), (3, "Название", "too_long")]


def test_formulas_merged_cells_and_dates_of_a_workbook(begun):
    def prepare(sheet):
        sheet["F3"] = "=SUM(F2;1)"
        sheet.merge_cells("A2:A3")

    head = ACTIVITY_HEAD.split(";")
    row = [
        "С-7",
        "стажировка",
        "Из книги",
        dt.datetime(2016, 2, 1),  # noqa: DTZ001  as a workbook has it
        dt.date(2016, 2, 14),
        12,
        "",
        UNIVERSITY,
        "",
        1500.5,
        "",
    ]
    content = workbook(head, row, [*row[:2], "Вторая", *row[3:9], "", ""], prepare=prepare)
    done = run_import(content, kind="activities", format="xlsx")
    # A merged cell is empty but in its first row; a formula that nothing worked out is empty too.
    assert faults(done) == [(2, "Сумма", "currency_missing"), (3, "Партнерство", "partnership_missing")]
    row[9] = "1500.5 ₸"
    done = run_import(workbook(head, row), kind="activities", format="xlsx")
    assert (counts(done), words(done)) == ({"created": 1}, [])
    one = Activity.objects.get(title="Из книги")
    assert (one.starts_on, one.ends_on, one.participants, one.amount) == (
        dt.date(2016, 2, 1), dt.date(2016, 2, 14), 12, Decimal("1500.50"),
    )  # fmt: skip


def test_a_number_of_another_register_is_not_taken_for_ours(world, begun):
    done = run(
        "partnerships", "id;number;name_ru;parties", f'{begun.pk};С-7;Чужое;"{UNIVERSITY}\n{FUND}"',
        f";Н-1;Чужое;\"Чужой университет (№ {world.organisations['university'].pk})\n{COMPANY}\"",
    )  # fmt: skip
    assert faults(done) == [(2, "id", "not_that_partnership"), (3, "parties", "number_and_name_differ")]
    begun.refresh_from_db()
    assert begun.name_ru == "Выдуманное сотрудничество"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234 567,50", "1234567.50"), ("1\u00a0234\u202f567", "1234567"), ("1,234,567.5", "1234567.50"), ("1.234.567,5", "1234567.50"),
        ("1234567", "1234567"), ("0,1", "0.10"), ("1'234'567", "1234567"), ("33.33000000000001", "33.33"), ("12 34", None),
        ("1.234", None), ("1,234", None), ("5e3", None), ("abc", None), ("", None), ("1.2.3", None), ("1.234.5", None), ("33.333333", None), ("-5", "-5"),
    ],
)  # fmt: skip
def test_numbers(text, value):
    assert read_number(text) == (None if value is None else Decimal(value))


def test_currencies():
    texts = ["KZT", "₸", "тг.", "теңге", "казахский тенге", "$", "US$", "евро", "рублей", "долл. США", "XYZ", ""]
    assert [read_currency(text) for text in texts] == [
        "KZT", "KZT", "KZT", "KZT", "KZT", "USD", "USD", "EUR", "RUB", "USD", "", "",
    ]  # fmt: skip
    assert [split_currency(text) for text in ("500 000 ₸", "USD 1,200.50", "12 штук", "100")] == [
        ("500 000", "KZT"), ("1,200.50", "USD"), ("12 штук", ""), ("100", ""),
    ]  # fmt: skip


def test_sides_as_people_and_as_we_write_them():
    assert [tuple(read_side(text)) for text in (
        f"ТОО «Руда» (БИН {BIN}) / Отдел", f"Iron ({BIN})", "Name (№ 12)", "№ 12", BIN, "Firma (LLP)", "A / B",
    )] == [
        ("bin", BIN, "Отдел", "ТОО «Руда»"), ("bin", BIN, "", "Iron"), ("id", "12", "", "Name"), ("id", "12", "", ""),
        ("bin", BIN, "", ""), ("name", "Firma (LLP)", "", ""), ("name", "A / B", "", ""),
    ]  # fmt: skip


# --- Cancelled, crashed, given again ----------------------------------------------------------------------------------
def many(count):
    rows = [activity_row(title=f"Занятие {n}", confirmed=f"{BIN}: 20.02.2016") for n in range(count)]
    return "\n".join([ACTIVITY_HEAD, *rows]).encode()


def test_a_cancelled_import_goes_on_where_it_stopped(begun, world):
    content = many(CHUNK + 5)
    started = start_run(
        kind="activities", format="csv", filename="a.csv", by=None, dry_run=False, file=io.BytesIO(content)
    )
    done = execute_run(run=started, on_progress=lambda run_: ask_to_cancel(run=run_, by=world["administrator"]))
    assert (done.status, counts(done)) == ("cancelled", {"created": CHUNK})
    again = execute_run(run=repeat_run(run=done, by=None, dry_run=False))
    assert counts(again) == {"created": 5, "unchanged": CHUNK}
    assert Activity.objects.filter(partnership=begun).count() == CHUNK + 5
    assert Event.objects.filter(kind="activity.confirmed").count() == CHUNK + 5


def test_a_crash_leaves_whole_chunks_and_says_so(begun, monkeypatch):
    kind = get_kind("activities")
    calls = []

    def breaking(rows, context):
        calls.append(len(rows))
        if len(calls) == 2:
            raise RuntimeError("the machine fell over")
        return kind.apply(rows, context)

    from dataclasses import replace

    from seriktes.exchange.definitions import kinds

    monkeypatch.setitem(kinds._kinds, "activities", replace(kind, apply=breaking))
    content = many(CHUNK + 5)
    done = run_import(content, kind="activities", format="csv")
    assert (done.status, done.failure["code"], Activity.objects.filter(partnership=begun).count()) == (
        "failed",
        "crashed",
        CHUNK,
    )
    monkeypatch.undo()
    assert counts(run_import(content, kind="activities", format="csv")) == {"created": 5, "unchanged": CHUNK}


# --- Whatever comes ---------------------------------------------------------------------------------------------------
CELLS = st.one_of(
    st.text(max_size=20), st.sampled_from([
        "С-7", UNIVERSITY, COMPANY, BIN, "01.02.2016", "2016-02-30", "стажировка", "100", "1e99", "₸", "-", "=1+1", "№ 1", "()", " / ",
        f"{BIN}: 20.02.2016", ": ", "a: b", "9" * 40, "да", "draft", "kk, ru", "2016-02-01: 5", "Ж" * 600, "\u202e\u0000", "∞", "١٢",
    ]),
)  # fmt: skip


class Fuzz(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    @example(data=None)
    def test_any_cells_end_in_an_outcome(self, data):
        for code in KINDS if data is None else [data.draw(st.sampled_from(KINDS))]:
            kind = get_kind(code)
            fields = [field.code for field in kind.fields]
            rows = (
                [dict.fromkeys(fields, "x")]
                if data is None
                else data.draw(st.lists(st.dictionaries(st.sampled_from(fields), CELLS), min_size=1, max_size=4))
            )
            content = workbook(fields, *[[clean(row.get(name, "")) for name in fields] for row in rows])
            done = run_import(content, kind=code, format="xlsx")
            assert done.failure.get("code", "") in ("", "no_rows"), (rows, done.failure)
            assert all(fault.code in SENTENCES or words(done) for fault in done.faults.all())


def clean(text):
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    found = ILLEGAL_CHARACTERS_RE.sub("", text)
    return "".join(letter for letter in found if not 0xD800 <= ord(letter) <= 0xDFFF and letter not in "\ufffe\uffff")
