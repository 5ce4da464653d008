"""Tags and filters of every page: icons, chips, figures and dates in the reader's language."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2.templatetags.django_tables2 import table_page_range

from seriktes.common import formats
from seriktes.common.icons import PATHS, SHAPES
from seriktes.common.identifiers import get_scheme
from seriktes.common.models import Languages

register = template.Library()

SIDE_WORDS = {"university": _("University"), "industry": _("Industry"), "state": _("State"), "other": _("Other")}
STATUS_ICONS = {
    "neutral": "draft",
    "info": "info",
    "ok": "success",
    "warn": "warning",
    "bad": "error",
    "paused": "pause",
}
CLOCK_TONES = {
    "running": ("neutral", "clock"),
    "low": ("warn", "clock"),
    "over": ("bad", "error"),
    "paused": ("paused", "pause"),
    "done": ("ok", "success"),
}
MESSAGE_TONES = {"debug": "neutral", "info": "info", "success": "ok", "warning": "warn", "error": "bad"}
LANGUAGES = (("kk", "Қаз", "Қазақша"), ("ru", "Рус", "Русский"), ("en", "Eng", "English"))


# --- Drawing --------------------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon, drawn inline. Give `label` only where no text stands beside it."""
    if name not in PATHS:
        raise template.TemplateSyntaxError(f"There is no icon {name!r}. Known: {', '.join(sorted(PATHS))}.")
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" focusable="false" {}><path d="{}"/></svg>', voice, PATHS[name]
    )


EXPORT_FORMATS = (("csv", "CSV"), ("xlsx", "XLSX"), ("jsonl", "JSON Lines"))


@register.inclusion_tag("components/export_links.html", takes_context=True)
def export_links(
    context: Mapping[str, Any], permission: str = "exchange.export_records", of: str = ""
) -> dict[str, Any]:
    """The formats in which the reader may take along the rows that the page shows, by its filters. No permission: what
    is published goes to everybody. `of` names the list where a page shows several."""
    request = context["request"]
    parameters = request.GET.copy()
    for name in ("page", "before", "format", "of"):
        parameters.pop(name, None)
    if of:
        parameters["of"] = of
    query = parameters.urlencode()
    return {
        "formats": EXPORT_FORMATS if not permission or request.user.has_perm(permission) else (),
        "query": f"?{query}&" if query else "?",
    }


@register.simple_tag(takes_context=True)
def page_links(context: Mapping[str, Any], page: Any, field: str) -> SafeString:
    """The pages before, around and after this one, each with the rest of the address."""
    parameters = context["request"].GET.copy()
    parameters.pop(field, None)
    rest = f"?{parameters.urlencode()}&" if parameters else "?"

    def to(number_: int) -> str:
        return f"{rest}{field}={number_}"

    word, current = gettext("Page"), SafeString(' aria-current="page"')
    links = []
    if page.has_previous():
        before = (to(page.previous_page_number()), icon("chevron-left"), gettext("Previous"))
        links.append(format_html('<li><a rel="prev" href="{}">{}{}</a></li>', *before))
    links += [
        SafeString('<li><span class="gap">…</span></li>')
        if one == "..."
        else format_html(
            '<li><a href="{}"{}><span class="visually-hidden">{}</span> {}</a></li>',
            to(one), current if one == page.number else "", word, number(one),
        )
        for one in table_page_range(page, page.paginator)
    ]  # fmt: skip
    if page.has_next():
        after = (to(page.next_page_number()), gettext("Next"), icon("chevron-right"))
        links.append(format_html('<li><a rel="next" href="{}">{}{}</a></li>', *after))
    return SafeString("".join(links))


@register.simple_tag
def shape(side: str) -> SafeString:
    """The shape of a side, for use beside its word; nothing for what stands on no side."""
    if side not in SHAPES:
        return SafeString("")
    return format_html(
        '<svg class="shape shape-{}" viewBox="0 0 12 12" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        side,
        SHAPES[side],
    )


@register.inclusion_tag("components/mark.html")
def mark() -> dict[str, Any]:
    """The mark: three strands that wind into one."""
    return {}


# --- Chips ----------------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/side_chip.html")
def side_chip(side: str, word: str = "", plain: bool = False) -> dict[str, Any]:
    """The side of an organisation by word, shape and colour. `word` replaces the side's name (say, by the kind)."""
    return {"side": str(side), "word": word or SIDE_WORDS.get(str(side), side), "plain": plain}


