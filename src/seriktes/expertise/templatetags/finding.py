"""What a search found, in words: how strong, by which words, over which bridge."""

from collections.abc import Iterable

# Django's own wraps this one in much that five hundred words of a page do not need.
from html import escape
from typing import Any, Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from seriktes.common import formats
from seriktes.common.addresses import address_of
from seriktes.common.templatetags.seriktes import measure
from seriktes.expertise.definitions.subjects import subject_name
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.queries.glossary import short_source

register = template.Library()

BRIDGES = {
    "glossary": gettext_lazy("glossary"),
    "table": gettext_lazy("learnt from texts in two languages"),
    "skeleton": gettext_lazy("sounds alike"),
}
# From so much on. One document that fits best makes a third: an expert is known by several. Measured on the demonstration
# with 24 questions and 34 lines of rubbish (see docs/methods/matching.md).
STRONG, GOOD, SOME = 0.6, 0.4, 0.15
# Who speaks of half of the question or less is not strong.
HEARD_ENOUGH = 0.5


class Scored(Protocol):
    """Whatever was found: its score, and of which share of the question the documents behind it speak."""

    @property
    def score(self) -> float: ...

    @property
    def heard(self) -> float: ...


def score_words(told: float, heard: float) -> str:
    """`heard`: of which share of the question the documents behind the score speak."""
    if told >= GOOD and heard > HEARD_ENOUGH:
        return pgettext("evidence", "very strong") if told >= STRONG else pgettext("evidence", "strong")
    return pgettext("evidence", "some") if told >= SOME else pgettext("evidence", "weak")


@register.simple_tag
def score_bar(found: Scored) -> SafeString:
    """The score in words, in figures and as a bar: as much of it as these documents speak of the question."""
    told = found.score * found.heard
    text = _("%(score)s of 100") % {"score": formats.format_number(round(100 * told))}
    words = score_words(told, found.heard)
    return measure(_("Evidence: %(words)s") % {"words": words}, told, 1, text, "university")


# So many of the words that met are told.
TOLD = 6


# Drawn here and not by templates: a page has sixty such lines.
@register.simple_tag
def met_words(matches: Iterable[Any]) -> SafeString:
    """The words that met, each with its bridge where it came from another language."""
    return _met(tuple(matches), {})


def _met(matches: tuple[Any, ...], bridges: dict[str, str]) -> SafeString:
    if not matches:
        return format_html("{}", _("by its subject: no word of the question stands in it"))
    # A word that two languages write alike says nothing by its bridge.
    alike = [one for one in matches if not one.bridge or one.said == one.met]
    lines: list[str] = [escape(word) for word in dict.fromkeys(one.met for one in alike)][:TOLD]
    across: dict[str, list[str]] = {}
    for one in [one for one in matches if one not in alike][: TOLD - len(lines)]:
        across.setdefault(one.bridge, []).append(f'<span class="nowrap">{escape(one.said)} → {escape(one.met)}</span>')
    for bridge, pairs in across.items():
        if bridge not in bridges:
            bridges[bridge] = escape(bridge_words(bridge))
        lines.append(f"{', '.join(pairs)} ({bridges[bridge]})")
    return mark_safe(", ".join(lines))


@register.simple_tag
def why_lines(reasons: Iterable[Any]) -> SafeString:
    """The documents that speak for what was found, each with the words that met in it."""
    bridges: dict[str, str] = {}
    lines = (f'<li>{_document(why)}<br><span class="soft">{_met(why.matches, bridges)}</span></li>' for why in reasons)
    return mark_safe(f'<ul class="stack-s small" role="list">{"".join(lines)}</ul>')


def _document(why: Any) -> str:
    row = why.evidence
    if row is None:
        return escape(_("The person's own profile"))
    code, year = row.name_language, f" · {row.year}" if row.year else ""
    name = escape(getattr(row, f"name_{code}") if code else row.name_other)
    if code and code != get_language():
        name = f'<span lang="{code}">{name}</span>'
    kind = escape(str(EvidenceKind(row.kind).label))
    return f'<a href="{address_of("expertise:evidence", row.pk)}">{name}</a> <span class="soft">· {kind}{year}</span>'


@register.filter
def bridge_words(name: str) -> str:
    return str(BRIDGES.get(name, name))


@register.filter
def subject_words(value: str, language: str) -> str:
    """`ford:1.2` in words."""
    scheme, _colon, code = str(value).partition(":")
    return subject_name(scheme, code, language)


# Of the terms of the glossary that is shipped; a librarian may name others.
GLOSSARY_FIELDS = {
    "general": pgettext_lazy("field of knowledge", "general"),
    "academic": pgettext_lazy("field of knowledge", "academic life"),
    "science": pgettext_lazy("field of knowledge", "science"),
    "education": pgettext_lazy("field of knowledge", "education"),
    "industry": pgettext_lazy("field of knowledge", "industry"),
    "engineering": pgettext_lazy("field of knowledge", "engineering"),
    "mining": pgettext_lazy("field of knowledge", "mining"),
    "chemistry": pgettext_lazy("field of knowledge", "chemistry"),
    "physics": pgettext_lazy("field of knowledge", "physics"),
    "computing": pgettext_lazy("field of knowledge", "computing"),
    "life": pgettext_lazy("field of knowledge", "life sciences"),
    "medicine": pgettext_lazy("field of knowledge", "medicine"),
    "environment": pgettext_lazy("field of knowledge", "environment"),
    "economy": pgettext_lazy("field of knowledge", "economy"),
    "culture": pgettext_lazy("field of knowledge", "culture"),
}


@register.filter
def field_words(written: str) -> str:
    """`mining | physics` in words."""
    return ", ".join(str(GLOSSARY_FIELDS.get(one.strip(), one.strip())) for one in written.split("|"))


register.filter(short_source)


@register.filter
def value_of(mapping: Any, key: Any) -> Any:
    return mapping.get(key)
