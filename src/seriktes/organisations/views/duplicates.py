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
from seriktes.organisations.forms.duplicates import AskForm, DifferentForm
from seriktes.organisations.models import DuplicateProposal
from seriktes.organisations.queries.comparison import compare_organisations
from seriktes.organisations.queries.deciding import (
    REVIEW,
    asker_of,
    may_ask,
    may_decide,
    may_merge,
    reasons_not_to_merge,
)
from seriktes.organisations.queries.duplicates import (
    counts_by_status,
    is_certain,
    listed_proposals,
    proposals_visible_to,
    reasons_told,
    with_archived_names,
)
from seriktes.organisations.tables.duplicates import PROPOSAL_COLUMNS, ProposalTable
from seriktes.organisations.views.merging import REFUSALS, ask, choice_context, chosen_of, tell_merged

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
    proposals = proposals_visible_to(request.user).select_related("left", "right", "decided_by", "asked_by")
    proposal: DuplicateProposal = get_object_or_404(proposals, pk=pk)
    is_asked = proposal.asked_at is not None
    forms: dict[str, Any] = {
        "ask_form": AskForm(),
        "different_form": DifferentForm() if is_asked else None,
        "error": "",
    }
    if request.method == "POST":
        done = _carry_out(request, proposal, forms)
        if done is not None:
            return done
    return render(request, "organisations/duplicate.html", _context(request, proposal) | forms)


def _carry_out(request: SignedInRequest, proposal: DuplicateProposal, forms: dict[str, Any]) -> HttpResponseBase | None:
    """The decision; None when the form lacks something, which `forms` then says."""
    decision = request.POST.get("decision", "")
    try:
        if decision == "ask":
            return ask(request, proposal.left, proposal.right, forms)
        if not may_decide(request.user, proposal):
            raise Http404
        if decision == "different":
            return _call_different(request, proposal, forms)
        if decision == "open":
            reopen_proposal(proposal=proposal, by=request.user)
            messages.success(request, _("The pair is open again."))
            return redirect(proposal)
        if decision == "merge":
            return _merge(request, proposal, forms)
    except AlreadyDecided as other:
        _tell_decided(request, other.proposal)
        return _back(request)
    except CannotMerge as refusal:
        messages.error(request, str(REFUSALS[refusal.reason]))
        return _back(request)
    raise Http404


def _back(request: SignedInRequest) -> HttpResponseBase:
    """To the list, for those who review it; those who were asked about one pair come from their desk."""
    return redirect("organisations:duplicates" if request.user.has_perm(REVIEW) else "portal:desk")


def _call_different(
    request: SignedInRequest, proposal: DuplicateProposal, forms: dict[str, Any]
) -> HttpResponseBase | None:
    why = ""
    if proposal.asked_at is not None:
        form = forms["different_form"] = DifferentForm(request.POST)
        if not form.is_valid():
            return None
        why = form.cleaned_data["why"]
    call_different(proposal=proposal, by=request.user, at=timezone.now(), why=why)
    messages.success(request, _("Noted: they are different. This pair will not be proposed again."))
    return _back(request)


def _merge(request: SignedInRequest, proposal: DuplicateProposal, forms: dict[str, Any]) -> HttpResponseBase | None:
    if not may_merge(request.user, proposal.left, proposal.right):
        raise Http404
    kept, archived = chosen_of(request, proposal.left, proposal.right)
    if kept is None:
        forms["error"] = _("Choose the record that stays.")
        return None
    name = archived.name
    merge_proposed(proposal=proposal, kept=kept, by=request.user)
    tell_merged(request, name, kept)
    return _back(request)


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
        "asker": asker_of(proposal),
        "may_decide": may_decide(request.user, proposal),
        "may_review": request.user.has_perm(REVIEW),
    }
    if OrganisationStatus.MERGED not in (left.status, right.status):
        refused = reasons_not_to_merge(request.user, left, right)
        context |= {
            "rows": compare_organisations(left, right),
            "refused": refused,
            "may_ask": bool(refused) and may_ask(request.user) and proposal.asked_at is None,
        } | choice_context(left, right)
    return context
