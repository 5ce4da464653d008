"""The list of partners and the map of regions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from seriktes.accounts.actions import record_event
from seriktes.common.formats import format_number
from seriktes.common.packs import Tile, get_pack, pick_name
from seriktes.common.paging import asked_page, page_at
from seriktes.exchange.exports import export_response
from seriktes.organisations.enums import Side
from seriktes.organisations.exports import cerif_lines, table_columns, table_rows
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.register import NONE, Facets, Listing, Selection, listing_for_user
from seriktes.organisations.tables.organisations import (
    HEAVY,
    PER_PAGE,
    OrganisationFilters,
    OrganisationTable,
)

# Parts of the address that are not filters, and start anew when a filter changes.
PASSING = ("page", "format")
# Filters that are drawn as ticks (several at once) and as one choice.
TICKED, PICKED = ("kind", "region"), ("sector", "status", "number", "missing", "published")


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


def organisation_list(request: HttpRequest) -> HttpResponseBase:
    """Everybody's list; what it shows is what the reader may see."""
    filters = OrganisationFilters(request.GET, queryset=Organisation.objects.none(), request=request)
    selection = filters.selection
    listing = listing_for_user(request.user, selection, up_to=PER_PAGE * asked_page(request))
    if "format" in request.GET:
        return _export(request, listing)
    table = OrganisationTable([], order_by=request.GET.get("sort") or "name", request=request)
    page = page_at(asked_page(request), listing.facets.total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    rows = table.ordered(listing).defer(*HEAVY)[first : first + PER_PAGE]
    grants = grants_for_user(request.user)
    return render(
        request,
        "organisations/list.html",
        {
            "table": table,
            "caption": _("Partners"),
            "body": table.body(rows) if listing.facets.total else "",
            "shown_page": page,
            "export_formats": EXPORTS,
            "facets": listing.facets,
            "selection": selection,
            "may_add": grants.allow_somewhere("organisations.add_organisation"),
            "may_export": grants.allow_somewhere("exchange.export_records"),
            **_filter_words(request, filters, selection, listing.facets),
            "map_url": f"{reverse('organisations:map')}?{_query(request, drop='region')}",
        },
    )


EXPORTS = (("csv", "CSV"), ("xlsx", "XLSX"), ("jsonl", "JSON Lines"), ("cerif", "CERIF"))


def _export(request: HttpRequest, listing: Listing) -> HttpResponseBase:
    """All rows of the selection in the order of the list. Contacts that are not public stay out of it, except for
    those who keep every record."""
    grants = grants_for_user(request.user)
    table = OrganisationTable([], order_by=request.GET.get("sort") or "name", request=request)
    rows = table.ordered(listing)
    public_only = "organisations.change_organisation" not in grants.everywhere
    if request.GET["format"] != "cerif":
        found = table_rows(rows, public_only=public_only)
        return export_response(
            request, rows=found, columns=table_columns(), filename="organisations", count=listing.facets.total
        )
    if not request.user.is_authenticated or not grants.allow_somewhere("exchange.export_records"):
        raise Http404
    values = {
        "what": "organisations",
        "format": "cerif",
        "rows": listing.facets.total,
        "query": request.GET.urlencode()[:500],
    }
    record_event(kind="accounts.user.exported", by=request.user, target=request.user, values=values)
    response = StreamingHttpResponse(cerif_lines(rows, public_only=public_only), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="organisations-{timezone.localdate().isoformat()}.json"'
    return response


def organisation_map(request: HttpRequest) -> HttpResponse:
    """Where the organisations of the selection are: a tile a region, and the same as a table by side."""
    filters = OrganisationFilters(request.GET, queryset=Organisation.objects.none(), request=request)
    selection = filters.selection
    facets = listing_for_user(request.user, selection).facets
    regions = _regions(request, facets)
    highest = max((region.value for region in regions), default=0)
    for region in regions:
        region.shade = _shade(region.value, highest)
    tiles = {tile.code: tile for tile in get_pack().tiles}
    return render(
        request,
        "organisations/map.html",
        {
            "tiles": [
                _tile(region, tiles[region.region], request.LANGUAGE_CODE)
                for region in regions
                if region.region in tiles
            ],
            "regions": regions,
            "elsewhere": facets.by["region"][NONE],
            "legend": _legend(highest),
            "total": facets.total,
            "map_sides": [(side.value, side.label) for side in _sides_shown(facets)],
            **_filter_words(request, filters, selection, facets),
            "list_url": f"{reverse('organisations:list')}?{_query(request)}",
        },
    )


SHADES = 5
NOBODY: Counter[str] = Counter()


def _shade(value: int, highest: int) -> int:
    """0 for none, then five equal steps up to the highest."""
    return 0 if not value else min(SHADES, 1 + value * SHADES // (highest + 1))


def _legend(highest: int) -> list[tuple[int, str]]:
    steps: dict[int, list[int]] = {}
    for value in range(highest + 1) if highest <= 2000 else range(0, highest + 1, highest // 500):
        steps.setdefault(_shade(value, highest), []).append(value)
    return [
        (shade, "–".join(dict.fromkeys(map(format_number, (at[0], at[-1]))))) for shade, at in sorted(steps.items())
    ]


def _sides_shown(facets: Facets) -> list[Side]:
    """The three sides; what stands on none only where there is any."""
    return [side for side in Side if side != Side.OTHER or facets.by["side"][side]]


def _regions(request: HttpRequest, facets: Facets) -> list[SimpleNamespace]:
    address = reverse("organisations:list")
    rest = _query(request, drop="region")
    return [
        SimpleNamespace(
            region=region.code,
            name=region.name(request.LANGUAGE_CODE),
            value=facets.by["region"][region.code],
            sides=[facets.side_by_region.get(region.code, NOBODY)[side] for side in _sides_shown(facets)],
            url=f"{address}?{_joined(rest, f'region={region.code}')}",
        )
        for region in get_pack().regions
    ]


def _tile(region: SimpleNamespace, tile: Tile, language: str) -> SimpleNamespace:
    letters = pick_name(tile.letters, language) if tile.letters else tile.code.split("-")[-1]
    return SimpleNamespace(row=tile.row, col=tile.col, code=letters, **vars(region))


# --- The words of the filters ---------------------------------------------------------------------------------------
def _joined(*parts: str) -> str:
    return "&".join(part for part in parts if part)


def _query(request: HttpRequest, *, drop: str = "", value: str = "") -> str:
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


def _filter_words(
    request: HttpRequest, filters: OrganisationFilters, selection: Selection, facets: Facets
) -> dict[str, Any]:
    """The pills of the sides, the options of each filter with their counts, and what is in use with a way out."""
    here = request.path
    labels = {name: dict(filters.form.fields[name].choices) for name in ("side", *TICKED, *PICKED)}
    rest = _query(request, drop="side")
    sides = [
        SimpleNamespace(
            label=_("All sides"),
            url=f"{here}?{rest}",
            count=sum(facets.by["side"].values()),
            current=not selection.side,
            side="",
        ),
        *(
            SimpleNamespace(
                label=label,
                url=f"{here}?{_joined(rest, f'side={side}')}",
                count=facets.by["side"][side],
                current=side in selection.side,
                side=side,
            )
            for side, label in Side.choices
            if facets.by["side"][side] or side in selection.side or side != Side.OTHER
        ),
    ]
    in_use = [
        SimpleNamespace(
            label=str(labels[name].get(value, value)), url=f"{here}?{_query(request, drop=name, value=value)}"
        )
        for name in (*TICKED, *PICKED)
        for value in sorted(getattr(selection, name))
    ]
    if selection.q:
        in_use.append(
            SimpleNamespace(label=_("“%(words)s”") % {"words": selection.q}, url=f"{here}?{_query(request, drop='q')}")
        )
    return {
        "pills": sides,
        "in_use": in_use,
        "clear_url": here,
        "ticked": [_filter(filters, name, selection, facets, labels) for name in TICKED],
        "picked": [
            _filter(filters, name, selection, facets, labels)
            for name in PICKED
            # Who sees published records only need not be asked.
            if name != "published" or facets.by["published"]["no"] or selection.published
        ],
        "kept_side": sorted(selection.side),
        "kept_sort": request.GET.get("sort", ""),
        "filter_errors": filters.form.errors,
    }


def _filter(
    filters: OrganisationFilters, name: str, selection: Selection, facets: Facets, labels: dict[str, dict[str, Any]]
) -> SimpleNamespace:
    chosen = getattr(selection, name)
    options: Iterable[Option] = (
        Option(value, str(label), facets.by[name][value], value in chosen) for value, label in labels[name].items()
    )
    offered = [option for option in options if option.count or option.chosen]
    draw = _ticks if name in TICKED else _options
    return SimpleNamespace(
        name=name, label=filters.form.fields[name].label, options=draw(name, offered), several=len(chosen) > 1
    )


# Drawn here and not by the template: some seventy options at every click.
def _options(_name: str, options: Iterable[Option]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{} ({})</option>',
        (
            (option.value, SafeString(" selected") if option.chosen else "", option.label, format_number(option.count))
            for option in options
        ),
    )


def _ticks(name: str, options: Iterable[Option]) -> SafeString:
    return format_html_join(
        "",
        '<label class="filters-tick"><input type="checkbox" name="{}" value="{}"{}> <span>{}</span> '
        '<span class="count">{}</span></label>',
        (
            (
                name,
                option.value,
                SafeString(" checked") if option.chosen else "",
                option.label,
                format_number(option.count),
            )
            for option in options
        ),
    )
