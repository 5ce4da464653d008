import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seriktes.organisations.actions.particulars import add_channel, add_identifier, add_relation
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from tests.api.conftest import problem
from tests.world import PERSONAS, SINCE

NEW = {"kind": "company", "names": {"kk": "«Ойдан шығарылған Құм» ЖШС", "ru": "ТОО «Выдуманный Песок»"}}


@pytest.mark.parametrize("persona", PERSONAS)
def test_list_and_records_show_what_the_pages_queries_show(world, program, persona):
    visible = set(organisations_visible_to(world[persona]).values_list("pk", flat=True))
    client = program(persona)
    page = client.get("organisations", limit=200).json()
    assert {item["id"] for item in page["items"]} == visible
    assert page["total"] == len(visible)
    assert page["next"] is None
    shown = {row.pk for row in world.organisations.values() if client.get(f"organisations/{row.pk}").status_code == 200}
    assert shown == visible


@pytest.mark.parametrize("sort", ["name", "-name", "changed", "-changed", "id", "-id"])
def test_pages_give_every_row_once_and_in_order(world, program, sort):
    client = program("administrator")
    whole = [item["id"] for item in client.get("organisations", sort=sort, limit=200).json()["items"]]
    found, address = [], f"/api/v1/organisations?sort={sort}&limit=3"
    while address:
        response = client.get(address)
        found += [item["id"] for item in response.json()["items"]]
        address = response.json()["next"]
        assert ('rel="next"' in response["Link"]) == bool(address)
    assert found == whole
    assert len(found) == len(world.organisations)


def test_names_are_sorted_in_the_language_of_the_request(world, program):
    names = [item["name"] for item in program("administrator", language="ru").get("organisations").json()["items"]]
    ordered = Organisation.objects.order_by("sort_ru", "pk").values_list("name_ru", flat=True)
    assert names == list(ordered)


