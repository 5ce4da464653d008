"""Business councils for programs: the list, one with its members, and how the university keeps them."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import ONE_LINE, Body, Day, Key, NamesIn, NamesOut, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.curriculum.actions import councils as actions
from seriktes.curriculum.api.shared import (
    OPTIONAL,
    READ,
    WRITE,
    Email,
    Reason,
    RecordOut,
    Sort,
    changed_since,
    found_or_404,
    may,
    named,
    named_if,
    order_of,
    organisation_given,
    own_university,
    person_given,
    post_given,
    records_given,
    unit_given,
)
from seriktes.curriculum.enums import CouncilRole
from seriktes.curriculum.models import Council, CouncilMember, StudyProgramme
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.councils import members_of

router = Router(tags=["councils"])


class SeatOut(Shown):
    """A seat of a council."""

    id: int
    organisation: RecordOut
    post: RecordOut | None
    person: RecordOut | None
    who: str = Field(description="The post, the person or the name, in the language of the request.")
    contact_email: str | None = Field(description="Null for others than the university.")
    role: CouncilRole
    starts_on: date
    ends_on: date | None
    end_reason: str | None = Field(description="Null for others than the university.")
    version: int


class CouncilListed(Shown):
    """Employers who advise a university, a faculty or some programmes of study."""

    id: int
    university: RecordOut
    names: NamesOut
    unit: RecordOut | None
    post: RecordOut | None = Field(description="The post that looks after it; null for others than the university.")
    quorum: int = Field(description="In per cent of the members.")
    founded_on: date | None
    ground: str
    closed_on: date | None
    changed_at: datetime
    version: int
    url: str


class CouncilOut(CouncilListed):
    """The council with the programmes that it advises and its seats, those of today and to come before earlier ones."""

    programmes: list[RecordOut]
    members: list[SeatOut]


class CouncilTerms(Body):
    """A member that is left out stays as it is; null empties. `programmes` are all that it advises."""

    names: NamesIn | None = None
    unit: RecordNumber | None = None
    post: RecordNumber | None = None
    quorum: Annotated[int, Field(ge=1, le=100)] | None = None
    founded_on: Day | None = None
    ground: Annotated[str, Field(max_length=300, pattern=ONE_LINE)] | None = None
    programmes: Annotated[list[RecordNumber], Field(max_length=100)] | None = None

    def columns(self, organisation: int) -> dict[str, Any]:
        given: set[str] = self.model_fields_set
        values: dict[str, Any] = {}
        if self.names is not None:
            values |= {f"name_{code}": name for code, name in self.names.given().items()}
        if self.quorum is not None:
            values["quorum"] = self.quorum
        if "unit" in given:
            values["unit"] = unit_given(organisation, self.unit)
        if "post" in given:
            values["post"] = post_given(organisation, self.post)
        if "founded_on" in given:
            values["founded_on"] = self.founded_on
        if "ground" in given:
            values["ground"] = self.ground or ""
        return values

    def programmes_of(self, organisation: int) -> list[StudyProgramme] | None:
        if "programmes" not in self.model_fields_set:
            return None
        return records_given(
            StudyProgramme.objects.filter(organisation=organisation), self.programmes or [], "/programmes"
        )


class CouncilNew(CouncilTerms):
    university: RecordNumber
    names: NamesIn


class CouncilClosing(Body):
    on: Day
    reason: Reason


class CouncilsAsked(BaseModel):
    university: Annotated[list[RecordNumber], Field(max_length=50)] = []
    closed: Annotated[bool, Field(description="Those that were closed instead of the others.")] = False
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/councils", auth=READ, response=Page[CouncilListed], summary="List of business councils")
def councils(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[CouncilsAsked, Query()]
) -> dict[str, Any]:
    """Your own university's, and those in which you or your organisation have a seat."""
    rows = access.councils_visible_to(asker(request)).filter(closed_on__isnull=not wanted.closed)
    if wanted.university:
        rows = rows.filter(organisation__in=wanted.university)
    rows = changed_since(rows, wanted.changed_since).select_related("organisation", "unit", "post")
    return page_of(
        request, response, rows, asked, order_of(wanted.sort),
        show=lambda found: [CouncilListed(**listed(request, row)) for row in found],
    )  # fmt: skip


def listed(request: HttpRequest, row: Council) -> dict[str, Any]:
    is_inside = access.is_inside(asker(request), row)
    same = ("quorum", "founded_on", "ground", "closed_on", "changed_at", "version")
    return {
        **{name: getattr(row, name) for name in same},
        "id": row.pk, "university": named(row.organisation), "names": NamesOut(**row.names_by_language),
        "unit": named_if(row.unit), "post": named_if(row.post) if is_inside else None, "url": row.get_absolute_url(),
    }  # fmt: skip


def seat_shown(row: CouncilMember, *, is_inside: bool) -> SeatOut:
    return SeatOut(
        id=row.pk, organisation=named(row.organisation), post=named_if(row.post), person=named_if(row.person), who=row.who,
        contact_email=row.contact_email if is_inside else None, role=CouncilRole(row.role), starts_on=row.starts_on,
        ends_on=row.ends_on, end_reason=row.end_reason if is_inside else None, version=row.version,
    )  # fmt: skip


def visible_council(request: HttpRequest, pk: int, permission: str = "") -> Council:
    rows = access.councils_visible_to(asker(request)).select_related("organisation", "unit", "post")
    found: Council = found_or_404(rows, pk)
    if permission:
        may(request, permission, found)
    return found


