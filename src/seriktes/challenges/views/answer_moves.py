"""What is done to an answer on a page of its own: each move, the date of the next word, the day on which the sides met."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.actions.answers import submit_answer, withdraw_answer
from seriktes.challenges.actions.deciding import decline_answer, mark_met, move_answer, move_word
from seriktes.challenges.definitions.refusals import CannotAnswer
from seriktes.challenges.definitions.stages import ANSWER, NEXT_WORD_DAYS, WITH_NEXT_WORD
from seriktes.challenges.enums import ALIVE, AnswerState
from seriktes.challenges.forms.answers import ConfirmForm, DeclineForm, MetForm, NextWordForm, WithdrawForm, field_of
from seriktes.challenges.models import Answer
from seriktes.challenges.queries.of_answers import permissions_on_answer, roles_in_answer
from seriktes.challenges.views.answers import answer_for, crumbs_of
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.procedures.definitions.workflow import CannotMove
from seriktes.procedures.queries.working_time import working_time_of


@dataclass(frozen=True)
class Page:
    """One form, one act."""

    form: Any
    act: Callable[[Any], Answer]
    title: str
    submit: str
    done: str
    lead: str = ""
    danger: bool = False


@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    answer = answer_for(request, pk)
    page = _page(request, answer, way)
    form, status = page.form, 200
    if request.method == "POST" and form.is_valid():
        try:
            page.act(form)
        except EditedElsewhere as elsewhere:
            form.add_error(None, words_of(elsewhere))
            form.data = data = request.POST.copy()
            data["expected_version"] = str(elsewhere.record.version)
            status = 409
        except CannotAnswer as refused:
            field = field_of(refused.reason)
            form.add_error(field if field in form.fields else None, words_of(refused))
        else:
            messages.success(request, page.done)
            back = request.POST.get("from") == "stages"
            return redirect("challenges:answers_of", answer.challenge_id) if back else redirect(answer)
    context = {
        "form": form, "title": page.title, "submit": page.submit, "lead": page.lead, "answer": answer,
        "danger": page.danger, "back": request.GET.get("from", request.POST.get("from", "")),
        "breadcrumbs": crumbs_of(answer, itself=True),
    }  # fmt: skip
    if status == 200 and form.is_bound and form.errors:
        status = 422
    return render(request, "challenges/answer_move.html", context, status=status)


def _page(request: SignedInRequest, answer: Answer, way: str) -> Page:
    if way == "next-word":
        return _word(request, answer)
    if way == "met":
        return _met(request, answer)
    try:
        transition = ANSWER.transition(way)
    except CannotMove as unknown:
        raise Http404 from unknown
    if transition.permission not in permissions_on_answer(request.user, answer):
        raise Http404
    if answer.state not in transition.sources:
        # The page was open while somebody else moved it: it says so, and does nothing.
        return _too_late(request, answer)
    by, now = request.user, timezone.now()
    label = capfirst(str(transition.label))
    seen = {"expected_version": answer.version}
    if way == "submit":
        return Page(
            ConfirmForm(request.POST or None, initial=seen),
            lambda form: submit_answer(answer=answer, by=by, at=now, expected_version=_version(form)),
            label, label, _("The answer is sent. The asker now sees it and owes you a word."), answer.title,
        )  # fmt: skip
    if way == "withdraw":
        return Page(
            WithdrawForm(request.POST or None, initial=seen, was_sent=answer.submitted_at is not None),
            lambda form: withdraw_answer(
                answer=answer, reason=form.cleaned_data["reason"], by=by, at=now, expected_version=_version(form)
            ),
            _("Withdraw the answer"), label, _("The answer is withdrawn."), str(transition.confirm), danger=True,
        )  # fmt: skip
    if way == "decline":
        return Page(
            DeclineForm(request.POST or None, initial=seen),
            lambda form: decline_answer(
                answer=answer, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"], by=by, at=now,
                expected_version=_version(form),
            ),
            _("Decline the answer"), label, _("The answer is declined, and its authors are told why."),
            _("“%(title)s” of %(organisation)s") % _named(answer), danger=True,
        )  # fmt: skip
    if way in WITH_NEXT_WORD:
        return Page(
            NextWordForm(request.POST or None, initial={**seen, "next_word_on": _usual(answer)}),
            lambda form: move_answer(
                answer=answer, way=way, by=by, at=now, next_word_on=form.cleaned_data["next_word_on"],
                expected_version=_version(form),
            ),
            label, label, _("Done. Whoever answered is told, with the date."),
            _("“%(title)s” of %(organisation)s") % _named(answer),
        )  # fmt: skip
    return Page(
        ConfirmForm(request.POST or None, initial=seen),
        lambda form: move_answer(answer=answer, way=way, by=by, at=now, expected_version=_version(form)),
        _("Choose this answer"), label, _("The answer is chosen, and its authors are told."), str(transition.confirm),
    )  # fmt: skip


def _too_late(request: SignedInRequest, answer: Answer) -> Page:
    def refuse(_form: Any) -> Answer:
        raise CannotAnswer("wrong_state")

    return Page(
        ConfirmForm(request.POST or None), refuse, _("The answer has moved"), _("Look again"), "",
        _("It stands at another stage by now: %(stage)s.") % {"stage": answer.get_state_display()},
    )  # fmt: skip


def _word(request: SignedInRequest, answer: Answer) -> Page:
    if "challenges.decide_answers" not in permissions_on_answer(request.user, answer) or answer.state not in ALIVE:
        raise Http404
    initial = {"expected_version": answer.version, "next_word_on": answer.next_word_on or _usual(answer)}
    return Page(
        NextWordForm(request.POST or None, initial=initial),
        lambda form: move_word(
            answer=answer, on=form.cleaned_data["next_word_on"], by=request.user, at=timezone.now(),
            expected_version=_version(form),
        ),
        _("Another date for the next word"), _("Save and tell"), _("The date is moved, and whoever answered is told."),
        _("“%(title)s” of %(organisation)s") % _named(answer),
    )  # fmt: skip


def _met(request: SignedInRequest, answer: Answer) -> Page:
    sent = answer.submitted_at is not None and answer.state not in (AnswerState.DRAFT, AnswerState.WITHDRAWN)
    if not sent or not roles_in_answer(request.user, answer):
        raise Http404
    initial = {"expected_version": answer.version, "met_on": answer.met_on or timezone.localdate()}
    return Page(
        MetForm(request.POST or None, initial=initial),
        lambda form: mark_met(
            answer=answer, on=form.cleaned_data["met_on"], by=request.user, at=timezone.now(),
            expected_version=_version(form),
        ),
        _("The sides met"), _("Save"), _("Noted down."), _("“%(title)s” of %(organisation)s") % _named(answer),
    )  # fmt: skip


def _version(form: Any) -> int | None:
    version: int | None = form.cleaned_data.get("expected_version")
    return version


def _usual(answer: Answer) -> Any:
    time = working_time_of(answer.challenge.organisation_id)
    return time.day_of(time.end_of_working_day(timezone.now(), NEXT_WORD_DAYS))


def _named(answer: Answer) -> dict[str, str]:
    return {"title": answer.title, "organisation": answer.organisation.name}
