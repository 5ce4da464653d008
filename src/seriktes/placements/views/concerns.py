"""Confidential reports: raised by a student, handled by the university's confidential contacts, seen by nobody else."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.common.refusals import words_of
from seriktes.placements.actions.concerns import Report, add_words, answer_concern, raise_concern
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import ConcernState
from seriktes.placements.forms.concerns import ConcernForm, HandlerForm, WordsForm
from seriktes.placements.models import Placement
from seriktes.placements.queries.concerns import concerns_visible_to, handled_at, notes_for, readings_of
from seriktes.procedures.definitions.clocks import ClockReading
from seriktes.procedures.definitions.remaining import chip_state, left_words

PER_PAGE = 50


@never_cache
@login_required
@sent_once
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    """By the student of the placement alone, whatever its state."""
    rows = Placement.objects.filter(student__user=request.user).select_related(
        "cohort__programme__organisation", "host", "position"
    )
    placement = get_object_or_404(rows, pk=pk)
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        report = Report(data["kind"], data["text"], is_nameless=data["is_nameless"], in_danger=data["in_danger"])
        try:
            made = raise_concern(placement=placement, report=report, by=request.user, at=timezone.now())
        except Refusal as refused:
            form.add_error("text", words_of(refused))
        else:
            messages.success(
                request, _("Your report is with the confidential contact of your university, and with nobody else.")
            )
            return redirect(made)
    context = {"form": form, "placement": placement, "organisation": placement.cohort.programme.organisation}
    return render(request, "placements/concern_new.html", context, status=422 if form.is_bound and form.errors else 200)


@never_cache
@login_required
def listing(request: SignedInRequest) -> HttpResponse:
    """What one has raised, and what one handles."""
    rows = concerns_visible_to(request.user)
    handles = handled_at(request.user)
    if not handles and not rows.exists():
        raise Http404
    total = rows.count()
    page = page_at(asked_page(request), total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    shown = list(
        rows.select_related("placement__student", "placement__host", "placement__position").order_by(
            "-state", "raised_at", "pk"
        )[first : first + PER_PAGE]
    )
    now = timezone.now()
    clocks = readings_of(shown, now)
    told = [
        {"concern": one, "is_own": one.placement.student.user_id == request.user.pk, **_clock(clocks.get(one.pk), now)}
        for one in shown
    ]
    context = {"rows": told, "total": total, "shown_page": page, "handles": bool(handles)}
    return render(request, "placements/concerns.html", context)


def _clock(reading: ClockReading | None, now: datetime) -> dict[str, str]:
    """What the chip of a clock shows; nothing where none runs."""
    return {"clock": chip_state(reading, now), "left": left_words(reading, now)} if reading else {}


@never_cache
@login_required
@sent_once
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = concerns_visible_to(request.user).select_related(
        "placement__student", "placement__host", "placement__position", "organisation"
    )
    concern = get_object_or_404(rows, pk=pk)
    is_own = concern.placement.student.user_id == request.user.pk
    # Whoever handles reports and is the student of this one reads it as the student.
    is_handler = not is_own
    form = (HandlerForm if is_handler else WordsForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now, text = timezone.now(), form.cleaned_data["text"]
        try:
            if is_handler:
                way = form.cleaned_data["way"]
                answer_concern(
                    concern=concern, text=text, by=request.user, at=now, closes=way == HandlerForm.CLOSE,
                    is_internal=way == HandlerForm.NOTE,
                )  # fmt: skip
            else:
                add_words(concern=concern, text=text, by=request.user, at=now)
        except Refusal as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(concern)
    now = timezone.now()
    context = {
        "concern": concern, "placement": concern.placement, "notes": notes_for(concern, is_handler=is_handler),
        "is_handler": is_handler, "form": form, "is_open": concern.state == ConcernState.OPEN,
        **_clock(readings_of([concern], now).get(concern.pk), now),
    }  # fmt: skip
    return render(request, "placements/concern.html", context, status=422 if form.is_bound and form.errors else 200)
