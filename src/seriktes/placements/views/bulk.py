"""Many placements or positions at once: what will be done is shown first; then a page with its progress and its result."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from seriktes.placements.models.bulk import OF_POSITIONS, BulkWay
from seriktes.placements.queries import access
from seriktes.placements.queries.bulk import Foreseen, chosen_by, foresee, foresee_approval, records_of
from seriktes.placements.queries.placement_list import placements_listed
from seriktes.placements.queries.position_list import listing_for_user
from seriktes.placements.tasks.bulk import run_bulk
from seriktes.placements.views.placement_list import selection_of
from seriktes.placements.views.position_list import selection_of as selection_of_positions
from seriktes.placements.views.sight import crumbs_of

SHOWN = 100


@login_required
def choose(request: SignedInRequest) -> HttpResponse:
    """Placements that were ticked (`chosen`), or all of a filtered list (`?action=send&all=1&cohort=…`)."""
    way = _asked_way(request)
    if way in OF_POSITIONS:
        raise Http404
    foreseen = foresee(request.user, way, _placements(request, _asked(request)))
    return _answer(request, way, foreseen, back=reverse("placements:placements"))


@login_required
def choose_positions(request: SignedInRequest) -> HttpResponse:
    """The same of positions (`?action=approve&all=1&state=offered`)."""
    way, asked = _asked_way(request), _asked(request)
    if way not in OF_POSITIONS:
        raise Http404
    every = "all" in asked
    pks = listing_for_user(request.user, selection_of_positions(request)).pks if every else _chosen(asked)
    back = reverse("placements:positions")
    return _answer(request, way, foresee_approval(request.user, pks), back=back)


def _asked(request: SignedInRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _asked_way(request: SignedInRequest) -> BulkWay:
    way = _asked(request).get("action", "")
    if way not in BulkWay.values or not grants_for_user(request.user).allow_somewhere(access.KEEP):
        raise Http404
    return BulkWay(way)


def _chosen(asked: QueryDict) -> list[int]:
    return [number for one in asked.getlist("chosen") if (number := whole_number(one))]


def _placements(request: SignedInRequest, asked: QueryDict) -> QuerySet[Placement]:
    if "all" in asked:
        return placements_listed(request.user, selection_of(request))
    return chosen_by(_chosen(asked))


def _answer(request: SignedInRequest, way: BulkWay, foreseen: Foreseen, *, back: str) -> HttpResponse:
    errors = []
    reason = request.POST.get("reason", "")
    if request.method == "POST" and "confirmed" in request.POST:
        try:
            run = actions.begin_run(way=way, records=foreseen.ready, reason=reason, by=request.user, at=timezone.now())
        except Refusal as refused:
            errors = [words_of(refused)]
        else:
            afterwards(run_bulk.enqueue, run.pk)
            return redirect(run)
    context = {
        "way": way, "label": capfirst(str(way.label)), "foreseen": foreseen, "shown": SHOWN, "errors": errors,
        "reason": reason, "needs_reason": way == BulkWay.CANCEL, "chosen": [row.pk for row in foreseen.ready],
        "of_positions": way in OF_POSITIONS, "back": back, "breadcrumbs": _crumbs(way),
    }  # fmt: skip
    return render(request, "placements/bulk.html", context, status=422 if errors else 200)


def _crumbs(way: str) -> list[tuple[Any, str]]:
    return [(_("Positions"), reverse("placements:positions"))] if way in OF_POSITIONS else crumbs_of()


@never_cache
@login_required
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(BulkRun.objects.select_related("by"), pk=pk, by=request.user)
    if request.method == "POST":
        actions.stop_run(run=found, by=request.user)
        return redirect(found)
    names = {row.pk: row for row in records_of(request.user, found, [failed for failed, _why in found.failures])}
    context: dict[str, Any] = {
        "run": found, "label": capfirst(str(found.get_way_display())), "done_well": found.done - len(found.failures),
        "failures": [(names[number], why) for number, why in found.failures if number in names],
        "of_positions": found.is_of_positions, "breadcrumbs": _crumbs(found.way),
        "back": reverse("placements:positions" if found.is_of_positions else "placements:placements"),
        "progress_title": capfirst(str(found.get_way_display())),
        "progress_text": _("%(done)s of %(total)s looked at.") % {"done": found.done, "total": found.total},
    }  # fmt: skip
    if "part" in request.GET:
        return HttpResponse() if found.is_over else render(request, "placements/bulk_progress.html", context)
    return render(request, "placements/bulk_run.html", context)
