"""The list of partnerships and the board."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.common.paging import asked_page, page_at
from seriktes.organisations.queries.access import grants_for_user
from seriktes.partnerships.enums import PartnershipStage
from seriktes.partnerships.exports import respond
from seriktes.partnerships.models import Partnership
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.record import rights_of
from seriktes.partnerships.queries.register import (
    ALL,
    NOBODY,
    OURS,
    Listing,
    Selection,
    lacks_of,
    listing_for_user,
    sides_of_rows,
    with_sides,
)
from seriktes.partnerships.tables.partnerships import LACKS, PER_PAGE, PartnershipFilters, PartnershipTable
from seriktes.partnerships.views import filters as words
from seriktes.partnerships.workflow import STAGES

TICKED, PICKED = ("forms", "region", "lacks"), ("initiator", "archived")
# What only those inside a partnership may ask for.
OF_INSIDERS = ("stage", "lacks", "initiator", "archived")
WHOSE = ((OURS, gettext_lazy("Ours")), (ALL, gettext_lazy("All")))


def whose_of(request: HttpRequest) -> str:
    """Whose partnerships the list shows: at first those of the reader's own organisations, where there are any."""
    if access.sees_all(request.user) or not access.own_organisations(request.user):
        return ALL
    asked = request.GET.get("whose", OURS)
    return asked if asked in (OURS, ALL) else OURS


def is_inside(request: HttpRequest) -> Any:
    """Says of a row from `with_sides` whether the reader sees it whole."""
    if access.sees_all(request.user):
        return lambda _row: True
    own = set(access.own_organisations(request.user))
    return lambda row: any(party.organisation_id in own for party in row.every_side)


def listing(request: HttpRequest) -> HttpResponseBase:
    """Everybody's list; what it shows is what the reader may see."""
    today = timezone.localdate()
    asked = PartnershipFilters(request.GET, queryset=Partnership.objects.none(), request=request)
    selection = asked.selection(whose_of(request))
    found = listing_for_user(request.user, selection, today)
    table = PartnershipTable([], order_by=request.GET.get("sort") or "-changed_at", request=request)
    page = page_at(asked_page(request), found.facets.total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    whole = selection.whose == OURS or access.sees_all(request.user)
    if "format" in request.GET:
        return respond("partnerships", request, table.ordered(found, inside=whole))
    rows = with_sides(table.ordered(found, inside=whole), today).defer("note", "provenance")[first : first + PER_PAGE]
    grants = grants_for_user(request.user)
    return render(
        request,
        "partnerships/list.html",
        {
            "table": table,
            "caption": _("Partnerships"),
            "body": table.body(rows, today=today, inside=is_inside(request)) if found.facets.total else "",
            "shown_page": page,
            "facets": found.facets,
            "selection": selection,
            "may_look_inside": grants.allow_somewhere(access.VIEW),
            "may_add": grants.allow_somewhere("partnerships.add_partnership"),
            "may_export": request.user.is_authenticated,
            **_filter_words(request, asked, selection, found),
        },
    )


def _filter_words(
    request: HttpRequest, asked: PartnershipFilters, selection: Selection, found: Listing
) -> dict[str, Any]:
    inside = grants_for_user(request.user).allow_somewhere(access.VIEW)
    counts = found.facets.by

    def offered(names: Any, *, ticks: bool) -> list[Any]:
        return [
            words.options(asked, name, counts[name], getattr(selection, name), ticks=ticks)
            for name in names
            if inside or name not in OF_INSIDERS
        ]

    whose_counts = {OURS: found.facets.ours, ALL: found.facets.all}
    rest = words.query_without(request, drop="whose")
    choosable = bool(access.own_organisations(request.user)) and not access.sees_all(request.user)
    return {
        "whose_pills": [
            {"label": label, "url": f"{request.path}?{words.joined(rest, f'whose={value}')}",
             "count": whose_counts[value], "current": selection.whose == value}
            for value, label in WHOSE
        ] if choosable else [],
        "stage_pills": words.pills(
            request, "stage", choices=PartnershipStage.choices, counts=counts["stage"], chosen=selection.stage,
            every=_("All stages"),
        ) if inside else [],
        "in_use": words.in_use(request, asked, selection, (*TICKED, *PICKED)),
        "ticked": offered(TICKED, ticks=True),
        "picked": offered(PICKED, ticks=False),
        "kept": [
            *(("stage", stage) for stage in sorted(selection.stage)),
            *((name, request.GET[name]) for name in ("sort", "whose") if request.GET.get(name)),
        ],
        "filter_errors": asked.form.errors,
    }  # fmt: skip


# --- The board --------------------------------------------------------------------------------------------------------
CARDS = 10


@login_required
def board(request: SignedInRequest) -> HttpResponse:
    """The partnerships that the reader sees whole, by stage: the latest of each, and the way to all of them."""
    if not grants_for_user(request.user).allow_somewhere(access.VIEW):
        raise Http404
    today = timezone.localdate()
    found = listing_for_user(request.user, Selection(whose=OURS), today)
    counts = found.facets.by["stage"]
    rows: list[Any] = []
    for stage in PartnershipStage.values:
        if counts[stage]:
            rows += found.rows.filter(stage=stage).defer("note", "provenance").order_by("-changed_at", "-pk")[:CARDS]
    prefetch_related_objects(rows, sides_of_rows(today))
    cards: dict[str, list[SimpleNamespace]] = {stage: [] for stage in PartnershipStage.values}
    for row in rows:
        cards[row.stage].append(_card(request, row, today))
    columns = [
        {"stage": stage.value, "label": stage.label, "count": counts[stage], "cards": cards[stage],
         "more": counts[stage] > CARDS}
        for stage in PartnershipStage
    ]  # fmt: skip
    context = {
        "columns": columns, "total": found.facets.total,
        "may_add": grants_for_user(request.user).allow_somewhere("partnerships.add_partnership"),
    }  # fmt: skip
    return render(request, "partnerships/board.html", context)


def _card(request: SignedInRequest, row: Any, today: date) -> SimpleNamespace:
    staying = [party for party in row.every_side if party.left_on is None]
    lacks = lacks_of(row, today) if row.stage in (PartnershipStage.ACTIVE, PartnershipStage.PAUSED) else []
    if any(party.orphaned for party in staying):
        lacks.append(NOBODY)
    labels = dict(LACKS)
    ways = STAGES.allowed(row.stage, rights_of(request.user, row.every_side).may)
    return SimpleNamespace(row=row, sides=staying, lacks=[labels[code] for code in lacks], ways=ways)
