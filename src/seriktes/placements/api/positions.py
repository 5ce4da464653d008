"""Positions for programs: the list, one, and how its host writes it."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_parameter, invalid_value, not_found, not_permitted
from seriktes.common.api.types import (
    LINES,
    ONE_LINE,
    Body,
    Currency,
    DecimalIn,
    DecimalOut,
    Key,
    Line,
    NamesIn,
    NamesOut,
    RecordNumber,
    ShortLine,
    Shown,
    decimal_out,
)
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.organisations.models import Person, Post, Unit
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to
from seriktes.placements.actions import positions as actions
from seriktes.placements.api.cohorts import visible_cohort
from seriktes.placements.api.programmes import (
    READ,
    WRITE,
    HostNoteOut,
    PlacementRefOut,
    Sort,
    changed_since,
    named,
    note_out,
    order_of,
    part_of,
)
from seriktes.placements.enums import PayPeriod, PositionState, WorkMode
from seriktes.placements.models import Position
from seriktes.placements.queries import access
from seriktes.placements.queries.hosts import record_of
from seriktes.placements.queries.positions import permissions_on, sees_note_at, ways_of
from seriktes.placements.queries.supervision import loads_at_host

router = Router(tags=["placements"])


class PositionTaskIn(Body):
    text: Annotated[str, Field(min_length=1, max_length=300, pattern=ONE_LINE)]
    share: Annotated[int, Field(ge=1, le=100, description="Per cent of the time; together they make 100.")]


class PositionTaskOut(Shown):
    text: str
    share: int


class PositionListed(Shown):
    """What a host offers in a cohort."""

    id: int
    names: NamesOut
    cohort: PlacementRefOut
    host: PlacementRefOut
    state: PositionState
    skills: list[str]
    languages: list[Languages]
    capacity: int = Field(description="Places.")
    hours_a_week: DecimalOut | None
    mode: WorkMode
    region: str
    place: str
    pay: DecimalOut | None
    currency: str
    pay_period: PayPeriod | None
    changed_at: datetime
    version: int
    url: str


class PositionOut(PositionListed):
    """The whole position. What concerns the host and the university alone is null for others."""

    language: Languages = Field(description="In which it is written.")
    about: str
    tasks: list[PositionTaskOut]
    supervisor: str = Field(description="The name of the host supervisor.")
    supervisor_interns: int = Field(description="How many interns the supervisor has now or will have.")
    supervisor_email: str | None
    contact_name: str | None
    contact_email: str | None
    reason: str | None = Field(description="What is to be mended, or why it was withdrawn.")
    number: str | None
    host_note: HostNoteOut | None = Field(
        description="For the university's own people; null for others, and where nothing is on record."
    )
    ways: list[str] = Field(description="What you may do with it now: each is the end of an address below it.")


class PositionTerms(Body):
    """A member that is left out stays as it is; null empties."""

    names: NamesIn | None = None
    language: Languages | None = None
    about: Annotated[str, Field(max_length=5000, pattern=LINES)] | None = None
    tasks: Annotated[list[PositionTaskIn], Field(max_length=actions.TASKS_AT_MOST)] | None = None
    skills: Annotated[list[ShortLine], Field(max_length=actions.SKILLS_AT_MOST)] | None = None
    languages: Annotated[list[Languages], Field(max_length=3)] | None = None
    capacity: Annotated[int, Field(ge=1, le=500)] | None = None
    hours_a_week: DecimalIn | None = None
    mode: WorkMode | None = None
    region: Annotated[Line | None, Field(description="ISO 3166-2 or the national code.")] = None
    place: Line | None = None
    pay: DecimalIn | None = None
    currency: Currency | None = None
    pay_period: PayPeriod | None = None
    supervisor: Annotated[RecordNumber | None, Field(description="A person who works at the host.")] = None
    supervisor_name: Line | None = None
    supervisor_email: Annotated[str, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")] | None = None
    contact_name: Line | None = None
    contact_email: Annotated[str, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")] | None = None
    unit: RecordNumber | None = None
    post: RecordNumber | None = None
    number: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = None

    def columns(self, request: HttpRequest, host: int) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.model_fields_set & PLAIN}
        values = {
            name: _plain(name, value) for name, value in given.items() if value is not None or name not in NEVER_EMPTY
        }
        if self.names is not None:
            values |= {f"name_{code}": name for code, name in self.names.given().items()}
        for name, model in (("unit", Unit), ("post", Post)):
            if name in self.model_fields_set:
                values[name] = part_of(model, host, getattr(self, name), f"/{name}")
        if "supervisor" in self.model_fields_set:
            values["supervisor"] = _person(request, self.supervisor)
        if values.get("region"):
            region = get_pack().region(values["region"])
            if region is None:
                raise invalid_value("/region", _("There is no such region. The list is under /codes/regions."))
            values["region"] = region.code
        return values

    def tasks_given(self) -> list[tuple[str, int]] | None:
        return None if self.tasks is None else [(one.text, one.share) for one in self.tasks]


NEVER_EMPTY = frozenset({"language", "capacity", "mode"})
TO_NONE = frozenset({"hours_a_week", "pay"})
PLAIN = frozenset(PositionTerms.model_fields) - {"names", "tasks", "unit", "post", "supervisor"}


def _plain(name: str, value: Any) -> Any:
    if value is None:
        return None if name in TO_NONE else [] if name in ("skills", "languages") else ""
    if name == "languages":
        return [one.value for one in value]
    return getattr(value, "value", value)


def _person(request: HttpRequest, pk: int | None) -> Person | None:
    if pk is None:
        return None
    found = people_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise invalid_value("/supervisor", _("There is no such person, or they are not shown to you."))
    return found


class PositionNew(PositionTerms):
    cohort: RecordNumber
    host: RecordNumber
    names: NamesIn


class PositionsAsked(BaseModel):
    cohort: Annotated[list[RecordNumber], Field(max_length=50)] = []
    host: Annotated[list[RecordNumber], Field(max_length=50)] = []
    state: Annotated[list[PositionState], Field(max_length=5)] = []
    mode: Annotated[list[WorkMode], Field(max_length=3)] = []
    region: Annotated[list[Line], Field(max_length=30, description="ISO 3166-2 or the national code.")] = []
    paid: bool | None = None
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/placements/positions", auth=READ, response=Page[PositionListed], summary="List of positions")
def positions(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[PositionsAsked, Query()]
) -> dict[str, Any]:
    """Your own organisation's; those offered to your university; for its students those that were approved."""
    rows = access.positions_visible_to(asker(request)).filter(archived_at__isnull=True)
    given = {
        "cohort__in": wanted.cohort, "host__in": wanted.host, "state__in": [one.value for one in wanted.state],
        "mode__in": [one.value for one in wanted.mode], "region__in": _regions(wanted.region),
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if wanted.paid is not None:
        rows = rows.filter(pay__isnull=not wanted.paid)
    return page_of(
        request, response, with_everything(changed_since(rows, wanted.changed_since)), asked, order_of(wanted.sort),
        show=lambda found: [PositionListed(**listed(row)) for row in found],
    )  # fmt: skip


def _regions(codes: list[str]) -> list[str]:
    found = [get_pack().region(code) for code in codes]
    if None in found:
        raise invalid_parameter("region", _("There is no such region. The list is under /codes/regions."))
    return [region.code for region in found if region]


def with_everything(rows: Any) -> Any:
    return rows.select_related("cohort__programme__organisation", "host", "supervisor").prefetch_related("tasks")


def listed(row: Position) -> dict[str, Any]:
    same = ("skills", "capacity", "region", "place", "currency", "changed_at", "version")
    return {
        **{name: getattr(row, name) for name in same},
        "id": row.pk, "names": NamesOut(**row.names_by_language), "cohort": named(row.cohort), "host": named(row.host),
        "state": PositionState(row.state), "languages": [Languages(code) for code in row.languages], "mode": WorkMode(row.mode),
        "hours_a_week": decimal_out(row.hours_a_week), "pay": decimal_out(row.pay), "url": row.get_absolute_url(),
        "pay_period": PayPeriod(row.pay_period) if row.pay_period else None,
    }  # fmt: skip


def visible_position(request: HttpRequest, pk: int, permission: str = "") -> Position:
    found = with_everything(access.positions_visible_to(asker(request))).filter(pk=pk).first()
    if found is None:
        raise not_found()
    if permission and permission not in permissions_on(asker(request), found):
        raise not_permitted()
    position: Position = found
    return position


@router.get("/placements/positions/{int:pk}", auth=READ, response=PositionOut, summary="One position")
def position(request: HttpRequest, pk: Key) -> PositionOut:
    return answer(request, visible_position(request, pk))


def answer(request: HttpRequest, record: Position, response: HttpResponse | None = None) -> PositionOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    row = with_everything(Position.objects.all()).get(pk=record.pk)
    permissions = permissions_on(asker(request), row)
    is_inside = bool(permissions) or access.may(asker(request), access.VIEW, row)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/placements/positions/{row.pk}")
    inside: dict[str, Any] = {
        name: getattr(row, name) if is_inside else None
        for name in ("supervisor_email", "contact_name", "contact_email", "reason", "number")
    }
    university = row.cohort.programme.organisation_id
    note = note_out(record_of(university, row.host_id)) if sees_note_at(asker(request), row) else None
    beside = loads_at_host(row.host_id, apart_from=row.pk).of(
        row.supervisor_id, row.supervisor_name, row.supervisor_email
    )
    return PositionOut(
        **listed(row), **inside, host_note=note, language=Languages(row.language), about=row.about,
        tasks=[PositionTaskOut(text=task.text, share=task.weight) for task in row.tasks.all()],
        supervisor=row.supervisor.name if row.supervisor else row.supervisor_name, supervisor_interns=beside.interns,
        ways=[way.code for way in ways_of(row, permissions)],
    )  # fmt: skip


@router.post("/placements/positions", auth=WRITE, response={201: PositionOut}, summary="Draft a position")
def draft(request: HttpRequest, response: HttpResponse, new: PositionNew) -> PositionOut:
    """For your own organisation as the host; or, by the university's office, for a host that told it the position."""
    cohort, host = (
        visible_cohort(request, new.cohort),
        organisations_visible_to(asker(request)).filter(pk=new.host).first(),
    )
    if host is None:
        raise invalid_value("/host", _("There is no such organisation, or it is not shown to you."))
    is_host = access.own_host(asker(request), host.pk)
    if not is_host and not access.may(asker(request), access.KEEP, cohort):
        raise not_permitted()
    made = actions.draft_position(
        cohort=cohort, host=host, values=new.columns(request, host.pk), tasks=new.tasks_given() or (), by=member(request),
        at=timezone.now(), for_host=not is_host,
    )  # fmt: skip
    return answer(request, made, response)


@router.patch(
    "/placements/positions/{int:pk}", auth=WRITE, response=PositionOut, openapi_extra={"x-if-match": True},
    summary="Change a position",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: PositionTerms) -> PositionOut:
    """Of an approved position the supervisor, the contact and the site may be changed; the rest is refused with the reason
    `frozen` until the university returns it."""
    record = visible_position(request, pk, access.OFFER)
    changed = actions.change_position(
        position=record, values=terms.columns(request, record.host_id), tasks=terms.tasks_given(), by=member(request),
        at=timezone.now(), expected_version=expected_version(request),
    )  # fmt: skip
    return answer(request, changed)
