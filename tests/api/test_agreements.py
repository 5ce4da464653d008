"""Agreements with their ways, and commitments, by a program."""

import pytest
from django.utils import timezone

from seriktes.partnerships.models import Agreement
from seriktes.partnerships.queries import access
from seriktes.partnerships.workflow import AGREEMENT, AGREEMENT_ACTS, SYSTEM
from tests.api.conftest import problem
from tests.api.visits import all_operations
from tests.api.visits_partnerships import side
from tests.world import PERSONAS

TEXT = {
    "kind": "memorandum", "names": {"kk": "Ойдан", "ru": "Выдумка"}, "languages": ["kk", "ru"],
    "starts_on": "2026-12-01", "ends_on": "2029-11-30", "notice_days": 60, "amount": "1500000.50", "currency": "KZT",
}  # fmt: skip


@pytest.mark.parametrize("persona", PERSONAS[1:])
def test_lists_show_what_the_pages_queries_show(world, program, persona):
    client, user = program(persona), world[persona]
    for path, rows in (
        ("agreements", access.agreements_visible_to(user)), ("commitments", access.commitments_visible_to(user)),
        ("activities", access.activities_visible_to(user)),
    ):  # fmt: skip
        visible = set(rows.values_list("pk", flat=True))
        assert {item["id"] for item in client.get(path, limit=200).json()["items"]} == visible, path
        world_rows = getattr(world, path).values()
        assert {row.pk for row in world_rows if client.get(f"{path}/{row.pk}").status_code == 200} == visible, path


def test_every_way_that_people_take_is_an_operation():
    ways = {way.code for way in (*AGREEMENT.transitions, *AGREEMENT_ACTS) if way.permission != SYSTEM}
    shown = {path.rsplit("/", 1)[1] for _method, path in all_operations() if path.startswith("/agreements/{pk}/ways/")}
    assert shown == ways | {"supersede"}


