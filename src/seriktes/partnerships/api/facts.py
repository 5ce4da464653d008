"""What can be said of a partnership: facts, each with the address of the rows that it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import Day, Key, Line, decimal_out
from seriktes.organisations.models import Post
from seriktes.organisations.queries.access import people_visible_to
from seriktes.partnerships.api.records import partnership_inside, sees_particulars, today
from seriktes.partnerships.api.schemas import FactOut, FactsOut, GapOut, RowOut
from seriktes.partnerships.models import Activity, Agreement, Commitment
from seriktes.partnerships.queries.commitments import Delivered
from seriktes.partnerships.queries.judgement import Dependence, Fact, FactSheet, fact_sheet

router = Router(tags=["facts"])
READ = BearerToken(Scope.PARTNERSHIPS_READ)
RECORDS: dict[type[Model], str] = {Activity: "activities", Agreement: "agreements", Commitment: "commitments"}
UNITS = {"months_since_activity": "months", "years_uncovered": "years"}


@dataclass(frozen=True)
class Told:
    """A fact before it is shown."""

    code: str
    value: str | None
    unit: str
    rows: QuerySet[Any]
    of: str | None = None
    organisation: int | None = None
    person: int | None = None


def told(sheet: FactSheet) -> Iterator[Told]:
    """Every fact of the sheet, in one form. The code names it for the address of its rows."""
    for fact in (sheet.months_since_activity, sheet.confirmed, sheet.unconfirmed, sheet.years_uncovered):
        yield Told(fact.code, _text(fact.value), UNITS.get(fact.code, "activities"), fact.rows)
    for mode, fact in sheet.modes.items():
        yield _share(f"mode.{mode}", fact)
    for promises in sheet.delivered:
        yield _delivered(promises)
    for side in sheet.dependence:
        yield from _dependence(side)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return None if value is None else str(value)


def _share(code: str, fact: Fact) -> Told:
    return Told(code, _text(fact.value), "activities", fact.rows, of=_text(fact.of))


def _delivered(row: Delivered) -> Told:
    return Told(
        f"delivered.{row.kind}.{row.measure}", decimal_out(row.kept), row.measure, row.rows, of=decimal_out(row.due)
    )


def _dependence(row: Dependence) -> Iterator[Told]:
    person, side = row.person.pk if row.person else None, row.organisation
    yield Told(
        f"dependence.activities.{side}", str(row.activities), "activities", row.activity_rows,
        of=str(row.of_activities), organisation=side, person=person,
    )  # fmt: skip
    yield Told(
        f"dependence.posts.{side}", str(row.posts), "posts", row.post_rows, of=str(row.of_posts), organisation=side,
        person=person,
    )  # fmt: skip


class FactsAsked(BaseModel):
    on: Annotated[Day | None, Field(description="As of this day; today if left out.")] = None


@router.get("/partnerships/{int:pk}/facts", auth=READ, response=FactsOut, summary="What can be said of a partnership")
def facts(request: HttpRequest, pk: Key, wanted: Annotated[FactsAsked, Query()]) -> FactsOut:
    """As of any day. Of one person it is said who it is only where people of the partnership are shown to you."""
    partnership, on = partnership_inside(request, pk), wanted.on or today()
    sheet = fact_sheet(partnership, on)
    found = list(told(sheet))
    shown = _people_shown(request, pk, [one.person for one in found if one.person])
    return FactsOut(
        on=on, is_mandated=sheet.is_mandated,
        gaps=[GapOut(starts_on=gap.starts_on, ends_on=gap.ends_on, days=gap.days) for gap in sheet.gaps],
        facts=[
            FactOut(
                code=one.code, value=one.value, unit=one.unit, of=one.of, organisation=one.organisation,
                person=one.person if one.person in shown else None,
                rows=request.build_absolute_uri(
                    f"/api/v1/partnerships/{pk}/facts/rows?{urlencode({'fact': one.code, 'on': on.isoformat()})}"
                ),
            )
            for one in found
        ],
    )  # fmt: skip


def _people_shown(request: HttpRequest, pk: int, people: list[int]) -> set[int]:
    if not people or not sees_particulars(request, pk):
        return set()
    return set(people_visible_to(asker(request)).filter(pk__in=people).values_list("pk", flat=True))


class FactRowsAsked(FactsAsked):
    fact: Annotated[Line, Field(description="The code of the fact.", examples=["confirmed"])]


@router.get(
    "/partnerships/{int:pk}/facts/rows", auth=READ, response=Page[RowOut], summary="The rows on which a fact rests"
)
def fact_rows(
    request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked, wanted: Annotated[FactRowsAsked, Query()]
) -> dict[str, Any]:
    """Where rows tell of one person and people are not shown to you, there are none."""
    partnership, on = partnership_inside(request, pk), wanted.on or today()
    found = next((one for one in told(fact_sheet(partnership, on)) if one.code == wanted.fact), None)
    if found is None:
        raise not_found()
    rows = found.rows
    if found.person and found.person not in _people_shown(request, pk, [found.person]):
        rows = rows.none()
    return page_of(request, response, rows, asked, Order(), show=lambda page: [_row(request, row) for row in page])


def _row(request: HttpRequest, row: Any) -> RowOut:
    path = (
        f"organisations/{row.organisation_id}/posts/{row.pk}"
        if isinstance(row, Post)
        else f"{RECORDS[type(row)]}/{row.pk}"
    )
    return RowOut(
        record=row._meta.model_name, id=row.pk, title=str(row), address=request.build_absolute_uri(f"/api/v1/{path}")
    )
