from seriktes.placements.models.choice import Application, Wish
from seriktes.placements.models.hosts import HostRecord
from seriktes.placements.models.placements import Placement, PlanTask
from seriktes.placements.models.positions import Position, PositionTask
from seriktes.placements.models.programmes import Cohort, Programme

__all__ = [
    "Application", "Cohort", "HostRecord", "Placement", "PlanTask", "Position", "PositionTask", "Programme", "Wish",
]  # fmt: skip
