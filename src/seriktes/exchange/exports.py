"""Exports of exactly the rows that a page shows; each leaves an event in the audit log."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from seriktes.accounts.actions import record_event
from seriktes.common.files.exports import (
    CONTENT_TYPES,
    FORMATS,
    ExportColumn,
    csv_lines,
    in_language,
    jsonl_lines,
    separator_of,
    write_xlsx,
)


def export_response(
    request: HttpRequest,
    *,
    rows: Iterable[Any],
    columns: Sequence[ExportColumn],
    filename: str,
    count: int | None = None,
    is_published: bool = False,
) -> HttpResponseBase:
    """The rows in the format of `?format=`, as a download; "not found" for who may not export.

    `filename` is without ending and says what the rows are, also in the audit log. `rows` is what the page shows,
    already narrowed to what the reader may see; `count` says how many they are where `rows` cannot tell. What
    `is_published` anybody takes along; of a reader without an account nothing is written down.
    """
    user, format_ = request.user, request.GET.get("format", "")
    if format_ not in FORMATS or not (is_published or user.has_perm("exchange.export_records")):
        raise Http404
    if user.is_authenticated:
        if count is None and isinstance(rows, QuerySet | Sequence):
            count = rows.count() if isinstance(rows, QuerySet) else len(rows)
        query = request.GET.urlencode()[:500]
        record_event(
            kind="accounts.user.exported", by=user, target=user,
            values={"what": filename, "format": format_, "rows": count, "query": query},
        )  # fmt: skip
    name = f"{filename}-{timezone.localdate().isoformat()}.{format_}"
    if format_ == "xlsx":
        book = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
        write_xlsx(book, rows, columns)
        book.seek(0)
        return FileResponse(book, as_attachment=True, filename=name, content_type=CONTENT_TYPES["xlsx"])
    language = translation.get_language() or "en"
    lines = jsonl_lines(rows, columns) if format_ == "jsonl" else csv_lines(rows, columns, separator_of(language))
    response = StreamingHttpResponse(in_language(lines, language), content_type=CONTENT_TYPES[format_])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
