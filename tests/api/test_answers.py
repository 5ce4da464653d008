"""Problem details, entity tags, languages, methods: what every answer has in common."""

import json
from collections import Counter

import jsonschema_rs
import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel

from seriktes.accounts.models import AuditEvent
from seriktes.common.api.problems import KINDS
from tests.api.conftest import ApiClient, problem, secret_of


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "circus", (404, "not-found")),
        ("GET", "organisations/", (404, "not-found")),
        ("GET", "organisations/999999999", (404, "not-found")),
        ("GET", "organisations/99999999999999999999", (422, "invalid")),
        ("GET", "organisations/-1", (404, "not-found")),
        ("DELETE", "organisations", (405, "method-not-allowed")),
        ("OPTIONS", "organisations", (405, "method-not-allowed")),
        ("GET", "", (404, "not-found")),
    ],
)
def test_every_error_is_a_problem(world, program, method, path, expected):
    response = program().ask(method, path)
    assert problem(response) == expected
    assert response.json()["instance"] == f"/api/v1/{path}"
    assert response.json()["request_id"] == response["X-Request-Id"]
    assert response["Cache-Control"] == "no-store"
    if expected[0] == 405:
        assert set(response["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}


def test_a_fault_of_ours_is_a_problem_too(world, program, monkeypatch):
    from seriktes.organisations.api import finding

    def broken(*_arguments, **_options):
        raise RuntimeError("The secret of the house.")

    monkeypatch.setattr(finding, "found_for_user", broken)
    client = program()
    client.client = Client(raise_request_exception=False)
    response = client.get("search", q="a")
    assert problem(response) == (500, "server-error")
    assert b"secret" not in response.content


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"{", "application/json", (400, "malformed")),
        (b"\xff\xfe", "application/json", (400, "malformed")),
        (b"[" * 100_000, "application/json", (400, "malformed")),
        (b'{"latitude": NaN}', "application/json", (400, "malformed")),
        (b"1" * 10_000, "application/json", (400, "malformed")),
        (b'{"kind": "\\ud800"}', "application/json", (422, "invalid")),
        (b"kind=company", "application/x-www-form-urlencoded", (415, "media-type")),
        (b"<a/>", "text/xml", (415, "media-type")),
        (b'"' + b"a" * 6_000_000 + b'"', "application/json", (413, "too-large")),
        (b"", "application/json", (422, "invalid")),
    ],
)
def test_bodies_that_cannot_be_read(world, body, content_type, expected):
    response = Client().post(
        "/api/v1/organisations", body, content_type=content_type,
        headers={"Authorization": f"Bearer {secret_of(world['administrator'])}"},
    )  # fmt: skip
    assert problem(response) == expected


def test_problems_speak_the_language_of_the_request(world, program):
    told = {
        language: program(language=language).get("organisations", limit="0").json() for language in ("en", "ru", "kk")
    }
    assert {language: answer["errors"][0]["code"] for language, answer in told.items()} == dict.fromkeys(
        ("en", "ru", "kk"), "greater_than_equal"
    )
    assert told["en"]["errors"][0]["detail"] == "This must be at least 1."
    for language in told:
        assert program(language=language).get("organisations")["Content-Language"] == language


def test_types_of_problems_lead_to_the_reference(client, db):
    page = client.get("/api/docs/").content.decode()
    assert [code for code in KINDS if f'id="problem-{code}"' not in page] == []


# --- Entity tags ------------------------------------------------------------------------------------------------------
def test_what_has_not_changed_is_not_sent_again(world, program):
    client, path = program("partnership_officer"), f"organisations/{world.organisations['university'].pk}"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert {"Authorization", "Accept-Language"} <= {one.strip() for one in again["Vary"].split(",")}
    changed = client.patch(path, {"city": "Invented"}, first["ETag"])
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.get(path, headers={"If-None-Match": changed["ETag"]}).status_code == 304


def test_tags_differ_by_language_and_by_rights(world, program):
    path = f"organisations/{world.organisations['university'].pk}"
    tags = {
        program(persona, language=language).get(path)["ETag"]
        for persona in ("anonymous", "partnership_officer")
        for language in ("kk", "ru")
    }
    assert len(tags) == 4
    assert {tag.split("-")[0] for tag in tags} == {'"v1'}


