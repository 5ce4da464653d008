from datetime import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.procedures.actions import calendar as actions
from seriktes.procedures.forms.calendar import WEEKDAYS, OwnDaysForm, WeekdayForm
from seriktes.procedures.models import OfficeHours, OwnDay
from seriktes.procedures.queries.working_time import country_hours, own_days_of

KEEPING = "organisations.manage_posts"


def _kept(request: HttpRequest, pk: int) -> Organisation:
    organisation = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    if not request.user.has_perm(KEEPING, organisation):
        raise Http404
    return organisation


@login_required
def office_hours(request: SignedInRequest, pk: int) -> HttpResponse:
    """The hours of each weekday; a button goes back to those of the country."""
    organisation = _kept(request, pk)
    own = list(OfficeHours.objects.filter(organisation=organisation).order_by("weekday", "opens"))
    data = request.POST if request.method == "POST" and "reset" not in request.POST else None
    forms = [
        WeekdayForm(data, prefix=f"day{weekday}", initial=_initial(_spans(own, weekday)), weekday=name)
        for weekday, name in enumerate(WEEKDAYS)
    ]
    valid = [form.is_valid() for form in forms]  # every one, so that each says what is wrong with it
    if request.method == "POST" and (data is None or all(valid)):
        hours = {} if data is None else {day: form.spans for day, form in enumerate(forms) if form.spans}
        actions.set_office_hours(organisation=organisation, hours=hours, by=request.user, now=timezone.now())
        messages.success(request, _("The office hours are saved. Deadlines that run are counted by them."))
        return redirect("procedures:office_hours", organisation.pk)
    context = {
        "organisation": organisation,
        "days": list(zip(WEEKDAYS, forms, strict=True)),
        "is_own": bool(own),
        "breadcrumbs": [(organisation.name, organisation.get_absolute_url())],
    }
    return render(request, "procedures/office_hours.html", context, status=200 if all(valid) or data is None else 422)


def _spans(own: list[OfficeHours], weekday: int) -> list[tuple[time, time]]:
    if own:
        return [(row.opens, row.closes) for row in own if row.weekday == weekday]
    return list(country_hours().get(weekday, ()))


def _initial(spans: list[tuple[time, time]]) -> dict[str, Any]:
    if not spans:
        return {}
    values = {"opens": spans[0][0], "closes": spans[-1][1]}
    if len(spans) > 1:
        values |= {"lunch_from": spans[0][1], "lunch_to": spans[1][0]}
    return values


@login_required
def own_days(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _kept(request, pk)
    form = OwnDaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        last = values["last"] or values["first"]
        try:
            actions.add_own_days(
                organisation=organisation, first=values["first"], last=last, is_working=values["is_working"],
                note=values["note"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except actions.CannotKeepCalendar:
            form.add_error("last", _("A rest of more than a year is not kept here."))
        else:
            messages.success(request, _("The days are saved. Deadlines that run are counted by them."))
            return redirect("procedures:own_days", organisation.pk)
    context = {
        "organisation": organisation,
        "days": own_days_of(organisation, timezone.localdate()),
        "form": form,
        "breadcrumbs": [(organisation.name, organisation.get_absolute_url())],
    }
    return render(request, "procedures/own_days.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def own_day_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    own_day = get_object_or_404(OwnDay.objects.select_related("organisation"), pk=pk)
    organisation = _kept(request, own_day.organisation_id)
    actions.remove_own_day(own_day=own_day, by=request.user, now=timezone.now())
    messages.success(request, _("The day is as in the country again."))
    return redirect("procedures:own_days", organisation.pk)
