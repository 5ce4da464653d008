import csv
import io

import openpyxl
import pytest
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from seriktes.accounts.models import AuditEvent
from seriktes.common.files import FileFault
from seriktes.common.files.exports import csv_lines, separator_of, write_xlsx
from seriktes.exchange.definitions import Row
from seriktes.exchange.definitions.columns import guess_columns
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.exports import TABLE_CODES, cerif_lines, table_columns, table_rows
from seriktes.organisations.imports.dumps import isni
from seriktes.organisations.imports.fields import ORGANISATION_FIELDS
from seriktes.organisations.imports.organisation_tables import OrganisationTable
from seriktes.organisations.imports.people_tables import PeopleTable
from seriktes.organisations.models import Channel, Identifier, Organisation, OrganisationName
from tests.organisations.importing import SAMPLES, counts, faults, run_import

pytestmark = pytest.mark.django_db
BIN, OTHER_BIN = "000140001813", "000340001800"


def run_csv(*lines, **options):
    return run_import("\n".join(lines).encode(), format="csv", **options)


def one() -> Organisation:
    return Organisation.objects.get()


def test_headings_in_three_languages_are_recognised():
    run = run_csv(
        "Атауы;Наименование организации;Name in English;БИН;Вид организации;Облыс;Қала;Сайт;Телефон;Эл. почта;Год основания;ОКЭД",
        f"«Темір» ЖШС;ТОО «Железо»;Iron LLP;{BIN};компания;Қарағанды облысы;Қарағанды;iron.example;8 727 250 00 00;a@iron.example;1999;24.10",
    )
    assert counts(run) == {"created": 1}
    organisation = one()
    assert (organisation.name_kk, organisation.name_ru, organisation.name_en) == (
        "«Темір» ЖШС",
        "ТОО «Железо»",
        "Iron LLP",
    )
    assert (organisation.kind, organisation.region, organisation.city) == ("company", "KZ-35", "Қарағанды")
    assert (organisation.established, organisation.sector) == (1999, "24.10")
    assert list(organisation.identifiers.values_list("scheme", "value")) == [("bin", BIN)]
    assert set(organisation.channels.values_list("kind", "value")) == {
        ("website", "https://iron.example"), ("phone", "+77272500000"), ("email", "a@iron.example"),
    }  # fmt: skip
    assert organisation.provenance["city"]["source"] == "file"


def test_the_same_file_twice_changes_nothing():
    lines = ("name_ru,kind,bin", f"Железо,company,{BIN}", "Без номера,fund,")
    assert counts(run_csv(*lines)) == {"created": 2}
    before = [list(model.objects.order_by("pk").values()) for model in (Organisation, OrganisationName, Identifier)]
    events = AuditEvent.objects.exclude(kind__startswith="exchange.").count()
    assert counts(run_csv(*lines)) == {"unchanged": 2}
    after = [list(model.objects.order_by("pk").values()) for model in (Organisation, OrganisationName, Identifier)]
    assert after == before
    assert AuditEvent.objects.exclude(kind__startswith="exchange.").count() == events


def test_a_changed_file_changes_only_what_changed():
    run_csv("name_ru,kind,bin,city,website", f"Железо,company,{BIN},Тараз,a.example")
    run = run_csv("name_ru,kind,bin,city,website", f"Сталь,company,{BIN},,b.example")
    assert counts(run) == {"updated": 1}
    organisation = one()
    assert (organisation.name_ru, organisation.city) == ("Сталь", "Тараз")
    assert set(organisation.channels.filter(archived_at__isnull=True).values_list("value", flat=True)) == {
        "https://b.example"
    }
    [changed] = run.imported.values_list("changes", flat=True)
    assert set(changed) == {"names", "channels"}


