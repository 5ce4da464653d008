from seriktes.partnerships.models.activity import Activity, ActivityFile, ActivityParty, ActivityPerson
from seriktes.partnerships.models.agreement import Agreement, Signatory
from seriktes.partnerships.models.commitment import Commitment, Delivery, Instalment
from seriktes.partnerships.models.levels import RuleLevel
from seriktes.partnerships.models.partnership import Partnership, Party

__all__ = [
    "Activity", "ActivityFile", "ActivityParty", "ActivityPerson", "Agreement", "Commitment", "Delivery", "Instalment",
    "Partnership", "Party", "RuleLevel", "Signatory",
]  # fmt: skip
