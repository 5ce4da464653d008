"""Visitors: registering, the ticket with its code and conversations, and the organiser's list."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from seriktes.accounts.models import SignedInRequest, User
from seriktes.challenges.actions.enquiries import hashed
from seriktes.common.api.limits import Rate, address_of, count_request
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.documents.actions.rendering.setting import qr_svg
from seriktes.exchange.exports import export_response
from seriktes.gatherings.actions.door import token_of
from seriktes.gatherings.actions.slots import book_slot, leave_slot, stop_waiting, wait_for_slot
from seriktes.gatherings.actions.telling import code_of
from seriktes.gatherings.actions.visitors import agree_to_leads, cancel_ticket, check_open, register
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import TicketState
from seriktes.gatherings.exports import VISITORS, file_name
from seriktes.gatherings.forms.visitors import RegisterForm
from seriktes.gatherings.models import Exhibitor, Gathering, Slot, SlotBooking, Ticket
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.conversations import conversations_of, leads_about
from seriktes.gatherings.tables.gatherings import TICKET_TONES, VisitorTable, chip
from seriktes.gatherings.views.sight import act_or_say, crumbs_of, gathering_for, gathering_for_keeper
from seriktes.organisations.models import Person

PER_PAGE = 50
SHOWN = (TicketState.REGISTERED, TicketState.WAITING, TicketState.CANCELLED)


# --- Registering ------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def register_page(request: HttpRequest, pk: int) -> HttpResponse:
    gathering = gathering_for(request, pk)
    user = request.user if isinstance(request.user, User) else None
    try:
        check_open(gathering, timezone.now())
    except Refusal as refused:
        messages.error(request, words_of(refused))
        return redirect(gathering)
    form = RegisterForm(request.POST or None, user=user, initial={"language": request.LANGUAGE_CODE})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status, response = _registered(request, gathering, form, user)
            if response is not None:
                return response
    context = {
        "gathering": gathering, "form": form, "breadcrumbs": crumbs_of(gathering), "title": _("Register"),
        "cancel_url": gathering.get_absolute_url(),
    }  # fmt: skip
    return render(request, "gatherings/register.html", context, status=status)


def _registered(
    request: HttpRequest, gathering: Gathering, form: RegisterForm, user: User | None
) -> tuple[int, HttpResponse | None]:
    told = form.cleaned_data
    if user is None and form.is_program:
        # What speaks of a program is told what everybody is told.
        return 302, redirect("gatherings:registered", pk=gathering.pk)
    if user is None and _is_over(request, told["email"]):
        form.add_error(None, _("Many registrations came from here in a short time. Send it again later."))
        return 429, None
    person = Person.objects.filter(user=user, merged_into__isnull=True).first() if user else None
    try:
        register(
            gathering=gathering, name=user.name if user else told["name"], email=user.email if user else told["email"],
            language=user.language if user else told["language"], person=person, studies=told["studies"],
            agrees=told["agrees"], by=user, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refused:
        form.add_error(None, words_of(refused))
        return 422, None
    if user is None:
        return 302, redirect("gatherings:registered", pk=gathering.pk)
    messages.success(request, _("You are registered. The ticket is also on its way by mail."))
    return 302, redirect("gatherings:own_ticket", pk=gathering.pk)


def _is_over(request: HttpRequest, email: str) -> bool:
    counted = (
        (f"come-{address_of(request)}", settings.ENQUIRY_RATE),
        (f"come-to-{hashed(email.strip().casefold())}", settings.ENQUIRY_RATE_EMAIL),
    )
    return any(count_request(asker, Rate.parse(rate)).is_over for asker, rate in counted)


def registered(request: HttpRequest, pk: int) -> HttpResponse:
    """To whoever has no account: look into the mail."""
    gathering = gathering_for(request, pk)
    return render(request, "gatherings/registered.html", {"gathering": gathering, "breadcrumbs": crumbs_of(gathering)})


# --- The ticket -------------------------------------------------------------------------------------------------------
@login_required
@never_cache
def own_ticket(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of whoever is signed in."""
    found = access.own_tickets(request.user).select_related("person").filter(gathering=pk).order_by("state", "-pk")
    ticket = found.exclude(state=TicketState.CANCELLED).first() or found.first()
    if ticket is None:
        raise Http404
    return _ticket_page(request, ticket, request.user)


