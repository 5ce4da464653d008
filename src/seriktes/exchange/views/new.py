"""A new import: the file, then its columns, then a trial."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from seriktes.accounts.models import User
from seriktes.accounts.views.signed_in import require_permission
from seriktes.common.files import FileFault
from seriktes.common.files.tables import Table
from seriktes.exchange import actions
from seriktes.exchange.definitions import ImportKind, all_kinds, get_kind
from seriktes.exchange.definitions.columns import guess_columns
from seriktes.exchange.definitions.faults import sentence
from seriktes.exchange.enums import RunStatus
from seriktes.exchange.forms import ColumnsForm, EncodingForm, UploadForm
from seriktes.exchange.models import ImportRun
from seriktes.exchange.queries.runs import mappings_for_user
from seriktes.exchange.views.runs import begin, own_run_for

SAMPLE_ROWS = 5


@login_required
def import_new(request: HttpRequest) -> HttpResponse:
    user = require_permission(request, "exchange.import_records")
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        run = actions.start_run(
            kind=form.cleaned_data["kind"], format=form.cleaned_data["format"], filename=file.name, file=file, by=user,
            mapping=form.options(),
        )  # fmt: skip
        return redirect("exchange:import_columns", run.pk) if run.format in ("csv", "xlsx") else begin(run)
    return render(request, "exchange/import_new.html", {"form": form, "kinds": all_kinds()})


@login_required
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column holds which field, with the first rows as they are read."""
    run, user = own_run_for(request, pk)
    kind = get_kind(run.kind)
    if run.status != RunStatus.UPLOADED or run.format not in ("csv", "xlsx"):
        return redirect("exchange:import_run", run.pk)
    encoding = request.GET.get("encoding") or run.mapping.get("encoding", "")
    try:
        table, sample = _read_beginning(run, kind, {"encoding": encoding} if encoding else {})
    except FileFault as fault:
        return _ask_for_encoding(request, run, fault)
    saved = list(mappings_for_user(user, run.kind))
    columns, found = table.columns, table.encoding
    chosen = _chosen(request, kind, table, saved)
    samples = [next((cells[place] for _number, cells in sample if cells[place]), "") for place in range(len(columns))]
    form = ColumnsForm(request.POST or None, kind=kind, columns=columns, samples=samples, chosen=chosen,
                       doubled=table.doubled)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        _keep(run, form, user, {"encoding": found} if found else {})
        return begin(run)
    context = {"run": run, "form": form, "columns": columns, "sample": sample, "saved": saved, "encoding": found}
    return render(request, "exchange/import_columns.html", context)


def _read_beginning(
    run: ImportRun, kind: ImportKind, options: Mapping[str, Any]
) -> tuple[Table, list[tuple[int, list[str]]]]:
    """The table is closed: its columns and its encoding are read on."""
    with run.file.open("rb") as file:
        table = Table(file, run.format, options, lambda cells: len(guess_columns(cells, kind.fields)))
        rows = [
            (number, [raw.get(column, "") for column in table.columns]) for number, raw in islice(table, SAMPLE_ROWS)
        ]
        return table, rows


def _chosen(request: HttpRequest, kind: ImportKind, table: Table, saved: list[Any]) -> Mapping[str, str]:
    wanted = request.GET.get("saved", "")
    mapping = next((one for one in saved if str(one.pk) == wanted), None)
    if mapping is None:
        # Which of two columns of one heading is meant, only a person can say.
        return guess_columns([column for column in table.columns if column not in table.doubled], kind.fields)
    return {code: column for code, column in mapping.columns.items() if column in table.columns}


def _keep(run: ImportRun, form: ColumnsForm, user: User, options: Mapping[str, str]) -> None:
    columns = form.columns()
    try:
        actions.choose_columns(run=run, mapping={**run.mapping, "columns": columns, **options})
    except actions.CannotRun as error:  # begun in another tab
        raise Http404 from error
    if name := form.cleaned_data["save_as"]:
        actions.save_mapping(name=name, kind=run.kind, columns=columns, by=user)


def _ask_for_encoding(request: HttpRequest, run: ImportRun, fault: FileFault) -> HttpResponse:
    may_help = fault.code in ("encoding_unsure", "encoding_broken", "not_text")
    context = {
        "run": run,
        "failure": sentence(fault.code, fault.values),
        "encoding_form": EncodingForm(initial={"encoding": "cp1251"}) if may_help else None,
    }
    return render(request, "exchange/import_unreadable.html", context)
