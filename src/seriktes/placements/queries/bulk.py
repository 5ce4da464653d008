"""What would be done with many placements, and with which of them it cannot be done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from seriktes.organisations.queries.access import Viewer
from seriktes.placements.enums import PlacementState, SigningState
from seriktes.placements.models import Placement, PlanTask, SignStep
from seriktes.placements.models.bulk import BulkWay
from seriktes.placements.queries import access
from seriktes.placements.queries.placements import field_words, missing_in

MOST = 5000
# Ways by their state; `remind` also of amendments of what runs.
POSSIBLE = {
    BulkWay.SEND: (PlacementState.PLANNED,),
    BulkWay.REMIND: (PlacementState.SIGNING, PlacementState.AGREED, PlacementState.RUNNING),
    BulkWay.CANCEL: (PlacementState.PLANNED, PlacementState.SIGNING, PlacementState.AGREED),
}


@dataclass
class Foreseen:
    """`ready` will be done; `others` cannot, each with the reason."""

    ready: list[Placement] = field(default_factory=list)
    others: list[tuple[Placement, str]] = field(default_factory=list)


def kept_by(user: Viewer) -> QuerySet[Placement]:
    """Placements of the own office."""
    rows = access.placements_visible_to(user)
    if access.sees_all(user, access.KEEP):
        return rows
    return rows.filter(cohort__programme__organisation__in=access.own_organisations(user, access.KEEP))


def foresee(user: Viewer, way: str, rows: QuerySet[Placement]) -> Foreseen:
    """A constant number of queries, whatever the number of placements."""
    tasks = PlanTask.objects.filter(placement=OuterRef("pk"), dropped_at__isnull=True)
    asked = SignStep.objects.filter(agreement__placement=OuterRef("pk"), state=SigningState.ASKED)
    found = Foreseen()
    chosen = rows.filter(pk__in=kept_by(user).values("pk")).select_related(
        "student", "host", "host_supervisor", "academic_supervisor", "department_post", "position", "cohort__programme"
    )
    for row in chosen.annotate(has_plan=Exists(tasks), is_asked=Exists(asked)).order_by("pk")[:MOST]:
        why = _why_not(way, row, has_plan=row.has_plan, is_asked=row.is_asked)
        if why:
            found.others.append((row, why))
        else:
            found.ready.append(row)
    return found


def _why_not(way: str, row: Placement, *, has_plan: bool, is_asked: bool) -> str:
    if row.state not in POSSIBLE[BulkWay(way)]:
        return str(row.get_state_display())
    if way == BulkWay.REMIND and not is_asked:
        return _("nobody is asked to sign")
    if way == BulkWay.SEND and (missing := missing_in(row, has_plan=has_plan)):
        return _("missing: %(fields)s") % {"fields": field_words(missing)}
    return ""


def chosen_by(pks: Collection[int]) -> QuerySet[Placement]:
    return Placement.objects.filter(Q(pk__in=list(pks)[:MOST]))


def runs_of(user: Viewer, pks: Sequence[int]) -> list[Placement]:
    """Those of a run that its reader may still see, with their names."""
    rows = access.placements_visible_to(user).filter(pk__in=list(pks))
    return list(rows.select_related("student", "host"))
