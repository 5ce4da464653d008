"""Chips of applications, rounds and stages of cohorts."""

from typing import Any

from django import template
from django.utils import timezone

from seriktes.common.templatetags import seriktes as tags
from seriktes.placements.enums import ApplicationState, CohortState, RoundState
from seriktes.placements.models import Application, Cohort, Position, Round
from seriktes.placements.queries import access, choice

register = template.Library()

APPLICATION_TONES = {
    ApplicationState.DRAFT: "neutral", ApplicationState.SUBMITTED: "ok", ApplicationState.REFUSED: "bad",
    ApplicationState.WITHDRAWN: "paused",
}  # fmt: skip
ROUND_TONES = {
    RoundState.QUEUED: "neutral", RoundState.RUNNING: "info", RoundState.FINISHED: "info", RoundState.PUBLISHED: "ok",
    RoundState.FAILED: "bad", RoundState.CANCELLED: "paused",
}  # fmt: skip


@register.inclusion_tag("components/status_chip.html")
def application_state(application: Application) -> dict[str, Any]:
    state = ApplicationState(application.state)
    return tags.status_chip(APPLICATION_TONES[state], str(state.label))


@register.inclusion_tag("components/status_chip.html")
def round_state(work: Round) -> dict[str, Any]:
    state = RoundState(work.state)
    return tags.status_chip(ROUND_TONES[state], str(state.label))


@register.inclusion_tag("placements/parts/cohort_choice.html", takes_context=True)
def cohort_choice(context: Any, cohort: Cohort) -> dict[str, Any]:
    """What the reader of a cohort's page does next about its choice: conducts it, applies, or goes on with the own list."""
    user, today = context["request"].user, timezone.localdate()
    own = choice.own_applications(user).filter(cohort=cohort).first() if user.is_authenticated else None
    studies = cohort.programme.organisation_id in access.studies_at(user)
    return {
        "cohort": cohort, "own": own, "csrf_token": context.get("csrf_token"),
        "conducts": cohort.state != CohortState.DRAFT and access.may(user, access.MATCH, cohort),
        "may_apply": own is None and studies and choice.applying_is_open(cohort, today),
    }  # fmt: skip


@register.inclusion_tag("placements/parts/position_choice.html", takes_context=True)
def position_choice(context: Any, position: Position) -> dict[str, Any]:
    """Of a position: who wishes it, for its host and the office; and the own list, for a student whose list is open."""
    user, today = context["request"].user, timezone.localdate()
    own = choice.own_applications(user).filter(cohort=position.cohort_id).select_related("cohort").first()
    looks = access.may(user, access.OFFER, position) or access.may(user, access.KEEP, position)
    is_open = own is not None and choice.list_is_open(own, today)
    return {
        "position": position, "own": own if is_open else None, "csrf_token": context.get("csrf_token"),
        "may_apply": own is None
        and position.cohort.programme.organisation_id in access.studies_at(user)
        and choice.applying_is_open(position.cohort, today),
        "is_listed": is_open and own is not None and own.wishes.filter(position=position).exists(),
        "looks": looks and position.cohort.state not in (CohortState.DRAFT, CohortState.CANCELLED),
    }  # fmt: skip
