"""Hosts that students found: the list, proposing one, its page, and what the office and the student do with it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.exchange.exports import export_response
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.search import found_for_user
from seriktes.placements.actions import own_hosts as actions
from seriktes.placements.definitions.own_hosts import DECIDES, OWN_HOST, WITH_REASON
from seriktes.placements.definitions.refusals import CannotPropose
from seriktes.placements.enums import HostProposalState, HostStanding
from seriktes.placements.exports.own_hosts import COLUMNS
from seriktes.placements.forms.own_hosts import ApproveForm, ProposalForm
from seriktes.placements.forms.programmes import ConfirmForm, ReasonForm
from seriktes.placements.models import HostProposal, HostRecord
from seriktes.placements.queries.access import KEEP
from seriktes.placements.queries.choice import own_person
from seriktes.placements.queries.own_hosts import (
    ProposalSelection,
    hosts_meant,
    may_propose,
    pill_counts,
    proposals_listed,
    proposals_visible_to,
    record_of_host,
    sides_on,
    ways_of,
    with_everything,
)
from seriktes.placements.tables.own_hosts import ProposalTable, proposal_chip
from seriktes.placements.views.programme_sight import cohort_for, crumbs_of, form_page, posted
from seriktes.procedures.queries.timeline import timeline_of

ADD = "organisations.add_organisation"
OFFERED, PER_PAGE = 8, 50


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    selection = _selection(request)
    rows = proposals_listed(request.user, selection).order_by("-changed_at", "-pk")
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=COLUMNS, filename="own-hosts")
    counts = pill_counts(request.user, selection)
    keeps = grants_for_user(request.user).allow_somewhere(KEEP)
    table = ProposalTable(
        rows, order_by=request.GET.get("sort", ""), request=request, exclude=() if keeps else ("student",)
    )
    table.paginate(page=request.GET.get("page", 1), per_page=PER_PAGE)
    context = {
        "table": table, "total": counts[selection.show], "caption": _("Hosts found by students"), "keeps": keeps,
        "selection": selection, "pills": _pills(request, selection, counts), "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    return render(request, "placements/own_hosts.html", context)


def _selection(request: HttpRequest) -> ProposalSelection:
    show = request.GET.get("show", "")
    return ProposalSelection(
        show=show if show in HostProposalState.values else "", cohort=whole_number(request.GET.get("cohort", "")),
        q=" ".join(request.GET.get("q", "").split())[:200],
    )  # fmt: skip


def _pills(request: HttpRequest, selection: ProposalSelection, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    found = []
    for code, label in (("", _("All")), *HostProposalState.choices):
        if counts[code] or code in ("", selection.show):
            query = rest.copy()
            if code:
                query["show"] = code
            found.append({
                "label": capfirst(str(label)), "url": f"?{query.urlencode()}", "count": counts[code],
                "current": code == selection.show,
            })  # fmt: skip
    return found


def proposal_for(request: HttpRequest, pk: int) -> HostProposal:
    found: HostProposal = get_object_or_404(with_everything(proposals_visible_to(request.user)), pk=pk)
    return found


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = proposal_for(request, pk)
    sides = sides_on(request.user, proposal)
    ways = ways_of(proposal, sides)
    context = {
        "proposal": proposal, "state": proposal_chip(proposal.state), "is_office": DECIDES in sides,
        "next_ways": [way for way in ways if not way.is_way_out], "more_ways": [way for way in ways if way.is_way_out],
        "note": record_of_host(proposal) if DECIDES in sides else None,
        "meant": hosts_meant(request.user, proposal) if DECIDES in sides and proposal.host is None else [],
        "timeline": timeline_of(proposal), "breadcrumbs": _crumbs(),
    }  # fmt: skip
    return render(request, "placements/own_host.html", context)


def _crumbs(*proposals: HostProposal) -> list[tuple[str, str]]:
    crumbs = [*crumbs_of(), (_("Hosts found by students"), reverse("placements:own_hosts"))]
    return [*crumbs, *((one.host.name if one.host else one.host_name, one.get_absolute_url()) for one in proposals)]


# --- The student ------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_for(request, pk)
    student = own_person(request.user)
    if student is not None and not cohort.programme.own_hosts_allowed:
        messages.error(request, words_of(CannotPropose("no_own_hosts")))
        return redirect(cohort)
    if student is None or not may_propose(request.user, cohort, timezone.localdate()):
        raise Http404
    form = ProposalForm(posted(request), hosts=_hosts_found(request), cohort=cohort)
    return form_page(
        request, form, back="", cancel_url=cohort.get_absolute_url(), template="placements/own_host_form.html",
        title=_("Propose a host that you found"), lead=str(cohort), submit=_("Send it to the office"),
        done=_("Sent. The office looks at the host, and you are told what it says."), breadcrumbs=crumbs_of(cohort.programme, cohort),
        act=lambda sent: actions.propose_host(
            cohort=cohort, student=student, values=sent.values(request.LANGUAGE_CODE[:2]), by=request.user,
            at=timezone.now(),
        ),
    )  # fmt: skip


@login_required
def mend(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = proposal_for(request, pk)
    if "send" not in {way.code for way in ways_of(proposal, sides_on(request.user, proposal))}:
        raise Http404
    form = ProposalForm(posted(request), hosts=_hosts_found(request), cohort=proposal.cohort, proposal=proposal)
    return form_page(
        request, form, back=proposal.get_absolute_url(), template="placements/own_host_form.html",
        title=_("Mend the proposal"), lead=str(proposal.cohort), submit=_("Send it again"), reason=proposal.reason,
        done=_("Sent. The office looks at the host, and you are told what it says."), breadcrumbs=_crumbs(proposal),
        act=lambda sent: actions.mend_proposal(
            proposal=proposal, values=sent.values(request.LANGUAGE_CODE[:2]), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


def _hosts_found(request: SignedInRequest) -> list[Organisation]:
    text = request.POST.get("host_query", "")
    return found_for_user(request.user, text, limit=OFFERED).organisations if text.strip() else []


# --- Ways -------------------------------------------------------------------------------------------------------------
@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    proposal = proposal_for(request, pk)
    allowed = {one.code for one in ways_of(proposal, sides_on(request.user, proposal))}
    chosen = next((one for one in OWN_HOST.transitions if one.code == way), None)
    if chosen is None or way not in allowed or way == "send":
        raise Http404
    shared: dict[str, Any] = {
        "title": chosen.label, "lead": str(proposal), "submit": chosen.label, "confirm": chosen.confirm,
        "danger": chosen.is_way_out, "breadcrumbs": _crumbs(proposal), "done": _("Done: %(what)s.") % {"what": chosen.label},
    }  # fmt: skip
    if way == "approve":
        return _approve(request, proposal, shared)
    form = (ReasonForm if way in WITH_REASON else ConfirmForm)(
        posted(request), initial={"expected_version": proposal.version}
    )
    return form_page(
        request, form, back=proposal.get_absolute_url(), **shared,
        act=lambda sent: actions.move_proposal(
            proposal=proposal, way=way, by=request.user, at=timezone.now(), reason=sent.cleaned_data.get("reason", ""),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


def _approve(request: SignedInRequest, proposal: HostProposal, shared: dict[str, Any]) -> HttpResponse:
    hosts = hosts_meant(request.user, proposal)
    university = proposal.cohort.programme.organisation_id
    looked_at = HostRecord.objects.filter(organisation=university, host__in=hosts).exclude(standing=HostStanding.NEW)
    form = ApproveForm(
        posted(request), proposal=proposal, hosts=hosts, vetted=frozenset(looked_at.values_list("host", flat=True)),
        may_add=grants_for_user(request.user).allow_somewhere(ADD),
    )  # fmt: skip

    def act(sent: ApproveForm) -> Any:
        data = sent.cleaned_data
        given: dict[str, Any] = {
            "proposal": proposal, "looked_at": data.get("looked_at", ""), "by": request.user, "at": timezone.now(),
            "expected_version": data["expected_version"],
        }  # fmt: skip
        if sent.is_new:
            return actions.add_host_and_approve(kind=data["kind"], **given)
        return actions.approve_proposal(host=sent.picked(), **given)

    explained = _("A placement of the student at this host is planned, with these tasks and this supervisor.")
    return form_page(
        request, form, back="", cancel_url=proposal.get_absolute_url(), act=act, **{**shared, "confirm": explained}
    )
