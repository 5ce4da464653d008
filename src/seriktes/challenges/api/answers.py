"""Answers to challenges: the list, and one answer."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.challenges.api.reading import ChallengeRefOut, Sort, changed_since, named, order_of
from seriktes.challenges.enums import AnswerState, DeclineReason
from seriktes.challenges.models import Answer
from seriktes.challenges.queries.access import answers_visible_to
from seriktes.challenges.queries.challenges import takes_answers
from seriktes.challenges.queries.of_answers import (
    may_write,
    permissions_on_answer,
    roles_in_answer,
    ways_of,
    with_everything,
)
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import DecimalOut, Key, RecordNumber, Shown, decimal_out
from seriktes.common.api.versions import mark_version
from seriktes.common.models import Languages

router = Router(tags=["challenges"])
READ = BearerToken(Scope.CHALLENGES_READ)
TEXTS = ("approach", "result", "ability", "economics", "risks")


class AnswerListed(Shown):
    """An answer of one page to a challenge."""

    id: int
    challenge: ChallengeRefOut
    organisation: ChallengeRefOut
    title: str
    language: Languages
    state: AnswerState
    authors: list[ChallengeRefOut] = Field(description="The first is the contact.")
    submitted_at: datetime | None
    next_word_on: date | None = Field(description="By then the asker gives the next word.")
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class AnswerMessageOut(Shown):
    """A question of the asker about an answer, or what was replied to it."""

    id: int
    organisation: ChallengeRefOut
    at: datetime
    text: str


class AnswerOut(AnswerListed):
    """The whole answer, as both sides see it."""

    approach: str
    result: str = Field(description="What you will get, and by when.")
    ability: str = Field(description="Why we can do it.")
    economics: str = Field(description="Costs and benefit against today's way.")
    risks: str = Field(description="Risks, rights and what is needed from the asker.")
    trl_now: int | None
    trl_then: int | None
    months: int | None
    price: DecimalOut | None
    currency: str
    post: ChallengeRefOut | None = Field(description="The post of the answering side that looks after it.")
    decline_reason: DeclineReason | None
    decline_note: str
    met_on: date | None
    messages: list[AnswerMessageOut]
    roles: list[str] = Field(description="On which sides of it you act: `writer`, `asker`.")
    ways: list[str] = Field(description="What you may do with it now: each is the end of an address below it.")


class AnswersAsked(BaseModel):
    challenge: RecordNumber | None = None
    organisation: Annotated[list[RecordNumber], Field(max_length=50, description="Who answers.")] = []
    state: Annotated[list[AnswerState], Field(max_length=8)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/answers", auth=READ, response=Page[AnswerListed], summary="List of answers")
def answers(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[AnswersAsked, Query()]
) -> dict[str, Any]:
    """Those of your own side, drafts too, those that you wrote, and those that were sent to challenges on which you
    decide."""
    given = {
        "challenge": wanted.challenge, "organisation__in": wanted.organisation,
        "state__in": [one.value for one in wanted.state],
    }  # fmt: skip
    rows = answers_visible_to(asker(request)).filter(**{name: value for name, value in given.items() if value})
    return page_of(
        request, response, with_everything(changed_since(rows, wanted.changed_since)), asked, order_of(wanted.sort),
        show=lambda found: [AnswerListed(**listed(row)) for row in found],
    )  # fmt: skip


def listed(row: Answer) -> dict[str, Any]:
    """The members of `AnswerListed`."""
    same = ("title", "language", "state", "submitted_at", "next_word_on", "changed_at", "version")
    return {
        **{name: getattr(row, name) for name in same},
        "id": row.pk, "challenge": named(row.challenge), "organisation": named(row.organisation),
        "authors": [named(author.person) for author in row.authors.all()], "url": row.get_absolute_url(),
    }  # fmt: skip


@router.get("/answers/{int:pk}", auth=READ, response=AnswerOut, summary="One answer")
def answer(request: HttpRequest, pk: Key) -> AnswerOut:
    return shown(request, visible_answer(request, pk))


def visible_answer(request: HttpRequest, pk: int) -> Answer:
    found = with_everything(answers_visible_to(asker(request))).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def shown(request: HttpRequest, record: Answer, response: HttpResponse | None = None) -> AnswerOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    row = with_everything(Answer.objects.all()).get(pk=record.pk)
    user = asker(request)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/answers/{row.pk}")
    permissions = permissions_on_answer(user, row)
    messages = row.messages.select_related("organisation").order_by("at", "pk")
    return AnswerOut(
        **listed(row), **{name: getattr(row, name) for name in TEXTS},
        trl_now=row.trl_now, trl_then=row.trl_then, months=row.months, price=decimal_out(row.price),
        currency=row.currency, post=named(row.post) if row.post and may_write(user, row) else None,
        decline_reason=DeclineReason(row.decline_reason) if row.decline_reason else None,
        decline_note=row.decline_note, met_on=row.met_on, roles=sorted(roles_in_answer(user, row)),
        ways=[way.code for way in ways_of(row, permissions, is_open=takes_answers(row.challenge, timezone.now()))],
        messages=[
            AnswerMessageOut(id=one.pk, organisation=named(one.organisation), at=one.at, text=one.text)
            for one in messages
        ],
    )  # fmt: skip
