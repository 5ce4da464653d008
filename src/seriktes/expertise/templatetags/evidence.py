"""How particulars of evidence are shown."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from seriktes.common.formats import format_day, format_money, format_number
from seriktes.exchange.enums import Source
from seriktes.expertise.definitions.particulars import Particular, Type
from seriktes.expertise.definitions.reasons import reason_words
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.tables.terms import price_words

register = template.Library()


@register.simple_tag
def particular(one: Particular, value: Any, particulars: dict[str, Any]) -> SafeString:
    """A particular in the reader's words."""
    if one.type == Type.CHOICE and one.choices is not None:
        return format_html("{}", capfirst(str(dict(one.choices.choices).get(value, value))))
    if one.type == Type.DAY:
        return format_html("{}", format_day(date.fromisoformat(value)))
    if one.type == Type.SUM:
        if one.code == "price":
            return format_html("{}", price_words(particulars))
        return format_html("{}", format_money(Decimal(value), particulars.get("currency") or "KZT"))
    if one.type == Type.LINK:
        return format_html('<a href="{}" rel="nofollow noopener">{}</a>', value, _("Open the page"))
    if one.type == Type.COUNT:
        words = _("%(level)s of 9") % {"level": format_number(value)} if one.code == "trl" else format_number(value)
        return format_html("{}", words)
    return format_html("{}", value)


@register.filter
def kind_word(kind: str) -> str:
    return capfirst(str(EvidenceKind(kind).label))


@register.simple_tag
def source_word(source: str) -> str:
    """Where a value came from, in words."""
    return capfirst(str(dict(Source.choices).get(source, source)))


@register.filter
def iso_day(value: str) -> str:
    """A day of a record's provenance, which is kept as text."""
    try:
        return format_day(date.fromisoformat(value))
    except ValueError:
        return value


@register.filter
def told(reasons: Any) -> str:
    """Reasons of a question about an author, in one line."""
    return " · ".join(dict.fromkeys(words for reason in reasons if (words := reason_words(reason))))
