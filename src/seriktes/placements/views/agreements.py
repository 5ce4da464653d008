"""The learning agreement of a placement: its text, sending it, taking it back, amending it, and the rule of a programme."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.refusals import words_of
from seriktes.documents.enums import Origin
from seriktes.documents.models import Template, TemplateVersion
from seriktes.documents.queries.access import templates_for_user
from seriktes.placements.actions import agreements as actions
from seriktes.placements.actions.rules_of_signing import decide_rule
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.signing import EVERY_KIND, ORDER, PURPOSE, contract_words, worth_of
from seriktes.placements.enums import LearningAgreementState, PlacementState, SigningKind
from seriktes.placements.forms.agreements import AmendmentForm, RuleForm, SendForm
from seriktes.placements.forms.placements import ReasonForm
from seriktes.placements.models import LearningAgreement, Placement, SigningRule
from seriktes.placements.queries import access
from seriktes.placements.queries.agreement_texts import versions_of_text
from seriktes.placements.queries.placements import field_words, missing_of, people_of
from seriktes.placements.queries.signing import (
    agreement_in_work,
    days_for,
    kinds_for,
    readers_of,
    rule_of,
    step_name,
    vacant_steps,
)
from seriktes.placements.views.placements import academics_found
from seriktes.placements.views.sight import REFUSALS, act_or_say, form_page, placement_for_keeper


@login_required
@require_POST
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """A wording from the template, to be read before it is sent."""
    placement = placement_for_keeper(request, pk)
    try:
        version = actions.draft_text(placement=placement, template=None, by=request.user, at=timezone.now())
    except REFUSALS as refused:
        messages.error(request, words_of(refused))
        return redirect(placement)
    messages.success(request, _("The text is drafted. Read it, then send it for signature."))
    return redirect(f"{reverse('documents:document', args=[version.document_id])}#version-{version.number}")


@login_required
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who will be asked, in which order, and what each signature is worth; nothing is sent before the button."""
    placement = placement_for_keeper(request, pk)
    agreement = agreement_in_work(placement)
    is_amendment = agreement is not None and agreement.number > 0
    if agreement is not None and agreement.state != LearningAgreementState.DRAFTING:
        raise Http404
    if not is_amendment and placement.state != PlacementState.PLANNED:
        raise Http404
    offered = templates_for_user(request.user, PURPOSE)
    uploaded = agreement is not None and _is_uploaded(agreement)
    form = SendForm(
        request.POST if request.method == "POST" else None, templates=offered, is_offered=offered.exists() and not uploaded,
        initial={"expected_version": placement.version, "template": offered.first()},
    )  # fmt: skip
    missing = missing_of(placement) if not is_amendment else []
    rule = rule_of(placement.cohort.programme)
    return form_page(
        request, placement, form, template="placements/agreement_send.html", title=_("Send for signature"),
        done=_("Sent. The first is asked to sign."),
        act=lambda sent: actions.send_for_signature(
            placement=placement, by=request.user, at=timezone.now(), template=_chosen(sent),
            expected_version=sent.cleaned_data["expected_version"],
        ),
        missing=field_words(missing), steps=_previewed(placement), days=days_for(rule), is_decided=rule is not None,
        contract=contract_words(), has_templates=offered.exists() or uploaded, is_amendment=is_amendment,
    )  # fmt: skip


def _is_uploaded(agreement: LearningAgreement) -> bool:
    versions = versions_of_text(agreement)
    return bool(versions) and versions[0].origin == Origin.UPLOAD


def _chosen(form: SendForm) -> TemplateVersion | None:
    template: Template | None = form.cleaned_data.get("template")
    return template.versions.first() if template is not None else None


def _previewed(placement: Placement) -> list[dict[str, object]]:
    """The steps as they would be asked, with their addresses and the kinds that count."""
    rule, today = rule_of(placement.cohort.programme), timezone.localdate()
    steps = actions.steps_to_ask(placement)
    vacant = vacant_steps(steps, today)
    return [
        {
            "role": capfirst(str(step.get_role_display())), "name": step_name(step),
            "readers": [reader.email for reader in readers_of(step, today)], "is_vacant": step in vacant,
            "kinds": [(SigningKind(kind).label, worth_of(kind)) for kind in kinds_for(rule, step.role)],
        }
        for step in steps
    ]  # fmt: skip


@login_required
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    placement = placement_for_keeper(request, pk)
    agreement = agreement_in_work(placement)
    if agreement is None or agreement.state != LearningAgreementState.SIGNING:
        raise Http404
    return form_page(
        request, placement, ReasonForm(request.POST or None, initial={"expected_version": placement.version}),
        title=_("Take back to change it"), submit=_("Take back"), danger=True, done=_("Taken back. The text is a draft again."),
        confirm=_("Signatures given to this text are void: it has to be signed anew."),
        act=lambda sent: actions.take_back(
            placement=placement, reason=sent.cleaned_data["reason"], by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


# --- Amendments -------------------------------------------------------------------------------------------------------
@login_required
def amend(request: SignedInRequest, pk: int) -> HttpResponse:
    placement = placement_for_keeper(request, pk)
    agreement = agreement_in_work(placement)
    if placement.state not in (PlacementState.AGREED, PlacementState.RUNNING):
        raise Http404
    if agreement is not None and agreement.state != LearningAgreementState.DRAFTING:
        raise Http404
    plan = [(task.text, task.weight) for task in placement.plan.filter(dropped_at__isnull=True)]
    form = AmendmentForm(
        request.POST or None, placement=placement, supervisors=people_of(request.user, placement.host_id),
        found=academics_found(request, placement), plan=plan,
    )  # fmt: skip
    return form_page(
        request, placement, form, template="placements/placement_edit.html", title=_("Amend the agreement"), submit=_("Draft it"),
        done=_("The amendment is drafted. It holds once everybody has signed it."),
        act=lambda sent: actions.draft_amendment(
            placement=placement, changes=sent.changes(), plan=sent.plan(), reason=sent.cleaned_data["reason"],
            by=request.user, at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


@login_required
@require_POST
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    placement = placement_for_keeper(request, pk)
    act_or_say(
        request, lambda: actions.drop_amendment(placement=placement, by=request.user, at=timezone.now()),
        _("The amendment is given up."),
    )  # fmt: skip
    return redirect(placement)


# --- The rule of a programme ------------------------------------------------------------------------------------------
@login_required
def rule(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which kinds of signature count for whom, with what each is worth."""
    programme = get_object_or_404(access.programmes_visible_to(request.user).select_related("organisation"), pk=pk)
    if not access.may(request.user, access.KEEP, programme):
        raise Http404
    standing = rule_of(programme) or SigningRule(programme=programme)
    form = RuleForm(request.POST or None, rule=standing)
    if request.method == "POST" and form.is_valid():
        try:
            decide_rule(programme=programme, values=form.values(), by=request.user, at=timezone.now())
        except Refusal as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, _("Decided. It holds for every step that is signed from now on."))
            return redirect("placements:signing_rule", pk)
    context = {
        "programme": programme, "form": form, "is_decided": standing.pk is not None, "contract": contract_words(),
        "kinds": [(SigningKind(kind).label, worth_of(kind)) for kind in EVERY_KIND], "roles": ORDER,
        "breadcrumbs": [(_("Placements"), reverse("placements:placements"))],
    }  # fmt: skip
    return render(request, "placements/agreement_rule.html", context, status=422 if form.errors else 200)
