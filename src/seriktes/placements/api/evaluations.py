"""Evaluations of placements for programs, and what students say of hosts."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Status
from pydantic import BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import LINES, ONE_LINE, Body, Key, RecordNumber, Shown
from seriktes.placements.actions.evaluations import REVIEW_AT_LEAST, decide_review, evaluate, form_for, send_review
from seriktes.placements.api.logs import READ, WRITE, router, visible_placement
from seriktes.placements.definitions.questions import TEXT_AT_MOST, questions_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Evaluator, Moment, QuestionKind, ReviewState
from seriktes.placements.models import Evaluation, EvaluationForm, HostReview
from seriktes.placements.queries.access import KEEP, own_organisations, sees_all
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
    reason: str = Field(description="Why it is not shown: for its student and the university.")


class ReviewIn(Body):
    text: Annotated[str, Field(min_length=REVIEW_AT_LEAST, max_length=2000, pattern=LINES, description="Name nobody.")]
    recommends: Annotated[bool, Field(description="Whether you would go there again.")]


class ReviewDecisionIn(Body):
    publish: bool
    reason: Annotated[str, Field(max_length=500, pattern=ONE_LINE)] = ""


class ReviewsAsked(BaseModel):
    host: RecordNumber | None = None


def questions_out(form: EvaluationForm) -> list[EvaluationQuestionOut]:
    return [
        EvaluationQuestionOut(
            code=one.code, kind=QuestionKind(one.kind), required=one.required, words=WordsOut(**one.words),
            choices=[QuestionChoiceOut(code=code, words=WordsOut(**words)) for code, words in one.choices],
        )
        for one in questions_of(form.questions)
    ]  # fmt: skip


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
    return EvaluationFormOut(
        id=form.pk, evaluator=Evaluator(form.evaluator), number=form.number, questions=questions_out(form)
    )


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

    return page_of(request, response, rows, asked, Order("pk"), show=lambda found: [_review(row) for row in found])


def _review(row: HostReview) -> ReviewOut:
    return ReviewOut(
        id=row.pk, host=row.host_id, state=ReviewState(row.state), text=row.text, recommends=row.recommends,
        month=timezone.localdate(row.sent_at).replace(day=1), reason=row.reason,
    )  # fmt: skip


@router.post(
    "/placements/{int:pk}/review", auth=WRITE, response={201: ReviewOut}, summary="Tell other students about the host"
)  # fmt: skip
def review(request: HttpRequest, pk: Key, sent: ReviewIn) -> Status[ReviewOut]:
    """By the student, once a placement, as soon as it can be evaluated. The university reads it before other students do, who
    read it without a name."""
    placement = visible_placement(request, pk)
    if placement.student.user_id != asker(request).pk:
        raise not_permitted()
    member(request)
    with pointing("/text", "no_words"):
        made = send_review(placement=placement, text=sent.text, recommends=sent.recommends, at=timezone.now())
    return Status(201, _review(made))


@router.post(
    "/host-reviews/{int:pk}/decide", auth=WRITE, response=ReviewOut, summary="Show a review to students, or not"
)
def decide(request: HttpRequest, pk: Key, what: ReviewDecisionIn) -> ReviewOut:
    """For the university's office; a reason is needed not to show it, and the student reads it."""
    row = reviews_visible_to(asker(request)).filter(pk=pk).first()
    if row is None:
        raise not_found()
    if not (sees_all(asker(request), KEEP) or row.organisation_id in own_organisations(asker(request), KEEP)):
        raise not_permitted()
    done = decide_review(
        review=row, publish=what.publish, reason=what.reason, by=member(request), at=timezone.now()
    )  # fmt: skip
    return _review(done)
