from seriktes.placements.models.agreements import LearningAgreement, SigningRule, SignStep
from seriktes.placements.models.bulk import BulkRun
from seriktes.placements.models.choice import (
    Application,
    ApplicationDocument,
    Couple,
    CoupleWish,
    HostRanking,
    Wish,
)
from seriktes.placements.models.concerns import Concern, ConcernNote
from seriktes.placements.models.evaluations import Evaluation, EvaluationAsk, EvaluationForm, HostReview
from seriktes.placements.models.hosts import HostRecord
from seriktes.placements.models.logs import LogEntry, LogRule, LogWeek, PlanChange, WeekLetter, WeekWord, WordLine
from seriktes.placements.models.own_hosts import HostProposal
from seriktes.placements.models.placements import Placement, PlanTask
from seriktes.placements.models.positions import Position, PositionTask
from seriktes.placements.models.programmes import Cohort, Programme
from seriktes.placements.models.rounds import CohortChoice, ManualChange, Round, RoundResult
from seriktes.placements.models.stipends import (
    Postponement,
    Repayment,
    ServiceFile,
    ServicePeriod,
    Stipend,
    StipendPayment,
)
from seriktes.placements.models.theses import CommissionMember, Defence, Thesis, ThesisRule

__all__ = [
    "Application", "ApplicationDocument", "BulkRun", "Cohort", "CohortChoice", "CommissionMember", "Concern", "ConcernNote", "Couple",
    "CoupleWish", "Defence", "Evaluation", "EvaluationAsk", "EvaluationForm", "HostProposal", "HostRanking", "HostRecord",
    "HostReview", "LearningAgreement", "LogEntry", "LogRule", "LogWeek", "ManualChange", "Placement", "PlanChange", "PlanTask", "Position",
    "PositionTask", "Postponement", "Programme", "Repayment", "Round", "RoundResult", "ServiceFile", "ServicePeriod", "SignStep",
    "SigningRule", "Stipend", "StipendPayment", "Thesis", "ThesisRule", "WeekLetter", "WeekWord", "Wish", "WordLine",
]  # fmt: skip
