import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from seriktes.exchange.actions import execute_run, start_run
from seriktes.exchange.models import ImportQuestion, ImportRun
from seriktes.exchange.queries.runs import runs_visible_to
from seriktes.organisations.models import Organisation, Person
from tests.api.conftest import problem, secret_of
from tests.world import PERSONAS

CSV = """kind,name_ru,bin
company,ТОО «Выдуманный Файл»,240140999905
company,ТОО «Выдуманная Опечатка»,240140999904
"""


@pytest.fixture
def send(world):
    def post(content, *, persona="partnership_officer", name="list.csv", **fields):
        data = content.encode() if isinstance(content, str) else content
        return Client(headers={"Authorization": f"Bearer {secret_of(world[persona])}", "Accept-Language": "en"}).post(
            "/api/v1/imports", {"file": SimpleUploadedFile(name, data), "kind": "organisations", **fields}
        )

    return post


def test_a_file_is_tried_and_then_carried_out(world, program, send):
    response = send(CSV)
    assert response.status_code == 202, response.content
    run = response.json()
    assert response["Location"].endswith(f"/api/v1/imports/{run['id']}")
    assert (run["status"], run["dry_run"], run["format"], run["sha256"] != "") == ("queued", True, "csv", True)
    execute_run(run=ImportRun.objects.get(pk=run["id"]))
    client, path = program("partnership_officer"), f"imports/{run['id']}"
    tried = client.get(path).json()
    assert (tried["status"], tried["failure"]) == ("finished", "")
    before = Organisation.objects.count()
    fault = client.get(f"{path}/faults").json()["items"][0]
    assert (fault["row"], fault["code"]) == (3, "identifier")
    assert fault["sentence"]
    response = client.post(f"{path}/carry-out")
    assert response.status_code == 202, response.content
    carried = response.json()
    assert client.post(f"{path}/carry-out").json()["id"] == carried["id"]
    assert (carried["dry_run"], carried["trial"]) == (False, run["id"])
    execute_run(run=ImportRun.objects.get(pk=carried["id"]))
    assert Organisation.objects.count() == before + tried["created"]
    rows = client.get(f"imports/{carried['id']}/rows", outcome="created").json()["items"]
    assert [row["label"] for row in rows][:1] == ["ТОО «Выдуманный Файл»"]
    assert problem(client.post(f"imports/{carried['id']}/carry-out")) == (409, "conflict")


@pytest.mark.parametrize(
    ("content", "fields", "pointer"),
    [
        ("", {}, "#/file"),
        (b"\x89PNG\x00\x00", {}, "#/file"),
        (CSV, {"kind": "circuses"}, "#/kind"),
        (CSV, {"format": "docx"}, "#/format"),
        (CSV, {"columns": "{"}, "#/columns"),
        (CSV, {"columns": '{"name_ru": 1}'}, "#/columns"),
        (CSV, {"columns": "[" * 10_000}, "#/columns"),
        (CSV, {"dry_run": "perhaps"}, "#/dry_run"),
    ],
)
def test_a_wrong_upload_says_what_is_wrong(world, send, content, fields, pointer):
    response = send(content, **fields)
    assert problem(response) == (422, "invalid")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert ImportRun.objects.count() == 0


def test_without_a_file_nothing_begins(world, program):
    assert problem(program("partnership_officer").post("imports")) == (422, "invalid")


