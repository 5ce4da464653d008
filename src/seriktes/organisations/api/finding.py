from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.common.api.types import Line, Shown
from seriktes.organisations.enums import OrganisationKind, Side
from seriktes.organisations.queries.search import found_for_user

router = Router(tags=["search"])


class SearchAsked(BaseModel):
    q: Annotated[Line, Field(description="The beginnings of the words of a name.")]
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class FoundOrganisation(Shown):
    id: int
    name: str
    kind: OrganisationKind
    side: Side
    region: str


class FoundPerson(Shown):
    id: int
    name: str


class FoundOut(Shown):
    """The best first."""

    organisations: list[FoundOrganisation]
    people: list[FoundPerson]


@router.get(
    "/search", auth=BearerToken(anonymous=True), response=FoundOut, summary="Find organisations and people by name"
)
def search(request: HttpRequest, wanted: Annotated[SearchAsked, Query()]) -> FoundOut:
    """As the search box: any language, any spelling, only what you may see."""
    found = found_for_user(asker(request), wanted.q, limit=wanted.limit)
    return FoundOut(
        organisations=[
            FoundOrganisation(
                id=row.pk, name=row.name, kind=OrganisationKind(row.kind), side=row.side, region=row.region
            )
            for row in found.organisations
        ],
        people=[FoundPerson(id=row.pk, name=row.name) for row in found.people],
    )
