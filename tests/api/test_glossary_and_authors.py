"""Keeping the glossary, and deciding whose a printed name is, by a program."""

import pytest
from django.utils import timezone

from seriktes.accounts.models import AuditEvent
from seriktes.expertise.actions.evidence import retract_evidence
from seriktes.expertise.models import AuthorQuestion, EvidencePerson, GlossaryTerm
from tests.api.conftest import problem, refused
from tests.expertise.sample import publication
from tests.walk.furnishing import furnish_evidence

pytestmark = pytest.mark.django_db
NEW = {"ru": ["тестослово"], "en": ["test bridge", "probe"], "field": "life"}


# --- Glossary ---------------------------------------------------------------------------------------------------------
def test_an_entry_is_added_changed_and_taken_out(world, program):
    keeper = program("librarian")
    made = keeper.post("expertise/glossary", NEW, **{"Idempotency-Key": "one"})
    assert made.status_code == 201, made.content
    again = keeper.post("expertise/glossary", NEW, **{"Idempotency-Key": "one"})
    assert (again.status_code, again["Location"]) == (303, made["Location"])
    path = made["Location"]
    assert program().get(path).json() == made.json()
    assert problem(keeper.patch(path, {"kk": ["сынақ сөз"]})) == (428, "precondition-required")
    changed = keeper.patch(path, {"kk": ["сынақ сөз"], "needs_check": True}, made["ETag"])
    assert (changed.json()["kk"], changed.json()["en"], changed.json()["needs_check"]) == (
        ["сынақ сөз"], ["test bridge", "probe"], True,
    )  # fmt: skip
    assert problem(keeper.patch(path, {"kk": []}, made["ETag"])) == (412, "edited-elsewhere")
    stale = keeper.post(f"{path}/take_out", **{"If-Match": made["ETag"]})
    assert problem(stale) == (412, "edited-elsewhere")
    assert keeper.post(f"{path}/take_out").json()["is_out"] is True
    assert [
        line["name"] for line in program().get("expertise/glossary", q="тестослово", show="out").json()["items"]
    ] == [made.json()["name"]]
    assert keeper.post(f"{path}/bring_back").json()["is_out"] is False
    assert AuditEvent.objects.filter(kind__startswith="expertise.glossaryterm").count() == 4


def test_a_shipped_entry_is_changed_beside_the_file(world, program):
    keeper = program("librarian")
    [line] = [
        one for one in keeper.get("expertise/glossary", q="теодолит").json()["items"] if one["ru"][0] == "теодолит"
    ]
    read = keeper.get(f"expertise/glossary/{line['name']}")
    changed = keeper.patch(f"expertise/glossary/{line['name']}", {"source": "Invented"}, read["ETag"])
    assert changed.status_code == 200, changed.content
    assert (changed.json()["source"], changed.json()["en"]) == ("Invented", line["en"])
    late = keeper.patch(f"expertise/glossary/{line['name']}", {"source": "Other"}, read["ETag"])
    assert problem(late) == (412, "edited-elsewhere")
    assert keeper.get(f"expertise/glossary/{line['name']}").json() == changed.json()
    assert GlossaryTerm.objects.count() == 1


def test_what_the_glossary_refuses(world, program):
    keeper = program("librarian")
    one = keeper.post("expertise/glossary", {"ru": ["одиноко"]})
    assert (refused(one), one.json()["errors"][0]["pointer"]) == ((422, "too_few"), "#/kk")
    long = keeper.post("expertise/glossary", NEW | {"en": ["x" * 200, "y" * 200]})
    assert (refused(long), long.json()["errors"][0]["pointer"]) == ((422, "too_long"), "#/en")
    made = keeper.post("expertise/glossary", NEW)
    twice = keeper.post("expertise/glossary", NEW | {"ru": ["Тестослово"]})
    assert (refused(twice), twice.json()["entry"]) == ((409, "stands"), made.json()["name"])
    assert problem(keeper.post("expertise/glossary", NEW | {"en": ["a|b"]})) == (422, "invalid")
    for persona in ("partnership_officer", "auditor", "student"):
        assert problem(program(persona).post("expertise/glossary", NEW)) == (403, "not-permitted")
        assert problem(program(persona).post(f"{made['Location']}/take_out")) == (403, "not-permitted")
    assert problem(program().post("expertise/glossary", NEW)) == (401, "token-missing")
    for name in ("own-999999999999999999999", "-0", "weather", "own-0"):
        assert problem(keeper.get(f"expertise/glossary/{name}")) == (404, "not-found"), name
    assert GlossaryTerm.objects.count() == 1


