"""Partnerships and their sides by a program."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seriktes.accounts.models import AuditEvent
from seriktes.partnerships.models import Partnership, Party
from seriktes.partnerships.queries import access
from tests.api.conftest import problem
from tests.api.visits_partnerships import side
from tests.world import PERSONAS


def new(world, *places, **other):
    sides = [{"organisation": world.organisations[place].pk} for place in places]
    return {"names": {"en": "Invented relation"}, "sides": sides, **other}


@pytest.mark.parametrize("persona", PERSONAS)
def test_list_and_records_show_what_the_pages_queries_show(world, program, persona):
    client = program(persona)
    visible = set(access.partnerships_visible_to(world[persona]).values_list("pk", flat=True))
    whole = set(access.partnerships_inside(world[persona]).values_list("pk", flat=True))
    archived = {world.partnerships["archived"].pk}
    items = client.get("partnerships", limit=200).json()["items"]
    assert {item["id"] for item in items} == visible - archived
    assert {item["id"] for item in items if item["is_whole"]} == whole - archived
    kept = client.get("partnerships", archived="true").json()["items"]
    assert {item["id"] for item in kept} == visible & archived
    shown = {row.pk for row in Partnership.objects.all() if client.get(f"partnerships/{row.pk}").status_code == 200}
    assert shown == visible


HIDDEN = {
    "stage": None, "initiator": None, "ground": None, "began_on": None, "number": "", "note": "", "ground_note": "",
    "last_activity_on": None, "covered_until": None, "created_at": None, "stages": [], "provenance": None,
}  # fmt: skip


def test_the_public_sees_the_sides_and_no_more(world, program):
    path = f"partnerships/{world.partnerships['published'].pk}"
    answer = program().get(path).json()
    assert {name: answer[name] for name in HIDDEN} == HIDDEN
    assert [one["organisation"]["id"] for one in answer["sides"]] == [
        world.organisations[place].pk for place in ("university", "fund")
    ]
    assert {(one["contact_name"], one["post"], one["version"]) for one in answer["all_sides"]} == {("", None, None)}
    inside = program("partnership_officer").get(path).json()
    assert (inside["stage"], inside["note"], inside["number"]) == ("active", "Note of published", "P-published")
    assert problem(program().get(f"{path}/timeline")) == (401, "token-missing")
    for part in ("timeline", "clocks", "facts"):
        assert problem(program("reviewer").get(f"{path}/{part}")) == (404, "not-found")


def test_an_analyst_sees_no_notes_and_no_people(world, program):
    party = Party.objects.get(pk=side(world, "own", "company"))
    party.contact_name = "Somebody Invented"
    party.save()
    path = f"partnerships/{world.partnerships['own'].pk}"
    told = {persona: program(persona).get(path).json() for persona in ("ministry_analyst", "auditor")}
    assert (told["ministry_analyst"]["note"], told["auditor"]["note"]) == ("", "Note of own")
    assert [one["contact_name"] for one in told["auditor"]["all_sides"]] == ["", "Somebody Invented"]
    assert [one["contact_name"] for one in told["ministry_analyst"]["all_sides"]] == ["", ""]
    assert told["ministry_analyst"]["stage"] == "active"


FILTERS = [
    ({"form": "education"}, {"own", "half_hidden"}),
    ({"form": ["research", "consultancy"]}, {"published", "of_others", "of_three"}),
    ({"region": "KZ-75", "published": "true"}, {"published", "of_others_published", "half_hidden"}),
    ({"region": "KZ-71"}, set()),
    ({"number": "P-own"}, {"own"}),
    ({"stage": "paused"}, set()),
    ({"ground": "need", "initiator": "university", "form": "consultancy"}, {"of_others"}),
    ({"covered_before": "2026-01-01"}, {"own", "published", "of_others", "of_others_published", "half_hidden", "of_three"}),
    ({"changed_since": "2999-01-01T00:00:00Z"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters(world, program, query, expected):
    items = program("auditor").get("partnerships", **query).json()["items"]
    assert {item["id"] for item in items} == {world.partnerships[key].pk for key in expected}


def test_a_filter_does_not_tell_what_is_not_shown(world, program):
    published = world.partnerships["published"]
    for query in ({"stage": "active"}, {"ground": "need"}, {"number": "P-published"}, {"covered_before": "2026-01-01"}):
        assert program().get("partnerships", **query).json()["items"] == [], query
        assert published.pk in [
            item["id"] for item in program("partnership_officer").get("partnerships", **query).json()["items"]
        ]
    asked = {"organisation": world.organisations["company"].pk}
    assert [item["id"] for item in program("fund_manager").get("partnerships", **asked).json()["items"]] == [
        world.partnerships["of_others_published"].pk
    ]


@pytest.mark.parametrize("sort", ["id", "-id", "changed", "-changed", "name", "-name"])
def test_pages_give_every_row_once_and_in_order(world, program, sort):
    client = program("administrator")
    whole = [item["id"] for item in client.get("partnerships", sort=sort, limit=200).json()["items"]]
    found, address = [], f"/api/v1/partnerships?sort={sort}&limit=2"
    while address:
        answer = client.get(address).json()
        assert answer["total"] is None
        found += [item["id"] for item in answer["items"]]
        address = answer["next"]
    assert found == whole
    assert len(found) == len(world.partnerships) - 1  # one is archived


LISTS = ["partnerships", "agreements", "commitments", "activities"]


@pytest.mark.parametrize(
    ("persona", "path"),
    [("anonymous", "partnerships"), *((who, path) for who in ("partnership_officer", "auditor") for path in LISTS)],
)
def test_a_page_costs_the_same_however_many_rows(world, program, persona, path):
    client = program(persona)
    client.get(path, limit=1)
    costs = []
    for limit in (1, 50):
        with CaptureQueriesContext(connection) as counted:
            assert client.get(path, limit=limit).status_code == 200
        costs.append(len(counted))
        assert not [query["sql"] for query in counted if "COUNT(" in query["sql"].upper()]
    assert costs[0] == costs[1]
    assert costs[1] <= 12


# --- Adding and changing ----------------------------------------------------------------------------------------------
def test_add_read_change_with_the_version(world, program):
    client = program("partnership_officer")
    made = client.post("partnerships", new(world, "university", "company", forms=["research"], began_on="2026-01-31"))
    assert made.status_code == 201, made.content
    path = made["Location"].removeprefix("http://testserver")
    read = client.get(path)
    assert read.json() == made.json()
    assert (read.json()["stage"], read.json()["forms"], read.json()["began_on"]) == (
        "contact",
        ["research"],
        "2026-01-31",
    )
    assert problem(client.patch(path, {"note": "One"})) == (428, "precondition-required")
    changed = client.patch(path, {"note": "One", "names": {"kk": "Ойдан"}, "began_on": None}, read["ETag"])
    assert (changed.status_code, changed.json()["note"], changed.json()["began_on"]) == (200, "One", None)
    assert changed.json()["names"] == {"kk": "Ойдан", "ru": "", "en": "Invented relation"}
    events = AuditEvent.objects.count()
    late = client.patch(path, {"note": "Two"}, read["ETag"])
    assert (problem(late), late.json()["version"]) == ((412, "edited-elsewhere"), 2)
    assert AuditEvent.objects.count() == events


def test_who_only_speaks_for_a_side_proposes(world, program):
    made = program("company_manager").post("partnerships", new(world, "university", "company"))
    assert made.status_code == 201, made.content
    kinds = [
        row["kind"]
        for row in program("company_manager").get(f"partnerships/{made.json()['id']}/timeline").json()["items"]
    ]
    assert set(kinds) == {"partnership.proposed", "partnership.asked"}
    refused = program("company_manager").patch(f"partnerships/{made.json()['id']}", {"note": "x"}, "*")
    assert problem(refused) == (403, "not-permitted")


REFUSED = [
    (("university",), {}, "#/sides", "too_few_parties"),
    (("university", "university"), {}, "#/sides", "too_few_parties"),
    (("university", "company", "company"), {}, "#/organisation", "party_twice"),
    (("company", "fund"), {}, "#/sides", "value"),
    (("university", "company"), {"names": {}}, "#/names", "nameless"),
    (("university", "company"), {"region": "XX"}, "#/region", "value"),
    (("university", "company"), {"began_on": "0001-01-01"}, "#/began_on", "greater_than_equal"),
    (("university", "company"), {"stage": "ended"}, "#/stage", "literal_error"),
    (("university", "company"), {"proposed_by": 999_999_999}, "#/proposed_by", "value"),
    (("university", "company"), {"circus": 1}, "#/circus", "extra_forbidden"),
]


@pytest.mark.parametrize(("places", "other", "pointer", "code"), REFUSED)
def test_a_wrong_value_is_pointed_at(world, program, places, other, pointer, code):  # noqa: PLR0917
    before = Partnership.objects.count()
    response = program("partnership_officer").post("partnerships", new(world, *places, **other))
    assert problem(response) == (422, "invalid")
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [(pointer, code)]
    assert Partnership.objects.count() == before


def test_organisations_that_one_does_not_see_cannot_be_found_out(world, program):
    told = [
        program("company_manager").post("partnerships", new(world, "company") | {
            "sides": [{"organisation": world.organisations["company"].pk}, {"organisation": pk}]
        })
        for pk in (world.organisations["hidden_fund"].pk, 999_999_999)
    ]  # fmt: skip
    assert [(problem(one), one.json()["errors"]) for one in told] == [(problem(told[0]), told[0].json()["errors"])] * 2
    assert told[0].json()["errors"][0]["pointer"] == "#/sides/1/organisation"


# --- Where it stands --------------------------------------------------------------------------------------------------
def test_stages_end_archive(world, program):
    client, pk = program("partnership_officer"), world.partnerships["published"].pk
    record = client.get(f"partnerships/{pk}").json()
    assert record["stages"] == ["paused", "ended"]
    paused = client.post(f"partnerships/{pk}/stage", {"stage": "paused"}, **{"If-Match": f'"v{record["version"]}-0"'})
    assert paused.json()["stage"] == "paused"
    raced = client.post(f"partnerships/{pk}/stage", {"stage": "active"}, **{"If-Match": f'"v{record["version"]}-0"'})
    assert problem(raced) == (412, "edited-elsewhere")
    wrong = client.post(f"partnerships/{pk}/stage", {"stage": "contact"})
    assert (problem(wrong), wrong.json()["reason"]) == ((409, "conflict"), "wrong_state")
    early = client.post(f"partnerships/{pk}/archive")
    assert (problem(early), early.json()["reason"]) == ((409, "conflict"), "not_ended")
    blank = client.post(f"partnerships/{pk}/end", {"on": "2026-03-02", "reason": " "})
    assert (problem(blank), blank.json()["errors"][0]["pointer"]) == ((422, "invalid"), "#/reason")
    ended = client.post(f"partnerships/{pk}/end", {"on": "2026-03-02", "reason": "Invented"})
    assert (ended.json()["stage"], ended.json()["ended_on"], ended.json()["end_reason"]) == (
        "ended",
        "2026-03-02",
        "Invented",
    )
    assert client.post(f"partnerships/{pk}/archive").json()["is_public"] is False
    assert problem(program().get(f"partnerships/{pk}")) == (404, "not-found")
    assert problem(client.patch(f"partnerships/{pk}", {"note": "x"}, "*")) == (409, "conflict")
    assert client.post(f"partnerships/{pk}/unarchive").json()["archived_at"] is None


def test_one_that_binds_does_not_end(world, program):
    refused = program("partnership_officer").post(
        f"partnerships/{world.partnerships['own'].pk}/end", {"on": "2026-03-02", "reason": "Invented"}
    )
    assert (problem(refused), refused.json()["reason"]) == ((409, "conflict"), "agreements_in_force")
    assert world.agreements["active"].pk in refused.json()["details"]


def test_problems_speak_the_language_of_the_request(world, program):
    path = f"partnerships/{world.partnerships['own'].pk}/archive"
    told = {code: program("partnership_officer", language=code).post(path) for code in ("kk", "ru", "en")}
    assert {one.json()["reason"] for one in told.values()} == {"not_ended"}
    assert {code: one["Content-Language"] for code, one in told.items()} == {"kk": "kk", "ru": "ru", "en": "en"}
    assert told["en"].json()["detail"] == "Only a partnership that has ended can be archived."


# --- Sides ------------------------------------------------------------------------------------------------------------
def test_sides_come_change_and_leave(world_with_posts, program):
    world = world_with_posts
    client, pk = program("partnership_officer"), world.partnerships["own"].pk
    added = client.post(
        f"partnerships/{pk}/sides", {"organisation": world.organisations["fund"].pk, "joined_on": "2026-01-31"}
    )
    assert (added.status_code, added.json()["organisation"]["id"]) == (201, world.organisations["fund"].pk)
    path = added["Location"].removeprefix("http://testserver")
    assert client.get(path).json() == added.json()
    changed = client.patch(path, {"contact_name": "Invented", "contact_email": "a@example.org"}, added["ETag"])
    assert (changed.json()["contact_email"], changed.json()["version"]) == ("a@example.org", 2)
    wrong = client.patch(path, {"post": world.posts["office"].pk}, "*")
    assert (problem(wrong), wrong.json()["errors"][0]["pointer"]) == ((422, "invalid"), "#/post")
    assert problem(client.patch(path, {"contact_email": "nobody"}, "*")) == (422, "invalid")
    early = client.post(f"{path}/leave", {"on": "2025-01-31"})
    assert (problem(early), early.json()["errors"][0]["code"]) == ((422, "invalid"), "ends_before_it_begins")
    left = client.post(f"{path}/leave", {"on": "2026-02-28"})
    assert left.json()["left_on"] == "2026-02-28"
    back = client.patch(path, {"joined_on": "2026-03-01"}, "*")
    assert (problem(back), back.json()["errors"][0]["code"]) == ((422, "invalid"), "ends_before_it_begins")
    last = client.post(f"partnerships/{pk}/sides/{side(world, 'own', 'company')}/leave", {"on": "2026-02-28"})
    assert (problem(last), last.json()["errors"][0]["code"]) == ((422, "invalid"), "too_few_parties")


def test_each_side_agrees_to_publish_for_itself(world, program):
    pk = world.partnerships["own"].pk
    path = f"partnerships/{pk}/sides"
    ours, theirs = side(world, "own", "university"), side(world, "own", "company")
    assert problem(program("partnership_officer").post(f"{path}/{theirs}/publish")) == (403, "not-permitted")
    assert program("partnership_officer").post(f"{path}/{ours}/publish").json()["is_public"] is False
    assert program("company_manager").post(f"{path}/{theirs}/publish").json()["is_public"] is True
    assert program().get(f"partnerships/{pk}").json()["published_agreements"][0]["kind"] == "memorandum"
    assert program("company_manager").post(f"{path}/{theirs}/unpublish").json()["is_public"] is False
    assert problem(program().get(f"partnerships/{pk}")) == (404, "not-found")


def test_letters_start_and_stop_a_clock(world, program):
    client, pk = program("partnership_officer"), world.partnerships["own"].pk
    ours, theirs = side(world, "own", "university"), side(world, "own", "company")
    assert client.post(f"partnerships/{pk}/sides/{ours}/letters", {"note": "Invented question"}).status_code == 204
    clock = client.get(f"partnerships/{pk}/clocks").json()[0]
    assert (clock["code"], clock["state"], clock["item"]) == (
        "partnership_reply", "running", str(world.organisations["company"].pk),
    )  # fmt: skip
    assert [step["event"] for step in clock["trace"] if step["event"]] == ["partnership.asked"]
    assert all(step["words"] for step in clock["trace"])
    assert problem(client.post(f"partnerships/{pk}/sides/{ours}/letters", {"note": "x", "at": "2999-01-01T00:00:00Z"})) == (
        422, "invalid",
    )  # fmt: skip
    assert program("company_manager").post(f"partnerships/{pk}/sides/{theirs}/answers", {}).status_code == 204
    assert client.get(f"partnerships/{pk}/clocks").json()[0]["state"] == "stopped"
    told = client.get(f"partnerships/{pk}/timeline").json()["items"]
    assert [row["kind"] for row in told] == ["partnership.answered", "partnership.asked"]
    assert "Invented question" in told[1]["words"]
    assert told[1]["who"]
    analyst = program("ministry_analyst").get(f"partnerships/{pk}/timeline").json()["items"][1]
    assert (analyst["who"], analyst["data"], "Invented question" in analyst["words"]) == ("", {}, False)


def test_what_one_side_keeps_to_itself_is_not_told_to_the_other(world, program):
    pk = world.partnerships["own"].pk
    program("partnership_officer").patch(f"partnerships/{pk}", {"note": "Ours"}, "*")
    kinds = {
        persona: [row["kind"] for row in program(persona).get(f"partnerships/{pk}/timeline").json()["items"]]
        for persona in ("partnership_officer", "company_manager")
    }
    assert kinds == {"partnership_officer": ["partnership.changed"], "company_manager": []}