@register.inclusion_tag("components/status_chip.html")
def status_chip(tone: str, word: str, icon: str = "") -> dict[str, Any]:
    """The state of a thing. Tones: neutral, info, ok, warn, bad, paused."""
    return {"tone": tone, "word": word, "icon": icon or STATUS_ICONS[tone]}


@register.inclusion_tag("components/clock_chip.html")
def clock_chip(
    awaited: str, left: str, state: str = "running", log: Iterable[Any] = (), *, quiet: bool = False
) -> dict[str, Any]:
    """What is awaited from whom, and the working time left, as sentences of the caller.

    States: running, low (a quarter left), over, paused, done. `log`: pairs of moment and sentence. `quiet`: what is
    awaited stands beside the chip already, and is said to screen readers only.
    """
    tone, picture = CLOCK_TONES[state]
    return {"awaited": awaited, "left": left, "tone": tone, "icon": picture, "log": log, "quiet": quiet}


@register.simple_tag
def parity(record: Any, links: Mapping[str, str] | None = None) -> SafeString:
    """Which of the three languages a record's name exists in; `links` lead to each."""
    names = getattr(record, "names_by_language", None)
    if names is None:
        names = {code: getattr(record, f"name_{code}", "") for code, _word, _full in LANGUAGES}
    present = tuple(code for code, _word, _full in LANGUAGES if names.get(code))
    if links:
        return _parity(present, links)
    return _known_parity(present, translation.get_language())


# Lists show the same eight again and again.
@lru_cache(maxsize=64)
def _known_parity(present: tuple[str, ...], _language: str | None) -> SafeString:
    return _parity(present, {})


def _parity(present: tuple[str, ...], links: Mapping[str, str]) -> SafeString:
    marks = [
        {"code": code, "word": word, "full": full, "present": code in present, "url": links.get(code)}
        for code, word, full in LANGUAGES
    ]
    return SafeString(render_to_string("components/parity.html", {"marks": marks}))


@register.simple_tag
def name_of(record: Any) -> SafeString:
    """A record's name for the reader, marked with its language when that is not the language of the page."""
    name, code = str(record.name), getattr(record, "name_language", "")
    if not code or code == translation.get_language():
        return format_html("{}", name)
    return format_html('<span lang="{}">{}</span>', code, name)


@register.filter
def name_in(record: Any, language: str) -> str:
    """The record's name in one language; empty when there is none."""
    return str(getattr(record, f"name_{language}", "") or "")


# --- Figures --------------------------------------------------------------------------------------------------------
@register.simple_tag
def measure(
    label: str, value: float, of: float, text: str = "", side: str = "neutral", *, pending: float = 0
) -> SafeString:
    """A bar of `value` out of `of`, with the figures in words (`text`: what stands at its right). `pending`: what may
    come to it, drawn lighter behind it. Drawn here and not by a template: a list has one in each row."""

    def share(amount: float) -> float:
        return 0.0 if not of else max(0.0, min(float(amount) / float(of), 1.0))

    done = share(value)
    rest = share(float(value) + float(pending)) - done
    width = f"{done * 100:.2f}%"
    words = format_html(' <span class="num">{}</span>', text) if text else ""
    waiting = (
        format_html('<rect class="fill-{} fill-pending" x="{}" width="{}" height="100%"/>', side, width, f"{rest * 100:.2f}%")
        if rest else ""
    )  # fmt: skip
    return format_html(
        '<div class="measure"><p class="measure-words"><span>{}</span>{}</p>'
        '<svg aria-hidden="true" focusable="false"><rect class="fill-{}" width="{}" height="100%"/>{}</svg></div>',
        label, words, side, width, waiting,
    )  # fmt: skip


# Maps are drawn here and not by templates: twenty tiles, and the same as a table.
@register.simple_tag
def map_tiles(tiles: Iterable[Any]) -> SafeString:
    """Tiles of a map: each leads where its `url` says."""
    return format_html_join(
        "",
        '<li class="tile row-{} col-{}"><{}><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span> '
        "<strong>{}</strong></{}></li>",
        (
            (tile.row, tile.col, _tile_opened(tile), tile.code, tile.name, number(tile.value), "a" if _url_of(tile) else "span")
            for tile in tiles
        ),
    )  # fmt: skip


