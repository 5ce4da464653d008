from datetime import datetime

from django.utils import timezone

from seriktes.organisations.actions import duplicates
from seriktes.organisations.actions.consents import unpublish_expired


def unpublish_people(due_at: datetime) -> None:
    """Take people out of the public whose consent to publication ended yesterday or before."""
    unpublish_expired(timezone.localdate(due_at))


def propose_duplicates(_due_at: datetime) -> None:
    """Search the register for duplicates."""
    duplicates.propose_duplicates(now=timezone.now())
