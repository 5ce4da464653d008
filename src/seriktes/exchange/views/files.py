"""The file as it was given, and the rows of it that were rejected."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from seriktes.common.files.exports import (
    CONTENT_TYPES,
    ExportColumn,
    csv_lines,
    in_language,
    jsonl_lines,
    separator_of,
    write_xlsx,
)
from seriktes.exchange.definitions.faults import sentence
from seriktes.exchange.models import ImportRun
from seriktes.exchange.views.runs import run_for


@login_required
def import_file(request: HttpRequest, pk: int) -> FileResponse:
    run, _user = run_for(request, pk)
    if not run.file:
        raise Http404
    try:
        content = run.file.open("rb")
    except FileNotFoundError as error:  # removed this moment (`actions.remove_old_files`)
        raise Http404 from error
    return FileResponse(content, as_attachment=True, filename=run.filename, content_type="application/octet-stream")


@login_required
def import_rejected(request: HttpRequest, pk: int) -> HttpResponseBase:
    run, _user = run_for(request, pk)
    if not run.rejects:
        raise Http404
    return rejected_response(run)


def rejected_response(run: ImportRun) -> HttpResponseBase:
    """The rejected rows in the format of the file, each with what is wrong: to be mended and given again."""
    columns = _columns(run)
    stem = f"rejected-{run.pk}"
    if run.format == "xlsx":
        book = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
        write_xlsx(book, rejected_rows(run), columns)
        book.seek(0)
        return FileResponse(book, as_attachment=True, filename=f"{stem}.xlsx", content_type=CONTENT_TYPES["xlsx"])
    language = translation.get_language() or "en"
    ending = "csv" if run.format == "csv" else "jsonl"
    rows = rejected_rows(run)
    lines = csv_lines(rows, columns, separator_of(language)) if ending == "csv" else jsonl_lines(rows, columns)
    response = StreamingHttpResponse(in_language(lines, language), content_type=CONTENT_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{stem}.{ending}"'
    return response


def rejected_rows(run: ImportRun) -> Iterator[dict[str, Any]]:
    """Each rejected row as it came, with its sentences under "fault"."""
    with run.rejects.open("rb") as file:
        for line in file:
            entry = json.loads(line)
            yield {"raw": entry["raw"], "row": entry["row"], "fault": _sentences(entry["faults"])}


def _sentences(faults: list[tuple[str, str, Mapping[str, Any]]]) -> str:
    told = []
    for code, column, values in faults:
        text = sentence(code, values)
        told.append(_("%(column)s: %(fault)s") % {"column": column, "fault": text} if column else text)
    return " ".join(told)


def _columns(run: ImportRun) -> list[ExportColumn]:
    fault = ExportColumn("fault", _("fault"))
    if run.format not in ("csv", "xlsx"):
        return [ExportColumn("row", _("row")), fault, ExportColumn("record", _("record"), lambda row: row["raw"])]
    with run.rejects.open("rb") as file:
        first = json.loads(next(iter(file)))["raw"]
    headings = [*(run.mapping.get("headings") or [name for name in first if name])]
    return [*(ExportColumn(name, name, _cell_of(name)) for name in headings), fault]


def _cell_of(name: str) -> Any:
    return lambda row: row["raw"].get(name, "")