@register.simple_tag
def map_rows(tiles: Iterable[Any]) -> SafeString:
    """The same as rows of a table."""
    return format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="numeric">{}</td></tr>',
        (
            (format_html('<a href="{}">{}</a>', url, tile.name) if (url := _url_of(tile)) else tile.name, number(tile.value))
            for tile in tiles
        ),
    )  # fmt: skip


def _url_of(tile: Any) -> str:
    return str(getattr(tile, "url", "") or "")


def _tile_opened(tile: Any) -> SafeString:
    if url := _url_of(tile):
        current = SafeString(' aria-current="true"') if getattr(tile, "current", False) else ""
        return format_html('a class="shade-{}" href="{}" title="{}"{}', tile.shade, url, tile.name, current)
    return format_html('span class="shade-{}" title="{}"', tile.shade, tile.name)


@register.filter
def number(value: formats.Number | None, places: int | None = None) -> str:
    return "" if value is None or value == "" else formats.format_number(value, places)


@register.filter
def money(value: formats.Number | None, currency: str = "KZT") -> str:
    return "" if value is None or value == "" else formats.format_money(value, currency)


@register.filter
def percent(value: formats.Number | None, places: int = 0) -> str:
    """A share (0.375) in percent."""
    return "" if value is None or value == "" else formats.format_percent(value, places)


@register.filter
def of_hundred(value: formats.Number) -> str:
    """A share that is kept in hundredths (40) in percent."""
    return formats.format_percent(value / 100)


@register.filter
def day(value: dt.date | dt.datetime | None, width: str = "long") -> SafeString:
    """A date in words, machine-readable underneath."""
    if not value:
        return SafeString("")
    if isinstance(value, dt.datetime):
        return _day(value, width)
    return _known_day(value, width, translation.get_language())


@register.filter
def month(value: dt.date) -> str:
    return formats.format_month(value)


def _day(value: dt.date | dt.datetime, width: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat()[:10], formats.format_day(value, width))


# Lists show the same days again and again.
@lru_cache(maxsize=8192)
def _known_day(value: dt.date, width: str, _language: str | None) -> SafeString:
    return _day(value, width)


@register.filter
def moment(value: dt.datetime | None, width: str = "medium") -> SafeString:
    if not value:
        return SafeString("")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.format_moment(value, width))


@register.filter
def ago(value: dt.datetime | None) -> SafeString:
    """How long ago, with the exact moment on hover."""
    if not value:
        return SafeString("")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.format_moment(value),
        formats.format_ago(value, timezone.now()),
    )


# --- Forms of others ------------------------------------------------------------------------------------------------
@register.simple_tag
def without_placeholders(form: Any) -> SafeString:
    """A form whose placeholders only repeat its labels (allauth's), drawn without them."""
    if not form:
        return SafeString("")
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return SafeString(str(form))


# --- Small help for templates ---------------------------------------------------------------------------------------
@register.filter
def message_tone(level_tag: str) -> str:
    """The tone of one of Django's messages."""
    return MESSAGE_TONES.get(level_tag, "info")


@register.filter
def tone_icon(tone: str) -> str:
    return STATUS_ICONS.get(tone, "info")


@register.filter
def initials(name: str) -> str:
    """Two letters for a person's round mark: `Айгүл Сәрсенова` is `АС`."""
    words = [word for word in str(name).split() if word[:1].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.simple_tag
def languages() -> tuple[tuple[str, str, str], ...]:
    """Code, short word and own name of each language of the interface."""
    return LANGUAGES


@register.simple_tag(takes_context=True)
def passkey_host(context: Mapping[str, Any]) -> dict[str, str]:
    """Empty where passkeys work. Browsers bind them to a name: where the page was called by an IP address, the address
    (`host`), and on the reader's own machine the same page under `localhost` (`url`)."""
    request: HttpRequest = context["request"]
    name, port = split_domain_port(request.get_host())
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return {}
    reachable = address.is_loopback and validate_host("localhost", settings.ALLOWED_HOSTS)
    place = f"localhost:{port}" if port else "localhost"
    return {"host": name, "url": f"{request.scheme}://{place}{request.get_full_path()}" if reachable else ""}


@register.filter
def language_name(code: str) -> str:
    """The language in words; the code itself where it is none of the three."""
    return str(dict(Languages.choices).get(code, code))


@register.filter
def scheme_label(code: str) -> str:
    """The name of a scheme of identifiers; its bare code when this installation does not know it."""
    try:
        return str(get_scheme(code).label)
    except KeyError:
        return code
