"""The page on which somebody asks who can help, and is told who and why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.formats import format_number
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack, pick_name
from seriktes.common.paging import asked_page, page_at
from seriktes.expertise.definitions.subjects import subject_name
from seriktes.expertise.queries.access import keeps_any
from seriktes.expertise.queries.finding import (
    OFFERED,
    PAPERS,
    Finding,
    find_evidence,
    find_experts,
    find_units,
    what_speaks,
)
from seriktes.expertise.queries.keyboards import meant_otherwise
from seriktes.expertise.queries.narrowing import Dimension, Target
from seriktes.expertise.tables.evidence import KINDS

PER_PAGE = 10
# Of a question in an address so much is read: every link of the page repeats it.
LONGEST_QUERY = 2000
SHOWN_OPTIONS = 20
# So many words of a question of which nothing speaks are named.
MOST_UNHEARD = 8
# From so much on figures are grouped, in each language its own way.
GROUPED = 1000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

EXPERTS, UNITS, OFFERS, PUBLICATIONS = "experts", "units", "offers", "publications"
TABS: tuple[tuple[str, Promise], ...] = (
    (EXPERTS, _("Experts")),
    (UNITS, pgettext_lazy("of an organisation", "Units")),
    (OFFERS, _("Equipment and technologies")),
    (PUBLICATIONS, _("Publications and projects")),
)
# The kinds of evidence that are themselves looked for in a tab.
AMONG: dict[str, tuple[str, ...]] = {OFFERS: OFFERED, PUBLICATIONS: tuple(kind.value for kind in PAPERS)}
EXAMPLES = (
    ("kk", "мұнай құбырларын тоттанудан қорғау"),
    ("ru", "как снизить расход электроэнергии на обогатительной фабрике"),
    ("en", "membranes for cleaning waste water"),
)
LABELS: dict[Dimension, Promise] = {
    Dimension.KIND: _("Kind of evidence"),
    Dimension.REGION: _("Region"),
    Dimension.ORGANISATION: _("Organisation"),
    Dimension.SUBJECT: _("Subject"),
    Dimension.LANGUAGE: _("Language of the evidence"),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; whatever it says, something sensible."""

    text: str
    tab: str
    chosen: dict[Dimension, list[str]]
    experience: bool
    page: int
    was_longer: bool

    @property
    def regions(self) -> list[str]:
        return self.chosen[Dimension.REGION]


def asked_of(request: HttpRequest) -> Asked:
    written = _written(request)
    query = request.GET.copy()
    query["q"] = written[:LONGEST_QUERY]
    # Every link of the page is made of it.
    request.GET = query  # type: ignore[assignment]
    tab = query.get("find", EXPERTS)
    return Asked(
        text=written[:LONGEST_QUERY],
        tab=tab if tab in dict(TABS) else EXPERTS,
        chosen={one: _values(request, one) for one in Dimension},
        experience=request.GET.get("experience") == "1",
        page=min(asked_page(request), 50),
        was_longer=len(written) > LONGEST_QUERY,
    )


def _written(request: HttpRequest) -> str:
    return " ".join(_CONTROLS.sub(" ", request.GET.get("q", "")).split())


def _values(request: HttpRequest, dimension: Dimension) -> list[str]:
    values = dict.fromkeys(value[:60] for value in request.GET.getlist(dimension.value) if value)
    if dimension == Dimension.ORGANISATION:
        return [value for value in values if value.isascii() and value.isdigit()][:SHOWN_OPTIONS]
    return list(values)[:SHOWN_OPTIONS]


def search(request: HttpRequest) -> HttpResponse:
    """Everybody's, signed in or not: nothing is found that the reader may not see."""
    asked = asked_of(request)
    finding = _find(request, asked) if asked.text else None
    context: dict[str, Any] = {
        "asked": asked,
        "tabs": _tabs(request, asked, finding),
        "examples": EXAMPLES,
        "longest": LONGEST_QUERY,
        "kept": [(name, value) for name in ("find", "experience") for value in request.GET.getlist(name)[:1]],
    }
    if finding is not None:
        page = page_at(asked.page, finding.total, PER_PAGE)
        context |= {
            "finding": finding,
            "shown_page": page,
            "unheard": finding.unheard[:MOST_UNHEARD],
            "filters": _filters(request, asked, finding),
            "in_use": _in_use(request, asked, finding),
            "clear_url": f"{request.path}?{_query(request, drop=[one.value for one in Dimension])}",
            "otherwise": [
                (text, f"{request.path}?{_query(request, drop=['q'], q=text)}")
                for text in meant_otherwise(asked.text, found=bool(finding.total))
            ],
            "tiles": _tiles(request, finding),
            "drafts_url": _drafts_url(request, asked),
            "switch_url": f"{request.path}?{_switched(request, asked)}",
        }
    return render(request, "expertise/search.html", context)


def _find(request: HttpRequest, asked: Asked) -> Finding:
    narrow: dict[str, Any] = {
        "regions": asked.chosen[Dimension.REGION],
        "organisations": [int(pk) for pk in asked.chosen[Dimension.ORGANISATION]],
        "subjects": asked.chosen[Dimension.SUBJECT],
        "languages": asked.chosen[Dimension.LANGUAGE],
        "limit": PER_PAGE,
        "skip": (asked.page - 1) * PER_PAGE,
    }
    kinds = asked.chosen[Dimension.KIND]
    if asked.tab == EXPERTS:
        return find_experts(request.user, asked.text, kinds=kinds, experience=asked.experience, **narrow)
    if asked.tab == UNITS:
        return find_units(request.user, asked.text, kinds=kinds, **narrow)
    return find_evidence(request.user, asked.text, AMONG[asked.tab], chosen_kinds=kinds, **narrow)


