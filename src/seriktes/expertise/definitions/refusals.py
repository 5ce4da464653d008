"""Why something cannot be done with evidence of expertise, each with its sentence for the reader."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "nameless": _("Enter the title in at least one language."),
    "in_future": _("The year %(year)s lies too far ahead: the latest that can be entered is %(latest)s."),
    "too_early": _("The year cannot lie before 1500."),
    "other_year": _("The date and the year do not agree."),
    "no_organisation": _("Say which organisation it belongs to."),
    "merged_organisation": _("This organisation was merged with another; choose that one."),
    "foreign_unit": _("The unit belongs to another organisation."),
    "foreign_post": _("The post belongs to another organisation."),
    "closed_post": _("The post is closed."),
    "not_a_link": _("Enter an address that begins with https:// or http://."),
    "not_a_number": _("Enter a number."),
    "not_a_day": _("Enter a day of the calendar."),
    "not_a_currency": _("A currency is three letters, such as KZT."),
    "no_currency": _("A sum needs its currency."),
    "out_of_range": _("The number is too small or too large."),
    "unknown_choice": _("Choose one of the list."),
    "ends_before_it_begins": _("The end lies before the beginning."),
    "unknown_subject": _("One of the subjects is not known."),
    "wrong_number": _("One of the numbers is not written as its source writes it."),
    "identifier_taken": _("Another record has this number already."),
    "not_a_person_row": _("A name is missing."),
    "archived": _("The record is archived."),
    "not_archived": _("The record is not archived."),
    "merged": _("The record was merged with another; choose that one."),
    "other_kind": _("Only records of one kind can be merged."),
    "same": _("A record cannot be merged with itself."),
    "retracted": _("The record is marked as retracted already."),
    "published": _("The record is published already."),
    "not_published": _("The record is not published."),
    "decided": _("Somebody has decided this already."),
    "merged_person": _("This person's record was merged with another; choose that one."),
    "already_theirs": _("This name is linked to that person already."),
}


class Refused(Exception):
    """What was asked cannot be done; `code` says why, `values` fill the sentence, `field` is what to mend."""

    def __init__(self, code: str, values: dict[str, Any] | None = None, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.values = values or {}
        self.field = field

    def __str__(self) -> str:
        return words_of(self)


class CannotKeepEvidence(Refused):
    """The record cannot stand so, or is not in the state for it."""


class CannotDecideAuthor(Refused):
    """The name cannot be given to that person."""


def words_of(refusal: Refused) -> str:
    return str(WORDS[refusal.code]) % refusal.values if refusal.values else str(WORDS[refusal.code])


def codes() -> Sequence[str]:
    return sorted(WORDS)
