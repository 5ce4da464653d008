"""The list of evidence, its filters and its files."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.actions import record_event
from seriktes.common.paging import asked_page, page_at
from seriktes.exchange.exports import export_response
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.exports import cerif_lines, table_columns, table_rows
from seriktes.expertise.exports.cerif_xml import cerif_xml_lines
from seriktes.expertise.queries.access import CHANGE
from seriktes.expertise.queries.register import MOST, Listing, Selection, in_order, listing_for_user, page_of
from seriktes.expertise.tables.evidence import (
    KINDS,
    LABELS,
    PER_PAGE,
    EvidenceTable,
    broad_subjects,
    selection_of,
    subject_words,
    words_of_filters,
)
from seriktes.organisations.queries.access import grants_for_user

PASSING = ("page", "format")
CERIF_FORMS = {
    "cerif": (cerif_lines, "application/json", "json"),
    "cerif-xml": (cerif_xml_lines, "application/xml; charset=utf-8", "xml"),
}


def listing(request: HttpRequest) -> HttpResponseBase:
    """Publications, projects, patents, technologies, equipment and the rest, as far as the reader may see them."""
    selection, wrong = selection_of(request.user, request.GET)
    found = listing_for_user(request.user, selection)
    order = request.GET.get("sort") or "-year"
    table = EvidenceTable([], kind=selection.kind, order_by=order, request=request)
    ordered = in_order(found.rows, table.order)
    if "format" in request.GET:
        return export_rows(request, ordered, found.facets.total)
    total = found.facets.total if selection.state != "archived" else found.facets.by["state"]["archived"]
    page = page_at(asked_page(request), min(total, MOST), PER_PAGE)
    rows = page_of(request.user, ordered, (page.number - 1) * PER_PAGE, PER_PAGE) if total else []
    may_add = grants_for_user(request.user).allow_somewhere(CHANGE)
    context = {
        "table": table, "caption": _("Evidence of expertise"), "shown_page": page, "facets": found.facets,
        "selection": selection, "body": table.body(rows), "has_more": total > MOST, "most": MOST, "wrong": wrong,
        "title": KINDS[selection.kind] if selection.kind else _("Evidence of expertise"), "total": total,
        "addable": [(kind, KINDS[kind], reverse("expertise:add", args=[kind])) for kind in EvidenceKind] if may_add else [],
        "subjects": broad_subjects(),
        "may_export": request.user.has_perm("exchange.export_records"), **_filter_words(request, selection, found),
        "may_import": may_add and request.user.has_perm("exchange.import_records"), "may_fetch": settings.FETCH_METADATA,
    }  # fmt: skip
    return render(request, "expertise/list.html", context)


def _filter_words(request: HttpRequest, selection: Selection, found: Listing) -> dict[str, Any]:
    """The pills of the kinds, the options of the other filters with their counts, and what is in use with a way out."""
    words = words_of_filters(found.years)
    facets = found.facets.by
    pills = [SimpleNamespace(
        label=_("All"), url=_address(request, "kind"), count=sum(facets["kind"].values()), current=not selection.kind
    )]  # fmt: skip
    pills += [
        SimpleNamespace(label=label, url=_address(request, "kind", value), count=facets["kind"][value],
                        current=value == selection.kind)
        for value, label in words["kind"].items() if facets["kind"][value] or value == selection.kind
    ]  # fmt: skip
    shown = ("year", "language", *(["state"] if found.sees_states else []))
    picked = [
        SimpleNamespace(name=name, label=LABELS[name], options=[
            SimpleNamespace(value=value, label=label, count=facets[name][value], chosen=value == getattr(selection, name))
            for value, label in _options(words[name], facets[name]) if facets[name][value] or value == getattr(selection, name)
        ])
        for name in shown
    ]  # fmt: skip
    in_use = [
        SimpleNamespace(label=words[name].get(value, value), url=_address(request, name))
        for name in LABELS if (value := getattr(selection, name))
    ]  # fmt: skip
    if selection.organisation is not None:
        in_use.append(SimpleNamespace(label=str(selection.organisation), url=_address(request, "organisation")))
    if selection.subject:
        in_use.append(SimpleNamespace(label=subject_words(selection.subject), url=_address(request, "subject")))
    if selection.text:
        in_use.append(SimpleNamespace(label=f"“{selection.text}”", url=_address(request, "q")))
    if selection.mine:
        in_use.append(SimpleNamespace(label=_("that name me"), url=_address(request, "mine")))
    return {"pills": pills, "picked": picked, "in_use": in_use, "clear_url": request.path}


def _options(words: dict[str, Any], counts: Any) -> list[tuple[str, Any]]:
    """Those with words, and languages beyond the three by their codes."""
    return [*words.items(), *((value, value) for value in sorted(counts) if value not in words)]


def _address(request: HttpRequest, name: str, value: str = "") -> str:
    """This list with one filter set otherwise; pages begin anew."""
    query = request.GET.copy()
    for passing in (*PASSING, name):
        query.pop(passing, None)
    if value:
        query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def export_rows(request: HttpRequest, rows: Any, total: int, name: str = "evidence") -> HttpResponseBase:
    """So many rows in their order, as a table or CERIF-compatible; for those who may export."""
    form = request.GET["format"]
    if form not in CERIF_FORMS:
        told = table_rows(rows, request.user)
        return export_response(request, rows=told, columns=table_columns(), filename=name, count=total)
    user = request.user
    if not user.is_authenticated or not user.has_perm("exchange.export_records"):
        raise Http404
    values = {"what": "evidence", "format": form, "rows": total, "query": request.GET.urlencode()[:500]}
    record_event(kind="accounts.user.exported", by=user, target=user, values=values)
    lines, content_type, ending = CERIF_FORMS[form]
    response = StreamingHttpResponse(lines(rows, user), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate().isoformat()}.{ending}"'
    return response
