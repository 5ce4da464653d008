"""The load of supervisors: interns and hours of each, computed from placements whenever the page is read. Who supervises
and sees no others reads the own."""

from types import SimpleNamespace

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.exchange.exports import export_response
from seriktes.placements.exports.hosts import LOAD_COLUMNS
from seriktes.placements.queries.supervision import (
    ACADEMIC,
    HOST,
    ROLES,
    Load,
    days_of_year,
    knows_loads,
    loads_for,
    named,
)
from seriktes.placements.tables.hosts import LoadTable
from seriktes.placements.views.programme_sight import crumbs_of

PER_PAGE = 50
SORTS = ("now", "ahead", "every", "hours_planned", "hours_confirmed")


@login_required
def supervision(request: SignedInRequest) -> HttpResponseBase:
    role = request.GET.get("role", "")
    role = role if role in ROLES else ""
    year = whole_number(request.GET.get("year", "")[:4])
    every = loads_for(request.user, year=year)
    if every is None:
        raise Http404
    is_own = not knows_loads(request.user)
    loads = named([load for load in every if not role or load.role == role])
    sort = request.GET.get("sort", "")
    if sort.lstrip("-") in SORTS:
        loads.sort(key=lambda load: getattr(load, sort.lstrip("-")), reverse=sort.startswith("-"))
    if "format" in request.GET:
        return export_response(request, rows=loads, columns=LOAD_COLUMNS, filename="supervision", count=len(loads))
    table = LoadTable(loads, request=request)
    table.paginate(page=page_at(asked_page(request), len(loads), PER_PAGE).number, per_page=PER_PAGE)
    context = {
        "table": table, "total": len(loads), "caption": _("Own interns and hours") if is_own else _("Load of supervisors"), "pills": _pills(request, every, role),
        "sums": _sums(loads), "year": year, "days": days_of_year(year), "is_own": is_own, "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    return render(request, "placements/supervision.html", context)


def _pills(request: SignedInRequest, every: list[Load], role: str) -> list[SimpleNamespace]:
    def url(value: str) -> str:
        query = request.GET.copy()
        for name in ("role", "page"):
            query.pop(name, None)
        if value:
            query["role"] = value
        return f"{request.path}?{query.urlencode()}" if query else request.path

    labels = {"": _("All"), HOST: _("host supervisors"), ACADEMIC: _("academic supervisors")}
    return [
        SimpleNamespace(
            label=capfirst(label), count=sum(not value or load.role == value for load in every), current=role == value,
            side="", url=url(value),
        )
        for value, label in labels.items()
    ]  # fmt: skip


def _sums(loads: list[Load]) -> SimpleNamespace:
    return SimpleNamespace(
        now=sum(load.now for load in loads), every=sum(load.every for load in loads),
        confirmed=sum(load.hours_confirmed for load in loads),
    )  # fmt: skip