FILTERS = [
    ({"state": "active"}, {"active", "elsewhere"}), ({"state": ["draft", "ended"]}, {"draft", "ended"}),
    ({"kind": "framework"}, {"elsewhere"}), ({"number": "A-signed"}, {"signed"}),
    ({"ends_until": "2025-12-31"}, {"ended"}), ({"ends_from": "2027-09-01"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters(world, program, query, expected):
    items = program("auditor").get("agreements", **query).json()["items"]
    assert {item["id"] for item in items} == {world.agreements[key].pk for key in expected}


def drafted(client, world, **other):
    response = client.post(f"partnerships/{world.partnerships['own'].pk}/agreements", TEXT | other)
    assert response.status_code == 201, response.content
    return response


def test_a_draft_goes_its_way_to_both_signatures(world, program):
    client = program("partnership_officer")
    made = drafted(client, world)
    path = made["Location"].removeprefix("http://testserver")
    assert (made.json()["amount"], made.json()["currency"], made.json()["last_day_for_notice"]) == (
        "1500000.50", "KZT", "2029-10-01",
    )  # fmt: skip
    assert [one["organisation"]["id"] for one in made.json()["signatories"]] == [
        world.organisations[place].pk for place in ("university", "company")
    ]
    assert {"submit", "abandon"} <= set(made.json()["ways"])
    changed = client.patch(path, {"purpose": "Invented\nin two lines", "amount": None, "currency": ""}, made["ETag"])
    assert (changed.json()["purpose"], changed.json()["amount"]) == ("Invented\nin two lines", None)
    assert problem(client.patch(path, {"purpose": "x"}, made["ETag"])) == (412, "edited-elsewhere")
    Agreement.objects.filter(pk=made.json()["id"]).update(state="approved")
    days = {"on": timezone.localdate().isoformat()}
    ours, theirs = side(world, "own", "university"), side(world, "own", "company")
    foreign = program("company_manager").post(f"{path}/ways/sign", days | {"side": ours})
    assert problem(foreign) == (403, "not-permitted")
    once = program("company_manager").post(f"{path}/ways/sign", days | {"side": theirs, "name": "Invented Director"})
    assert (once.status_code, once.json()["state"]) == (200, "approved"), once.content
    again = client.post(f"{path}/ways/sign", days | {"side": theirs})
    assert (problem(again), again.json()["reason"]) == ((409, "conflict"), "signed_already")
    done = client.post(f"{path}/ways/sign", days | {"side": ours})
    assert (done.json()["state"], done.json()["signed_on"]) == ("signed", days["on"])
    told = [row["kind"] for row in client.get(f"{path}/timeline").json()["items"]]
    assert told[0] == "agreement.signed"
    assert {clock["code"] for clock in client.get(f"{path}/clocks").json()} == {"agreement_end", "agreement_notice"}


def test_frozen_members_are_refused_by_their_names(world, program):
    client, path = program("partnership_officer"), f"agreements/{world.agreements['active'].pk}"
    assert client.get(path).json()["editable"] == ["number"]
    refused = client.patch(path, {"number": "N-1", "amount": "5", "currency": "KZT", "names": {"en": "Other"}}, "*")
    assert (problem(refused), refused.json()["reason"]) == ((409, "conflict"), "frozen")
    assert refused.json()["fields"] == ["amount", "currency", "names"]
    refused = client.patch(path, {"amount": "5", "currency": "KZT"}, "*")
    assert (problem(refused), refused.json()["reason"]) == ((409, "conflict"), "frozen")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["#/amount", "#/currency"]
    assert client.get(path).json()["number"] == "A-active"
    assert client.patch(path, {"number": "N-1"}, "*").json()["number"] == "N-1"


VALUES = [
    ({"amount": 5}, "string_type"), ({"amount": "5.001"}, "string_pattern_mismatch"), ({"amount": "-5"}, "string_pattern_mismatch"),
    ({"amount": "1e9"}, "string_pattern_mismatch"), ({"currency": "tenge"}, "string_pattern_mismatch"),
    ({"starts_on": "9999-12-31"}, "less_than_equal"), ({"languages": ["de"]}, "literal_error"),
    ({"languages": ["kk", "kk"]}, "value"), ({"framework": 999_999_999}, "value"), ({"notice_days": -1}, "greater_than_equal"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "code"), VALUES)
def test_a_wrong_value_is_pointed_at(world, program, values, code):
    response = program("partnership_officer").patch(f"agreements/{world.agreements['draft'].pk}", values, "*")
    assert problem(response) == (422, "invalid")
    name = next(iter(values))
    assert [(error["pointer"].split("/")[1], error["code"]) for error in response.json()["errors"]] == [(name, code)]


RULES = [
    ({"starts_on": "2026-12-01", "ends_on": "2026-11-01"}, 409, "out_of_order"),
    ({"amount": "5", "currency": ""}, 422, "no_currency"),
]


@pytest.mark.parametrize(("values", "status", "reason"), RULES)
def test_what_does_not_hold_together_is_refused(world, program, values, status, reason):
    before = Agreement.objects.count()
    pk = world.partnerships["own"].pk
    response = program("partnership_officer").post(f"partnerships/{pk}/agreements", TEXT | values)
    assert (response.status_code, response.json()["reason"]) == (status, reason)
    assert Agreement.objects.count() == before


def test_the_life_after_the_signature(world, program):
    client = program("partnership_officer")
    path = f"agreements/{world.agreements['active'].pk}"
    ours = side(world, "own", "university")
    assert client.post(f"{path}/ways/suspend", {"reason": "Invented"}).json()["state"] == "suspended"
    raced = client.post(f"{path}/ways/suspend", {"reason": "Invented"})
    assert (problem(raced), raced.json()["reason"]) == ((409, "conflict"), "wrong_state")
    assert client.post(f"{path}/ways/resume", {}).json()["state"] == "active"
    option = client.post(f"{path}/ways/extend", {"months": 12})
    assert (problem(option), option.json()["reason"]) == ((409, "conflict"), "no_option")
    noticed = client.post(f"{path}/ways/give_notice", {"side": ours, "on": "2026-03-02"})
    assert (noticed.json()["notice_given_on"], noticed.json()["notice_given_by"]) == ("2026-03-02", ours)
    amendment = client.post(f"{path}/ways/amend", {"names": {"en": "Invented amendment"}, "ends_on": "2028-08-31"})
    assert (amendment.status_code, amendment.json()["amends"]) == (201, world.agreements["active"].pk)
    later = client.post(f"{path}/ways/supersede", {})
    assert (later.status_code, later.json()["supersedes"]) == (201, world.agreements["active"].pk)
    ended = client.post(f"{path}/ways/terminate", {"reason": "Invented", "on": "2026-03-02"})
    assert (ended.json()["state"], ended.json()["terminated_on"]) == ("terminated", "2026-03-02")
    assert problem(client.post(f"{path}/ways/circus", {})) == (404, "not-found")


def test_a_way_at_another_version_is_told(world, program):
    client, path = program("partnership_officer"), f"agreements/{world.agreements['draft'].pk}/ways/abandon"
    late = client.post(path, {"reason": "Invented"}, **{"If-Match": '"v9-0"'})
    assert problem(late) == (412, "edited-elsewhere")
    assert client.post(path, {"reason": "Invented"}, **{"If-Match": '"v1-0"'}).json()["state"] == "abandoned"


def test_who_signs_is_said_anew(world, program):
    client, path = program("partnership_officer"), f"agreements/{world.agreements['draft'].pk}/signatories"
    signers = [
        {"side": side(world, "own", "university"), "name": "Invented Rector", "email": "rector@example.org"},
        {"side": side(world, "own", "company"), "authority": "Invented charter"},
    ]
    body = {"signatories": signers}
    written = client.ask("PUT", path, body)
    assert [(one["name"], one["authority"]) for one in written.json()["signatories"]] == [
        ("Invented Rector", ""), ("", "Invented charter"),
    ]  # fmt: skip
    twice = client.ask("PUT", path, {"signatories": signers[:1] * 2})
    assert (problem(twice), twice.json()["errors"][0]["pointer"]) == ((422, "invalid"), "#/signatories/1/side")
    frozen = client.ask("PUT", f"agreements/{world.agreements['active'].pk}/signatories", body)
    assert (problem(frozen), frozen.json()["fields"]) == ((409, "conflict"), ["signatories"])
    assert problem(program("auditor").ask("PUT", path, body)) == (403, "not-permitted")


def test_one_signed_years_ago_stands_where_its_dates_say(world, program):
    pk = world.partnerships["own"].pk
    signatures = [{"side": side(world, "own", place), "on": "2019-05-20"} for place in ("university", "company")]
    body = TEXT | {"starts_on": "2019-06-01", "ends_on": "2022-05-31", "signatures": signatures}
    made = program("partnership_officer").post(f"partnerships/{pk}/agreements/signed", body)
    assert (made.status_code, made.json()["state"], made.json()["signed_on"]) == (201, "ended", "2019-05-20")
    future = body | {"signatures": [one | {"on": "2999-01-01"} for one in signatures]}
    refused = program("partnership_officer").post(f"partnerships/{pk}/agreements/signed", future)
    assert (problem(refused), refused.json()["reason"]) == ((409, "conflict"), "signed_in_future")


# --- Commitments ------------------------------------------------------------------------------------------------------
def promised(world, **other):
    return {
        "side": side(world, "own", "company"), "kind": "money", "what": "Invented grant", "currency": "KZT",
        "schedule": [{"due_on": "2026-02-01", "amount": "100"}, {"due_on": "2999-02-01", "amount": "0.50"}], **other,
    }  # fmt: skip


def test_a_promise_is_made_delivered_confirmed_and_taken_back(world, program):
    client, ours = program("partnership_officer"), side(world, "own", "university")
    agreement = world.agreements["active"].pk
    made = client.post(f"agreements/{agreement}/commitments", promised(world))
    assert made.status_code == 201, made.content
    path = made["Location"].removeprefix("http://testserver")
    sums = {name: made.json()[name] for name in ("promised", "due", "delivered", "unconfirmed")}
    assert sums == {"promised": "100.50", "due": "100.00", "delivered": "0.00", "unconfirmed": "0.00"}
    assert made.json()["id"] in [row["id"] for row in client.get("commitments", owed="true").json()["items"]]
    given = program("company_manager").post(
        f"{path}/deliveries", {"on": "2026-02-10", "amount": "100", "currency": "KZT"}
    )
    assert (given.status_code, given.json()["delivered"], given.json()["unconfirmed"]) == (201, "0.00", "100.00")
    part = given.json()["deliveries"][0]["id"]
    own = program("company_manager").post(f"{path}/deliveries/{part}/confirm", {"side": side(world, "own", "company")})
    assert (problem(own), own.json()["reason"]) == ((409, "conflict"), "own_word")
    foreign = program("company_manager").post(f"{path}/deliveries/{part}/confirm", {"side": ours})
    assert problem(foreign) == (403, "not-permitted")
    wrong = client.post(f"{path}/deliveries/{part}/dispute", {"side": ours, "reason": "It never came"}).json()
    assert (wrong["unconfirmed"], wrong["deliveries"][0]["dispute"]) == ("0.00", "It never came")
    assert client.post(f"{path}/deliveries/{part}/confirm", {"side": ours}).json()["delivered"] == "100.00"
    more = {"on": "2026-02-11", "amount": "1", "currency": "KZT"}
    told = client.post(f"{path}/deliveries", more)
    assert (problem(told), told.json()["details"]) == ((409, "conflict"), ["0.50", "KZT"])
    own_word = client.post(f"{path}/deliveries", {**more, "although_more": True}).json()
    assert own_word["delivered"] == "101.00"
    client.post(f"{path}/deliveries/{own_word['deliveries'][1]['id']}/withdraw", {"reason": "Invented"})
    early = client.post(f"{path}/deliveries", {**more, "on": "1999-11-20"})
    assert (problem(early), early.json()["errors"][0]["pointer"]) == ((422, "invalid"), "#/on")
    assert made.json()["id"] not in [row["id"] for row in client.get("commitments", owed="true").json()["items"]]
    back = client.post(f"{path}/deliveries/{part}/withdraw", {"reason": "Invented"})
    assert (back.json()["delivered"], back.json()["deliveries"][0]["withdrawn_at"] is None) == ("0.00", False)
    moved = client.ask("PUT", f"{path}/schedule", {"schedule": [{"due_on": "2999-06-30", "amount": "200"}]})
    assert (moved.json()["due"], moved.json()["promised"]) == ("0.00", "200.00")
    named = client.patch(path, {"what": "Another name"}, moved["ETag"])
    assert named.json()["what"] == "Another name"
    gone = client.post(f"{path}/withdraw", {"reason": "Invented"})
    assert gone.json()["withdrawn_at"]
    assert problem(client.post(f"{path}/withdraw", {"reason": "Invented"})) == (409, "conflict")


PROMISES = [
    ({"currency": ""}, "#/currency", "no_currency"),
    ({"schedule": []}, "#/schedule", "too_short"),
    ({"schedule": [{"due_on": "2027-01-01", "amount": "0"}]}, "#/amount", "not_positive"),
    ({"schedule": [{"due_on": "2027-01-01", "amount": "1"}] * 2}, "#/schedule", "day_twice"),
    ({"schedule": [{"due_on": "2019-01-01", "amount": "1"}]}, "#/schedule", "due_before"),
    ({"kind": "places", "unit": ""}, "#/unit", "no_unit"),
    ({"service_months": 12}, "#/service_months", "service_without_scholarship"),
    ({"what": " "}, "#/what", "string_pattern_mismatch"),
]


@pytest.mark.parametrize(("other", "pointer", "code"), PROMISES)
def test_a_wrong_promise_is_pointed_at(world, program, other, pointer, code):
    path = f"agreements/{world.agreements['active'].pk}/commitments"
    response = program("partnership_officer").post(path, promised(world, **other))
    assert problem(response) == (422, "invalid")
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [(pointer, code)]


def test_a_sum_in_another_currency_is_refused(world, program):
    path = f"commitments/{world.commitments['own'].pk}/deliveries"
    response = program("company_manager").post(path, {"on": "2026-02-10", "amount": "1", "currency": "USD"})
    assert (problem(response), response.json()["reason"]) == ((409, "conflict"), "other_currency")
    assert response.json()["details"] == ["KZT", "USD"]
