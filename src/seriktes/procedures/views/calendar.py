import hashlib
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.procedures.actions import calendar as actions
from seriktes.procedures.forms.calendar import FeedForm
from seriktes.procedures.queries.calendar import feed_bytes, feed_called, feeds_of, month_for_user


@login_required
@require_safe
def month(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    shown = month_for_user(request.user, _first_day(request.GET.get("month", ""), today), now)
    return render(request, "procedures/calendar.html", {"month": shown, "today": today, "now": now})


def _first_day(text: str, today: date) -> date:
    """`2026-11`; anything else is this month. A month at the edge of the calendar has no neighbours."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if 1990 <= first.year <= 2200 else today.replace(day=1)


@login_required
@never_cache
def feeds(request: SignedInRequest) -> HttpResponse:
    """One's feeds, and a form for another; its address stands in this one answer and is kept nowhere."""
    form = FeedForm(request.POST or None)
    address = ""
    if request.method == "POST" and form.is_valid():
        try:
            _feed, secret = actions.make_feed(by=request.user, name=form.cleaned_data["name"], now=timezone.now())
        except actions.CannotKeepCalendar:
            form.add_error(None, _("You have very many feeds. Revoke one that is not read any more."))
        else:
            address = settings.SITE_URL + reverse("procedures:feed", args=[secret])
            form = FeedForm()
    context = {"feeds": feeds_of(request.user), "form": form, "address": address}
    return render(request, "procedures/feeds.html", context)


@login_required
@require_POST
def feed_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(feeds_of(request.user), pk=pk)
    actions.revoke_feed(feed=found, by=request.user, now=timezone.now())
    messages.success(request, _("The feed “%(name)s” can be read no longer.") % {"name": found.name})
    return redirect("procedures:feeds")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The dates of one person for a calendar program, which cannot sign in: the address is the key."""
    found = feed_called(secret)
    if found is None:
        raise Http404
    now = timezone.now()
    body = feed_bytes(found.user, now)
    actions.note_reading(found, timezone.localdate(now))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response: HttpResponse
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="seriktes.ics"'
    response["ETag"] = tag
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, no_cache=True)
    return response
