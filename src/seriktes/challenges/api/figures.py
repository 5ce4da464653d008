"""How soon both sides answer, and what comes of it."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.challenges.api.reading import ChallengeRefOut, named
from seriktes.challenges.definitions.figures import ASKED, DURATIONS, FUNNELS, MINIMUM
from seriktes.challenges.queries import figures as queries
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import RecordNumber, Shown
from seriktes.organisations.queries.access import organisations_visible_to

router = Router(tags=["challenges"])


class FiguresAsked(BaseModel):
    organisation: Annotated[
        RecordNumber | None, Field(description="Its own figures instead of those of the whole register.")
    ] = None


class DurationOut(Shown):
    """Working time on the calendar of whoever owes the word, pauses left out."""

    code: str
    label: str
    count: int | None = Field(description="Null below the minimum count.")
    median_seconds: float | None


class FunnelOut(Shown):
    code: str
    label: str
    steps: dict[str, int] | None = Field(description="By step, in their order; null below the minimum count.")


class ReasonsOut(Shown):
    """Why answers were declined. Reasons below the minimum count are in `rest`, together."""

    counts: dict[str, int]
    rest: int | None = Field(description="Null where these are too few to be told.")


class FiguresOut(Shown):
    organisation: ChallengeRefOut | None
    minimum: int = Field(description="Below this count nothing is told.")
    durations: list[DurationOut]
    funnels: list[FunnelOut]
    decline_reasons: ReasonsOut | None = Field(description="Null below the minimum count.")


@router.get(
    "/challenges/figures", auth=BearerToken(Scope.CHALLENGES_READ, anonymous=True), response=FiguresOut,
    summary="How soon both sides answer, and what comes of it",
)  # fmt: skip
def figures(request: HttpRequest, wanted: Annotated[FiguresAsked, Query()]) -> FiguresOut:
    organisation = None
    if wanted.organisation is not None:
        organisation = organisations_visible_to(asker(request)).filter(pk=wanted.organisation).first()
        if organisation is None:
            raise not_found()
    pk = organisation.pk if organisation else queries.ALL
    found = queries.figures()
    reasons = queries.published_reasons(found.reasons.get(pk, {}))
    return FiguresOut(
        organisation=named(organisation) if organisation else None, minimum=MINIMUM,
        durations=[_duration(found, one.code, str(one.label), pk) for one in DURATIONS if one.code in found.durations],
        funnels=[
            FunnelOut(code=one.code, label=str(one.label), steps=_steps(found, one.code, list(one.steps), pk))
            for one in FUNNELS if organisation or one.whose == "keeper"
        ],
        decline_reasons=ReasonsOut(counts=dict(reasons.counts), rest=reasons.rest) if reasons else None,
    )  # fmt: skip


def _duration(found: queries.Figures, code: str, label: str, pk: int) -> DurationOut:
    rows = found.measured(code, pk)
    middle = queries.median_seconds(rows)
    return DurationOut(code=code, label=label, count=None if middle is None else len(rows), median_seconds=middle)


def _steps(found: queries.Figures, code: str, steps: list[str], pk: int) -> dict[str, int] | None:
    if len(found.step(code, ASKED, pk)) < MINIMUM:
        return None
    return {step: len(found.step(code, step, pk)) for step in steps}
