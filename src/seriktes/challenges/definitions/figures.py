"""What is published of how soon both sides answer and of what comes of it: which figures there are, in words."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Below this count nothing is published: a figure of few would tell of somebody.
MINIMUM = 5
ANSWER, ENQUIRY = "challenges.answer", "challenges.enquiry"
# Whose figure it is: the organisation that poses the challenge or is enquired of, or the one that answers it or enquires.
Whose = Literal["keeper", "other"]


@dataclass(frozen=True)
class Duration:
    """The working time that a clock ran, pauses left out: of its first run on a record, of every further one, or of
    all."""

    code: str
    subject: str
    clock: str
    runs: Literal["first", "further", "all"]
    whose: Whose
    label: Promise


DURATIONS = (
    Duration("enquiry-first", ENQUIRY, "enquiry_first_reply", "all", "keeper", _("First reply to an enquiry")),
    Duration("enquiry-next", ENQUIRY, "enquiry_next_reply", "all", "keeper", _("Next reply to an enquiry")),
    Duration("enquiry-asker", ENQUIRY, "enquiry_asker_reply", "all", "other", _("Reply of the asker, when asked back")),
    Duration("answer-first", ANSWER, "answer_word", "first", "keeper", _("First word on an answer to a challenge")),
    Duration("answer-next", ANSWER, "answer_word", "further", "keeper", _("Next word on an answer to a challenge")),
    Duration("answer-reply", ANSWER, "answer_reply", "all", "other", _("Reply of whoever answered, when asked")),
)

ASKED, ANSWERED, MET, AGREED = "asked", "answered", "met", "agreed"


@dataclass(frozen=True)
class Funnel:
    code: str
    subject: str
    whose: Whose
    label: Promise
    steps: dict[str, Promise]


def _steps(asked: Promise, answered: Promise) -> dict[str, Promise]:
    return {ASKED: asked, ANSWERED: answered, MET: pgettext_lazy("step of a funnel", "Met"),
            AGREED: pgettext_lazy("step of a funnel", "Became a partnership")}  # fmt: skip


FUNNELS = (
    Funnel("enquiries", ENQUIRY, "keeper", _("From an enquiry to a partnership"),
           _steps(pgettext_lazy("step of a funnel", "Asked"), pgettext_lazy("step of a funnel", "Answered"))),
    Funnel("answers", ANSWER, "keeper", _("From an answer to a challenge to a partnership"),
           _steps(pgettext_lazy("step of a funnel", "Answers sent"), pgettext_lazy("step of a funnel", "Got a word"))),
    Funnel("answers-sent", ANSWER, "other", _("From an own answer to a partnership"),
           _steps(pgettext_lazy("step of a funnel", "Answers sent"), pgettext_lazy("step of a funnel", "Got a word"))),
)  # fmt: skip
# Moves by which the asker gives its word.
WORDS_GIVEN = ("answer.qualified", "answer.shortlisted", "answer.finalist", "answer.chosen", "answer.declined")
