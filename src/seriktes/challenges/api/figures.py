"""How soon both sides answer, and what comes of it."""

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.challenges.api.reading import ChallengeRefOut, named
from seriktes.challenges.definitions.figures import ANSWER, ASKED, DURATIONS, FUNNELS, MINIMUM
from seriktes.challenges.queries import figures as queries
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import RecordNumber, Shown
from seriktes.common.sorting import sort_key
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to

router = Router(tags=["challenges"])
READ = BearerToken(Scope.CHALLENGES_READ, anonymous=True)


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
    "/challenges/figures", auth=READ, response=FiguresOut,
    summary="How soon both sides answer, and what comes of it",
)  # fmt: skip
def figures(request: HttpRequest, wanted: Annotated[FiguresAsked, Query()]) -> FiguresOut:
    organisation = _organisation(request, wanted.organisation)
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


def _organisation(request: HttpRequest, pk: int | None) -> Organisation | None:
    if pk is None:
        return None
    found = organisations_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _duration(found: queries.Figures, code: str, label: str, pk: int) -> DurationOut:
    rows = found.measured(code, pk)
    middle = queries.median_seconds(rows)
    return DurationOut(code=code, label=label, count=None if middle is None else len(rows), median_seconds=middle)


def _steps(found: queries.Figures, code: str, steps: list[str], pk: int) -> dict[str, int] | None:
    if len(found.step(code, ASKED, pk)) < MINIMUM:
        return None
    return {step: len(found.step(code, step, pk)) for step in steps}


# --- By organisation, and what a figure counts ------------------------------------------------------------------------
class FiguresPart(BaseModel):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    skip: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class OrganisationFiguresOut(Shown):
    organisation: ChallengeRefOut
    durations: list[DurationOut]


class FiguresByOrganisationOut(Shown):
    items: list[OrganisationFiguresOut]
    total: int


@router.get(
    "/challenges/figures/organisations", auth=READ, response=FiguresByOrganisationOut,
    summary="How soon each organisation answers",
)  # fmt: skip
def by_organisation(request: HttpRequest, wanted: Annotated[FiguresPart, Query()]) -> FiguresByOrganisationOut:
    """Those of which anything reaches the minimum count, by name."""
    found = queries.figures()
    visible = organisations_visible_to(asker(request)).filter(pk__in=sorted(found.organisations()))
    language = get_language() or "kk"
    rows = sorted(visible, key=lambda one: (sort_key(one.name, language), one.pk))
    return FiguresByOrganisationOut(
        items=[
            OrganisationFiguresOut(
                organisation=named(row),
                durations=[
                    _duration(found, one.code, str(one.label), row.pk)
                    for one in DURATIONS if one.code in found.durations
                ],
            )
            for row in rows[wanted.skip : wanted.skip + wanted.limit]
        ],
        total=len(rows),
    )  # fmt: skip


class CountedAsked(FiguresAsked, FiguresPart):
    code: Annotated[
        str,
        Field(
            max_length=40, pattern="^[a-z-]+$", description="Of a duration, or of a funnel and its step: `answers-met`."
        ),
    ]


class CountedRowOut(Shown):
    seconds: float | None = Field(description="Working time; null for a step of a funnel.")
    answer: int | None = Field(description="Null where you may not see it.")
    enquiry: int | None


class CountedOut(Shown):
    """What is behind a figure, so that it can be checked."""

    code: str
    label: str
    step: str = Field(description="In words; empty for a duration.")
    count: int
    items: list[CountedRowOut] = Field(description="Of what you may not see, only that it is counted.")


@router.get("/challenges/figures/counted", auth=READ, response=CountedOut, summary="What a figure counts")
def counted(request: HttpRequest, wanted: Annotated[CountedAsked, Query()]) -> CountedOut:
    """404 below the minimum count."""
    organisation = _organisation(request, wanted.organisation)
    found = queries.counted(wanted.code, organisation.pk if organisation else queries.ALL)
    if found is None:
        raise not_found()
    seen = queries.named_among(asker(request), found)
    is_answer = found.subject == ANSWER
    return CountedOut(
        code=wanted.code, label=found.label, step=found.step, count=len(found.rows),
        items=[
            CountedRowOut(
                seconds=None if found.step else row.seconds,
                answer=row.pk if is_answer and row.pk in seen else None,
                enquiry=row.pk if not is_answer and row.pk in seen else None,
            )
            for row in found.rows[wanted.skip : wanted.skip + wanted.limit]
        ],
    )  # fmt: skip
