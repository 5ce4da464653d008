"""Evaluations of a placement by each side, and the forms of a programme with their editor."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.refusals import words_of
from seriktes.exchange.exports import export_response
from seriktes.placements.actions.evaluations import ask_host, change_form, draft_form, evaluate, form_for, open_form
from seriktes.placements.definitions.questions import faults_of, questions_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Evaluator
from seriktes.placements.exports.evaluations import ANSWER_COLUMNS, answers_of, columns_of, evaluations_by
from seriktes.placements.forms.evaluations import AnswersForm, QuestionsForm
from seriktes.placements.models import Evaluation, EvaluationForm, Programme
from seriktes.placements.queries.access import KEEP, may, programmes_visible_to
from seriktes.placements.queries.evaluations import answerable_by, evaluations_visible_to, form_to_show, readable
from seriktes.placements.queries.logs import acts_as
from seriktes.placements.queries.placements import ACADEMIC, KEEPER
from seriktes.placements.views.sight import act_or_say, crumbs_of, form_page, placement_for


# --- Answers ----------------------------------------------------------------------------------------------------------
@login_required
def give(request: SignedInRequest, pk: int, evaluator: str) -> HttpResponse:
    placement = placement_for(request, pk)
    if evaluator not in answerable_by(request.user, placement, timezone.localdate()):
        raise Http404
    asked = form_to_show(placement, evaluator)
    return form_page(
        request, placement, AnswersForm(request.POST or None, asked=asked),
        lambda form: evaluate(
            placement=placement, form=asked if asked.pk else form_for(placement=placement, evaluator=evaluator),
            answers=form.answers(), by=request.user, at=timezone.now(),
        ),
        title=_("Evaluate the placement"), submit=_("Send"), done=_("Thank you. Your evaluation is on record."),
        lead=_("It can be sent once and stays as it is. What a student says is not shown to the host."),
    )  # fmt: skip


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = evaluations_visible_to(request.user).select_related(
        "form",
        "placement__cohort__programme",
        "placement__student",
        "placement__position",
        "placement__academic_supervisor",
        "placement__host_supervisor",
    )
    evaluation: Evaluation = get_object_or_404(rows, pk=pk)
    if not readable(request.user, evaluation):
        raise Http404
    answers = [
        (question.label, question.answer_words(evaluation.answers.get(question.code)))
        for question in questions_of(evaluation.form.questions)
    ]
    context = {
        "evaluation": evaluation, "placement": evaluation.placement, "answers": answers,
        "breadcrumbs": crumbs_of(evaluation.placement),
    }  # fmt: skip
    return render(request, "placements/evaluation.html", context)


@login_required
@require_POST
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter to the host supervisor, sent by the university."""
    placement = placement_for(request, pk)
    if not acts_as(request.user, placement) & {ACADEMIC, KEEPER}:
        raise Http404
    act_or_say(
        request, lambda: ask_host(placement=placement, by=request.user, at=timezone.now()),
        _("The host supervisor is asked by a letter."),
    )  # fmt: skip
    return redirect(placement)


# --- Forms of a programme ---------------------------------------------------------------------------------------------
def _kept_programme(request: SignedInRequest, pk: int) -> Programme:
    programme: Programme = get_object_or_404(programmes_visible_to(request.user), pk=pk)
    if not may(request.user, KEEP, programme):
        raise Http404
    return programme


@login_required
def forms(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """With the export of all that was answered: rows of an answer each, since forms differ by side and version."""
    programme = _kept_programme(request, pk)
    if "format" in request.GET:
        rows = list(answers_of(programme))
        return export_response(
            request, rows=rows, columns=ANSWER_COLUMNS, filename=f"evaluations-{programme.pk}", count=len(rows)
        )
    if request.method == "POST":
        if request.POST.get("evaluator") not in Evaluator.values:
            raise Http404
        return redirect(draft_form(programme=programme, evaluator=request.POST["evaluator"], by=request.user))
    known: dict[str, list[EvaluationForm]] = {}
    for form in EvaluationForm.objects.filter(programme=programme):
        known.setdefault(form.evaluator, []).append(form)
    sides = [
        {"evaluator": code, "label": capfirst(str(label)), "forms": known.get(code, [])}
        for code, label in Evaluator.choices
    ]
    has_answers = any(form.frozen_at for found in known.values() for form in found)
    context = {"programme": programme, "sides": sides, "has_answers": has_answers}
    return render(request, "placements/evaluation_forms.html", context)


@login_required
def form(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The editor; what somebody has answered is only read, and exported with a column each question."""
    asked = get_object_or_404(EvaluationForm.objects.select_related("programme"), pk=pk)
    _kept_programme(request, asked.programme_id)
    if "format" in request.GET:
        return export_response(
            request, rows=evaluations_by(asked), columns=columns_of(asked), filename=f"evaluation-form-{asked.pk}"
        )
    back = reverse("placements:evaluation_forms", args=[asked.programme_id])
    if asked.frozen_at is not None or asked.closed_at is not None:
        return _read(request, asked, back)
    editor = QuestionsForm(request.POST or None, asked=asked)
    if request.method == "POST" and editor.is_valid():
        try:
            saved = change_form(form=asked, questions=editor.questions(), by=request.user)
            if "open" in request.POST and saved.opened_at is None:
                open_form(form=saved, by=request.user, at=timezone.now())
        except Refusal as refused:
            for fault in faults_of(editor.questions()) or [words_of(refused)]:
                editor.add_error(None, fault)
        else:
            messages.success(request, _("The form is in use.") if "open" in request.POST else _("Saved."))
            return redirect(back if "open" in request.POST else saved.get_absolute_url())
    context: dict[str, Any] = {"form": editor, "asked": asked, "back": back, "programme": asked.programme}
    status = 422 if editor.is_bound and editor.errors else 200
    return render(request, "placements/evaluation_form.html", context, status=status)


def _read(request: SignedInRequest, asked: EvaluationForm, back: str) -> HttpResponse:
    context = {
        "asked": asked, "programme": asked.programme, "back": back, "questions": questions_of(asked.questions),
        "count": asked.evaluations.count(),
    }  # fmt: skip
    return render(request, "placements/evaluation_form_read.html", context)
