"""Exhibitors of an event: the organiser's list, and one exhibitor's page for both sides."""

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_money
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.exchange.exports import export_response
from seriktes.gatherings.actions import exhibitors as actions
from seriktes.gatherings.actions.plan import free_stand, take_stand
from seriktes.gatherings.actions.slots import add_slots, leave_slot, offered, remove_slot
from seriktes.gatherings.enums import ExhibitorState, GatheringState
from seriktes.gatherings.exports import EXHIBITORS, FEES, file_name
from seriktes.gatherings.forms import gatherings as forms
from seriktes.gatherings.models import ExhibitorContact, FeeEntry, Slot, SlotBooking, Stand
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.contracts import PURPOSE, allows_change, documents_of
from seriktes.gatherings.queries.exhibitors import (
    Balance,
    balances,
    balances_of,
    listed,
    permissions_on,
    price_of,
    ways_of,
)
from seriktes.gatherings.queries.waiting import fees_owed, stands_wanted
from seriktes.gatherings.tables.gatherings import EXHIBITOR_TONES, ExhibitorTable, chip
from seriktes.gatherings.views.gatherings import organisations_to_exhibit
from seriktes.gatherings.views.sight import (
    act_or_say,
    crumbs_of,
    exhibitor_for,
    form_page,
    gathering_for,
    gathering_for_keeper,
)
from seriktes.gatherings.workflow import EXHIBITOR
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.search import found_for_user
from seriktes.procedures.queries.timeline import timeline_of

PER_PAGE, OFFERED = 50, 12
# Beside the states: what is left to do with exhibitors.
NO_STAND, OWES = "no_stand", "owes"
KEEP, TAKE_PART = access.KEEP, access.TAKE_PART


@login_required
def exhibitors(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The organiser's list, with a box to find whom to invite."""
    gathering = gathering_for_keeper(request, pk)
    asked = request.GET.get("state", "")
    rows, everybody = listed(gathering.exhibitors.all()), gathering.exhibitors.all()
    counts = dict.fromkeys(ExhibitorState.values, 0)
    for state in everybody.values_list("state", flat=True):
        counts[state] += 1
    every = sum(counts.values())
    left = {
        NO_STAND: (_("Without a stand"), stands_wanted(everybody)), OWES: (_("Owe a fee"), fees_owed(everybody)),
    }  # fmt: skip
    counts |= {code: found.count() for code, (_label, found) in left.items()}
    if asked in left:
        rows = rows.filter(pk__in=left[asked][1].values("pk"))
    elif asked in counts:
        rows = rows.filter(state=asked)
    if request.GET.get("of") == "fees" and "format" in request.GET:
        fees = FeeEntry.objects.filter(exhibitor__in=rows.order_by().values("pk"))
        fees = fees.select_related("exhibitor__organisation", "by").order_by("on", "pk")
        return export_response(request, rows=fees, columns=FEES, filename=file_name(gathering, "fees"))
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=EXHIBITORS, filename=file_name(gathering, "exhibitors"))
    total = counts.get(asked, every)
    page = page_at(asked_page(request), total, PER_PAGE)
    shown = list(rows[(page.number - 1) * PER_PAGE : page.number * PER_PAGE])
    owed = balances(FeeEntry.objects.filter(exhibitor__in=[one.pk for one in shown]))
    table = ExhibitorTable(shown, owed={number: _owed(found) for number, found in owed.items()})
    address = reverse("gatherings:exhibitors", args=[pk])
    pills = [SimpleNamespace(label=_("All"), count=every, current=asked not in counts, side="", url=address)]
    shows = [*ExhibitorState.choices, *((code, label) for code, (label, _found) in left.items())]
    pills += [
        SimpleNamespace(label=capfirst(str(label)), count=counts[value], current=asked == value, side="",
                        url=f"{address}?state={value}")
        for value, label in shows if counts[value]
    ]  # fmt: skip
    form = forms.FindForm(request.GET if "query" in request.GET else None)
    found = None
    if form.is_bound and form.is_valid():
        found = found_for_user(request.user, form.cleaned_data["query"], limit=OFFERED).organisations
    context = {
        "gathering": gathering, "table": table, "shown_page": page, "total": total, "pills": pills, "form": form,
        "found": [one for one in found or () if one.pk != gathering.organisation_id], "has_searched": found is not None,
        "may_import": request.user.has_perm("exchange.import_records"),
        "may_invite": gathering.state in (GatheringState.DRAFT, GatheringState.ANNOUNCED), "breadcrumbs": crumbs_of(gathering),
    }  # fmt: skip
    return render(request, "gatherings/exhibitors.html", context)


def _owed(found: list[Balance]) -> str:
    return ", ".join(format_money(one.owed, one.currency, 0) for one in found if one.owed) or "0"


