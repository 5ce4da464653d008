"""The pages of answers, as the people who use them see them."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.utils.html import strip_tags

from seriktes.challenges.actions import answers as actions
from seriktes.challenges.actions.deciding import decline_answer, move_answer
from seriktes.challenges.actions.talking import ask_about, reply_about
from seriktes.challenges.models import Answer, AnswerMessage
from seriktes.challenges.queries.access import answers_visible_to
from tests.challenges.answering import NOW, WHOLE, begun, pose, sent, written
from tests.partnerships.conftest import queries_of
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
TYPED = {**dict(WHOLE.items()), "price": "1500000"}


@pytest.fixture
def challenge(world):
    """Open for years: pages look at the clock of the day."""
    return pose(world, due_on="2099-11-30", decide_on="2099-12-15", published_at=NOW)


# --- Who sees what ----------------------------------------------------------------------------------------------------
OWN = {"partnership_officer", "faculty_member", "auditor", "administrator"}
ASKERS = {"company_manager"}


@pytest.mark.parametrize("who", PERSONAS)
def test_who_sees_answers(world, challenge, client_as, who):
    draft, received = begun(world, challenge), sent(world, challenge)
    gone = begun(world, challenge)
    actions.withdraw_answer(answer=gone, reason="", by=gone.by, at=NOW)
    seen = {answer.pk for answer in answers_visible_to(world[who])}
    assert seen == ({draft.pk, received.pk, gone.pk} if who in OWN else {received.pk} if who in ASKERS else set())
    user = world[who]
    for answer in (draft, received, gone):
        assert user.has_perm("challenges.view_answer", answer) == (answer.pk in seen)
        response = client_as(who).get(f"/answers/{answer.pk}/")
        allowed = 200 if answer.pk in seen else 302 if who == "anonymous" else 404
        assert response.status_code == allowed


def test_an_author_without_a_role_sees_the_own_answer(world, challenge, client_as):
    ours, others = sent(world, challenge, authors=("lecturer", "student")), sent(world, challenge)
    assert list(answers_visible_to(world["student"])) == [ours]
    client = client_as("student")
    assert client.get(f"/answers/{ours.pk}/").status_code == 200
    assert client.get(f"/answers/{ours.pk}/edit/").status_code == 404
    assert client.get(f"/answers/{others.pk}/").status_code == 404


def test_one_answerer_learns_nothing_of_another(world, challenge, client_as):
    ours = sent(world, challenge)
    theirs = sent(world, challenge, place="hidden_university", who="administrator", authors=("hidden_lecturer",))
    assert list(answers_visible_to(world["faculty_member"])) == [ours]
    assert set(answers_visible_to(world["company_manager"])) == {ours, theirs}
    client = client_as("faculty_member")
    for path in (f"/answers/{theirs.pk}/", f"/challenges/{challenge.pk}/answers/"):
        assert client.get(path).status_code == 404


def test_the_asker_reads_nothing_of_the_beginnings(world, challenge, client_as):
    answer = sent(world, challenge)
    assert "began an answer" not in client_as("company_manager").get(f"/answers/{answer.pk}/").content.decode()
    assert "began an answer" in client_as("faculty_member").get(f"/answers/{answer.pk}/").content.decode()


# --- Writing ----------------------------------------------------------------------------------------------------------
def test_begun_on_the_page(world, challenge, client_as):
    client = client_as("faculty_member")
    path = f"/challenges/{challenge.pk}/answer/"
    assert client.get(path).status_code == 200
    response = client.post(path, {"organisation": world.organisations["university"].pk, "language": "ru"})
    answer = Answer.objects.get()
    assert response["Location"] == f"/answers/{answer.pk}/edit/"
    assert (answer.language, [row.person for row in answer.authors.all()]) == ("ru", [world.people["lecturer"]])


@pytest.mark.parametrize("who", ["company_manager", "student", "ministry_analyst", "outsider"])
def test_who_cannot_begin(world, challenge, client_as, who):
    assert client_as(who).get(f"/challenges/{challenge.pk}/answer/").status_code == 404


def test_nobody_begins_after_the_deadline(world, client_as):
    late = pose(world, due_on="2020-01-01")
    assert client_as("faculty_member").get(f"/challenges/{late.pk}/answer/").status_code == 404


def test_limits_stand_beside_the_fields(world, challenge, client_as):
    answer = written(world, challenge)
    page = client_as("faculty_member").get(f"/answers/{answer.pk}/edit/").content.decode()
    assert 'data-limit="1500"' in page
    assert "<span data-counted>11</span> / 1,500" in page
    assert 'maxlength="1500"' not in page


def test_it_saves_itself(world, challenge, client_as):
    answer = begun(world, challenge)
    client = client_as("faculty_member")
    path = f"/answers/{answer.pk}/draft/"
    typed = {"title": "Half a thought", "approach": "x" * 4501, "language": "en", "expected_version": "1"}
    response = client.post(path, typed)
    told = json.loads(response.content)
    assert (response.status_code, told["version"]) == (200, 2)
    assert told["words"].endswith("but not: Approach.")
    assert told["unsaved"] is True
    answer.refresh_from_db()
    assert (answer.title, answer.approach) == ("Half a thought", "")
    # Another writer, or another tab, saved meanwhile.
    again = client.post(path, {**typed, "title": "Another thought"})
    assert (again.status_code, "version" in json.loads(again.content)) == (409, False)
    answer.refresh_from_db()
    assert (answer.title, answer.version) == ("Half a thought", 2)
    assert client.post(path, {"title": "No version"}).status_code == 422
    assert client.get(path).status_code == 405


def test_one_limit_is_told_of_a_text_that_is_too_long(world, challenge, client_as):
    answer = begun(world, challenge)
    typed = {"title": "A thought", "approach": "x" * 4501, "language": "en", "expected_version": "1", "send": "1"}
    response = client_as("faculty_member").post(f"/answers/{answer.pk}/edit/", typed)
    assert response.context["form"].errors == {
        "approach": ["So long a text is not saved, it stands here only. Shorten it to 1,500 characters: it has 4,501."]
    }
    assert "4500" not in response.content.decode()
    assert "4,500" not in response.content.decode()


def test_what_is_too_long_is_kept_and_cannot_be_sent(world, challenge, client_as):
    answer = written(world, challenge)
    client = client_as("faculty_member")
    typed = {**TYPED, "approach": "y" * 1620, "expected_version": str(answer.version)}
    told = json.loads(client.post(f"/answers/{answer.pk}/draft/", typed).content)
    assert (told["words"].partition(".")[2].strip(), told["unsaved"]) == (
        "Too long to be sent, shorten it first: Approach (1,620 of 1,500 characters).", False
    )  # fmt: skip
    assert Answer.objects.get(pk=answer.pk).approach == "y" * 1620
    path = f"/answers/{answer.pk}/edit/"
    # By hand too: saved, and said.
    saved = {**typed, "approach": "z" * 1700, "expected_version": str(told["version"])}
    page = client.post(path, saved, follow=True).content.decode()
    assert "shorten it first: Approach (1,700 of 1,500 characters)." in page
    assert "counter num small is-over" in page
    assert Answer.objects.get(pk=answer.pk).approach == "z" * 1700
    response = client.post(path, {**saved, "expected_version": str(told["version"] + 1), "send": "1"})
    assert response.status_code == 422
    shown = response.content.decode()
    assert "Shorten it to 1,500 characters before you send it: it has 1,700." in shown
    assert "z" * 1700 in shown
    assert Answer.objects.get(pk=answer.pk).state == "draft"


def test_nothing_saves_itself_after_it_was_sent(world, challenge, client_as):
    answer = sent(world, challenge)
    typed = {"title": "Later", "language": "en", "expected_version": str(answer.version)}
    assert client_as("faculty_member").post(f"/answers/{answer.pk}/draft/", typed).status_code == 409
    assert client_as("company_manager").post(f"/answers/{answer.pk}/draft/", typed).status_code == 404
    assert Answer.objects.get(pk=answer.pk).title == WHOLE["title"]


def test_saved_and_sent_by_hand(world, challenge, client_as, django_capture_on_commit_callbacks):
    answer = begun(world, challenge)
    client = client_as("faculty_member")
    path = f"/answers/{answer.pk}/edit/"
    response = client.post(path, {"title": "Only this", "language": "en", "expected_version": "1", "send": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Needed before the answer is sent.") == 14  # seven fields, in the summary and beside them
    answer.refresh_from_db()
    # What could be kept is kept, and the page goes on from there.
    assert (answer.title, answer.state, answer.version) == ("Only this", "draft", 2)
    assert 'name="expected_version" value="2"' in page
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(path, {**TYPED, "expected_version": "2", "send": "1"})
    answer.refresh_from_db()
    assert (response["Location"], answer.state) == (f"/answers/{answer.pk}/", "received")
    assert [letter.to for letter in mail.outbox] == [["company.manager@example.org"]]


def test_two_writers_compare(world, challenge, client_as):
    answer = begun(world, challenge)
    actions.save_answer(answer=answer, values={"title": "Theirs"}, by=answer.by, at=NOW, expected_version=1)
    response = client_as("partnership_officer").post(
        f"/answers/{answer.pk}/edit/", {"title": "Mine", "language": "en", "expected_version": "1"}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in page
    assert 'value="Mine"' in page
    assert 'name="expected_version" value="2"' in page
    assert Answer.objects.get(pk=answer.pk).title == "Theirs"


def test_authors_by_name(world, challenge, client_as):
    answer = begun(world, challenge, authors=())
    client = client_as("partnership_officer")
    path = f"/answers/{answer.pk}/edit/"

    def save(**typed):
        version = Answer.objects.get(pk=answer.pk).version
        return client.post(path, {"language": "en", "expected_version": version, **typed})

    def authors():
        return [row.person for row in answer.authors.order_by("position")]

    assert save(author_query="Nobody at all").status_code == 422
    # Somebody of the company is nobody here.
    assert save(author_query="Temirbek").status_code == 422
    assert save(author_query="Darisbay").status_code == 302
    assert save(author_query="Aruzhan").status_code == 302
    lecturer, officer = world.people["lecturer"], world.people["officer"]
    assert authors() == [lecturer, officer]
    save(contact=officer.pk)
    assert authors() == [officer, lecturer]
    save(contact=officer.pk, leave_out=[lecturer.pk])
    assert authors() == [officer]


# --- Stages -----------------------------------------------------------------------------------------------------------
def test_the_asker_moves_it_on_its_page(world, challenge, client_as):
    answer = sent(world, challenge)
    client = client_as("company_manager")
    page = client.get(f"/challenges/{challenge.pk}/answers/").content.decode()
    assert f"/answers/{answer.pk}/stage/qualify/?from=stages" in page
    path = f"/answers/{answer.pk}/stage/qualify/"
    assert 'name="next_word_on"' in client.get(path).content.decode()
    response = client.post(path, {"next_word_on": "", "expected_version": answer.version})
    assert response.status_code == 422
    response = client.post(path, {"next_word_on": "2000-01-01", "expected_version": answer.version})
    assert "The day lies in the past." in response.content.decode()
    shown = client.get(path).context["form"]["next_word_on"].value()
    response = client.post(
        path, {"next_word_on": shown.isoformat(), "expected_version": answer.version, "from": "stages"}
    )
    answer.refresh_from_db()
    assert (response["Location"], answer.state, answer.next_word_on) == (
        f"/challenges/{challenge.pk}/answers/", "qualified", shown
    )  # fmt: skip
    # The page of somebody who still saw it as received.
    assert "It stands at another stage by now" in client.get(path).content.decode()
    assert client.post(path, {"expected_version": ""}).status_code == 422


@pytest.mark.parametrize("way", ["qualify", "choose", "decline", "next-word", "nonsense"])
def test_the_answerer_decides_nothing(world, challenge, client_as, way):
    answer = sent(world, challenge)
    assert client_as("faculty_member").get(f"/answers/{answer.pk}/stage/{way}/").status_code == 404


@pytest.mark.parametrize("way", ["submit", "withdraw"])
def test_the_asker_withdraws_nothing(world, challenge, client_as, way):
    answer = sent(world, challenge)
    assert client_as("company_manager").get(f"/answers/{answer.pk}/stage/{way}/").status_code == 404


def test_declined_on_the_page(world, challenge, client_as):
    answer = sent(world, challenge)
    client = client_as("company_manager")
    path = f"/answers/{answer.pk}/stage/decline/"
    assert client.post(path, {"expected_version": answer.version}).status_code == 422
    client.post(path, {"reason": "too_early", "note": "Come back at TRL 6.", "expected_version": answer.version})
    page = client_as("faculty_member").get(f"/answers/{answer.pk}/").content.decode()
    assert "Declined: too early: not ready enough." in page
    assert "Come back at TRL 6." in page


def test_the_page_says_why_a_word_is_due_on_its_day(world, challenge, client_as, freeze):
    """Ten working days of the asker over two weekends; a question that waits moves the day, and the page says so."""
    freeze(NOW)
    answer = sent(world, challenge)
    page = client_as("company_manager").get(f"/answers/{answer.pk}/").content.decode()
    assert "10 working days from 2 November 2026." in page
    assert page.count("16 November 2026") == 2  # in the timeline, and beside the clock
    freeze(NOW + timedelta(days=1))
    ask_about(answer=answer, text="How hot?", by=world["company_manager"], at=NOW + timedelta(days=1))
    page = client_as("faculty_member").get(f"/answers/{answer.pk}/").content.decode()
    assert "5 working days from 3 November 2026." in page
    freeze(NOW + timedelta(days=3))
    reply_about(answer=answer, text="Very.", by=world["faculty_member"], at=NOW + timedelta(days=3))
    page = client_as("company_manager").get(f"/answers/{answer.pk}/").content.decode()
    said = "10 working days from 2 November 2026, at first by 16 November 2026. The clock stood still while a question "
    assert said + "waited for its reply: now by 18 November 2026." in page


def test_a_day_off_is_told_as_one(world, client_as, freeze):
    """A challenge whose last day is a Saturday and whose decision is on a Sunday."""
    freeze(NOW)
    weekend = pose(world, due_on="2026-11-28", decide_on="2026-12-13")
    page = strip_tags(client_as("company_manager").get(f"/challenges/{weekend.pk}/").content.decode())
    assert "That is a day off in the asker's office: answers are taken until 30 Nov" in page
    assert "the deadline runs to its next working day, 14 December 2026." in page
    week = pose(world, due_on="2026-11-27", decide_on="2026-12-14")
    assert "day off" not in client_as("company_manager").get(f"/challenges/{week.pk}/").content.decode()


def test_met_by_either_side(world, challenge, client_as):
    answer = sent(world, challenge)
    path = f"/answers/{answer.pk}/stage/met/"
    assert client_as("student").get(path).status_code == 404
    assert client_as("faculty_member").post(path, {"met_on": "2026-11-03"}).status_code in (302, 422)
    response = client_as("company_manager").post(path, {"met_on": "2099-01-01"})
    assert "The day lies ahead." in response.content.decode()


# --- What is said -----------------------------------------------------------------------------------------------------
def test_asked_and_replied_on_the_page(world, challenge, client_as):
    answer = sent(world, challenge)
    path = f"/answers/{answer.pk}/message/"
    client_as("company_manager").post(path, {"text": "How hot?", "awaits_reply": "on"})
    page = client_as("faculty_member").get(f"/answers/{answer.pk}/").content.decode()
    assert "How hot?" in page
    assert "awaits_reply" not in page
    client_as("faculty_member").post(path, {"text": "Very <b>hot</b>."})
    page = client_as("company_manager").get(f"/answers/{answer.pk}/").content.decode()
    assert "Very &lt;b&gt;hot&lt;/b&gt;." in page
    assert AnswerMessage.objects.count() == 2
    assert client_as("auditor").post(path, {"text": "I only look"}).status_code == 404
    assert client_as("company_manager").post(path, {"text": " "}).status_code == 422


# --- The list ---------------------------------------------------------------------------------------------------------
def test_the_list_with_its_pills(world, challenge, client_as):
    received, declined = sent(world, challenge), sent(world, challenge)
    decline_answer(answer=declined, reason="too_dear", by=world["company_manager"], at=NOW)
    begun(world, challenge)
    counted = {pill["label"]: pill["count"] for pill in client_as("faculty_member").get("/answers/").context["pills"]}
    assert counted == {"All": 3, "Draft": 1, "Received": 1, "Declined": 1} | (
        {"Word overdue": 1} if "Word overdue" in counted else {}
    )
    client = client_as("company_manager")
    assert client.get("/answers/").context["total"] == 2
    assert client.get("/answers/?side=ours").context["total"] == 0
    assert client.get("/answers/?reason=too_dear").context["total"] == 1
    assert client.get("/answers/?show=received&q=Samruk").context["total"] == 1
    assert client.get("/answers/?q=Nobody").context["total"] == 0
    assert client.get("/answers/?show=nonsense&challenge=x&sort=nonsense").context["total"] == 2
    assert received.title in client.get(f"/answers/?challenge={challenge.pk}").content.decode()


def test_the_list_as_a_file(world, challenge, client_as):
    sent(world, challenge)
    decline_answer(answer=sent(world, challenge), reason="known", by=world["company_manager"], at=NOW)
    begun(world, challenge)
    response = client_as("company_manager").get("/answers/?format=jsonl&show=declined")
    rows = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]
    assert [(row["state"], row["decline_reason"], row["organisation"], row["authors"]) for row in rows] == [
        ("declined", "known", "Invented Samruk University", ["Galym Darisbay"])
    ]


def test_queries_do_not_grow(world, challenge, client_as):
    sent(world, challenge)
    client = client_as("company_manager")
    paths = ("/answers/", f"/challenges/{challenge.pk}/answers/")
    few = [queries_of(lambda path=path: client.get(path)) for path in paths]
    for _number in range(4):
        move_answer(answer=sent(world, challenge), way="shortlist", by=world["company_manager"], at=NOW)
    many = [queries_of(lambda path=path: client.get(path)) for path in paths]
    assert many == few
    assert max(few) <= 12


def test_the_record_in_few_queries(world, challenge, client_as):
    answer = sent(world, challenge)
    ask_about(answer=answer, text="How hot?", by=world["company_manager"], at=NOW)
    client = client_as("company_manager")
    assert queries_of(lambda: client.get(f"/answers/{answer.pk}/")) <= 17


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_in_every_language(world, challenge, client_as, language):
    draft, received = begun(world, challenge), sent(world, challenge)
    client = client_as("administrator")
    client.cookies["language"] = language
    for path in (
        "/answers/", f"/answers/{draft.pk}/", f"/answers/{received.pk}/", f"/answers/{draft.pk}/edit/",
        f"/challenges/{challenge.pk}/answers/", f"/answers/{received.pk}/stage/decline/",
        f"/answers/{received.pk}/stage/choose/", f"/answers/{received.pk}/stage/next-word/",
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path
