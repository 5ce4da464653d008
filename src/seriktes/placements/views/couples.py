"""The joint application of two students: asked, answered, its pairs ranked and agreed to, ended."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.placements.actions import couples as actions
from seriktes.placements.actions.choice_letters import tell_student
from seriktes.placements.definitions.choice_refusals import CannotApply
from seriktes.placements.enums import CoupleState
from seriktes.placements.forms.choice import PairsForm, PartnerForm
from seriktes.placements.models import Application, Couple
from seriktes.placements.queries import choice
from seriktes.placements.views.choice_sight import crumbs_of, own_application_for, status_of


@login_required
def page(request: SignedInRequest, pk: int) -> HttpResponse:
    application = own_application_for(request, pk)
    if not application.cohort.couples_allowed:
        raise Http404
    couple = choice.couple_of(application)
    is_open = choice.list_is_open(application, timezone.localdate())
    form = partner = None
    status = 200
    if couple is None and is_open:
        partner = PartnerForm(request.POST or None)
        if request.method == "POST" and partner.is_valid() and _ask(request, application, partner):
            return redirect(request.path)
        status = status_of(partner)
    elif couple is not None and couple.state == CoupleState.TOGETHER:
        is_asker = couple.asker_id == application.pk
        positions = list(choice.choosable(application.cohort).select_related("host").order_by("pk"))
        form = PairsForm(request.POST or None, couple=couple, positions=positions, is_asker=is_asker)
        if request.method == "POST" and is_open and form.is_valid():
            done, status = _save(request, application, couple, form)
            if done:
                return redirect(request.path)
        status = status if status != 200 else status_of(form)
    context = {
        "application": application, "cohort": application.cohort, "couple": couple, "form": form, "partner": partner,
        "is_open": is_open, "other": choice.other_of(couple, application) if couple else None,
        "is_asked": couple is not None and couple.state == CoupleState.ASKED and couple.partner_id == application.pk,
        "is_agreed": couple is not None and choice.is_agreed(couple),
        "i_agreed": couple is not None and _agreed(couple, application), "breadcrumbs": crumbs_of(application),
    }  # fmt: skip
    return render(request, "placements/couple.html", context, status=status)


def _agreed(couple: Couple, application: Application) -> bool:
    mine = couple.asker_agreed_at if couple.asker_id == application.pk else couple.partner_agreed_at
    return mine is not None


def _ask(request: SignedInRequest, application: Application, form: PartnerForm) -> bool:
    now = timezone.now()
    try:
        couple = actions.ask_partner(application=application, email=form.cleaned_data["email"], by=request.user, at=now)
    except CannotApply as refused:
        form.add_error("email", words_of(refused))
        return False
    if couple is not None:
        tell_student(couple.partner, "joint_asked")
    # The same words in both cases: a student learns nothing of fellow students from here.
    messages.success(request, _("If a student with this address has an application here, the question is on its way."))
    return True


def _save(request: SignedInRequest, application: Application, couple: Couple, form: PairsForm) -> tuple[bool, int]:
    now = timezone.now()
    try:
        saved = actions.save_pairs(
            couple=couple, application=application, pairs=form.pairs(), by=request.user, at=now,
            expected_version=form.cleaned_data["expected_version"],
        )  # fmt: skip
    except EditedElsewhere as elsewhere:
        form.add_error(None, words_of(elsewhere))
        form.data = {**request.POST.dict(), "expected_version": str(elsewhere.record.version)}
        return False, 409
    except CannotApply as refused:
        form.add_error(None, words_of(refused))
        return False, 422
    if not choice.is_agreed(saved):
        tell_student(choice.other_of(saved, application), "pairs_saved")
    messages.success(request, _("Saved. It counts once both of you have agreed."))
    return True, 200


@login_required
@require_POST
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    application = own_application_for(request, pk)
    couple = choice.couple_of(application)
    if couple is None:
        raise Http404
    given: dict[str, Any] = {"couple": couple, "application": application, "by": request.user, "at": timezone.now()}
    version = request.POST.get("expected_version", "")
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "accept": (lambda: actions.answer_partner(agrees=True, **given), _("You apply together from now on.")),
        "decline": (lambda: actions.answer_partner(agrees=False, **given), _("Declined.")),
        "part": (lambda: actions.part(**given), _("Each of you applies alone again.")),
        "agree": (
            lambda: actions.agree_to_pairs(
                expected_version=int(version) if version.isdigit() and len(version) < 10 else None, **given
            ),
            _("You have agreed to the list."),
        ),
    }  # fmt: skip
    if way not in acts:
        raise Http404
    act, done = acts[way]
    try:
        act()
    except (CannotApply, EditedElsewhere) as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, done)
    return redirect("placements:couple", application.pk)
