"""The list of placements."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.common.paging import MOST, asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.exchange.exports import export_response
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.placements.definitions.plan import COURSE_WORDS, Course
from seriktes.placements.enums import PlacementState, ProgrammeKind
from seriktes.placements.exports.logs import LINES, SIGNATURES
from seriktes.placements.exports.placements import COLUMNS
from seriktes.placements.models import Placement
from seriktes.placements.queries import access
from seriktes.placements.queries.logs import lines_of_placements
from seriktes.placements.queries.placement_list import (
    LATE,
    MINE,
    OFF_PLAN,
    PILLS,
    PlacementSelection,
    kinds_to_choose,
    listing_for_user,
)
from seriktes.placements.queries.placements import placements_with_everything
from seriktes.placements.queries.signing import steps_of_placements
from seriktes.placements.tables.placements import PER_PAGE, PlacementTable

# So many rows are read faster than a filter is filled in.
FEW = 15
LABELS: dict[str, Any] = {
    "": gettext_lazy("All"), **dict(PlacementState.choices), MINE: gettext_lazy("waits for my signature"),
    LATE: gettext_lazy("a signature is late"), OFF_PLAN: COURSE_WORDS[Course.MUCH_OFF],
}  # fmt: skip


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    selection = selection_of(request)
    grants = grants_for_user(request.user)
    keeps = grants.allow_somewhere(access.KEEP)
    own = is_own_alone(request.user)
    table = PlacementTable(
        [], order_by=request.GET.get("sort") or "-starts_on", request=request, with_ticks=keeps, is_own=own
    )
    found = listing_for_user(request.user, selection, table.sort_fields, timezone.now())
    if "format" in request.GET:
        return _export(request, found.rows)
    counts, total = found.counts, found.counts[selection.show]
    page = page_at(asked_page(request), min(total, MOST), PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    context = {
        "table": table, "body": table.body(found.page(first, PER_PAGE)) if total else "", "shown_page": page,
        "selection": selection, "pills": _pills(request, selection, counts), "total": total, "caption": _("Placements"),
        "has_more": total > MOST, "keeps": keeps, "kinds": kinds_to_choose(),
        "cohorts": found.cohorts, "query": request.GET.urlencode(),
        "bulk_actions": bulk_actions(), "keeps_stipends": grants.allow_somewhere(access.STIPENDS),
        "may_import": keeps and request.user.has_perm("exchange.import_records"),
        "with_filters": not own or selection.is_narrowed or total > FEW,
    }  # fmt: skip
    return render(request, "placements/placements.html", context)


def _export(request: SignedInRequest, rows: QuerySet[Placement]) -> HttpResponseBase:
    """The placements; or `of` them the lines of their logs, or the steps of signing."""
    wanted = request.GET.get("of", "")
    if wanted == "lines":
        return export_response(request, rows=lines_of_placements(rows), columns=LINES, filename="log-lines")
    if wanted == "signatures":
        return export_response(request, rows=steps_of_placements(rows), columns=SIGNATURES, filename="signatures")
    return export_response(request, rows=placements_with_everything(rows), columns=COLUMNS, filename="placements")


def is_own_alone(user: Viewer) -> bool:
    """Whether the reader has to do with placements as a student alone."""
    grants = grants_for_user(user)
    if any(grants.allow_somewhere(one) for one in (access.KEEP, access.VIEW, access.OFFER, access.SUPERVISE)):
        return False
    return not access.placements_visible_to(user).exclude(student__user=user.pk).exists()


def bulk_actions() -> list[dict[str, Any]]:
    return [
        {"label": _("Send for signature"), "value": "send", "icon": "send"},
        {"label": _("Ask again"), "value": "remind", "icon": "mail"},
        {"label": _("Cancel placements"), "value": "cancel", "icon": "stop", "danger": True},
    ]


def selection_of(request: HttpRequest) -> PlacementSelection:
    show, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    numbers = {name: whole_number(request.GET.get(name, "")) for name in ("cohort", "host", "student", "position")}
    return PlacementSelection(
        show=show if show in PILLS else "",
        kind=kind if kind in ProgrammeKind.values else "",
        q=" ".join(request.GET.get("q", "").split())[:200],
        **numbers,
    )


def _pills(request: HttpRequest, selection: PlacementSelection, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    found = []
    for code in PILLS:
        if counts[code] or code in ("", selection.show):
            query = rest.copy()
            if code:
                query["show"] = code
            found.append(
                {"label": capfirst(str(LABELS[code])), "url": f"?{query.urlencode()}", "count": counts[code], "current": code == selection.show}
            )  # fmt: skip
    return found
