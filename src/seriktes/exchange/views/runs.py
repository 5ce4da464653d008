"""The list of imports, and one import: how far it is, what it did, what is left to do."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from seriktes.accounts.models import User
from seriktes.accounts.views.signed_in import current_user
from seriktes.common import formats
from seriktes.exchange import actions
from seriktes.exchange.definitions import all_kinds
from seriktes.exchange.enums import Outcome, RunStatus
from seriktes.exchange.exports import export_response
from seriktes.exchange.models import ImportRun
from seriktes.exchange.queries.runs import (
    OVER,
    failure_sentence,
    fault_sentences,
    files_kept_until,
    kind_of,
    may_see_imports,
    runs_visible_to,
)
from seriktes.exchange.tables import RUN_COLUMNS, RunTable
from seriktes.exchange.tasks import run_import

FAULTS_A_PAGE = 50
RUNS_A_PAGE = 30


def run_for(request: HttpRequest, pk: int) -> tuple[ImportRun, User]:
    user = current_user(request)
    return get_object_or_404(runs_visible_to(user).select_related("by", "trial"), pk=pk), user


def own_run_for(request: HttpRequest, pk: int) -> tuple[ImportRun, User]:
    """For what only the author may do: others may look, and are told that the rest is not there."""
    run, user = run_for(request, pk)
    if run.by_id != user.pk or not user.has_perm("exchange.import_records"):
        raise Http404
    return run, user


def begin(run: ImportRun) -> HttpResponse:
    actions.queue_run(run=run)
    run_import.enqueue(run.pk)
    return redirect("exchange:import_run", run.pk)


@login_required
def imports(request: HttpRequest) -> HttpResponseBase:
    user = current_user(request)
    if not may_see_imports(user):
        raise Http404
    actions.mark_interrupted()
    runs = runs_visible_to(user).select_related("by").order_by("-pk")
    if "format" in request.GET:
        return export_response(request, rows=runs, columns=RUN_COLUMNS, filename="imports")
    page = Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page"))
    table = RunTable(list(page), orderable=False)
    names = [str(kind.label) for kind in all_kinds()]
    context = {
        "table": table, "page": page, "may_import": user.has_perm("exchange.import_records"),
        "kinds": ", ".join(name[:1].lower() + name[1:] for name in names),
    }  # fmt: skip
    return render(request, "exchange/imports.html", context)


@never_cache
@login_required
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    run, user = run_for(request, pk)
    kind = kind_of(run)
    if run.status == RunStatus.UPLOADED and run.by_id == user.pk and run.format in ("csv", "xlsx"):
        return redirect("exchange:import_columns", run.pk)
    faults = Paginator(run.faults.order_by("row", "pk"), FAULTS_A_PAGE).get_page(request.GET.get("page"))
    is_own = run.by_id == user.pk and user.has_perm("exchange.import_records")
    context: dict[str, Any] = {
        "run": run,
        "kind": kind,
        "format": kind.formats.get(run.format, run.format) if kind else run.format,
        "is_over": run.status in OVER,
        "failure": failure_sentence(run),
        "figures": _figures(run),
        "faults": fault_sentences(faults.object_list),  # type: ignore[arg-type]
        "faults_page": faults,
        "kept_until": files_kept_until(run),
        "open_questions": run.asked.filter(decision="").count(),
        "carried_out": run.carried_out.order_by("pk").first() if run.dry_run else None,
        "may_carry_out": is_own and run.dry_run and run.status == RunStatus.FINISHED and bool(run.file) and _holds(run),
        "may_repeat": is_own and run.status in (RunStatus.FAILED, RunStatus.CANCELLED) and bool(run.file),
        **_progress(run, user),
    }
    return render(request, "exchange/import_run.html", context)


def _holds(run: ImportRun) -> bool:
    """Whether a row of the file was not rejected: else there is nothing to carry out."""
    return any(getattr(run, outcome) for outcome in Outcome if outcome != Outcome.REJECTED)


def _figures(run: ImportRun) -> list[dict[str, Any]]:
    """The counts, each leading to its rows."""
    found = []
    for outcome in Outcome:
        count = getattr(run, outcome)
        url = ""
        if count and outcome == Outcome.REJECTED:
            url = "#faults"
        elif count and outcome != Outcome.UNCHANGED:
            url = reverse("exchange:import_rows", args=[run.pk, outcome.value])
        found.append({"label": outcome.label, "value": formats.format_number(count), "url": url})
    url = reverse("exchange:import_questions", args=[run.pk]) if run.questions and not run.dry_run else ""
    found.append({"label": _("questions"), "value": formats.format_number(run.questions), "url": url})
    return found


def _progress(run: ImportRun, user: User) -> dict[str, Any]:
    waits = run.status in (RunStatus.UPLOADED, RunStatus.QUEUED)
    words = (
        _("Waiting for its turn.")
        if waits
        else _("%(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(rejected)s rejected so far.")
        % {name: formats.format_number(getattr(run, name)) for name in ("created", "updated", "unchanged", "rejected")}
    )
    return {
        "progress_title": _("Reading %(file)s") % {"file": run.filename},
        "progress_text": words,
        "progress_url": reverse("exchange:import_progress", args=[run.pk]),
        "cancel_url": reverse("exchange:import_cancel", args=[run.pk]) if run.by_id == user.pk else "",
    }


@never_cache
@login_required
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment that the page asks for again; empty when the run is over, whereupon the page loads anew."""
    run, user = run_for(request, pk)
    if run.status in OVER:
        return HttpResponse()
    return render(request, "exchange/import_progress.html", {"run": run, **_progress(run, user)})


@require_POST
@login_required
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    run, user = own_run_for(request, pk)
    actions.ask_to_cancel(run=run, by=user)
    return redirect("exchange:import_run", run.pk)


@require_POST
@login_required
def import_carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The same file for good, after a trial."""
    run, user = own_run_for(request, pk)
    try:
        made, is_new = actions.carry_out(trial=run, by=user)
    except actions.CannotRun as refused:
        raise Http404 from refused
    return begin(made) if is_new else redirect("exchange:import_run", made.pk)


@require_POST
@login_required
def import_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same file once more, after an interruption: what is in is found unchanged."""
    run, user = own_run_for(request, pk)
    if run.status not in (RunStatus.FAILED, RunStatus.CANCELLED) or not run.file:
        raise Http404
    return begin(actions.repeat_run(run=run, by=user, dry_run=run.dry_run))


@login_required
def import_rows(request: HttpRequest, pk: int, outcome: str) -> HttpResponse:
    """The rows that made or changed a record, with the changes."""
    run, _user = run_for(request, pk)
    kind = kind_of(run)
    if outcome not in (Outcome.CREATED, Outcome.UPDATED) or kind is None:
        raise Http404
    page = Paginator(run.imported.filter(outcome=outcome).order_by("row"), FAULTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        {
            "row": one.row,
            "label": one.label or "–",
            "url": kind.target_url(one.target_id) if one.target_id else "",
            "changes": [(str(kind.field_label(name)), pair) for name, pair in one.changes.items()],
        }
        for one in page
    ]
    context = {"run": run, "outcome": Outcome(outcome), "rows": rows, "page": page, "total": getattr(run, outcome)}
    return render(request, "exchange/import_rows.html", context)
