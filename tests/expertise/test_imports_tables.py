"""Tables of evidence, and UNIQUIP's."""

import io

import openpyxl
import pytest

from seriktes.exchange.definitions.faults import sentence
from seriktes.expertise.models import Evidence
from tests.expertise.importing import counts, faults, import_evidence, only

pytestmark = pytest.mark.django_db
UNI = "Invented Samruk University"


def table(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_every_kind_in_one_table(world):
    run = import_evidence(
        table(
            "kind;title;organisation;people;price;currency;trl;inventory;published",
            f"equipment;Microscope;{UNI};Galym Darisbay;1 500,50;KZT;;INV-1;yes",
            f"технология;Выдуманный реагент;{UNI};;;;7;;",
            f"курс;Ойдан шығарылған курс;{UNI};;20000;;;;",
        ),
        "csv",
    )  # fmt: skip
    assert (counts(run), faults(run)) == ({"created": 3}, [(4, "price", "sum_without_currency")])
    microscope = Evidence.objects.get(kind="equipment")
    assert (microscope.particulars["price"], microscope.is_public, microscope.organisation.name_en) == (
        "1500.50",
        True,
        UNI,
    )
    technology = Evidence.objects.get(kind="technology")
    assert (technology.particulars, technology.is_public, technology.name_ru) == (
        {"trl": 7},
        False,
        "Выдуманный реагент",
    )


def test_faults_name_row_and_column_and_leave_the_rest(world):
    run = import_evidence(
        table(
            "Вид;Название;Организация;УГТ;ссылка;doi",
            f"нечто;А;{UNI};;;",
            f"технология;;{UNI};;;",
            f"технология;Б;{UNI};12;;",
            "технология;В;Никто;;;",
            "публикация;Г;;;;",
            "публикация;Д;;;https://example.org/d;не номер",
            "публикация;Е;;3;https://example.org/e;",
        ),
        "csv",
    )  # fmt: skip
    assert (run.failure, counts(run)) == ({}, {"created": 2, "rejected": 5})
    assert faults(run) == [
        (2, "Вид", "unknown_value"), (3, "Название", "value_missing"), (4, "УГТ", "wrong_particular"),
        (5, "Организация", "unknown_organisation"), (6, "ссылка", "no_link"), (7, "doi", "wrong_evidence_number"),
        (8, "УГТ", "not_of_this_kind"),
    ]  # fmt: skip
    for fault in run.faults.all():
        assert "{" not in sentence(fault.code, fault.values)


def test_without_a_link_only_with_a_right(world):
    rows = table("kind;title;people;year", "publication;A note that is nowhere to be read;A B;2020")
    assert counts(import_evidence(rows, "csv")) == {"rejected": 1}
    assert counts(import_evidence(rows, "csv", mapping={"has_right": True})) == {"created": 1}
    assert only().is_public is False


def test_an_own_offer_needs_no_link_and_one_of_others_is_refused(world):
    rows = table("kind;title;organisation", "service;Analysis of nothing;Invented Iron LLP")
    run = import_evidence(rows, "csv", by=world["librarian"])
    assert (counts(run), faults(run)) == ({"rejected": 1}, [(2, "", "evidence_of_others")])
    own = table("kind;title", "service;Analysis of nothing")
    assert counts(import_evidence(own, "csv", by=world["librarian"])) == {"created": 1}
    assert only().organisation == world.organisations["university"]


def test_the_register_number_finds_a_record_and_a_newer_file_changes_it(world):
    import_evidence(table("kind;title;organisation;hours;form", f"course;Invented course;{UNI};10;online"), "csv")
    pk = only().pk
    assert counts(import_evidence(table("id;kind;hours", f"{pk};course;12"), "csv")) == {"updated": 1}
    assert only().particulars == {"hours": 12, "form": "online"}
    run = import_evidence(table("id;kind;hours", "987654;course;12"), "csv")
    assert faults(run) == [(2, "id", "unknown_number")]


def test_two_devices_of_one_name_are_told_apart_by_their_inventory_numbers(world):
    rows = table("kind;title;organisation;inventory", f"equipment;Pump;{UNI};1", f"equipment;Pump;{UNI};2")
    assert counts(import_evidence(rows, "csv")) == {"created": 2}
    assert counts(import_evidence(rows, "csv")) == {"unchanged": 2}
    bare = table("kind;title;organisation", f"equipment;Pipe;{UNI}", f"equipment;Pipe;{UNI}")
    assert counts(import_evidence(bare, "csv")) == {"created": 1, "rejected": 1}


def test_an_inventory_number_of_another_organisation_is_no_double(world):
    import_evidence(table("kind;title;organisation;inventory", f"equipment;Pump;{UNI};1"), "csv")
    run = import_evidence(table("kind;title;organisation;inventory", "equipment;Drill;Invented Iron LLP;1"), "csv")
    assert (counts(run), faults(run)) == ({"created": 1}, [(2, "inventory", "identifier_taken")])


def test_a_workbook_is_read_as_a_table(world):
    book = openpyxl.Workbook()
    book.active.append(["kind", "title", "organisation", "published_on", "source_url"])
    book.active.append(["patent", "A way of doing nothing", UNI, "2024-03-05", "https://example.org/patent"])
    out = io.BytesIO()
    book.save(out)
    assert counts(import_evidence(out.getvalue(), "xlsx")) == {"created": 1}
    assert (only().year, only().is_public) == (2024, True)


def test_uniquip_of_both_generations(world):
    old = table(
        "Type,ID,Name,Description,Related Facility ID,Technique,Department,Site Location,Building,Service Level,Web Address,Contact Name",
        "facility,F1,Core facility,Shared,,,,,B3,,https://example.org/f,Galym Darisbay",
        "equipment,E1,Invented scope,Sees nothing,F1,,,,B3,,,",
    )
    run = import_evidence(old, "uniquip", by=world["librarian"])
    assert (counts(run), faults(run)) == ({"created": 2}, [])
    assert sorted(Evidence.objects.values_list("kind", flat=True)) == ["equipment", "laboratory"]
    new = table(
        "type,institutionID,name,description,manufacturer,model,commissionedDate,contactName,managingDepartment",
        "equipment,E2,Second scope,Sees less,Maker,M-1,2019-05-01,Somebody,Physics",
    )
    assert counts(import_evidence(new, "uniquip", by=world["librarian"])) == {"created": 1}
    second = Evidence.objects.get(name_en="Second scope")
    assert second.particulars == {"maker": "Maker", "model": "M-1", "year_made": 2019}
    assert counts(import_evidence(new, "uniquip")) == {"rejected": 1}
    assert counts(import_evidence(new, "uniquip", mapping={"organisation": UNI})) == {"unchanged": 1}
