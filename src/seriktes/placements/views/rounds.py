"""One round: how far it is, what it gave, changes by hand, the replay, and its publishing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_number
from seriktes.common.paging import asked_page, page_at
from seriktes.common.refusals import words_of
from seriktes.documents.views.access import download
from seriktes.exchange.exports import export_response
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.placements.actions import publishing
from seriktes.placements.actions import rounds as actions
from seriktes.placements.definitions.choice_refusals import CannotMatch
from seriktes.placements.definitions.rounds import STEPS
from seriktes.placements.enums import CohortState, RoundState
from seriktes.placements.exports.choice import RESULTS
from seriktes.placements.forms.choice import ChangeForm, ConfirmForm
from seriktes.placements.models import Application, Position, Round, RoundResult
from seriktes.placements.queries import access
from seriktes.placements.queries.choice_list import results_listed
from seriktes.placements.queries.markets import market_of, seats_of
from seriktes.placements.queries.results import blocking_in, named
from seriktes.placements.queries.why import told_why
from seriktes.placements.tasks.rounds import replay, tell
from seriktes.placements.views.choice_sight import crumbs_of, round_for
from seriktes.placements.views.sight import act_or_say, form_page
from seriktes.procedures.queries.timeline import timeline_of

PER_PAGE = 50
DONE = (RoundState.FINISHED, RoundState.PUBLISHED)


@never_cache
@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponseBase:
    work = round_for(request, pk)
    is_done = work.state in DONE
    shows = {"": _("All"), "placed": _("with a place"), "unplaced": _("without a place"), "first": _("first choice"),
             "changed": _("changed by hand")}  # fmt: skip
    show = request.GET.get("show", "") if request.GET.get("show", "") in shows else ""
    words = " ".join(request.GET.get("q", "").split())[:200]
    rows = results_listed(work, show, words).order_by("application_id")
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=RESULTS, filename=f"round-{work.number}")
    counts = {code: results_listed(work, code, words).count() for code in shows} if is_done else {}
    page = page_at(asked_page(request), counts.get(show, 0), PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    changes = list(work.changes.select_related("application__student", "before", "after", "by").order_by("-number"))
    context: dict[str, Any] = {
        "round": work, "cohort": work.cohort, "is_done": is_done, "figures": _figures(work) if is_done else [],
        "results": rows[first : first + PER_PAGE] if is_done else [], "shown_page": page, "q": words, "show": show,
        "pills": [{"label": label[:1].upper() + label[1:], "url": f"?show={code}", "count": counts.get(code, 0),
                   "current": code == show} for code, label in shows.items() if counts.get(code) or code in ("", show)],
        "changes": [{"row": one, "pairs": named(one.blocking[:5])} for one in changes],
        "altered": publishing.first_altered(work) if is_done else None,
        "blocking": named(blocking_in(work)[:10]) if is_done else [], "choice": work.cohort.choice,
        "is_stale": work.state == RoundState.FINISHED and _is_stale(work), "failure": _failure(work),
        "may_change": access.may(request.user, access.MATCH, work.cohort) and is_done,
        "may_publish": access.may(request.user, access.MATCH, work.cohort) and _may_publish(work),
        "timeline": timeline_of(work, before=request.GET.get("before", "")) if is_done else None,
        "breadcrumbs": crumbs_of(work), **_progress(work),
    }  # fmt: skip
    return render(request, "placements/round.html", context)


def _figures(work: Round) -> list[dict[str, Any]]:
    figures = work.figures
    mean = figures.get("mean_rank")
    placed = work.results.filter(final__isnull=False).count()
    return [
        {"label": _("students"), "value": format_number(figures["applications"]), "url": "?show="},
        {"label": _("with a place"), "value": format_number(placed), "url": "?show=placed"},
        {"label": _("first choice"), "value": format_number(figures["first_choices"]), "url": "?show=first"},
        {"label": _("mean rank"), "value": format_number(round(mean, 2), 2) if mean is not None else "—", "url": ""},
        {"label": _("places"), "value": format_number(figures["seats"]), "url": ""},
        {"label": _("pairs that block"), "value": format_number(figures["blocking_pairs"]), "url": "#blocking"},
    ]  # fmt: skip


def _is_stale(work: Round) -> bool:
    return market_of(work.cohort, work.limits).digest() != work.inputs_sha256


def _may_publish(work: Round) -> bool:
    wanted = CohortState.RUNNING if work.after_id is not None else CohortState.MATCHING
    return work.state == RoundState.FINISHED and work.cohort.state == wanted


def _failure(work: Round) -> str:
    if work.state != RoundState.FAILED:
        return ""
    reason = work.failure.get("reason", "")
    if reason == "crashed":
        return _("Something unforeseen happened. Try again; if it happens again, tell whoever runs the installation.")
    return str(words_of(CannotMatch(reason, work.failure.get("details", ()))))


def _progress(work: Round) -> dict[str, Any]:
    waits = work.state == RoundState.QUEUED
    return {
        "progress_title": _("Round %(number)s is being matched") % {"number": work.number},
        "progress_text": _("Waiting for its turn.") if waits else str(STEPS.get(work.step, "")),
        "progress_done": work.done, "progress_total": len(STEPS),
        "progress_url": reverse("placements:round_progress", args=[work.pk]),
        "cancel_url": reverse("placements:round_cancel", args=[work.pk]), "is_under_way": work.state in actions.UNDER_WAY,
    }  # fmt: skip


@never_cache
@login_required
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The fragment that the page asks for again; empty when the round is over, whereupon the page loads anew."""
    work = round_for(request, pk)
    if work.state not in actions.UNDER_WAY:
        return HttpResponse()
    return render(request, "placements/round_progress.html", {"round": work, **_progress(work)})


