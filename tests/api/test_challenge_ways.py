"""What becomes of challenges and answers, by a program."""

from datetime import timedelta

import pytest
from django.utils import timezone

from seriktes.challenges.models import AnswerMessage
from tests.api.conftest import ids, problem, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(told):
    return f"answers/{told.extras['answer_sent'].pk}"


def on(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# --- Challenges -------------------------------------------------------------------------------------------------------
def test_the_days_of_a_challenge_are_moved_by_its_asker(public, program):
    asker = program("company_manager")
    read = asker.get(public)
    assert read.json()["ways"] == ["withdraw", "move_deadline", "move_decision"]
    assert program("partnership_officer").get(public).json()["ways"] == []
    early = asker.post(f"{public}/move_deadline", {"due_on": on(20), "decide_on": on(70)})
    assert (refused(early), early.json()["errors"][0]["pointer"]) == ((422, "only_later"), "#/due_on")
    same = asker.post(f"{public}/move_deadline", {"due_on": on(30), "decide_on": on(70)})
    assert (refused(same), same.json()["errors"][0]["pointer"]) == ((422, "same_day"), "#/due_on")
    crossed = asker.post(f"{public}/move_deadline", {"due_on": on(60), "decide_on": on(50)})
    assert crossed.json()["errors"][0]["pointer"] == "#/decide_on"
    moved = asker.post(f"{public}/move_deadline", {"due_on": on(60), "decide_on": on(70)})
    assert (moved.status_code, moved.json()["due_on"], moved.json()["decide_on"]) == (200, on(60), on(70))
    stale = asker.post(f"{public}/move_decision", {"decide_on": on(80)}, **{"If-Match": read["ETag"]})
    assert problem(stale) == (412, "edited-elsewhere")
    later = asker.post(f"{public}/move_decision", {"decide_on": on(80)}, **{"If-Match": moved["ETag"]})
    assert later.json()["decide_on"] == on(80)
    for way, body in (("move_deadline", {"due_on": on(90)}), ("move_decision", {"decide_on": on(90)})):
        assert problem(program("partnership_officer").post(f"{public}/{way}", body)) == (403, "not-permitted")
        assert problem(program().post(f"{public}/{way}", body)) == (401, "token-missing")


def test_a_draft_that_is_withdrawn_goes_to_the_archive(told, program):
    asker, company = program("company_manager"), told.organisations["company"].pk
    new = {"organisation": company, "language": "en", "texts": {"en": {"title": "Invented"}}}
    made = asker.post("challenges", new).json()["id"]
    assert asker.post(f"challenges/{made}/withdraw", {}).json()["archived_at"] is not None
    assert (made in ids(asker.get("challenges")), ids(asker.get("challenges", archived="true"))) == (False, [made])
    assert refused(asker.post(f"challenges/{made}/publish")) == (409, "archived")


def test_a_challenge_is_withdrawn_with_a_reason_that_its_answerers_read(told, public, sent, program):
    asker = program("company_manager")
    silent = asker.post(f"{public}/withdraw", {})
    assert (refused(silent), silent.json()["errors"][0]["pointer"]) == ((422, "no_reason"), "#/reason")
    assert problem(program("partnership_officer").post(f"{public}/withdraw", {"reason": "x"})) == (403, "not-permitted")
    hidden = told.extras["challenge_elsewhere"].pk
    assert problem(asker.post(f"challenges/{hidden}/withdraw", {"reason": "x"})) == (404, "not-found")
    gone = asker.post(f"{public}/withdraw", {"reason": "The plant is sold."})
    assert (gone.json()["state"], gone.json()["ways"]) == ("withdrawn", ["archive"])
    assert refused(asker.post(f"{public}/withdraw", {"reason": "again"})) == (409, "wrong_state")
    answer = program("partnership_officer").get(sent).json()
    assert (answer["state"], answer["decline_reason"]) == ("declined", "need_gone")


def test_a_challenge_is_decided_once_every_answer_has_its_word(told, public, sent, program):
    asker, challenge = program("company_manager"), told.extras["challenge_answered"]
    assert refused(asker.post(f"{public}/decide", {})) == (409, "wrong_state")
    challenge.state = "deciding"
    challenge.save()
    assert refused(asker.post(f"{public}/decide", {})) == (409, "answers_waiting")
    assert asker.post(f"{sent}/decline", {"reason": "too_dear"}).status_code == 200
    assert problem(program("partnership_officer").post(f"{public}/decide", {})) == (403, "not-permitted")
    assert refused(asker.post(f"{public}/archive")) == (409, "wrong_state")
    assert asker.post(f"{public}/decide", {"reason": "One was chosen."}).json()["state"] == "decided"
    assert problem(program("partnership_officer").post(f"{public}/archive")) == (403, "not-permitted")
    put = asker.post(f"{public}/archive").json()
    assert (put["archived_at"] is not None, put["state"], put["ways"]) == (True, "decided", [])
    assert refused(asker.post(f"{public}/archive")) == (409, "archived")


# --- Answers ----------------------------------------------------------------------------------------------------------
def test_an_answer_goes_through_its_stages_with_the_date_of_the_next_word(sent, program):
    asker, writer = program("company_manager"), program("partnership_officer")
    assert "qualify" in asker.get(sent).json()["ways"]
    assert writer.get(sent).json()["ways"] == ["withdraw"]
    assert problem(writer.post(f"{sent}/qualify", {})) == (403, "not-permitted")
    assert problem(program("outsider").post(f"{sent}/qualify", {})) == (404, "not-found")
    past = asker.post(f"{sent}/qualify", {"next_word_on": on(-1)})
    assert (refused(past), past.json()["errors"][0]["pointer"]) == ((422, "in_past"), "#/next_word_on")
    assert refused(asker.post(f"{sent}/qualify", {"next_word_on": on(300)})) == (422, "too_late")
    read = asker.get(sent)
    moved = asker.post(f"{sent}/qualify", {"next_word_on": on(12)}, **{"If-Match": read["ETag"]})
    assert (moved.status_code, moved.json()["state"]) == (200, "qualified")
    assert moved.json()["next_word_on"] >= on(11)
    assert problem(asker.post(f"{sent}/shortlist", {}, **{"If-Match": read["ETag"]})) == (412, "edited-elsewhere")
    assert asker.post(f"{sent}/next_word", {"next_word_on": on(20)}).json()["next_word_on"] >= on(19)
    for way, state in (("shortlist", "shortlisted"), ("make_finalist", "finalist")):
        assert asker.post(f"{sent}/{way}", {}).json()["state"] == state
    assert refused(asker.post(f"{sent}/qualify", {})) == (409, "wrong_state")
    assert asker.post(f"{sent}/choose").json()["state"] == "chosen"
    assert asker.post(f"{sent}/reconsider", {}).json()["state"] == "received"


def test_an_answer_is_declined_with_a_reason_of_the_list(sent, program):
    asker, writer = program("company_manager"), program("partnership_officer")
    assert problem(asker.post(f"{sent}/decline", {"reason": "dislike"})) == (422, "invalid")
    assert problem(asker.post(f"{sent}/decline", {})) == (422, "invalid")
    assert problem(writer.post(f"{sent}/decline", {"reason": "too_dear"})) == (403, "not-permitted")
    assert asker.post(f"{sent}/decline", {"reason": "too_dear", "note": "Half of it would do."}).status_code == 200
    shown = writer.get(sent).json()
    assert (shown["decline_reason"], shown["decline_note"]) == ("too_dear", "Half of it would do.")


def test_an_answer_is_withdrawn_by_its_own_side(told, sent, program):
    writer, draft = program("partnership_officer"), f"answers/{told.extras['answer_draft'].pk}"
    assert writer.post(f"{draft}/withdraw", {}).json()["state"] == "withdrawn"
    assert refused(writer.post(f"{sent}/withdraw", {})) == (422, "no_reason")
    assert problem(program("company_manager").post(f"{sent}/withdraw", {"reason": "x"})) == (403, "not-permitted")
    assert writer.post(f"{sent}/withdraw", {"reason": "Nobody is left."}).json()["state"] == "withdrawn"


def test_the_sides_write_about_an_answer_and_meet(sent, program):
    asker, writer = program("company_manager"), program("partnership_officer")
    asker.post(f"{sent}/qualify", {})
    asked = asker.post(f"{sent}/messages", {"text": "By when?"}, **{"Idempotency-Key": "one"})
    assert asked.status_code == 201
    assert asker.post(f"{sent}/messages", {"text": "By when?"}, **{"Idempotency-Key": "one"}).status_code == 303
    assert refused(asker.post(f"{sent}/next_word", {"next_word_on": on(9)})) == (409, "awaits_reply")
    assert refused(writer.post(f"{sent}/messages", {"text": "  "})) == (422, "no_words")
    replied = writer.post(f"{sent}/messages", {"text": "By May."}).json()
    assert [one["text"] for one in replied["messages"]] == ["By when?", "By May."]
    assert AnswerMessage.objects.count() == 2
    assert refused(writer.post(f"{sent}/met", {"met_on": on(1)})) == (422, "in_future")
    assert refused(writer.post(f"{sent}/met", {"met_on": on(-9)})) == (422, "before_submission")
    assert writer.post(f"{sent}/met", {"met_on": on(0)}).json()["met_on"] == on(0)
    assert problem(program("auditor").post(f"{sent}/messages", {"text": "Hm."})) == (403, "not-permitted")
    assert problem(program("outsider").post(f"{sent}/messages", {"text": "Hm."})) == (404, "not-found")


def test_refusals_speak_the_language_of_the_request(public, program):
    words = {
        language: program("company_manager", language=language).post(f"{public}/withdraw", {}).json()["detail"]
        for language in ("kk", "ru", "en")
    }
    assert len(set(words.values())) == 3
