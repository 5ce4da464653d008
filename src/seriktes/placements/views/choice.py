"""The university's page of a cohort's choice: how far students and hosts are, reminders, rounds; and the list of
applications."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_number
from seriktes.common.once import sent_once
from seriktes.common.packs import get_pack
from seriktes.common.paging import MOST, asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.exchange.exports import export_response
from seriktes.placements.actions import leaving, ranking
from seriktes.placements.actions.rounds import published_round, start_round
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import ApplicationState, CohortState
from seriktes.placements.exports.choice import APPLICATIONS
from seriktes.placements.forms.choice import FurtherForm, RoundForm
from seriktes.placements.models import Cohort
from seriktes.placements.queries import access
from seriktes.placements.queries.choice_list import (
    PILLS,
    PLACED,
    UNPLACED,
    ApplicationSelection,
    applications_listed,
    figures_of_choice,
    pill_counts,
    positions_with_applicants,
    sees_own_alone,
    with_everything,
    with_partners,
)
from seriktes.placements.queries.markets import couples_agreed
from seriktes.placements.queries.results import left_over, places_left
from seriktes.placements.tables.choice import PER_PAGE, ApplicationTable
from seriktes.placements.tasks.rounds import match, tell_further
from seriktes.placements.views.applications import cohorts_open_to
from seriktes.placements.views.choice_sight import cohort_for, crumbs_of, status_of
from seriktes.placements.views.sight import form_page

LABELS: dict[str, Any] = {
    "": gettext_lazy("All"), **dict(ApplicationState.choices), PLACED: gettext_lazy("with a place"),
    UNPLACED: gettext_lazy("without a place"),
}  # fmt: skip
POSITIONS_SHOWN = 300
# So many rows are read faster than a filter is filled in.
FEW = 15


# --- The list ---------------------------------------------------------------------------------------------------------
@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    selection = ApplicationSelection(
        show=request.GET.get("show", "") if request.GET.get("show", "") in PILLS else "",
        cohort=whole_number(request.GET.get("cohort", "")), position=whole_number(request.GET.get("position", "")),
        q=" ".join(request.GET.get("q", "").split())[:200],
    )  # fmt: skip
    own = sees_own_alone(request.user)
    table = ApplicationTable([], order_by=request.GET.get("sort") or "-changed_at", request=request, is_own=own)
    rows = with_everything(table.ordered(applications_listed(request.user, selection)))
    if "format" in request.GET:
        return export_response(request, rows=with_partners(rows), columns=APPLICATIONS, filename="applications")
    counts = pill_counts(request.user, selection)
    total = counts[selection.show]
    page = page_at(asked_page(request), min(total, MOST), PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    context = {
        "table": table, "body": table.body(rows[first : first + PER_PAGE]) if total else "", "shown_page": page,
        "selection": selection, "pills": _pills(request, selection, counts), "total": total, "caption": _("Applications"),
        "open_cohorts": cohorts_open_to(request), "has_more": total > MOST,
        "is_narrowed": selection != ApplicationSelection(), "choices": _choices_of(request),
        "may_import": bool(access.own_organisations(request.user, access.KEEP)) and request.user.has_perm("exchange.import_records"),
        "with_filters": not own or bool(selection.q) or total > FEW,
    }  # fmt: skip
    return render(request, "placements/applications.html", context)


def _choices_of(request: SignedInRequest) -> list[Cohort]:
    """Cohorts whose choice the reader conducts."""
    kept = access.own_organisations(request.user, access.MATCH)
    rows = Cohort.objects.filter(
        programme__organisation__in=kept,
        state__in=[CohortState.OPEN, CohortState.RANKING, CohortState.MATCHING, CohortState.RUNNING],
    )
    return list(rows.select_related("programme").order_by("applications_until", "pk")[:12])


def _pills(
    request: SignedInRequest, selection: ApplicationSelection, counts: Mapping[str, int]
) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    found = []
    for code in PILLS:
        if counts[code] or code in ("", selection.show):
            query = rest.copy()
            if code:
                query["show"] = code
            found.append({"label": capfirst(str(LABELS[code])), "url": f"?{query.urlencode()}", "count": counts[code],
                          "current": code == selection.show})  # fmt: skip
    return found


# --- One cohort -------------------------------------------------------------------------------------------------------
@login_required
def page(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_for(request, pk)
    is_after = cohort.state == CohortState.RUNNING
    rounds = list(cohort.rounds.select_related("by", "after").order_by("-number"))
    positions = list(positions_with_applicants(cohort)[:POSITIONS_SHOWN])
    may_match = cohort.state == CohortState.MATCHING or (is_after and published_round(cohort) is not None)
    left = left_over(cohort).count() if is_after else 0
    context = {
        "cohort": cohort, "figures": figures_of_choice(cohort), "rounds": rounds, "positions": positions,
        "not_ranked": [one for one in positions if getattr(one, "ranking", None) is None or one.ranking.ranked_at is None],
        "choice": getattr(cohort, "choice", None), "is_ranking": cohort.state == CohortState.RANKING,
        "may_match": may_match, "form": _round_form(cohort) if may_match else None, "is_after": is_after, "left": left,
        "places": places_left(cohort) if is_after and left else [], "couples": couples_agreed(cohort),
        "has_published": published_round(cohort) is not None, "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    return render(request, "placements/choice.html", context)


def _round_form(cohort: Cohort, data: Any = None) -> RoundForm:
    language = get_language() or "kk"
    names = {region.code: region.name(language) for region in get_pack().regions}
    return RoundForm(data, cohort=cohort, couples=couples_agreed(cohort), region_names=names)


@login_required
@require_POST
@sent_once
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_for(request, pk)
    form = _round_form(cohort, request.POST)
    if form.is_valid():
        try:
            made = start_round(
                cohort=cohort, objective=form.cleaned_data["objective"], limits=form.limits(), by=request.user,
                at=timezone.now(), is_further=cohort.state == CohortState.RUNNING,
            )  # fmt: skip
        except Refusal as refused:
            form.add_error(None, words_of(refused))
        else:
            match.enqueue(made.pk)
            return redirect(made)
    context = {"cohort": cohort, "form": form, "breadcrumbs": crumbs_of(cohort)}
    return render(request, "placements/round_new.html", context, status=status_of(form))


@login_required
@require_POST
def remind_all(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_for(request, pk, access.KEEP)
    told, silent = ranking.remind_all(cohort=cohort, by=request.user, at=timezone.now())
    words = ngettext("%(count)s host is asked again.", "%(count)s hosts are asked again.", told) % {
        "count": format_number(told)
    }
    messages.success(request, words) if told else messages.info(request, _("There is nobody to remind."))
    if silent:
        messages.warning(
            request,
            ngettext(
                "%(count)s position has no address to write to.",
                "%(count)s positions have no address to write to.",
                silent,
            )
            % {"count": format_number(silent)},
        )
    return redirect("placements:choice", cohort.pk)


@login_required
def further(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_for(request, pk)

    def act(form: Any) -> None:
        leaving.open_further(cohort=cohort, until=form.cleaned_data["until"], by=request.user, at=timezone.now())
        tell_further.enqueue(cohort.pk)

    return form_page(
        request, None, FurtherForm(request.POST or None), act,
        done=_("The lists are open again for those without a place, and they are told."), title=_("Open further lists"),
        submit=_("Open"), back=f"/placements/cohorts/{cohort.pk}/choice/", lead=str(cohort),
        explained=_("Whoever has a place keeps it. The same seed of the lottery holds."),
    )  # fmt: skip


@login_required
@require_POST
def ask_again(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_for(request, pk)
    try:
        asked = leaving.ask_hosts_again(cohort=cohort, by=request.user, at=timezone.now())
    except Refusal as refused:
        messages.error(request, words_of(refused))
    else:
        words = ngettext("%(count)s host is asked.", "%(count)s hosts are asked.", asked) % {
            "count": format_number(asked)
        }
        messages.success(request, words)
    return redirect("placements:choice", cohort.pk)
