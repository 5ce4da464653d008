"""Why something cannot be done, with its sentence for the reader. Each domain has reasons and words of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.functional import Promise

from seriktes.common.formats import format_day, format_number

Texts = Mapping[str, Promise]


@dataclass(frozen=True, kw_only=True)
class Sentences:
    """What a domain says, by reason.

    `advice` is what to do, as a sentence of its own behind that of `words`. Instead of `words`, `naming` names the fields in
    the details (`%(fields)s`), and `stating` one or two other details (`%(one)s`, `%(two)s`). `fields` is what fields are
    called in a sentence; a name that is missing there is shown as it is.
    """

    words: Texts
    advice: Texts
    fields: Texts
    naming: Texts
    stating: Texts


class Refusal(Exception):
    """What was asked cannot be done. `reason` is one of the domain's; `details` name fields, rules or whoever is in the
    way."""

    sentences: ClassVar[Sentences]

    def __init__(self, reason: str, details: Sequence[object] = ()) -> None:
        if reason not in self.sentences.words:
            raise ValueError(f"{reason!r} has no words in definitions.refusals.")
        self.reason = reason
        self.details = tuple(details)
        super().__init__(f"{reason}: {', '.join(map(str, self.details))}" if self.details else reason)

    @property
    def words(self) -> Promise:
        return self.sentences.words[self.reason]

    @property
    def sentence(self) -> str:
        """What was refused and what to do about it, in the reader's language."""
        told = [self._stated(), *self.others(), str(self.sentences.advice.get(self.reason, ""))]
        return " ".join(sentence for sentence in told if sentence)

    def others(self) -> list[str]:
        """Of several things that are wrong at once, the others."""
        return []

    def shown(self, detail: object) -> str:
        if isinstance(detail, date):
            return format_day(detail)
        return format_number(detail) if isinstance(detail, Decimal) else str(detail)

    def _stated(self) -> str:
        said = self.sentences
        if self.reason in said.naming and self.details:
            named = ", ".join(str(said.fields.get(str(name), name)) for name in self.details)
            return str(said.naming[self.reason]) % {"fields": named}
        stating = said.stating.get(self.reason)
        if stating is None or not self.details:
            return str(self.words)
        one, *rest = [self.shown(detail) for detail in self.details]
        if "%(two)s" in str(stating) and not rest:
            return str(self.words)
        return str(stating) % {"one": one, "two": rest[0] if rest else ""}


def words_of(refused: Exception) -> str:
    """For errors of forms and messages. What other actions refuse brings its own `sentence` too."""
    return str(getattr(refused, "sentence", "") or refused)
