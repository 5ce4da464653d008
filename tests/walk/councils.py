"""Courses and councils: objects for each address, of the university and of another one."""

from datetime import timedelta

from django.utils import timezone

from seriktes.curriculum.actions.secrets import give_secret, member_url
from seriktes.curriculum.models import (
    Attendance,
    Council,
    CouncilMember,
    Course,
    CourseActivity,
    CourseEmployer,
    CourseRun,
    CurriculumChange,
    Meeting,
    Minutes,
    Recommendation,
    StudyProgramme,
)
from seriktes.partnerships.models import Activity, ActivityParty
from tests.walk.arguments import Fillers, extras, only
from tests.world import SINCE, World

PLACES = ("university", "hidden_university")
PARTNERSHIPS = {"university": "own", "hidden_university": "of_others"}


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
        certification = _certification(world, course, place)
        council = Council.objects.create(organisation=body, name_kk="Walk")
        member = CouncilMember.objects.create(council=council, organisation=guest, contact_name="Walk", starts_on=SINCE)
        give_secret(member)
        member.save()
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
        change, decided, taught = (
            CurriculumChange.objects.create(
                recommendation=advice,
                course=course,
                what="Walk",
                state=state,
                run=run if state == "carried_out" else None,
            )
            for state in ("proposed", "accepted", "carried_out")
        )
        told = {
            "programme": programme, "course": course, "run": run, "employer": row, "council": council, "seat": member,
            "called": called, "held": held, "minutes": minutes, "advice": advice, "change": change,
            "decided": decided, "taught": taught, "certification": certification,
        }  # fmt: skip
        world.extras.update({f"{name}_{place}": record for name, record in told.items()})


def _certification(world: World, course: Course, place: str) -> CourseActivity:
    """A confirmed certification that nobody has dated yet."""
    partnership = world.partnerships[PARTNERSHIPS[place]]
    activity = Activity.objects.create(
        partnership=partnership, kind="employer_certification", form="education", mode="dui", title="Walk", state="confirmed",
        starts_on=SINCE, ends_on=SINCE, reported_at=timezone.now(), confirmed_at=timezone.now(),
    )  # fmt: skip
    for party in partnership.parties.all():
        ActivityParty.objects.create(activity=activity, organisation=party.organisation, confirmed_at=timezone.now())
    return CourseActivity.objects.create(course=course, activity=activity)


def _of(name: str) -> Fillers:
    return extras(*(f"{name}_{place}" for place in PLACES))


def _within(outer: str, argument: str, inner: str) -> Fillers:
    return {
        place: lambda world, place=place: {
            "pk": world.extras[f"{outer}_{place}"].pk, argument: world.extras[f"{inner}_{place}"].pk,
        }
        for place in PLACES
    }  # fmt: skip


def _way(way: str, of: str = "change") -> Fillers:
    return {
        f"{place} {way}": lambda world, place=place: {"pk": world.extras[f"{of}_{place}"].pk, "way": way}
        for place in PLACES
    }


def _link(**more: int) -> Fillers:
    """The secret of a seat that is held, and one that is none."""
    return {
        "held": lambda world: {
            "secret": member_url(world.extras["seat_university"]).rstrip("/").rpartition("/")[2],
            **more,
        },
        **only(secret="no-such-seat", **more),
    }


def _named(fillers: Fillers, *names: str) -> dict[str, Fillers]:
    return dict.fromkeys([f"curriculum:{name}" for name in names], fillers)


FILLERS: dict[str, Fillers] = {
    **_named(_of("course"), "course", "course_edit", "course_close", "employer_add", "run_add", "activity_add"),
    **_named(_of("programme"), "study_programme", "study_programme_edit", "study_programme_close"),
    "curriculum:employer_end": _within("course", "employer_pk", "employer"),
    "curriculum:run_edit": _within("course", "run_pk", "run"),
    **_named(_within("course", "row_pk", "certification"), "activity_remove", "certify", "certification_end"),
    **_named(
        _of("council"), "council", "council_edit", "council_close", "council_report", "member_add", "meeting_new",
        "recommendation_new",
    ),
    **_named(_within("council", "member_pk", "seat"), "member_edit", "member_end"),
    "curriculum:seat": _link(),
    "curriculum:seat_minutes": _link(pk=1),
    "curriculum:meeting": {**_of("called"), **_of("held")},
    **_named(_of("called"), "meeting_entry", "meeting_edit", "meeting_call", "meeting_cancel", "meeting_hold"),
    "curriculum:meeting_answer": _within("called", "member_pk", "seat"),
    **_named(_of("held"), "meeting_attendance", "minutes_begin"),
    **_named(_of("minutes"), "minutes", "minutes_edit", "minutes_approve", "minutes_correct", "minutes_drop"),
    **_named(
        _of("advice"), "recommendation", "recommendation_edit", "recommendation_owner", "recommendation_due",
        "recommendation_refuse", "recommendation_reopen", "change_new",
    ),
    "curriculum:change_edit": _of("change"),
    "curriculum:change_move": {
        **_way("accept"), **_way("refuse"), **_way("carry_out", "decided"), **_way("conclude", "taught"),
    },
}  # fmt: skip
