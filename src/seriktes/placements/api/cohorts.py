"""Cohorts for programs: the list, one, and how the university keeps and moves them."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found
from seriktes.common.api.types import (
    LINES,
    ONE_LINE,
    Body,
    Day,
    DecimalIn,
    DecimalOut,
    Key,
    NamesOut,
    RecordNumber,
    ShortLine,
    Shown,
    decimal_out,
)
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.common.models import Languages
from seriktes.curriculum.enums import StudyLevel
from seriktes.placements.actions import cohorts as actions
from seriktes.placements.api.programmes import (
    OPTIONAL,
    READ,
    WRITE,
    PlacementRefOut,
    Sort,
    changed_since,
    may,
    named,
    order_of,
    visible_programme,
)
from seriktes.placements.definitions.cohort_stages import BY_ROUND, COHORT
from seriktes.placements.enums import CohortState
from seriktes.placements.models import Cohort
from seriktes.placements.queries import access
from seriktes.placements.queries.cohorts import quotas_unknown, ways_of
from seriktes.placements.queries.programmes import with_figures

router = Router(tags=["placements"])
DAYS = ("positions_until", "applications_from", "applications_until", "ranking_until", "starts_on", "ends_on")
Quotas = Annotated[dict[ShortLine, Annotated[int, Field(ge=0, le=1_000_000)]], Field(max_length=200)]


class ApplicantDocument(Body):
    """What an applicant hands in."""

    code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z0-9_]+$")]
    name: dict[Languages, Annotated[str, Field(max_length=120, pattern=ONE_LINE)]]
    required: bool = True


class ApplicantDocumentOut(Shown):
    code: str
    name: NamesOut
    required: bool


class CohortOut(Shown):
    """One term of a programme."""

    id: int
    programme: PlacementRefOut
    university: PlacementRefOut
    term: str
    state: CohortState
    positions_until: date
    applications_from: date
    applications_until: date
    ranking_until: date
    starts_on: date
    ends_on: date
    credits: DecimalOut | None
    hours: int | None
    levels: list[StudyLevel] = Field(description="Empty: all of them.")
    years: list[int] = Field(description="Empty: all of them.")
    units: list[int] = Field(description="Departments of the university, with those below them. Empty: all of them.")
    study_programmes: list[str] = Field(description="Codes, as `6B07101`. Empty: all of them.")
    documents: list[ApplicantDocumentOut]
    wishes_at_most: int
    couples_allowed: bool
    programme_quotas: dict[str, int] | None = Field(description="Null for others than the university.")
    region_quotas: dict[str, int] | None = Field(description="Null for others than the university.")
    quotas_unknown: list[str] | None = Field(
        description="Codes of quotas that no programme of study of the university has. Null for others than the university."
    )
    note: str
    copied_from: int | None
    positions: int = Field(description="Positions approved.")
    places: int = Field(description="Places in them.")
    ways: list[str] = Field(description="What you may do with it now, for `move`.")
    changed_at: datetime
    version: int
    url: str


class CohortTerms(Body):
    """A member that is left out stays as it is; null empties where that is possible. Once the cohort is open, what
    students and hosts rely on is frozen, and days move later only. A secondment of faculty has no `levels`, `years`,
    `study_programmes` or `programme_quotas`: `asks_studies`."""

    term: Annotated[str, Field(min_length=1, max_length=120, pattern=ONE_LINE)] | None = None
    positions_until: Day | None = None
    applications_from: Day | None = None
    applications_until: Day | None = None
    ranking_until: Day | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    credits: DecimalIn | None = None
    hours: Annotated[int, Field(ge=1, le=5000)] | None = None
    levels: Annotated[list[StudyLevel], Field(max_length=len(StudyLevel))] | None = None
    years: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(max_length=7)] | None = None
    units: Annotated[list[RecordNumber], Field(max_length=100)] | None = None
    study_programmes: Annotated[list[ShortLine], Field(max_length=200)] | None = None
    documents: Annotated[list[ApplicantDocument], Field(max_length=10)] | None = None
    wishes_at_most: Annotated[int, Field(ge=1, le=100)] | None = None
    couples_allowed: bool | None = None
    programme_quotas: Quotas | None = None
    region_quotas: Quotas | None = None
    note: Annotated[str, Field(max_length=5000, pattern=LINES)] | None = None

    def columns(self) -> dict[str, Any]:
        empty: dict[str, Any] = {"credits": None, "hours": None, "note": "", "levels": [], "years": [], "units": [], "study_programmes": [],
                 "documents": [], "programme_quotas": {}, "region_quotas": {}}  # fmt: skip
        given = {name: getattr(self, name) for name in self.model_fields_set & set(CohortTerms.model_fields)}
        values: dict[str, Any] = {name: empty[name] if value is None else value for name, value in given.items()
                  if value is not None or name in empty}  # fmt: skip
        if "levels" in values:
            values["levels"] = [one.value for one in values["levels"]]
        if values.get("documents"):
            values["documents"] = [
                {"code": one.code, "required": one.required,
                 "name": {code: one.name.get(Languages(code), "") for code in Languages.values}}
                for one in values["documents"]
            ]  # fmt: skip
        return values


class CohortNew(CohortTerms):
    term: Annotated[str, Field(min_length=1, max_length=120, pattern=ONE_LINE)]
    positions_until: Day
    applications_from: Day
    applications_until: Day
    ranking_until: Day
    starts_on: Day
    ends_on: Day


class CohortCopy(Body):
    term: Annotated[str, Field(min_length=1, max_length=120, pattern=ONE_LINE)]
    starts_on: Annotated[Day, Field(description="Every other day is set as far from it as it was.")]


class CohortMove(Body):
    way: Annotated[str, Field(max_length=30, pattern=r"^[a-z_]+$", description="One of `ways`.")]
    reason: Annotated[str, Field(max_length=500, pattern=LINES)] = ""


class CohortsAsked(BaseModel):
    programme: Annotated[list[RecordNumber], Field(max_length=50)] = []
    state: Annotated[list[CohortState], Field(max_length=7)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/placements/cohorts", auth=READ, response=Page[CohortOut], summary="List of cohorts")
def cohorts(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[CohortsAsked, Query()]
) -> dict[str, Any]:
    """Those of your own university; of others those that were opened."""
    rows = access.cohorts_visible_to(asker(request))
    given = {"programme__in": wanted.programme, "state__in": [one.value for one in wanted.state]}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    return page_of(
        request, response, changed_since(rows, wanted.changed_since).select_related("programme__organisation"), asked,
        order_of(wanted.sort), show=lambda found: shown(request, found),
    )  # fmt: skip


def shown(request: HttpRequest, rows: Any) -> list[CohortOut]:
    with_figures(rows)
    unknown = quotas_unknown(rows)
    return [_shown(request, row, unknown.get(row.pk, [])) for row in rows]


def _shown(request: HttpRequest, row: Any, unknown: list[str]) -> CohortOut:
    user, programme = asker(request), row.programme
    permissions = {one for one in (access.VIEW, access.KEEP, access.MATCH) if access.may(user, one, row)}
    is_inside = access.VIEW in permissions
    same = (*DAYS, "term", "hours", "years", "units", "study_programmes", "wishes_at_most", "couples_allowed", "note",
            "changed_at", "version", "places")  # fmt: skip
    return CohortOut(
        **{name: getattr(row, name) for name in same},
        id=row.pk, programme=named(programme), university=named(programme.organisation), state=CohortState(row.state),
        credits=decimal_out(row.credits), levels=[StudyLevel(code) for code in row.levels], copied_from=row.copied_from_id,
        documents=[
            ApplicantDocumentOut(
                code=one["code"], required=one.get("required", True),
                name=NamesOut(**{code: one["name"].get(code, "") for code in Languages.values}),
            )
            for one in row.documents
        ],
        programme_quotas=row.programme_quotas if is_inside else None, region_quotas=row.region_quotas if is_inside else None,
        quotas_unknown=unknown if is_inside else None,
        positions=row.positions_approved, ways=[way.code for way in ways_of(row, permissions)], url=row.get_absolute_url(),
    )  # fmt: skip


def visible_cohort(request: HttpRequest, pk: int, permission: str = "") -> Cohort:
    rows = access.cohorts_visible_to(asker(request)).select_related("programme__organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    if permission:
        may(request, permission, found)
    return found


def answer(request: HttpRequest, record: Cohort, response: HttpResponse | None = None) -> CohortOut:
    mark_version(request, record.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/placements/cohorts/{record.pk}")
    return shown(request, [record])[0]


@router.get("/placements/cohorts/{int:pk}", auth=READ, response=CohortOut, summary="One cohort")
def cohort(request: HttpRequest, pk: Key) -> CohortOut:
    return answer(request, visible_cohort(request, pk))


@router.post("/placements/programmes/{int:pk}/cohorts", auth=WRITE, response={201: CohortOut}, summary="Add a cohort")
def add(request: HttpRequest, response: HttpResponse, pk: Key, new: CohortNew) -> CohortOut:
    """A draft: only the university sees it before it is opened."""
    programme = visible_programme(request, pk)
    may(request, access.KEEP, programme)
    made = actions.add_cohort(programme=programme, values=new.columns(), by=member(request), at=timezone.now())
    return answer(request, made, response)


@router.patch(
    "/placements/cohorts/{int:pk}", auth=WRITE, response=CohortOut, openapi_extra={"x-if-match": True},
    summary="Change a cohort",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: CohortTerms) -> CohortOut:
    record = visible_cohort(request, pk, access.KEEP)
    changed = actions.change_cohort(
        cohort=record, values=terms.columns(), by=member(request), at=timezone.now(),
        expected_version=expected_version(request),
    )  # fmt: skip
    return answer(request, changed)


@router.post(
    "/placements/cohorts/{int:pk}/copy", auth=WRITE, response={201: CohortOut}, summary="Copy a cohort for another term"
)
def copy(request: HttpRequest, response: HttpResponse, pk: Key, what: CohortCopy) -> CohortOut:
    record = visible_cohort(request, pk, access.KEEP)
    made = actions.copy_cohort(
        cohort=record, term=what.term, starts_on=what.starts_on, by=member(request), at=timezone.now()
    )
    return answer(request, made, response)


def _permitted(request: HttpRequest, record: Cohort, way: str) -> str:
    chosen = next((one for one in COHORT.transitions if one.code == way and way not in BY_ROUND), None)
    if chosen is None:
        raise invalid_value("/way", _("There is no such way."))
    may(request, chosen.permission, record)
    return way


@router.post(
    "/placements/cohorts/{int:pk}/move", auth=WRITE, response=CohortOut, openapi_extra=OPTIONAL,
    summary="Move a cohort to another stage",
)  # fmt: skip
def move(request: HttpRequest, pk: Key, what: CohortMove) -> CohortOut:
    """`way` is one of the `ways` of the cohort; a way that is not open is refused with the reason `wrong_state`."""
    record = visible_cohort(request, pk)
    moved = actions.move_cohort(
        cohort=record, way=_permitted(request, record, what.way), reason=what.reason, by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, moved)
