"""Activities: the list, one record, and what its sides say of it."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.packs import get_pack
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user
from seriktes.partnerships import exports
from seriktes.partnerships.actions import activities as actions
from seriktes.partnerships.definitions.origins import cards_of
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.partnerships.forms.activities import ReasonForm
from seriktes.partnerships.models import Activity, ActivityParty
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.access import activities_visible_to
from seriktes.partnerships.queries.activities import ActivityRecord, record_for_user
from seriktes.partnerships.queries.activity_list import MOST, Listing, Selection, in_order, listing_for_user
from seriktes.partnerships.tables.activities import LABELS, PER_PAGE, ActivityTable, selection_of, words_of_filters
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.timeline import timeline_of


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    """What the sides did, as far as the reader may see it. Whoever sees no activity at all is told how they come here."""
    selection, wrong = selection_of(request.user, request.GET)
    found = listing_for_user(request.user, selection, timezone.now())
    table = ActivityTable([], order_by=request.GET.get("sort") or "-ends_on", request=request)
    if "format" in request.GET:
        return exports.respond("activities", request, in_order(found.rows, ascending=table.is_ascending))
    total = found.facets.total
    page = page_at(asked_page(request), min(total, MOST), PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    rows = found.page(first, PER_PAGE, ascending=table.is_ascending) if total else []
    grants = grants_for_user(request.user)
    context = {
        "table": table, "caption": _("Activities"), "shown_page": page, "facets": found.facets, "selection": selection,
        "body": table.body(rows, access.own_organisations(request.user)),
        "has_more": total > MOST, "most": MOST, "counted_at": found.counted_at, "wrong": wrong,
        "may_report": grants.allow_somewhere("partnerships.report_activity"),
        **_filter_words(request, selection, found),
    }  # fmt: skip
    return render(request, "partnerships/activities.html", context)


def _filter_words(request: SignedInRequest, selection: Selection, found: Listing) -> dict[str, Any]:
    """The pills of the states, the options of the other filters with their counts, and what is in use with a way out."""
    words = words_of_filters(found.years)
    facets = found.facets.by
    address = request.path
    pills = [SimpleNamespace(
        label=_("All states"), url=_address(request, "state"), count=sum(facets["state"].values()),
        current=not selection.state,
    )]  # fmt: skip
    pills += [
        SimpleNamespace(label=label, url=_address(request, "state", value), count=facets["state"][value],
                        current=value == selection.state)
        for value, label in words["state"].items()
        if facets["state"][value] or value == selection.state
    ]  # fmt: skip
    picked = [
        SimpleNamespace(name=name, label=LABELS[name], options=[
            SimpleNamespace(value=value, label=label, count=facets[name][value], chosen=value == getattr(selection, name))
            for value, label in words[name].items() if facets[name][value] or value == getattr(selection, name)
        ])
        for name in ("kind", "form", "mode", "year")
    ]  # fmt: skip
    in_use = [
        SimpleNamespace(label=words[name].get(value, value), url=_address(request, name))
        for name in ("kind", "form", "mode", "year")
        if (value := getattr(selection, name))
    ]
    if selection.partnership is not None:
        in_use.append(SimpleNamespace(label=str(selection.partnership), url=_address(request, "partnership")))
    return {"pills": pills, "picked": picked, "in_use": in_use, "clear_url": address}


def _address(request: SignedInRequest, name: str, value: str = "") -> str:
    """This list with one filter set otherwise; pages begin anew."""
    query = request.GET.copy()
    for passing in ("page", "format", name):
        query.pop(passing, None)
    if value:
        query[name] = value
    return f"{request.path}?{query.urlencode()}"


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
        "timeline": timeline_of(
            activity, before=request.GET.get("before", ""), with_people=shown.sees_particulars
        ),
        "breadcrumbs": crumbs_of(activity), "region": _region(activity), "belongs_to": cards_of(request.user, activity),
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
