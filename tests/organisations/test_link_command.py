import csv
import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from seriktes.common.files import FileFault
from seriktes.organisations.actions.naming import refresh_names
from seriktes.organisations.imports.lists import read_list
from seriktes.organisations.models import DuplicateProposal, Identifier, Organisation, OrganisationName

BIN = "240140999905"
OTHER_BIN = "240140999917"


def organisation(name, city="Алматы", number=""):
    row = Organisation.objects.create(kind="company", is_public=True, city=city)
    OrganisationName.objects.create(organisation=row, value=name, language="ru", kind="label")
    if number:
        Identifier.objects.create(organisation=row, scheme="bin", value=number)
    refresh_names([row])
    return row


@pytest.fixture
def bolat(db):
    for word in ("Жұлдызсай", "Орманқала", "Теректібел", "Қарлығаш", "Мысбұлақ"):
        organisation(f"ТОО «{word}»", city="Тараз")
    return organisation("ТОО «Болатжол Құрылыс»", number=BIN)


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = 0
        with translation.override("en"):
            try:
                call_command("link", *map(str, arguments))
            except SystemExit as stopped:
                code = stopped.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_are_found_with_reasons_and_faults_named(bolat, run, tmp_path):
    listed = "name,city,bin\nБолатжол Курылыс ЖШС,Алматы,\nСовсем другое,,\n,Алматы,\nНаша фирма,,{}\nЧья-то,,123\n"
    path = written(tmp_path / "list.csv", listed.format(BIN))
    code, out, _err = run("organisations", path, "--json")
    report = json.loads(out)
    assert code == 1
    counts = {name: report[name] for name in ("rows", "certain", "proposed", "unmatched", "rejected")}
    assert counts == {"rows": 4, "certain": 1, "proposed": 1, "unmatched": 2, "rejected": 1}
    first, second, third, _last = report["results"]
    assert [match["organisation"] for match in first["matches"]] == [bolat.pk]
    assert [reason["code"] for reason in first["matches"][0]["reasons"]] == ["name_same", "city_same"]
    assert (first["matches"][0]["certain"], second["matches"]) == (False, [])
    assert (third["row"], third["matches"][0]["certain"]) == (5, True)
    assert third["matches"][0]["reasons"][0]["sentence"] == f"Both have the same official number: BIN {BIN}."
    assert [(fault["row"], fault["column"], fault["rejected"]) for fault in report["faults"]] == [
        (4, "name", True), (6, "bin", False),
    ]  # fmt: skip


def test_the_list_is_told_in_words(bolat, run, tmp_path):
    path = written(tmp_path / "list.csv", "name;city\nБолатжол Курылыс ЖШС;Алматы\nСовсем другое;\n")
    code, out, err = run("organisations", path)
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0] == "2: Болатжол Курылыс ЖШС, Алматы"
    assert lines[1].startswith(f"    #{bolat.pk} ТОО «Болатжол Құрылыс» – ")
    assert lines[3] == "        Both are in Алматы."
    assert lines[4:6] == ["3: Совсем другое", "    no match"]


@pytest.mark.parametrize(
    ("headings", "encoding"),
    [("наименование;город;бин", "cp1251"), ("ұйым атауы;қала;бсн", "utf-16"), ("Organisation\tTown\tBIN", "utf-8-sig")],
)
def test_headings_in_three_languages_and_any_encoding(headings, encoding):
    mark = "\t" if "\t" in headings else ";"
    text = f"{headings}\nТОО Выдуманная Компания{mark}Алматы{mark}{OTHER_BIN}\n"
    found = read_list(io.BytesIO(text.encode(encoding)), "list.csv")
    assert [(row.number, row.name, row.city, row.identifiers) for row in found.rows] == [
        (2, "ТОО Выдуманная Компания", "Алматы", (f"bin:{OTHER_BIN}",))
    ]
    assert found.faults == []


def test_faults_of_values_leave_the_row():
    text = f"name,domain\nБолат,no domain\n{'а' * 501},\nТемір,https://temir.example/x\nШёлк,silk.example,more\n"
    found = read_list(io.BytesIO(text.encode()))
    assert [(row.number, row.domain) for row in found.rows] == [(2, ""), (4, "temir.example"), (5, "silk.example")]
    assert [(row, fault.code, rejects) for row, fault, rejects in found.faults] == [
        (2, "not_an_address", False), (3, "too_long", True), (5, "too_many_cells", False),
    ]  # fmt: skip


def test_a_list_longer_than_allowed_is_refused():
    with pytest.raises(FileFault) as refusal:
        read_list(io.BytesIO(b"name\nA\nB\nC\n"), most=2)
    assert (refusal.value.code, refusal.value.values) == ("list_too_long", {"most": 2})


@pytest.mark.parametrize("text", ["", "city,bin\nАлматы,1\n", '{"name": 1}'])
def test_a_list_that_cannot_be_read_ends_with_2(db, run, tmp_path, text):
    with pytest.raises(CommandError) as refusal:
        run("organisations", written(tmp_path / "list.csv", text))
    assert refusal.value.returncode == 2


def test_a_list_of_nothing_known_ends_well(bolat, run, tmp_path):
    code, out, _err = run("organisations", written(tmp_path / "list.csv", "name\nСовсем другое\n"), "--json")
    assert (code, json.loads(out)["unmatched"]) == (0, 1)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "json"])
def test_the_result_is_written_to_a_file(bolat, run, tmp_path, ending):
    path = written(tmp_path / "list.csv", "name,city\nБолатжол Курылыс ЖШС,Алматы\nСовсем другое,\n")
    output = tmp_path / f"result.{ending}"
    run("organisations", path, "--output", output)
    if ending == "json":
        rows = [
            (row["row"], [m["organisation"] for m in row["matches"]])
            for row in json.loads(output.read_text())["results"]
        ]
    elif ending == "jsonl":
        lines = [json.loads(line) for line in output.read_text().splitlines()]
        rows = [(line["row"], [line["organisation"]] if line["organisation"] else []) for line in lines]
    elif ending == "xlsx":
        _heading, *lines = openpyxl.load_workbook(output).active.iter_rows(values_only=True)
        rows = [(line[0], [line[3]] if line[3] else []) for line in lines]
    else:
        lines = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8-sig"))))
        rows = [(int(line["row"]), [int(line["organisation"])] if line["organisation"] else []) for line in lines]
    assert rows == [(2, [bolat.pk]), (3, [])]


def test_an_unknown_ending_is_refused_before_anything_is_read(db, run, tmp_path):
    with pytest.raises(CommandError, match=r"\.csv, \.xlsx"):
        run("organisations", tmp_path / "none.csv", "--output", tmp_path / "result.doc")


def test_duplicates_are_proposed_from_the_command_line(bolat, run):
    organisation("Болатжол Курылыс ЖШС")
    code, out, _err = run("duplicates", "--json")
    assert (code, json.loads(out)["new"]) == (0, 1)
    assert DuplicateProposal.objects.count() == 1
    assert run("duplicates")[1].splitlines()[:2] == ["new        0", "updated    0"]
