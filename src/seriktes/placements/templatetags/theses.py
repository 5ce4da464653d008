"""Chips of theses, and what the pages of a position and of a cohort offer about topics and defences."""

from typing import Any

from django import template
from django.utils import timezone

from seriktes.placements.enums import ProgrammeKind
from seriktes.placements.models import Cohort, Position, Thesis
from seriktes.placements.queries import access
from seriktes.placements.queries.theses import defences_visible_to, may_propose, may_take
from seriktes.placements.tables.theses import defence_chip, thesis_chip

register = template.Library()


@register.inclusion_tag("components/status_chip.html")
def thesis_state(thesis: Thesis) -> dict[str, Any]:
    return thesis_chip(thesis.state)


@register.inclusion_tag("components/status_chip.html")
def defence_state(defence: Any) -> dict[str, Any]:
    return defence_chip(defence.state)


@register.inclusion_tag("placements/parts/topic_take.html", takes_context=True)
def topic_take(context: Any, position: Position) -> dict[str, Any]:
    """Of a topic, for a student who can take it."""
    return {"position": position, "may_take": may_take(context["request"].user, position, timezone.localdate())}


@register.inclusion_tag("placements/parts/cohort_theses.html", takes_context=True)
def cohort_theses(context: Any, cohort: Cohort) -> dict[str, Any]:
    """Of a cohort of theses: proposing a topic, its defences, and planning one."""
    if cohort.programme.kind != ProgrammeKind.THESIS:
        return {"cohort": None}
    user = context["request"].user
    return {
        "cohort": cohort, "may_propose": may_propose(user, cohort),
        "may_keep": access.may(user, access.KEEP, cohort),
        "defences": list(defences_visible_to(user).filter(cohort=cohort).order_by("starts_at", "pk")),
    }  # fmt: skip
