import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from seriktes.accounts.models import AuditEvent, User
from seriktes.exchange.actions import save_mapping
from seriktes.organisations.models import Organisation
from tests.organisations.importing import SAMPLES

pytestmark = pytest.mark.django_db
ROR = [str(SAMPLES / "ror_v2.json"), str(SAMPLES / "ror_v1.json")]


def command(*arguments, code=0):
    out, err = io.StringIO(), io.StringIO()
    if code:
        with pytest.raises((SystemExit, CommandError)) as caught:
            call_command(*arguments, stdout=out, stderr=err)
        assert getattr(caught.value, "code", getattr(caught.value, "returncode", None)) == code
    else:
        call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_files_are_imported_and_counted():
    out, _err = command("import", "organisations", "--format", "ror", *ROR)
    assert out.split() == ["created", "4", "updated", "0", "unchanged", "0", "rejected", "0", "questions", "0"]
    out, _err = command("import", "organisations", "--format", "ror", "--json", *ROR)
    told = json.loads(out)
    assert (told["unchanged"], [file["unchanged"] for file in told["files"]]) == (4, [2, 2])


def test_a_trial_writes_nothing():
    out, _err = command("import", "organisations", "--format", "ror", "--dry-run", "--json", *ROR)
    assert (json.loads(out)["created"], Organisation.objects.count()) == (4, 0)


def test_rejected_rows_are_named_and_end_in_1(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name_ru,kind,bin\nЖелезо,company,12\nСвет,company,\n")
    with translation.override("en"):
        _out, err = command("import", "organisations", "--format", "csv", str(path), code=1)
    assert "list.csv: row 2, bin: " in err
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b'[{"id": ', None])
def test_a_file_that_cannot_be_read_ends_in_2(tmp_path, content):
    path = tmp_path / "x.json"
    if content is not None:
        path.write_bytes(content)
    out, _err = command("import", "organisations", "--format", "ror", "--json", str(path), code=2)
    assert json.loads(out)["files"][0]["failure"]


def test_columns_come_from_a_file_or_from_a_saved_mapping(tmp_path):
    table, mapping = tmp_path / "list.csv", tmp_path / "columns.json"
    table.write_text("A,B\nЖелезо,company\n")
    mapping.write_text('{"name_ru": "A", "kind": "B"}')
    user = User.objects.create_user("a@example.org", None, name="A", is_superuser=True)
    save_mapping(name="ours", kind="organisations", columns={"name_ru": "A", "kind": "B"}, by=user)
    start = ("import", "organisations", "--format", "csv", str(table), "--mapping")
    assert "created    1" in command(*start, str(mapping))[0]
    assert "unchanged  1" in command(*start, "ours")[0]
    command(*start, "no such", code=2)
    mapping.write_text("[1]")
    command(*start, str(mapping), code=2)


def test_people_are_not_read_from_the_registry():
    command("import", "people", "--format", "ror", ROR[0], code=2)


def test_an_unknown_user_is_named():
    command("import", "organisations", "--format", "ror", "--user", "nobody@example.org", ROR[0], code=2)


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonl", "cerif"])
def test_organisations_are_exported(tmp_path, format):  # noqa: A002
    command("import", "organisations", "--format", "ror", *ROR)
    path = tmp_path / f"out.{format}"
    command("export", "organisations", "--format", format, "--output", str(path))
    if format in ("csv", "xlsx"):
        out, _err = command("import", "organisations", "--format", format, "--json", str(path))
        assert json.loads(out)["unchanged"] == 4
    elif format == "jsonl":
        assert len(path.read_text().splitlines()) == 4
    else:
        assert len(json.loads(path.read_text())["orgUnits"]) == 4
    event = AuditEvent.objects.get(kind="organisations.organisation.exported")
    assert (event.actor_label, event.target_id, event.values["rows"]) == ("system", "", 4)


def test_a_public_export_holds_what_everybody_may_see(tmp_path):
    command("import", "organisations", "--format", "ror", *ROR)
    Organisation.objects.filter(name_en="Ulgi Invented Institute").update(is_public=False)
    path = tmp_path / "out.jsonl"
    command("export", "organisations", "--format", "jsonl", "--public", "--output", str(path))
    assert len(path.read_text().splitlines()) == 3
