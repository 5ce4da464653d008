"""What a programme asks in its evaluations, for programs: forms by version, written, put into use, replaced. Adds to the router
of programmes."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import AfterValidator, Field, StringConstraints

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import ONE_LINE, Body, Key, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.common.text import visible
from seriktes.placements.actions import evaluations as actions
from seriktes.placements.api.evaluations import EvaluationQuestionOut, questions_out
from seriktes.placements.api.programmes import OPTIONAL, READ, WRITE, may, router, visible_programme
from seriktes.placements.definitions.questions import (
    CHOICES_AT_MOST,
    CODE,
    QUESTIONS_AT_MOST,
    Question,
    faults_of,
    questions_of,
)
from seriktes.placements.enums import Evaluator, QuestionKind
from seriktes.placements.models import EvaluationForm
from seriktes.placements.queries import access

FORMS = "/placements/programmes/{int:pk}/evaluation-forms"
ONE = "/placements/evaluation-forms/{int:pk}"
Words = Annotated[str, StringConstraints(max_length=300, pattern=ONE_LINE), AfterValidator(visible)]
Code = Annotated[str, Field(pattern=f"^{CODE.pattern}$", description="By which it is answered.")]


class ProgrammeFormOut(Shown):
    """A version of what a programme asks one side."""

    id: int
    programme: int
    evaluator: Evaluator
    number: int
    questions: list[EvaluationQuestionOut]
    faults: list[str] = Field(description="What keeps it from being put into use, in the language of the request.")
    opened_at: datetime | None = Field(description="In use since; null: a draft.")
    closed_at: datetime | None = Field(description="When another version took its place.")
    answered: bool = Field(description="Once somebody has answered it, it does not change any more.")
    version: int
    url: str = Field(description="Its page for people.")


class ProgrammeFormNew(Body):
    evaluator: Evaluator


class FormWordsIn(Body):
    kk: Words = ""
    ru: Words = ""
    en: Words = ""


class FormChoiceIn(Body):
    code: Code
    words: FormWordsIn


class FormQuestionIn(Body):
    code: Code
    kind: QuestionKind
    required: bool = True
    words: FormWordsIn
    choices: Annotated[list[FormChoiceIn], Field(max_length=CHOICES_AT_MOST, description="Of a choice only.")] = []

    def question(self) -> Question:
        choices = [(one.code, one.words.model_dump()) for one in self.choices]
        return Question(self.code, self.kind.value, self.words.model_dump(), self.required, choices)


class ProgrammeFormIn(Body):
    questions: Annotated[list[FormQuestionIn], Field(max_length=QUESTIONS_AT_MOST, description="All of them.")]


def _form(request: HttpRequest, pk: int) -> EvaluationForm:
    seen = access.programmes_visible_to(asker(request)).values("pk")
    found = EvaluationForm.objects.select_related("programme__organisation").filter(programme__in=seen, pk=pk).first()
    if found is None:
        raise not_found()
    may(request, access.KEEP, found.programme)
    return found


def _shown(row: EvaluationForm) -> ProgrammeFormOut:
    return ProgrammeFormOut(
        id=row.pk, programme=row.programme_id, evaluator=Evaluator(row.evaluator), number=row.number,
        questions=questions_out(row), faults=faults_of(questions_of(row.questions)), opened_at=row.opened_at,
        closed_at=row.closed_at, answered=row.frozen_at is not None, version=row.version, url=row.get_absolute_url(),
    )  # fmt: skip


def _answer(request: HttpRequest, row: EvaluationForm) -> ProgrammeFormOut:
    mark_version(request, row.version)
    return _shown(row)


@router.get(FORMS, auth=READ, response=list[ProgrammeFormOut], summary="Evaluation forms of a programme")
def forms(request: HttpRequest, pk: Key) -> list[ProgrammeFormOut]:
    """Every version of each side, the newest first, for those who keep the programme. A side without one is asked the usual
    questions."""
    programme = visible_programme(request, pk)
    may(request, access.KEEP, programme)
    return [_shown(row) for row in EvaluationForm.objects.filter(programme=programme)]


@router.post(
    FORMS, auth=WRITE, response={201: ProgrammeFormOut}, summary="Begin the next version of an evaluation form"
)
def begin(request: HttpRequest, response: HttpResponse, pk: Key, new: ProgrammeFormNew) -> ProgrammeFormOut:
    """With the questions of the version in use, or with the usual ones. A draft that is there is gone on with."""
    programme = visible_programme(request, pk)
    may(request, access.KEEP, programme)
    made = actions.draft_form(programme=programme, evaluator=new.evaluator, by=member(request))
    response["Location"] = request.build_absolute_uri(f"/api/v1/placements/evaluation-forms/{made.pk}")
    return _answer(request, made)


@router.get(ONE, auth=READ, response=ProgrammeFormOut, summary="One evaluation form")
def form(request: HttpRequest, pk: Key) -> ProgrammeFormOut:
    return _answer(request, _form(request, pk))


@router.put(
    ONE, auth=WRITE, response=ProgrammeFormOut, openapi_extra={"x-if-match": True},
    summary="Write the questions of an evaluation form",
)  # fmt: skip
def write(request: HttpRequest, pk: Key, sent: ProgrammeFormIn) -> ProgrammeFormOut:
    """A draft may have faults (`faults`); one in use may not (`form_faulty`), and what somebody has answered stays as it is
    (`form_frozen`)."""
    row = _form(request, pk)
    changed = actions.change_form(
        form=row, questions=[one.question() for one in sent.questions], by=member(request),
        expected_version=expected_version(request),
    )  # fmt: skip
    return _answer(request, changed)


@router.post(
    f"{ONE}/open", auth=WRITE, response=ProgrammeFormOut, openapi_extra=OPTIONAL,
    summary="Put an evaluation form into use",
)  # fmt: skip
def put_into_use(request: HttpRequest, pk: Key) -> ProgrammeFormOut:
    """The version before is closed, and what was answered by it stays."""
    row, version = _form(request, pk), version_if_given(request)
    return _answer(
        request, actions.open_form(form=row, by=member(request), at=timezone.now(), expected_version=version)
    )  # fmt: skip
