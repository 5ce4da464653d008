"""One record of evidence: its page, its ways, and the people behind its names."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.parameters import whole_number
from seriktes.expertise.actions import evidence as actions
from seriktes.expertise.actions.people import claim, refuse
from seriktes.expertise.definitions.parts import page_parts
from seriktes.expertise.definitions.refusals import CannotDecideAuthor, CannotKeepEvidence, words_of
from seriktes.expertise.forms.evidence import RetractForm
from seriktes.expertise.models import Evidence, EvidencePerson
from seriktes.expertise.queries import access
from seriktes.expertise.queries.evidence import (
    kept_record_of,
    likely_doubles,
    may_claim,
    own_person_of,
    people_called,
    record_for_user,
)
from seriktes.expertise.queries.finding import OFFERED
from seriktes.expertise.queries.narrowing import Target
from seriktes.expertise.tables.evidence import KINDS
from seriktes.expertise.views.register import export_rows
from seriktes.expertise.views.search import OFFERS, PUBLICATIONS, question_context
from seriktes.organisations.queries.access import people_visible_to
from seriktes.procedures.queries.timeline import timeline_of


def evidence_for(request: HttpRequest, pk: int) -> Evidence:
    """The record, if the reader may see it; else there is no such page."""
    rows = access.evidence_visible_to(request.user).select_related("organisation", "post")
    found: Evidence = get_object_or_404(rows, pk=pk)
    return found


def kept_or_404(request: SignedInRequest, pk: int) -> Evidence:
    """The record, if the reader may change it."""
    found: Evidence = get_object_or_404(access.evidence_kept_by(request.user).select_related("organisation"), pk=pk)
    return found


def crumbs_of(evidence: Evidence, *, itself: bool = False) -> list[tuple[Any, str]]:
    found = [
        (_("Evidence of expertise"), reverse("expertise:list")),
        (str(KINDS[evidence.kind]), f"{reverse('expertise:list')}?kind={evidence.kind}"),
    ]
    return [*found, (evidence.name[:80], evidence.get_absolute_url())] if itself else found


def record(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A record that was merged leads to the one that was kept."""
    kept = kept_record_of(pk)
    if kept is not None and access.evidence_visible_to(request.user).filter(pk=kept).exists():
        return redirect("expertise:evidence", kept)
    evidence = evidence_for(request, pk)
    if "format" in request.GET:
        return export_rows(request, Evidence.objects.filter(pk=evidence.pk), 1, f"evidence-{evidence.pk}")
    shown = record_for_user(request.user, evidence, all_names=request.GET.get("names") == "all")
    timeline = timeline_of(evidence, before=request.GET.get("before", "")) if shown.may_change else None
    texts = [(code, getattr(evidence, f"text_{code}")) for code in ("kk", "ru", "en")]
    first = next((code for code, text in texts if text == evidence.text and text), "")
    context = {
        "evidence": evidence, "record": shown, "timeline": timeline, "breadcrumbs": crumbs_of(evidence),
        "text_language": first, "other_texts": [(code, text) for code, text in texts if text and code != first],
        "language": request.LANGUAGE_CODE, "sources": _sources(evidence),
        # What the parts of other domains go by.
        "parts": page_parts(), "model": "expertise.evidence", "pk": evidence.pk,
        "may_export": request.user.has_perm("exchange.export_records"),
        **question_context(request, Target.EVIDENCE, evidence.pk, OFFERS if evidence.kind in OFFERED else PUBLICATIONS),
    }  # fmt: skip
    return render(request, "expertise/evidence.html", context)


def _sources(evidence: Evidence) -> list[tuple[str, str]]:
    """From where its values came, and the latest day of each source."""
    days: dict[str, str] = {}
    for entry in evidence.provenance.values():
        source, day = entry.get("source", ""), entry.get("on") or ""
        days[source] = max(days.get(source, ""), day)
    return sorted(days.items())


# --- Ways -------------------------------------------------------------------------------------------------------------
@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    """Publish, take back, archive, bring back, mark as retracted."""
    evidence = kept_or_404(request, pk)
    if way not in WAYS or request.method != "POST":
        if way == "retract":
            return _retract(request, evidence)
        raise Http404
    if way == "retract":
        return _retract(request, evidence)
    return _act(request, evidence, WAYS[way])


def _retract(request: SignedInRequest, evidence: Evidence) -> HttpResponse:
    form = RetractForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.retract_evidence(evidence=evidence, on=form.cleaned_data["on"], by=request.user, at=timezone.now())
        except CannotKeepEvidence as refusal:
            form.add_error("on" if refusal.code == "in_future" else None, words_of(refusal))
        else:
            messages.success(request, _("Marked as retracted. The record stays and says so."))
            return redirect(evidence)
    context = {
        "form": form, "evidence": evidence, "title": _("Mark as retracted"), "submit": _("Mark as retracted"),
        "danger": True, "breadcrumbs": crumbs_of(evidence, itself=True),
        "lead": _("Its publisher took it back. The record stays and says so; the search no longer counts it."),
    }  # fmt: skip
    return render(request, "expertise/form_page.html", context, status=422 if form.errors else 200)


