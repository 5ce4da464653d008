"""One meeting of a council: planned with its agenda, called, answered, held, cancelled."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.refusals import words_of
from seriktes.curriculum.actions import meetings as actions
from seriktes.curriculum.definitions.refusals import CannotMeet
from seriktes.curriculum.enums import Answer, MeetingState, MinutesState
from seriktes.curriculum.forms.councils import AnswerForm, AttendanceForm, MeetingForm, ReasonForm, item_forms
from seriktes.curriculum.models import Council, CouncilMember, Course, Meeting, Minutes
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries import advice as advice_queries
from seriktes.curriculum.queries import councils as queries
from seriktes.curriculum.queries.meetings import calendar_entry, title_of
from seriktes.curriculum.views.council_sight import council_crumbs, council_for, meeting_crumbs, meeting_for
from seriktes.curriculum.views.sight import act_or_say, form_page
from seriktes.curriculum.workflow import MEETING
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.timeline import timeline_of

BEFORE = (MeetingState.PLANNED, MeetingState.CALLED)


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = meeting_for(request, pk)
    permissions = access.permissions_on(request.user, meeting)
    is_inside, may_keep = access.VIEW in permissions, access.COUNCILS in permissions
    now = timezone.now()
    minutes = queries.minutes_of(request.user, meeting)
    advice = advice_queries.with_everything(
        access.advice_visible_to(request.user).filter(meeting=meeting).order_by("number")
    )
    seats = queries.seats_at(meeting)
    is_ahead = meeting.state == MeetingState.CALLED and meeting.starts_at > now
    context = {
        "meeting": meeting, "council": meeting.council, "title": title_of(meeting), "is_inside": is_inside,
        "may_keep": may_keep, "agenda": meeting.agenda.select_related("course"), "seats": seats, "now": now,
        "own_seats": queries.own_seats_at(request.user, meeting) if is_ahead else [],
        "ways": {way.code for way in MEETING.ways_from(meeting.state)} if may_keep else set(),
        "may_hold": meeting.starts_at <= now, "may_edit": may_keep and meeting.state in BEFORE,
        "coming": sum(1 for seat in seats if seat.row and seat.row.answer in (Answer.YES, Answer.DEPUTY)),
        "unreachable": [seat for seat in seats if seat.row and seat.row.unreachable and is_inside],
        "minutes": minutes, "draft": next((one for one in minutes if one.state == "draft"), None),
        "may_correct": may_keep and meeting.state == MeetingState.HELD and may_correct(minutes),
        "may_begin_minutes": may_keep and meeting.state == MeetingState.HELD and not minutes,
        "advice": advice, "may_advise": may_keep and meeting.state == MeetingState.HELD,
        "clocks": OpenClock.objects.about(meeting).order_by("due_at", "pk") if is_inside else [],
        "timeline": timeline_of(meeting, for_partners=not is_inside), "breadcrumbs": council_crumbs(meeting.council),
    }  # fmt: skip
    return render(request, "curriculum/meeting.html", context)


@login_required
def entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """The meeting for one's own calendar."""
    meeting = meeting_for(request, pk)
    url = request.build_absolute_uri(meeting.get_absolute_url())
    response = HttpResponse(calendar_entry(meeting, url), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{meeting.pk}.ics"'
    return response


# --- Planning ---------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    council = council_for(request, pk, access.COUNCILS)
    if council.closed_on is not None:
        raise Http404
    return _planning(request, council, None)


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = meeting_for(request, pk, access.COUNCILS)
    if meeting.state not in BEFORE:
        raise Http404
    return _planning(request, meeting.council, meeting)


def _planning(request: SignedInRequest, council: Council, meeting: Meeting | None) -> HttpResponse:
    """The day, the place and the agenda, in one form."""
    data = request.POST or None
    courses = Course.objects.filter(organisation=council.organisation_id, closed_on__isnull=True).order_by("code", "pk")
    standing = list(meeting.agenda.select_related("programme")) if meeting is not None else []
    items = item_forms(data, standing, courses)
    form = MeetingForm(data, meeting=meeting)
    # Every item is asked, so that all errors are told at once.
    wrong = [item for item in items if data is not None and not item.is_valid()]

    def act(sent: Any) -> str | None:
        agenda = [item.item() for item in items]
        if meeting is None:
            made = actions.plan_meeting(
                council=council, values=sent.values(), agenda=agenda, by=request.user, at=timezone.now()
            )
            return made.get_absolute_url()
        actions.change_meeting(
            meeting=meeting, values=sent.values(), agenda=agenda, by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        )  # fmt: skip
        return None

    if wrong:
        form.is_valid()
        form.add_error(None, _("Look at the agenda: something there is too long."))
    is_called = meeting is not None and meeting.state == MeetingState.CALLED
    return form_page(
        request, form, act, template="curriculum/meeting_form.html", items=items, council=council,
        title=_("Change the meeting") if meeting else _("Plan a meeting"), submit=_("Save"),
        done=_("Saved. Whoever was invited gets the new invitation.") if is_called else _("Saved."),
        confirm=_("The members were invited: each change is sent to them, and another time asks them anew.")
        if is_called else "",
        back=meeting.get_absolute_url() if meeting else council.get_absolute_url(), eyebrow=council.name,
        crumbs=meeting_crumbs(meeting) if meeting else council_crumbs(council),
    )  # fmt: skip


# --- Ways -------------------------------------------------------------------------------------------------------------
@login_required
@require_POST
def call(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = meeting_for(request, pk, access.COUNCILS)
    act_or_say(
        request, lambda: actions.call_meeting(meeting=meeting, by=request.user, at=timezone.now()),
        _("The members are invited by mail, each with a calendar entry and a link to answer by."),
    )  # fmt: skip
    return redirect(meeting)


@login_required
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = meeting_for(request, pk, access.COUNCILS)
    if meeting.state not in BEFORE:
        raise Http404
    form = ReasonForm(request.POST or None, initial={"expected_version": meeting.version})
    return form_page(
        request, form,
        lambda sent: actions.cancel_meeting(
            meeting=meeting, reason=sent.cleaned_data["reason"], by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Cancel the meeting"), submit=_("Cancel the meeting"), danger=True, done=_("The meeting is cancelled."),
        confirm=MEETING.transition("cancel").confirm, back=meeting.get_absolute_url(), crumbs=meeting_crumbs(meeting),
        eyebrow=title_of(meeting),
    )  # fmt: skip


@login_required
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = meeting_for(request, pk, access.COUNCILS)
    if meeting.state not in BEFORE or meeting.starts_at > timezone.now():
        raise Http404
    return _who_came(
        request,
        meeting,
        actions.hold_meeting,
        title=_("Who came"),
        done=_("The meeting was held. Now write the minutes."),
    )


@login_required
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was recorded wrongly, until the minutes are approved."""
    meeting = meeting_for(request, pk, access.COUNCILS)
    if meeting.state != MeetingState.HELD:
        raise Http404
    if request.method != "POST" and not may_correct(queries.minutes_of(request.user, meeting)):
        messages.error(request, words_of(CannotMeet("attendance_stands")))
        return redirect(meeting)
    return _who_came(
        request,
        meeting,
        actions.correct_attendance,
        title=_("Correct the attendance"),
        done=_("The attendance is corrected."),
    )


def may_correct(minutes: Sequence[Minutes]) -> bool:
    return all(one.state == MinutesState.DRAFT for one in minutes)


def _who_came(
    request: SignedInRequest, meeting: Meeting, act: Callable[..., Meeting], *, title: str, done: str
) -> HttpResponse:
    day = timezone.localdate(meeting.starts_at)
    seats = [
        seat for seat in queries.seats_at(meeting)
        if seat.member.sits_on(day) or (seat.row is not None and seat.row.came is not None)
    ]  # fmt: skip
    form = AttendanceForm(
        request.POST or None, members=[seat.member for seat in seats],
        answers={seat.member.pk: seat.row for seat in seats if seat.row}, initial={"expected_version": meeting.version},
    )  # fmt: skip
    return form_page(
        request, form,
        lambda sent: act(
            meeting=meeting, came=sent.came(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        template="curriculum/attendance_form.html", title=title, submit=_("Save"), eyebrow=title_of(meeting), done=done,
        back=meeting.get_absolute_url(), crumbs=meeting_crumbs(meeting), quorum=meeting.council.quorum,
    )  # fmt: skip


@login_required
def answer(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponse:
    """Of whoever has an account: by the post held, in person, or for the own body."""
    meeting = meeting_for(request, pk)
    own = {seat.member.pk: seat for seat in queries.own_seats_at(request.user, meeting)}
    if member_pk not in own or meeting.starts_at <= timezone.now():
        raise Http404
    member = get_object_or_404(CouncilMember, pk=member_pk)
    row = own[member_pk].row
    initial = {"answer": row.answer, "deputy": row.deputy, "note": row.note} if row else {}
    form = AnswerForm(request.POST or None, initial=initial)
    return form_page(
        request, form,
        lambda sent: actions.answer_invitation(
            meeting=meeting, member=member, by=request.user, at=timezone.now(), **sent.cleaned_data
        ) and None,
        title=_("Answer the invitation"), submit=_("Send"), done=_("Thank you. The council sees your answer."),
        eyebrow=title_of(meeting), back=meeting.get_absolute_url(), crumbs=meeting_crumbs(meeting),
    )  # fmt: skip
