"""What a search found, in words: how strong, by which words, over which bridge."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from seriktes.common import formats
from seriktes.common.templatetags.seriktes import measure
from seriktes.expertise.definitions.subjects import subject_name

register = template.Library()

BRIDGES = {
    "glossary": gettext_lazy("glossary"),
    "table": gettext_lazy("learnt from texts in two languages"),
    "skeleton": gettext_lazy("sounds alike"),
}
# From so much on. One document that fits best makes a third: an expert is known by several.
STRONG, GOOD, SOME = 0.5, 0.25, 0.1


def score_words(score: float) -> str:
    if score >= STRONG:
        return pgettext("evidence", "very strong")
    if score >= GOOD:
        return pgettext("evidence", "strong")
    return pgettext("evidence", "some") if score >= SOME else pgettext("evidence", "weak")


@register.simple_tag
def score_bar(score: float) -> SafeString:
    """The score in words, in figures and as a bar."""
    text = _("%(score)s of 100") % {"score": formats.format_number(round(100 * score))}
    return measure(_("Evidence: %(words)s") % {"words": score_words(score)}, score, 1, text, "university")


@register.filter
def bridge_words(name: str) -> str:
    return str(BRIDGES.get(name, name))


@register.filter
def subject_words(value: str, language: str) -> str:
    """`ford:1.2` in words."""
    scheme, _colon, code = str(value).partition(":")
    return subject_name(scheme, code, language)


@register.filter
def value_of(mapping: Any, key: Any) -> Any:
    return mapping.get(key)
