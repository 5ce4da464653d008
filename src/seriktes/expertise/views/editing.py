"""Adding evidence and changing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.expertise.actions.evidence import add_evidence, change_evidence
from seriktes.expertise.definitions.refusals import CannotKeepEvidence
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.forms.evidence import EvidenceForm
from seriktes.expertise.queries.access import CHANGE
from seriktes.expertise.queries.offering import offered_to
from seriktes.expertise.tables.evidence import KINDS
from seriktes.expertise.views.record import crumbs_of, kept_or_404
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.queries.access import grants_for_user


@login_required
@sent_once
def add(request: SignedInRequest, kind: str) -> HttpResponse:
    """A new record of one kind, by hand."""
    if kind not in EvidenceKind.values or not grants_for_user(request.user).allow_somewhere(CHANGE):
        raise Http404
    asked = whole_number(request.GET.get("organisation", ""))
    form = EvidenceForm(request.POST or None, kind=kind, offered=offered_to(request.user, asked=asked))
    if request.method == "POST" and form.is_valid():
        try:
            made = add_evidence(
                kind=kind, values=form.values(), particulars=form.particulars(), people=form.people(),
                units=form.units() or [], subjects=form.subjects(), identifiers=form.identifiers(), by=request.user,
                at=timezone.now(), publish=request.POST.get("then") == "publish",
            )  # fmt: skip
        except CannotKeepEvidence as refusal:
            form.refuse(refusal)
        else:
            told = (
                _("Added and published.")
                if made.is_public
                else _("Added. Only your side sees it until it is published.")
            )
            messages.success(request, told)
            return redirect(made)
    context = {
        "form": form, "kind": kind, "breadcrumbs": [
            (_("Evidence of expertise"), reverse("expertise:list")),
            (str(KINDS[kind]), f"{reverse('expertise:list')}?kind={kind}"),
        ],
    }  # fmt: skip
    return render(request, "expertise/edit.html", context, status=422 if form.errors else 200)


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    evidence = kept_or_404(request, pk)
    if evidence.archived_at is not None:
        raise Http404
    offered = offered_to(request.user, evidence=evidence)
    form = EvidenceForm(request.POST or None, kind=evidence.kind, offered=offered, evidence=evidence)
    differences = []
    if request.method == "POST" and form.is_valid():
        try:
            change_evidence(
                evidence=evidence, values=form.values(), particulars=form.particulars(), people=form.people(),
                units=form.units(), subjects=form.subjects(), identifiers=form.identifiers(), by=request.user,
                at=timezone.now(), expected_version=form.cleaned_data["expected_version"],
            )  # fmt: skip
        except EditedElsewhere as other:
            evidence = kept_or_404(request, other.record.pk)
            data = request.POST.copy()
            # The next attempt is made in the knowledge of the other edit.
            data["expected_version"] = str(evidence.version)
            form = EvidenceForm(data, kind=evidence.kind, offered=offered, evidence=evidence)
            form.is_valid()
            differences = form.differences()
        except CannotKeepEvidence as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The record is saved. What you wrote stays, whatever an import says later."))
            return redirect(evidence)
    context = {
        "form": form, "kind": evidence.kind, "evidence": evidence, "differences": differences,
        "breadcrumbs": crumbs_of(evidence, itself=True),
    }  # fmt: skip
    return render(request, "expertise/edit.html", context, status=409 if differences else 422 if form.errors else 200)
