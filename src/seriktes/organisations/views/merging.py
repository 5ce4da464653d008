"""Merging any two records, the list of merges, and taking one back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.common.parameters import whole_number
from seriktes.exchange.exports import export_response
from seriktes.organisations.actions.duplicates import AlreadyAsked, AlreadyDecided, ask_to_merge
from seriktes.organisations.actions.merging import CannotMerge, merge_records, undo_merge
from seriktes.organisations.enums import ProposalStatus
from seriktes.organisations.forms.duplicates import AskForm
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to
from seriktes.organisations.queries.comparison import compare_organisations, compare_people
from seriktes.organisations.queries.deciding import asker_of, may_ask, may_compare, may_merge, reasons_not_to_merge
from seriktes.organisations.queries.duplicates import proposal_of, reasons_told
from seriktes.organisations.queries.merging import (
    may_undo,
    merges_told,
    merges_visible_to,
    moves_told,
    rows_pointing_to,
    undoable_by,
)
from seriktes.organisations.queries.search import matching_ids
from seriktes.organisations.tables.members import MERGE_COLUMNS

PER_PAGE = 50
CANDIDATES = 20
REFUSALS = {
    CannotMerge.SAME: gettext_lazy("This is one and the same record. Choose another one."),
    CannotMerge.ALREADY: gettext_lazy(
        "One of the two was merged meanwhile, by somebody else or in another tab. Nothing was changed now. Look at the "
        "list of merges, then go on with the record that was kept."
    ),
}
UNDO_REFUSALS = {
    CannotMerge.ALREADY: gettext_lazy("This merge was undone already. Nothing was changed now."),
    CannotMerge.NEWER: gettext_lazy(
        "One of the two records was merged again since. Undo that later merge first, then this one."
    ),
    CannotMerge.OCCUPIED: gettext_lazy(
        "The kept record has since been given a name, number or other value that the undo would have to give back to the "
        "other one. Take it out of the kept record first, then undo the merge."
    ),
}


def _comparable_organisation(request: SignedInRequest, pk: Any) -> Organisation:
    organisation: Organisation = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    if not may_compare(request.user, organisation):
        raise Http404
    return organisation


def _mergeable_person(request: SignedInRequest, pk: Any) -> Person:
    person: Person = get_object_or_404(people_visible_to(request.user), pk=pk)
    if not request.user.has_perm("organisations.merge_person", person):
        raise Http404
    return person


@login_required
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Merge an organisation with another that the reader looks up, or ask those who may."""
    organisation = _comparable_organisation(request, pk)
    other_key = _key(request, "other")
    if other_key is None:
        candidates = _candidates(request, organisation, organisations_visible_to(request.user), "organisation")
        return _choose(request, organisation, [row for row in candidates if may_compare(request.user, row)])
    other = _comparable_organisation(request, other_key)
    proposal = proposal_of(organisation.pk, other.pk)
    context: dict[str, Any] = {
        "rows": compare_organisations(organisation, other),
        "refused": reasons_not_to_merge(request.user, organisation, other),
        "ask_form": AskForm(),
    }
    if request.method == "POST" and request.POST.get("decision") == "ask":
        if done := ask(request, organisation, other, context):
            return done
    elif request.method == "POST" and context["refused"]:
        raise Http404
    if proposal is not None:
        context |= {
            "reasons": reasons_told(proposal.reasons),
            "called_different": proposal if proposal.status == ProposalStatus.DIFFERENT else None,
            "asked": proposal if proposal.asked_at else None,
            "asker": asker_of(proposal),
        }
    return _decide(request, organisation, other, context)


def ask(request: SignedInRequest, left: Organisation, right: Organisation, forms: dict[str, Any]) -> Any:
    """Ask those who may merge the two; None when the note cannot be taken, which the form in `forms` then says."""
    if not may_ask(request.user) or may_merge(request.user, left, right):
        raise Http404
    form = forms["ask_form"] = AskForm(request.POST)
    if not form.is_valid():
        return None
    note = form.cleaned_data["note"]
    try:
        proposal = ask_to_merge(left=left, right=right, by=request.user, at=timezone.now(), note=note)
    except AlreadyAsked as other:
        proposal = other.proposal
        messages.warning(request, _("Somebody has asked already. You see here what is decided."))
    except AlreadyDecided as other:
        proposal = other.proposal
        messages.warning(request, _("Somebody has decided on this pair already. Nobody was asked."))
    except CannotMerge as refusal:
        messages.error(request, str(REFUSALS[refusal.reason]))
        return redirect(left)
    else:
        messages.success(request, _("Your question is asked. You are told what is decided."))
    return redirect(proposal)