@never_cache
def ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """By its own address, which stands in letters: whoever has it acts for the visitor."""
    code = code_of(secret)
    found = get_object_or_404(
        Ticket.objects.exclude(state=TicketState.UNCONFIRMED).select_related("person"), code=code or "—"
    )
    response = _ticket_page(request, found, request.user if isinstance(request.user, User) else None)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _ticket_page(request: HttpRequest, ticket: Ticket, by: User | None) -> HttpResponse:
    if request.method == "POST":
        _act(request, ticket, by)
        return redirect(request.path)
    gathering = ticket.gathering
    is_in_force = ticket.state == TicketState.REGISTERED
    token = token_of(ticket) if is_in_force else ""
    context = {
        "ticket": ticket, "gathering": gathering, "state": chip(TICKET_TONES, ticket), "is_in_force": is_in_force,
        # Made by us from letters and digits of our own.
        "qr": mark_safe(qr_svg(token)) if token else "", "token": token,
        "code": f"{ticket.code[:4]} {ticket.code[4:]}", "exhibitors": conversations_of(ticket, timezone.now()),
        "leads": leads_about(ticket), "referrer_policy": "no-referrer", "breadcrumbs": crumbs_of(gathering),
    }  # fmt: skip
    return render(request, "gatherings/ticket.html", context)


def _act(request: HttpRequest, ticket: Ticket, by: User | None) -> None:
    """One button of the page: `do` says which."""
    do, key, now = request.POST.get("do", ""), whole_number(request.POST.get("key", "")) or 0, timezone.now()
    if do in ("agree", "disagree"):
        act_or_say(request, lambda: agree_to_leads(ticket=ticket, agrees=do == "agree", by=by, at=now), _("Saved."))
    elif do == "cancel":
        act_or_say(request, lambda: cancel_ticket(ticket=ticket, by=by, at=now), _("You are no longer registered."))
    elif do == "book":
        slot = get_object_or_404(Slot, pk=key, exhibitor__gathering=ticket.gathering_id)
        act_or_say(request, lambda: book_slot(slot=slot, ticket=ticket, by=by, at=now), _("Booked."))
    elif do == "leave":
        booking = get_object_or_404(SlotBooking, pk=key, ticket=ticket)
        act_or_say(request, lambda: leave_slot(booking=booking, by=by, at=now), _("Given back."))
    elif do in ("wait", "stop"):
        exhibitor = get_object_or_404(Exhibitor, pk=key, gathering=ticket.gathering_id)
        if do == "wait":
            act_or_say(
                request, lambda: wait_for_slot(exhibitor=exhibitor, ticket=ticket, at=now),
                _("You are on the waiting list. A letter comes when a time is free."),
            )  # fmt: skip
        else:
            act_or_say(request, lambda: stop_waiting(exhibitor=exhibitor, ticket=ticket), _("Saved."))
    else:
        raise Http404


# --- The organiser's list ---------------------------------------------------------------------------------------------
@login_required
def visitors(request: SignedInRequest, pk: int) -> HttpResponseBase:
    gathering = gathering_for_keeper(request, pk)
    asked = request.GET.get("state", "")
    rows = gathering.tickets.filter(state__in=SHOWN).select_related("person").order_by("name", "pk")
    counts: dict[str, int] = dict.fromkeys(SHOWN, 0)
    for state in rows.order_by().values_list("state", flat=True):
        counts[state] += 1
    if asked in counts:
        rows = rows.filter(state=asked)
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=VISITORS, filename=file_name(gathering, "visitors"))
    total = counts[asked] if asked in counts else sum(counts.values())
    page = page_at(asked_page(request), total, PER_PAGE)
    address = reverse("gatherings:visitors", args=[pk])
    pills = [
        SimpleNamespace(label=_("All"), count=sum(counts.values()), current=asked not in counts, side="", url=address)
    ]
    pills += [
        SimpleNamespace(label=capfirst(str(TicketState(value).label)), count=count, current=asked == value, side="",
                        url=f"{address}?state={value}")
        for value, count in counts.items() if count
    ]  # fmt: skip
    context: dict[str, Any] = {
        "gathering": gathering, "total": total, "pills": pills, "shown_page": page, "breadcrumbs": crumbs_of(gathering),
        "table": VisitorTable(list(rows[(page.number - 1) * PER_PAGE : page.number * PER_PAGE])),
        "may_keep": access.may(request.user, access.KEEP, gathering),
    }  # fmt: skip
    return render(request, "gatherings/visitors.html", context)
