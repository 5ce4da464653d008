"""What hangs on a course: its runs, the part of employers, activities of partnerships and certification."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import not_found
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import ONE_LINE, Body, Day, Key, RecordNumber
from seriktes.common.models import Languages
from seriktes.curriculum.actions import course_activities, courses
from seriktes.curriculum.api.courses import CourseOut, answer, router, visible_course
from seriktes.curriculum.api.shared import (
    WRITE,
    ClosingIn,
    Reason,
    found_or_404,
    organisation_given,
    person_given,
    record_given,
)
from seriktes.curriculum.enums import EmployerPart
from seriktes.curriculum.models import CourseActivity, CourseRun
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.catalogue import activities_of
from seriktes.partnerships.queries.access import activities_visible_to


# --- Runs -------------------------------------------------------------------------------------------------------------
class CourseRunTerms(Body):
    """A member that is left out stays as it is; null empties."""

    term: Annotated[str, Field(max_length=40, pattern=ONE_LINE)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    language: Languages | None = None
    teacher: Annotated[RecordNumber | None, Field(description="A person of the university.")] = None
    students: Annotated[int, Field(ge=0, le=1_000_000, description="How many; never who.")] | None = None
    note: Annotated[str, Field(max_length=500, pattern=ONE_LINE)] | None = None

    def columns(self, request: HttpRequest, organisation: int) -> dict[str, Any]:
        given = self.model_fields_set
        values = {
            name: getattr(self, name) for name in ("term", "starts_on", "ends_on") if getattr(self, name) is not None
        }
        if "language" in given:
            values["language"] = self.language.value if self.language else ""
        if "teacher" in given:
            values["teacher"] = person_given(request, self.teacher, "/teacher", organisation)
        if "students" in given:
            values["students"] = self.students
        if "note" in given:
            values["note"] = self.note or ""
        return values


class CourseRunNew(CourseRunTerms):
    term: Annotated[str, Field(min_length=1, max_length=40, pattern=ONE_LINE)]
    starts_on: Day
    ends_on: Day


class CourseRunChange(CourseRunTerms):
    version: Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Of the run, as you read it.")] = None


@router.post("/courses/{int:pk}/runs", auth=WRITE, response={201: CourseOut}, summary="Enter a course run")
def run_add(request: HttpRequest, response: HttpResponse, pk: Key, new: CourseRunNew) -> CourseOut:
    """For whoever keeps courses, and the teacher who answers for this one."""
    record = visible_course(request, pk, access.COURSES, access.CHANGES)
    courses.add_run(
        course=record, values=new.columns(request, record.organisation_id), by=member(request), at=timezone.now()
    )
    return answer(request, record, response)


@router.patch("/courses/{int:pk}/runs/{int:part}", auth=WRITE, response=CourseOut, summary="Change a course run")
def run_change(request: HttpRequest, pk: Key, part: Key, terms: CourseRunChange) -> CourseOut:
    """With `version`, what somebody changed meanwhile is not overwritten. A run in which a change was carried out keeps its
    term and its days, with the reason `run_is_used`."""
    record = visible_course(request, pk, access.COURSES, access.CHANGES)
    run = found_or_404(CourseRun.objects.filter(course=record), part)
    courses.change_run(
        run=run, values=terms.columns(request, record.organisation_id), by=member(request), at=timezone.now(),
        expected_version=terms.version,
    )  # fmt: skip
    return answer(request, record)


# --- Employers --------------------------------------------------------------------------------------------------------
class EmployerPartNew(Body):
    organisation: RecordNumber
    part: EmployerPart
    note: Annotated[str, Field(max_length=300, pattern=ONE_LINE)] = ""
    starts_on: Day | None = None


@router.post(
    "/courses/{int:pk}/employers", auth=WRITE, response={201: CourseOut}, summary="Name the part of an employer"
)
def employer_add(request: HttpRequest, response: HttpResponse, pk: Key, new: EmployerPartNew) -> CourseOut:
    """From then on the employer sees the course."""
    record = visible_course(request, pk, access.COURSES)
    courses.add_employer(
        course=record, organisation=organisation_given(request, new.organisation), part=new.part.value, note=new.note,
        starts_on=new.starts_on, by=member(request), at=timezone.now(),
    )  # fmt: skip
    return answer(request, record, response)


@router.post(
    "/courses/{int:pk}/employers/{int:part}/end", auth=WRITE, response=CourseOut, summary="End the part of an employer"
)
def employer_end(request: HttpRequest, pk: Key, part: Key, what: ClosingIn) -> CourseOut:
    record = visible_course(request, pk, access.COURSES)
    row = found_or_404(record.employers.all(), part)
    with pointing("/on", "ends_before_it_begins"):
        courses.end_employer(row=row, on=what.on, by=member(request), at=timezone.now())
    return answer(request, record)


# --- Activities and certification -------------------------------------------------------------------------------------
class CourseActivityNew(Body):
    activity: Annotated[RecordNumber, Field(description="Of a partnership, in which the university took part.")]
    run: Annotated[RecordNumber | None, Field(description="Of the course, where it belongs to one.")] = None


class CertificationIn(Body):
    certifier: Annotated[RecordNumber, Field(description="An organisation that took part in the activity.")]
    valid_until: Day
    certificate: Annotated[str, Field(max_length=60, pattern=ONE_LINE, description="Its number.")] = ""


class CertificationEnd(Body):
    on: Day
    reason: Reason


def _row(request: HttpRequest, pk: int, part: int) -> CourseActivity:
    record = visible_course(request, pk, access.COURSES)
    found = next((row for row in activities_of(record, asker(request)) if row.pk == part), None)
    if found is None:
        raise not_found()
    found.course = record
    return found


@router.post(
    "/courses/{int:pk}/activities", auth=WRITE, response={201: CourseOut}, summary="Name an activity of a course"
)
def activity_add(request: HttpRequest, response: HttpResponse, pk: Key, new: CourseActivityNew) -> CourseOut:
    """Guest teaching, exam development, a review, a certification: reported and confirmed under `/activities`."""
    record = visible_course(request, pk, access.COURSES)
    activity = record_given(activities_visible_to(asker(request)), new.activity, "/activity")
    run = record_given(CourseRun.objects.filter(course=record), new.run, "/run") if new.run else None
    course_activities.name_activity(course=record, activity=activity, run=run, by=member(request), at=timezone.now())
    return answer(request, record, response)


@router.delete(
    "/courses/{int:pk}/activities/{int:part}",
    auth=WRITE,
    response=CourseOut,
    summary="Take an activity out of a course",
)
def activity_remove(request: HttpRequest, pk: Key, part: Key) -> CourseOut:
    """The activity itself stays as it is. A certification is refused with the reason `is_certification`."""
    row = _row(request, pk, part)
    course_activities.unname_activity(row=row, by=member(request), at=timezone.now())
    return answer(request, row.course)


@router.post(
    "/courses/{int:pk}/activities/{int:part}/certify", auth=WRITE, response=CourseOut,
    summary="Record an employer's certification",
)  # fmt: skip
def certify(request: HttpRequest, pk: Key, part: Key, what: CertificationIn) -> CourseOut:
    """Of a confirmed activity of the kind `employer_certification`; a clock warns before it runs out."""
    row = _row(request, pk, part)
    certifier = organisation_given(request, what.certifier, "/certifier")
    with pointing("/certifier", "own_organisation"):
        course_activities.certify(
            row=row, certifier=certifier, valid_until=what.valid_until, certificate=what.certificate, by=member(request),
            at=timezone.now(),
        )  # fmt: skip
    return answer(request, row.course)


@router.post(
    "/courses/{int:pk}/activities/{int:part}/end-certification", auth=WRITE, response=CourseOut,
    summary="End an employer's certification",
)  # fmt: skip
def certification_end(request: HttpRequest, pk: Key, part: Key, what: CertificationEnd) -> CourseOut:
    row = _row(request, pk, part)
    with pointing("/on", "ends_before_it_begins"):
        course_activities.withdraw_certification(
            row=row, on=what.on, reason=what.reason, by=member(request), at=timezone.now()
        )
    return answer(request, row.course)
