"""An exhibitor's leads: who spoke with whom. Nobody but the exhibitor reads them."""

from types import SimpleNamespace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from seriktes.accounts.models import SignedInRequest
from seriktes.exchange.exports import export_response
from seriktes.gatherings.actions.leads import change_lead, note_lead
from seriktes.gatherings.enums import ExhibitorState
from seriktes.gatherings.exports import LEADS
from seriktes.gatherings.forms.visitors import LeadForm
from seriktes.gatherings.models import Exhibitor
from seriktes.gatherings.queries import access
from seriktes.gatherings.views.sight import crumbs_of, exhibitor_for, form_page

DUE = "due"


def _own(request: SignedInRequest, pk: int, exhibitor_pk: int) -> Exhibitor:
    """The exhibitor's own people only: the organiser gets "not found" too."""
    exhibitor = exhibitor_for(request, pk, exhibitor_pk)
    if not access.may(request.user, access.TAKE_PART, exhibitor):
        raise Http404
    return exhibitor


@login_required
def leads(request: SignedInRequest, pk: int, exhibitor_pk: int) -> HttpResponseBase:
    exhibitor = _own(request, pk, exhibitor_pk)
    rows = access.leads_visible_to(request.user).filter(exhibitor=exhibitor).select_related("ticket__person", "contact")
    rows = rows.order_by("-at", "-pk")
    every, due = rows.count(), rows.filter(next_on__lte=timezone.localdate())
    shows_due = request.GET.get("show") == DUE
    if shows_due:
        rows = due.order_by("next_on", "pk")
    address = reverse("gatherings:leads", args=[pk, exhibitor_pk])
    pills = [
        SimpleNamespace(label=_("All"), count=every, current=not shows_due, side="", url=address),
        SimpleNamespace(label=_("Next step is due"), count=due.count(), current=shows_due, side="", url=f"{address}?show={DUE}"),
    ]  # fmt: skip
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=LEADS, filename=f"leads-{pk}-{exhibitor_pk}")
    context = {
        "exhibitor": exhibitor, "gathering": exhibitor.gathering, "leads": rows, "total": every, "pills": pills,
        "may_note": exhibitor.state == ExhibitorState.CONFIRMED, "breadcrumbs": crumbs_of(exhibitor.gathering, exhibitor),
    }  # fmt: skip
    return render(request, "gatherings/leads.html", context)


@login_required
def lead_new(request: SignedInRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    exhibitor = _own(request, pk, exhibitor_pk)
    form = LeadForm(request.POST or None, contacts=exhibitor.contacts.all())
    return form_page(
        request, form, done=_("Noted."), back=reverse("gatherings:leads", args=[pk, exhibitor_pk]),
        crumbs=crumbs_of(exhibitor.gathering, exhibitor), title=_("Note a conversation"), submit=pgettext("an act", "Note"),
        lead=f"{exhibitor.organisation.name} · {exhibitor.gathering.name}",
        act=lambda sent: note_lead(exhibitor=exhibitor, by=request.user, at=timezone.now(), **sent.cleaned_data) and None,
    )  # fmt: skip


@login_required
def lead_edit(request: SignedInRequest, pk: int, exhibitor_pk: int, lead_pk: int) -> HttpResponse:
    exhibitor = _own(request, pk, exhibitor_pk)
    rows = access.leads_visible_to(request.user).select_related("ticket__person")
    lead = get_object_or_404(rows, pk=lead_pk, exhibitor=exhibitor)
    initial = {name: getattr(lead, name) for name in ("contact", "note", "next_step", "next_on")}
    form = LeadForm(
        request.POST or None, contacts=exhibitor.contacts.all(), is_new=False,
        initial=initial | {"expected_version": lead.version},
    )  # fmt: skip
    return form_page(
        request, form, done=_("Saved."), back=reverse("gatherings:leads", args=[pk, exhibitor_pk]),
        crumbs=crumbs_of(exhibitor.gathering, exhibitor), title=_("Edit the note"), submit=_("Save"), lead=lead.ticket.called,
        act=lambda sent: change_lead(lead=lead, by=request.user, **sent.cleaned_data) and None,
    )  # fmt: skip
