"""Approval routes of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from seriktes.organisations.models import Organisation, Post, PostHolding
from seriktes.organisations.queries.access import Viewer, grants_for_user, organisations_visible_to
from seriktes.procedures.definitions.approvals import approval_purpose, approval_purposes
from seriktes.procedures.models import Route, RouteStep
from seriktes.procedures.queries.approvals import holders_of, open_posts

MANAGE = "procedures.manage_routes"


def routed_organisations(user: Viewer) -> QuerySet[Organisation]:
    """Those whose routes the user keeps by a role in them."""
    own = grants_for_user(user).organisations_with(MANAGE)
    return organisations_visible_to(user).filter(pk__in=own).order_by("pk")


def routes_for_user(user: Viewer) -> QuerySet[Route]:
    """Routes that the user keeps: of the own organisations, or of all by a role that keeps them all."""
    grants = grants_for_user(user)
    routes = Route.objects.select_related("organisation")
    if MANAGE in grants.everywhere:
        return routes
    return routes.filter(organisation__in=grants.organisations_with(MANAGE))


@dataclass(frozen=True)
class RouteShown:
    """A route as the list shows it."""

    route: Route
    purpose: str
    places: list[list[RouteStep]]
    # Posts on it that nobody holds or that are closed: whatever comes there lies still.
    idle: list[Post]

    @property
    def number(self) -> int:
        return sum(len(place) for place in self.places)


def shown(routes: Iterable[Route], on: date) -> list[RouteShown]:
    """With their steps; three queries."""
    steps = Prefetch("steps", RouteStep.objects.select_related("post").order_by("place", "pk"))
    found = list(routes.prefetch_related(steps) if isinstance(routes, QuerySet) else routes)
    holders = holders_of([step.post_id for route in found for step in route.steps.all()], on)
    return [_shown(route, holders, on) for route in found]


def _shown(route: Route, holders: dict[int, PostHolding], on: date) -> RouteShown:
    places: dict[int, list[RouteStep]] = {}
    idle = []
    for step in route.steps.all():
        places.setdefault(step.place, []).append(step)
        closed = step.post.closed_on is not None and step.post.closed_on < on
        if closed or step.post_id not in holders:
            idle.append(step.post)
    return RouteShown(route, purpose_words(route.purpose), list(places.values()), list(dict.fromkeys(idle)))


def purpose_words(purpose: str) -> str:
    try:
        return str(approval_purpose(purpose).purpose_words(purpose))
    except KeyError:
        return purpose


def purpose_choices() -> list[tuple[str, object]]:
    """What a route can be for: every kind of record, and those kinds of which all that have no route of their own."""
    found: list[tuple[str, object]] = []
    for purpose in approval_purposes():
        found.append((purpose.code, purpose.label))
        found += [(f"{purpose.code}:{kind}", label) for kind, label in purpose.kinds.items()]
    return found


def posts_for_route(organisation: Organisation, on: date) -> QuerySet[Post]:
    return open_posts(on).filter(organisation=organisation).order_by("pk")
