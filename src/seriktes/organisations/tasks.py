from datetime import datetime

from django.utils import timezone

from seriktes.organisations.actions.consents import unpublish_expired


def unpublish_people(due_at: datetime) -> None:
    """Take people out of the public whose consent to publication ended yesterday or before."""
    unpublish_expired(timezone.localdate(due_at))
