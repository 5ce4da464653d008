import csv
import datetime as dt
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation

from seriktes.accounts.models import AuditEvent
from seriktes.common.files.exports import ExportColumn, csv_lines, separator_of, write_xlsx
from seriktes.common.files.tables import Table
from seriktes.exchange.exports import export_response
from seriktes.organisations.models import Organisation

COLUMNS = [
    ExportColumn("pk", "Number"),
    ExportColumn("name", "Name", "name_ru"),
    ExportColumn("kind", "Kind", lambda row: row.kind),
]
EVERYBODY_BUT = {"anonymous", "outsider", "student", "reviewer"}


def get(world, who, format):  # noqa: A002
    request = RequestFactory().get("/partners/", {"format": format, "region": "KZ-75"})
    request.user = world[who]
    rows = Organisation.objects.filter(region="KZ-75").order_by("pk")
    return export_response(request, rows=rows, columns=COLUMNS, filename="partners")


def body(response) -> bytes:
    content = b"".join(response.streaming_content)
    for close in response._resource_closers:  # `response.close` would close the test's database too
        close()
    return content


@pytest.mark.django_db
def test_each_format_holds_exactly_the_rows(world):
    expected = [
        [str(row.pk), row.name_ru, row.kind] for row in Organisation.objects.filter(region="KZ-75").order_by("pk")
    ]
    with translation.override("en"):
        text = body(get(world, "researcher", "csv")).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(text))) == [["Number", "Name", "Kind"], *expected]
        lines = [json.loads(line) for line in body(get(world, "researcher", "jsonl")).splitlines()]
        assert [[str(line["pk"]), line["name"], line["kind"]] for line in lines] == expected
        sheet = openpyxl.load_workbook(io.BytesIO(body(get(world, "researcher", "xlsx")))).active
        assert [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)][1:] == expected


@pytest.mark.django_db
def test_each_export_is_in_the_audit_log(world):
    get(world, "researcher", "csv")
    event = AuditEvent.objects.get(kind="accounts.user.exported")
    assert event.actor_label == "researcher@example.org"
    assert event.values == {"what": "partners", "format": "csv", "rows": 4, "query": "format=csv&region=KZ-75"}


@pytest.mark.django_db
def test_who_may_not_export_finds_nothing(world):
    allowed = set()
    for who in world:
        try:
            get(world, who, "csv")
        except Http404:
            continue
        allowed.add(who)
    assert allowed == set(world) - EVERYBODY_BUT
    with pytest.raises(Http404):
        get(world, "researcher", "exe")


@pytest.mark.django_db
def test_an_export_asks_one_query_for_its_rows(world, django_assert_num_queries):
    response = get(world, "researcher", "jsonl")
    with django_assert_num_queries(1):
        body(response)


VALUES = {
    "text": "=1+1", "minus": -5, "float": 0.5, "day": dt.date(2026, 3, 22), "none": None, "yes": True, "many": ["a", "b"],
    "money": Decimal("1.50"), "tab": "\tx", "at": "@x", "plain": "x",
}  # fmt: skip


def test_formulas_are_disarmed_and_numbers_stay_numbers():
    columns = [ExportColumn(name, name) for name in VALUES]
    [_head, line] = csv_lines([VALUES], columns)
    assert line == "'=1+1,-5,0.5,2026-03-22,,true,a; b,1.5,'\tx,'@x,x\r\n"
    file = io.BytesIO()
    write_xlsx(file, [VALUES], columns)
    row = next(openpyxl.load_workbook(file).active.iter_rows(min_row=2))
    assert [cell.data_type for cell in row] == ["s", "n", "n", "s", "n", "b", "s", "n", "s", "s", "s"]
    assert row[0].value == "=1+1"


@pytest.mark.parametrize(("language", "separator"), [("kk", ";"), ("ru", ";"), ("en", ","), ("en-gb", ",")])
def test_the_separator_is_what_the_readers_spreadsheet_expects(language, separator):
    assert separator_of(language) == separator


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr("seriktes.common.files.exports.SHEET_ROWS", 2)
    file = io.BytesIO()
    write_xlsx(file, [{"a": number} for number in range(5)], [ExportColumn("a", "A")])
    book = openpyxl.load_workbook(file)
    assert [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book] == [
        ["A", 0, 1],
        ["A", 2, 3],
        ["A", 4],
    ]


@pytest.mark.parametrize("heading", ["=HYPERLINK(1)", "+1", "-1", "@x"])
def test_a_heading_is_no_formula_either(heading):
    lines = "".join(csv_lines([], [ExportColumn("x", heading)]))
    assert lines == f"\ufeff'{heading}\r\n"
    assert Table(io.BytesIO(lines.encode() + b"1\r\n"), "csv", {}).columns == [heading]