def test_a_file_that_is_too_large_is_not_even_read(world, send, settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    assert problem(send(CSV)) == (422, "invalid")
    settings.UPLOAD_LIMIT_BYTES = -(2**20)
    assert problem(send(CSV)) == (413, "too-large")


@pytest.mark.parametrize("persona", [persona for persona in PERSONAS if persona != "anonymous"])
def test_imports_are_those_of_the_pages(world, program, send, persona):
    send(CSV)
    client, visible = program(persona), set(runs_visible_to(world[persona]).values_list("pk", flat=True))
    pk = ImportRun.objects.get().pk
    assert client.get(f"imports/{pk}").status_code == (200 if visible else 404)
    assert client.get(f"imports/{pk}/faults").status_code == (200 if visible else 404)
    assert send(CSV, persona=persona).status_code == (
        202 if world[persona].has_perm("exchange.import_records") else 404
    )


def test_others_look_but_do_not_touch(world, program, send):
    pk = send(CSV).json()["id"]
    assert problem(program("auditor").post(f"imports/{pk}/cancel")) == (403, "not-permitted")
    assert program("partnership_officer").post(f"imports/{pk}/cancel").status_code == 202


# --- Rejected rows and questions --------------------------------------------------------------------------------------
def test_rejected_rows_come_as_the_file_of_the_page(world, program, send):
    run = send(CSV).json()
    client, path = program("partnership_officer"), f"imports/{run['id']}/rejected"
    assert problem(client.get(path)) == (404, "not-found")
    execute_run(run=ImportRun.objects.get(pk=run["id"]))
    response = client.get(path)
    assert (response.status_code, response["Content-Type"].split(";")[0]) == (200, "text/csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "ТОО «Выдуманная Опечатка»" in text
    assert "ТОО «Выдуманный Файл»" not in text
    assert problem(program("career_centre").get(path)) == (404, "not-found")
    assert b"".join(program("auditor").get(path).streaming_content)


@pytest.fixture
def question(world):
    run = ImportRun.objects.create(
        kind="organisations", format="csv", filename="x", by=world["partnership_officer"], dry_run=False
    )
    return ImportQuestion.objects.create(
        run=run, target_type="organisations.organisation", target_id=world.organisations["university"].pk, field="city",
        current="Алматы", proposed="Астана", source="file",
    )  # fmt: skip


@pytest.mark.parametrize(("decision", "city"), [("keep", ""), ("take", "Астана")])
def test_a_question_is_read_and_answered_once(world, program, question, decision, city):
    told = {"keep": "kept", "take": "taken"}[decision]
    client, path = program("partnership_officer"), f"imports/{question.run_id}/questions"
    (asked,) = client.get(path, decided="false").json()["items"]
    assert {name: asked[name] for name in ("target", "label", "field", "current", "proposed", "may_decide")} == {
        "target": question.target_id, "label": "Invented Samruk University", "field": "city", "current": "Алматы",
        "proposed": "Астана", "may_decide": True,
    }  # fmt: skip
    answered = client.post(f"{path}/{question.pk}/decision", {"decision": decision})
    assert (answered.status_code, answered.json()["decision"]) == (200, told)
    assert Organisation.objects.get(pk=question.target_id).city == city
    again = client.post(f"{path}/{question.pk}/decision", {"decision": "take"})
    assert problem(again) == (409, "conflict")
    assert client.get(path, decided="false").json()["items"] == []
    assert [row["decision"] for row in client.get(path, decided="true").json()["items"]] == [told]


def test_who_may_not_change_the_record_does_not_answer(world, program, question):
    path = f"imports/{question.run_id}/questions"
    assert program("auditor").get(path).json()["items"][0]["may_decide"] is False
    assert problem(program("auditor").post(f"{path}/{question.pk}/decision", {"decision": "take"})) == (
        403, "not-permitted",
    )  # fmt: skip
    assert problem(program("career_centre").get(path)) == (404, "not-found")
    assert problem(program("partnership_officer").post(f"{path}/999/decision", {"decision": "take"})) == (
        404, "not-found",
    )  # fmt: skip
    assert problem(program("partnership_officer").post(f"{path}/{question.pk}/decision", {"decision": "x"})) == (
        422, "invalid",
    )  # fmt: skip


def test_an_answer_that_cannot_be_carried_out_is_a_conflict(world, program):
    lecturer, by = world.people["lecturer"], world["partnership_officer"]
    Person.objects.filter(pk=world.people["officer"].pk).update(orcid="0000-0002-1825-0097")
    run = start_run(kind="people", format="csv", filename="x", by=by, dry_run=False)
    asked = ImportQuestion.objects.create(
        run=run, target_type="organisations.person", target_id=lecturer.pk, field="orcid", current="",
        proposed="0000-0002-1825-0097", source="file",
    )  # fmt: skip
    path = f"imports/{run.pk}/questions/{asked.pk}/decision"
    response = program("partnership_officer").post(path, {"decision": "take"})
    assert (problem(response), response.json()["reason"]) == ((409, "conflict"), "cannot_take")
