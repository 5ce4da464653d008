"""The link by which a host supervisor evaluates a placement without an account."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.common.formats import format_day
from seriktes.placements.actions.evaluations import LINK, evaluate
from seriktes.placements.definitions.questions import questions_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Evaluator, Moment
from seriktes.placements.models import Evaluation, EvaluationForm, Placement
from seriktes.placements.queries.evaluations import is_answerable, moment_now
from seriktes.placements.queries.logs import address_of_supervisor
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome


def asked_moment(link: Any) -> str:
    return str(link.arguments.get("moment", Moment.END))


def _supervises_today(link: Any) -> bool:
    """Whether the host supervisor is still written to there."""
    return address_of_supervisor(link.record)[0] == link.email


def describe(link: Any) -> Described | None:
    placement: Placement = link.record
    position = placement.position
    form = EvaluationForm.objects.filter(pk=link.arguments.get("form"), closed_at__isnull=True).first()
    moment = asked_moment(link)
    # Once the end has come, what was asked half-way is asked no more: a newer letter asks for the end.
    if form is None or moment_now(placement, timezone.localdate()) != moment or not _supervises_today(link):
        return None
    if Evaluation.objects.filter(placement=placement, evaluator=Evaluator.HOST, moment=moment).exists():
        return None
    told = {
        "student": placement.student.name, "university": placement.cohort.programme.organisation.name
    }  # fmt: skip
    return Described(
        title=_("Please evaluate: %(student)s") % told,
        text=_("%(university)s asks how %(student)s worked with you.") % told,
        effect=_("“Send” puts your answers on record. The student, the university and your organisation read them."),
        facts=[
            (_("Placement"), position.spelled(placement.title) if position else str(placement)),
            (_("When"), f"{format_day(placement.starts_on)} – {format_day(placement.ends_on)}"),
        ],
        choices=[Choice("send", gettext_lazy("Send"))],
    )


def act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    form = EvaluationForm.objects.get(pk=link.arguments["form"])
    answers = {question.code: data.get(question.code) for question in questions_of(form.questions)}
    try:
        evaluate(placement=link.record, form=form, answers=answers, by=None, name=link.label, at=at)
    except Refusal as refused:
        raise LinkRefused(refused.sentence) from refused
    return Outcome(_("Evaluated"), _("Thank you. The student and the university read your evaluation."))


def settled(link: Any) -> str:
    moment = asked_moment(link)
    if Evaluation.objects.filter(placement=link.subject_id, evaluator=Evaluator.HOST, moment=moment).exists():
        return _("The placement was evaluated already.")
    if moment == Moment.HALF_WAY and is_answerable(link.record, timezone.localdate()):
        return _("The placement ends: it is evaluated as a whole now. Another letter asks for it.")
    if not _supervises_today(link):
        return _("Somebody else speaks for the host by now.")
    return _("The university has changed its questions. A newer letter asks them.")


LINKS = (
    LinkAction(
        LINK, gettext_lazy("Evaluate"), describe, act,
        form="seriktes.placements.forms.evaluations.EvaluationByLinkForm", settled=settled, lasts=timedelta(days=30),
    ),
)  # fmt: skip
