"""Two people at once: one wins and the other is told, or both words stand. Threads with connections of their own."""

from datetime import date, timedelta

import pytest

from seriktes.curriculum.actions import advice as chain
from seriktes.curriculum.actions.councils import add_member
from seriktes.curriculum.actions.courses import add_course, add_employer
from seriktes.curriculum.actions.meetings import Came, answer_invitation, cancel_meeting, hold_meeting
from seriktes.curriculum.actions.minutes import Part, approve_minutes, draft_minutes, write_minutes
from seriktes.curriculum.models import Attendance, CouncilMember, Meeting, Minutes
from seriktes.procedures.models import Event
from tests.curriculum.sample import NOON, Sample
from tests.organisations.test_two_at_once import at_once
from tests.world import build_world_with_posts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sample(transactional_db, own_files):
    return Sample(build_world_with_posts())


def test_attendance_is_recorded_once(sample):
    meeting = sample.meeting(starts_at=NOON - timedelta(days=3))

    def record(*there):
        came = [Came(sample.seats[key], came=key in there) for key in sample.seats]
        return lambda: hold_meeting(meeting=meeting, came=came, by=sample.by, at=NOON)

    assert at_once(record("company"), record("company", "fund")) == ["done", "wrong_state"]
    meeting.refresh_from_db()
    assert meeting.present == Attendance.objects.filter(meeting=meeting, came=True).count()
    assert Event.objects.filter(kind="meeting.held").count() == 1


def test_minutes_are_approved_once(sample):
    minutes = sample.minutes()

    def approve():
        approve_minutes(minutes=minutes, by=sample.by, at=NOON)

    assert at_once(approve, approve) == ["done", "frozen_minutes"]
    assert Minutes.objects.get(pk=minutes.pk).state == "approved"
    assert Event.objects.filter(kind="minutes.approved").count() == 1


def test_minutes_are_begun_once(sample):
    meeting = sample.held()

    def begin():
        draft_minutes(meeting=meeting, by=sample.by, at=NOON)

    assert at_once(begin, begin) == ["done", "minutes_stand"]


def test_minutes_are_written_or_approved_and_what_is_frozen_is_what_stands(sample):
    minutes = sample.minutes()
    parts = [Part("Басқа", "Другое", "Басқаша.", "Иначе.")]

    def write():
        write_minutes(minutes=minutes, parts=parts, by=sample.by, at=NOON, expected_version=minutes.version)

    def approve():
        approve_minutes(minutes=minutes, by=sample.by, at=NOON, expected_version=minutes.version)

    outcomes = at_once(write, approve)
    assert outcomes in (["done", "edited_elsewhere"], ["done", "frozen_minutes"])
    standing = Minutes.objects.get(pk=minutes.pk)
    text = standing.parts.get().text_ru
    assert (standing.state, text) == (("draft", "Иначе.") if "edited_elsewhere" in outcomes
                                      else ("approved", "Слушали, решили."))  # fmt: skip


def test_a_seat_answered_twice_has_one_answer_and_the_last_word_counts(sample):
    meeting = sample.called()

    def say(answer):
        return lambda: answer_invitation(
            meeting=meeting, member=sample.seats["company"], answer=answer, at=NOON, by=sample.world["company_manager"]
        )

    assert at_once(say("yes"), say("no")) == ["done", "done"]
    row = Attendance.objects.get(meeting=meeting, member=sample.seats["company"])
    told = Event.objects.filter(kind="meeting.answered").order_by("pk")
    words = {"yes": "will come", "no": "cannot come"}
    assert [event.data["answer"]["en"] for event in told][-1] == words[row.answer]
    assert told.count() == 2


def test_answered_and_cancelled_at_once(sample):
    meeting = sample.called()

    def answer():
        answer_invitation(meeting=meeting, member=sample.seats["fund"], answer="yes", at=NOON, by=None)

    def cancel():
        cancel_meeting(meeting=meeting, reason="Invented", by=sample.by, at=NOON)

    assert at_once(answer, cancel) in (["done", "done"], ["answers_closed", "done"])
    assert Meeting.objects.get(pk=meeting.pk).state == "cancelled"


def test_a_post_has_one_seat(sample):
    before = CouncilMember.objects.count()

    def join():
        add_member(
            council=sample.council, organisation=sample.university, by=sample.by, at=NOON,
            values={"post": sample.world.posts["office"], "starts_on": date(2026, 1, 1)},
        )  # fmt: skip

    assert at_once(join, join) == ["done", "seat_twice"]
    assert CouncilMember.objects.count() == before + 1


def test_meetings_and_recommendations_are_numbered_without_gaps_and_doubles(sample):
    assert at_once(sample.meeting, sample.meeting) == ["done", "done"]
    assert list(sample.council.meetings.order_by("number").values_list("number", flat=True)) == [1, 2]
    meeting = sample.held()
    assert at_once(lambda: sample.advice(meeting), lambda: sample.advice(meeting)) == ["done", "done"]
    assert list(sample.council.recommendations.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_change_is_decided_or_refused(sample):
    change = sample.proposed()

    def refuse():
        chain.refuse_change(
            change=change, reason="No hours left", by=sample.by, at=NOON, expected_version=change.version
        )

    def accept():
        chain.accept_change(
            change=change, decided_on=date(2026, 3, 1), decided_by="Council", due_on=date(2026, 10, 1), by=sample.by,
            at=NOON, expected_version=change.version,
        )  # fmt: skip

    assert at_once(refuse, accept) == ["done", "edited_elsewhere"]


def test_a_code_and_a_part_stand_once(sample):
    def add():
        add_course(organisation=sample.university, values={"code": "PH 1", "name_en": "Physics"}, by=sample.by, at=NOON)

    def join():
        company = sample.world.organisations["company"]
        add_employer(course=sample.course, organisation=company, part="tasks", by=sample.by, at=NOON)

    assert at_once(add, add) == ["code_taken", "done"]
    assert at_once(join, join) == ["done", "part_twice"]
