"""Students whose draft is not submitted while the lists are about to close are written to, twice at most."""

from datetime import datetime, timedelta

from django.utils import timezone

from seriktes.placements.actions.choice_letters import tell_student
from seriktes.placements.enums import ApplicationState, CohortState
from seriktes.placements.models import Application

# So many days before the lists close.
AHEAD = (3, 1)


def remind_drafts(*, now: datetime) -> int:
    """On the mornings named by `AHEAD`; answers how many were written to."""
    today, told = timezone.localdate(now), 0
    days = [today + timedelta(days=ahead) for ahead in AHEAD]
    rows = Application.objects.filter(
        state=ApplicationState.DRAFT, cohort__state=CohortState.OPEN, cohort__applications_until__in=days
    ).select_related("student__user", "cohort__programme")
    for application in rows.order_by("pk"):
        tell_student(application, "closing", day=application.cohort.applications_until)
        told += 1
    return told
