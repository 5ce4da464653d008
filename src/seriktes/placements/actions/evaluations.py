"""Evaluation forms of programmes, the answers to them, and students' reviews of hosts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone, translation

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.models import Languages
from seriktes.common.text import visible
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.placements.actions.log import log
from seriktes.placements.actions.review_letters import tell_of_review
from seriktes.placements.definitions.questions import Question, cleaned_answers, faults_of, questions_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Evaluator, ReviewState
from seriktes.placements.models import Evaluation, EvaluationForm, HostReview, Placement, Programme
from seriktes.placements.queries.evaluations import form_in_use, is_answerable, moment_now, usual_questions
from seriktes.placements.queries.logs import address_of_supervisor, with_people
from seriktes.procedures.actions.links import Addressee, send_link

LINK = "placement.evaluate"
REVIEW_AT_LEAST = 20


# --- Forms ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def draft_form(*, programme: Programme, evaluator: str, by: User) -> EvaluationForm:
    """The next version: from the one in use, or from the usual questions. An open draft is gone on with."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    rows = EvaluationForm.objects.filter(programme=programme, evaluator=evaluator)
    if draft := rows.filter(opened_at__isnull=True).first():
        return draft
    before = form_in_use(programme.pk, evaluator)
    form = EvaluationForm.objects.create(
        programme=programme, evaluator=Evaluator(evaluator), number=(rows.aggregate(most=Max("number"))["most"] or 0) + 1,
        questions=before.questions if before else usual_questions(evaluator),
    )  # fmt: skip
    record_event(kind="placements.evaluationform.added", by=by, target=form, values={"number": form.number})
    return form


@transaction.atomic
def change_form(
    *, form: EvaluationForm, questions: Sequence[Question], by: User, expected_version: int | None = None
) -> EvaluationForm:
    """Other questions, as long as nobody has answered. Faults are told before it is put into use. Raises EditedElsewhere,
    Refusal."""
    form = lock_for_edit(form, expected_version=expected_version)
    if form.frozen_at is not None:
        raise Refusal("form_frozen")
    if form.closed_at is not None:
        raise Refusal("form_closed")
    if form.opened_at is not None and faults_of(questions):
        raise Refusal("form_faulty")
    before, form.questions = form.questions, [question.data for question in questions]
    if before != form.questions:
        form.version += 1
        form.save()
        record_event(
            kind="placements.evaluationform.changed", by=by, target=form, values={"questions": [before, form.questions]}
        )
    return form


@transaction.atomic
def open_form(*, form: EvaluationForm, by: User, at: datetime, expected_version: int | None = None) -> EvaluationForm:
    """Put a version into use; the one before is closed, and what was answered by it stays. Raises EditedElsewhere,
    Refusal."""
    form = lock_for_edit(form, expected_version=expected_version)
    if form.opened_at is not None:
        raise Refusal("form_closed")
    if faults_of(questions_of(form.questions)):
        raise Refusal("form_faulty")
    rows = EvaluationForm.objects.filter(programme=form.programme_id, evaluator=form.evaluator)
    rows.filter(opened_at__isnull=False, closed_at__isnull=True).update(closed_at=at)
    form.opened_at = at
    form.version += 1
    form.save()
    record_event(kind="placements.evaluationform.put_into_use", by=by, target=form, values={"number": form.number})
    return form


@transaction.atomic
def form_for(*, placement: Placement, evaluator: str) -> EvaluationForm:
    """The form that counts; of a programme without one of its own the usual questions are put into use."""
    programme = placement.cohort.programme
    if form := form_in_use(programme.pk, evaluator):
        return form
    Programme.objects.select_for_update().get(pk=programme.pk)
    form = form_in_use(programme.pk, evaluator)
    if form is not None:
        return form
    number = EvaluationForm.objects.filter(programme=programme, evaluator=evaluator).aggregate(most=Max("number"))[
        "most"
    ]
    return EvaluationForm.objects.create(
        programme=programme, evaluator=Evaluator(evaluator), number=(number or 0) + 1,
        questions=usual_questions(evaluator), opened_at=timezone.now(),
    )  # fmt: skip


