from seriktes.organisations.models.members import Invitation, Membership, Post, PostHolding
from seriktes.organisations.models.merging import DuplicateProposal, MatchedList, MergeRecord
from seriktes.organisations.models.organisation import (
    Channel,
    Identifier,
    NamedInThree,
    Organisation,
    OrganisationName,
    Relation,
    Unit,
)
from seriktes.organisations.models.people import (
    EVENTS_APPEND_ONLY,
    Affiliation,
    AlumniLink,
    Consent,
    ConsentEvent,
    Person,
)
from seriktes.organisations.models.search import FULL_TEXT, SearchEntry

__all__ = [
    "EVENTS_APPEND_ONLY",
    "FULL_TEXT",
    "Affiliation",
    "AlumniLink",
    "Channel",
    "Consent",
    "ConsentEvent",
    "DuplicateProposal",
    "Identifier",
    "Invitation",
    "MatchedList",
    "Membership",
    "MergeRecord",
    "NamedInThree",
    "Organisation",
    "OrganisationName",
    "Person",
    "Post",
    "PostHolding",
    "Relation",
    "SearchEntry",
    "Unit",
]
