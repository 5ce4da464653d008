"""The page of a seat: what a member of a council without an account reads, by the secret link of the letters."""

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from seriktes.common.api.limits import Rate, address_of, count_request
from seriktes.common.models import Languages
from seriktes.common.once import sent_once
from seriktes.curriculum.actions.meetings import answer_invitation
from seriktes.curriculum.actions.secrets import is_current
from seriktes.curriculum.definitions.refusals import CannotMeet
from seriktes.curriculum.enums import MeetingState, MinutesState
from seriktes.curriculum.forms.councils import AnswerForm
from seriktes.curriculum.models import Attendance, CouncilMember, Meeting, Minutes, Recommendation
from seriktes.curriculum.queries.access import TOLD
from seriktes.curriculum.queries.advice import with_everything
from seriktes.documents.queries.frozen import DamagedFile, frozen_bytes
from seriktes.procedures.queries.links import digest_of

SECRET = re.compile(r"[0-9a-f]{64}")


def _found(secret: str) -> CouncilMember | None:
    """The seat, as long as it is held, and by whom the link was made for."""
    if not SECRET.fullmatch(secret):
        return None
    rows = CouncilMember.objects.select_related("council__organisation", "organisation", "post", "person")
    found = rows.filter(digest=digest_of(secret)).first()
    if found is None or not found.sits_on(timezone.localdate()):
        return None
    return found if is_current(found) else None


def _is_over(request: HttpRequest) -> bool:
    return count_request(f"link-{address_of(request)}", Rate.parse(settings.LINK_RATE)).is_over


def _hidden(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in Languages.values else translation.get_language() or settings.LANGUAGE_CODE


# As with the links of letters (`procedures.views.links`): nothing but the secret counts here, and under `no-referrer` a
# browser sends `Origin: null`.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def seat(request: HttpRequest, secret: str) -> HttpResponse:
    if _is_over(request):
        return _hidden(render(request, "429.html", {"referrer_policy": "no-referrer"}, status=429))
    with translation.override(_language(request)):
        member = _found(secret)
        if member is None:
            return _hidden(render(request, "curriculum/seat_closed.html", {}, status=404))
        return _hidden(_page(request, secret, member))


def _page(request: HttpRequest, secret: str, member: CouncilMember) -> HttpResponse:
    now = timezone.now()
    coming = (
        Attendance.objects.filter(member=member, meeting__state=MeetingState.CALLED, meeting__starts_at__gt=now)
        .select_related("meeting__council").prefetch_related("meeting__agenda").order_by("meeting__starts_at").first()
    )  # fmt: skip
    form = None
    if coming is not None:
        initial = {"answer": coming.answer, "deputy": coming.deputy, "note": coming.note}
        form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid() and _answered(form, coming, member):
            messages.success(request, _("Thank you. The council sees your answer."))
            return redirect("curriculum:seat", secret)
    meetings = Meeting.objects.filter(council=member.council_id, state__in=TOLD).order_by("-starts_at", "-pk")
    minutes = Minutes.objects.filter(meeting__in=meetings).exclude(state=MinutesState.DRAFT)
    wordings: dict[int, list[Minutes]] = {}
    for row in minutes.select_related("frozen").order_by("-number"):
        wordings.setdefault(row.meeting_id, []).append(row)
    advice = with_everything(Recommendation.objects.filter(council=member.council_id).order_by("-number"))
    context: dict[str, Any] = {
        "member": member, "council": member.council, "coming": coming, "form": form, "secret": secret,
        "meetings": [(meeting, wordings.get(meeting.pk, [])) for meeting in meetings[:60]],
        "advice": advice[:200], "referrer_policy": "no-referrer",
    }  # fmt: skip
    return render(request, "curriculum/seat.html", context, status=422 if form is not None and form.errors else 200)


def _answered(form: AnswerForm, coming: Attendance, member: CouncilMember) -> bool:
    try:
        answer_invitation(
            meeting=coming.meeting, member=member, at=timezone.now(), by=None,
            by_label=f"{member.organisation.name}: {member.who}", **form.cleaned_data,
        )  # fmt: skip
    except CannotMeet as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


@never_cache
@require_safe
def minutes_file(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """The frozen PDF of minutes of the council of the seat."""
    if _is_over(request):
        return _hidden(render(request, "429.html", {"referrer_policy": "no-referrer"}, status=429))
    member = _found(secret)
    if member is None:
        raise Http404
    rows = Minutes.objects.exclude(state=MinutesState.DRAFT).select_related("frozen", "meeting")
    minutes = get_object_or_404(rows, pk=pk, meeting__council=member.council_id)
    if minutes.frozen is None:
        raise Http404
    try:
        content = frozen_bytes(minutes.frozen)
    except DamagedFile as damage:
        raise Http404 from damage
    response = HttpResponse(content, content_type="application/pdf")
    name = f"minutes-{minutes.meeting.number}-{minutes.number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _hidden(response)
