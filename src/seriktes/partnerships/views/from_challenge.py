"""One step from a chosen answer, or from an enquiry, to a partnership; the page shows first what it will be."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.enums import ALIVE, AnswerState
from seriktes.challenges.queries.access import answers_visible_to, enquiries_visible_to
from seriktes.challenges.queries.of_answers import may_decide
from seriktes.common.refusals import words_of
from seriktes.partnerships.actions.from_challenge import (
    INITIATORS,
    Beginning,
    challenge_note,
    enquiry_note,
    names_from,
    partnership_from_answer,
    partnership_from_enquiry,
)
from seriktes.partnerships.definitions.refusals import CannotPartner
from seriktes.partnerships.forms.from_challenge import FromAnswerForm, FromEnquiryForm
from seriktes.partnerships.models import Partnership
from seriktes.partnerships.queries.from_challenge import may_make_of_answer, may_make_of_enquiry
from seriktes.partnerships.views.editing import organisations_found
from seriktes.partnerships.views.small_forms import status_of


@login_required
def from_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = answers_visible_to(request.user).select_related("challenge__organisation", "challenge__post", "organisation",
                                                           "post")  # fmt: skip
    answer = get_object_or_404(rows.prefetch_related("challenge__texts"), pk=pk)
    if not may_make_of_answer(request.user, answer):
        raise Http404
    if made := Partnership.objects.filter(answer=answer).first():
        return redirect(made)
    if answer.state != AnswerState.CHOSEN:
        raise Http404
    challenge = answer.challenge
    others = 0
    if may_decide(request.user, answer):
        others = challenge.answers.filter(state__in=ALIVE).exclude(pk=answer.pk).count()
    form = FromAnswerForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            made_now = partnership_from_answer(
                answer=answer, by=request.user, at=timezone.now(), forms=form.chosen_forms(),
                decline_others=form.declines_others,
            )  # fmt: skip
        except CannotPartner as refused:
            form.add_error(None, words_of(refused))
        else:
            return _done(request, made_now)
    shown = {
        "names": names_from(challenge), "note": challenge_note(challenge), "others": others,
        "sides": [(challenge.organisation, _open(challenge.post)), (answer.organisation, _open(answer.post))],
        "initiator": _initiator(challenge.organisation), "origin": challenge.title, "origin_url": answer.get_absolute_url(),
    }  # fmt: skip
    return _page(request, form, shown)


@login_required
def from_enquiry(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = enquiries_visible_to(request.user).select_related("organisation", "post", "asking_organisation")
    enquiry = get_object_or_404(rows, pk=pk)
    if not may_make_of_enquiry(request.user, enquiry):
        raise Http404
    if made := Partnership.objects.filter(enquiry=enquiry).first():
        return redirect(made)
    asker = enquiry.asking_organisation
    found = [] if asker else organisations_found(request, "partner")
    initial = {"partner_query": enquiry.company}
    form = FromEnquiryForm(request.POST or None, asker=asker, found=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made_now = partnership_from_enquiry(
                enquiry=enquiry, by=request.user, at=timezone.now(), forms=form.chosen_forms(), asker=form.asking()
            )
        except CannotPartner as refused:
            form.add_error(None, words_of(refused))
        else:
            return _done(request, made_now)
    shown = {
        "names": {f"name_{enquiry.language}": enquiry.title}, "note": enquiry_note(enquiry), "others": 0,
        "sides": [*([(asker, None)] if asker else []), (enquiry.organisation, _open(enquiry.post))],
        "initiator": _initiator(asker), "origin": enquiry.title, "origin_url": enquiry.get_absolute_url(),
    }  # fmt: skip
    return _page(request, form, shown)


def _open(post: Any) -> Any:
    return post if post is not None and post.closed_on is None else None


def _initiator(asker: Any) -> str:
    initiator = INITIATORS.get(asker.side) if asker else None
    return str(initiator.label) if initiator else ""


def _page(request: SignedInRequest, form: Any, shown: dict[str, Any]) -> HttpResponse:
    names = [(name.removeprefix("name_"), title) for name, title in shown.pop("names").items()]
    context = {**shown, "form": form, "names": names, "breadcrumbs": [(shown["origin"], shown["origin_url"])]}
    return render(request, "partnerships/from_challenge.html", context, status=status_of(form))


def _done(request: SignedInRequest, made: Beginning) -> HttpResponse:
    words = _("The partnership is in the register.") if made.is_new else _("It was made a partnership already.")
    messages.success(request, words)
    return redirect(made.partnership)