# --- Answers ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def evaluate(
    *, placement: Placement, form: EvaluationForm, answers: Mapping[str, Any], by: User | None, at: datetime,
    name: str = "",
) -> Evaluation:  # fmt: skip
    """What one side answers: once half-way and once at the end. `name` is who it is where it is nobody with an account.

    Raises Refusal: not far enough, answered already, another version by now, answers that the questions do not ask for.
    """
    placement = (
        Placement.objects.select_for_update(of=("self",)).select_related("cohort__programme").get(pk=placement.pk)
    )
    form = EvaluationForm.objects.select_for_update().get(pk=form.pk)
    moment = moment_now(placement, timezone.localdate(at))
    if moment is None:
        raise Refusal("not_answerable")
    if form.programme_id != placement.cohort.programme_id or form.opened_at is None or form.closed_at is not None:
        raise Refusal("form_closed")
    kept, wrong = cleaned_answers(questions_of(form.questions), answers)
    if wrong:
        raise Refusal("answers_faulty", wrong)
    try:
        with transaction.atomic():
            given = Evaluation.objects.create(
                placement=placement, form=form, evaluator=form.evaluator, moment=moment, answers=kept, by=by, at=at,
                name=(by.name or by.email if by else name)[:254],
            )  # fmt: skip
    except IntegrityError:
        raise Refusal("evaluated_already") from None
    if form.frozen_at is None:
        form.frozen_at = at
        form.save(update_fields=["frozen_at", "changed_at"])
    log(
        "placement.evaluated", placement, by=by, at=at, by_label="" if by else name,
        data={"name": _side_names(form.evaluator)}, values={"evaluation": given.pk},
    )  # fmt: skip
    return given


def _side_names(evaluator: str) -> dict[str, str]:
    """Who evaluated, in each language: an event is told to readers of all."""
    names = {}
    for code in Languages.values:
        with translation.override(code):
            names[code] = str(Evaluator(evaluator).label)
    return names


@transaction.atomic
def ask_host(*, placement: Placement, by: User | None, at: datetime) -> str:
    """The letter with the link by which the host supervisor evaluates; answers its address. Raises Refusal."""
    placement = with_people(Placement.objects.all()).get(pk=placement.pk)
    moment = moment_now(placement, timezone.localdate(at))
    if moment is None:
        raise Refusal("not_answerable")
    if Evaluation.objects.filter(placement=placement, evaluator=Evaluator.HOST, moment=moment).exists():
        raise Refusal("evaluated_already")
    email, name, language = address_of_supervisor(placement)
    if not email:
        raise Refusal("missing", ["supervisor"])
    form = form_for(placement=placement, evaluator=Evaluator.HOST)
    send_link(
        action=LINK, subject=placement, to=Addressee(email, language, name), at=at, by=by,
        arguments={"form": form.pk, "moment": str(moment)}, lasts=timedelta(days=30),
    )  # fmt: skip
    log("placement.evaluation_asked", placement, by=by, at=at)
    return email


# --- Reviews of hosts -------------------------------------------------------------------------------------------------
@transaction.atomic
def send_review(*, placement: Placement, text: str, recommends: bool, at: datetime) -> HostReview:
    """A student's words about the host for other students; they wait to be looked at. Raises Refusal."""
    text = visible(text).strip()
    if not is_answerable(placement, timezone.localdate(at)):
        raise Refusal("not_answerable")
    if len(text) < REVIEW_AT_LEAST:
        raise Refusal("no_words")
    try:
        with transaction.atomic():
            review = HostReview.objects.create(
                placement=placement, organisation=placement.cohort.programme.organisation, host=placement.host,
                text=text[:2000], recommends=recommends, sent_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refusal("reviewed_already") from None
    # Who wrote it is not told to those who read the audit log of the university: reviews are shown without a name.
    record_event(kind="placements.hostreview.sent", by=None, target=review)
    return review


@transaction.atomic
def decide_review(*, review: HostReview, publish: bool, reason: str, by: User, at: datetime) -> HostReview:
    """Show a review to students, or not; a reason is needed for the latter, and the student reads it. Raises Refusal."""
    review = HostReview.objects.select_for_update().get(pk=review.pk)
    if not publish and not reason.strip():
        raise Refusal("no_reason")
    state = ReviewState.PUBLISHED if publish else ReviewState.DECLINED
    if review.state == state:
        raise Refusal("wrong_state")
    before, review.state = review.state, state
    review.reason, review.decided_by, review.decided_at = "" if publish else reason.strip()[:500], by, at
    review.version += 1
    review.save()
    record_event(kind="placements.hostreview.decided", by=by, target=review, values={"state": [before, str(state)]})
    if not publish:
        afterwards(tell_of_review, review.pk)
    return review