def test_a_correction_by_hand_is_asked_about_and_stays():
    run_csv("name_ru,kind,bin,city", f"Железо,company,{BIN},Тараз")
    Organisation.objects.update(city="Шымкент")
    assert counts(run_csv("name_ru,kind,bin,city", f"Железо,company,{BIN},Тараз")) == {"unchanged": 1}
    run = run_csv("name_ru,kind,bin,city", f"Железо,company,{BIN},Алматы")
    assert counts(run) == {"unchanged": 1, "questions": 1}
    assert one().city == "Шымкент"
    assert ImportQuestion.objects.values_list("current", "proposed").get() == ("Шымкент", "Алматы")


def test_a_file_gives_a_registry_record_its_name_without_losing_it_again():
    run_import(SAMPLES / "ror_v2.json")
    organisation = Organisation.objects.get(name_en="Ulgi Invented University")
    assert counts(run_csv("id,name_kk", f"{organisation.pk},Үлгі ұлттық университеті")) == {"updated": 1}
    organisation.refresh_from_db()
    assert organisation.name_kk == "Үлгі ұлттық университеті"
    assert counts(run_import(SAMPLES / "ror_v2.json")) == {"unchanged": 2}
    organisation.refresh_from_db()
    assert organisation.name_kk == "Үлгі ұлттық университеті"


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("bin", "000140001814", "identifier"),
        ("bin", "001340001813", "identifier"),
        ("bin", "12345", "identifier"),
        ("ror", "05krs5045", "identifier"),
        ("id", "x", "not_a_number"),
    ],
)
def test_a_wrong_number_rejects_the_row(column, value, code):
    run = run_csv(f"name_ru,kind,{column}", f"Железо,company,{value}")
    assert (counts(run), faults(run)) == ({"rejected": 1}, [(2, column, code)])
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("kind", "dragon", "unknown_value"),
        ("region", "Марс", "unknown_region"),
        ("sector", "ZZZ", "unknown_sector"),
        ("established", "19999", "not_a_year"),
        ("email", "nobody", "not_an_email"),
        ("phone", "12", "not_a_phone"),
        ("website", "http://", "not_an_address"),
        ("latitude", "north", "not_a_number"),
        ("city", "x" * 121, "too_long"),
    ],
)
def test_a_wrong_value_is_left_out_and_the_row_is_read(column, value, code):
    run_csv("name_ru,kind,bin", f"Железо,company,{BIN}")
    run = run_csv(f"bin,{column}", f"{BIN},{value}")
    assert (counts(run), faults(run)) == ({"unchanged": 1}, [(2, column, code)])


def test_lookalike_letters_in_a_code_are_unified_with_a_note():
    value = next(isni(number) for number in range(1, 100) if isni(number).endswith("X"))
    run = run_csv("name_ru,kind,isni", f"Железо,company,{value[:-1]}Х")
    assert (counts(run), faults(run)) == ({"created": 1}, [(2, "isni", "letters_unified")])
    assert Identifier.objects.get().value == value.replace(" ", "")


def test_doubled_rows_name_the_first():
    run = run_csv("name_ru,kind,bin", f"Железо,company,{BIN}", f"Другое,company,{BIN}")
    assert counts(run) == {"created": 1, "rejected": 1}
    assert [(fault.row, fault.code, fault.values) for fault in run.faults.all()] == [(3, "doubled_row", {"row": 2})]


def test_a_name_alone_proves_nothing():
    run_import(SAMPLES / "ror_v2.json")
    run = run_csv("name_en,kind", "Ulgi Invented University,university")
    assert (counts(run), faults(run)) == ({"rejected": 1}, [(2, "name", "possible_duplicate")])


def test_a_new_record_needs_a_name_and_a_kind():
    run = run_csv("name_ru,kind,bin", f"Железо,,{BIN}", f",company,{OTHER_BIN}", ",,")
    assert faults(run) == [(2, "", "kind_missing"), (3, "", "no_name")]
    assert not Organisation.objects.exists()


def test_a_number_that_a_registry_gave_is_not_replaced():
    run_csv("name_ru,kind,bin", f"Железо,company,{BIN}")
    Identifier.objects.update(source="hand")
    run = run_csv("id,bin", f"{one().pk},{OTHER_BIN}")
    assert (counts(run), faults(run)) == ({"unchanged": 1}, [(2, "bin", "identifier_differs")])


