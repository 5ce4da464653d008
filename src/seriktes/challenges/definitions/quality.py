"""What a brief lacks before it is published. Pure rules over plain values: those that block, and advice that does not."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.enums import Confidentiality, Visibility

# Different words by which a text is measured: repeating one fills nothing.
PROBLEM_AT_LEAST, PROBLEM_BETTER = 15, 40
SUCCESS_AT_LEAST, SUCCESS_BETTER = 5, 12
NOTE_AT_LEAST = 5
TITLE_AT_LEAST = 2
# Days that people need to write an answer, and after which they no longer believe in a decision.
DAYS_TO_ANSWER, DAYS_TO_DECIDE = 14, 60
_WORD = re.compile(r"[^\W\d_]{2,}")
_CYRILLIC = re.compile(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")
_LATIN = re.compile(r"[A-Za-z]")
_ONLY_KAZAKH = re.compile(r"[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}|\+?\d[\d\s()-]{8,}\d")
# So many letters say in which language a text is.
LETTERS_THAT_TELL = 80


class Weight(StrEnum):
    MUST = "must"
    ADVICE = "advice"


@dataclass(frozen=True)
class Words:
    """A brief in one language."""

    title: str = ""
    problem: str = ""
    tried: str = ""
    success: str = ""
    constraints: str = ""

    @property
    def everything(self) -> str:
        return f"{self.title}\n{self.problem}\n{self.tried}\n{self.success}\n{self.constraints}"


@dataclass(frozen=True)
class Brief:
    """What the rules look at."""

    language: str
    texts: Mapping[str, Words] = field(default_factory=dict)
    visibility: str = Visibility.PUBLIC
    confidentiality: str = Confidentiality.OPEN
    confidentiality_note: str = ""
    budget_from: Decimal | None = None
    budget_to: Decimal | None = None
    trl_from: int | None = None
    trl_to: int | None = None
    due_on: date | None = None
    decide_on: date | None = None
    subjects: int = 0
    files: int = 0
    has_post: bool = False
    is_asker_shown: bool = True

    @property
    def original(self) -> Words:
        return self.texts.get(self.language, Words())


@dataclass(frozen=True)
class Fault:
    """`field` is the field of the editor to which the reader is led; words of the brief carry their language."""

    code: str
    weight: Weight
    field: str
    words: str | Promise
    language: str = ""

    @property
    def blocks(self) -> bool:
        return self.weight == Weight.MUST

    @property
    def anchor(self) -> str:
        if self.code == "one_language":
            # The fields of a language without a text are behind a line that opens them.
            return f"text-{self.language}"
        return f"id_{self.language}-{self.field}" if self.language else f"id_{self.field}"


def faults_of(brief: Brief, today: date) -> list[Fault]:
    """Everything that is missing or too thin, what blocks first, in the order of the editor."""
    found = [fault for rule in RULES for fault in rule(brief, today)]
    return sorted(found, key=lambda fault: fault.weight == Weight.ADVICE)


def blocking(brief: Brief, today: date) -> list[Fault]:
    return [fault for fault in faults_of(brief, today) if fault.blocks]


def different_words(text: str) -> int:
    return len({word.casefold() for word in _WORD.findall(text)})


def _title(brief: Brief, _today: date) -> Iterator[Fault]:
    if different_words(brief.original.title) < TITLE_AT_LEAST:
        yield Fault(
            "title_thin", Weight.MUST, "title", _("Say in the title what is wanted, in a few words."), brief.language
        )


def _problem(brief: Brief, _today: date) -> Iterator[Fault]:
    count = different_words(brief.original.problem)
    if not brief.original.problem.strip():
        yield Fault("problem_missing", Weight.MUST, "problem", _("Describe the problem."), brief.language)
    elif count < PROBLEM_AT_LEAST:
        yield Fault(
            "problem_thin", Weight.MUST, "problem",
            _("The problem is told in a few words only. Say what happens, where, how often and what it costs, so that "
              "somebody who has never seen it understands it."),
            brief.language,
        )  # fmt: skip
    elif count < PROBLEM_BETTER:
        yield Fault(
            "problem_short", Weight.ADVICE, "problem",
            _("The problem is told briefly. More about how it shows and what it costs brings better answers."),
            brief.language,
        )  # fmt: skip


def _success(brief: Brief, _today: date) -> Iterator[Fault]:
    success = brief.original.success
    count = different_words(success)
    if not success.strip():
        yield Fault(
            "success_missing", Weight.MUST, "success", _("Say what success looks like: answers are judged by it."),
            brief.language,
        )  # fmt: skip
    elif count < SUCCESS_AT_LEAST or success.split() == brief.original.problem.split():
        yield Fault(
            "success_thin", Weight.MUST, "success",
            _("What success looks like is too thin: name what will be different, and by how much."), brief.language,
        )  # fmt: skip
    elif not any(sign.isdigit() for sign in success):
        yield Fault(
            "success_without_figure", Weight.ADVICE, "success",
            _("Name at least one figure by which both sides will see that it works."), brief.language,
        )  # fmt: skip
    elif count < SUCCESS_BETTER:
        yield Fault(
            "success_short", Weight.ADVICE, "success",
            _("Success is told briefly: say also what would already be good enough."), brief.language,
        )  # fmt: skip


def _further_words(brief: Brief, _today: date) -> Iterator[Fault]:
    if not brief.original.tried.strip():
        yield Fault(
            "tried_missing", Weight.ADVICE, "tried",
            _("Say what was tried already, even if it was nothing: it saves answers that you know."), brief.language,
        )  # fmt: skip
    if not brief.original.constraints.strip():
        yield Fault(
            "constraints_missing", Weight.ADVICE, "constraints",
            _("Name what a solution must fit: space, temperature, rules, equipment that stays."), brief.language,
        )  # fmt: skip
    if _ADDRESS.search(brief.original.everything):
        yield Fault(
            "address_in_text", Weight.ADVICE, "problem",
            _("There is an address or a telephone number in the text: answers that go there are seen by nobody else, and "
              "no clock runs for them."),
            brief.language,
        )  # fmt: skip


def _languages(brief: Brief, _today: date) -> Iterator[Fault]:
    for language, words in brief.texts.items():
        if not _may_be(language, words.everything):
            yield Fault(
                "language_doubtful", Weight.ADVICE, "problem",
                _("This text does not look like the language under which it stands."), language,
            )  # fmt: skip
        if language != brief.language and not (words.problem.strip() and words.success.strip()):
            yield Fault(
                "translation_incomplete", Weight.ADVICE, "problem",
                _("This translation is not complete: its readers would see less than the others."), language,
            )  # fmt: skip
    if len(brief.texts) < 2 and brief.visibility != Visibility.INVITED:
        yield Fault(
            "one_language", Weight.ADVICE, "title",
            _("The brief stands in one language. A translation of the title and the problem reaches more people."),
            next(code for code in ("kk", "ru", "en") if code not in brief.texts),
        )  # fmt: skip


def _may_be(language: str, text: str) -> bool:
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic + latin < LETTERS_THAT_TELL:
        return True
    if language == "en":
        return latin > cyrillic
    if language == "ru":
        return cyrillic > latin and len(_ONLY_KAZAKH.findall(text)) * 50 < cyrillic
    # Kazakh is also written in Latin letters.
    return latin > cyrillic or bool(_ONLY_KAZAKH.search(text))


def _circle(brief: Brief, _today: date) -> Iterator[Fault]:
    if not brief.is_asker_shown and brief.visibility != Visibility.INVITED:
        yield Fault(
            "asker_hidden", Weight.MUST, "visibility",
            _("Your organisation is not published: publish its record first, or ask only those whom you invite."),
        )  # fmt: skip
    asks = brief.confidentiality == Confidentiality.ACKNOWLEDGED
    if asks and different_words(brief.confidentiality_note) < NOTE_AT_LEAST:
        yield Fault(
            "note_missing", Weight.MUST, "confidentiality_note",
            _("Say what is confidential and how to treat it: these are the words that people acknowledge."),
        )  # fmt: skip
    if asks and not brief.files:
        yield Fault(
            "nothing_confidential", Weight.ADVICE, "confidentiality",
            _("Confidentiality is asked for, but there is no file that it would protect. The brief itself is open to "
              "everybody who sees the challenge."),
        )  # fmt: skip


def _days(brief: Brief, today: date) -> Iterator[Fault]:
    if brief.due_on is None:
        yield Fault("due_missing", Weight.MUST, "due_on", _("Name the last day for answers."))
    elif brief.due_on <= today:
        yield Fault("due_passed", Weight.MUST, "due_on", _("The last day for answers has passed or is today."))
    elif brief.due_on < today + timedelta(days=DAYS_TO_ANSWER):
        yield Fault(
            "due_soon", Weight.ADVICE, "due_on",
            _("There are less than two weeks to answer: few will manage to ask their colleagues."),
        )  # fmt: skip
    if brief.decide_on is None:
        yield Fault(
            "decision_missing", Weight.MUST, "decide_on", _("Name the day by which all who answer hear from you.")
        )
    elif brief.due_on and brief.decide_on < brief.due_on:
        yield Fault(
            "decision_early", Weight.MUST, "decide_on", _("The decision cannot come before the last day for answers.")
        )
    elif brief.due_on and brief.decide_on > brief.due_on + timedelta(days=DAYS_TO_DECIDE):
        yield Fault(
            "decision_late", Weight.ADVICE, "decide_on",
            _("The decision comes more than two months after the deadline: by then many have turned to something else."),
        )  # fmt: skip


def _measures(brief: Brief, _today: date) -> Iterator[Fault]:
    if brief.budget_from is None and brief.budget_to is None:
        yield Fault(
            "budget_missing", Weight.ADVICE, "budget_from",
            _("Name at least a rough budget: without it answers are too large or too small."),
        )  # fmt: skip
    if brief.trl_from is None and brief.trl_to is None:
        yield Fault(
            "readiness_missing", Weight.ADVICE, "trl_from",
            _("Say how ready the solution has to be: an idea, a tried prototype or something that runs elsewhere."),
        )  # fmt: skip
    if not brief.subjects:
        yield Fault(
            "subjects_missing", Weight.ADVICE, "subjects",
            _("Choose a subject: by it people hear of the challenge who asked for news."),
        )  # fmt: skip
    if not brief.has_post:
        yield Fault(
            "post_missing", Weight.ADVICE, "post",
            _("Name the post that looks after it: reminders go there, and it stays when people go."),
        )  # fmt: skip


RULES: tuple[Callable[[Brief, date], Iterator[Fault]], ...] = (
    _title, _problem, _success, _further_words, _languages, _circle, _days, _measures,
)  # fmt: skip