# --- Authors ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(world):
    furnish_evidence(world)
    paper = publication(world, people=[])
    row = EvidencePerson.objects.create(evidence=paper, position=1, name="Darisbay G.")
    return AuthorQuestion.objects.create(
        row=row, person=world.people["lecturer"], likeness=0.8, asked_at=timezone.now(), reasons=["family_name"]
    )


def test_whose_a_name_is_decide_those_who_may(world, asked, program):
    office, own = program("partnership_officer"), program("faculty_member")
    listed = {row["id"]: row for row in office.get("expertise/authors").json()["items"]}[asked.pk]
    assert (listed["printed"], listed["person"]["id"], listed["reasons"], listed["may_decide"]) == (
        "Darisbay G.", world.people["lecturer"].pk, ["the same family name"], True,
    )  # fmt: skip
    assert asked.pk in [row["id"] for row in own.get("expertise/authors").json()["items"]]
    path = f"expertise/authors/{asked.pk}"
    assert program("auditor").get(path).json()["may_decide"] is False
    assert problem(program("auditor").post(f"{path}/decision", {"same": True})) == (403, "not-permitted")
    for persona in ("company_manager", "outsider"):
        assert problem(program(persona).get(path)) == (404, "not-found")
        assert problem(program(persona).post(f"{path}/decision", {"same": True})) == (404, "not-found")
    decided = own.post(f"{path}/decision", {"same": True})
    assert (decided.json()["is_same"], decided.json()["may_decide"]) == (True, False)
    assert refused(office.post(f"{path}/decision", {"same": False})) == (409, "decided")
    asked.row.refresh_from_db()
    assert (asked.row.person, asked.row.standing) == (world.people["lecturer"], "confirmed")
    assert asked.pk in [row["id"] for row in office.get("expertise/authors", state="decided").json()["items"]]


def test_a_name_is_linked_by_hand_and_refused(world, asked, program):
    row, lecturer = asked.row, world.people["lecturer"].pk
    path = f"expertise/evidence/{row.evidence_id}/people/{row.pk}"
    office, own = program("partnership_officer"), program("faculty_member")
    assert problem(program("company_manager").post(f"{path}/link", {"person": lecturer})) == (403, "not-permitted")
    assert problem(office.post(f"{path}/link", {"person": 999_999_999})) == (422, "invalid")
    assert problem(office.post(f"{path[:-1]}999999/link", {"person": lecturer})) == (404, "not-found")
    assert own.post(f"{path}/link", {"person": lecturer}).status_code == 204
    [printed] = office.get(f"expertise/evidence/{row.evidence_id}").json()["printed"]
    assert (printed["id"], printed["person"], printed["standing"]) == (row.pk, lecturer, "confirmed")
    assert refused(office.post(f"{path}/link", {"person": lecturer})) == (409, "already_theirs")
    assert problem(program("company_manager").post(f"{path}/refuse")) == (403, "not-permitted")
    assert office.post(f"{path}/refuse").status_code == 204
    assert refused(office.post(f"{path}/refuse")) == (409, "decided")
    hidden = world.extras["evidence_hidden"]
    part = hidden.people.get().pk
    assert problem(office.post(f"expertise/evidence/{hidden.pk}/people/{part}/refuse")) == (404, "not-found")


# --- Evidence ---------------------------------------------------------------------------------------------------------
def test_a_retraction_is_taken_back_and_doubles_become_one(world, program):
    keeper, kept, double = program("librarian"), publication(world), publication(world)
    retract_evidence(evidence=kept, on=timezone.localdate(), by=None, at=timezone.now())
    path = f"expertise/evidence/{kept.pk}"
    assert keeper.post(f"{path}/unretract").json()["retracted_on"] is None
    assert problem(program("company_manager").post(f"{path}/merge", {"archived": double.pk})) == (403, "not-permitted")
    assert problem(keeper.post(f"{path}/merge", {"archived": 999_999_999})) == (422, "invalid")
    assert refused(keeper.post(f"{path}/merge", {"archived": kept.pk}))[1] == "same"
    assert keeper.post(f"{path}/merge", {"archived": double.pk}).status_code == 200
    led = program().get(f"expertise/evidence/{double.pk}")
    assert (led.status_code, led["Location"]) == (307, f"/api/v1/{path}")


def test_what_there_is_to_be_found_counts_what_is_published(world, program):
    publication(world)
    publication(world, publish=False)
    shown = program().get("expertise/statistics").json()
    assert (shown["evidence"], shown["kinds"]) == (1, {"publication": 1})
    assert program("administrator").get("expertise/statistics").json() == shown
