"""A list from elsewhere, found in the register: handing it in, and the result."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from seriktes.accounts.models import SignedInRequest
from seriktes.common.files import FileFault
from seriktes.exchange.definitions.faults import sentence
from seriktes.exchange.exports import export_response
from seriktes.organisations import tasks
from seriktes.organisations.actions.lists import hand_in_list
from seriktes.organisations.enums import ListState
from seriktes.organisations.exports import linked_columns
from seriktes.organisations.forms.lists import MOST_ROWS, ListForm
from seriktes.organisations.imports.lists import read_list
from seriktes.organisations.models import MatchedList, Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.linkage import lines_of_list

PER_PAGE = 50
SHOWN_LISTS = 20
SHOWN_FAULTS = 100


def _allowed(request: SignedInRequest) -> None:
    if not request.user.has_perm("exchange.import_records"):
        raise Http404


@login_required
def lists(request: SignedInRequest) -> HttpResponseBase:
    _allowed(request)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = read_list(file, file.name, most=MOST_ROWS)
        except FileFault as fault:
            form.refuse(fault)
        else:
            handed_in = hand_in_list(
                rows=found.rows, faults=found.faults, filename=file.name, by=request.user, at=timezone.now()
            )
            transaction.on_commit(lambda: tasks.find_list.enqueue(handed_in.pk))
            return redirect("organisations:matched_list", handed_in.pk)
    earlier = MatchedList.objects.filter(by=request.user).defer("rows", "faults").order_by("-at", "-pk")[:SHOWN_LISTS]
    return render(request, "organisations/lists.html", {"form": form, "earlier": earlier})


@login_required
def matched_list(request: SignedInRequest, pk: int) -> HttpResponseBase:
    _allowed(request)
    found: MatchedList = get_object_or_404(MatchedList, pk=pk, by=request.user)
    context: dict[str, Any] = {"list": found, "is_done": found.state == ListState.DONE}
    if found.state == ListState.DONE:
        if "format" in request.GET:
            lines = list(lines_of_list(found.rows, _shown(request, found.rows)))
            return export_response(request, rows=lines, columns=linked_columns(), filename="list-in-register")
        context |= _result(request, found)
    return render(request, "organisations/matched_list.html", context)


def _shown(request: SignedInRequest, rows: list[dict[str, Any]]) -> dict[int, Organisation]:
    """The records found, as far as the reader may see them today."""
    wanted = {match["organisation"] for row in rows for match in row["matches"]}
    return organisations_visible_to(request.user).in_bulk(list(wanted))


def _result(request: SignedInRequest, found: MatchedList) -> dict[str, Any]:
    kinds = {"all": found.rows, "certain": [], "proposed": [], "none": []}
    for row in found.rows:
        kind = "none" if not row["matches"] else "certain" if row["matches"][0]["certain"] else "proposed"
        kinds[kind].append(row)
    asked = request.GET.get("show", "all")
    shown = asked if asked in kinds else "all"
    page = Paginator(kinds[shown], PER_PAGE).get_page(request.GET.get("page"))
    known = _shown(request, list(page.object_list))
    rows = [
        row
        | {
            "matches": [
                match | {"record": known[match["organisation"]]}
                for match in row["matches"]
                if match["organisation"] in known
            ]
        }
        for row in page.object_list
    ]
    faults = [fault | {"reason": sentence(fault["code"], fault["values"])} for fault in found.faults[:SHOWN_FAULTS]]
    return {
        "page": page,
        "rows": rows,
        "faults": faults,
        "more_faults": max(len(found.faults) - SHOWN_FAULTS, 0),
        "shown": shown,
        "counts": {kind: len(rows_of) for kind, rows_of in kinds.items()},
        "may_export": request.user.has_perm("exchange.export_records"),
        "export_formats": [("csv", "CSV"), ("xlsx", "XLSX"), ("jsonl", "JSON Lines")],
    }