FILTERS = [
    ({"kind": "university"}, {"university", "hidden_university"}),
    ({"side": "state", "published": "true"}, {"agency", "fund"}),
    ({"region": "KZ-71"}, {"hidden_university", "agency", "hidden_agency"}),
    ({"region": ["KZ-71", "KZ-35"], "side": "industry"}, {"company"}),
    ({"sector": "B"}, {"company"}),
    ({"sector": "none", "kind": "company"}, {"hidden_company"}),
    ({"status": "inactive"}, {"company"}),
    ({"identifier": "bin:240140999905"}, {"company"}),
    ({"identifier": "bin:2401 4099 9905", "kind": "fund"}, set()),
    ({"q": "samuryq"}, {"university"}),
    ({"q": "выдуманн", "kind": "fund"}, {"fund", "hidden_fund"}),
    ({"changed_since": "2999-01-01T00:00:00Z"}, set()),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters(world, program, query, expected):
    by = world["administrator"]
    company = world.organisations["company"]
    Organisation.objects.filter(pk=company.pk).update(sector="07.10", status="inactive")
    add_identifier(organisation=company, scheme="bin", value="240140999905", by=by, on=SINCE)
    page = program("administrator").get("organisations", **query).json()
    assert {item["id"] for item in page["items"]} == {world.organisations[key].pk for key in expected}


def test_changed_since_is_a_way_to_keep_a_copy(world, program):
    client = program("administrator")
    latest = client.get("organisations", sort="-changed", limit=1).json()["items"][0]["changed_at"]
    add_identifier(
        organisation=world.organisations["fund"],
        scheme="bin",
        value="240140999905",
        by=world["administrator"],
        on=SINCE,
    )
    page = client.get("organisations", changed_since=latest, sort="changed").json()
    assert page["items"][-1]["id"] == world.organisations["fund"].pk
    assert page["total"] is None


WRONG = [
    ({"limit": "0"}, "limit"), ({"limit": "201"}, "limit"), ({"limit": "99999999999999999999"}, "limit"),
    ({"limit": "many"}, "limit"), ({"kind": "circus"}, "kind"), ({"status": "merged"}, "status"),
    ({"region": "KZ-00"}, "region"), ({"sector": "ZZ"}, "sector"), ({"identifier": "bin:240140999904"}, "identifier"),
    ({"identifier": "passport:1"}, "identifier"), ({"q": "a" * 201}, "q"), ({"q": "a\x00b"}, "q"),
    ({"after": "rubbish"}, "after"), ({"after": "bnVsbA"}, "after"), ({"changed_since": "yesterday"}, "changed_since"),
    ({"changed_since": "2026-01-01T00:00:00"}, "changed_since"), ({"changed_since": "0001-01-01T00:00:00Z"}, "changed_since"),
    ({"sort": "shoe size"}, "sort"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "parameter"), WRONG)
def test_a_wrong_parameter_is_named(world, program, query, parameter):
    response = program().get("organisations", **query)
    assert problem(response) == (422, "invalid")
    assert {error["parameter"] for error in response.json()["errors"]} == {parameter}


def test_a_mark_of_another_order_is_refused(world, program):
    client = program("administrator")
    following = client.get("organisations", limit=2).json()["next"]
    assert problem(client.get(f"{following}&sort=changed")) == (422, "invalid")


@pytest.mark.parametrize("copies", [1, 20])
def test_list_costs_few_queries_however_many_rows(world, program, copies):
    by = world["administrator"]
    for number in range(copies):
        organisation = Organisation.objects.create(kind="company", is_public=True, region="KZ-75")
        add_channel(organisation=organisation, kind="website", value="example.org", by=by, on=SINCE)
        add_relation(organisation=organisation, kind="parent", other=world.organisations["fund"], by=by, on=SINCE)
        organisation.identifiers.create(scheme="grid", value=f"grid.{number}.1")
    client = program("partnership_officer")
    client.get(
        "organisations", region="KZ-75", kind="company", limit=200
    )  # takes a lot of requests, marks the token's day
    with CaptureQueriesContext(connection) as queries:
        response = client.get("organisations", region="KZ-75", kind="company", limit=200)
    assert len(response.json()["items"]) == copies + 1
    assert len(queries) <= 8, [query["sql"][:120] for query in queries]


def test_record_shows_all_its_parts(world, program):
    by, university = world["administrator"], world.organisations["university"]
    client = program("partnership_officer")
    add_relation(organisation=world.organisations["company"], kind="parent", other=university, by=by, on=SINCE)
    add_relation(organisation=university, kind="related", other=world.organisations["hidden_fund"], by=by, on=SINCE)
    add_channel(organisation=university, kind="email", value="inside@example.org", by=by, on=SINCE, is_public=False)
    own, public = (
        client.get(f"organisations/{university.pk}").json(),
        program().get(f"organisations/{university.pk}").json(),
    )
    assert own["names"] == {
        "kk": "Ойдан шығарылған Самұрық университеті", "ru": "Выдуманный университет Самрук",
        "en": "Invented Samruk University",
    }  # fmt: skip
    assert [(row["kind"], row["other"]["id"]) for row in public["relations"]] == [
        ("child", world.organisations["company"].pk)
    ]
    assert len(own["relations"]) == 2
    assert [row["value"] for row in own["channels"]] == ["inside@example.org"]
    assert public["channels"] == []
    assert own["provenance"] == {}
    assert public["provenance"] is None


def test_create_change_and_publish(world, program):
    client = program("partnership_officer")
    response = client.post("organisations", NEW | {"region": "75", "sector": "62.01", "established": 2001})
    assert response.status_code == 201, response.content
    made = response.json()
    assert response["Location"].endswith(f"/api/v1/organisations/{made['id']}")
    assert (made["region"], made["is_public"], made["version"]) == ("KZ-75", False, 1)
    changed = client.patch(
        f"organisations/{made['id']}", {"city": "Алматы", "names": {"en": "Invented Sand"}}, response["ETag"]
    )
    assert changed.status_code == 200, changed.content
    assert (changed.json()["city"], changed.json()["names"]["en"], changed.json()["version"]) == (
        "Алматы",
        "Invented Sand",
        2,
    )
    assert changed.json()["names"]["kk"] == NEW["names"]["kk"]
    assert problem(program().get(f"organisations/{made['id']}")) == (404, "not-found")
    assert program("administrator").post(f"organisations/{made['id']}/publish").json()["is_public"] is True
    assert program().get(f"organisations/{made['id']}").status_code == 200


INVALID = [
    ({}, "#/kind"), (NEW | {"kind": "circus"}, "#/kind"), (NEW | {"names": {}}, "#/names"),
    (NEW | {"names": {"kk": "a\x00"}}, "#/names/kk"), (NEW | {"names": {"de": "Erfunden"}}, "#/names/de"),
    (NEW | {"region": "XX"}, "#/region"), (NEW | {"sector": "ZZ"}, "#/sector"), (NEW | {"established": 10**30}, "#/established"),
    (NEW | {"latitude": 91}, "#/latitude"), (NEW | {"regoin": "KZ-75"}, "#/regoin"),
    (NEW | {"identifiers": [{"scheme": "bin", "value": "240140999904"}]}, "#/identifiers/0/value"),
    (NEW | {"identifiers": [{"scheme": "passport", "value": "1"}]}, "#/identifiers/0/scheme"), ([], "#"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "pointer"), INVALID)
def test_a_wrong_value_is_pointed_at(world, program, body, pointer):
    before = Organisation.objects.count()
    response = program("administrator").post("organisations", body)
    assert problem(response) == (422, "invalid")
    assert pointer in {error["pointer"] for error in response.json()["errors"]}
    assert Organisation.objects.count() == before


def test_a_taken_identifier_is_a_conflict_that_names_the_record_to_those_who_see_it(world, program):
    fund, hidden = world.organisations["fund"], world.organisations["hidden_fund"]
    add_identifier(organisation=hidden, scheme="bin", value="240140999905", by=world["administrator"], on=SINCE)
    body = {"scheme": "bin", "value": "240140999905"}
    seen = program("administrator").post(f"organisations/{fund.pk}/identifiers", body)
    assert problem(seen) == (409, "conflict")
    assert seen.json()["organisation"] == hidden.pk
    unseen = program("company_manager").post(f"organisations/{world.organisations['company'].pk}/identifiers", body)
    assert problem(unseen) == (409, "conflict")
    assert unseen.json()["organisation"] is None


def test_parts_come_and_go(world, program):
    client, pk = program("company_manager"), world.organisations["company"].pk

    def added(path, body):
        response = client.post(f"organisations/{pk}/{path}", body)
        assert response.status_code == 201, response.content
        return response.json()

    name = added("names", {"value": "Железка", "language": "ru", "kind": "alias"})["all_names"]
    alias = next(row["id"] for row in name if row["kind"] == "alias")
    number = added("identifiers", {"scheme": "bin", "value": "240140999905"})["identifiers"][0]["id"]
    contact = added("channels", {"kind": "phone", "value": "8 727 000 00 00"})["channels"][0]
    assert contact["value"] == "+77270000000"
    relation = added("relations", {"kind": "related", "other": world.organisations["fund"].pk})["relations"][0]["id"]
    unit = added("units", {"names": {"en": "Invented workshop"}})["units"][0]
    part = added("units", {"names": {"en": "Invented corner"}, "parent": unit["id"]})["units"][1]
    moved = client.patch(f"organisations/{pk}/units/{part['id']}", {"parent": None}, f'"v{part["version"]}-0"')
    assert [row["parent"] for row in moved.json()["units"]] == [None, None]
    closed = client.post(f"organisations/{pk}/units/{part['id']}/close", {"on": "2026-01-31"})
    assert closed.json()["units"][1]["closed_on"] == "2026-01-31"
    for path in (f"names/{alias}", f"identifiers/{number}", f"channels/{contact['id']}", f"relations/{relation}"):
        assert client.delete(f"organisations/{pk}/{path}").status_code == 200
        assert problem(client.delete(f"organisations/{pk}/{path}")) == (404, "not-found")
    left = client.get(f"organisations/{pk}").json()
    assert (left["identifiers"], left["channels"], left["relations"]) == ([], [], [])


REFUSED_PARTS = [
    ("channels", {"kind": "email", "value": "nobody"}, "#/value"),
    ("channels", {"kind": "phone", "value": "12"}, "#/value"),
    ("identifiers", {"scheme": "passport", "value": "12"}, "#/scheme"),
    ("identifiers", {"scheme": "orcid", "value": "0000-0002-1825-0097"}, "#/value"),
    ("names", {"value": " ", "language": "ru", "kind": "alias"}, "#/value"),
    ("names", {"value": "Официальное", "language": "ru", "kind": "label"}, "#/kind"),
    ("relations", {"kind": "related"}, "#/other"),
    ("relations", {"kind": "related", "other": 999999999}, "#/other"),
    ("units", {"names": {}}, "#/names"),
    ("units", {"names": {"kk": "Бөлім"}, "parent": 999999999}, "#/parent"),
]


@pytest.mark.parametrize(("path", "body", "pointer"), REFUSED_PARTS)
def test_a_refused_part_says_why(world, program, path, body, pointer):
    response = program("company_manager").post(f"organisations/{world.organisations['company'].pk}/{path}", body)
    assert problem(response) == (422, "invalid")
    assert response.json()["errors"][0]["pointer"] == pointer


def test_merge_leads_to_the_kept_record_and_can_be_undone(world, program):
    kept, gone = world.organisations["fund"].pk, world.organisations["hidden_fund"].pk
    client = program("administrator")
    assert client.post(f"organisations/{kept}/merge", {"archived": gone}).status_code == 200
    moved = client.get(f"organisations/{gone}")
    assert (moved.status_code, moved["Location"]) == (307, f"/api/v1/organisations/{kept}")
    assert problem(client.post(f"organisations/{kept}/merge", {"archived": kept})) == (422, "invalid")
    restored = client.post(f"organisations/{gone}/unmerge")
    assert restored.status_code == 200, restored.content
    assert client.get(f"organisations/{gone}").status_code == 200
    assert problem(client.post(f"organisations/{gone}/unmerge")) == (404, "not-found")


def test_others_may_read_and_not_write(world, program):
    client, pk = program("faculty_member"), world.organisations["university"].pk
    etag = client.get(f"organisations/{pk}")["ETag"]
    assert problem(client.patch(f"organisations/{pk}", {"city": "X"}, etag)) == (403, "not-permitted")
    assert problem(client.post("organisations", NEW)) == (403, "not-permitted")
    hidden = world.organisations["hidden_fund"].pk
    assert problem(client.patch(f"organisations/{hidden}", {"city": "X"}, etag)) == (404, "not-found")
