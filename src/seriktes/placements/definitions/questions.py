"""Questions of evaluation forms as data: what they may be, what an answer to each may be, and the usual forms."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seriktes.common.models import Languages
from seriktes.common.packs import pick_name
from seriktes.common.text import visible
from seriktes.placements.enums import Evaluator, QuestionKind

LOWEST, HIGHEST = 1, 5
QUESTIONS_AT_MOST, CHOICES_AT_MOST, TEXT_AT_MOST = 30, 10, 3000
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")


@dataclass(frozen=True)
class Question:
    code: str
    kind: str
    words: Mapping[str, str]
    required: bool = True
    # Of a choice: code and words of each.
    choices: Sequence[tuple[str, Mapping[str, str]]] = field(default=())

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Question":
        choices = [(str(one["code"]), dict(one["words"])) for one in data.get("choices", ())]
        return cls(data["code"], data["kind"], dict(data["words"]), bool(data.get("required", True)), choices)

    @property
    def data(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "code": self.code, "kind": str(self.kind), "words": dict(self.words), "required": self.required
        }  # fmt: skip
        if self.kind == QuestionKind.CHOICE:
            told["choices"] = [{"code": code, "words": dict(words)} for code, words in self.choices]
        return told

    @property
    def label(self) -> str:
        return in_reader_language(self.words)

    def answer_words(self, answer: Any) -> str:
        """What was answered, as the reader's language has it."""
        if answer in (None, ""):
            return "–"
        if self.kind == QuestionKind.CHOICE:
            return in_reader_language(dict(self.choices).get(str(answer), {})) or str(answer)
        if self.kind == QuestionKind.SCALE:
            return _("%(number)s of %(most)s") % {"number": answer, "most": HIGHEST}
        return str(answer)


def in_reader_language(words: Mapping[str, str]) -> str:
    return pick_name(dict(words), (get_language() or "kk")[:2]) or ""


def questions_of(rows: Sequence[Mapping[str, Any]]) -> list[Question]:
    return [Question.of(row) for row in rows]


def faults_of(questions: Sequence[Question]) -> list[str]:
    """What keeps a form from being put into use, in the reader's language."""
    found = []
    if not questions:
        found.append(_("A form has at least one question."))
    if len(questions) > QUESTIONS_AT_MOST:
        found.append(_("A form has at most %(count)s questions.") % {"count": QUESTIONS_AT_MOST})
    codes = [question.code for question in questions]
    for place, question in enumerate(questions, start=1):
        told = {"number": place}
        if not CODE.fullmatch(question.code) or codes.count(question.code) > 1:
            found.append(_("Question %(number)s: its code is none, or stands twice.") % told)
        if question.kind not in QuestionKind.values:
            found.append(_("Question %(number)s: choose what kind it is.") % told)
        missing = [code for code in Languages.values if not question.words.get(code, "").strip()]
        if missing:
            found.append(_("Question %(number)s: write it in all three languages.") % told)
        if question.kind == QuestionKind.CHOICE:
            found += _faults_of_choices(question, told)
    return found


def _faults_of_choices(question: Question, told: Mapping[str, Any]) -> list[str]:
    codes = [code for code, _words in question.choices]
    if not 2 <= len(codes) <= CHOICES_AT_MOST or len(set(codes)) < len(codes):
        return [_("Question %(number)s: give from two to ten different choices.") % told]
    if any(not words.get(code, "").strip() for _code, words in question.choices for code in Languages.values):
        return [_("Question %(number)s: write each choice in all three languages.") % told]
    return []


def cleaned_answers(questions: Sequence[Question], answers: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The answers as they are kept, and the codes of questions that are not answered as they ask."""
    kept: dict[str, Any] = {}
    wrong = [code for code in answers if code not in {question.code for question in questions}]
    for question in questions:
        value = answers.get(question.code)
        if value is None or value == "":
            if question.required:
                wrong.append(question.code)
        elif (answer := _cleaned(question, value)) is None:
            wrong.append(question.code)
        else:
            kept[question.code] = answer
    return kept, wrong


def _cleaned(question: Question, value: Any) -> Any:
    if question.kind == QuestionKind.SCALE:
        number = int(value) if str(value).isascii() and str(value).isdigit() and len(str(value)) < 3 else 0
        return number if LOWEST <= number <= HIGHEST and not isinstance(value, bool) else None
    if question.kind == QuestionKind.CHOICE:
        return str(value) if str(value) in dict(question.choices) else None
    text = visible(str(value)).strip() if isinstance(value, str) else ""
    return text if text and len(text) <= TEXT_AT_MOST else None


# --- Where a programme has no form of its own -------------------------------------------------------------------------
def _scale(code: str, kk: str, ru: str, en: str) -> Question:
    return Question(code, QuestionKind.SCALE, {"kk": kk, "ru": ru, "en": en})


def _text(code: str, kk: str, ru: str, en: str) -> Question:
    return Question(code, QuestionKind.TEXT, {"kk": kk, "ru": ru, "en": en}, required=False)


_YES_NO = (
    ("yes", {"kk": "Иә", "ru": "Да", "en": "Yes"}), ("perhaps", {"kk": "Мүмкін", "ru": "Возможно", "en": "Perhaps"}),
    ("no", {"kk": "Жоқ", "ru": "Нет", "en": "No"}),
)  # fmt: skip
USUAL: Mapping[str, Sequence[Question]] = {
    Evaluator.STUDENT: (
        _scale("tasks", "Тапсырмалар жоспарға сай болды ма?", "Соответствовали ли задачи плану?", "Did the tasks keep to the plan?"),
        _scale("learnt", "Тәжірибеде қаншалықты көп үйрендіңіз?", "Насколько многому вы научились?", "How much did you learn?"),
        _scale("supervision", "Жетекші сізге жеткілікті уақыт бөлді ме?", "Достаточно ли времени уделял вам руководитель?", "Did your supervisor have enough time for you?"),
        _text("better", "Нені жақсартуға болар еді?", "Что можно было бы улучшить?", "What could be better?"),
    ),
    Evaluator.HOST: (
        _scale("quality", "Жұмыс сапасы", "Качество работы", "Quality of the work"),
        _scale("independence", "Дербестігі", "Самостоятельность", "Independence"),
        _scale("team", "Ұжыммен жұмысы", "Работа в коллективе", "Work with others"),
        Question("hire", QuestionKind.CHOICE, {
            "kk": "Бұл студентті жұмысқа алар ма едіңіз?", "ru": "Взяли бы вы этого студента на работу?",
            "en": "Would you hire this student?",
        }, True, _YES_NO),
        _text("lacked", "Қандай білім жетіспеді?", "Каких знаний не хватало?", "Which knowledge was missing?"),
    ),
    Evaluator.ACADEMIC: (
        _scale("aims", "Бағдарлама мақсаттарына жетті ме?", "Достигнуты ли цели программы?", "Were the aims of the programme reached?"),
        _scale("host", "Базаның студенттерге қамқорлығы", "Забота базы о студентах", "Care of the host for students"),
        _text("note", "Ескертпе", "Примечание", "Note"),
    ),
}  # fmt: skip
