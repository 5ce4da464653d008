"""Why an answer cannot be written, moved or asked about so, each with its sentence for the reader."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as spoken
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_day

WORDS: dict[str, Promise] = {
    "closed": _("No answers are taken any more."),
    "own_challenge": _("An organisation does not answer its own challenge."),
    "not_permitted": _("This is for somebody else to do."),
    "wrong_state": _("The answer is at another stage by now; look at it again."),
    "missing": _("Something that is needed has not been filled in."),
    "frozen": _("The answer is being decided on: its text stays as it is. Write to the asker instead."),
    "foreign_author": _("An author must work or study at the organisation that answers."),
    "too_many_authors": _("An answer has at most ten authors."),
    "foreign_post": _("The post belongs to another organisation."),
    "closed_post": _("The post is closed."),
    "readiness_falls": _("The readiness at the end cannot lie below that of today."),
    "no_currency": _("A price needs its currency."),
    "negative_price": _("A price cannot be less than nothing."),
    "too_long": _("The text is longer than fits on the page."),
    "no_reason": _("Say why."),
    "unknown_reason": _("Choose one of the reasons."),
    "no_words": _("Write something."),
    "in_past": _("The day lies in the past."),
    "too_late": _("The day lies too far ahead: at most 120 working days."),
    "in_future": _("The day lies ahead."),
    "before_submission": _("The day lies before the answer was sent."),
    "awaits_reply": _("Your question awaits a reply: the clock stands still until then, and so does the date."),
    "not_sent": _("The answer was not sent yet."),
    "over": _("Nothing more is awaited on this answer."),
}

FIELDS: dict[str, Promise] = {
    "title": _("the answer in one line"), "approach": _("approach"), "result": _("what you will get, and by when"),
    "ability": _("why we can do it"), "economics": _("costs and benefit against today's way"),
    "risks": _("risks, rights and what we need from you"), "trl_now": _("readiness today (TRL)"),
    "trl_then": _("readiness at the end (TRL)"), "months": _("months needed"), "price": _("price"),
    "currency": _("currency"), "authors": _("authors"), "post": _("post"), "language": _("language"),
}  # fmt: skip
_NAMING = {
    "missing": _("Fill in first: %(fields)s."), "too_long": _("Longer than fits on the page: %(fields)s."),
}  # fmt: skip
_CLOSED = _("The last day for answers was %(day)s.")


class CannotAnswer(Exception):
    """What was asked cannot be done. `reason` is one of WORDS; `details` name fields or a day."""

    def __init__(self, reason: str, details: Sequence[object] = ()) -> None:
        if reason not in WORDS:
            raise ValueError(f"{reason!r} has no words in definitions.answer_refusals.")
        self.reason = reason
        self.details = tuple(details)
        super().__init__(f"{reason}: {', '.join(map(str, self.details))}" if self.details else reason)

    @property
    def sentence(self) -> str:
        """In the reader's language."""
        if self.reason in _NAMING and self.details:
            names = ", ".join(str(FIELDS.get(str(name), name)) for name in self.details)
            return str(_NAMING[self.reason]) % {"fields": names}
        if self.reason == "closed" and self.details:
            return str(_CLOSED) % {"day": format_day(self.details[0])}  # type: ignore[arg-type]
        return str(WORDS[self.reason])


EDITED_ELSEWHERE = (
    "Somebody else changed this record while you were editing it. Nothing of yours is saved yet: "
    "compare your text with the record, then save again."
)


def words_of(refused: Exception) -> str:
    """For errors of forms and messages; of an edit made meanwhile (`EditedElsewhere`) too."""
    return str(getattr(refused, "sentence", "") or spoken(EDITED_ELSEWHERE))