def _act(request: SignedInRequest, evidence: Evidence, way: tuple[Callable[..., Any], Any]) -> HttpResponse:
    action, told = way
    try:
        action(evidence=evidence, by=request.user, at=timezone.now())
    except CannotKeepEvidence as refusal:
        messages.warning(request, words_of(refusal))
    else:
        messages.success(request, told())
    return redirect(evidence)


WAYS: dict[str, tuple[Callable[..., Any], Callable[[], str]]] = {
    "publish": (actions.publish_evidence, lambda: _("Published: everybody can find it now.")),
    "unpublish": (actions.unpublish_evidence, lambda: _("Taken back from publication.")),
    "archive": (actions.archive_evidence, lambda: _("Archived. It can be brought back at any time.")),
    "unarchive": (actions.unarchive_evidence, lambda: _("Taken out of the archive.")),
    "unretract": (actions.unretract_evidence, lambda: _("The mark of retraction was taken back.")),
    "retract": (actions.retract_evidence, lambda: ""),
}


@login_required
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """One publication stands in the register twice: this record goes into the other, which the reader chooses."""
    evidence = kept_or_404(request, pk)
    if evidence.archived_at is not None:
        raise Http404
    if request.method == "POST":
        kept = kept_or_404(request, whole_number(request.POST.get("kept", "")) or 0)
        try:
            kept = actions.merge_evidence(kept=kept, archived=evidence, by=request.user, at=timezone.now())
        except CannotKeepEvidence as refusal:
            messages.warning(request, words_of(refusal))
            return redirect(evidence)
        messages.success(request, _("Merged. This record has taken over what the other one knew."))
        return redirect(kept)
    query = request.GET.get("q", "")[:200]
    context = {
        "evidence": evidence, "q": query, "found": likely_doubles(request.user, evidence, query),
        "breadcrumbs": crumbs_of(evidence, itself=True),
    }  # fmt: skip
    return render(request, "expertise/merge.html", context)


# --- The people behind the names --------------------------------------------------------------------------------------
def row_for(request: SignedInRequest, pk: int, row_pk: int) -> EvidencePerson:
    evidence = evidence_for(request, pk)
    rows = evidence.people.filter(archived_at__isnull=True).select_related("person", "evidence")
    found: EvidencePerson = get_object_or_404(rows, pk=row_pk)
    return found


@login_required
def link(request: SignedInRequest, pk: int, row_pk: int) -> HttpResponse:
    """Who is behind a printed name: for those who keep the record."""
    row = row_for(request, pk, row_pk)
    if not access.may_change(request.user, row.evidence):
        raise Http404
    seen = people_visible_to(request.user)
    if request.method == "POST":
        person = get_object_or_404(seen, pk=whole_number(request.POST.get("person", "")) or 0)
        if not access.may_link(request.user, row, person):
            raise Http404
        return _decide(request, row, lambda at: claim(row=row, person=person, by=request.user, at=at))
    query = request.GET.get("q", row.name)[:200]
    context = {
        "row": row, "evidence": row.evidence, "q": query, "found": people_called(query, seen),
        "breadcrumbs": crumbs_of(row.evidence, itself=True),
    }  # fmt: skip
    return render(request, "expertise/link.html", context)


@login_required
def own_name(request: SignedInRequest, pk: int, row_pk: int, word: str) -> HttpResponse:
    """ "That is me", and "that is not me"; the second is also for those who keep the record, of anybody."""
    if request.method != "POST":
        raise Http404
    row = row_for(request, pk, row_pk)
    own = own_person_of(request.user)
    if word == "claim" and own is not None and may_claim(own, row):
        return _decide(request, row, lambda at: claim(row=row, person=own, by=request.user, at=at))
    is_own = own is not None and row.person_id == own.pk
    if word == "refuse" and row.person is not None and (is_own or access.may_change(request.user, row.evidence)):
        return _decide(request, row, lambda at: refuse(row=row, by=request.user, at=at))
    raise Http404


def _decide(request: SignedInRequest, row: EvidencePerson, act: Callable[[datetime], Any]) -> HttpResponse:
    try:
        act(timezone.now())
    except CannotDecideAuthor as refusal:
        messages.warning(request, words_of(refusal))
    else:
        messages.success(request, _("Saved. What was decided here stays, whatever an import says later."))
    # Whoever is named no longer may not see an unpublished record any more.
    if access.evidence_visible_to(request.user).filter(pk=row.evidence_id).exists():
        return redirect(f"{row.evidence.get_absolute_url()}#people")
    return redirect("expertise:list")
