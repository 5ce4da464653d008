"""One desk: read, decide, ask; answer what a desk asked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.procedures.actions import approvals as actions
from seriktes.procedures.actions.calling import call_again, title_of, url_of
from seriktes.procedures.actions.deciding import APPROVE, ASK, REFUSE
from seriktes.procedures.definitions.approvals import CannotApprove, approval_purpose
from seriktes.procedures.forms.approvals import AnswerForm, DecisionForm
from seriktes.procedures.models import ApprovalStep
from seriktes.procedures.queries.approvals import TrackStep, decides_for_oneself, record_of, step_for_user, track_of


def _step(request: HttpRequest, pk: int) -> tuple[ApprovalStep, Any]:
    found = step_for_user(request.user, pk, timezone.localdate())
    record = record_of(found.approval) if found else None
    if found is None or record is None:
        raise Http404
    return found, record


@login_required
def step(request: SignedInRequest, pk: int) -> HttpResponse:
    """What lies on the desk, with the whole track; whoever may decide has the buttons."""
    found, record = _step(request, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _decide(request, found, request.POST.get("choice", ""), form.cleaned_data["reason"])
        except CannotApprove as refused:
            field = "reason" if refused.reason in ("no_reason", "no_question") else None
            form.add_error(field, str(refused.words))
        else:
            messages.success(request, said)
            return redirect("procedures:step", pk)
    return _page(request, found, record, form=form, status=422 if form.errors else 200)


def _decide(request: SignedInRequest, found: ApprovalStep, choice: str, reason: str) -> str:
    now = timezone.now()
    if choice == ASK:
        actions.ask(step=found, question=reason, by=request.user, at=now)
        return _("Your question is on its way. The clock stands still until it is answered.")
    if choice not in (APPROVE, REFUSE):
        raise CannotApprove("nothing_chosen")
    actions.decide(step=found, approve=choice == APPROVE, reason=reason, by=request.user, at=now)
    return _("You have approved it.") if choice == APPROVE else _("You have refused it. Whoever drafted it sees why.")


def _page(request: HttpRequest, found: ApprovalStep, record: Any, *, status: int = 200, **context: Any) -> HttpResponse:
    now = timezone.now()
    track = track_of(record, request.user, now)
    shown = next((one for one in track.steps if one.step.pk == found.pk), None) if track else None
    if shown is None:  # of a passage that another has followed
        shown = TrackStep(
            found, shows_people=approval_purpose(found.approval.purpose).may_see_people(request.user, record)
        )
    purpose = approval_purpose(found.approval.purpose)
    title, url = title_of(record), url_of(record)
    sees = purpose.may_see(request.user, record)
    context = {
        "step": found,
        "shown": shown,
        "track": track if track and track.approval.pk == found.approval_id else None,
        "title": title,
        "record_url": url if sees else "",
        "facts": purpose.facts(record),
        "answer_form": AnswerForm(),
        "may_keep": purpose.may_keep(request.user, record),
        "stands_in_for_oneself": shown.is_open
        and decides_for_oneself(found, getattr(request.user, "email", ""), timezone.localdate(now)),
        "has_file": purpose.file is not None and purpose.file(record, found.approval.content_hash) is not None,
        "now": now,
        "breadcrumbs": [(title, url)] if sees and url else [],
        **context,
    }
    return render(request, "procedures/step.html", context, status=status)


@login_required
def step_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The text that is to be approved."""
    found, record = _step(request, pk)
    give = approval_purpose(found.approval.purpose).file
    file = give(record, found.approval.content_hash) if give else None
    if file is None:
        raise Http404
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'inline; filename="{file.name}"'
    return response


def _kept(request: HttpRequest, pk: int) -> tuple[ApprovalStep, Any]:
    found, record = _step(request, pk)
    if not approval_purpose(found.approval.purpose).may_keep(request.user, record):
        raise Http404
    return found, record


@login_required
@require_POST
def step_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    found, record = _kept(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer(step=found, answer=form.cleaned_data["answer"], by=request.user, at=timezone.now())
        except CannotApprove as refused:
            messages.warning(request, str(refused.words))
        else:
            messages.success(request, _("The answer is on its way; the clock goes on."))
        return redirect("procedures:step", pk)
    return _page(request, found, record, form=DecisionForm(), answer_form=form, status=422)


@login_required
@require_POST
def step_call(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter once more."""
    found, record = _kept(request, pk)
    try:
        number = call_again(step=found, record=record, by=request.user, at=timezone.now())
    except CannotApprove as refused:
        messages.warning(request, str(refused.words))
    else:
        if number:
            messages.success(request, _("A new letter is on its way; the older link works no more."))
        else:
            messages.warning(request, _("No letter can reach this desk. Those who keep the posts were told."))
    return redirect("procedures:step", pk)
