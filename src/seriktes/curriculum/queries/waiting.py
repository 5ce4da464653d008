"""What waits at councils and courses beside their clocks. Each is asked of the database alone, so that the desk may ask all of
it in one query."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from seriktes.curriculum.definitions.activities import CERTIFICATION
from seriktes.curriculum.enums import Answer, MeetingState
from seriktes.curriculum.models import Attendance, CourseActivity
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.enums import ActivityState
from seriktes.procedures.models import Delegation
from seriktes.procedures.queries.clocks import holdings_on


def invitations_unanswered(user: Viewer, today: date) -> QuerySet[Attendance]:
    """To meetings that are still to come, of seats that are the user's by a post, held or lent, or in person. Whoever else
    may speak for the body sees the invitation, but is not asked."""
    held = holdings_on(today).filter(person__user=user.pk).order_by().values("post")
    lent = Delegation.objects.filter(
        delegate__in=held, starts_on__lte=today, ends_on__gte=today, withdrawn_at__isnull=True
    )
    mine = Q(member__person__user=user.pk) | Q(member__post__in=held) | Q(member__post__in=lent.values("post"))
    sits = Q(member__ends_on__isnull=True) | Q(member__ends_on__gte=today)
    rows = Attendance.objects.filter(mine, sits, member__starts_on__lte=today, answer=Answer.NONE)
    return rows.filter(meeting__state=MeetingState.CALLED, meeting__starts_at__date__gte=today)


def certifications_undecided(organisations: Collection[int]) -> QuerySet[CourseActivity]:
    """Certifications that both sides confirmed, of courses of these universities, of which nobody has said who certifies and
    until when: no clock warns of their end, and the course is not listed as certified."""
    return CourseActivity.objects.filter(
        course__organisation__in=organisations, course__closed_on__isnull=True, certifier__isnull=True,
        activity__kind=CERTIFICATION, activity__state=ActivityState.CONFIRMED,
    )  # fmt: skip
