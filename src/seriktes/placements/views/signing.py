"""A step of the signing: signed with an account, and what the office does about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.refusals import words_of
from seriktes.documents.definitions.findings import sentence_of
from seriktes.documents.enums import Verdict
from seriktes.documents.queries.record import columns_of, side_by_side
from seriktes.organisations.models import Post
from seriktes.placements.actions import signing as actions
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.signing import worth_of
from seriktes.placements.enums import SigningKind, SigningRole, SigningState
from seriktes.placements.forms.agreements import AskAgainForm, SignForm, StandInForm, StepPaperForm
from seriktes.placements.models import SignStep
from seriktes.placements.queries import access
from seriktes.placements.queries.agreement_texts import frozen_text
from seriktes.placements.queries.signing import kinds_for, may_sign, rule_of, step_name, step_words
from seriktes.placements.views.sight import REFUSALS, crumbs_of, form_page

CONFIRM, SIGN, REFUSE = "confirm", "sign", "refuse"
_WITH = (
    "agreement__placement__cohort__programme__organisation", "agreement__placement__student", "agreement__placement__host",
    "agreement__placement__academic_supervisor", "agreement__placement__host_supervisor", "organisation", "post",
    "person__user",
)  # fmt: skip


def step_for(request: SignedInRequest, pk: int, *, keeper: bool = False) -> SignStep:
    """A step of a placement that the reader sees; `keeper`: of the own office."""
    seen = access.placements_visible_to(request.user).values("pk")
    step = get_object_or_404(SignStep.objects.filter(agreement__placement__in=seen).select_related(*_WITH), pk=pk)
    if keeper and not access.may(request.user, access.KEEP, step.agreement.placement):
        raise Http404
    return step


# --- Signing with an account ------------------------------------------------------------------------------------------
@login_required
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    step = step_for(request, pk)
    if not may_sign(request.user, step):
        raise Http404
    placement = step.agreement.placement
    if step.state != SigningState.ASKED:
        messages.info(request, _("This step is not waiting for a signature now."))
        return redirect(placement)
    kinds = kinds_for(rule_of(placement.cohort.programme), step.role)
    form = SignForm(request.POST or None, request.FILES or None, kinds=kinds, sha256=step.agreement.sha256)
    if request.method == "POST" and form.is_valid():
        try:
            done = _done(request, step, form.cleaned_data)
        except REFUSALS as refused:
            form.add_error("reason" if getattr(refused, "reason", "") == "no_reason" else None, words_of(refused))
        else:
            messages.success(request, done)
            return redirect(placement)
    return _page(request, step, form, kinds)


def _done(request: SignedInRequest, step: SignStep, data: dict[str, Any]) -> str:
    by, at, choice = request.user, timezone.now(), request.POST.get("choice", "")
    if choice == CONFIRM:
        actions.confirm_step(step=step, sha256=data["sha256"], by=by, at=at)
        return _("Noted: you agree to this text. It is no electronic signature, and the record says so.")
    if choice == REFUSE:
        actions.refuse_step(step=step, reason=data["reason"], by=by, at=at)
        return _("Noted: you do not sign this text. The university is told why.")
    given = data.get("file")
    if choice != SIGN or given is None:
        raise Refusal("missing", [_("the file with the signature")])
    rows = actions.sign_step(step=step, content=given.content, filename=given.name, by=by, at=at)
    if all(row.verdict == Verdict.VALID for row in rows):
        return _("The signature is valid and on record.")
    findings = [sentence_of(one) for row in rows for one in row.findings if one["ok"] is not True]
    return " ".join([_("The signature is kept; somebody has to look at it."), *findings])


def _page(request: SignedInRequest, step: SignStep, form: SignForm, kinds: list[str]) -> HttpResponse:
    placement = step.agreement.placement
    read = frozen_text(step.agreement)
    columns = columns_of(read) if read is not None else []
    context = {
        "step": step, "placement": placement, "form": form, "read": read, "columns": columns,
        "rows": [list(zip(columns, row, strict=True)) for row in side_by_side(read)] if read is not None else [],
        "kinds": [(kind, SigningKind(kind).label, worth_of(kind)) for kind in kinds], "words": step_words(step),
        "may_confirm": SigningKind.CONFIRMED in kinds, "may_use_key": SigningKind.KEY in kinds,
        "may_use_paper": SigningKind.PAPER in kinds, "breadcrumbs": crumbs_of(placement),
    }  # fmt: skip
    return render(request, "placements/agreement_sign.html", context, status=422 if form.errors else 200)


# --- What the office does ---------------------------------------------------------------------------------------------
@login_required
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    step = step_for(request, pk, keeper=True)
    if step.state != SigningState.ASKED:
        raise Http404
    form = StepPaperForm(
        request.POST or None, request.FILES or None,
        initial={"signer_name": step_name(step), "ground": step.authority, "signed_on": timezone.localdate()},
    )  # fmt: skip

    def act(sent: StepPaperForm) -> None:
        data, scan = sent.cleaned_data, sent.cleaned_data["scan"]
        actions.record_step_on_paper(
            step=step, signer=data["signer_name"], on=data["signed_on"], authority=data["ground"], by=request.user,
            at=timezone.now(), scan=scan.content if scan else b"", filename=scan.name if scan else "",
        )  # fmt: skip

    return form_page(
        request, step.agreement.placement, form, act, title=_("Record a signature on paper"), submit=_("Record"),
        done=_("The signature on paper is recorded; the next is asked."), multipart=True,
        explained=f"{step_words(step)}. {worth_of(SigningKind.PAPER)}",
    )  # fmt: skip


@login_required
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    step = step_for(request, pk, keeper=True)
    if step.state != SigningState.ASKED:
        raise Http404
    form = AskAgainForm(
        request.POST or None,
        takes_address=step.role == SigningRole.HOST,
        initial={"name": step.name, "email": step.email},
    )
    return form_page(
        request, step.agreement.placement, form, title=_("Ask again"), submit=_("Send the letter"), explained=step_words(step),
        done=_("The letter is on its way."),
        act=lambda sent: actions.ask_again(
            step=step, by=request.user, at=timezone.now(), email=sent.cleaned_data.get("email", ""),
            name=sent.cleaned_data.get("name", ""),
        ),
    )  # fmt: skip


@login_required
def stand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another post signs for the department: it is vacant, or its holder is away and lent it to nobody."""
    step = step_for(request, pk, keeper=True)
    if step.role != SigningRole.DEPARTMENT or step.state not in (SigningState.WAITING, SigningState.ASKED):
        raise Http404
    posts = Post.objects.filter(organisation=step.organisation_id, closed_on__isnull=True).exclude(pk=step.post_id or 0)
    return form_page(
        request, step.agreement.placement, StandInForm(request.POST or None, posts=posts.order_by("pk")),
        title=_("Let another post sign"), submit=_("Let it sign"), explained=step_words(step),
        done=_("The other post signs for the department."),
        act=lambda sent: actions.stand_in(
            step=step, post=sent.cleaned_data["post"], reason=sent.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
    )  # fmt: skip
