"""Many placements at once: what will be done is shown first; then a page with its progress and its result."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from seriktes.accounts.models import SignedInRequest
from seriktes.common.afterwards import afterwards
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.organisations.queries.access import grants_for_user
from seriktes.placements.actions import bulk as actions
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import BulkRun, Placement
from seriktes.placements.models.bulk import BulkWay
from seriktes.placements.queries import access
from seriktes.placements.queries.bulk import chosen_by, foresee, runs_of
from seriktes.placements.queries.placement_list import placements_listed
from seriktes.placements.tasks.bulk import run_bulk
from seriktes.placements.views.placement_list import selection_of
from seriktes.placements.views.sight import crumbs_of

SHOWN = 100


@login_required
def choose(request: SignedInRequest) -> HttpResponse:
    """Rows that were ticked (`chosen`), or all of a filtered list (`?action=send&all=1&cohort=…`)."""
    if not grants_for_user(request.user).allow_somewhere(access.KEEP):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    way = asked.get("action", "")
    if way not in BulkWay.values:
        raise Http404
    foreseen = foresee(request.user, way, _rows(request, asked))
    errors = []
    reason = request.POST.get("reason", "")
    if request.method == "POST" and "confirmed" in request.POST:
        try:
            run = actions.begin_run(
                way=way, placements=foreseen.ready, reason=reason, by=request.user, at=timezone.now()
            )
        except Refusal as refused:
            errors = [words_of(refused)]
        else:
            afterwards(run_bulk.enqueue, run.pk)
            return redirect(run)
    context = {
        "way": way, "label": capfirst(str(BulkWay(way).label)), "foreseen": foreseen, "shown": SHOWN, "errors": errors,
        "reason": reason, "needs_reason": way == BulkWay.CANCEL, "chosen": [row.pk for row in foreseen.ready],
        "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    return render(request, "placements/placements_bulk.html", context, status=422 if errors else 200)


def _rows(request: SignedInRequest, asked: QueryDict) -> QuerySet[Placement]:
    if "all" in asked:
        return placements_listed(request.user, selection_of(request))
    numbers = (whole_number(one) for one in asked.getlist("chosen"))
    return chosen_by([number for number in numbers if number])


@never_cache
@login_required
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(BulkRun.objects.select_related("by"), pk=pk, by=request.user)
    if request.method == "POST":
        actions.stop_run(run=found, by=request.user)
        return redirect(found)
    names = {row.pk: row for row in runs_of(request.user, [failed for failed, _why in found.failures])}
    context: dict[str, Any] = {
        "run": found, "label": capfirst(str(found.get_way_display())), "done_well": found.done - len(found.failures),
        "failures": [(names[number], why) for number, why in found.failures if number in names],
        "progress_title": capfirst(str(found.get_way_display())), "breadcrumbs": crumbs_of(),
        "progress_text": _("%(done)s of %(total)s looked at.") % {"done": found.done, "total": found.total},
    }  # fmt: skip
    if "part" in request.GET:
        return HttpResponse() if found.is_over else render(request, "placements/placements_bulk_progress.html", context)
    return render(request, "placements/placements_bulk_run.html", context)
