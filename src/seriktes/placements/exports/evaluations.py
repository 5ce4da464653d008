"""Evaluations as tables that others read on: all of a programme, an answer a row; and those by one form, a question a
column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn
from seriktes.placements.definitions.questions import Question, questions_of
from seriktes.placements.enums import QuestionKind
from seriktes.placements.models import Evaluation, EvaluationForm, Programme


@dataclass(frozen=True)
class AnswerRow:
    """One answer of one evaluation."""

    evaluation: Evaluation
    question: Question

    def answer(self) -> int | str | None:
        return answer_of(self.evaluation, self.question)


def answer_of(evaluation: Evaluation, question: Question) -> int | str | None:
    """A number stays one; a choice is told in words."""
    answer: int | str | None = evaluation.answers.get(question.code)
    if answer is None or question.kind != QuestionKind.CHOICE:
        return answer
    return question.answer_words(answer)


def _about(prefix: str = "") -> tuple[ExportColumn, ...]:
    placement = f"{prefix}placement"
    return (
        ExportColumn("evaluation_id", _("Number of the evaluation"), f"{prefix}pk"),
        ExportColumn("placement_id", _("Number of the placement"), f"{placement}.pk"),
        ExportColumn("term", pgettext_lazy("of studies", "Term"), f"{placement}.cohort.term"),
        ExportColumn("student", _("Student"), f"{placement}.student.name"),
        ExportColumn("host_id", _("Number of the host in the register"), f"{placement}.host_id"),
        ExportColumn("host", _("Host"), f"{placement}.host.name"),
        ExportColumn("evaluator", _("Who answered, as"), f"{prefix}evaluator"),
        ExportColumn("name", _("Who answered"), f"{prefix}name"),
        ExportColumn("moment", _("When in the placement"), f"{prefix}moment"),
        ExportColumn("at", _("Answered at"), f"{prefix}at"),
    )


ANSWER_COLUMNS = (
    *_about("evaluation."),
    ExportColumn("form", _("Version of the form"), "evaluation.form.number"),
    ExportColumn("question", _("Code of the question"), "question.code"),
    ExportColumn("question_words", _("Question"), "question.label"),
    ExportColumn("answer", _("Answer")),
)


def columns_of(form: EvaluationForm) -> Sequence[ExportColumn]:
    """A column each question, called as the reader's language asks it."""
    return (
        *_about(),
        *(
            ExportColumn(f"answer_{question.code}", question.label, partial(answer_of, question=question))
            for question in questions_of(form.questions)
        ),
    )


def evaluations_by(form: EvaluationForm) -> QuerySet[Evaluation]:
    return _told(Evaluation.objects.filter(form=form))


def answers_of(programme: Programme) -> Iterator[AnswerRow]:
    """Every answer of every evaluation of the programme; one query."""
    for evaluation in _told(Evaluation.objects.filter(form__programme=programme)).select_related("form"):
        for question in questions_of(evaluation.form.questions):
            if question.code in evaluation.answers:
                yield AnswerRow(evaluation, question)


def _told(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    return rows.select_related("placement__student", "placement__host", "placement__cohort").order_by("at", "pk")
