"""Files that are no tables, in every import of placements: a sentence in the reader's language, and nothing half-written."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from seriktes.exchange.definitions import get_kind
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.exchange.definitions.faults import sentence
from seriktes.exchange.enums import RunStatus
from seriktes.exchange.models import ImportRun
from seriktes.placements.models import Application, Cohort, Placement, Position, Programme, Stipend, StipendPayment
from tests.organisations.importing import run_import
from tests.placements import programmes_ground as ground
from tests.placements.stipend_ground import signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
UNIVERSITY_ROW = "Летняя стажировка;Summer 2026"
HEADS = {
    "positions": ("Программа;Семестр;Организация;Название", f"{UNIVERSITY_ROW};000340001800;Выдуманный литейщик"),
    "applications": ("Программа;Семестр;Студент;Место практики;Приоритет", f"{UNIVERSITY_ROW};student@example.org;№ 1;1"),
    "placements": ("Программа;Семестр;Студент;Организация", f"{UNIVERSITY_ROW};student@example.org;000340001800"),
    "placement_programmes": ("Вид;Программа;Семестр", "практика;Выдуманная практика;Весна 2027"),
    "stipends": (
        "Номер договора;ВУЗ;Студент;Валюта;Сумма;Количество выплат;Первая выплата;Условия;Отработка",
        "С-7;000140001813;student@example.org;KZT;100000;3;10.02.2026;Отработать на руднике;36",
    ),
    "stipend_payments": (
        "Номер договора;Сумма;Дата выплаты;Номер платежа", "С-1;100000;12.02.2026;ПП-1",
    ),
    "rankings": (
        "Программа;Семестр;Организация;Место практики;Студент;Причина отказа",
        f"{UNIVERSITY_ROW};000340001800;№ 1;student@example.org;Нет допуска к работам",
    ),
    "theses": ("Программа;Семестр;Студент;Тема;Решение комиссии", f"{UNIVERSITY_ROW};student@example.org;Учёт руды;Защищена"),
    "exhibitors": ("Мероприятие;Организация;Контакты", "Выдуманная ярмарка вакансий;000340001800;Выдумщик <v@ore.example>"),
    "course_runs": ("Код дисциплины;Семестр;Начало;Примечание", "ДН 2201;Осень 2026;01.09.2026;Выдуманный поток"),
    "council_members": ("Совет;Предприятие;Должность;С", "Выдуманный совет горняков;000340001800;Директор;01.09.2026"),
}  # fmt: skip
KINDS = list(HEADS)
ENGLISH = {"accept-language": "en"}
WRITTEN = (Programme, Cohort, Position, Application, Placement, Stipend)


def workbook(*rows, cut=0):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    return data[: len(data) - cut] if cut else data


def long_workbook(head, size):
    """A cell longer than any spreadsheet program writes: the sheet is changed afterwards."""
    plain, out = workbook(head, ["here" for _one in head]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"here", b"x" * size, 1))
    return out.getvalue()


def state():
    return [model.objects.count() for model in WRITTEN], list(StipendPayment.objects.values_list("state", flat=True))


def failure_of(run, language):
    with translation.override(language):
        return sentence(run.failure["code"], run.failure["values"])


@pytest.fixture
def office(world):
    ground.cohort(world)
    signed(world, number="С-1")
    return world["career_centre"]


def bad(kind):
    """What each file is, its name, its bytes, and the format in which it is given."""
    head, row = HEADS[kind]
    cells = head.split(";")
    table = f"{head}\n{row}\n"
    return {
        "empty": ("a.csv", b"", "csv"),
        "blank": ("a.csv", b" \r\n\r\n", "csv"),
        "no_rows": ("a.csv", head.encode(), "csv"),
        "nul_bytes": ("a.csv", table.encode() + b"\x00\x01\x02" * 50, "csv"),
        "program": ("a.xlsx", b"MZ\x90\x00\x03" + bytes(range(256)) * 40, "xlsx"),
        "no_archive": ("a.xlsx", b"PK\x03\x04" + bytes(range(256)) * 40, "xlsx"),
        "cut_short": ("a.xlsx", workbook(cells, row.split(";"), cut=200), "xlsx"),
        "old_workbook": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx"),
        "long_cell": ("a.csv", f"{head}\n{'x' * 10_000_000};{row}\n".encode(), "csv"),
        "long_cell_of_a_workbook": ("a.xlsx", long_workbook(cells, 10_000_000), "xlsx"),
        "long_cell_of_a_short_row": ("a.xlsx", long_workbook(cells, 2_000_000), "xlsx"),
        "headings_twice": ("a.csv", f"{head};{head}\n{row};{row}\n".encode(), "csv"),
    }  # fmt: skip


FILES = list(bad("positions"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_no_table_ends_with_a_sentence_and_writes_nothing(office, kind):
    before = state()
    for what, (_name, data, format_) in bad(kind).items():
        done = run_import(data, kind=kind, format=format_, by=office)
        assert (what, done.status) == (what, RunStatus.FAILED)
        assert done.failure["code"] not in ("crashed", "interrupted"), what
        told = {language: failure_of(done, language) for language in ("kk", "ru", "en")}
        assert len(set(told.values())) == 3, (what, told)
        assert all(len(words) < 600 for words in told.values()), what
        assert state() == before, what


@pytest.mark.parametrize("kind", KINDS)
def test_the_pages_answer_such_a_file_in_words(office, client, kind):
    client.force_login(office)
    before = state()
    for what, (name, data, _format) in bad(kind).items():
        sent = {"kind": kind, "format": "auto", "file": SimpleUploadedFile(name, data)}
        answer = client.post(reverse("exchange:import_new"), sent, follow=True, headers=ENGLISH)
        assert answer.status_code == 200, what
        form = answer.context.get("form")
        if what == "headings_twice":
            # A person chooses: none of the columns is chosen beforehand.
            assert not any(field.initial for field in form.fields.values())
            assert "several columns" in answer.content.decode()
        elif what != "no_rows":
            assert answer.context.get("failure") or form.errors["file"], what
    assert not ImportRun.objects.exclude(status=RunStatus.UPLOADED).exists()
    assert state() == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-16-le", "utf-8-sig"])
def test_the_encodings_of_offices_are_read(kind, encoding):
    head, row = HEADS[kind]
    data = f"{head}\n{row}\n".encode(encoding)
    table = MappedTable(io.BytesIO(data), "csv", {}, get_kind(kind).fields)
    [(number, raw, _texts)] = list(table)
    assert (number, list(raw.values())) == (2, row.split(";"))
    assert set(table.chosen.values()) == set(head.split(";"))


@pytest.mark.parametrize("encoding", ["base64", "rot13", "undefined", "a\0b", "no-such", "hex"])
def test_an_encoding_that_is_none_is_told(office, client, encoding):
    client.force_login(office)
    head, row = HEADS["positions"]
    sent = {"kind": "positions", "format": "auto", "file": SimpleUploadedFile("a.csv", f"{head}\n{row}\n".encode())}
    client.post(reverse("exchange:import_new"), sent)
    run = ImportRun.objects.get()
    answer = client.get(reverse("exchange:import_columns", args=[run.pk]), {"encoding": encoding}, headers=ENGLISH)
    assert answer.status_code == 200
    assert "encoding" in answer.context["failure"]


def test_a_workbook_that_is_none_is_not_called_a_format_of_registries(office, client):
    client.force_login(office)
    sent = {
        "kind": "positions",
        "format": "auto",
        "file": SimpleUploadedFile("a.xlsx", bad("positions")["no_archive"][1]),
    }
    answer = client.post(reverse("exchange:import_new"), sent, headers=ENGLISH)
    assert "cannot be opened" in str(answer.context["form"].errors["file"])


def test_of_two_columns_of_one_heading_a_person_chooses(office):
    head, row = HEADS["stipend_payments"]
    done = run_import(f"{head};Сумма\n{row};99\n".encode(), kind="stipend_payments", format="csv", by=None)
    assert done.failure == {"code": "heading_twice", "values": {"headings": ["Сумма"]}}
    columns = {"number": "Номер договора", "amount": "Сумма", "paid_on": "Дата выплаты", "reference": "Номер платежа"}
    mapped = {"columns": columns}
    done = run_import(f"{head};Сумма\n{row};99\n".encode(), kind="stipend_payments", format="csv", mapping=mapped)
    assert (done.status, done.updated) == (RunStatus.FINISHED, 1)


def test_a_value_as_long_as_a_book_is_quoted_by_its_beginning(office):
    head, row = HEADS["positions"]
    done = run_import(
        f"{head}\n{row.replace('000340001800', 'Ж' * 400_000)}\n".encode(), kind="positions", format="csv", by=office
    )
    [fault] = done.faults.all()
    assert (fault.code, len(fault.values["value"])) == ("unknown_organisation", 301)


def test_a_file_that_breaks_off_says_after_which_row(office):
    head, row = HEADS["positions"]
    data = f"{head}\n{row}\n".encode() + b"\xff\xfe\xfa" * 40_000
    done = run_import(data, kind="positions", format="csv", by=office, mapping={"encoding": "utf-8"})
    assert (done.status, done.failure["code"]) == (RunStatus.FAILED, "encoding_broken")
