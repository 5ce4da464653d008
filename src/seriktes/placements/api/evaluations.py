"""Evaluations of placements for programs, and what students say of hosts."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Status
from pydantic import BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_permitted
from seriktes.common.api.types import LINES, ONE_LINE, Body, Key, RecordNumber, Shown
from seriktes.placements.actions.evaluations import evaluate, form_for
from seriktes.placements.api.logs import READ, WRITE, router, visible_placement
from seriktes.placements.definitions.questions import TEXT_AT_MOST, questions_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Evaluator, Moment, QuestionKind, ReviewState
from seriktes.placements.models import Evaluation
from seriktes.placements.queries.evaluations import answerable_by, evaluations_of, form_to_show, reviews_visible_to

Answer = Annotated[str, Field(max_length=TEXT_AT_MOST, pattern=LINES)]


class WordsOut(Shown):
    kk: str
    ru: str
    en: str


class QuestionChoiceOut(Shown):
    code: str
    words: WordsOut


class EvaluationQuestionOut(Shown):
    code: str
    kind: QuestionKind = Field(description="A scale is answered with 1 to 5, a choice with its code.")
    required: bool
    words: WordsOut
    choices: list[QuestionChoiceOut]


class EvaluationFormOut(Shown):
    """What one side is asked."""

    id: int | None = Field(description="Null: the programme has no form of its own, and the usual questions are asked.")
    evaluator: Evaluator
    number: int
    questions: list[EvaluationQuestionOut]


class EvaluationOut(Shown):
    """What one side answered, by the codes of its questions."""

    id: int
    placement: int
    evaluator: Evaluator
    moment: Moment
    form: int
    name: str
    at: datetime
    answers: dict[str, int | str]


class EvaluationIn(Body):
    form: Annotated[RecordNumber | None, Field(description="The form that was answered; null: the usual questions.")]
    answers: dict[Annotated[str, Field(max_length=30, pattern=ONE_LINE)], Answer | int]


class ReviewOut(Shown):
    """A student's words about a host, without the student's name."""

    id: int
    host: int
    state: ReviewState
    text: str
    recommends: bool
    month: date = Field(description="The first day of the month in which it was written.")


class ReviewsAsked(BaseModel):
    host: RecordNumber | None = None


def _shown(row: Evaluation) -> EvaluationOut:
    return EvaluationOut(
        id=row.pk, placement=row.placement_id, evaluator=Evaluator(row.evaluator), moment=Moment(row.moment), form=row.form_id,
        name=row.name, at=row.at, answers=row.answers,
    )  # fmt: skip


@router.get(
    "/placements/{int:pk}/evaluations", auth=READ, response=list[EvaluationOut], summary="Evaluations of a placement"
)
def evaluations(request: HttpRequest, pk: Key) -> list[EvaluationOut]:
    """Those that you may read: what a student says is not for the host."""
    placement = visible_placement(request, pk)
    return [_shown(row) for row in evaluations_of(asker(request), placement)]


def _answerable(request: HttpRequest, pk: int, evaluator: Evaluator) -> Any:
    placement = visible_placement(request, pk)
    if evaluator not in answerable_by(asker(request), placement, timezone.localdate()):
        raise not_permitted()
    return placement


@router.get(
    "/placements/{int:pk}/evaluations/{evaluator}/form", auth=READ, response=EvaluationFormOut,
    summary="What a side is asked about a placement",
)  # fmt: skip
def asked_form(request: HttpRequest, pk: Key, evaluator: Evaluator) -> EvaluationFormOut:
    """While you may still answer for that side."""
    form = form_to_show(_answerable(request, pk, evaluator), evaluator)
    questions = [
        EvaluationQuestionOut(
            code=one.code, kind=QuestionKind(one.kind), required=one.required, words=WordsOut(**one.words),
            choices=[QuestionChoiceOut(code=code, words=WordsOut(**words)) for code, words in one.choices],
        )
        for one in questions_of(form.questions)
    ]  # fmt: skip
    return EvaluationFormOut(id=form.pk, evaluator=Evaluator(form.evaluator), number=form.number, questions=questions)


@router.post(
    "/placements/{int:pk}/evaluations/{evaluator}", auth=WRITE, response={201: EvaluationOut}, summary="Evaluate a placement"
)  # fmt: skip
def give(request: HttpRequest, pk: Key, evaluator: Evaluator, given: EvaluationIn) -> Status[EvaluationOut]:
    """Once a side, half-way and at the end; it stays as it is."""
    placement = _answerable(request, pk, evaluator)
    if form_to_show(placement, evaluator).pk != given.form:
        raise Refusal("form_closed")
    form = form_for(placement=placement, evaluator=evaluator)
    made = evaluate(placement=placement, form=form, answers=given.answers, by=member(request), at=timezone.now())
    return Status(201, _shown(made))


@router.get("/host-reviews", auth=READ, response=Page[ReviewOut], summary="What students say of hosts")
def reviews(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[ReviewsAsked, Query()]
) -> dict[str, Any]:
    """Published ones; the university's office reads those that wait, too."""
    rows = reviews_visible_to(asker(request))
    if wanted.host:
        rows = rows.filter(host=wanted.host)

    def show(found: list[Any]) -> list[ReviewOut]:
        return [
            ReviewOut(id=row.pk, host=row.host_id, state=ReviewState(row.state), text=row.text,
                      recommends=row.recommends, month=timezone.localdate(row.sent_at).replace(day=1))
            for row in found
        ]  # fmt: skip

    return page_of(request, response, rows, asked, Order("pk"), show=show)