def test_identifiers_of_two_records_disagree():
    run_csv("name_ru,kind,bin,wikidata", f"Железо,company,{BIN},Q42", f"Свет,company,{OTHER_BIN},Q43")
    run = run_csv("bin,wikidata", f"{BIN},Q43")
    assert faults(run) == [(2, "", "identifiers_disagree")]


def test_cells_that_look_like_formulas_stay_text():
    names = ["=cmd|' /C calc'!A0", "+7", "-1", "@SUM(A1)"]
    run = run_csv("name_ru,kind,city", *(f'"{name}",company,c{number}' for number, name in enumerate(names)))
    assert counts(run) == {"created": 4}
    assert set(Organisation.objects.values_list("name_ru", flat=True)) == set(names)
    text = "".join(
        csv_lines(table_rows(Organisation.objects.order_by("pk"), public_only=False), table_columns(), codes=True)
    )
    cells = [row["name_ru"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
    assert cells == [f"'{name}" for name in names]
    file = io.BytesIO()
    write_xlsx(file, table_rows(Organisation.objects.order_by("pk"), public_only=False), table_columns())
    sheet = openpyxl.load_workbook(file).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}


def test_our_exports_come_back_unchanged():
    run_import(SAMPLES / "ror_v2.json")
    run_csv("name_ru,kind,city,phone", '"=Железо",company,Тараз,+77272500000')
    before = list(Organisation.objects.order_by("pk").values("pk", "version", "changed_at", "name_kk", "kind", "city"))
    rows = Organisation.objects.order_by("pk")
    text = "".join(csv_lines(table_rows(rows, public_only=False), table_columns(), codes=True))
    file = io.BytesIO()
    write_xlsx(file, table_rows(rows, public_only=False), table_columns(), codes=True)
    assert counts(run_import(text.encode(), format="csv")) == {"unchanged": 3}
    assert counts(run_import(file.getvalue(), format="xlsx")) == {"unchanged": 3}
    assert (
        list(Organisation.objects.order_by("pk").values("pk", "version", "changed_at", "name_kk", "kind", "city"))
        == before
    )
    assert counts(run_import(SAMPLES / "ror_v2.json")) == {"unchanged": 2}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_exports_of_the_pages_come_back_unchanged_in_every_language(language, format_):
    run_import(SAMPLES / "ror_v2.json")
    run_csv("name_ru,name,kind,bin,phone", f'"=Железо",Iron,company,{BIN},+77272500000')
    rows = Organisation.objects.order_by("pk")
    with translation.override(language):
        file = io.BytesIO()
        if format_ == "xlsx":
            write_xlsx(file, table_rows(rows, public_only=False), table_columns())
        else:
            lines = csv_lines(table_rows(rows, public_only=False), table_columns(), separator_of(language))
            file.write("".join(lines).encode())
    with translation.override("en"):
        run = run_import(file.getvalue(), format=format_, dry_run=True)
    assert (counts(run), faults(run)) == ({"unchanged": 3}, [])
    assert len(run.mapping["headings"]) == len(table_columns())
    assert list(guess_columns(run.mapping["headings"], ORGANISATION_FIELDS)) == list(TABLE_CODES)


def test_a_year_in_the_future_is_a_fault_of_the_value():
    run = run_csv("name_ru,kind,established", "Железо,company,2100")
    assert faults(run) == [(2, "established", "not_a_year")]


def test_cerif_speaks_of_every_organisation():
    import json

    run_import(SAMPLES / "ror_v2.json")
    found = json.loads("".join(cerif_lines(Organisation.objects.order_by("pk"), public_only=True)))
    university = found["orgUnits"][0]
    assert {name["cfLangCode"]: name["value"] for name in university["cfName"]}[
        "kk"
    ] == "Үлгі ойдан шығарылған университеті"
    assert university["cfClass"][0]["cfClassId"] == "https://w3id.org/cerif/vocab/OrganisationTypes#University"
    assert {item["cfFedIdType"] for item in university["cfFedId"]} == {"ror", "isni", "wikidata", "grid", "fundref"}
    assert university["cfOrgUnit_OrgUnit"][0]["cfClassId"].endswith("Inter-OrganisationRelations#Part")
    Organisation.objects.filter(name_en="Ulgi Invented Institute").update(is_public=False)
    public = Organisation.objects.filter(is_public=True)
    found = json.loads("".join(cerif_lines(public, public_only=True)))
    assert "cfOrgUnitId" not in found["orgUnits"][0]["cfOrgUnit_OrgUnit"][0]


def test_contacts_that_are_not_public_stay_out_of_public_exports():
    run_csv("name_ru,kind,phone", "Железо,company,+77272500000")
    Channel.objects.update(is_public=False)
    [row] = table_rows(Organisation.objects.all(), public_only=True)
    assert row["phone"] == ""


@pytest.mark.parametrize("who", ["partnership_officer", "career_centre"])
def test_a_record_kept_by_its_own_members_is_not_changed_by_others(world, who):
    company, free = world.organisations["company"], world.organisations["hidden_company"]
    run = run_csv("id,city", f"{company.pk},Тараз", f"{free.pk},Тараз", by=world[who])
    assert (counts(run), faults(run)) == ({"updated": 1, "rejected": 1}, [(2, "", "not_allowed")])
    company.refresh_from_db()
    assert company.city == ""


def test_what_an_officer_adds_from_a_file_is_not_published_at_once(world):
    run_csv("name_ru,kind,bin", f"Железо,company,{BIN}", by=world["partnership_officer"])
    assert not Organisation.objects.get(name_ru="Железо").is_public


def test_a_mapping_says_which_column_holds_what():
    mapping = {"columns": {"name_ru": "A", "kind": "B"}}
    run = run_csv("A,B,C", "Железо,company,x", mapping=mapping)
    assert counts(run) == {"created": 1}
    run = run_csv("A,B,C", "Железо,company,x", mapping={"columns": {"name_ru": "Z"}})
    assert (run.status, run.failure["code"]) == ("failed", "columns_missing")


def test_an_archived_name_of_a_file_stays_archived():
    lines = ("name_ru,kind,bin,aliases", f"Железо,company,{BIN},Металл")
    run_csv(*lines)
    OrganisationName.objects.filter(value="Металл").update(archived_at=timezone.now())
    assert counts(run_csv(*lines)) == {"unchanged": 1}
    assert OrganisationName.objects.get(value="Металл").archived_at is not None


CELLS = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=22), min_size=1, max_size=5))
def test_any_table_gives_rows_or_a_clear_fault(cells):
    file = io.StringIO()
    writer = csv.writer(file)
    heading = ["id", "name_kk", "kind", "bin", "ror", "region", "city", "sector", "established", "latitude", "website", "email",
               "phone", "status", "organisation", "orcid", "from", "to", "unit", "position"]  # fmt: skip
    writer.writerows([heading, *cells])
    for reader in (OrganisationTable, PeopleTable):
        try:
            found = list(reader(io.BytesIO(file.getvalue().encode()), "csv", {}))
        except FileFault:
            continue
        assert all(isinstance(row, Row) for row in found)


class TestTrial(TestCase):
    """A trial counts what the real run counts, whatever the rows are."""

    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["", BIN, OTHER_BIN, "wrong"]),
                st.sampled_from(["", "Q42", "Q43"]),
                st.sampled_from(["Железо", "Свет", ""]),
                st.sampled_from(["company", "", "dragon"]),
            ),
            min_size=1,
            max_size=6,
        )
    )
    def test_trial_and_real_run_agree(self, rows):
        lines = ["bin,wikidata,name_ru,kind", *(",".join(row) for row in rows)]
        trial, real = run_csv(*lines, dry_run=True), run_csv(*lines)
        assert (counts(trial), faults(trial), trial.status) == (counts(real), faults(real), real.status)
