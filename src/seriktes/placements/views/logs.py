"""The student's log: a page that opens on today, one line a task, in a few taps."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_amount, format_day
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.placements.actions.entries import add_entry, change_entry, remove_entry
from seriktes.placements.definitions.plan import NOUGHT
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import WeekState
from seriktes.placements.forms.logs import LOG_FIELDS, LogForm
from seriktes.placements.models import LogEntry, Placement
from seriktes.placements.queries.access import TAKE_PART
from seriktes.placements.queries.logs import (
    days_of,
    last_day,
    live_tasks,
    log_on,
    plan_against_log,
    takes_hours,
    task_words,
)

SHOWN_DAYS = 7


@login_required
@sent_once
def log(request: SignedInRequest) -> HttpResponse:
    """Opens on today with the placement under way."""
    today = timezone.localdate()
    open_ones = log_on(request.user, today)
    if not open_ones:
        return _nothing_to_log(request)
    asked = whole_number(request.POST.get("placement", request.GET.get("placement", "")))
    placement = next((one for one in open_ones if one.pk == asked), open_ones[0])
    if asked is not None and placement.pk != asked:
        raise Http404
    form = LogForm(
        request.POST or None, tasks=list(live_tasks(placement)), initial={"day": _day(request, placement, today)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry = add_entry(
                placement=placement, day=form.cleaned_data["day"], task=form.task_number, hours=form.number,
                note=form.cleaned_data["note"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refused:
            form.add_error(LOG_FIELDS.get(refused.reason), words_of(refused))
        else:
            told = {"hours": format_amount(entry.hours, unit="hours"), "task": task_words(entry)}
            messages.success(request, _("Saved: %(hours)s, %(task)s.") % told)
            return redirect(_address(placement, entry.day, today))
    day = (form.cleaned_data.get("day") if form.is_bound else None) or _day(request, placement, today)
    context = _context(placement, day, today) | {"form": form, "others": [o for o in open_ones if o.pk != placement.pk]}
    return render(request, "placements/log.html", context, status=422 if form.is_bound and form.errors else 200)


def _nothing_to_log(request: SignedInRequest) -> HttpResponse:
    """Whoever never takes part anywhere has no such page."""
    mine = Placement.objects.filter(student__user=request.user).order_by("-ends_on").first()
    if mine is None and not request.user.has_perm(TAKE_PART):
        raise Http404
    return render(request, "placements/log_nothing.html", {"mine": mine})


def _day(request: SignedInRequest, placement: Placement, today: date) -> date:
    """The day asked for, else today; of a placement that is over or has not begun, its nearest day."""
    return max(placement.starts_on, min(_day_in(request.GET) or today, last_day(placement)))


def _day_in(sent: QueryDict) -> date | None:
    """None where it is no day, also one as 31 February."""
    try:
        return parse_date(sent.get("day", ""))
    except ValueError:
        return None


def _address(placement: Placement, day: date, today: date) -> str:
    query = {"placement": placement.pk} | ({"day": day.isoformat()} if day != today else {})
    return f"{reverse('placements:log')}?{urlencode(query)}"


def _context(placement: Placement, day: date, today: date) -> dict[str, Any]:
    last = min(max(day, min(today, last_day(placement))), day + timedelta(days=SHOWN_DAYS - 1))
    days = days_of(placement, last - timedelta(days=SHOWN_DAYS - 1), last)
    shown = next(one for one in days if one.day == day)
    strip = [
        {"day": one.day, "hours": one.hours, "url": _address(placement, one.day, today), "is_current": one.day == day,
         "is_outside": not placement.starts_on <= one.day <= last_day(placement), "is_ahead": one.day > today}
        for one in days
    ]  # fmt: skip
    before = day - timedelta(days=1)
    is_closed = any(
        entry.week.state != WeekState.OPEN for one in days for entry in one.entries if _same_week(one.day, day)
    )
    return {
        "placement": placement, "day": day, "today": today, "lines": shown.entries, "total": shown.hours, "strip": strip,
        "plan": plan_against_log(placement), "is_closed": is_closed,
        "earlier": _address(placement, before, today) if before >= placement.starts_on else "",
        "later": _address(placement, day + timedelta(days=1), today) if day < min(today, last_day(placement)) else "",
    }  # fmt: skip


def _same_week(one: date, other: date) -> bool:
    return one.isocalendar()[:2] == other.isocalendar()[:2]


# --- One line ---------------------------------------------------------------------------------------------------------
def _own_line(request: SignedInRequest, pk: int) -> LogEntry:
    """A line of the own log; nobody else has a way to change it."""
    rows = LogEntry.objects.filter(placement__student__user=request.user)
    return get_object_or_404(
        rows.select_related("placement__cohort__programme", "placement__host", "task", "week"), pk=pk
    )


@login_required
def line(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _own_line(request, pk)
    placement = entry.placement
    if not takes_hours(placement, timezone.localdate()):
        raise Http404
    form = LogForm(request.POST or None, tasks=list(live_tasks(placement)), entry=entry)
    back = _address(placement, entry.day, timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            change_entry(
                entry=entry, task=form.task_number, hours=form.number, note=form.cleaned_data["note"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refused:
            form.add_error(LOG_FIELDS.get(refused.reason), words_of(refused))
        else:
            messages.success(request, _("The line is changed."))
            return redirect(back)
    context = {"form": form, "entry": entry, "placement": placement, "day": entry.day, "back": back,
               "is_closed": entry.week.state != WeekState.OPEN}  # fmt: skip
    return render(request, "placements/log_line.html", context, status=422 if form.is_bound and form.errors else 200)


@login_required
@require_POST
def line_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _own_line(request, pk)
    try:
        remove_entry(entry=entry, by=request.user, at=timezone.now())
    except Refusal as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, _("The line of %(day)s is taken out.") % {"day": format_day(entry.day)})
    return redirect(_address(entry.placement, entry.day, timezone.localdate()))


@login_required
@require_POST
def like_before(request: SignedInRequest) -> HttpResponse:
    """The day like the last one that was logged: one tap. What stands already is left as it is."""
    today = timezone.localdate()
    asked = whole_number(request.POST.get("placement", ""))
    placement = next((one for one in log_on(request.user, today) if one.pk == asked), None)
    day = _day_in(request.POST)
    if placement is None or day is None:
        raise Http404
    last = LogEntry.objects.filter(placement=placement, day__lt=day).order_by("-day").values_list("day", flat=True)[:1]
    hours = NOUGHT
    try:
        for entry in LogEntry.objects.filter(placement=placement, day__in=last, task__dropped_at__isnull=True):
            add_entry(
                placement=placement, day=day, task=entry.task_id, hours=entry.hours, by=request.user, at=timezone.now()
            )
            hours += entry.hours
    except Refusal as refused:
        messages.error(request, words_of(refused))
    if hours:
        messages.success(request, _("Saved: %(hours)s.") % {"hours": format_amount(Decimal(hours), unit="hours")})
    return redirect(_address(placement, day, today))
