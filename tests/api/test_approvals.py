"""Agreements that go round the desks of both sides, by a program."""

import pytest

from seriktes.documents.models import Document, DocumentVersion
from seriktes.procedures.models import ApprovalStep, Route, RouteStep
from tests.api.conftest import problem
from tests.api.visits_partnerships import side
from tests.world import NOON


@pytest.fixture
def sent(world_with_posts, program):
    """The draft, sent round the office of the university and the personnel of the company."""
    world, agreement = world_with_posts, world_with_posts.agreements["draft"]
    document = Document.objects.create(
        purpose="agreement:memorandum", subject_type="partnerships.agreement", subject_id=agreement.pk, title="Invented"
    )
    DocumentVersion.objects.create(
        document=document, number=1, state="frozen", origin="upload", sha256="a" * 64, at=NOON, frozen_at=NOON
    )
    for place, post in (("university", "office"), ("company", "personnel")):
        route = Route.objects.create(organisation=world.organisations[place], purpose="agreement", name_en="Invented")
        RouteStep.objects.create(route=route, place=1, post=world.posts[post], task="Invented look")
    return program("partnership_officer").post(f"agreements/{agreement.pk}/ways/submit")


def steps():
    return list(ApprovalStep.objects.order_by("place", "pk").values_list("pk", flat=True))


def test_without_a_frozen_text_there_is_nothing_to_approve(world, program):
    refused = program("partnership_officer").post(f"agreements/{world.agreements['draft'].pk}/ways/submit")
    assert (problem(refused), refused.json()["reason"]) == ((409, "conflict"), "no_content")


def test_desk_by_desk_to_the_approved_text(sent, world, program):
    assert (sent.status_code, sent.json()["state"]) == (200, "in_approval"), sent.content
    path = f"agreements/{world.agreements['draft'].pk}"
    officer, manager = program("partnership_officer"), program("company_manager")
    track = officer.get(f"{path}/approval").json()
    assert (track["state"], track["sha256"]) == ("running", "a" * 64)
    assert [(one["state"], one["desk"], one["task"], one["may_decide"]) for one in track["steps"]] == [
        ("open", "Head of the partnership office", "Invented look", True),
        ("waiting", "Head of personnel", "Invented look", False),
    ]
    first, second = steps()
    assert [row["id"] for row in officer.get("approvals").json()["items"]] == [first]
    assert manager.get("approvals").json()["items"] == []
    early = manager.post(f"approvals/steps/{second}/decision", {"approve": True})
    assert (problem(early), early.json()["reason"]) == ((409, "conflict"), "not_its_turn")
    foreign = manager.post(f"approvals/steps/{first}/decision", {"approve": True})
    assert (problem(foreign), foreign.json()["reason"]) == ((403, "not-permitted"), "not_yours")
    assert officer.post(f"approvals/steps/{first}/decision", {"approve": True}).json()["state"] == "approved"
    waiting = manager.get("approvals").json()["items"]
    assert [(row["subject_type"], row["subject"]) for row in waiting] == [
        ("partnerships.agreement", world.agreements["draft"].pk)
    ]
    assert manager.post(f"approvals/steps/{second}/decision", {"approve": True}).status_code == 200
    assert officer.get(path).json()["state"] == "approved"
    again = manager.post(f"approvals/steps/{second}/decision", {"approve": True})
    assert problem(again) == (409, "conflict")
    paper = officer.post(f"{path}/ways/sign", {"side": side(world, "own", "university")})
    assert (problem(paper), paper.json()["reason"]) == ((409, "conflict"), "has_text")


def test_a_desk_asks_and_refuses_with_its_reason(sent, world, program):
    officer, first = program("partnership_officer"), steps()[0]
    path = f"approvals/steps/{first}"
    blank = officer.post(f"{path}/decision", {"approve": False})
    assert (problem(blank), blank.json()["errors"][0]["pointer"]) == ((422, "invalid"), "#/reason")
    asked = officer.post(f"{path}/question", {"question": "Which laboratory?"})
    assert (asked.status_code, asked.json()["question"]) == (200, "Which laboratory?")
    assert officer.post(f"{path}/question", {"question": "And when?"}).json()["reason"] == "asked_already"
    assert problem(program("auditor").post(f"{path}/answer", {"answer": "Both."})) == (403, "not-permitted")
    answered = officer.post(f"{path}/answer", {"answer": "Both."})
    assert (answered.status_code, answered.json()["asked_at"]) == (200, None)
    refused = officer.post(f"{path}/decision", {"approve": False, "reason": "Not so"})
    assert refused.json()["state"] == "refused"
    assert officer.get(f"agreements/{world.agreements['draft'].pk}").json()["state"] == "draft"
    track = {
        persona: program(persona).get(f"agreements/{world.agreements['draft'].pk}/approval").json()
        for persona in ("company_manager", "ministry_analyst")
    }
    assert [one["state"] for one in track["company_manager"]["steps"]] == ["refused", "skipped"]
    assert {persona: one["steps"][0]["reason"] for persona, one in track.items()} == {
        "company_manager": "Not so", "ministry_analyst": "",
    }  # fmt: skip


def test_a_step_that_one_does_not_see_is_not_there(sent, program):
    first, _second = steps()
    for persona in ("fund_manager", "student", "reviewer"):
        response = program(persona).post(f"approvals/steps/{first}/decision", {"approve": True})
        assert problem(response) == (404, "not-found")
