"""Relations that nobody looks after: their post is missing, closed or vacant."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from seriktes.organisations.queries.access import Viewer
from seriktes.procedures.definitions.responsibilities import Responsibilities, responsibilities

# Nobody reads a larger number beside a link; the page says the rest.
COUNTED = 999


def orphans_count_for_user(user: Viewer, on: date) -> int:
    """How many relations of the user's own organisations nobody looks after, to 999 at most: for every page."""
    if not user.is_authenticated:
        return 0
    counts = (provider.own_orphans(user, on).order_by()[:COUNTED].count() for provider in responsibilities())
    return min(sum(counts), COUNTED)


@dataclass(frozen=True)
class OrphanKind:
    """One kind of relation with the rows that the user may see."""

    provider: Responsibilities
    rows: QuerySet[Any]


def orphans_for_user(user: Viewer, on: date) -> list[OrphanKind]:
    if not user.is_authenticated:
        return []
    return [OrphanKind(provider, provider.orphans(user, on)) for provider in responsibilities()]
