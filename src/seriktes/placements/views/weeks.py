"""Weeks of logs: what waits for a word, one week with the words on it, and what may be said or decided."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_day, format_number
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.exchange.exports import export_response
from seriktes.placements.actions.several_weeks import Confirmed, confirm_weeks
from seriktes.placements.actions.words import (
    Other,
    Voice,
    accept_word,
    decide_week,
    give_word,
    hours_in,
    reopen_week,
)
from seriktes.placements.definitions.plan import NOUGHT, latest_ripe
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Speaker, WeekState
from seriktes.placements.exports.logs import LOG_COLUMNS
from seriktes.placements.forms.logs import DecideForm, LinesForm, WhyForm
from seriktes.placements.models import LogEntry, LogWeek, Placement, WeekWord
from seriktes.placements.queries.logs import (
    WITH_RULE,
    WORDED_IN,
    acts_as,
    do_words_differ,
    hours_by_task,
    hours_outside,
    is_counted,
    last_day,
    lines_of,
    logged_weeks,
    other_hours_agreed,
    plan_against_log,
    sums_of,
    supervises_anybody,
    weeks_to_confirm,
    weeks_to_settle,
    weeks_visible_to,
    with_people,
)
from seriktes.placements.queries.placements import ACADEMIC, HOST, KEEPER, STUDENT
from seriktes.placements.queries.supervision import knows_loads, knows_own_load
from seriktes.placements.views.plans import may_plan
from seriktes.placements.views.sight import crumbs_of, form_page, placement_for

PER_PAGE = 50
DECIDES = frozenset({ACADEMIC, KEEPER})


def week_for(request: SignedInRequest, pk: int) -> LogWeek:
    week: LogWeek = get_object_or_404(weeks_visible_to(request.user), pk=pk)
    week.placement = with_people(Placement.objects.all()).select_related(WITH_RULE).get(pk=week.placement_id)
    return week


def ways_on(week: LogWeek, parts: frozenset[str], words: list[WeekWord], email: str) -> list[str]:
    """What somebody may do with a week now."""
    ways = []
    spoken = any(word.email == email for word in words)
    speaks = parts & {HOST, ACADEMIC} and not spoken and week.placement.state in WORDED_IN
    if speaks and week.state != WeekState.DECIDED and week.hours and is_ripe(week):
        ways += ["confirm", "dispute"]
    if STUDENT in parts and week.state == WeekState.DISPUTED:
        ways.append("accept")
    if parts & DECIDES and week.state == WeekState.DISPUTED:
        ways.append("decide")
    if parts & DECIDES and week.state != WeekState.OPEN:
        ways.append("reopen")
    return ways


def is_ripe(week: LogWeek) -> bool:
    return week.monday <= latest_ripe(timezone.localdate())


@login_required
def week(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = week_for(request, pk)
    parts = acts_as(request.user, shown.placement)
    entries = lines_of([shown], every=True)[shown.pk]
    inside = [entry for entry in entries if is_counted(shown.placement, entry.day)]
    words = list(shown.words.prefetch_related("lines"))
    live = [word for word in words if word.set_aside_at is None]
    said = [(word, hours_in(word, entries)) for word in live]
    rows = [
        {"entry": entry, "said": [(word, hours[entry.pk]) for word, hours in said],
         "differs": any(hours[entry.pk] != entry.hours for _word, hours in said),
         "is_outside": not is_counted(shown.placement, entry.day)}
        for entry in entries
    ]  # fmt: skip
    ways = ways_on(shown, parts, live, request.user.email.casefold())
    context = {
        "week": shown, "placement": shown.placement, "rows": rows, "words": words, "live": live,
        "agreed": other_hours_agreed(inside) if "confirm" in ways else None,
        "differ": shown.state == WeekState.DISPUTED and do_words_differ(live),
        "by_task": hours_by_task(inside), "outside": len(entries) - len(inside), "last_day": last_day(shown.placement),
        "log": sums_of(shown.placement), "ways": ways,
        "breadcrumbs": crumbs_of(shown.placement),
    }  # fmt: skip
    return render(request, "placements/week.html", context)


@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    shown = week_for(request, pk)
    parts = acts_as(request.user, shown.placement)
    live = [word for word in shown.words.all() if word.set_aside_at is None]
    may_ever = {"confirm": parts & {HOST, ACADEMIC}, "dispute": parts & {HOST, ACADEMIC}, "accept": parts & {STUDENT},
                "decide": parts & DECIDES, "reopen": parts & DECIDES}  # fmt: skip
    if not may_ever.get(way):
        raise Http404
    if way not in ways_on(shown, parts, live, request.user.email.casefold()):
        messages.error(request, _("The week stands otherwise by now."))
        return redirect(shown)
    if way in ("confirm", "accept"):
        return _at_once(request, shown, parts, way)
    return _with_form(request, shown, parts, way)


def voice_of(request: SignedInRequest, parts: frozenset[str]) -> Voice:
    return Voice.of(request.user, Speaker.HOST if HOST in parts else Speaker.UNIVERSITY)


def _at_once(request: SignedInRequest, shown: LogWeek, parts: frozenset[str], way: str) -> HttpResponse:
    """Buttons without a form; opened by an address they only lead to the page."""
    if request.method == "POST":
        try:
            if way == "confirm":
                give_word(week=shown, voice=voice_of(request, parts), at=timezone.now(), seen=_seen(request))
            else:
                accept_word(week=shown, by=request.user, at=timezone.now())
        except Refusal as refused:
            messages.error(request, words_of(refused))
        else:
            messages.success(request, _("It is on record."))
    return redirect(shown)


def _seen(request: SignedInRequest) -> int | None:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None


def _with_form(request: SignedInRequest, shown: LogWeek, parts: frozenset[str], way: str) -> HttpResponse:
    entries = lines_of([shown])[shown.pk]
    now = timezone.now()
    told: dict[str, Any] = {"back": shown.get_absolute_url(), "week": shown}
    if way == "dispute":
        return form_page(
            request, shown.placement, LinesForm(request.POST or None, lines=entries),
            lambda form: give_word(
                week=shown, voice=voice_of(request, parts), at=now, others=others_in(form, entries), seen=_seen(request)
            ),
            title=_("Other hours"), submit=_("Put on record"), done=_("It is on record."), template="placements/week_form.html",
            lead=_("Change the hours that were otherwise and say why. Lines that you leave as they stand are confirmed."),
            **told,
        )  # fmt: skip
    if way == "decide":
        return form_page(
            request, shown.placement, DecideForm(request.POST or None, lines=entries),
            lambda form: decide_week(
                week=shown, hours={entry.pk: form.hours_of(entry) for entry in entries},
                reason=form.cleaned_data["reason"], by=request.user, at=now,
            ),
            title=_("Decide which hours count"), submit=_("Decide"), done=_("Decided. The student is told."),
            template="placements/week_form.html", lead=_("Every word stays on record beside your decision."), **told,
        )  # fmt: skip
    return form_page(
        request, shown.placement, WhyForm(request.POST or None),
        lambda form: reopen_week(week=shown, reason=form.cleaned_data["reason"], by=request.user, at=now),
        title=_("Open the week again"), submit=_("Open again"), done=_("The week is open again. The student is told."),
        lead=_("The student can correct the log, and the supervisor is asked again. The words that were given stay on record."),
        **told,
    )  # fmt: skip


def others_in(form: LinesForm, entries: list[LogEntry]) -> Mapping[int, Other]:
    """The lines that have other hours than those that stand."""
    return {
        entry.pk: Other(form.hours_of(entry), form.cleaned_data.get(f"reason_{entry.pk}", ""))
        for entry in entries
        if form.hours_of(entry) != entry.standing_hours
    }


# --- Lists ------------------------------------------------------------------------------------------------------------
@login_required
def waiting(request: SignedInRequest) -> HttpResponse:
    """For supervisors: weeks that wait for their word or their decision; those for a word are confirmed several at once."""
    to_confirm, to_decide = weeks_to_confirm(request.user, timezone.localdate()), weeks_to_settle(request.user)
    supervises = any(
        request.user.has_perm(f"placements.{code}") for code in ("supervise", "view_own", "offer_positions")
    )
    if not supervises and not supervises_anybody(request.user) and not to_confirm.exists() and not to_decide.exists():
        raise Http404
    if request.method == "POST":
        return _confirm_several(request)
    found = LogWeek.objects.filter(Q(pk__in=to_confirm.values("pk")) | Q(pk__in=to_decide.values("pk")))
    total = found.count()
    page = page_at(asked_page(request), total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    people = ("placement__student", "placement__host", f"placement__{WITH_RULE}")
    rows = found.select_related(*people).order_by("monday", "pk")
    weeks = list(rows[first : first + PER_PAGE])
    lines = lines_of(weeks)
    context = {
        "weeks": [
            (week, hours_by_task(lines[week.pk]), sums_of(week.placement), week.state == WeekState.OPEN) for week in weeks
        ],
        "total": total, "shown_page": page,
        "actions": [{"label": _("Confirm as logged"), "value": "confirm", "icon": "check"}]
        if any(week.state == WeekState.OPEN for week in weeks) else [],
        "sees_own": knows_own_load(request.user), "sees_load": knows_loads(request.user),
    }  # fmt: skip
    return render(request, "placements/weeks.html", context)


def _confirm_several(request: SignedInRequest) -> HttpResponse:
    try:
        found = confirm_weeks(seen=_seen_of_each(request), by=request.user, at=timezone.now())
    except Refusal as refused:
        messages.error(request, words_of(refused))
    else:
        _tell_of_several(request, found)
    return redirect("placements:weeks")


def _seen_of_each(request: SignedInRequest) -> dict[int, int]:
    """The ticked weeks, each with the version that the page showed; what is none is left out."""
    seen = {}
    for one in request.POST.getlist("chosen")[:PER_PAGE]:
        week, _mark, version = one.partition(":")
        if (pk := whole_number(week)) is not None and (number := whole_number(version)) is not None:
            seen[pk] = number
    return seen


def _tell_of_several(request: SignedInRequest, found: Confirmed) -> None:
    if count := len(found.done):
        done = ngettext("%(count)s week is confirmed.", "%(count)s weeks are confirmed.", count)
        messages.success(request, done % {"count": format_number(count)})
    for week, refused in found.refused:
        told = {"student": week.placement.student.name, "date": format_day(week.monday), "why": words_of(refused)}
        messages.error(request, _("%(student)s, week from %(date)s: %(why)s") % told)
    if found.gone:
        gone = ngettext(
            "%(count)s week waits for your word no more and was left as it is.",
            "%(count)s weeks wait for your word no more and were left as they are.",
            found.gone,
        )
        messages.warning(request, gone % {"count": format_number(found.gone)})


@login_required
def logs_of(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The plan against the log of one placement, with its weeks; for all who see the placement."""
    placement = placement_for(request, pk)
    if "format" in request.GET:
        rows = (
            LogEntry.objects.filter(placement=placement)
            .select_related("task", "week", "placement")
            .order_by("day", "pk")
        )
        return export_response(request, rows=rows, columns=LOG_COLUMNS, filename=f"log-{placement.pk}")
    parts = acts_as(request.user, placement)
    plan = plan_against_log(placement)
    context = {
        "placement": placement, "plan": plan, "weeks": logged_weeks(placement), "parts": parts,
        "outside": hours_outside(placement),
        "more": max(plan.hours - placement.hours, NOUGHT) if placement.hours else NOUGHT,
        "may_plan": may_plan(parts, placement), "is_student": STUDENT in parts,
        "changes": placement.plan_changes.select_related("by")[:5],
    }  # fmt: skip
    return render(request, "placements/logs_of.html", context)
