"""The glossary by which the search crosses languages: for everybody to read, for librarians to keep."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.files.exports import ExportColumn, csv_lines
from seriktes.common.once import sent_once
from seriktes.expertise.actions import glossary as actions
from seriktes.expertise.forms.glossary import TermForm
from seriktes.expertise.queries.glossary import (
    LONGEST_QUERY,
    SHOWS,
    Line,
    acts_cited,
    find_line,
    glossary_lines,
    select,
)
from seriktes.organisations.actions.editing import EditedElsewhere

KEEP = "expertise.keep_glossary"
PER_PAGE = 50
LABELS = {
    "all": gettext_lazy("All"),
    "official": gettext_lazy("Official"),
    "check": gettext_lazy("To be checked"),
    "changed": gettext_lazy("Added or changed here"),
    "out": gettext_lazy("Out of use"),
}
COLUMNS = [
    ExportColumn("kk", "kk"), ExportColumn("ru", "ru"), ExportColumn("en", "en"), ExportColumn("field", "field"),
    ExportColumn("source", "source"), ExportColumn("check", "check", lambda line: "native" * line.needs_check),
]  # fmt: skip


def _may_keep(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.has_perm(KEEP)


def glossary(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "all")
    if show not in SHOWS:
        raise Http404
    words, field = request.GET.get("q", "")[:LONGEST_QUERY].replace("\x00", ""), request.GET.get("field", "")
    found = select(glossary_lines(), words=words, field=field, show=show)
    query = request.GET.copy()
    for name in ("page", "show"):
        query.pop(name, None)
    pills = [
        {"label": LABELS[one], "count": found.counts[one], "current": one == show, "url": f"?{_with(query, one)}"}
        for one in SHOWS
        if found.counts[one] or one in ("all", show)
    ]
    page = Paginator(found.lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "pills": pills, "q": words, "field": field, "show": show, "page": page, "acts": acts_cited(page),
        "fields": sorted(found.fields.items()), "count": len(found.lines), "may_keep": _may_keep(request),
        "query": _with(query, show),
    }  # fmt: skip
    return render(request, "expertise/glossary.html", context)


def _with(query: Any, show: str) -> str:
    query = query.copy()
    if show != "all":
        query["show"] = show
    return str(query.urlencode())


def glossary_file(_request: HttpRequest) -> HttpResponseBase:
    """The whole glossary in use, as the file that is shipped: CC0, so anybody may take it."""
    lines = [line for line in glossary_lines() if not line.is_out]
    response = StreamingHttpResponse(csv_lines(lines, COLUMNS, codes=True), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="glossary.csv"'
    return response


@login_required
@sent_once
def glossary_add(request: SignedInRequest) -> HttpResponse:
    if not _may_keep(request):
        raise Http404
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_term(values=form.cleaned_data, by=request.user)
        except actions.CannotKeepTerm as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, _("“%(term)s” is in the glossary: searches use it from now on.") % {"term": row})
            return redirect("expertise:glossary")
    return _form_page(request, form, _("Add a term"))


@login_required
def glossary_edit(request: SignedInRequest, name: str) -> HttpResponse:
    line = find_line(name)
    if line is None or not _may_keep(request):
        raise Http404
    form = TermForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["expected_version"]
        seen = replace(line, version=line.version if version is None else version)
        try:
            actions.change_term(line=seen, values=form.cleaned_data, by=request.user)
        except actions.CannotKeepTerm as refused:
            form.add_error(refused.field or None, refused.sentence)
        except EditedElsewhere:
            form.add_error(None, _("Somebody else changed this entry meanwhile. Look at it again before you save."))
        else:
            messages.success(request, _("Saved: searches use it from now on."))
            return redirect("expertise:glossary")
    return _form_page(request, form, _("Change a term"), line)


@login_required
@require_POST
def glossary_use(request: SignedInRequest, name: str) -> HttpResponse:
    """Out of use, or back."""
    line = find_line(name)
    if line is None or not _may_keep(request):
        raise Http404
    try:
        actions.set_out_of_use(line=line, is_out=not line.is_out, by=request.user)
    except EditedElsewhere:
        messages.error(request, _("Somebody else changed this entry meanwhile. Look at it again before you save."))
    else:
        done = _("The entry is back in use.") if line.is_out else _("The entry is out of use.")
        messages.success(request, done)
    return redirect("expertise:glossary")


def _form_page(request: HttpRequest, form: TermForm, title: str, line: Line | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "line": line, "cancel_url": reverse("expertise:glossary")}
    return render(request, "expertise/glossary_form.html", context, status=422 if form.errors else 200)
