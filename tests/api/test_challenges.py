"""Challenges, answers and enquiries, for programs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from seriktes.challenges.definitions.figures import MINIMUM
from seriktes.challenges.models import EnquiryMessage
from tests.api.conftest import ids, problem
from tests.challenges.sample import TEXTS

pytestmark = pytest.mark.django_db


def test_the_public_reads_public_challenges_and_learns_of_no_other(told, program):
    public, invited = told.extras["challenge_answered"], told.extras["challenge_elsewhere"]
    assert ids(program().get("challenges")) == [public.pk]
    assert ids(program("administrator").get("challenges")) == [public.pk, invited.pk]
    shown = program().get(f"challenges/{public.pk}").json()
    assert (shown["title"], shown["is_asker"], shown["answers"], shown["post"]) == ("Walk", False, None, None)
    assert shown["takes_answers"] is True
    assert problem(program().get(f"challenges/{invited.pk}")) == (404, "not-found")
    assert problem(program("faculty_member").get(f"challenges/{invited.pk}")) == (404, "not-found")


def test_the_asking_side_is_told_how_many_answered(told, program):
    shown = program("company_manager").get(f"challenges/{told.extras['challenge_answered'].pk}").json()
    assert (shown["is_asker"], shown["answers"]) == (True, 2)


def test_challenges_are_narrowed(told, program):
    public = told.extras["challenge_answered"]
    for wanted, found in (
        ({"state": "open"}, [public.pk]), ({"state": "decided"}, []), ({"q": "walk"}, [public.pk]),
        ({"q": "nothing"}, []), ({"organisation": told.organisations["company"].pk}, [public.pk]),
        ({"organisation": told.organisations["university"].pk}, []), ({"language": "kk"}, [public.pk]),
        ({"language": "en"}, []), ({"due_until": "2026-01-01"}, []), ({"subject": "ford:2"}, []),
        ({"archived": "true"}, []),
    ):  # fmt: skip
        assert ids(program().get("challenges", **wanted)) == found, wanted
    assert problem(program().get("challenges", region="nowhere")) == (422, "invalid")


def test_figures_of_few_are_not_told(told, program):
    shown = program().get("challenges/figures").json()
    assert shown["minimum"] == MINIMUM
    assert all(one["count"] is None and one["median_seconds"] is None for one in shown["durations"])
    assert all(one["steps"] is None for one in shown["funnels"])
    hidden = told.organisations["hidden_company"].pk
    assert problem(program().get("challenges/figures", organisation=hidden)) == (404, "not-found")


def test_an_answer_is_shown_to_its_two_sides_alone(told, program):
    draft, sent, elsewhere = (told.extras[f"answer_{key}"] for key in ("draft", "sent", "elsewhere"))
    assert problem(program().get("answers")) == (401, "token-missing")
    asker = ids(program("company_manager").get("answers"))
    assert sent.pk in asker
    assert draft.pk not in asker
    assert elsewhere.pk not in asker
    writer = program("partnership_officer")
    assert {draft.pk, sent.pk} <= set(ids(writer.get("answers")))
    assert writer.get(f"answers/{sent.pk}").json()["roles"] == ["writer"]
    assert program("company_manager").get(f"answers/{sent.pk}").json()["roles"] == ["asker"]
    for pk in (draft.pk, elsewhere.pk):
        assert problem(program("company_manager").get(f"answers/{pk}")) == (404, "not-found")
    assert problem(program("outsider").get(f"answers/{sent.pk}")) == (404, "not-found")


def test_an_enquiry_shows_its_asker_no_notes_and_no_address(told, program):
    enquiry = told.extras["enquiry_university"]
    EnquiryMessage.objects.create(enquiry=enquiry, direction="inside", text="Note", at=timezone.now())
    asker = program("company_manager").get(f"enquiries/{enquiry.pk}").json()
    assert ([one["text"] for one in asker["letters"]], asker["email"], asker["asks"]) == (["Walk"], "", True)
    side = program("partnership_officer").get(f"enquiries/{enquiry.pk}").json()
    assert [one["text"] for one in side["letters"]] == ["Walk", "Note"]
    assert (side["email"], side["may_reply"]) == ("walk@walk.example", True)
    assert ids(program("outsider").get("enquiries")) == []
    assert problem(program("outsider").get(f"enquiries/{enquiry.pk}")) == (404, "not-found")
    assert problem(program("company_manager").get(f"enquiries/{told.extras['enquiry_fund'].pk}")) == (404, "not-found")


# --- Writing ----------------------------------------------------------------------------------------------------------
def brief(world, **more):
    today = timezone.localdate()
    return {
        "organisation": world.organisations["company"].pk, "language": "en", "texts": TEXTS, "currency": "KZT",
        "budget_to": "5000000.00", "trl_from": 5, "trl_to": 8, "region": "KZ-35", "subjects": ["ford:2.3"],
        "due_on": (today + timedelta(days=45)).isoformat(), "decide_on": (today + timedelta(days=75)).isoformat(), **more,
    }  # fmt: skip


def test_a_challenge_is_drafted_changed_and_published(world, program):
    asker = program("company_manager")
    made = asker.post("challenges", brief(world), **{"Idempotency-Key": "one"})
    assert made.status_code == 201, made.content
    again = asker.post("challenges", brief(world), **{"Idempotency-Key": "one"})
    assert (again.status_code, again["Location"]) == (303, made["Location"])
    path = made["Location"]
    assert problem(program().get(path)) == (404, "not-found")
    assert problem(asker.patch(path, {"number": "7"})) == (428, "precondition-required")
    changed = asker.patch(path, {"number": "7", "trl_from": None}, made["ETag"])
    assert (changed.json()["number"], changed.json()["trl_from"], changed.json()["version"]) == ("7", None, 2)
    assert problem(asker.patch(path, {"number": "8"}, made["ETag"])) == (412, "edited-elsewhere")
    published = asker.post(f"{path}/publish")
    assert (published.status_code, published.json()["state"]) == (200, "open")
    assert program().get(path).json()["subjects"] == ["ford:2.3"]
    frozen = asker.patch(path, {"trl_to": 9}, "*")
    assert (problem(frozen), frozen.json()["reason"]) == ((409, "conflict"), "frozen")
    assert problem(program("partnership_officer").patch(path, {"number": "8"}, "*")) == (403, "not-permitted")


def test_a_thin_brief_is_not_published(world, program):
    asker = program("company_manager")
    made = asker.post("challenges", brief(world, texts={"en": {"title": "Thin"}}))
    refused = asker.post(f"{made['Location']}/publish")
    assert (problem(refused), refused.json()["reason"]) == ((409, "conflict"), "not_ready")
    assert problem(asker.post("challenges", brief(world, subjects=["ford:nothing"]))) == (422, "invalid")
    assert problem(asker.post("challenges", brief(world, trl_from=9))) == (422, "invalid")
    assert problem(program("partnership_officer").post("challenges", brief(world))) == (403, "not-permitted")


def test_an_answer_is_begun_saved_and_sent(told, program):
    public, place = told.extras["challenge_answered"], told.organisations["university"].pk
    writer = program("faculty_member")
    made = writer.post(f"challenges/{public.pk}/answers", {"organisation": place})
    assert made.status_code == 201, made.content
    path = made["Location"]
    refused = writer.post(f"{path}/submit")
    assert (problem(refused), refused.json()["reason"]) == ((409, "conflict"), "missing")
    assert "approach" in refused.json()["fields"]
    assert problem(program("company_manager").get(path)) == (404, "not-found")
    words = dict.fromkeys(("title", "approach", "result", "ability", "economics", "risks"), "Invented words")
    more = {
        "trl_now": 4, "trl_then": 7, "months": 9, "price": "1500000.00", "currency": "KZT",
        "authors": [told.people["lecturer"].pk],
    }  # fmt: skip
    saved = writer.patch(path, words | more, made["ETag"])
    assert saved.status_code == 200, saved.content
    assert problem(writer.patch(path, {"title": "Late"}, made["ETag"])) == (412, "edited-elsewhere")
    falling = writer.patch(path, {"trl_then": 1}, saved["ETag"])
    assert (problem(falling), falling.json()["reason"]) == ((422, "invalid"), "readiness_falls")
    sent = writer.post(f"{path}/submit")
    assert (sent.status_code, sent.json()["state"]) == (200, "received")
    assert problem(program("company_manager").patch(path, {"title": "Mine"}, "*")) == (403, "not-permitted")
    hidden = told.extras["challenge_elsewhere"]
    assert problem(writer.post(f"challenges/{hidden.pk}/answers", {"organisation": place})) == (404, "not-found")


def test_an_enquiry_is_replied_to_by_the_side_that_is_asked(told, program):
    enquiry = told.extras["enquiry_university"]
    path = f"enquiries/{enquiry.pk}/replies"
    side = program("partnership_officer")
    stale = side.post(path, {"text": "We can.", "seen": 0})
    assert (problem(stale), stale.json()["reason"]) == ((409, "conflict"), "answered_meanwhile")
    last = side.get(f"enquiries/{enquiry.pk}").json()["letters"][-1]["id"]
    sent = side.post(path, {"text": "We can.", "seen": last})
    assert (sent.status_code, sent.json()["state"]) == (201, "answered")
    assert problem(side.post(path, {"text": " "})) == (422, "invalid")
    assert problem(program("company_manager").post(path, {"text": "No."})) == (403, "not-permitted")
    assert problem(program("outsider").post(path, {"text": "No."})) == (404, "not-found")
