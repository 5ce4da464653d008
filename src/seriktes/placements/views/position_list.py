"""The list of positions, with filters that count."""

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.common.paging import asked_page, page_at
from seriktes.common.sorting import sort_key
from seriktes.exchange.exports import export_response
from seriktes.placements.enums import PositionState, ProgrammeKind, WorkMode
from seriktes.placements.exports.programmes import POSITION_COLUMNS, POSITION_COLUMNS_INSIDE
from seriktes.placements.models.bulk import BulkWay
from seriktes.placements.queries import access
from seriktes.placements.queries.cohorts import cohorts_for_positions
from seriktes.placements.queries.position_list import (
    ALL,
    DIMENSIONS,
    PAID,
    SORTS,
    UNPAID,
    Listing,
    Selection,
    first_state,
    listing_for_user,
    rows_of,
)
from seriktes.placements.tables.positions import PER_PAGE, PositionTable

LABELS = {
    "cohort": gettext_lazy("Cohort"), "host": gettext_lazy("Host"), "region": gettext_lazy("Region"),
    "mode": gettext_lazy("Where"), "language": gettext_lazy("Language of work"), "skill": gettext_lazy("Skill"),
    "paid": gettext_lazy("Pay"), "kind": gettext_lazy("Kind"),
}  # fmt: skip
WORDS: dict[str, dict[str, Any]] = {
    "mode": dict(WorkMode.choices), "language": dict(Languages.choices), "kind": dict(ProgrammeKind.choices),
    "state": dict(PositionState.choices), "paid": {PAID: gettext_lazy("paid"), UNPAID: gettext_lazy("not paid")},
}  # fmt: skip
# A filter with hundreds of values helps nobody: the most frequent are offered.
SKILLS_OFFERED = 60


def selection_of(request: HttpRequest) -> Selection:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in DIMENSIONS}
    state = asked.pop("state") or first_state(request.user)
    return Selection(
        state=state if state in (*PositionState.values, ALL) else first_state(request.user),
        q=" ".join(request.GET.get("q", "").split())[:200],
        **asked,
    )


@login_required
def positions(request: SignedInRequest) -> HttpResponseBase:
    selection = selection_of(request)
    sort = request.GET.get("sort", "")
    sort = sort if sort.lstrip("-") in SORTS else "title"
    found = listing_for_user(request.user, selection, sort=sort)
    is_inside = bool(access.own_organisations(request.user) or access.sees_all(request.user))
    if "format" in request.GET:
        columns = POSITION_COLUMNS_INSIDE if is_inside else POSITION_COLUMNS
        return export_response(
            request, rows=rows_of(found.pks), columns=columns, filename="positions", count=found.total
        )
    page = page_at(asked_page(request), found.total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    # The rows come sorted: the table only says how.
    keeps = access.sees_all(request.user, access.KEEP) or bool(access.own_organisations(request.user, access.KEEP))
    approves = keeps and bool(found.by["state"][PositionState.OFFERED])
    table = PositionTable([], order_by=sort, request=request, with_ticks=approves)
    context = {
        "table": table, "shown_page": page, "body": table.body(rows_of(found.pks[first : first + PER_PAGE])),
        "total": found.total, "places": found.places, "caption": _("Positions"), "selection": selection,
        "pills": _pills(request, selection, found), "picked": _picked(selection, found), "kept": _kept(request),
        "in_use": _in_use(request, selection, found), "may_offer": _may_offer(request),
        "may_import": bool(access.own_organisations(request.user, access.KEEP)) and request.user.has_perm("exchange.import_records"),
        "approves": approves, "approves_all": approves and selection.state == PositionState.OFFERED,
        "bulk_actions": [{"label": _("Approve positions"), "value": BulkWay.APPROVE, "icon": "check"}],
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "placements/positions.html", context)


def _may_offer(request: SignedInRequest) -> bool:
    if not access.own_organisations(request.user, access.OFFER):
        return False
    own = access.own_organisations(request.user, access.OFFER)
    taking = cohorts_for_positions(access.cohorts_visible_to(request.user), timezone.localdate())
    return bool(taking.exclude(programme__organisation__in=own).exists())


def _query(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    for name in ("page", "format", *changed):
        query.pop(name, None)
    for name, value in changed.items():
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _pills(request: SignedInRequest, selection: Selection, found: Listing) -> list[SimpleNamespace]:
    """States; whoever sees only what is approved is shown none."""
    counts, at_first = found.by["state"], first_state(request.user)
    if set(counts) <= {PositionState.APPROVED} and selection.state in ("", PositionState.APPROVED):
        return []
    pills = [
        SimpleNamespace(label=capfirst(str(label)), count=counts[value], current=selection.state == value, side="",
                        url=_query(request, state="" if value == at_first else str(value)))
        for value, label in PositionState.choices if counts[value] or selection.state == value
    ]  # fmt: skip
    every = SimpleNamespace(
        label=_("All"), count=sum(counts.values()), current=not selection.of("state"), side="",
        url=_query(request, state=ALL if at_first else ""),
    )  # fmt: skip
    return [every, *pills]


def _words(name: str, value: str, found: Listing) -> str:
    if name == "region":
        region = get_pack().region(value)
        return region.name(get_language() or "kk") if region else value
    if name in found.names:
        return found.names[name].get(value, value)
    return capfirst(str(WORDS.get(name, {}).get(value, value)))


def _picked(selection: Selection, found: Listing) -> list[SimpleNamespace]:
    language, filters = get_language() or "kk", []
    for name, label in LABELS.items():
        chosen, counts = selection.of(name), found.by[name]
        offered = [value for value, _count in counts.most_common(SKILLS_OFFERED if name == "skill" else None)]
        options = [
            SimpleNamespace(value=value, label=_words(name, value, found), count=counts[value], chosen=value == chosen)
            for value in {*offered, *([chosen] if chosen else [])}
        ]
        options.sort(key=lambda option: (sort_key(option.label, language), option.value))
        if len(options) > 1 or chosen:
            filters.append(SimpleNamespace(name=name, label=label, options=options))
    return filters


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name in ("state", "sort") if (value := request.GET.get(name, ""))]


def _in_use(request: HttpRequest, selection: Selection, found: Listing) -> list[SimpleNamespace]:
    chosen = [
        SimpleNamespace(label=_words(name, selection.of(name), found), url=_query(request, **{name: ""}))
        for name in LABELS
        if selection.of(name)
    ]
    if selection.q:
        chosen.append(SimpleNamespace(label=_("“%(words)s”") % {"words": selection.q}, url=_query(request, q="")))
    return chosen
