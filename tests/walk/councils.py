"""Courses and councils: objects for each address, of the university and of another one."""

from datetime import timedelta

from django.utils import timezone

from seriktes.curriculum.models import (
    Attendance,
    Council,
    CouncilMember,
    Course,
    CourseEmployer,
    CourseRun,
    CurriculumChange,
    Meeting,
    Minutes,
    Recommendation,
    StudyProgramme,
)
from tests.walk.arguments import Fillers, extras, only
from tests.world import SINCE, World

PLACES = ("university", "hidden_university")


def furnish(world: World) -> None:
    """Of each of two universities: a programme, a course with a run and an employer, a council with a chain. The company
    sits in the council of the first."""
    now = timezone.now()
    for place, employer in zip(PLACES, ("company", "hidden_company"), strict=True):
        body, guest = world.organisations[place], world.organisations[employer]
        programme = StudyProgramme.objects.create(organisation=body, code="6B07101", name_kk="Walk", level="bachelor")
        course = Course.objects.create(organisation=body, code="WK 1101", name_kk="Walk")
        run = CourseRun.objects.create(course=course, term="1", starts_on=SINCE, ends_on=SINCE + timedelta(days=100))
        row = CourseEmployer.objects.create(course=course, organisation=guest, part="tasks")
        council = Council.objects.create(organisation=body, name_kk="Walk")
        member = CouncilMember.objects.create(council=council, organisation=guest, contact_name="Walk", starts_on=SINCE)
        called = Meeting.objects.create(
            council=council, number=1, state="called", starts_at=now + timedelta(days=9),
            ends_at=now + timedelta(days=9, hours=2),
        )  # fmt: skip
        Attendance.objects.create(meeting=called, member=member, invited_at=now)
        held = Meeting.objects.create(
            council=council, number=2, state="held", starts_at=now - timedelta(days=9),
            ends_at=now - timedelta(days=9, hours=-2), seats=1, present=1,
        )  # fmt: skip
        minutes = Minutes.objects.create(meeting=held, number=1)
        advice = Recommendation.objects.create(council=council, meeting=held, number=1, name_kk="Walk")
        change = CurriculumChange.objects.create(recommendation=advice, course=course, what="Walk")
        told = {
            "programme": programme, "course": course, "run": run, "employer": row, "council": council, "seat": member,
            "called": called, "held": held, "minutes": minutes, "advice": advice, "change": change,
        }  # fmt: skip
        world.extras.update({f"{name}_{place}": record for name, record in told.items()})


def _of(name: str) -> Fillers:
    return extras(*(f"{name}_{place}" for place in PLACES))


def _within(outer: str, argument: str, inner: str) -> Fillers:
    return {
        place: lambda world, place=place: {
            "pk": world.extras[f"{outer}_{place}"].pk, argument: world.extras[f"{inner}_{place}"].pk,
        }
        for place in PLACES
    }  # fmt: skip


def _way(way: str) -> Fillers:
    return {
        f"{place} {way}": lambda world, place=place: {"pk": world.extras[f"change_{place}"].pk, "way": way}
        for place in PLACES
    }


def _named(fillers: Fillers, *names: str) -> dict[str, Fillers]:
    return dict.fromkeys([f"curriculum:{name}" for name in names], fillers)


ABSENT_ROW: Fillers = {
    place: lambda world, place=place: {"pk": world.extras[f"course_{place}"].pk, "row_pk": 999_999_999}
    for place in PLACES
}
FILLERS: dict[str, Fillers] = {
    **_named(_of("course"), "course", "course_edit", "course_close", "employer_add", "run_add", "activity_add"),
    **_named(_of("programme"), "study_programme", "study_programme_edit", "study_programme_close"),
    "curriculum:employer_end": _within("course", "employer_pk", "employer"),
    "curriculum:run_edit": _within("course", "run_pk", "run"),
    **_named(ABSENT_ROW, "activity_remove", "certify", "certification_end"),
    **_named(
        _of("council"), "council", "council_edit", "council_close", "council_report", "member_add", "meeting_new",
        "recommendation_new",
    ),
    **_named(_within("council", "member_pk", "seat"), "member_edit", "member_end"),
    "curriculum:seat": only(secret="no-such-seat"),
    "curriculum:seat_minutes": only(secret="no-such-seat", pk=1),
    "curriculum:meeting": {**_of("called"), **_of("held")},
    **_named(_of("called"), "meeting_entry", "meeting_edit", "meeting_call", "meeting_cancel", "meeting_hold"),
    "curriculum:meeting_answer": _within("called", "member_pk", "seat"),
    "curriculum:minutes_begin": _of("held"),
    **_named(_of("minutes"), "minutes", "minutes_edit", "minutes_approve", "minutes_correct"),
    **_named(
        _of("advice"), "recommendation", "recommendation_edit", "recommendation_owner", "recommendation_due",
        "recommendation_refuse", "recommendation_reopen", "change_new",
    ),
    "curriculum:change_edit": _of("change"),
    "curriculum:change_move": {**_way("accept"), **_way("refuse"), **_way("carry_out"), **_way("conclude")},
}  # fmt: skip
