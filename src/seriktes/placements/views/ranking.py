"""The host's page of one position: who wishes it, ranked with ties or not accepted; after the match, who comes and why."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.placements.actions import ranking as actions
from seriktes.placements.actions.ranking_links import bundle_of_documents, documents_of
from seriktes.placements.definitions.choice_refusals import CannotRank
from seriktes.placements.enums import CohortState
from seriktes.placements.forms.ranking import RankingForm
from seriktes.placements.models import HostRanking, Position
from seriktes.placements.queries import access, choice
from seriktes.placements.queries.results import seen_by_host
from seriktes.placements.views.choice_sight import position_for_host, status_of

# Before the lists have closed a host reads nobody's name.
CLOSED = (CohortState.RANKING, CohortState.MATCHING, CohortState.RUNNING, CohortState.ENDED)


@login_required
def page(request: SignedInRequest, pk: int) -> HttpResponse:
    position = position_for_host(request, pk)
    ranks = access.may(request.user, access.OFFER, position) and position.cohort.state in CLOSED
    is_open = ranks and choice.takes_rankings(position, timezone.localdate())
    form, status = None, 200
    if is_open:
        form = RankingForm(request.POST or None, position=position)
        if request.method == "POST" and form.is_valid():
            try:
                actions.rank_applicants(
                    position=position, ranks=form.cleaned_data["ranks"], refused=form.cleaned_data["refused"],
                    by=request.user, at=timezone.now(), expected_version=form.cleaned_data["expected_version"],
                )  # fmt: skip
            except EditedElsewhere as elsewhere:
                form.add_error(None, words_of(elsewhere))
                form.data = {**request.POST.dict(), "expected_version": str(elsewhere.record.version)}
                status = 409
            except CannotRank as refused:
                form.add_error(None, words_of(refused))
            else:
                messages.success(
                    request, _("The order is saved. You can change it until the time for ranking is over.")
                )
                return redirect("placements:ranking", position.pk)
        status = status if status != 200 else status_of(form)
    context = {
        "position": position, "cohort": position.cohort, "form": form, "is_open": is_open, "ranks": ranks,
        "ranking": HostRanking.objects.filter(position=position).first(), "until": choice.ranked_until(position.cohort),
        "applicants": choice.applicants_of(position) if ranks and not is_open else [],
        "is_closed": position.cohort.state in CLOSED, "results": seen_by_host(position) if ranks else None,
        "has_documents": is_open and documents_of(position).exists(),
        "seed": getattr(position.cohort, "choice", None),
        "may_remind": access.may(request.user, access.KEEP, position) and _can_be_asked(position),
        "breadcrumbs": [(_("Applicants"), request.path)],
    }  # fmt: skip
    return render(request, "placements/ranking.html", context, status=status)


def _can_be_asked(position: Position) -> bool:
    return choice.takes_rankings(position, timezone.localdate()) and choice.applicants_of(position).exists()


@login_required
@require_POST
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    position = position_for_host(request, pk)
    if not access.may(request.user, access.KEEP, position):
        raise Http404
    try:
        actions.remind_host(position=position, by=request.user, at=timezone.now())
    except CannotRank as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, _("The host is asked again."))
    if request.POST.get("from") == "choice":
        return redirect("placements:choice", position.cohort_id)
    return redirect("placements:ranking", pk)


@login_required
def documents(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that the applicants handed in, as one ZIP."""
    position = position_for_host(request, pk)
    if not access.may(request.user, access.OFFER, position) or position.cohort.state not in CLOSED:
        raise Http404
    file = bundle_of_documents(position)
    if file is None:
        raise Http404
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