@pytest.mark.parametrize("path", ["organisations", "people", "codes/regions", "search?q=a"])
def test_lists_have_tags_too(world, program, path):
    first = program().get(f"/api/v1/{path}")
    assert program().get(f"/api/v1/{path}", headers={"If-None-Match": f'"x", {first["ETag"]}'}).status_code == 304


def test_code_lists_may_be_kept_and_records_must_be_asked_for(world, program):
    assert program().get("codes/regions")["Cache-Control"] == "public, max-age=3600"
    assert program().get("organisations")["Cache-Control"] == "private, no-cache"


def test_a_change_says_which_version_it_changes(world, program):
    client, path = program("partnership_officer"), f"organisations/{world.organisations['university'].pk}"
    etag = client.get(path)["ETag"]
    assert problem(client.patch(path, {"city": "One"})) == (428, "precondition-required")
    assert problem(client.patch(path, {"city": "One"}, '"rubbish"')) == (412, "edited-elsewhere")
    assert client.patch(path, {"city": "One"}, etag).status_code == 200
    events = AuditEvent.objects.count()
    late = client.patch(path, {"city": "Two"}, etag)
    assert problem(late) == (412, "edited-elsewhere")
    assert late.json()["version"] == 2
    assert (client.get(path).json()["city"], AuditEvent.objects.count()) == ("One", events)
    # A proxy that compresses makes the tag a weak one; the version in it is the same.
    weak = f"W/{client.get(path, headers={'Accept-Language': 'ru'})['ETag']}"
    assert client.patch(path, {"city": "Two"}, weak).status_code == 200
    assert client.patch(path, {"city": "Three"}, "*").json()["version"] == 4


def test_head_is_get_without_the_body(world, program):
    got, head = program().get("organisations"), program().ask("HEAD", "organisations")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])
    assert head["Content-Length"] == str(len(got.content))


# --- The description --------------------------------------------------------------------------------------------------
def test_the_description_is_openapi_3_1(client, db):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    models = schema["components"]["schemas"]
    definitions = json.loads(json.dumps(models).replace("#/components/schemas/", "#/$defs/"))
    for name in models:
        jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", "components": schema["components"]})
        jsonschema_rs.Draft202012Validator(definitions[name] | {"$defs": definitions})
    ids = [operation["operationId"] for methods in schema["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["security"]
            assert operation["summary"]
            assert {"401", "404", "422", "429"} <= operation["responses"].keys()


def test_the_description_is_valid_by_the_official_meta_schema(client, db):
    schema = client.get("/api/v1/openapi.json").json()
    assert [error.message for error in OpenAPIV31SpecValidator(schema).iter_errors()] == []


def test_references_in_the_description_lead_somewhere(client, db):
    schema = client.get("/api/v1/openapi.json").json()

    def references(node):
        if isinstance(node, dict):
            yield from ([node["$ref"]] if isinstance(node.get("$ref"), str) else [])
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    def leads(reference):
        node = schema
        for step in reference.removeprefix("#/").split("/"):
            node = node.get(step, {})
        return bool(node)

    assert [reference for reference in set(references(schema)) if not leads(reference)] == []


def test_every_object_of_the_description_has_a_name_of_its_own():
    """Of two that share one, the later would stand in the description for both."""

    def models(above):
        for model in above.__subclasses__():
            if model.__module__.startswith("seriktes.") and "[" not in model.__name__:
                yield model
            yield from models(model)

    names = Counter(model.__name__ for model in set(models(BaseModel)))
    assert [name for name, count in names.items() if count > 1] == []


def test_the_reference_page_needs_nothing_from_elsewhere(client, db):
    response = client.get("/api/docs/")
    page = response.content.decode()
    assert "<script>" not in page
    assert "style=" not in page
    assert "cdn" not in page
    assert "unsafe" not in response["Content-Security-Policy"]
    for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page


def test_every_scope_stands_in_the_reference_and_is_used(client, db):
    from seriktes.accounts.enums import Scope

    used = {
        scope
        for methods in client.get("/api/v1/openapi.json").json()["paths"].values()
        for operation in methods.values()
        for need in operation["security"]
        for scope in need.get("BearerToken", [])
    }
    assert used == set(Scope.values)
    assert ApiClient().get("codes/kinds").status_code == 200


def test_a_wrong_host_is_a_problem_too(client):
    response = client.get("/api/v1/organisations", headers={"host": "elsewhere.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["instance"] == "/api/v1/organisations"
    page = client.get("/", headers={"host": "elsewhere.example"})
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")
