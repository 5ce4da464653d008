"""Proposed duplicates: the list, and the decision on one pair."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from seriktes.accounts.models import SignedInRequest
from seriktes.exchange.exports import export_response
from seriktes.organisations.actions.duplicates import AlreadyDecided, call_different, merge_proposed, reopen_proposal
from seriktes.organisations.actions.merging import CannotMerge
from seriktes.organisations.enums import OrganisationStatus, ProposalStatus
from seriktes.organisations.models import DuplicateProposal
from seriktes.organisations.queries.comparison import compare_organisations
from seriktes.organisations.queries.duplicates import (
    REVIEW,
    counts_by_status,
    is_certain,
    listed_proposals,
    proposals_visible_to,
    reasons_told,
    with_archived_names,
)
from seriktes.organisations.tables.duplicates import PROPOSAL_COLUMNS, ProposalTable
from seriktes.organisations.views.merging import REFUSALS, choice_context, chosen_of, tell_merged

PER_PAGE = 50


@login_required
def duplicates(request: SignedInRequest) -> HttpResponseBase:
    if not request.user.has_perm(REVIEW):
        raise Http404
    asked = request.GET.get("status", ProposalStatus.OPEN)
    status = asked if asked in ProposalStatus.values else ProposalStatus.OPEN
    proposals: Any = listed_proposals(request.user, status=status)
    if status == ProposalStatus.MERGED:
        proposals = with_archived_names(proposals)
    if "format" in request.GET:
        return export_response(request, rows=proposals, columns=PROPOSAL_COLUMNS, filename="duplicates")
    table = ProposalTable(proposals, status=status)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    counts = counts_by_status(request.user)
    pills = [
        {"label": label, "count": counts[value], "url": f"?status={value}", "current": value == status}
        for value, label in ProposalStatus.choices
    ]
    context = {
        "table": table,
        "pills": pills,
        "count": counts[status],
        "status": status,
        "may_export": request.user.has_perm("exchange.export_records"),
        "export_formats": [("csv", "CSV"), ("xlsx", "XLSX"), ("jsonl", "JSON Lines")],
        "may_match": request.user.has_perm("exchange.import_records"),
    }
    return render(request, "organisations/duplicates.html", context)


@login_required
def duplicate(request: SignedInRequest, pk: int) -> HttpResponseBase:
    proposals = proposals_visible_to(request.user).select_related("left", "right", "decided_by")
    proposal: DuplicateProposal = get_object_or_404(proposals, pk=pk)
    if not request.user.has_perm(REVIEW):
        raise Http404
    error = ""
    if request.method == "POST":
        done = _carry_out(request, proposal)
        if done is not None:
            return done
        error = _("Choose the record that stays.")
    return render(request, "organisations/duplicate.html", _context(request, proposal) | {"error": error})


def _carry_out(request: SignedInRequest, proposal: DuplicateProposal) -> HttpResponseBase | None:
    """The decision; None when the form leaves open which record stays."""
    decision = request.POST.get("decision", "")
    try:
        if decision == "different":
            call_different(proposal=proposal, by=request.user, at=timezone.now())
            messages.success(request, _("Noted: they are different. This pair will not be proposed again."))
        elif decision == "open":
            reopen_proposal(proposal=proposal, by=request.user)
            messages.success(request, _("The pair is open again."))
            return redirect("organisations:duplicate", proposal.pk)
        elif decision == "merge":
            return _merge(request, proposal)
        else:
            raise Http404
    except AlreadyDecided as other:
        _tell_decided(request, other.proposal)
    except CannotMerge as refusal:
        messages.error(request, str(REFUSALS[refusal.reason]))
    return redirect("organisations:duplicates")


def _merge(request: SignedInRequest, proposal: DuplicateProposal) -> HttpResponseBase | None:
    for record in (proposal.left, proposal.right):
        if not request.user.has_perm("organisations.merge_organisation", record):
            raise Http404
    kept, archived = chosen_of(request, proposal.left, proposal.right)
    if kept is None:
        return None
    name = archived.name
    merge_proposed(proposal=proposal, kept=kept, by=request.user)
    tell_merged(request, name, kept)
    return redirect("organisations:duplicates")


def _tell_decided(request: SignedInRequest, proposal: DuplicateProposal) -> None:
    """Somebody was quicker: who, and what they decided."""
    who = proposal.decided_by.name if proposal.decided_by else ""
    if proposal.status == ProposalStatus.MERGED:
        text = _("%(who)s has merged the two meanwhile. Your decision was not carried out.")
    elif proposal.status == ProposalStatus.DIFFERENT:
        text = _("%(who)s has decided meanwhile that they are different. Your decision was not carried out.")
    else:
        text = _("The pair was opened again meanwhile. Your decision was not carried out.")
    messages.warning(request, text % {"who": who})


def _context(request: SignedInRequest, proposal: DuplicateProposal) -> dict[str, Any]:
    left, right = proposal.left, proposal.right
    context: dict[str, Any] = {
        "proposal": proposal,
        "left": left,
        "right": right,
        "reasons": reasons_told(proposal.reasons),
        "is_certain": is_certain(proposal.reasons),
        "may_merge": all(request.user.has_perm("organisations.merge_organisation", row) for row in (left, right)),
    }
    if OrganisationStatus.MERGED not in (left.status, right.status):
        context |= {"rows": compare_organisations(left, right)} | choice_context(left, right)
    return context
