"""Courses for programs: the list, one with all that hangs on it, and how the university keeps it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.types import (
    LINES,
    Body,
    DecimalOut,
    Key,
    Line,
    NamesIn,
    NamesOut,
    RecordNumber,
    Shown,
    decimal_out,
)
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.common.models import Languages
from seriktes.curriculum.actions import courses as actions
from seriktes.curriculum.api.programmes import visible_programme
from seriktes.curriculum.api.shared import (
    OPTIONAL,
    READ,
    WRITE,
    ClosingIn,
    Code,
    RecordOut,
    Sort,
    changed_since,
    found_or_404,
    may,
    named,
    named_if,
    order_of,
    own_university,
    person_given,
    records_given,
    unit_given,
)
from seriktes.curriculum.enums import EmployerPart
from seriktes.curriculum.models import Course, StudyProgramme
from seriktes.curriculum.queries import access, catalogue

router = Router(tags=["courses"])
Credits = Annotated[
    str, StringConstraints(max_length=5, pattern=r"^[0-9]{1,3}(\.[0-9])?$"), AfterValidator(Decimal),
    Field(json_schema_extra={"example": "5.0"}),
]  # fmt: skip


class EmployerPartOut(Shown):
    """What one employer does in the course."""

    id: int
    organisation: RecordOut
    part: EmployerPart
    note: str
    starts_on: date | None
    ends_on: date | None


class CourseRunOut(Shown):
    """The course as it was taught in one term."""

    id: int
    term: str
    starts_on: date
    ends_on: date
    language: Languages | None
    teacher: RecordOut | None = Field(description="Null for others than the university.")
    students: int | None
    note: str
    version: int


class CourseActivityOut(Shown):
    """An activity of a partnership that belongs to the course; of a certification, how it stands."""

    id: int
    activity: int = Field(description="Its number, for `/activities`.")
    kind: str
    title: str
    run: int | None
    certifier: RecordOut | None
    certificate: str
    valid_until: date | None
    withdrawn_on: date | None
    withdrawal: str


class CourseListed(Shown):
    """A course of the catalogue."""

    id: int
    university: RecordOut
    code: str
    names: NamesOut
    credits: DecimalOut | None
    languages: list[Languages]
    responsible: RecordOut | None = Field(description="Null for others than the university.")
    unit: RecordOut | None
    programmes: list[RecordOut]
    employers_part: str = Field(description="In words.")
    employers: list[EmployerPartOut] = Field(description="An employer sees its own parts alone.")
    closed_on: date | None
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class CourseOut(CourseListed):
    """The whole course; activities as far as you see them."""

    runs: list[CourseRunOut]
    activities: list[CourseActivityOut]


class CourseTerms(Body):
    """A member that is left out stays as it is; null empties. `programmes` are all to which it belongs."""

    code: Code | None = None
    names: NamesIn | None = None
    credits: Credits | None = None
    languages: Annotated[list[Languages], Field(max_length=3)] | None = None
    responsible: Annotated[RecordNumber | None, Field(description="A person of the university.")] = None
    unit: RecordNumber | None = None
    employers_part: Annotated[str, Field(max_length=2000, pattern=LINES)] | None = None
    programmes: Annotated[list[RecordNumber], Field(max_length=100)] | None = None

    def columns(self, request: HttpRequest, organisation: int) -> dict[str, Any]:
        given: set[str] = self.model_fields_set
        values: dict[str, Any] = {}
        if self.code is not None:
            values["code"] = self.code
        if self.names is not None:
            values |= {f"name_{code}": name for code, name in self.names.given().items()}
        if "credits" in given:
            values["credits"] = self.credits
        if "languages" in given:
            values["languages"] = [one.value for one in self.languages or []]
        if "responsible" in given:
            values["responsible"] = person_given(request, self.responsible, "/responsible", organisation)
        if "unit" in given:
            values["unit"] = unit_given(organisation, self.unit)
        if "employers_part" in given:
            values["employers_part"] = self.employers_part or ""
        return values

    def programmes_of(self, organisation: int) -> list[StudyProgramme] | None:
        if "programmes" not in self.model_fields_set:
            return None
        return records_given(
            StudyProgramme.objects.filter(organisation=organisation), self.programmes or [], "/programmes"
        )


class CourseNew(CourseTerms):
    university: RecordNumber
    code: Code
    names: NamesIn


class CoursesAsked(BaseModel):
    q: Annotated[Line, Field(description="Words of the name, or the beginning of the code.")] = ""
    university: Annotated[list[RecordNumber], Field(max_length=50)] = []
    programme: RecordNumber | None = None
    unit: RecordNumber | None = None
    employer: Annotated[RecordNumber | None, Field(description="That has or had a part in it.")] = None
    language: Languages | None = None
    certified: Annotated[bool, Field(description="With an employer's certification that holds today.")] = False
    closed: Annotated[bool, Field(description="Those taken out of the catalogue instead of the others.")] = False
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"

    def selection(self) -> catalogue.Selection:
        show = catalogue.CLOSED if self.closed else catalogue.CERTIFIED if self.certified else catalogue.OPEN
        return catalogue.Selection(
            show=show, programme=self.programme, unit=self.unit, employer=self.employer,
            language=self.language.value if self.language else "", q=" ".join(self.q.split()),
        )  # fmt: skip


@router.get("/courses", auth=READ, response=Page[CourseListed], summary="List of courses")
def courses(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[CoursesAsked, Query()]
) -> dict[str, Any]:
    """Your own university's; an employer's, those in which it has a part."""
    user = asker(request)
    rows = catalogue.courses_listed(user, wanted.selection(), timezone.localdate())
    if wanted.university:
        rows = rows.filter(organisation__in=wanted.university)
    rows = catalogue.with_everything(changed_since(rows, wanted.changed_since), user)
    return page_of(
        request, response, rows, asked, order_of(wanted.sort),
        show=lambda found: [CourseListed(**listed(request, row)) for row in found],
    )  # fmt: skip


def listed(request: HttpRequest, row: Course) -> dict[str, Any]:
    is_inside = access.may(asker(request), access.VIEW, row)
    same = ("code", "employers_part", "closed_on", "changed_at", "version")
    return {
        **{name: getattr(row, name) for name in same},
        "id": row.pk, "university": named(row.organisation), "names": NamesOut(**row.names_by_language),
        "credits": decimal_out(row.credits), "languages": [Languages(code) for code in row.languages],
        "responsible": named_if(row.responsible) if is_inside else None, "unit": named_if(row.unit),
        "programmes": [named(one) for one in row.programmes.all()],
        "employers": [employer_shown(one) for one in row.employers.all()], "url": row.get_absolute_url(),
    }  # fmt: skip


def employer_shown(row: Any) -> EmployerPartOut:
    return EmployerPartOut(
        id=row.pk, organisation=named(row.organisation), part=EmployerPart(row.part), note=row.note,
        starts_on=row.starts_on, ends_on=row.ends_on,
    )  # fmt: skip


def run_shown(row: Any, *, is_inside: bool) -> CourseRunOut:
    same = ("term", "starts_on", "ends_on", "students", "note", "version")
    return CourseRunOut(
        **{name: getattr(row, name) for name in same}, id=row.pk,
        language=Languages(row.language) if row.language else None,
        teacher=named_if(row.teacher) if is_inside else None,
    )  # fmt: skip


def activity_shown(row: Any) -> CourseActivityOut:
    same = ("certificate", "valid_until", "withdrawn_on", "withdrawal")
    return CourseActivityOut(
        **{name: getattr(row, name) for name in same}, id=row.pk, activity=row.activity_id, kind=row.activity.kind,
        title=row.activity.title, run=row.run_id, certifier=named_if(row.certifier),
    )  # fmt: skip


def visible_course(request: HttpRequest, pk: int, *permissions: str) -> Course:
    """With permissions: one of them is enough."""
    rows = catalogue.with_everything(access.courses_visible_to(asker(request)), asker(request))
    found: Course = found_or_404(rows, pk)
    if permissions and not set(permissions) & access.permissions_on(asker(request), found):
        may(request, permissions[0], found)
    return found


def answer(request: HttpRequest, record: Course, response: HttpResponse | None = None) -> CourseOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    user = asker(request)
    row = catalogue.with_everything(Course.objects.all(), user).get(pk=record.pk)
    is_inside = access.may(user, access.VIEW, row)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/courses/{row.pk}")
    return CourseOut(
        **listed(request, row),
        runs=[run_shown(one, is_inside=is_inside) for one in row.runs.select_related("teacher").order_by("starts_on", "pk")],
        activities=[activity_shown(one) for one in catalogue.activities_of(row, user)],
    )  # fmt: skip


@router.get("/courses/{int:pk}", auth=READ, response=CourseOut, summary="One course")
def course(request: HttpRequest, pk: Key) -> CourseOut:
    return answer(request, visible_course(request, pk))


@router.get(
    "/study-programmes/{int:pk}/courses", auth=READ, response=list[CourseListed],
    summary="Courses of a programme of study",
)  # fmt: skip
def of_programme(request: HttpRequest, pk: Key) -> list[CourseListed]:
    """Those in the catalogue, as far as you see them."""
    user = asker(request)
    rows = access.courses_visible_to(user).filter(programmes=visible_programme(request, pk), closed_on__isnull=True)
    return [
        CourseListed(**listed(request, row)) for row in catalogue.with_everything(rows, user).order_by("code", "pk")
    ]


@router.post("/courses", auth=WRITE, response={201: CourseOut}, summary="Add a course")
def add(request: HttpRequest, response: HttpResponse, new: CourseNew) -> CourseOut:
    """A code that stands already is refused with the reason `code_taken`."""
    university = own_university(request, new.university, access.COURSES)
    made = actions.add_course(
        organisation=university, values=new.columns(request, university.pk),
        programmes=new.programmes_of(university.pk) or (), by=member(request), at=timezone.now(),
    )  # fmt: skip
    return answer(request, made, response)


@router.patch(
    "/courses/{int:pk}", auth=WRITE, response=CourseOut, openapi_extra={"x-if-match": True}, summary="Change a course"
)
def change(request: HttpRequest, pk: Key, terms: CourseTerms) -> CourseOut:
    record = visible_course(request, pk, access.COURSES)
    changed = actions.change_course(
        course=record, values=terms.columns(request, record.organisation_id),
        programmes=terms.programmes_of(record.organisation_id), by=member(request), at=timezone.now(),
        expected_version=expected_version(request),
    )  # fmt: skip
    return answer(request, changed)


@router.post(
    "/courses/{int:pk}/close", auth=WRITE, response=CourseOut, openapi_extra=OPTIONAL,
    summary="Take a course out of the catalogue",
)  # fmt: skip
def close(request: HttpRequest, pk: Key, what: ClosingIn) -> CourseOut:
    """It stays on record with its runs and with what councils advised of it; its code becomes free."""
    record = visible_course(request, pk, access.COURSES)
    closed = actions.close_course(
        course=record, on=what.on, by=member(request), at=timezone.now(), expected_version=version_if_given(request)
    )
    return answer(request, closed)
