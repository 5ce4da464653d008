"""What would be done with many placements or positions, and with which of them it cannot be done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from seriktes.organisations.queries.access import Viewer
from seriktes.placements.enums import HostStanding, PlacementState, PositionState, SigningState
from seriktes.placements.models import BulkRun, HostRecord, Placement, PlanTask, Position, SignStep
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

    ready: list[Any] = field(default_factory=list)
    others: list[tuple[Any, str]] = field(default_factory=list)

    def add(self, record: Placement | Position, why: str) -> None:
        if why:
            self.others.append((record, why))
        else:
            self.ready.append(record)


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
        found.add(row, _why_not(way, row, has_plan=row.has_plan, is_asked=row.is_asked))
    return found


def _why_not(way: str, row: Placement, *, has_plan: bool, is_asked: bool) -> str:
    if row.state not in POSSIBLE[BulkWay(way)]:
        return str(row.get_state_display())
    if way == BulkWay.REMIND and not is_asked:
        return _("nobody is asked to sign")
    if way == BulkWay.SEND and (missing := missing_in(row, has_plan=has_plan)):
        return _("missing: %(fields)s") % {"fields": field_words(missing)}
    return ""


def positions_kept_by(user: Viewer) -> QuerySet[Position]:
    """Positions offered to the own university."""
    rows = access.positions_visible_to(user).filter(archived_at__isnull=True)
    if access.sees_all(user, access.KEEP):
        return rows
    return rows.filter(cohort__programme__organisation__in=access.own_organisations(user, access.KEEP))


def foresee_approval(user: Viewer, pks: Collection[int]) -> Foreseen:
    """One query."""
    declined = HostRecord.objects.filter(
        organisation=OuterRef("cohort__programme__organisation"), host=OuterRef("host"), standing=HostStanding.DECLINED
    )
    found = Foreseen()
    rows = positions_kept_by(user).filter(pk__in=list(pks)[:MOST]).select_related("host", "cohort__programme")
    for row in rows.annotate(is_declined=Exists(declined)).order_by("pk"):
        if row.state != PositionState.OFFERED:
            found.add(row, str(row.get_state_display()))
        else:
            found.add(row, _("the host gets no new placements") if row.is_declined else "")
    return found


def chosen_by(pks: Collection[int]) -> QuerySet[Placement]:
    return Placement.objects.filter(Q(pk__in=list(pks)[:MOST]))


def records_of(user: Viewer, run: BulkRun, pks: Sequence[int]) -> list[Placement | Position]:
    """Those of a run that its reader may still see, with their names."""
    if run.is_of_positions:
        return list(access.positions_visible_to(user).filter(pk__in=list(pks)).select_related("host"))
    return list(access.placements_visible_to(user).filter(pk__in=list(pks)).select_related("student", "host"))
