"""Problems of a hackathon, as far as the reader sees the challenges behind them."""

from django.db.models import Q, QuerySet

from seriktes.challenges.queries.access import challenges_visible_to
from seriktes.gatherings.models import Gathering, Problem, Team
from seriktes.organisations.queries.access import Viewer


def problems_shown(user: Viewer, gathering: Gathering, *, team: Team | None = None) -> QuerySet[Problem]:
    """With the one on which the `team` works already."""
    seen = Q(challenge__in=challenges_visible_to(user).values("pk"))
    if team is not None and team.problem_id is not None:
        seen |= Q(pk=team.problem_id)
    return Problem.objects.filter(seen, gathering=gathering)