@login_required
@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    work = round_for(request, pk, to_change=True)
    act_or_say(request, lambda: actions.cancel_round(work=work, by=request.user), _("It stops."))
    return redirect(work)


@login_required
@require_POST
def replay_again(request: SignedInRequest, pk: int) -> HttpResponse:
    work = round_for(request, pk)
    try:
        actions.ask_for_replay(work=work, at=timezone.now())
    except CannotMatch as refused:
        messages.error(request, words_of(refused))
    else:
        replay.enqueue(work.pk, request.user.pk)
        messages.info(request, _("The round is played again from its bundle; the page says what came out."))
    return redirect(f"{work.get_absolute_url()}#replay")


@login_required
def bundle(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file for `seriktes-analytics replay`: it names nobody, students and positions are numbers in it."""
    work = round_for(request, pk)
    if not work.bundle or not may_export(request.user):
        raise Http404
    return bundle_response(work)


def may_export(user: Viewer) -> bool:
    return grants_for_user(user).allow_somewhere("exchange.export_records")


def bundle_response(work: Round) -> HttpResponse:
    with work.bundle.open() as stored:
        content = stored.read()
    return download(content, f"round-{work.cohort_id}-{work.number}.zip", "application/zip")


@login_required
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    work = round_for(request, pk, to_change=True)
    if work.state != RoundState.FINISHED:
        messages.info(request, _("This round is not a finished trial."))
        return redirect(work)
    placed = work.results.filter(final__isnull=False).count()
    told = {"placed": format_number(placed), "all": format_number(work.results.count())}
    confirm = _("%(placed)s of %(all)s students get a placement, and every student and host is told by mail. "
                "Publishing cannot be taken back; later changes are made one by one, with a reason.") % told  # fmt: skip

    def act(form: Any) -> None:
        done = publishing.publish_round(
            work=work, by=request.user, at=timezone.now(), expected_version=form.cleaned_data["expected_version"]
        )
        tell.enqueue(done.pk)

    return form_page(
        request, None, ConfirmForm(request.POST or None, version=work.version), act,
        done=_("The match is published. Everybody is told."), back=work.get_absolute_url(), confirm=confirm,
        title=_("Publish the match"), submit=_("Publish the match"), lead=f"{work.cohort} · № {work.number}",
    )  # fmt: skip


@login_required
def change(request: SignedInRequest, pk: int, application: int) -> HttpResponse:
    """One student to another position, or to none: with a reason, signed."""
    work = round_for(request, pk, to_change=True)
    rows = work.results.select_related("application__student", "final__host")
    result: RoundResult = get_object_or_404(rows, application=application)
    if work.state not in DONE:
        raise Http404
    form = ChangeForm(
        request.POST or None,
        places=_places(work, result),
        name=request.user.name or request.user.email,
        version=work.version,
    )
    now = result.final.name if result.final else _("no place")
    return form_page(
        request, None, form,
        lambda sent: publishing.change_by_hand(
            work=work, application=result.application, to=sent.position(), reason=sent.cleaned_data["reason"],
            signed=sent.cleaned_data["signed"], by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
        done=_("Changed, signed and on record."), back=f"{work.get_absolute_url()}#changes", title=_("Change by hand"),
        submit=_("Sign and change"), lead=_("%(student)s, now: %(position)s") % {
            "student": result.application.student.name, "position": now},
        explained=_("The pairs that block then are counted and shown beside the change."),
    )  # fmt: skip


def _places(work: Round, result: RoundResult) -> list[tuple[Position, int]]:
    """Positions with a free place, those that the student ranked first."""
    seats = seats_of(work.cohort)
    if work.state != RoundState.PUBLISHED:
        for place in work.results.filter(final__isnull=False).values_list("final_id", flat=True):
            seats[place] = seats.get(place, 0) - 1
    ranks = dict(result.application.wishes.values_list("position_id", "rank"))
    free = {pk: count for pk, count in seats.items() if count > 0 and pk != result.final_id}
    positions = Position.objects.filter(pk__in=free).select_related("host")
    return [(one, free[one.pk]) for one in sorted(positions, key=lambda one: (ranks.get(one.pk, 10_000), one.pk))]


@login_required
def why(request: SignedInRequest, pk: int, application: int) -> HttpResponse:
    """What the round says to one student, for the office that is asked."""
    work = round_for(request, pk)
    rows = work.results.select_related("application__student", "final__host", "position__host")
    result = get_object_or_404(rows, application=application)
    taking: Application = result.application
    context = {
        "round": work, "result": result, "application": taking, "why": told_why(result),
        "breadcrumbs": [*crumbs_of(work), (_("Round %(number)s") % {"number": work.number}, work.get_absolute_url())],
    }  # fmt: skip
    return render(request, "placements/round_why.html", context)
