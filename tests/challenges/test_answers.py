"""An answer from the first word to the last: drafts, the deadline, stages, reasons, letters, what is said about it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import translation

from seriktes.challenges.actions import answers as actions
from seriktes.challenges.actions.challenges import withdraw_challenge
from seriktes.challenges.actions.deciding import close_answers, decline_answer, mark_met, move_answer, move_word
from seriktes.challenges.actions.talking import ask_about, reply_about
from seriktes.challenges.definitions.refusals import CannotAnswer
from seriktes.challenges.definitions.stages import ANSWER, ANSWER_FIELDS
from seriktes.challenges.enums import AnswerState
from seriktes.challenges.models import Answer
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.procedures.definitions.workflow import faults_of
from seriktes.procedures.models import Event, OpenClock
from tests.challenges.answering import DUE, NOW, WHOLE, begun, pose, sent, written

pytestmark = pytest.mark.django_db


def refusal(act, *arguments, **named):
    with pytest.raises(CannotAnswer) as caught:
        act(*arguments, **named)
    return caught.value.reason


def kinds(answer):
    return list(Event.objects.about(answer).order_by("at", "pk").values_list("kind", flat=True))


# --- As data ----------------------------------------------------------------------------------------------------------
def test_the_workflow_is_whole():
    assert faults_of(ANSWER, states=AnswerState.values, fields=[*actions.WRITABLE, "authors", "post"]) == [
        "decline requires decline_reason, which is none of the fields."
    ]


@pytest.mark.parametrize("state", AnswerState.values)
def test_the_asker_changes_no_text(state):
    assert ANSWER_FIELDS.editable(state, "asker") == set()


# --- The draft --------------------------------------------------------------------------------------------------------
def test_a_draft_lacks_what_it_likes(world):
    answer = begun(world)
    assert (answer.state, answer.version, answer.title, answer.currency) == ("draft", 1, "", "KZT")
    assert [row.person for row in answer.authors.all()] == [world.people["lecturer"]]
    assert kinds(answer) == ["answer.begun"]
    saved = actions.save_answer(
        answer=answer, values={"approach": " We\r\nmeasure. ", "price": None}, by=world["faculty_member"], at=NOW,
        expected_version=1, by_itself=True,
    )  # fmt: skip
    assert (saved.approach, saved.version, saved.state) == ("We\nmeasure.", 2, "draft")
    # What saves itself is no news.
    assert kinds(answer) == ["answer.begun"]


def test_two_writers_never_overwrite_each_other(world):
    answer = begun(world)
    first = actions.save_answer(
        answer=answer, values={"title": "Mine"}, by=world["faculty_member"], at=NOW, expected_version=1, by_itself=True
    )
    with pytest.raises(EditedElsewhere):
        actions.save_answer(
            answer=answer, values={"title": "Theirs"}, by=world["partnership_officer"], at=NOW, expected_version=1,
            by_itself=True,
        )  # fmt: skip
    assert (Answer.objects.get(pk=answer.pk).title, first.version) == ("Mine", 2)


def test_nothing_changed_is_no_edit(world):
    answer = written(world)
    again = actions.save_answer(
        answer=answer, values=WHOLE, by=answer.by, at=NOW, expected_version=answer.version, post=None
    )
    assert again.version == answer.version


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"trl_now": 7, "trl_then": 4}, "readiness_falls"),
        ({"price": Decimal(5), "currency": ""}, "no_currency"),
        ({"price": Decimal(-5), "currency": "KZT"}, "negative_price"),
        ({"approach": "x" * 4501}, "too_long"),
        ({"title": "x" * 601}, "too_long"),
    ],
)
def test_what_cannot_be_written(world, values, reason):
    answer = begun(world)
    assert refusal(
        actions.save_answer, answer=answer, values=values, by=answer.by, at=NOW, expected_version=1
    ) == reason  # fmt: skip
    assert Answer.objects.get(pk=answer.pk).version == 1


@pytest.mark.parametrize(("name", "limit"), [("title", 200), ("approach", 1500), ("risks", 600)])
def test_a_draft_keeps_more_than_the_page_holds(world, name, limit):
    """Three times as much; it is sent once it fits, and what was sent stays within."""
    answer = written(world)
    say = {"answer": answer, "by": answer.by, "at": NOW, "expected_version": None}
    actions.save_answer(**say, values={name: "x" * limit * 3})
    assert getattr(Answer.objects.get(pk=answer.pk), name) == "x" * limit * 3
    assert refusal(actions.submit_answer, answer=answer, by=answer.by, at=NOW) == "too_long"
    actions.save_answer(**say, values={name: "x" * limit})
    actions.submit_answer(answer=answer, by=answer.by, at=NOW)
    assert refusal(actions.save_answer, **say, values={name: "x" * (limit + 1)}) == "too_long"


def test_authors_are_of_the_own_organisation(world):
    answer = begun(world, authors=())
    save = {"answer": answer, "values": {}, "by": answer.by, "at": NOW, "expected_version": None}
    assert refusal(actions.save_answer, authors=[world.people["manager"]], **save) == "foreign_author"
    ours = [world.people["lecturer"], world.people["officer"]]
    actions.save_answer(authors=ours, **save)
    assert [row.person for row in answer.authors.order_by("position")] == ours
    # Who left stays the author of what was written before.
    world.people["officer"].affiliations.update(ends_on=date(2026, 1, 1))
    actions.save_answer(authors=ours[::-1], **save)
    assert [row.person for row in answer.authors.order_by("position")] == ours[::-1]


def test_nobody_answers_the_own_challenge(world):
    assert refusal(begun, world, place="company", who="company_manager", authors=()) == "own_challenge"


# --- The deadline -----------------------------------------------------------------------------------------------------
LAST_MOMENT = datetime(2026, 11, 30, 12, 59, tzinfo=UTC)  # a minute before the offices close
TOO_LATE = LAST_MOMENT + timedelta(minutes=1)


def test_the_last_day_is_a_day_for_answers(world):
    challenge = pose(world)
    assert sent(world, challenge, at=LAST_MOMENT).submitted_at == LAST_MOMENT
    draft = written(world, challenge)
    assert refusal(actions.submit_answer, answer=draft, by=draft.by, at=TOO_LATE) == "closed"
    assert refusal(begun, world, challenge, at=TOO_LATE) == "closed"
    save = {"values": {"title": "Later"}, "by": draft.by, "at": TOO_LATE, "expected_version": None}
    assert refusal(actions.save_answer, answer=draft, **save) == "closed"


@pytest.mark.parametrize("state", ["draft", "deciding", "decided", "withdrawn"])
def test_a_challenge_that_is_not_open_takes_nothing(world, state):
    challenge = pose(world)
    draft = written(world, challenge)
    challenge.state = state
    challenge.save()
    assert refusal(actions.submit_answer, answer=draft, by=draft.by, at=NOW) == "closed"


def test_what_is_missing_is_named(world):
    answer = begun(world, authors=())
    with pytest.raises(CannotAnswer) as caught:
        actions.submit_answer(answer=answer, by=answer.by, at=NOW)
    assert caught.value.details == (
        "title", "approach", "result", "ability", "economics", "trl_now", "trl_then", "months", "authors"
    )  # fmt: skip
    assert Answer.objects.get(pk=answer.pk).state == "draft"


def test_sent_it_can_be_changed_until_the_deadline(world):
    answer = sent(world)
    changed = actions.save_answer(
        answer=answer, values={"months": 8}, by=answer.by, at=NOW, expected_version=answer.version
    )
    assert (changed.months, changed.state) == (8, "received")
    assert kinds(answer) == ["answer.begun", "answer.received", "answer.changed"]
    save = {"answer": answer, "by": answer.by, "expected_version": None}
    # It stays whole, does not save itself, and is frozen once the asker has moved it or the deadline is over.
    assert refusal(actions.save_answer, values={"result": ""}, at=NOW, **save) == "missing"
    assert refusal(actions.save_answer, values={"months": 9}, at=NOW, by_itself=True, **save) == "being_decided"
    assert refusal(actions.save_answer, values={"months": 9}, at=TOO_LATE, **save) == "closed"
    move_answer(answer=answer, way="qualify", by=world["company_manager"], at=NOW)
    assert refusal(actions.save_answer, values={"months": 9}, at=NOW, **save) == "being_decided"
    assert Answer.objects.get(pk=answer.pk).months == 8


def test_withdrawn(world):
    draft, received = begun(world), sent(world)
    actions.withdraw_answer(answer=draft, reason="", by=draft.by, at=NOW)
    assert refusal(actions.withdraw_answer, answer=received, reason=" ", by=received.by, at=NOW) == "no_reason"
    gone = actions.withdraw_answer(answer=received, reason="The team left", by=received.by, at=NOW)
    assert (gone.state, gone.next_word_on) == ("withdrawn", None)
    assert refusal(move_answer, answer=gone, way="qualify", by=None, at=NOW) == "wrong_state"


# --- Stages -----------------------------------------------------------------------------------------------------------
def test_each_stage_with_the_date_of_the_next_word(world):
    answer = sent(world)
    # Ten working days of the asker from Monday, 2 November 2026.
    assert answer.next_word_on == date(2026, 11, 16)
    by = world["company_manager"]
    answer = move_answer(answer=answer, way="qualify", by=by, at=NOW, next_word_on=date(2026, 11, 10))
    assert (answer.state, answer.next_word_on) == ("qualified", date(2026, 11, 10))
    answer = move_answer(answer=answer, way="shortlist", by=by, at=NOW, next_word_on=date(2026, 11, 14))
    # A Saturday: the word comes on the next working day.
    assert (answer.state, answer.next_word_on) == ("shortlisted", date(2026, 11, 16))
    answer = move_answer(answer=answer, way="make_finalist", by=by, at=NOW)
    answer = move_answer(answer=answer, way="choose", by=by, at=NOW)
    assert (answer.state, answer.next_word_on) == ("chosen", None)
    assert kinds(answer)[1:] == [
        "answer.received", "answer.qualified", "answer.shortlisted", "answer.finalist", "answer.chosen"
    ]  # fmt: skip


def test_no_way_leads_back(world):
    answer = sent(world)
    move = {"answer": answer, "by": world["company_manager"], "at": NOW}
    move_answer(way="make_finalist", **move)
    assert [
        refusal(move_answer, way=way, **move) for way in ("qualify", "shortlist", "make_finalist", "reconsider")
    ] == ["wrong_state"] * 4
    assert refusal(move_answer, way="nonsense", **move) == "wrong_state"
    assert refusal(move_answer, way="decline", **move) == "no_reason"


def test_declined_with_a_reason_and_taken_up_again(world):
    answer = sent(world)
    by = world["company_manager"]
    assert refusal(decline_answer, answer=answer, reason="", by=by, at=NOW) == "no_reason"
    assert refusal(decline_answer, answer=answer, reason="whim", by=by, at=NOW) == "unknown_reason"
    answer = decline_answer(answer=answer, reason="too_dear", note="Twice our budget.", by=by, at=NOW)
    assert (answer.state, answer.decline_reason, answer.next_word_on) == ("declined", "too_dear", None)
    told = Event.objects.about(answer).get(kind="answer.declined").data
    assert (told["code"], told["reason"]["en"]) == ("too_dear", "too dear")
    answer = move_answer(answer=answer, way="reconsider", by=by, at=NOW)
    assert (answer.state, answer.decline_reason, answer.decline_note) == ("received", "", "")
    assert answer.next_word_on == date(2026, 11, 16)


def test_nobody_is_left_without_a_word(world):
    challenge = pose(world)
    winner, other, draft = sent(world, challenge), sent(world, challenge), written(world, challenge)
    gone = sent(world, challenge)
    actions.withdraw_answer(answer=gone, reason="Why", by=gone.by, at=NOW)
    closed = close_answers(challenge=challenge, reason="other_chosen", by=None, at=NOW, but=winner.pk)
    assert closed == [other]
    states = {answer.pk: answer.state for answer in Answer.objects.all()}
    assert states == {winner.pk: "received", other.pk: "declined", draft.pk: "draft", gone.pk: "withdrawn"}


def test_a_withdrawn_challenge_declines_what_waits(world, django_capture_on_commit_callbacks):
    challenge = pose(world)
    waiting, draft = sent(world, challenge), begun(world, challenge, authors=())
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_challenge(challenge=challenge, reason="We bought one.", by=world["company_manager"], at=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decline_reason, waiting.decline_note) == ("declined", "need_gone", "We bought one.")
    assert OpenClock.objects.about(waiting).count() == 0
    assert Answer.objects.get(pk=draft.pk).state == "draft"
    # One letter, and not one of the challenge and one of the answer.
    assert [letter.to for letter in mail.outbox] == [["faculty.member@example.org"]]


@pytest.mark.parametrize(
    ("day", "reason"), [(date(2026, 11, 1), "in_past"), (date(2027, 11, 1), "too_late"), (date(2027, 6, 1), "too_late")]
)
def test_dates_of_the_next_word(world, day, reason):
    answer = sent(world)
    move = {"answer": answer, "by": world["company_manager"], "at": NOW}
    assert refusal(move_answer, way="qualify", next_word_on=day, **move) == reason
    assert refusal(move_word, on=day, **move) == reason


def test_another_date_is_told(world, django_capture_on_commit_callbacks):
    answer = sent(world)
    with django_capture_on_commit_callbacks(execute=True):
        answer = move_word(answer=answer, on=date(2026, 11, 20), by=world["company_manager"], at=NOW)
    assert answer.next_word_on == date(2026, 11, 20)
    assert [letter.to for letter in mail.outbox] == [["faculty.member@example.org"]]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        move_word(answer=answer, on=date(2026, 11, 20), by=world["company_manager"], at=NOW)
    assert mail.outbox == []


def test_met(world):
    answer = sent(world)
    mark = {"answer": answer, "by": answer.by, "at": NOW + timedelta(days=9)}
    assert refusal(mark_met, on=date(2026, 11, 1), **mark) == "before_submission"
    assert refusal(mark_met, on=date(2026, 11, 12), **mark) == "in_future"
    assert mark_met(on=date(2026, 11, 10), **mark).met_on == date(2026, 11, 10)
    mark_met(on=date(2026, 11, 10), **mark)
    assert kinds(answer).count("answer.met") == 1
    assert refusal(mark_met, answer=begun(world), on=date(2026, 11, 2), by=answer.by, at=NOW) == "not_sent"


# --- Letters ----------------------------------------------------------------------------------------------------------
def test_the_asker_is_told_in_its_language(world, django_capture_on_commit_callbacks):
    manager = world["company_manager"]
    manager.language = "ru"
    manager.save()
    draft = written(world)
    with django_capture_on_commit_callbacks(execute=True):
        actions.submit_answer(answer=draft, by=draft.by, at=NOW)
    (letter,) = mail.outbox
    assert (letter.to, letter.extra_headers["Content-Language"]) == (["company.manager@example.org"], "ru")
    assert "Выдуманная печь дымит" in letter.subject
    assert "16 ноября 2026" in letter.body
    assert f"/answers/{draft.pk}/" in letter.body


def test_the_post_is_told_and_every_author(world_with_posts, django_capture_on_commit_callbacks):
    world = world_with_posts
    answer = sent(world, authors=("lecturer", "student"), post=world.posts["office"])
    with django_capture_on_commit_callbacks(execute=True):
        move_answer(answer=answer, way="qualify", by=world["company_manager"], at=NOW)
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "faculty.member@example.org", "partnership.officer@example.org", "student@example.org"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("way", "subject"),
    [
        ("qualify", "Your answer fits the brief"), ("shortlist", "Your answer is on the shortlist"),
        ("make_finalist", "Your answer is among the finalists"), ("choose", "Your answer is chosen"),
    ],
)  # fmt: skip
def test_every_move_is_told_with_the_day_of_the_next_word(world, way, subject, django_capture_on_commit_callbacks):
    writer = world["faculty_member"]
    writer.language = "en"
    writer.save()
    answer = sent(world)
    with django_capture_on_commit_callbacks(execute=True):
        move_answer(answer=answer, way=way, by=world["company_manager"], at=NOW)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["faculty.member@example.org"], f"{subject}: An invented furnace smokes")
    assert ("by 16 November 2026" in letter.body) == (way != "choose")


def test_a_reason_reaches_who_answered(world, django_capture_on_commit_callbacks):
    writer = world["faculty_member"]
    writer.language = "en"
    writer.save()
    answer = sent(world)
    with django_capture_on_commit_callbacks(execute=True):
        decline_answer(answer=answer, reason="known", note="We use it since May.", by=world["company_manager"], at=NOW)
    (letter,) = mail.outbox
    assert letter.subject == "Your answer was declined: An invented furnace smokes"
    assert "known or in use already" in letter.body
    assert "We use it since May." in letter.body


# --- What is said -----------------------------------------------------------------------------------------------------
def test_asked_and_replied(world, django_capture_on_commit_callbacks):
    answer = sent(world)
    with django_capture_on_commit_callbacks(execute=True):
        ask_about(answer=answer, text="How hot?", by=world["company_manager"], at=NOW)
        reply_about(answer=answer, text="Very.", by=answer.by, at=NOW + timedelta(hours=1))
        reply_about(answer=answer, text="And more.", by=answer.by, at=NOW + timedelta(hours=2))
        ask_about(answer=answer, text="Thank you.", by=world["company_manager"], at=NOW, awaits_reply=False)
    assert [(m.text, m.organisation_id) for m in answer.messages.order_by("pk")] == [
        ("How hot?", world.organisations["company"].pk), ("Very.", world.organisations["university"].pk),
        ("And more.", world.organisations["university"].pk), ("Thank you.", world.organisations["company"].pk),
    ]  # fmt: skip
    assert sorted(kinds(answer)[2:]) == ["answer.asked", "answer.replied", "answer.wrote", "answer.wrote"]
    assert [letter.to[0] for letter in mail.outbox] == [
        "faculty.member@example.org", "company.manager@example.org", "company.manager@example.org",
        "faculty.member@example.org",
    ]  # fmt: skip


def test_nothing_is_said_before_or_after(world):
    draft, over = begun(world), sent(world)
    say = {"by": world["company_manager"], "at": NOW}
    assert refusal(ask_about, answer=draft, text="Well?", **say) == "not_sent"
    assert refusal(ask_about, answer=over, text=" ", **say) == "no_words"
    assert refusal(ask_about, answer=over, text="x" * 3001, **say) == "too_long"
    decline_answer(answer=over, reason="known", **say)
    assert refusal(reply_about, answer=over, text="But …", **say) == "over"


def test_the_last_day_is_named():
    with translation.override("en"):
        assert CannotAnswer("closed", [DUE]).sentence == "The last day for answers was 30 November 2026."
