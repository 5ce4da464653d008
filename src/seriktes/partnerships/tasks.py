from datetime import datetime

from django.utils import timezone

from seriktes.partnerships.actions.agreements import run_terms


def follow_agreement_terms(due_at: datetime) -> None:
    """Bring agreements into force whose day has come, and end or prolong those whose term is over."""
    run_terms(today=timezone.localdate(due_at), at=timezone.now())
