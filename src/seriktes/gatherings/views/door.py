"""Check-in at the door: a page that goes on working without a network, and the address to which its scans go.

What the page holds: the event's public key, and of each ticket the beginning of a hash of its code and whether it counts
and was used. No name: a telephone at a door gets lost.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.gatherings.actions.door import SCANS_AT_ONCE, Shown, take_scans
from seriktes.gatherings.enums import ScanOutcome, TicketState
from seriktes.gatherings.models import Gathering, Scan
from seriktes.gatherings.views.sight import crumbs_of, gathering_for_keeper

# Hexadecimal digits of the hash: none of a hundred thousand tickets is taken for another, and no code can be read from it.
DIGITS = 16
LONGEST = 400


@login_required
@require_safe
@never_cache
def door(request: SignedInRequest, pk: int) -> HttpResponse:
    """With `?kept`, as a device keeps it: whoever uses the telephone next reads no name, and a message stays unread."""
    gathering = gathering_for_keeper(request, pk)
    told = {
        "event": str(gathering.public_id), "key": gathering.door_key, "tickets": reverse("gatherings:door_tickets", args=[pk]),
        "scans": reverse("gatherings:door_scans", args=[pk]), "worker": reverse("gatherings:door_worker", args=[pk]),
        "at_once": SCANS_AT_ONCE,
    }  # fmt: skip
    is_kept = "kept" in request.GET
    context: dict[str, Any] = {
        "gathering": gathering, "told": told, "is_kept": is_kept, "breadcrumbs": crumbs_of(gathering), "outcomes": ScanOutcome.choices,
        "admitted": gathering.tickets.filter(admitted_at__isnull=False).count(),
        "expected": gathering.tickets.filter(state=TicketState.REGISTERED).count(),
        "latest": gathering.scans.select_related("ticket__person").order_by("-at", "-pk")[:20],
    }  # fmt: skip
    if is_kept:
        return render(request, "gatherings/door_kept.html", context | {"messages": []})
    return render(request, "gatherings/door.html", context)


@login_required
@require_safe
@never_cache
def tickets(request: SignedInRequest, pk: int) -> JsonResponse:
    """`{"<hash>": "registered" | "waiting" | "cancelled" | "admitted"}`."""
    gathering = gathering_for_keeper(request, pk)
    return JsonResponse({"tickets": _states(gathering)})


def _states(gathering: Gathering) -> dict[str, str]:
    rows = gathering.tickets.exclude(state=TicketState.UNCONFIRMED).values_list("code", "state", "admitted_at")
    return {short_hash(gathering, code): "admitted" if admitted else state for code, state, admitted in rows}


def short_hash(gathering: Gathering, code: str) -> str:
    return hashlib.sha256(f"{gathering.public_id}.{code}".encode()).hexdigest()[:DIGITS]


@login_required
@require_POST
def scans(request: SignedInRequest, pk: int) -> JsonResponse:
    """Takes what a device kept: `{"scans": [{"key", "text", "at"}]}`; answers the outcome of each by its key."""
    gathering = gathering_for_keeper(request, pk)
    shown = _read(request)
    if shown is None:
        return JsonResponse({"fault": "unreadable"}, status=400)
    taken = take_scans(gathering=gathering, scans=shown, by=request.user, at=timezone.now())
    return JsonResponse({"outcomes": {key: _told(scan) for key, scan in taken.items()}})


def _told(scan: Scan) -> dict[str, str]:
    first = scan.ticket.admitted_at if scan.ticket else None
    return {"outcome": scan.outcome, "first": first.isoformat() if first else ""}


def _read(request: HttpRequest) -> list[Shown] | None:
    try:
        sent: Any = json.loads(request.body)
        rows = sent["scans"]
        if not isinstance(rows, list) or not 0 < len(rows) <= SCANS_AT_ONCE:
            return None
        return [_shown(row) for row in rows]
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _shown(row: dict[str, Any]) -> Shown:
    text = str(row["text"])
    if len(text) > LONGEST or "\x00" in text:
        raise ValueError("no code is so long")
    at = datetime.fromtimestamp(float(row["at"]) / 1000, UTC)
    if not 2000 <= at.year <= 2200:
        raise ValueError("no clock goes so wrong")
    return Shown(UUID(str(row["key"])), text, at)


@login_required
@require_safe
def worker(request: SignedInRequest, pk: int) -> HttpResponse:
    """The service worker, from an address under the page's own so that it may serve it without a network."""
    gathering = gathering_for_keeper(request, pk)
    address = static("seriktes/js/door-worker.js")
    page = reverse("gatherings:door", args=[gathering.pk])
    body = f'self.doorPage = "{page}";\nimportScripts("{address}");\n'
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
