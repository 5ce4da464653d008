"""The load of supervisors for programs."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import asker
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import DecimalOut, Shown, decimal_out
from seriktes.placements.api.programmes import READ, PlacementRefOut, named
from seriktes.placements.queries import supervision as queries

router = Router(tags=["placements"])


class SupervisionOut(Shown):
    """What one supervisor has, computed from placements when it is read."""

    role: Literal["host", "academic"]
    person: int | None = Field(description="Null: somebody who is not in the register.")
    name: str
    organisation: PlacementRefOut = Field(description="Credited too: the host, or the university.")
    now: int = Field(description="Interns there now.")
    ahead: int = Field(description="Interns to come.")
    every: int = Field(description="Interns whose placement took place.")
    hours_planned: int = Field(description="Of the whole placements, also of a year.")
    hours_logged: DecimalOut
    hours_confirmed: DecimalOut = Field(
        description="By a supervisor, of the host or of the university, whichever of them this is."
    )


class SupervisionAsked(BaseModel):
    role: Literal["host", "academic"] | None = None
    year: Annotated[
        int | None,
        Field(
            ge=1900,
            le=2999,
            description="Placements that touch this year; the hours logged and confirmed are those of its days.",
        ),
    ] = None


@router.get(
    "/placements/supervision", auth=READ, response=list[SupervisionOut], summary="Interns and hours of each supervisor"
)
def supervision(request: HttpRequest, wanted: Annotated[SupervisionAsked, Query()]) -> list[SupervisionOut]:
    """Of placements of your own university, and at your own organisation; if you only supervise, your own. Who has most
    interns comes first."""
    roles = (wanted.role,) if wanted.role else queries.ROLES
    loads = queries.loads_for(asker(request), roles=roles, year=wanted.year)
    if loads is None:
        raise not_found()
    return [
        SupervisionOut(
            role="host" if load.role == queries.HOST else "academic", person=load.supervisor.person, name=load.name,
            organisation=named(load.organisation), now=load.now, ahead=load.ahead, every=load.every,
            hours_planned=load.hours_planned, hours_logged=decimal_out(load.hours_logged) or "0.00",
            hours_confirmed=decimal_out(load.hours_confirmed) or "0.00",
        )
        for load in queries.named(loads)
    ]  # fmt: skip
