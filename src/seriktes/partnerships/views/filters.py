"""The words of a list's filters: pills, options with their counts, and what is in use with a way out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import django_filters
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from seriktes.common.formats import format_number

# Parts of the address that are not filters, and start anew when a filter changes.
PASSING = ("page", "format")


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


def query_without(request: HttpRequest, *, drop: str = "", value: str = "") -> str:
    """The address's query without a filter, or without one value of it."""
    query: QueryDict = request.GET.copy()
    for name in PASSING:
        query.pop(name, None)
    if drop:
        kept = [one for one in query.getlist(drop) if value and one != value]
        query.setlist(drop, kept)
        if not kept:
            query.pop(drop, None)
    return query.urlencode()


def joined(*parts: str) -> str:
    return "&".join(part for part in parts if part)


def pills(
    request: HttpRequest,
    name: str,
    *,
    choices: Iterable[tuple[str, Any]],
    counts: Any,
    chosen: Collection[str],
    every: str,
) -> list[SimpleNamespace]:
    """One filter as pills, the first of which takes it away; values that nothing has are left out."""
    rest = query_without(request, drop=name)
    shown = [(value, label) for value, label in choices if counts[value] or value in chosen]
    return [
        SimpleNamespace(
            label=every, url=f"{request.path}?{rest}", count=sum(counts[value] for value, _label in choices),
            current=not chosen, side="",
        ),
        *(
            SimpleNamespace(
                label=label, url=f"{request.path}?{joined(rest, f'{name}={value}')}", count=counts[value],
                current=value in chosen, side="",
            )
            for value, label in shown
        ),
    ]  # fmt: skip


def in_use(request: HttpRequest, filters: django_filters.FilterSet, selection: Any, names: Iterable[str]) -> list[Any]:
    found = []
    for name in names:
        labels = dict(filters.form.fields[name].choices)
        found += [
            SimpleNamespace(
                label=str(labels.get(value, value)),
                url=f"{request.path}?{query_without(request, drop=name, value=value)}",
            )
            for value in sorted(getattr(selection, name))
        ]
    if selection.q:
        words = _("“%(words)s”") % {"words": selection.q}
        found.append(SimpleNamespace(label=words, url=f"{request.path}?{query_without(request, drop='q')}"))
    return found


def options(
    filters: django_filters.FilterSet, name: str, counts: Any, chosen: Collection[str], *, ticks: bool
) -> SimpleNamespace:
    """One filter with its values; those that nothing has are left out."""
    field = filters.form.fields[name]
    every = (Option(value, str(label), counts[value], value in chosen) for value, label in field.choices)
    offered = [option for option in every if option.count or option.chosen]
    draw = _ticks if ticks else _options
    return SimpleNamespace(name=name, label=field.label, options=draw(name, offered), several=len(chosen) > 1)


# Drawn here and not by the template, as the list of partners does.
def _options(_name: str, offered: Iterable[Option]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{} ({})</option>',
        (
            (one.value, SafeString(" selected") if one.chosen else "", one.label, format_number(one.count))
            for one in offered
        ),
    )


def _ticks(name: str, offered: Iterable[Option]) -> SafeString:
    return format_html_join(
        "",
        '<label class="filters-tick"><input type="checkbox" name="{}" value="{}"{}> <span>{}</span> '
        '<span class="count">{}</span></label>',
        (
            (name, one.value, SafeString(" checked") if one.chosen else "", one.label, format_number(one.count))
            for one in offered
        ),
    )