@login_required
def merge_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Merge two records of one person."""
    person = _mergeable_person(request, pk)
    other_key = _key(request, "other")
    if other_key is None:
        candidates = _candidates(request, person, people_visible_to(request.user), "person")
        allowed = [row for row in candidates if request.user.has_perm("organisations.merge_person", row)]
        return _choose(request, person, allowed)
    other = _mergeable_person(request, other_key)
    return _decide(request, person, other, {"rows": compare_people(person, other, user=request.user)})


def _key(request: SignedInRequest, name: str) -> int | None:
    text = request.POST.get(name) or request.GET.get(name) or ""
    if not text:
        return None
    key = whole_number(text)
    if key is None:
        raise Http404
    return key


def _candidates(request: SignedInRequest, record: Model, visible: QuerySet[Any], target: str) -> list[Any]:
    query = request.GET.get("q", "").strip()
    fitting = matching_ids(query, target=target, among=[visible.values("pk")]) if query else []
    ids = [pk for pk in fitting if pk != record.pk]
    found = visible.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found][:CANDIDATES]


def _choose(request: SignedInRequest, record: Organisation | Person, candidates: list[Any]) -> HttpResponse:
    context = {
        "record": record,
        "is_person": isinstance(record, Person),
        "query": request.GET.get("q", "").strip(),
        "candidates": candidates,
    }
    return render(request, "organisations/merge_choose.html", context)


def _decide(request: SignedInRequest, left: Any, right: Any, context: dict[str, Any]) -> HttpResponse:
    error = ""
    if left.pk == right.pk:
        messages.error(request, str(REFUSALS[CannotMerge.SAME]))
        return redirect(request.path)
    if request.method == "POST" and request.POST.get("decision") != "ask":
        kept, archived = chosen_of(request, left, right)
        if kept is None:
            error = _("Choose the record that stays.")
        else:
            name = archived.name
            try:
                merge_records(kept=kept, archived=archived, by=request.user)
            except CannotMerge as refusal:
                messages.error(request, str(REFUSALS[refusal.reason]))
                return redirect("organisations:merges")
            tell_merged(request, name, kept)
            return redirect(kept)
    context |= choice_context(left, right) | {"error": error, "is_person": isinstance(left, Person)}
    return render(request, "organisations/merge.html", context)


def chosen_of(request: SignedInRequest, left: Any, right: Any) -> tuple[Any, Any]:
    """The kept and the archived one, as the form says; nothing when it says neither."""
    kept = request.POST.get("kept", "")
    if kept == str(left.pk):
        return left, right
    return (right, left) if kept == str(right.pk) else (None, None)


def choice_context(left: Any, right: Any) -> dict[str, Any]:
    """What the choice of the record that stays must say first: what would move to it from the other."""
    moving = {"left": rows_pointing_to(right), "right": rows_pointing_to(left)}
    return {
        "left": left,
        "right": right,
        "choices": [
            {"kept": left, "archived": right, "moving": moving["left"]},
            {"kept": right, "archived": left, "moving": moving["right"]},
        ],
        # The one on which more hangs is the likelier to stay; the reader chooses.
        "suggested": left.pk if sum(n for _l, n in moving["right"]) >= sum(n for _l, n in moving["left"]) else right.pk,
    }


def tell_merged(request: SignedInRequest, name: str, kept: Any) -> None:
    text = _("“%(archived)s” is merged into “%(kept)s”. It can be undone in the list of merges.")
    messages.success(request, text % {"archived": name, "kept": type(kept)._default_manager.get(pk=kept.pk).name})


# --- The merges that were made --------------------------------------------------------------------------------------
@login_required
def merges(request: SignedInRequest) -> HttpResponseBase:
    if not _may_merge(request):
        raise Http404
    records = merges_visible_to(request.user).select_related("by", "undone_by").order_by("-at", "-pk")
    if "format" in request.GET:
        told = merges_told(records)
        return export_response(request, rows=told, columns=MERGE_COLUMNS, filename="merges")
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    told = merges_told(page.object_list)
    context = {
        "page": page,
        "merges": told,
        "undoable": undoable_by(request.user, told),
        "count": page.paginator.count,
    }
    return render(request, "organisations/merges.html", context)


def _may_merge(request: SignedInRequest) -> bool:
    return any(request.user.has_perm(f"organisations.{code}") for code in ("merge_organisation", "merge_person"))


@login_required
def merge_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(merges_visible_to(request.user).select_related("by"), pk=pk)
    (told,) = merges_told([record])
    if not may_undo(request.user, told):
        raise Http404
    if request.method == "POST":
        try:
            restored = undo_merge(record=record, by=request.user)
        except CannotMerge as refusal:
            messages.error(request, str(UNDO_REFUSALS[refusal.reason]))
        else:
            restored.refresh_from_db()
            text = _("“%(name)s” is a record of its own again.")
            messages.success(request, text % {"name": restored.name})
        return redirect("organisations:merges")
    context = {"merge": told, "moves": moves_told(record), "back": reverse("organisations:merges")}
    return render(request, "organisations/merge_undo.html", context)
