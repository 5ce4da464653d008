"""What lists write, imports read back: the same columns, unchanged in every language and format."""

import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation

from seriktes.accounts.models import AuditEvent
from seriktes.common.files.exports import csv_lines, separator_of, write_xlsx
from seriktes.exchange.definitions import get_kind
from seriktes.exchange.definitions.columns import guess_columns
from seriktes.exchange.models import ImportQuestion
from seriktes.partnerships.exports import EXPORTS
from seriktes.partnerships.models import (
    Activity,
    ActivityParty,
    Agreement,
    Commitment,
    Delivery,
    Instalment,
    Partnership,
    Party,
    Signatory,
)
from seriktes.procedures.models import Event, OpenClock
from tests.organisations.importing import counts, run_import
from tests.partnerships.importing import COMPANY, UNIVERSITY, words
from tests.partnerships.sample import fill_from_sample, forget_partnerships

pytestmark = pytest.mark.django_db
TABLES = (Partnership, Party, Agreement, Signatory, Commitment, Instalment, Delivery, Activity, ActivityParty)
LISTS = {
    "partnerships": "partnerships:list", "agreements": "partnerships:agreements", "commitments": "partnerships:commitments",
    "activities": "partnerships:activities",
}  # fmt: skip


def written(code, user, language="ru", format_="csv"):
    export = EXPORTS[code]
    rows = export.rows(export.visible(user).order_by("pk"), user)
    with translation.override(language):
        if format_ == "xlsx":
            book = io.BytesIO()
            write_xlsx(book, rows, export.columns)
            return book.getvalue()
        return "".join(csv_lines(rows, export.columns, separator_of(language))).encode()


def told(user):
    """The four tables without the numbers that the register gives."""
    left_out = {"id", "partnership_id", "agreement_id"}
    return {
        code: [
            {column.code: value for column in export.columns if (value := row.get(column.code)) is not None and column.code not in left_out}
            for row in export.rows(export.visible(user).order_by("pk"), user)
        ]
        for code, export in EXPORTS.items()
    }  # fmt: skip


def standing():
    """Every row as it stands, but for what is noted of where values came from."""
    beside = {"provenance", "changed_at"}
    return {
        model: [{k: v for k, v in row.items() if k not in beside} for row in model.objects.order_by("pk").values()]
        for model in (*TABLES, Event, OpenClock)
    }


@pytest.fixture
def rich(world):
    """With texts that are hard on tables, large sums, and everything that a row may hold."""
    note = 'Первая строка;\r\nвторая, «с кавычками» "и" ещё\n=1+1'
    Partnership.objects.filter(pk=world.partnerships["own"].pk).update(
        note=note, ground_note="=формула", name_ru="+7; имя"
    )
    Party.objects.filter(partnership=world.partnerships["own"]).update(
        contact_name="Иванов И.", contact_email="i@iron.example"
    )
    Agreement.objects.filter(pk=world.agreements["draft"].pk).update(
        amount=Decimal("9007199254740993.37"), currency="KZT", notice_days=30, renews=True, purpose=note
    )
    Commitment.objects.filter(pk=world.commitments["own"].pk).update(what="-10 мест; и ещё")
    Delivery.objects.filter(commitment=world.commitments["own"]).update(note="Акт 5; приложение | к нему")
    Activity.objects.filter(pk=world.activities["confirmed"].pk).update(
        amount=Decimal("0.10"), currency="USD", results=note, hours=Decimal("1.50"), number="№ 5"
    )
    return world


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_our_own_export_imports_back_unchanged(rich, language, format_):
    administrator = rich["administrator"]
    before, events = standing(), AuditEvent.objects.exclude(kind__startswith="exchange.").count()
    for code in EXPORTS:
        done = run_import(written(code, administrator, language, format_), kind=code, format=format_)
        rows = EXPORTS[code].visible(administrator).count()
        assert (code, words(done), counts(done)) == (code, [], {"unchanged": rows})
    assert standing() == before
    assert AuditEvent.objects.exclude(kind__startswith="exchange.").count() == events


