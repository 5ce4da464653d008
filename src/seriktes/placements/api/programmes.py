"""Programmes of placements for programs: the list, one, and how the university keeps them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_parameter, invalid_value, not_found, not_permitted
from seriktes.common.api.types import ONE_LINE, Body, Key, NamesIn, NamesOut, Prose, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.common.models import Languages
from seriktes.organisations.models import Post, Unit
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.placements.actions import programmes as actions
from seriktes.placements.enums import HostStanding, ProgrammeKind
from seriktes.placements.models import HostRecord, Programme
from seriktes.placements.queries import access

router = Router(tags=["placements"])
READ, WRITE = BearerToken(Scope.PLACEMENTS_READ), BearerToken(Scope.PLACEMENTS_WRITE)
OPTIONAL = {"x-if-match": "optional"}
Sort = Literal["id", "-id", "changed", "-changed"]


class PlacementRefOut(Shown):
    """Another record, by its number and its name in the language of the request."""

    id: int
    name: str


def named(record: Any) -> PlacementRefOut:
    return PlacementRefOut(id=record.pk, name=str(record))


class HostNoteOut(Shown):
    """What the university knows of a host, as it stands on each placement and position there."""

    standing: HostStanding
    note: str
    reason: str = Field(description="Of the decision on the host.")


def note_out(record: HostRecord | None) -> HostNoteOut | None:
    if record is None:
        return None
    return HostNoteOut(standing=HostStanding(record.standing), note=record.note, reason=record.reason)


class EducationTextsIn(Body):
    """A text by language; a language that is left out keeps its text, an empty text takes it away."""

    kk: Prose | None = None
    ru: Prose | None = None
    en: Prose | None = None


class ProgrammeOut(Shown):
    """What a university offers term after term."""

    id: int
    university: PlacementRefOut
    kind: ProgrammeKind
    names: NamesOut
    about: NamesOut
    unit: PlacementRefOut | None
    post: PlacementRefOut | None = Field(
        description="The post that looks after it; null for others than the university."
    )
    number: str
    own_hosts_allowed: bool = Field(description="Whether students may propose a host of their own.")
    archived_at: datetime | None
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class ProgrammeTerms(Body):
    """A member that is left out stays as it is; null empties."""

    kind: ProgrammeKind | None = None
    names: NamesIn | None = None
    about: EducationTextsIn | None = None
    unit: RecordNumber | None = None
    post: RecordNumber | None = None
    number: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = None
    own_hosts_allowed: Annotated[
        bool | None, Field(description="Whether students may propose a host of their own; they may unless you say no.")
    ] = None

    def columns(self, organisation: int) -> dict[str, Any]:
        given = self.model_fields_set
        values: dict[str, Any] = {}
        if self.kind is not None:
            values["kind"] = self.kind.value
        if self.names is not None:
            values |= {f"name_{code}": name for code, name in self.names.given().items()}
        if self.about is not None:
            texts = self.about.model_dump(exclude_unset=True)
            values |= {f"about_{code}": text or "" for code, text in texts.items()}
        if "number" in given:
            values["number"] = self.number or ""
        if self.own_hosts_allowed is not None:
            values["own_hosts_allowed"] = self.own_hosts_allowed
        if "unit" in given:
            values["unit"] = part_of(Unit, organisation, self.unit, "/unit")
        if "post" in given:
            values["post"] = part_of(Post, organisation, self.post, "/post")
        return values


class ProgrammeNew(ProgrammeTerms):
    university: RecordNumber
    kind: ProgrammeKind
    names: NamesIn


class ProgrammesAsked(BaseModel):
    university: Annotated[list[RecordNumber], Field(max_length=50)] = []
    kind: Annotated[list[ProgrammeKind], Field(max_length=5)] = []
    archived: Annotated[bool, Field(description="Those in the archive instead of the others.")] = False
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


def part_of(model: Any, organisation: int, pk: int | None, pointer: str) -> Any:
    """A post or unit of the organisation itself."""
    if pk is None:
        return None
    found = model.objects.filter(organisation=organisation, pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("The organisation has none of this number."))
    return found


def order_of(sort: str) -> Order:
    by_change = sort.endswith("changed")
    return Order("changed_at" if by_change else "pk", descending=sort.startswith("-"), is_moment=by_change)


def changed_since(rows: Any, moment: AwareDatetime | None) -> Any:
    if moment is None:
        return rows
    if not 1900 <= moment.year <= 2999:
        raise invalid_parameter("changed_since", _("Give a moment between the years 1900 and 2999."))
    return rows.filter(changed_at__gte=moment)


def may(request: HttpRequest, permission: str, record: Any) -> None:
    if not access.may(asker(request), permission, record):
        raise not_permitted()


@router.get("/placements/programmes", auth=READ, response=Page[ProgrammeOut], summary="List of placement programmes")
def programmes(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[ProgrammesAsked, Query()]
) -> dict[str, Any]:
    """Those of your own university; of others those of which a cohort was opened. Give a filter several times to have any
    of its values."""
    rows = access.programmes_visible_to(asker(request)).filter(archived_at__isnull=not wanted.archived)
    given = {"organisation__in": wanted.university, "kind__in": [one.value for one in wanted.kind]}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    return page_of(
        request, response, changed_since(rows, wanted.changed_since).select_related("organisation", "unit", "post"), asked,
        order_of(wanted.sort), show=lambda found: [shown(request, row) for row in found],
    )  # fmt: skip


def shown(request: HttpRequest, row: Programme) -> ProgrammeOut:
    is_inside = access.may(asker(request), access.VIEW, row)
    return ProgrammeOut(
        id=row.pk, university=named(row.organisation), kind=ProgrammeKind(row.kind), unit=named(row.unit) if row.unit else None,
        names=NamesOut(**row.names_by_language),
        about=NamesOut(**{code: getattr(row, f"about_{code}") for code in Languages.values}),
        post=named(row.post) if is_inside and row.post else None, number=row.number,
        own_hosts_allowed=row.own_hosts_allowed, archived_at=row.archived_at,
        changed_at=row.changed_at, version=row.version, url=row.get_absolute_url(),
    )  # fmt: skip


def visible_programme(request: HttpRequest, pk: int) -> Programme:
    rows = access.programmes_visible_to(asker(request)).select_related("organisation", "unit", "post")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def answer(request: HttpRequest, record: Programme, response: HttpResponse | None = None) -> ProgrammeOut:
    mark_version(request, record.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/placements/programmes/{record.pk}")
    return shown(request, record)


@router.get("/placements/programmes/{int:pk}", auth=READ, response=ProgrammeOut, summary="One placement programme")
def programme(request: HttpRequest, pk: Key) -> ProgrammeOut:
    return answer(request, visible_programme(request, pk))


@router.post("/placements/programmes", auth=WRITE, response={201: ProgrammeOut}, summary="Add a placement programme")
def add(request: HttpRequest, response: HttpResponse, new: ProgrammeNew) -> ProgrammeOut:
    university = organisations_visible_to(asker(request)).filter(pk=new.university).first()
    if university is None:
        raise invalid_value("/university", _("There is no such organisation, or it is not shown to you."))
    if not asker(request).has_perm(access.KEEP, university):
        raise not_permitted()
    made = actions.add_programme(
        organisation=university, values=new.columns(university.pk), by=member(request), at=timezone.now()
    )
    return answer(request, made, response)


@router.patch(
    "/placements/programmes/{int:pk}", auth=WRITE, response=ProgrammeOut, openapi_extra={"x-if-match": True},
    summary="Change a placement programme",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: ProgrammeTerms) -> ProgrammeOut:
    record = visible_programme(request, pk)
    may(request, access.KEEP, record)
    changed = actions.change_programme(
        programme=record, values=terms.columns(record.organisation_id), by=member(request), at=timezone.now(),
        expected_version=expected_version(request),
    )  # fmt: skip
    return answer(request, changed)


def _moved(request: HttpRequest, pk: int, act: Any) -> ProgrammeOut:
    record = visible_programme(request, pk)
    may(request, access.KEEP, record)
    version = version_if_given(request)
    return answer(request, act(programme=record, by=member(request), at=timezone.now(), expected_version=version))


@router.post(
    "/placements/programmes/{int:pk}/archive", auth=WRITE, response=ProgrammeOut, openapi_extra=OPTIONAL,
    summary="Put a placement programme into the archive",
)  # fmt: skip
def archive(request: HttpRequest, pk: Key) -> ProgrammeOut:
    """Refused with the reason `has_cohorts` while one of its cohorts is not over."""
    return _moved(request, pk, actions.archive_programme)


@router.post(
    "/placements/programmes/{int:pk}/unarchive", auth=WRITE, response=ProgrammeOut, openapi_extra=OPTIONAL,
    summary="Take a placement programme out of the archive",
)  # fmt: skip
def unarchive(request: HttpRequest, pk: Key) -> ProgrammeOut:
    return _moved(request, pk, actions.unarchive_programme)
