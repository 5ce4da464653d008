import tempfile
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from seriktes.accounts import exports
from seriktes.accounts.actions import record_event
from seriktes.accounts.forms import AuditFilterForm
from seriktes.accounts.models import AuditBlock, AuditEvent, User
from seriktes.accounts.queries.history import (
    AuditFilter,
    audit_events_visible_to,
    audit_kinds,
    changes_of,
    target_types,
    target_urls,
    target_words,
    verb_words,
)
from seriktes.accounts.views.signed_in import require_permission
from seriktes.common.files.exports import CONTENT_TYPES
from seriktes.common.parameters import whole_number

PERMISSION = "accounts.view_audit"
EVENTS_A_PAGE = 50
FORMATS = ("csv", "xlsx", "jsonl")


@dataclass(frozen=True)
class Told:
    """An event with the words for it."""

    event: AuditEvent
    record: str
    verb: str
    url: str


def _told(events: list[AuditEvent]) -> list[Told]:
    urls = target_urls(events)
    return [Told(one, target_words(one), verb_words(one.kind), urls.get(one.pk, "")) for one in events]


def _filter_form(request: HttpRequest) -> AuditFilterForm:
    types = target_types()
    words = dict(types)
    # TRANSLATORS: a record and what happened to it, as in “Organisation: changed”.
    kinds = [
        (kind, _("%(record)s: %(verb)s") % {"record": _record_of(kind, words), "verb": verb_words(kind)})
        for kind in audit_kinds()
    ]
    return AuditFilterForm(request.GET, kinds=sorted(kinds, key=lambda pair: pair[1]), target_types=types)


def _record_of(kind: str, words: dict[str, str]) -> str:
    parts = kind.rsplit(".", 1)[0].replace("_", "")
    return words.get(parts, parts)


def _before(request: HttpRequest) -> int | None:
    return whole_number(request.GET.get("before", ""))


@login_required
def audit(request: HttpRequest) -> HttpResponseBase:
    """The log, newest first. Pages go by id, so that the last of a million is as quick as the first."""
    user = require_permission(request, PERMISSION)
    form = _filter_form(request)
    chosen = AuditFilter(**form.cleaned_data) if form.is_valid() else AuditFilter()
    events = chosen.apply(audit_events_visible_to(user)).order_by("-id")
    if (wanted := request.GET.get("format")) is not None:
        return _export(events, wanted, by=user, query=request.GET.urlencode()[:500])
    before = _before(request)
    if before is not None:
        events = events.filter(id__lt=before)
    rows = list(events[: EVENTS_A_PAGE + 1])
    parameters = request.GET.copy()
    parameters.pop("before", None)
    context: dict[str, Any] = {
        "form": form,
        "rows": _told(rows[:EVENTS_A_PAGE]),
        "older": rows[EVENTS_A_PAGE - 1].pk if len(rows) > EVENTS_A_PAGE else None,
        "newest": before is not None,
        "parameters": parameters.urlencode(),
        "last_block": AuditBlock.objects.defer("marks").order_by("-number").first(),
    }
    return render(request, "accounts/audit.html", context)


def _export(events: Any, wanted: str, *, by: User, query: str) -> HttpResponseBase:
    if wanted not in FORMATS:
        raise Http404
    last = events.values_list("pk", flat=True).first() or 0
    events = events.filter(pk__lte=last)  # without what this very export adds
    values = {"what": "audit", "format": wanted, "rows": events.count(), "query": query}
    record_event(kind="accounts.user.exported", by=by, target=by, values=values)
    rows = events.iterator(chunk_size=1000)
    if wanted == "xlsx":
        book = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
        exports.audit_xlsx(book, rows)
        book.seek(0)
        return FileResponse(book, as_attachment=True, filename="audit.xlsx", content_type=CONTENT_TYPES["xlsx"])
    lines = exports.audit_csv(rows) if wanted == "csv" else exports.audit_jsonl(rows)
    response = StreamingHttpResponse(lines, content_type=CONTENT_TYPES[wanted])
    response["Content-Disposition"] = f'attachment; filename="audit.{wanted}"'
    return response


@login_required
def audit_event(request: HttpRequest, pk: int) -> HttpResponse:
    user = require_permission(request, PERMISSION)
    event = get_object_or_404(audit_events_visible_to(user), pk=pk)
    block = AuditBlock.objects.defer("marks").filter(last_event__gte=event.pk).order_by("number").first()
    [told] = _told([event])
    context = {"told": told, "changes": list(changes_of(event)), "last_block": block}
    return render(request, "accounts/audit_event.html", context)
