from seriktes.placements.models.agreements import LearningAgreement, SigningRule, SignStep
from seriktes.placements.models.choice import (
    Application,
    ApplicationDocument,
    Couple,
    CoupleWish,
    HostRanking,
    Wish,
)
from seriktes.placements.models.hosts import HostRecord
from seriktes.placements.models.placements import Placement, PlanTask
from seriktes.placements.models.positions import Position, PositionTask
from seriktes.placements.models.programmes import Cohort, Programme
from seriktes.placements.models.rounds import CohortChoice, ManualChange, Round, RoundResult

__all__ = [
    "Application", "ApplicationDocument", "Cohort", "CohortChoice", "Couple", "CoupleWish", "HostRanking", "HostRecord",
    "LearningAgreement", "ManualChange", "Placement", "PlanTask", "Position", "PositionTask", "Programme", "Round",
    "RoundResult", "SignStep", "SigningRule", "Wish",
]  # fmt: skip
