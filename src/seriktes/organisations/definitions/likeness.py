"""The linkage's findings in words: why two records may be one organisation, and how much each reason weighs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_percent
from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import Text

# Codes of `seriktes_analytics.linkage.Reason`.
SENTENCES: Mapping[str, Text] = {
    "identifier": _("Both have the same official number: %(left)s."),
    "identifier_mixed": _("One official number is the same (%(left)s), but another of the same kind differs."),
    "identifier_differs": _("Their official numbers differ: %(left)s and %(right)s."),
    "name_same": _("The names are the same: “%(left)s” and “%(right)s”."),
    "name_close": _("The names differ in a few letters only: “%(left)s” and “%(right)s”."),
    "name_tokens": _("The names share their telling words: “%(left)s” and “%(right)s”."),
    "name_differs": _("The names have little in common: “%(left)s” and “%(right)s”."),
    "acronym": _("One name is the initials of the other: “%(left)s” and “%(right)s”."),
    "city_same": _("They are in one place: %(left)s and %(right)s."),
    "city_differs": _("They are in different places: %(left)s and %(right)s."),
    "domain_same": _("They have one internet domain: %(left)s."),
    "domain_differs": _("Their internet domains differ: %(left)s and %(right)s."),
}
# Where both values are written alike, one of them is enough.
SENTENCES_OF_ONE: Mapping[str, Text] = {
    "name_same": _("The names are the same: “%(left)s”."),
    "city_same": _("Both are in %(left)s."),
}
# From how many bits on (log2 of the Bayes factor, either way) the word holds; read from the top.
FOR: tuple[tuple[float, Text], ...] = (
    (10, _("speaks very strongly for one organisation")),
    (4, _("speaks strongly for one organisation")),
    (1, _("speaks for one organisation")),
)
AGAINST: tuple[tuple[float, Text], ...] = (
    (10, _("speaks very strongly against it")),
    (4, _("speaks strongly against it")),
    (1, _("speaks against it")),
)
LITTLE = _("says little")
# A probability is never shown as certainty: no spelling of a name proves anything.
MOST = 0.999


def reason_sentence(code: str, left: str, right: str) -> str:
    """The finding in the reader's language; an unknown code is left to its values."""
    template = (left == right and SENTENCES_OF_ONE.get(code)) or SENTENCES.get(code)
    values = {"left": _told(code, left), "right": _told(code, right)}
    return str(template) % values if template else f"{values['left']} – {values['right']}"


def _told(code: str, value: str) -> str:
    """An identifier stands as "scheme:value" in the finding, and as "BIN 123" in the sentence."""
    if not code.startswith("identifier"):
        return value
    scheme, _sign, number = value.partition(":")
    try:
        return f"{get_scheme(scheme).label} {number}"
    except KeyError:
        return value


def weight_words(weight: float) -> str:
    words = FOR if weight > 0 else AGAINST
    return str(next((word for least, word in words if abs(weight) >= least), LITTLE))


def probability_words(score: float) -> str:
    """The score as a probability in per cent, never as a full hundred."""
    if score > MOST:
        return gettext("over %(share)s") % {"share": format_percent(MOST, 1)}
    return format_percent(score, 1 if score > 0.99 else 0)


def reason_as_json(reason: Any) -> dict[str, Any]:
    """A `Reason` as it is kept: no words, so that everybody reads it in the own language."""
    return {"code": reason.code, "weight": round(reason.weight, 2), "left": reason.left, "right": reason.right}
