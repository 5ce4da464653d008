"""Merging any two records, the list of merges, and taking one back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.organisations.actions.merging import CannotMerge, merge_records, undo_merge
from seriktes.organisations.enums import ProposalStatus
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to
from seriktes.organisations.queries.comparison import compare_organisations, compare_people
from seriktes.organisations.queries.duplicates import proposal_of, reasons_told
from seriktes.organisations.queries.merging import (
    PERSON,
    merges_told,
    merges_visible_to,
    moves_told,
    rows_pointing_to,
)
from seriktes.organisations.queries.search import matching_ids

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


def _mergeable_organisation(request: SignedInRequest, pk: Any) -> Organisation:
    organisation: Organisation = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    if not request.user.has_perm("organisations.merge_organisation", organisation):
        raise Http404
    return organisation


def _mergeable_person(request: SignedInRequest, pk: Any) -> Person:
    person: Person = get_object_or_404(people_visible_to(request.user), pk=pk)
    if not request.user.has_perm("organisations.merge_person", person):
        raise Http404
    return person


@login_required
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Merge an organisation with another that the reader looks up."""
    organisation = _mergeable_organisation(request, pk)
    other_key = _key(request, "other")
    if other_key is None:
        candidates = _candidates(request, organisation, organisations_visible_to(request.user), "organisation")
        return _choose(request, organisation, candidates)
    other = _mergeable_organisation(request, other_key)
    proposal = proposal_of(organisation.pk, other.pk)
    context: dict[str, Any] = {"rows": compare_organisations(organisation, other)}
    if proposal is not None:
        context |= {
            "reasons": reasons_told(proposal.reasons),
            "called_different": proposal if proposal.status == ProposalStatus.DIFFERENT else None,
        }
    return _decide(request, organisation, other, context)


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
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise Http404
    return int(text)


def _candidates(request: SignedInRequest, record: Model, visible: QuerySet[Any], target: str) -> list[Any]:
    query = request.GET.get("q", "").strip()
    ids = [pk for pk in matching_ids(query, target=target) if pk != record.pk] if query else []
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
    if request.method == "POST":
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
def merges(request: SignedInRequest) -> HttpResponse:
    if not _may_merge(request):
        raise Http404
    records = merges_visible_to(request.user).select_related("by", "undone_by").order_by("-at", "-pk")
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "merges": merges_told(page.object_list), "count": page.paginator.count}
    return render(request, "organisations/merges.html", context)


def _may_merge(request: SignedInRequest) -> bool:
    return any(request.user.has_perm(f"organisations.{code}") for code in ("merge_organisation", "merge_person"))


@login_required
def merge_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(merges_visible_to(request.user).select_related("by"), pk=pk)
    (told,) = merges_told([record])
    code = "merge_person" if record.target_type == PERSON else "merge_organisation"
    if not request.user.has_perm(f"organisations.{code}", told.kept):
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
