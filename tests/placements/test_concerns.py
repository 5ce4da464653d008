"""Confidential reports: read by their student and the confidential contacts of the university, and by nobody else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from seriktes.accounts.models import AuditEvent
from seriktes.placements.actions.concerns import Report, add_words, answer_concern, raise_concern, remind_handlers
from seriktes.placements.models import Concern
from seriktes.placements.queries.concerns import concerns_visible_to, readings_of
from seriktes.procedures.models import Event, OpenClock
from tests.placements.logging_sample import NOON, placement
from tests.placements.test_log import refused

pytestmark = pytest.mark.django_db
SECRET = "They made me work at the crusher without a helmet"
READERS = {"student", "career_centre"}


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(NOON)


@pytest.fixture
def made(world):
    return placement(world, host_supervisor=world.people["supervisor"])


@pytest.fixture
def concern(made, world):
    return raise_concern(placement=made, report=Report("safety", SECRET), by=world["student"], at=NOON)


def test_only_the_student_raises_one(made, client_as, world):
    where = reverse("placements:concern_new", args=[made.pk])
    others = set(world) - {"student", "anonymous"}
    assert {client_as(who).get(where).status_code for who in others} == {404}
    client = client_as("student")
    assert client.post(where, {"kind": "safety", "text": " "}).status_code == 422
    assert client.post(where, {"kind": "safety", "text": SECRET, "is_nameless": "on"}).status_code == 302
    assert Concern.objects.get().is_nameless


def test_nobody_else_finds_it_on_any_page(made, concern, client_as, world):
    own = [concern.get_absolute_url(), reverse("placements:concerns")]
    elsewhere = [
        made.get_absolute_url(), reverse("placements:logs_of", args=[made.pk]), reverse("placements:placements"),
        reverse("portal:desk"), f"{reverse('portal:search')}?q=crusher", reverse("procedures:calendar"),
        f"{reverse('placements:placements')}?format=csv",
    ]  # fmt: skip
    for who in set(world) - {"anonymous"}:
        client = client_as(who)
        statuses = [client.get(where).status_code for where in own]
        assert statuses == ([200, 200] if who in READERS else [404, 404]), who
        for where in elsewhere:
            answer = client.get(where)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert SECRET not in body.decode(), (who, where)
            if who not in READERS:
                assert f"/placements/concerns/{concern.pk}/" not in body.decode(), (who, where)


def test_who_may_do_everything_reads_none(concern, world):
    assert not concerns_visible_to(world["administrator"]).exists()
    assert not concerns_visible_to(world["auditor"]).exists()
    assert not concerns_visible_to(world["anonymous"]).exists()


def test_the_register_remembers_neither_who_nor_what(concern, world):
    add_words(concern=concern, text=SECRET, by=world["student"], at=NOON)
    answer_concern(concern=concern, text="We come tomorrow.", by=world["career_centre"], at=NOON)
    told = AuditEvent.objects.filter(target_type="placements.concern")
    assert [(event.kind, event.actor_id, event.values) for event in told.order_by("pk")] == [
        ("placements.concern.raised", None, {}),
        ("placements.concern.handled", world["career_centre"].pk, {}),
    ]  # fmt: skip
    assert not Event.objects.filter(subject_type="placements.concern").exists()
    assert not OpenClock.objects.filter(subject_type="placements.concern").exists()
    assert all(SECRET not in str(event.values) for event in AuditEvent.objects.all())


def test_letters_say_that_something_waits_and_not_what(made, world, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        concern = raise_concern(placement=made, report=Report("safety", SECRET), by=world["student"], at=NOON)
        answer_concern(concern=concern, text="We come tomorrow.", by=world["career_centre"], at=NOON)
    assert [letter.to for letter in mail.outbox] == [["career.centre@example.org"], ["student@example.org"]]
    for letter in mail.outbox:
        assert SECRET not in letter.body
        assert "We come" not in letter.body
        assert made.student.name not in letter.body
        assert made.host.name not in letter.body


def test_the_clock_runs_until_an_answer_and_from_the_next_word_on(concern, world):
    def due():
        reading = readings_of([concern], NOON).get(concern.pk)
        return reading and reading.due_at.date().isoformat()

    # Three working days from Monday.
    assert due() == "2026-03-05"
    answer_concern(concern=concern, text="For us alone.", by=world["career_centre"], at=NOON, is_internal=True)
    assert due() == "2026-03-05"
    answer_concern(concern=concern, text="We come.", by=world["career_centre"], at=NOON)
    assert due() is None
    add_words(concern=concern, text="Nobody came.", by=world["student"], at=NOON)
    assert due() == "2026-03-05"


def test_who_is_in_danger_is_answered_on_the_next_day_and_lateness_is_told(made, world):
    concern = raise_concern(
        placement=made, report=Report("safety", SECRET, in_danger=True), by=world["student"], at=NOON
    )
    assert readings_of([concern], NOON)[concern.pk].due_at.date().isoformat() == "2026-03-03"
    mail.outbox.clear()
    assert remind_handlers(now=NOON + timedelta(days=1)) == 0
    assert remind_handlers(now=NOON + timedelta(days=2)) == 1
    assert [letter.to for letter in mail.outbox] == [["career.centre@example.org"]]


def test_a_closed_report_is_opened_by_the_student_alone(concern, world):
    answer_concern(concern=concern, text="Done.", by=world["career_centre"], at=NOON, closes=True)
    with refused("concern_closed"):
        answer_concern(concern=concern, text="More.", by=world["career_centre"], at=NOON)
    add_words(concern=concern, text="Not done.", by=world["student"], at=NOON)
    assert Concern.objects.get().state == "open"


def test_a_note_of_the_handlers_is_not_shown_to_the_student(concern, client_as, world):
    where = concern.get_absolute_url()
    assert client_as("career_centre").post(where, {"text": "Call the inspector.", "way": "note"}).status_code == 302
    assert client_as("career_centre").post(where, {"text": "We come.", "way": "answer"}).status_code == 302
    assert "Call the inspector." in client_as("career_centre").get(where).content.decode()
    page = client_as("student").get(where).content.decode()
    assert "Call the inspector." not in page
    assert "We come." in page
    # Which of the staff answers is told by the office itself, and not by the page.
    assert client_as("student").post(where, {"text": "Thank you."}).status_code == 302


def test_of_another_university_nobody_reads_it(world):
    other = placement(world, student="hidden_student", within=None, host="company")
    other.cohort.programme.organisation = world.organisations["hidden_university"]
    other.cohort.programme.save()
    concern = raise_concern(placement=other, report=Report("misuse", SECRET), by=world["student"], at=NOON)
    assert not concerns_visible_to(world["career_centre"]).filter(pk=concern.pk).exists()
