"""The list of events, and the feeds of the public ones."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from seriktes.common.paging import asked_page, page_at
from seriktes.common.text import visible
from seriktes.exchange.exports import export_response
from seriktes.gatherings.enums import GatheringKind, GatheringState
from seriktes.gatherings.exports import GATHERINGS
from seriktes.gatherings.models import Gathering
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.calendars import calendar_of_events
from seriktes.gatherings.queries.listing import (
    COMING,
    DRAFTS,
    PAST,
    SHOWS,
    Listing,
    Selection,
    listing_for_user,
    rows_of,
)
from seriktes.gatherings.tables.gatherings import GatheringTable
from seriktes.gatherings.views.sight import gathering_for
from seriktes.organisations.queries.access import grants_for_user

PER_PAGE, IN_FEED = 30, 100
LABELS = {COMING: gettext_lazy("Coming"), PAST: gettext_lazy("Past"), DRAFTS: gettext_lazy("Drafts")}


@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    show, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    selection = Selection(
        show=show if show in SHOWS else COMING, kind=kind if kind in GatheringKind.values else "",
        q=" ".join(request.GET.get("q", "").replace("\x00", " ").split())[:200],
    )  # fmt: skip
    found = listing_for_user(request.user, selection, timezone.now())
    if "format" in request.GET:
        return export_response(
            request, rows=rows_of(found.pks), columns=GATHERINGS, filename="events", count=found.total
        )
    page = page_at(asked_page(request), found.total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    context = {
        "table": GatheringTable(rows_of(found.pks[first : first + PER_PAGE])), "shown_page": page,
        "total": found.total, "selection": selection, "pills": _pills(selection, found),
        "kinds": _kinds(selection, found), "may_keep": bool(grants_for_user(request.user).organisations_with(access.KEEP)),
    }  # fmt: skip
    return render(request, "gatherings/list.html", context)


def _address(selection: Selection, **changed: str) -> str:
    asked = {"show": selection.show, "kind": selection.kind, "q": selection.q, **changed}
    query = urlencode([(name, value) for name, value in asked.items() if value and (name, value) != ("show", COMING)])
    return f"{reverse('gatherings:list')}?{query}" if query else reverse("gatherings:list")


def _pills(selection: Selection, found: Listing) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(label=LABELS[show], count=found.by_show[show], current=selection.show == show, side="",
                        url=_address(selection, show=show))
        for show in SHOWS if show != DRAFTS or found.by_show[show] or selection.show == DRAFTS
    ]  # fmt: skip


def _kinds(selection: Selection, found: Listing) -> list[SimpleNamespace]:
    every = SimpleNamespace(label=_("All"), count=found.by_kind.total(), current=not selection.kind, side="",
                            url=_address(selection, kind=""))  # fmt: skip
    return [every, *(
        SimpleNamespace(label=capfirst(str(label)), count=found.by_kind[kind], current=selection.kind == kind, side="",
                        url=_address(selection, kind=kind))
        for kind, label in GatheringKind.choices if found.by_kind[kind] or selection.kind == kind
    )]  # fmt: skip


# --- Feeds ------------------------------------------------------------------------------------------------------------
def _public(now: datetime) -> list[Gathering]:
    rows = access.public_gatherings().filter(state=GatheringState.ANNOUNCED, ends_at__gt=now, archived_at__isnull=True)
    return list(rows.select_related("organisation").order_by("starts_at", "pk")[:IN_FEED])


@require_safe
def feed(_request: HttpRequest) -> HttpResponse:
    """Public events that are still to come, for anybody: the same whoever asks."""
    site, language = settings.SITE_URL, get_language() or "kk"
    made = Atom1Feed(
        title=_("Fairs, events and hackathons"), link=site + reverse("gatherings:list"), description="", language=language,
        feed_url=site + reverse("gatherings:feed"),
    )  # fmt: skip
    for row in _public(timezone.now()):
        address = site + row.get_absolute_url()
        made.add_item(
            title=visible(row.name), link=address, unique_id=address, pubdate=row.published_at, updateddate=row.changed_at,
            description=visible(row.about), author_name=visible(row.organisation.name),
            categories=[str(row.get_kind_display())],
        )  # fmt: skip
    return _cached(made.writeString("utf-8"), "application/atom+xml; charset=utf-8")


@require_safe
def calendar(_request: HttpRequest) -> HttpResponse:
    """The same for a calendar program."""
    return _cached(calendar_of_events(_public(timezone.now())), "text/calendar; charset=utf-8")


@require_safe
def calendar_of(request: HttpRequest, pk: int) -> HttpResponse:
    """One event, for the calendar of whoever sees it."""
    gathering = gathering_for(request, pk)
    response = HttpResponse(calendar_of_events([gathering]), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="event-{gathering.pk}.ics"'
    return response


def _cached(content: Any, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = "public, max-age=300"
    response["Vary"] = "Accept-Language, Cookie"
    return response
