"""One position: what may be done with it now, and who of the host may supervise."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.queries.access import Viewer, grants_for_user, people_visible_to
from seriktes.placements.definitions.position_stages import KEEP, OFFER, POSITION
from seriktes.placements.enums import PlacementState
from seriktes.placements.models import Placement, Position
from seriktes.placements.queries import access
from seriktes.placements.queries.choice import LOST
from seriktes.procedures.definitions.workflow import Transition


def permissions_on(user: Viewer, position: Position) -> frozenset[str]:
    """What the user may do with it: for the host, or for the university, which may do what a host does too."""
    grants = grants_for_user(user)
    university = position.cohort.programme.organisation_id
    found = {one for one in (OFFER, KEEP) if grants.allow(one, university)}
    is_own_topic = position.proposed_by is not None and position.proposed_by.user_id == user.pk
    return frozenset(found | ({OFFER} if is_own_topic or grants.allow(OFFER, position.host_id) else set()))


def sees_note_at(user: Viewer, position: Position) -> bool:
    """As on a placement (`placements.sees_note`): what the university knows of the host is read by its own, and not by
    whoever is on the host's side too."""
    supervisor = position.supervisor
    at_host = position.host_id in access.own_organisations(user, OFFER)
    is_host = at_host or (supervisor is not None and supervisor.user_id == user.pk)
    return access.may(user, access.VIEW, position) and not is_host


def ways_of(position: Position, permissions: Collection[str]) -> list[Transition]:
    if position.archived_at is not None:
        return []
    return [way for way in POSITION.ways_from(position.state) if way.permission in permissions]


def people_who_may_supervise(user: Viewer, host: int, on: date) -> QuerySet[Person]:
    """Who works at the host on that day, of those whom the user may see."""
    works = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    rows = Affiliation.objects.filter(works, organisation=host, archived_at__isnull=True).exclude(
        kind=AffiliationKind.STUDENT
    )
    return people_visible_to(user).filter(pk__in=rows.values("person")).order_by("sort_ru", "pk")


# --- When it was withdrawn --------------------------------------------------------------------------------------------
def live_at(position: Position) -> list[Placement]:
    """Placements there that are not over."""
    over = (*LOST, PlacementState.COMPLETED)
    return list(position.placements.exclude(state__in=over).select_related("student").order_by("pk"))


def left_without_host(position: Position) -> list[Placement]:
    """Cancelled placements of students whom nobody has placed anew in the cohort, one of each."""
    again = Placement.objects.filter(cohort=position.cohort_id, student=OuterRef("student")).exclude(state__in=LOST)
    rows = position.placements.filter(~Exists(again), state=PlacementState.CANCELLED).select_related("student")
    return list({row.student_id: row for row in rows.order_by("pk")}.values())
