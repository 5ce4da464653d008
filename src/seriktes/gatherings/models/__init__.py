from seriktes.gatherings.models.exhibitors import FEES_APPEND_ONLY, Exhibitor, ExhibitorContact, FeeEntry, Slot
from seriktes.gatherings.models.gatherings import Gathering, Stand
from seriktes.gatherings.models.hackathons import (
    Comparison,
    Criterion,
    DeclaredConflict,
    Hackathon,
    Judge,
    Problem,
    Score,
    Team,
    TeamMember,
)
from seriktes.gatherings.models.visitors import Lead, Scan, SlotBooking, SlotWaiting, Ticket

__all__ = [
    "FEES_APPEND_ONLY", "Comparison", "Criterion", "DeclaredConflict", "Exhibitor", "ExhibitorContact", "FeeEntry",
    "Gathering", "Hackathon", "Judge", "Lead", "Problem", "Scan", "Score", "Slot", "SlotBooking", "SlotWaiting", "Stand",
    "Team", "TeamMember", "Ticket",
]  # fmt: skip