@login_required
@sent_once
def invite(request: SignedInRequest, pk: int, organisation_pk: int) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)
    organisation = get_object_or_404(organisations_visible_to(request.user), pk=organisation_pk)
    form = forms.InviteForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})

    def act(sent: forms.InviteForm) -> str:
        made = actions.add_exhibitor(
            gathering=gathering, organisation=organisation, contact=sent.contact(), by=request.user, at=timezone.now()
        )
        return made.get_absolute_url()

    return form_page(
        request, form, act, done=_("Invited."), back=reverse("gatherings:exhibitors", args=[pk]),
        crumbs=crumbs_of(gathering), submit=_("Invite"), lead=gathering.name,
        title=_("Invite to exhibit: %(name)s") % {"name": organisation.name},
    )  # fmt: skip


@login_required
@sent_once
def wish(request: SignedInRequest, pk: int) -> HttpResponse:
    """A company says itself that it wants to exhibit."""
    gathering = gathering_for(request, pk)
    own = organisations_to_exhibit(request, gathering)
    if not own or gathering.state != GatheringState.ANNOUNCED:
        raise Http404

    def act(sent: forms.WishToExhibitForm) -> str:
        chosen = str(sent.cleaned_data.get("organisation", own[0].pk))
        made = actions.add_exhibitor(
            gathering=gathering, organisation=next(one for one in own if str(one.pk) == chosen), is_own_wish=True,
            offer=sent.cleaned_data["offer"], by=request.user, at=timezone.now(),
        )  # fmt: skip
        return made.get_absolute_url()

    return form_page(
        request, forms.WishToExhibitForm(request.POST or None, own=own), act, submit=_("Show interest"), lead=gathering.name,
        done=_("The organiser is told."), back=gathering.get_absolute_url(), crumbs=crumbs_of(gathering),
        title=_("We want to exhibit"),
    )  # fmt: skip


