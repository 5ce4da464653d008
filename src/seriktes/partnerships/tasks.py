from datetime import datetime

from django.utils import timezone

from seriktes.partnerships.actions.agreements import renew_drifts, run_terms


def follow_agreement_terms(due_at: datetime) -> None:
    """Bring agreements into force whose day has come, and end or prolong those whose term is over. See which texts say
    otherwise than the register by now: an organisation may have got another name or another head."""
    run_terms(today=timezone.localdate(due_at), at=timezone.now())
    renew_drifts()
