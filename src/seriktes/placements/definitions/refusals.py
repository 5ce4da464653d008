"""Why something cannot be done, each with its sentence for the reader. Each part keeps its words in a block of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common import refusals as common

WORDS: dict[str, Promise] = {
    # All parts
    "wrong_state": _("The record is in another state by now; look at it again."),
    "not_permitted": _("This is for somebody else to do."),
    "archived": _("The record is archived."),
    "no_reason": _("Say why."),
    "missing": _("Something that is needed has not been filled in."),
    "frozen": _("This cannot be changed any more."),
    "nameless": _("Enter the name in at least one language."),
    "foreign_post": _("The post belongs to another organisation."),
    "closed_post": _("The post is closed."),
    "foreign_unit": _("The unit belongs to another organisation."),
    "merged_organisation": _("This record was merged with another; choose that one."),
}
ADVICE: dict[str, Promise] = {}
FIELDS: dict[str, Promise] = {}
_NAMING: dict[str, Promise] = {
    "missing": _("Fill in first: %(fields)s."),
    "frozen": _("This cannot be changed any more: %(fields)s."),
}
_STATING: dict[str, Promise] = {}
SENTENCES = common.Sentences(words=WORDS, advice=ADVICE, fields=FIELDS, naming=_NAMING, stating=_STATING)


class Refusal(common.Refusal):
    """What was asked cannot be done with a programme, a position, an application or a placement."""

    sentences = SENTENCES
