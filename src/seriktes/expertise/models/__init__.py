from seriktes.expertise.models.evidence import (
    AuthorQuestion,
    Evidence,
    EvidenceIdentifier,
    EvidencePerson,
    EvidenceSubject,
    EvidenceUnit,
)
from seriktes.expertise.models.index import GlossaryTerm, IndexChange
from seriktes.expertise.models.profiles import ExpertProfile

__all__ = [
    "AuthorQuestion", "Evidence", "EvidenceIdentifier", "EvidencePerson", "EvidenceSubject", "EvidenceUnit",
    "ExpertProfile", "GlossaryTerm", "IndexChange",
]  # fmt: skip
