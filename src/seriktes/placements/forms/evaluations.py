"""Forms of evaluations, of their questions, and of reviews. They validate; the actions write."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, NameField
from seriktes.common.models import Languages
from seriktes.placements.actions.evaluations import REVIEW_AT_LEAST
from seriktes.placements.definitions.questions import (
    HIGHEST,
    LOWEST,
    QUESTIONS_AT_MOST,
    TEXT_AT_MOST,
    Question,
    questions_of,
)
from seriktes.placements.enums import QuestionKind
from seriktes.placements.models import EvaluationForm

SCALE = [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]


class AnswersForm(BaseForm):
    """The questions of a programme's form as fields."""

    def __init__(self, *args: Any, asked: EvaluationForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.questions = questions_of(asked.questions)
        for question in self.questions:
            self.fields[question.code] = self._field(question)

    @staticmethod
    def _field(question: Question) -> forms.Field:
        told: dict[str, Any] = {"label": question.label, "required": question.required}
        if question.kind == QuestionKind.TEXT:
            return forms.CharField(max_length=TEXT_AT_MOST, widget=forms.Textarea(attrs={"rows": 4}), **told)
        if question.kind == QuestionKind.SCALE:
            told["help_text"] = _("1 is the least, 5 is the most.")
            return forms.ChoiceField(choices=SCALE, widget=forms.RadioSelect(attrs={"class": "scale"}), **told)
        choices = [(code, question.answer_words(code)) for code, _words in question.choices]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **told)

    def answers(self) -> dict[str, Any]:
        return {question.code: self.cleaned_data.get(question.code) for question in self.questions}


class EvaluationByLinkForm(AnswersForm):
    def __init__(self, data: Any = None, *, link: Any) -> None:
        super().__init__(data, asked=EvaluationForm.objects.get(pk=link.arguments["form"]))


class ReviewForm(BaseForm):
    text = forms.CharField(
        label=_("What should other students know?"), max_length=2000, min_length=REVIEW_AT_LEAST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Shown without your name, to students of your university, once its office has read it. Name nobody."),
    )  # fmt: skip
    recommends = forms.BooleanField(label=_("I would go there again"), required=False, initial=True)


class QuestionsForm(BaseForm):
    """The editor: each question with its words in three languages. A question without words is left out."""

    SPARE = 2

    def __init__(self, *args: Any, asked: EvaluationForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = questions_of(asked.questions)
        self.places = range(min(len(self.known) + self.SPARE, QUESTIONS_AT_MOST))
        for place in self.places:
            self._add(place, self.known[place] if place < len(self.known) else None)

    def _add(self, place: int, question: Question | None) -> None:
        self.fields[f"kind_{place}"] = forms.ChoiceField(
            label=_("Kind"), choices=QuestionKind.choices, initial=question.kind if question else QuestionKind.SCALE
        )
        for code, language in Languages.choices:
            self.fields[f"{code}_{place}"] = NameField(
                label=language, max_length=300, required=False, initial=question.words.get(code, "") if question else ""
            )
        self.fields[f"choices_{place}"] = forms.CharField(
            label=_("Choices"), required=False, max_length=2000, initial=_choice_lines(question),
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Of a choice only: one a line, in Kazakh | Russian | English."),
        )  # fmt: skip
        self.fields[f"required_{place}"] = forms.BooleanField(
            label=_("Must be answered"), required=False, initial=question.required if question else True
        )

    def rows(self) -> list[tuple[int, list[Any]]]:
        names = ("kind", *Languages.values, "choices", "required")
        return [(place + 1, [self[f"{name}_{place}"] for name in names]) for place in self.places]

    def questions(self) -> list[Question]:
        found: list[Question] = []
        taken = {question.code for question in self.known}
        for place in self.places:
            words = {code: self.cleaned_data.get(f"{code}_{place}", "") for code in Languages.values}
            if not any(words.values()):
                continue
            code = self.known[place].code if place < len(self.known) else _new_code(taken)
            taken.add(code)
            kind = self.cleaned_data[f"kind_{place}"]
            choices = _choices_in(self.cleaned_data.get(f"choices_{place}", "")) if kind == QuestionKind.CHOICE else []
            found.append(Question(code, kind, words, self.cleaned_data.get(f"required_{place}", False), choices))
        return found


def _new_code(taken: set[str]) -> str:
    return next(code for number in range(1, 1000) if (code := f"q{number}") not in taken)


def _choice_lines(question: Question | None) -> str:
    if question is None:
        return ""
    return "\n".join(" | ".join(words.get(code, "") for code in Languages.values) for _code, words in question.choices)


def _choices_in(text: str) -> Sequence[tuple[str, dict[str, str]]]:
    found = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        words = [" ".join(part.split()) for part in re.split(r"\|", line)][:3]
        found.append((f"c{number}", dict(zip(Languages.values, [*words, "", ""], strict=False))))
    return found
