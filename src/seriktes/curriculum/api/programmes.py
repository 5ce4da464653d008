"""Programmes of study for programs: the list, one, and how the university keeps them."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.types import Body, Key, NamesIn, NamesOut, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.curriculum.actions import courses as actions
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
    unit_given,
)
from seriktes.curriculum.definitions.codes import programme_code
from seriktes.curriculum.enums import StudyLevel
from seriktes.curriculum.models import StudyProgramme
from seriktes.curriculum.queries import access

router = Router(tags=["courses"])


class StudyProgrammeOut(Shown):
    """A programme of study of a university."""

    id: int
    university: RecordOut
    code: str = Field(description="Under which the state registers it, as `6B07101`.")
    names: NamesOut
    level: StudyLevel
    unit: RecordOut | None
    closed_on: date | None
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class StudyProgrammeTerms(Body):
    """A member that is left out stays as it is; null empties."""

    code: Code | None = None
    names: NamesIn | None = None
    level: StudyLevel | None = None
    unit: RecordNumber | None = None

    def columns(self, organisation: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if self.code is not None:
            values["code"] = self.code
        if self.level is not None:
            values["level"] = self.level.value
        if self.names is not None:
            values |= {f"name_{code}": name for code, name in self.names.given().items()}
        if "unit" in self.model_fields_set:
            values["unit"] = unit_given(organisation, self.unit)
        return values


class StudyProgrammeNew(StudyProgrammeTerms):
    university: RecordNumber
    code: Code
    names: NamesIn


class StudyProgrammesAsked(BaseModel):
    university: Annotated[list[RecordNumber], Field(max_length=50)] = []
    code: Annotated[list[Code], Field(max_length=50)] = []
    closed: Annotated[bool, Field(description="Those that were closed instead of the others.")] = False
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/study-programmes", auth=READ, response=Page[StudyProgrammeOut], summary="List of programmes of study")
def programmes(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[StudyProgrammesAsked, Query()]
) -> dict[str, Any]:
    """Your own university's; an employer's, those of the courses in which it has a part."""
    rows = access.programmes_visible_to(asker(request)).filter(closed_on__isnull=not wanted.closed)
    given = {"organisation__in": wanted.university, "code__in": [programme_code(one) for one in wanted.code]}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    return page_of(
        request, response, changed_since(rows, wanted.changed_since).select_related("organisation", "unit"), asked,
        order_of(wanted.sort), show=lambda found: [shown(row) for row in found],
    )  # fmt: skip


def shown(row: StudyProgramme) -> StudyProgrammeOut:
    return StudyProgrammeOut(
        id=row.pk, university=named(row.organisation), code=row.code, names=NamesOut(**row.names_by_language),
        level=StudyLevel(row.level), unit=named_if(row.unit), closed_on=row.closed_on, changed_at=row.changed_at,
        version=row.version, url=row.get_absolute_url(),
    )  # fmt: skip


def visible_programme(request: HttpRequest, pk: int, permission: str = "") -> StudyProgramme:
    rows = access.programmes_visible_to(asker(request)).select_related("organisation", "unit")
    found: StudyProgramme = found_or_404(rows, pk)
    if permission:
        may(request, permission, found)
    return found


def answer(request: HttpRequest, record: StudyProgramme, response: HttpResponse | None = None) -> StudyProgrammeOut:
    mark_version(request, record.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/study-programmes/{record.pk}")
    return shown(record)


@router.get("/study-programmes/{int:pk}", auth=READ, response=StudyProgrammeOut, summary="One programme of study")
def programme(request: HttpRequest, pk: Key) -> StudyProgrammeOut:
    return answer(request, visible_programme(request, pk))


@router.post("/study-programmes", auth=WRITE, response={201: StudyProgrammeOut}, summary="Add a programme of study")
def add(request: HttpRequest, response: HttpResponse, new: StudyProgrammeNew) -> StudyProgrammeOut:
    """Without a level, the one that the code names. A code that stands already is refused with the reason `code_taken`."""
    university = own_university(request, new.university, access.COURSES)
    made = actions.add_programme(
        organisation=university, values=new.columns(university.pk), by=member(request), at=timezone.now()
    )
    return answer(request, made, response)


@router.patch(
    "/study-programmes/{int:pk}", auth=WRITE, response=StudyProgrammeOut, openapi_extra={"x-if-match": True},
    summary="Change a programme of study",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: StudyProgrammeTerms) -> StudyProgrammeOut:
    record = visible_programme(request, pk, access.COURSES)
    changed = actions.change_programme(
        programme=record, values=terms.columns(record.organisation_id), by=member(request), at=timezone.now(),
        expected_version=expected_version(request),
    )  # fmt: skip
    return answer(request, changed)


@router.post(
    "/study-programmes/{int:pk}/close", auth=WRITE, response=StudyProgrammeOut, openapi_extra=OPTIONAL,
    summary="Close a programme of study",
)  # fmt: skip
def close(request: HttpRequest, pk: Key, what: ClosingIn) -> StudyProgrammeOut:
    """It stays on record; its code becomes free."""
    record = visible_programme(request, pk, access.COURSES)
    closed = actions.close_programme(
        programme=record, on=what.on, by=member(request), at=timezone.now(), expected_version=version_if_given(request)
    )
    return answer(request, closed)
