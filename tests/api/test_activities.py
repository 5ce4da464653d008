"""Activities, facts and clocks by a program."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from seriktes.organisations.models import Person
from seriktes.partnerships.models import ActivityFile
from seriktes.procedures.models import OpenClock
from tests.api.conftest import ApiClient, problem
from tests.api.visits_partnerships import side
from tests.world import NOON

TOLD = {"kind": "internship", "title": "Invented practice", "starts_on": "2026-02-01", "ends_on": "2026-02-14"}


def reported(client, world, **other):
    return client.post(f"partnerships/{world.partnerships['own'].pk}/activities", TOLD | other)


def test_it_counts_once_every_side_confirmed_it(world, program):
    ours, theirs = program("partnership_officer"), program("company_manager")
    person = world.people["lecturer"].pk
    made = reported(ours, world, hours="12.5", people=[{"person": person, "role": "lead", "hours": "3"}])
    assert (made.status_code, made.json()["state"], made.json()["hours"]) == (201, "reported", "12.50"), made.content
    assert [(one["person"], one["role"], one["hours"]) for one in made.json()["people"]] == [(person, "lead", "3.00")]
    path = made["Location"].removeprefix("http://testserver")
    assert (made.json()["ways"], theirs.get(path).json()["ways"]) == (
        ["withdraw", "change"], ["confirm", "dispute", "change"],
    )  # fmt: skip
    assert problem(theirs.post(f"{path}/withdraw", {"reason": "Not ours"})) == (403, "not-permitted")
    assert problem(ours.post(f"{path}/confirm", {"organisation": world.organisations["company"].pk})) == (
        422,
        "invalid",
    )
    disputed = theirs.post(f"{path}/dispute", {"reason": "Fewer hours"})
    assert (disputed.json()["state"], disputed.json()["sides"][1]["dispute"]) == ("disputed", "Fewer hours")
    changed = ours.patch(path, {"hours": "10"}, "*")
    assert (changed.json()["state"], changed.json()["hours"]) == ("reported", "10.00")
    old = theirs.post(f"{path}/confirm", {"as_reported_at": made.json()["reported_at"]})
    assert problem(old) == (412, "edited-elsewhere")
    confirmed = theirs.post(f"{path}/confirm", {"as_reported_at": changed.json()["reported_at"]})
    assert (confirmed.json()["state"], confirmed.json()["ways"]) == ("confirmed", ["withdraw", "dispute", "change"])
    kinds = [row["kind"] for row in ours.get(f"{path}/timeline").json()["items"]]
    assert kinds[:2] == ["activity.confirmed", "activity.confirmed_by"]
    withdrawn = ours.post(f"{path}/withdraw", {"reason": "Invented"})
    assert withdrawn.json()["state"] == "withdrawn"
    again = ours.post(f"{path}/withdraw", {"reason": "Invented"})
    assert (problem(again), again.json()["reason"]) == ((409, "conflict"), "wrong_state")


def test_a_draft_is_seen_by_the_side_that_writes_it(world, program):
    made = reported(program("partnership_officer"), world, is_draft=True)
    path = made["Location"].removeprefix("http://testserver")
    assert problem(program("company_manager").get(path)) == (404, "not-found")
    assert program("partnership_officer").post(f"{path}/report").json()["state"] == "reported"
    assert program("company_manager").get(path).status_code == 200


WRONG = [
    ({"kind": "circus"}, "#/kind", "unknown_kind"), ({"title": "  "}, "#/title", "string_pattern_mismatch"),
    ({"ends_on": "2026-01-01"}, "#/ends_on", "ends_before_it_begins"),
    ({"mode": "sti"}, "#/mode_reason", "mode_without_reason"), ({"amount": "5"}, "#/currency", "no_currency"),
    ({"people": [{"person": 999_999_999}]}, "#/people/0/person", "value"),
    ({"sides": [999_999_999]}, "#/sides/0", "value"), ({"agreement": 999_999_999}, "#/agreement", "value"),
    ({"organisation": 999_999_999}, "#/organisation", "value"), ({"region": "XX"}, "#/region", "value"),
    ({"hours": "10000000"}, "#/hours", "value"),
]  # fmt: skip


@pytest.mark.parametrize(("other", "pointer", "code"), WRONG)
def test_a_wrong_value_is_pointed_at(world, program, other, pointer, code):
    response = reported(program("partnership_officer"), world, **other)
    assert problem(response) == (422, "invalid")
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [(pointer, code)]


def test_what_lies_ahead_is_noted_and_not_reported(world, program):
    client = program("partnership_officer")
    ahead = {"starts_on": "2999-01-01", "ends_on": "2999-01-02"}
    refused = reported(client, world, **ahead)
    assert (problem(refused), refused.json()["reason"]) == ((409, "conflict"), "in_future")
    assert reported(client, world, is_draft=True, **ahead).status_code == 201


def test_who_took_part_sees_people_and_others_do_not(world, program):
    path = f"activities/{world.activities['reported'].pk}"
    student = program("student").get(path).json()["people"]
    assert [(one["person"], one["name"]) for one in student] == [
        (None, ""), (world.people["student"].pk, "Asem Bilimbek"),
    ]  # fmt: skip
    assert program("ministry_analyst").get(path).json()["people"] == []
    assert len(program("auditor").get(path).json()["people"]) == 2


@pytest.fixture
def kept(world):
    activity = world.activities["reported"]
    row = ActivityFile(activity=activity, name="list.txt", sha256=hashlib.sha256(b"invented").hexdigest(), at=NOON)
    row.file.save("list.txt", ContentFile(b"invented"))
    return row


def test_files_are_read_as_they_were_handed_in(world, program, kept):
    path = f"activities/{kept.activity_id}"
    assert program("company_manager").get(path).json()["files"] == [
        {"id": kept.pk, "name": "list.txt", "sha256": kept.sha256, "at": "2026-03-02T07:00:00Z"}
    ]
    read = program("company_manager").get(f"{path}/files/{kept.pk}")
    assert (read.status_code, read.content, read["Content-Disposition"]) == (
        200, b"invented", 'attachment; filename="list.txt"',
    )  # fmt: skip
    assert problem(program("ministry_analyst").get(f"{path}/files/{kept.pk}")) == (404, "not-found")
    other = f"activities/{world.activities['confirmed'].pk}/files/{kept.pk}"
    assert problem(program("company_manager").get(other)) == (404, "not-found")
    ActivityFile.objects.filter(pk=kept.pk).update(sha256="0" * 64)
    damaged = program("company_manager").get(f"{path}/files/{kept.pk}")
    assert (problem(damaged), damaged.json()["reason"]) == ((409, "conflict"), "damaged")


def test_evidence_is_for_those_who_see_particulars(world, program):
    delivery = world.commitments["own"].deliveries.get()
    path = f"commitments/{delivery.commitment_id}/deliveries/{delivery.pk}/evidence"
    assert problem(program("company_manager").get(path)) == (404, "not-found")
    delivery.evidence.save("act.txt", ContentFile(b"invented"))
    read = program("company_manager").get(path)
    assert (read.status_code, read.content, read["Cache-Control"]) == (200, b"invented", "private, no-store")
    assert read["Content-Disposition"] == 'attachment; filename="act.txt"'
    assert problem(program("ministry_analyst").get(path)) == (404, "not-found")
    assert problem(program("fund_manager").get(path)) == (404, "not-found")


# --- Facts and clocks -------------------------------------------------------------------------------------------------
def test_each_fact_leads_to_its_rows(world, program):
    client, pk = program("partnership_officer"), world.partnerships["own"].pk
    world.commitments["own"].deliveries.update(confirmed_at=NOON)
    sheet = client.get(f"partnerships/{pk}/facts", on="2026-11-20").json()
    facts = {fact["code"]: fact for fact in sheet["facts"]}
    assert (sheet["on"], sheet["is_mandated"]) == ("2026-11-20", False)
    assert {code: (fact["value"], fact["of"], fact["unit"]) for code, fact in facts.items() if "." not in code} == {
        "months_since_activity": ("9", None, "months"), "confirmed": ("1", None, "activities"),
        "unconfirmed": ("2", None, "activities"), "years_uncovered": ("", None, "years"),
    }  # fmt: skip
    money = facts["delivered.money.KZT"]
    assert (money["value"], money["of"], money["unit"]) == ("300000.00", "500000.00", "KZT")
    rows = {code: client.get(fact["rows"]).json()["items"] for code, fact in facts.items()}
    assert [row["id"] for row in rows["confirmed"]] == [world.activities["confirmed"].pk]
    assert {row["id"] for row in rows["unconfirmed"]} == {world.activities[key].pk for key in ("reported", "disputed")}
    assert [row["id"] for row in rows["delivered.money.KZT"]] == [world.commitments["own"].pk]
    for found in rows.values():
        assert all(client.get(row["address"]).status_code == 200 for row in found)
    unknown = client.get(f"partnerships/{pk}/facts/rows", fact="circus")
    assert problem(unknown) == (404, "not-found")


def test_dependence_names_the_person_to_those_who_see_people(world, program):
    path = f"partnerships/{world.partnerships['own'].pk}/facts"
    # Shown to everybody, but not as somebody of this partnership.
    Person.objects.filter(pk=world.people["supervisor"].pk).update(is_public=True)
    company = world.organisations["company"].pk
    code = f"dependence.activities.{company}"
    told = {
        persona: next(fact for fact in program(persona).get(path).json()["facts"] if fact["code"] == code)
        for persona in ("company_manager", "ministry_analyst")
    }
    assert {persona: (fact["person"], fact["value"], fact["of"]) for persona, fact in told.items()} == {
        "company_manager": (world.people["supervisor"].pk, "1", "1"), "ministry_analyst": (None, "1", "1"),
    }  # fmt: skip
    rows = {persona: program(persona).get(fact["rows"]).json()["items"] for persona, fact in told.items()}
    assert [row["id"] for row in rows["company_manager"]] == [world.activities["confirmed"].pk]
    assert rows["ministry_analyst"] == []


def test_what_waits_for_me(world_with_posts, program):
    world = world_with_posts
    pk, ours = world.partnerships["own"].pk, side(world_with_posts, "own", "university")
    program("partnership_officer").post(f"partnerships/{pk}/sides/{ours}/letters", {"note": "Invented"})
    waiting = {
        persona: [(row["code"], row["subject"]) for row in program(persona).get("clocks").json()["items"]]
        for persona in ("company_manager", "partnership_officer", "auditor")
    }
    assert waiting == {"company_manager": [("partnership_reply", pk)], "partnership_officer": [], "auditor": []}
    clock = OpenClock.objects.get()
    row = program("company_manager").get("clocks").json()["items"][0]
    assert row["due_at"] == clock.due_at.isoformat().replace("+00:00", "Z")
    assert (row["url"], row["is_overdue"]) == (f"/partnerships/{pk}/", clock.due_at < timezone.now())


def test_kinds_of_activities_have_their_mode_and_reason(db):
    kinds = {row["code"]: row for row in ApiClient().get("codes/activities").json()}
    assert (kinds["internship"]["form"], kinds["internship"]["mode"]) == ("employment", "dui")
    assert all(kind["rationale"]["en"] for kind in kinds.values())
