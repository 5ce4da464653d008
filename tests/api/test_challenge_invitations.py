"""Who is asked to answer a challenge, the experts proposed for it, and its files, by a program."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from seriktes.accounts.models import AuditEvent
from seriktes.challenges.models import Acknowledgement, ExpertMatch
from tests.api.conftest import V1, ids, problem, refused, secret_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 invented"


# --- Invitations ------------------------------------------------------------------------------------------------------
def test_an_organisation_is_invited_and_answers(told, public, program):
    asker, place = program("company_manager"), told.organisations["university"].pk
    made = asker.post(f"{public}/invitations", {"organisation": place}, **{"Idempotency-Key": "one"})
    assert made.status_code == 201, made.content
    path = made["Location"]
    assert asker.post(f"{public}/invitations", {"organisation": place}, **{"Idempotency-Key": "one"}).status_code == 303
    assert refused(asker.post(f"{public}/invitations", {"organisation": place})) == (409, "invited_already")
    assert ids(asker.get(f"{public}/invitations")) == [made.json()["id"]]
    assert asker.get(path).json()["may_answer"] is False
    assert problem(asker.post(f"{path}/accept")) == (403, "not-permitted")
    invited = program("partnership_officer")
    assert ids(invited.get("challenges/invitations")) == [made.json()["id"]]
    assert invited.get(path).json()["may_answer"] is True
    silent = invited.post(f"{path}/decline", {"reason": "  "})
    assert (problem(silent)[0], silent.json()["errors"][0]["pointer"]) == (422, "#/reason")
    declined = invited.post(f"{path}/decline", {"reason": "Too far away."})
    assert (declined.json()["state"], declined.json()["reason"]) == ("declined", "Too far away.")
    assert refused(invited.post(f"{path}/decline", {"reason": "Once more."})) == (409, "decided_already")
    assert invited.post(f"{path}/accept").json()["state"] == "accepted"
    assert ids(invited.get("challenges/invitations", state="sent")) == []
    assert ids(invited.get("challenges/invitations", state="accepted")) == [made.json()["id"]]


def test_nobody_learns_who_else_is_invited(told, public, program):
    made = program("company_manager").post(
        f"{public}/invitations", {"organisation": told.organisations["university"].pk}
    )
    other = program("researcher")
    assert ids(other.get(f"{public}/invitations")) == []
    assert problem(other.get(made["Location"])) == (404, "not-found")
    assert problem(other.post(f"{made['Location']}/accept")) == (404, "not-found")
    assert ids(other.get("challenges/invitations")) == []
    hidden = told.extras["challenge_elsewhere"].pk
    assert problem(other.get(f"challenges/{hidden}/invitations")) == (404, "not-found")


def test_who_cannot_be_invited(told, public, program):
    asker = program("company_manager")
    for body, pointer in (
        ({"organisation": told.organisations["company"].pk}, "#/organisation"),
        ({"organisation": told.organisations["hidden_university"].pk}, "#/organisation"),
        ({"organisation": told.organisations["university"].pk, "person": 999_999_999}, "#/person"),
    ):
        response = asker.post(f"{public}/invitations", body)
        assert problem(response) == (422, "invalid"), body
        assert response.json()["errors"][0]["pointer"] == pointer
    body = {"organisation": told.organisations["university"].pk}
    assert problem(program("partnership_officer").post(f"{public}/invitations", body)) == (403, "not-permitted")


# --- Experts ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def proposed(told):
    return ExpertMatch.objects.create(
        challenge=told.extras["challenge_answered"], person=told.people["lecturer"], score=0.5, found_at=timezone.now(),
        reasons=[{"key": f"profile:{told.people['lecturer'].pk}", "score": 1.0, "matches": [["oil", "мұнай", "glossary"]]}],
    )  # fmt: skip


def test_a_proposed_expert_is_invited_or_set_aside(told, public, proposed, program):
    office = program("partnership_officer")
    [shown] = office.get(f"{public}/experts").json()["items"]
    assert (shown["person"]["id"], shown["state"], shown["may_decide"]) == (
        told.people["lecturer"].pk,
        "proposed",
        True,
    )
    assert shown["reasons"] == [{"evidence": None, "matches": [{"said": "oil", "met": "мұнай", "bridge": "glossary"}]}]
    path = f"{public}/experts/{proposed.pk}"
    assert problem(program("outsider").get(f"{public}/experts")) == (404, "not-found")
    assert problem(program("researcher").post(f"{path}/invite")) == (404, "not-found")
    assert problem(office.post(f"{path}/set_aside", {"reason": " "})) == (422, "invalid")
    aside = office.post(f"{path}/set_aside", {"reason": "On leave."})
    assert (aside.json()["state"], aside.json()["note"]) == ("set_aside", "On leave.")
    assert refused(office.post(f"{path}/invite")) == (409, "decided_already")
    ExpertMatch.objects.update(state="proposed")
    made = office.post(f"{path}/invite")
    assert (made.status_code, made.json()["person"]["id"]) == (201, told.people["lecturer"].pk)
    assert program("company_manager").get(made["Location"]).json()["state"] == "sent"


# --- Files ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def handed(told, public, program, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def hand_in(persona="company_manager", content=PDF, name="plan.pdf"):
        return Client().post(
            f"{V1}/{public}/files", {"file": SimpleUploadedFile(name, content)},
            headers={"Authorization": f"Bearer {secret_of(told[persona])}", "Accept-Language": "en"},
        )  # fmt: skip

    return hand_in


def test_files_are_handed_in_read_and_removed(told, public, handed, program):
    made = handed()
    assert made.status_code == 201, made.content
    assert refused(handed(name="again.pdf")) == (409, "file_twice")
    wrong = handed(content=b"MZ\x00invented", name="run.exe")
    assert (refused(wrong), wrong.json()["errors"][0]["pointer"]) == ((422, "file_type"), "#/file")
    assert problem(handed("partnership_officer", b"%PDF-1.4 other")) == (403, "not-permitted")
    path = made.json()["url"]
    got = program().get(path)
    assert (got.status_code, got.content, got["Content-Type"]) == (200, PDF, "application/pdf")
    assert got["Content-Disposition"].startswith("attachment")
    [listed] = program().get(f"{public}/files").json()["items"]
    assert (listed["name"], listed["id"]) == ("plan.pdf", made.json()["id"])
    assert problem(program("partnership_officer").delete(path)) == (403, "not-permitted")
    assert program("company_manager").delete(path).status_code == 204
    assert problem(program().get(path)) == (404, "not-found")


def test_a_confidential_file_is_open_after_the_acknowledgement(told, public, handed, program):
    challenge, path = told.extras["challenge_answered"], handed().json()["url"]
    reader, words = program("partnership_officer"), "Keep this\nto yourselves."
    assert refused(reader.post(f"{public}/confidentiality", {"words": words, "agreed": True})) == (
        409, "nothing_to_acknowledge",
    )  # fmt: skip
    challenge.confidentiality, challenge.confidentiality_note = "acknowledged", words
    challenge.save()
    for asked in (program(), reader):
        assert refused(asked.get(path)) == (403, "not_acknowledged")
        assert asked.get(f"{public}/files").json()["may_read"] is False
    assert program("company_manager").get(path).content == PDF
    assert reader.get(f"{public}/confidentiality").json() == {
        "confidentiality": "acknowledged", "words": words, "is_acknowledged": False,
    }  # fmt: skip
    assert problem(program().post(f"{public}/confidentiality", {"words": words, "agreed": True})) == (
        401, "token-missing",
    )  # fmt: skip
    assert problem(reader.post(f"{public}/confidentiality", {"words": words, "agreed": False})) == (422, "invalid")
    assert refused(reader.post(f"{public}/confidentiality", {"words": "Whatever", "agreed": True})) == (
        409, "other_words",
    )  # fmt: skip
    for _again in range(2):
        done = reader.post(f"{public}/confidentiality", {"words": words, "agreed": True})
        assert done.json()["is_acknowledged"] is True
    assert Acknowledgement.objects.get().user == told["partnership_officer"]
    assert reader.get(path).content == PDF
    assert AuditEvent.objects.filter(kind="challenges.file.read", actor_id=told["partnership_officer"].pk).count() == 1
    assert refused(program("faculty_member").get(path)) == (403, "not_acknowledged")
    challenge.confidentiality_note = "Other words."
    challenge.save()
    assert refused(reader.get(path)) == (403, "not_acknowledged")


def test_files_of_what_is_not_shown_are_not_there(told, handed, program):
    hidden = f"challenges/{told.extras['challenge_elsewhere'].pk}"
    for path in (f"{hidden}/files", f"{hidden}/files/1", f"{hidden}/confidentiality", f"{hidden}/invitations"):
        assert problem(program("partnership_officer").get(path)) == (404, "not-found")