def answer(request: HttpRequest, record: Council, response: HttpResponse | None = None) -> CouncilOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    row = Council.objects.select_related("organisation", "unit", "post").get(pk=record.pk)
    is_inside = access.is_inside(asker(request), row)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/councils/{row.pk}")
    present, former = members_of(row, timezone.localdate())
    return CouncilOut(
        **listed(request, row), programmes=[named(one) for one in row.programmes.order_by("code", "pk")],
        members=[seat_shown(one, is_inside=is_inside) for one in (*present, *former)],
    )  # fmt: skip


@router.get("/councils/{int:pk}", auth=READ, response=CouncilOut, summary="One business council")
def council(request: HttpRequest, pk: Key) -> CouncilOut:
    return answer(request, visible_council(request, pk))


@router.post("/councils", auth=WRITE, response={201: CouncilOut}, summary="Found a business council")
def found(request: HttpRequest, response: HttpResponse, new: CouncilNew) -> CouncilOut:
    university = own_university(request, new.university, access.COUNCILS)
    made = actions.found_council(
        organisation=university, values=new.columns(university.pk), programmes=new.programmes_of(university.pk) or (),
        by=member(request), at=timezone.now(),
    )  # fmt: skip
    return answer(request, made, response)


@router.patch(
    "/councils/{int:pk}", auth=WRITE, response=CouncilOut, openapi_extra={"x-if-match": True},
    summary="Change a business council",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: CouncilTerms) -> CouncilOut:
    record = visible_council(request, pk, access.COUNCILS)
    changed = actions.change_council(
        council=record, values=terms.columns(record.organisation_id),
        programmes=terms.programmes_of(record.organisation_id), by=member(request), at=timezone.now(),
        expected_version=expected_version(request),
    )  # fmt: skip
    return answer(request, changed)


@router.post(
    "/councils/{int:pk}/close", auth=WRITE, response=CouncilOut, openapi_extra=OPTIONAL,
    summary="Close a business council",
)  # fmt: skip
def close(request: HttpRequest, pk: Key, what: CouncilClosing) -> CouncilOut:
    record = visible_council(request, pk, access.COUNCILS)
    with pointing("/on", "ends_before_it_begins"):
        closed = actions.close_council(
            council=record, on=what.on, reason=what.reason, by=member(request), at=timezone.now(),
            expected_version=version_if_given(request),
        )  # fmt: skip
    return answer(request, closed)


# --- Seats ------------------------------------------------------------------------------------------------------------
class SeatTerms(Body):
    """A seat belongs to a post, a person, or somebody with a name. A member that is left out stays as it is; null empties."""

    post: RecordNumber | None = None
    person: RecordNumber | None = None
    contact_name: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] | None = None
    contact_email: Email | None = None
    role: CouncilRole | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None

    def columns(self, request: HttpRequest, organisation: int) -> dict[str, Any]:
        given: set[str] = self.model_fields_set
        values: dict[str, Any] = {}
        if "post" in given:
            values["post"] = post_given(organisation, self.post)
        if "person" in given:
            values["person"] = person_given(request, self.person, "/person")
        for name in ("contact_name", "contact_email"):
            if name in given:
                values[name] = getattr(self, name) or ""
        if self.role is not None:
            values["role"] = self.role.value
        if self.starts_on is not None:
            values["starts_on"] = self.starts_on
        if "ends_on" in given:
            values["ends_on"] = self.ends_on
        return values


class SeatNew(SeatTerms):
    organisation: RecordNumber
    starts_on: Day


class SeatChange(SeatTerms):
    version: Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Of the seat, as you read it.")] = None


class SeatEnd(Body):
    on: Day
    reason: Reason


@router.post("/councils/{int:pk}/members", auth=WRITE, response={201: CouncilOut}, summary="Give somebody a seat")
def member_add(request: HttpRequest, response: HttpResponse, pk: Key, new: SeatNew) -> CouncilOut:
    record = visible_council(request, pk, access.COUNCILS)
    organisation = organisation_given(request, new.organisation)
    actions.add_member(
        council=record, organisation=organisation, values=new.columns(request, organisation.pk), by=member(request),
        at=timezone.now(),
    )  # fmt: skip
    return answer(request, record, response)


def _seat(record: Council, part: int) -> CouncilMember:
    rows = CouncilMember.objects.filter(council=record).select_related("council", "organisation", "post", "person")
    found: CouncilMember = found_or_404(rows, part)
    return found


@router.patch("/councils/{int:pk}/members/{int:part}", auth=WRITE, response=CouncilOut, summary="Change a seat")
def member_change(request: HttpRequest, pk: Key, part: Key, terms: SeatChange) -> CouncilOut:
    """Who sits there, as what, and until when. With `version`, what somebody changed meanwhile is not overwritten."""
    record = visible_council(request, pk, access.COUNCILS)
    seat = _seat(record, part)
    actions.change_member(
        member=seat, values=terms.columns(request, seat.organisation_id), by=member(request), at=timezone.now(),
        expected_version=terms.version,
    )  # fmt: skip
    return answer(request, record)


@router.post("/councils/{int:pk}/members/{int:part}/end", auth=WRITE, response=CouncilOut, summary="End a seat")
def member_end(request: HttpRequest, pk: Key, part: Key, what: SeatEnd) -> CouncilOut:
    """The links of its letters open nothing any more; what was advised from it stays."""
    record = visible_council(request, pk, access.COUNCILS)
    with pointing("/on", "ends_before_it_begins"):
        actions.end_member(
            member=_seat(record, part), on=what.on, reason=what.reason, by=member(request), at=timezone.now()
        )
    return answer(request, record)
