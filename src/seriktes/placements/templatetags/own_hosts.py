"""What the page of a cohort offers to a student who has found a host alone."""

from typing import Any

from django import template
from django.utils import timezone

from seriktes.placements.models import Cohort
from seriktes.placements.queries.own_hosts import may_propose, open_proposal

register = template.Library()


@register.inclusion_tag("placements/parts/own_host_link.html", takes_context=True)
def own_host_link(context: Any, cohort: Cohort) -> dict[str, Any]:
    user = context["request"].user
    return {
        "cohort": cohort, "proposal": open_proposal(user, cohort),
        "may_propose": may_propose(user, cohort, timezone.localdate()),
    }  # fmt: skip