# --- One exhibitor ----------------------------------------------------------------------------------------------------
@login_required
def exhibitor(request: SignedInRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    found = exhibitor_for(request, pk, exhibitor_pk)
    may, gathering = permissions_on(request.user, found), found.gathering
    bookings = {
        one.slot_id: one
        for one in SlotBooking.objects.filter(slot__exhibitor=found, cancelled_at__isnull=True).select_related(
            "ticket__person"
        )
    }
    is_keeper = KEEP in may
    free = gathering.stands.filter(exhibitor__isnull=True) if is_keeper else Stand.objects.none()
    is_own = access.may(request.user, TAKE_PART, found)
    context: dict[str, Any] = {
        "exhibitor": found, "gathering": gathering, "state": chip(EXHIBITOR_TONES, found), "may": may,
        "is_keeper": is_keeper, "may_act": TAKE_PART in may, "ways": ways_of(found, may), "is_own": is_own,
        "contacts": found.contacts.all(), "stands": [(one, price_of(one, gathering)) for one in found.stands.all()],
        "free": free, "fees": found.fees.all(), "balances": balances_of(found), "waiting": found.waiting.count(),
        # A visitor is named to whom the visitor comes to see.
        "slots": [(slot, bookings.get(slot.pk)) for slot in offered(found)],
        "leads": access.leads_visible_to(request.user).filter(exhibitor=found).count() if is_own else None,
        "documents": documents_of(found), "timeline": timeline_of(found), "breadcrumbs": crumbs_of(gathering),
        "new_contract_url": reverse("documents:new", args=[PURPOSE, found.pk]) if is_keeper and allows_change(found) else "",
    }  # fmt: skip
    return render(request, "gatherings/exhibitor.html", context)


@login_required
def edit(request: SignedInRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    found = exhibitor_for(request, pk, exhibitor_pk, TAKE_PART)
    form = forms.ExhibitorForm(
        request.POST or None, exhibitor=found, is_keeper=KEEP in permissions_on(request.user, found)
    )
    return form_page(
        request, form, done=_("Saved."), back=found.get_absolute_url(), crumbs=crumbs_of(found.gathering, found),
        title=_("Edit the exhibitor"), submit=_("Save"), lead=found.organisation.name,
        act=lambda sent: actions.change_exhibitor(
            exhibitor=found, values=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


@login_required
def move(request: SignedInRequest, pk: int, exhibitor_pk: int, way: str) -> HttpResponse:
    found = exhibitor_for(request, pk, exhibitor_pk)
    chosen = next((one for one in EXHIBITOR.transitions if one.code == way), None)
    if chosen is None or chosen.permission not in permissions_on(request.user, found):
        raise Http404
    form_class = forms.ReasonForm if way == "decline" else forms.ConfirmForm
    form = form_class(request.POST or None, initial={"expected_version": found.version})
    return form_page(
        request, form, done=_("Saved."), back=found.get_absolute_url(), crumbs=crumbs_of(found.gathering, found),
        title=chosen.label, submit=chosen.label, confirm=chosen.confirm, danger=way == "decline",
        lead=f"{found.organisation.name} · {found.gathering.name}",
        act=lambda sent: actions.move_exhibitor(
            exhibitor=found, way=way, reason=sent.cleaned_data.get("reason", ""), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


@login_required
@sent_once
def contact_add(request: SignedInRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    found = exhibitor_for(request, pk, exhibitor_pk, TAKE_PART)
    form = forms.ContactForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    return form_page(
        request, form, done=_("Saved."), back=found.get_absolute_url(), crumbs=crumbs_of(found.gathering, found),
        title=_("Add a contact"), submit=_("Add"), lead=f"{found.organisation.name} · {found.gathering.name}",
        act=lambda sent: actions.add_contact(exhibitor=found, by=request.user, at=timezone.now(), **sent.cleaned_data) and None,
    )  # fmt: skip


@login_required
@require_POST
def contact_remove(request: SignedInRequest, pk: int, exhibitor_pk: int, contact_pk: int) -> HttpResponse:
    found = exhibitor_for(request, pk, exhibitor_pk, TAKE_PART)
    contact = get_object_or_404(ExhibitorContact, pk=contact_pk, exhibitor=found)
    act_or_say(request, lambda: actions.remove_contact(contact=contact, by=request.user), _("Removed."))
    return redirect(found)


@login_required
@sent_once
def fee_add(request: SignedInRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    found = exhibitor_for(request, pk, exhibitor_pk, KEEP)
    due = sum((price or 0) for _stand, price in ((one, price_of(one, found.gathering)) for one in found.stands.all()))
    initial = {"amount": due, "currency": found.gathering.currency} if due and not found.fees.exists() else {}
    form = forms.FeeForm(request.POST or None, initial=initial)
    return form_page(
        request, form, done=_("Noted."), back=found.get_absolute_url(), crumbs=crumbs_of(found.gathering, found),
        title=_("Note a fact about the fee"), submit=pgettext("an act", "Note"), lead=found.organisation.name,
        act=lambda sent: actions.note_fee(exhibitor=found, by=request.user, at=timezone.now(), **sent.cleaned_data) and None,
    )  # fmt: skip


@login_required
@require_POST
def stand(request: SignedInRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    """Give a free stand (`take`), or free one (`free`)."""
    found = exhibitor_for(request, pk, exhibitor_pk, KEEP)
    is_taking = "take" in request.POST
    key = whole_number(request.POST.get("take" if is_taking else "free", "")) or 0
    chosen = get_object_or_404(Stand, pk=key, gathering=pk)
    if is_taking:
        act_or_say(
            request, lambda: take_stand(stand=chosen, exhibitor=found, by=request.user, at=timezone.now()), _("Saved.")
        )
    elif chosen.exhibitor_id == found.pk:
        act_or_say(request, lambda: free_stand(stand=chosen, by=request.user, at=timezone.now()), _("Saved."))
    return redirect(found)


# --- Times for conversations ------------------------------------------------------------------------------------------
@login_required
@sent_once
def slots_add(request: SignedInRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    found = exhibitor_for(request, pk, exhibitor_pk, TAKE_PART)
    initial = {"starts_at": found.gathering.starts_at, "ends_at": found.gathering.ends_at}
    return form_page(
        request, forms.SlotsForm(request.POST or None, initial=initial), done=_("Saved."), back=found.get_absolute_url(),
        crumbs=crumbs_of(found.gathering, found), title=_("Offer times for conversations"), submit=_("Offer"),
        lead=f"{found.organisation.name} · {found.gathering.name}",
        act=lambda sent: add_slots(exhibitor=found, by=request.user, at=timezone.now(), **sent.cleaned_data) and None,
    )  # fmt: skip


@login_required
@require_POST
def slot(request: SignedInRequest, pk: int, exhibitor_pk: int, slot_pk: int) -> HttpResponse:
    """Take an unbooked time away, or call a booked one off."""
    found = exhibitor_for(request, pk, exhibitor_pk, TAKE_PART)
    chosen = get_object_or_404(Slot, pk=slot_pk, exhibitor=found)
    booking = chosen.bookings.filter(cancelled_at__isnull=True).first()

    def act() -> None:
        if booking is not None:
            leave_slot(booking=booking, by=request.user, at=timezone.now(), called_off=True)
        else:
            remove_slot(slot=chosen, at=timezone.now())

    act_or_say(request, act, _("Called off: the visitor is told.") if booking else _("Removed."))
    return redirect(found)