def test_an_officer_reads_the_own_tables_back_unpublished_sides_too(rich):
    officer, before = rich["partnership_officer"], standing()
    for code in EXPORTS:
        done = run_import(written(code, officer), kind=code, format="csv", by=rich["partnership_officer"])
        published = Partnership.objects.filter(is_public=True).exclude(
            parties__organisation=rich.organisations["university"]
        )
        # What is seen only because it is published is not the officer's to import.
        others = EXPORTS[code].visible(officer).filter(pk__in=published).count() if code == "partnerships" else 0
        rows = EXPORTS[code].visible(officer).count()
        assert (code, done.unchanged, done.rejected) == (code, rows - others, others)
        assert {fault.code for fault in done.faults.all()} <= {"unknown_number"}
    assert standing() == before


def test_an_author_who_may_not_edit_leaves_no_question_behind(rich):
    number = rich.partnerships["own"].number
    lines = f'number;name_ru;parties\n{number};Другое имя;"{UNIVERSITY}\n{COMPANY}"'.encode()
    done = run_import(lines, kind="partnerships", format="csv", by=rich["ministry_analyst"])
    assert (counts(done), [fault.code for fault in done.faults.all()]) == ({"rejected": 1}, ["not_allowed"])
    assert ImportQuestion.objects.count() == 0


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("code", EXPORTS)
def test_every_heading_of_an_export_is_recognised(code, language):
    with translation.override(language):
        headings = [str(column.label) for column in EXPORTS[code].columns]
    assert guess_columns(headings, get_kind(code).fields) == dict(
        zip([column.code for column in EXPORTS[code].columns], headings, strict=True)
    )


def test_an_empty_register_becomes_the_same_from_the_tables(world):
    assert [(run.rejected, run.faults.count()) for run in fill_from_sample()] == [(0, 0)] * 5
    administrator = world["administrator"]
    before = told(administrator)
    tables = {code: written(code, administrator, "en") for code in EXPORTS}
    forget_partnerships()
    for code, table in tables.items():
        export = EXPORTS[code]
        with translation.override("en"):
            mapping = {column.code: str(column.label) for column in export.columns if not column.code.endswith("id")}
        done = run_import(table, kind=code, format="csv", mapping={"columns": mapping})
        assert (code, words(done), set(counts(done))) == (code, [], {"created"})
    assert told(administrator) == before
    assert min(len(rows) for rows in before.values()) > 1


@pytest.mark.parametrize("code", EXPORTS)
def test_the_list_offers_its_table_and_leaves_an_event(world, client, code):
    client.force_login(world["partnership_officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse(LISTS[code])
    assert "format=csv" in client.get(url).content.decode()
    lines = [json.loads(line) for line in client.get(url, {"format": "jsonl"}).getvalue().decode().splitlines()]
    assert lines
    assert set(lines[0]) == {column.code for column in EXPORTS[code].columns}
    book = openpyxl.load_workbook(io.BytesIO(client.get(url, {"format": "xlsx"}).getvalue()), read_only=True)
    assert len(list(book.active.rows)) == len(lines) + 1
    event = AuditEvent.objects.filter(kind="accounts.user.exported").order_by("pk").last()
    assert (event.values["what"], event.values["rows"]) == (code, len(lines))


def test_of_a_published_partnership_others_read_what_is_published(world):
    export = EXPORTS["partnerships"]
    published = Partnership.objects.filter(pk=world.partnerships["published"].pk)
    rows = list(export.rows(published, AnonymousUser()))
    assert [set(row) for row in rows] == [{"id", "name_kk", "name_ru", "name_en", "parties", "forms", "region"}]
    [inside] = export.rows(published, world["partnership_officer"])
    assert inside["note"] == "Note of published"
    [analyst] = export.rows(published, world["ministry_analyst"])
    assert ("note" in analyst, analyst["began_on"]) == (False, date(2025, 9, 1))


def test_a_table_is_read_in_a_constant_number_of_queries(world, django_assert_num_queries):
    administrator = world["administrator"]
    for code, queries in (("partnerships", 4), ("agreements", 4), ("commitments", 8), ("activities", 4)):
        export = EXPORTS[code]
        export.visible(administrator).exists()
        with django_assert_num_queries(queries):
            assert len(list(export.rows(export.visible(administrator).order_by("pk"), administrator))) > 1
