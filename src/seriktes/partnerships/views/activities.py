"""Activities: the list, one record, and what its sides say of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.packs import get_pack
from seriktes.common.parameters import whole_number
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation
from seriktes.partnerships.actions import activities as actions
from seriktes.partnerships.definitions.refusals import CannotReport, words_of
from seriktes.partnerships.forms.activities import ReasonForm
from seriktes.partnerships.models import Activity, ActivityParty
from seriktes.partnerships.queries.access import activities_visible_to
from seriktes.partnerships.queries.activities import ActivityRecord, record_for_user
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.timeline import timeline_of


def listing(request: HttpRequest) -> HttpResponse:
    raise Http404


def activity_for(request: SignedInRequest, pk: int) -> Activity:
    """The activity, if the user may see it; else there is no such page."""
    rows = activities_visible_to(request.user).select_related("partnership", "agreement")
    found: Activity = get_object_or_404(rows, pk=pk)
    return found


def crumbs_of(activity: Activity) -> list[tuple[str, str]]:
    partnership = activity.partnership
    return [
        (_("Activities"), reverse("partnerships:activities")),
        (str(partnership) or _("Partnership"), partnership.get_absolute_url()),
    ]


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = activity_for(request, pk)
    shown = record_for_user(request.user, activity)
    clocks = OpenClock.objects.about(activity).select_related("post", "organisation").order_by("due_at", "pk")
    context = {
        "activity": activity, "record": shown, "clocks": list(clocks), "now": timezone.now(),
        "timeline": timeline_of(activity, before=request.GET.get("before", "")),
        "breadcrumbs": crumbs_of(activity), "region": _region(activity),
        "as_reported_at": activity.reported_at.isoformat() if activity.reported_at else "",
    }  # fmt: skip
    return render(request, "partnerships/activity.html", context)


def _region(activity: Activity) -> str:
    found = get_pack().region(activity.region) if activity.region else None
    return found.name(get_language() or "kk") if found else activity.region


# --- Ways -------------------------------------------------------------------------------------------------------------
@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    """Report, confirm, dispute, withdraw. What needs a reason or a second thought has a page; POST does it."""
    activity = activity_for(request, pk)
    shown = record_for_user(request.user, activity)
    if way not in WAYS or not _is_theirs(way, shown):
        # To another state by now, under the reader's hands: the record says so better than "not found".
        if way in WAYS and request.method == "POST" and (shown.reports_for or _own_parties(request, shown)):
            messages.warning(request, _("The record is in another state by now; look at it again."))
            return redirect(activity)
        raise Http404
    return WAYS[way](request, activity, shown)


def _own_parties(request: SignedInRequest, shown: ActivityRecord) -> list[ActivityParty]:
    return [party for party in shown.parties if request.user.has_perm("partnerships.confirm_activity", party)]


def _is_theirs(way: str, shown: ActivityRecord) -> bool:
    if way == "confirm":
        return bool(shown.may_confirm_for)
    if way == "dispute":
        return bool(shown.may_dispute_for)
    return any(one.code == way for one in shown.ways)


def _report(request: SignedInRequest, activity: Activity, _shown: ActivityRecord) -> HttpResponse:
    if request.method != "POST":
        return redirect(activity)
    version = whole_number(request.POST.get("version", ""))
    told = _("Reported. It counts once every side has confirmed it.")
    return _act(request, activity, told, lambda at: actions.report_activity(
        activity=activity, at=at, by=request.user, expected_version=version))  # fmt: skip


def _confirm(request: SignedInRequest, activity: Activity, shown: ActivityRecord) -> HttpResponse:
    if request.method != "POST":
        return redirect(activity)
    side = _side(request, shown.may_confirm_for)
    if side is None:
        raise Http404
    return _act(request, activity, _("Confirmed."), lambda at: actions.confirm_activity(
        activity=activity, organisation=side, at=at, by=request.user, as_reported_at=_read_at(request)))  # fmt: skip


def _dispute(request: SignedInRequest, activity: Activity, shown: ActivityRecord) -> HttpResponse:
    side = _side(request, shown.may_dispute_for)
    return _with_reason(
        request, activity, title=_("Dispute the activity"), submit=_("Dispute"),
        lead=_("Say what is wrong. It counts nowhere until the side that reported it has changed the report."),
        told=_("Disputed. The side that reported it has been asked to change the report."), shown=shown, side=side,
        act=lambda at, reason: actions.dispute_activity(
            activity=activity, organisation=side or shown.may_dispute_for[0].organisation, reason=reason, at=at,
            by=request.user, as_reported_at=_read_at(request),
        ),
    )  # fmt: skip


def _withdraw(request: SignedInRequest, activity: Activity, shown: ActivityRecord) -> HttpResponse:
    return _with_reason(
        request, activity, title=_("Withdraw the activity"), submit=_("Withdraw"),
        lead=_("A withdrawn activity counts nowhere; it stays on record."), told=_("Withdrawn. It stays on record."),
        shown=shown, act=lambda at, reason: actions.withdraw_activity(
            activity=activity, reason=reason, at=at, by=request.user),
    )  # fmt: skip


WAYS: dict[str, Callable[[SignedInRequest, Activity, ActivityRecord], HttpResponse]] = {
    "report": _report, "confirm": _confirm, "dispute": _dispute, "withdraw": _withdraw
}  # fmt: skip


def _side(request: SignedInRequest, parties: list[ActivityParty]) -> Organisation | None:
    """The side for which the reader speaks: the only one, or the one that the button names."""
    asked = whole_number(request.POST.get("side", "") or request.GET.get("side", ""))
    by_pk = {party.organisation_id: party.organisation for party in parties}
    return by_pk.get(asked) if asked else (parties[0].organisation if len(parties) == 1 else None)


def _read_at(request: SignedInRequest) -> datetime | None:
    try:
        return parse_datetime(request.POST.get("as_reported_at", ""))
    except ValueError:
        return None


def _with_reason(
    request: SignedInRequest, activity: Activity, *, title: str, lead: str, submit: str, told: str, shown: ActivityRecord,
    act: Callable[[datetime, str], Any], side: Organisation | None = None,
) -> HttpResponse:  # fmt: skip
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _act(request, activity, told, lambda at: act(at, form.cleaned_data["reason"]))
    context = {
        "form": form, "title": title, "lead": lead, "submit": submit, "activity": activity, "record": shown,
        "side": side, "as_reported_at": request.POST.get("as_reported_at")
        or (activity.reported_at.isoformat() if activity.reported_at else ""),
        "breadcrumbs": [*crumbs_of(activity), (activity.title, activity.get_absolute_url())],
    }  # fmt: skip
    return render(request, "partnerships/activity_reason.html", context, status=422 if form.errors else 200)


def _act(request: SignedInRequest, activity: Activity, told: str, act: Callable[[datetime], Any]) -> HttpResponse:
    try:
        act(timezone.now())
    except CannotReport as refusal:
        messages.warning(request, words_of(refusal))
    except EditedElsewhere:
        messages.warning(
            request, _("The report was changed while you were reading it. Nothing of yours was saved: read it again.")
        )
    else:
        messages.success(request, told)
    return redirect(activity)