# --- Addresses -------------------------------------------------------------------------------------------------------
def _query(request: HttpRequest, *, drop: Sequence[str] = (), **put: str) -> str:
    query: QueryDict = request.GET.copy()
    for name in ("page", *drop):
        query.pop(name, None)
    for name, value in put.items():
        query[name] = value
    return query.urlencode()


def _without(request: HttpRequest, dimension: Dimension, value: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query.setlist(dimension.value, [one for one in query.getlist(dimension.value) if one != value])
    return query.urlencode()


def _switched(request: HttpRequest, asked: Asked) -> str:
    return _query(request, drop=["experience"]) if asked.experience else _query(request, experience="1")


def _tabs(request: HttpRequest, asked: Asked, finding: Finding | None) -> list[dict[str, Any]]:
    # A kind of one tab is none of another.
    rest = _query(request, drop=["find", Dimension.KIND.value])
    return [
        {
            "label": label,
            "url": f"{request.path}?{rest}&find={code}",
            "current": asked.tab == code,
            "count": finding.total if finding and asked.tab == code else None,
        }
        for code, label in TABS
    ]


# --- Filters ---------------------------------------------------------------------------------------------------------
def _word(dimension: Dimension, value: str, finding: Finding, language: str) -> str:
    if dimension == Dimension.KIND:
        return str(KINDS.get(value, value))
    if dimension == Dimension.REGION:
        region = get_pack().region(value)
        return region.name(language) if region else value
    if dimension == Dimension.ORGANISATION:
        known = finding.organisations.get(int(value))
        return known.name if known else ""
    if dimension == Dimension.SUBJECT:
        scheme, _colon, code = value.partition(":")
        return subject_name(scheme, code, language)
    return str(Languages(value).label) if value in Languages.values else value


def _filters(request: HttpRequest, asked: Asked, finding: Finding) -> list[SimpleNamespace]:
    found = []
    for dimension in Dimension:
        chosen = asked.chosen[dimension]
        values = dict(finding.counts[dimension].most_common(SHOWN_OPTIONS))
        options = [
            (value, label, finding.counts[dimension][value], value in chosen)
            for value in [*values, *(one for one in chosen if one not in values)]
            if (label := _word(dimension, value, finding, request.LANGUAGE_CODE))
        ]
        if options:
            found.append(
                SimpleNamespace(label=LABELS[dimension], options=_ticks(dimension.value, options), values=options)
            )
    return found


# Drawn here and not by the template: a hundred options at every search.
def _ticks(name: str, options: Iterable[tuple[str, str, int, bool]]) -> SafeString:
    return SafeString(
        "".join(
            f'<label class="filters-tick"><input type="checkbox" name="{name}" value="{escape(value)}"'
            f"{' checked' if chosen else ''}> <span>{escape(str(label))}</span> "
            f'<span class="count">{count if count < GROUPED else format_number(count)}</span></label>'
            for value, label, count, chosen in options
        )
    )


def _in_use(request: HttpRequest, asked: Asked, finding: Finding) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(label=label, url=f"{request.path}?{_without(request, dimension, value)}")
        for dimension, values in asked.chosen.items()
        for value in values
        if (label := _word(dimension, value, finding, request.LANGUAGE_CODE) or str(LABELS[dimension]))
    ]


SHADES = 5


def _tiles(request: HttpRequest, finding: Finding) -> list[SimpleNamespace]:
    """A tile a region: a press narrows to it, another press widens again."""
    counts = finding.counts[Dimension.REGION]
    if not counts:
        return []
    highest = max(counts.values())
    chosen = request.GET.getlist(Dimension.REGION.value)
    rest = _query(request, drop=[Dimension.REGION.value])
    language = request.LANGUAGE_CODE
    tiles = []
    for tile in get_pack().tiles:
        region = get_pack().region(tile.code)
        value = counts[tile.code]
        current = tile.code in chosen
        tiles.append(
            SimpleNamespace(
                row=tile.row, col=tile.col, value=value, current=current,
                code=pick_name(tile.letters, language) if tile.letters else tile.code.split("-")[-1],
                name=region.name(language) if region else tile.code,
                shade=0 if not value else min(SHADES, 1 + value * SHADES // (highest + 1)),
                url=f"{request.path}?{rest}" if current else f"{request.path}?{rest}&region={tile.code}" if value else "",
            )
        )  # fmt: skip
    return tiles


def _drafts_url(request: HttpRequest, asked: Asked) -> str:
    """Where whoever keeps evidence finds what is not published yet: the index does not hold it (decision 0012)."""
    if not keeps_any(request.user):
        return ""
    return f"{reverse('expertise:list')}?{urlencode({'state': 'draft', 'q': asked.text[:200]})}"


def search_url(text: str = "", tab: str = EXPERTS) -> str:
    query = QueryDict(mutable=True)
    query["q"] = text
    if tab != EXPERTS:
        query["find"] = tab
    return f"{reverse('expertise:search')}?{query.urlencode()}"


# --- The question on the pages behind the answer ----------------------------------------------------------------------
def question_of(request: HttpRequest) -> str:
    return _written(request)[:LONGEST_QUERY]


def question_context(request: HttpRequest, target: Target, pk: int, tab: str) -> dict[str, Any]:
    """With which question the reader came, what of this record speaks for it, and the ways back and without it."""
    question = question_of(request)
    if not question:
        return {}
    rest = _query(request, drop=["q"])
    return {
        "question": question,
        "spoken": what_speaks(request.user, question, target, pk, kinds=AMONG.get(tab, ())),
        "back_url": search_url(question, tab),
        "without_url": f"{request.path}?{rest}" if rest else request.path,
    }
