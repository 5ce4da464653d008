"""What a search found, in words: how strong, by which words, over which bridge."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from seriktes.common import formats
from seriktes.common.templatetags.seriktes import measure, name_of
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
    lines = [escape(one.met) for one in matches if not one.bridge][:TOLD]
    across: dict[str, list[str]] = {}
    for one in [one for one in matches if one.bridge][: TOLD - len(lines)]:
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
    return format_html(
        '<ul class="stack-s small" role="list">{}</ul>',
        format_html_join(
            "",
            '<li>{}<br><span class="soft">{}</span></li>',
            ((_document(why), _met(why.matches, bridges)) for why in reasons),
        ),
    )


def _document(why: Any) -> SafeString:
    row = why.evidence
    if row is None:
        return format_html("{}", _("The person's own profile"))
    return format_html(
        '<a href="{}">{}</a> <span class="soft">· {}{}</span>',
        row.get_absolute_url(), name_of(row), row.get_kind_display(), f" · {row.year}" if row.year else "",
    )  # fmt: skip


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
