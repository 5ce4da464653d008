"""Minutes: written in two languages side by side, approved, corrected."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.refusals import words_of
from seriktes.curriculum.actions import minutes as actions
from seriktes.curriculum.definitions.refusals import CannotMeet
from seriktes.curriculum.enums import MinutesState
from seriktes.curriculum.forms.councils import ConfirmForm, MinutesForm, ReasonForm, part_forms
from seriktes.curriculum.models import Minutes
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.councils import minutes_of
from seriktes.curriculum.queries.meetings import title_of
from seriktes.curriculum.views.council_sight import meeting_crumbs, meeting_for, minutes_for
from seriktes.curriculum.views.sight import Crumbs, form_page
from seriktes.curriculum.workflow import MINUTES


def _crumbs(minutes: Minutes) -> Crumbs:
    return meeting_crumbs(minutes.meeting)


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """One wording; where it corrects another, what differs stands beside it."""
    minutes = minutes_for(request, pk)
    wordings = minutes_of(request.user, minutes.meeting)
    earlier = next((one for one in wordings if one.number == minutes.number - 1), None)
    shown = next(one for one in wordings if one.pk == minutes.pk)
    before = {tuple(row) for row in actions.content_of(earlier)} if earlier else set()
    parts = [
        (part, bool(earlier) and (part.heading_kk, part.heading_ru, part.text_kk, part.text_ru) not in before)
        for part in shown.parts.all()
    ]
    may_keep = access.may(request.user, access.COUNCILS, minutes)
    context = {
        "minutes": shown, "meeting": minutes.meeting, "title": title_of(minutes.meeting), "parts": parts,
        "wordings": wordings, "earlier": earlier, "later": next((one for one in wordings if one.number > minutes.number), None),
        "is_draft": minutes.state == MinutesState.DRAFT, "may_keep": may_keep,
        "may_correct": may_keep and minutes.state == MinutesState.APPROVED
        and not any(one.state == MinutesState.DRAFT for one in wordings),
        "breadcrumbs": _crumbs(minutes),
    }  # fmt: skip
    return render(request, "curriculum/minutes.html", context)


@login_required
@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = meeting_for(request, pk, access.COUNCILS)
    try:
        made = actions.draft_minutes(meeting=meeting, by=request.user, at=timezone.now())
    except CannotMeet as refused:
        messages.error(request, words_of(refused))
        return redirect(meeting)
    return redirect("curriculum:minutes_edit", made.pk)


def _is_frozen(request: SignedInRequest, minutes: Minutes) -> bool:
    """Whoever comes to change approved minutes reads why that cannot be. What was typed before somebody approved them is
    shown again, with the same sentence: the action refuses it."""
    if minutes.state == MinutesState.DRAFT or request.method == "POST":
        return False
    messages.error(request, words_of(CannotMeet("frozen_minutes")))
    return True


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    minutes = minutes_for(request, pk, access.COUNCILS)
    if _is_frozen(request, minutes):
        return redirect("curriculum:minutes", minutes.pk)
    data = request.POST or None
    parts = part_forms(data, minutes)
    form = MinutesForm(data, minutes=minutes)
    wrong = [part for part in parts if data is not None and not part.is_valid()]
    if wrong:
        form.is_valid()
        form.add_error(None, _("Look at the texts: something there is too long."))
    return form_page(
        request, form,
        lambda sent: actions.write_minutes(
            minutes=minutes, parts=[part.part() for part in parts], by=request.user, at=timezone.now(),
            reason=sent.cleaned_data.get("reason"), expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        template="curriculum/minutes_form.html", parts=parts, minutes=minutes,
        title=_("Correct the minutes") if minutes.number > 1 else _("Write the minutes"), submit=_("Save"),
        done=_("Saved. Nobody but your university sees the draft."), eyebrow=title_of(minutes.meeting),
        back=reverse("curriculum:minutes", args=[minutes.pk]), crumbs=_crumbs(minutes),
    )  # fmt: skip


@login_required
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    minutes = minutes_for(request, pk, access.COUNCILS)
    if _is_frozen(request, minutes):
        return redirect("curriculum:minutes", minutes.pk)
    form = ConfirmForm(request.POST or None, initial={"expected_version": minutes.version})
    return form_page(
        request, form,
        lambda sent: actions.approve_minutes(
            minutes=minutes, by=request.user, at=timezone.now(), expected_version=sent.cleaned_data["expected_version"]
        ) and None,
        title=_("Approve the minutes"), submit=_("Approve and freeze"), confirm=MINUTES.transition("approve").confirm,
        done=_("The minutes are approved and frozen. The members are told."), eyebrow=title_of(minutes.meeting),
        back=reverse("curriculum:minutes", args=[minutes.pk]), crumbs=_crumbs(minutes),
    )  # fmt: skip


@login_required
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """A correction of approved minutes: another wording beside the first, with its reason."""
    minutes = minutes_for(request, pk, access.COUNCILS)
    if minutes.state != MinutesState.APPROVED:
        raise Http404
    form = ReasonForm(request.POST or None)
    return form_page(
        request, form,
        lambda sent: reverse(
            "curriculum:minutes_edit",
            args=[actions.correct_minutes(
                meeting=minutes.meeting, reason=sent.cleaned_data["reason"], by=request.user, at=timezone.now()
            ).pk],
        ),
        title=_("Correct the minutes"), submit=_("Begin the correction"), eyebrow=title_of(minutes.meeting),
        confirm=_("The approved wording stays as it is and can be read for ever. Your correction stands beside it, with its "
                  "reason, once it is approved itself."),
        done=_("The correction is begun."), back=reverse("curriculum:minutes", args=[minutes.pk]), crumbs=_crumbs(minutes),
    )  # fmt: skip


@login_required
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """A correction that was begun and is not needed. Afterwards the approved wording is shown."""
    minutes = minutes_for(request, pk, access.COUNCILS)
    if minutes.number == 1:
        raise Http404
    if _is_frozen(request, minutes):
        return redirect("curriculum:minutes", minutes.pk)
    form = ConfirmForm(request.POST or None, initial={"expected_version": minutes.version})
    return form_page(
        request, form,
        lambda sent: reverse(
            "curriculum:minutes",
            args=[actions.drop_correction(
                minutes=minutes, by=request.user, at=timezone.now(), expected_version=sent.cleaned_data["expected_version"]
            ).pk],
        ),
        title=_("Drop the correction"), submit=_("Drop the correction"), danger=True, eyebrow=title_of(minutes.meeting),
        confirm=_("What was written in the correction is deleted. The approved wording stands as it is."),
        done=_("The correction is dropped."), back=reverse("curriculum:minutes", args=[minutes.pk]), crumbs=_crumbs(minutes),
    )  # fmt: skip
