"""What courses, councils and recommendations wait for. Owners are asked of the queries above."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind, Owners
from seriktes.procedures.definitions.terms import SetDate, WorkingDays

COURSE, COUNCIL = "curriculum.course", "curriculum.council"
MEETING, ADVICE = "curriculum.meeting", "curriculum.recommendation"
SEAT = "curriculum.councilmember"
# Working days after a meeting within which its minutes are approved. A rule of the house, not of a law.
DAYS_FOR_MINUTES = 10


def course_clocks(owners: Owners) -> list[ClockKind]:
    return [
        ClockKind(
            code="course_certification", subject=COURSE, owners=owners, item="certification",
            label=_("certification of a course by an employer"), awaits=_("to renew the certification, or to let it end"),
            starts=("course.certified",), stops=("course.certification_ended",), cancels=("course.closed",),
            term=SetDate("date"), ahead=(90, 30, 7), overdue=(7,), escalate_after=30,
        ),
    ]  # fmt: skip


def council_clocks(council: Owners, meeting: Owners, advice: Owners) -> list[ClockKind]:
    return [
        ClockKind(
            code="council_term", subject=COUNCIL, owners=council, item="member",
            label=_("term of office in a council"), awaits=_("to renew the seat, or to find another member"),
            starts=("council.member_joined", "council.member_renewed"), stops=("council.member_left",),
            cancels=("council.closed",), term=SetDate("date"), ahead=(60, 14), overdue=(7,),
        ),
        ClockKind(
            code="council_meeting", subject=MEETING, owners=meeting,
            label=_("meeting of a council"), awaits=_("to hold the meeting and record who came"),
            starts=("meeting.planned", "meeting.moved"), stops=("meeting.held",), cancels=("meeting.cancelled",),
            term=SetDate("date"), ahead=(14, 3), overdue=(1, 7), escalate_after=10,
        ),
        ClockKind(
            code="council_minutes", subject=MEETING, owners=meeting,
            label=_("minutes of a meeting"), awaits=_("to write and approve the minutes"),
            starts=("meeting.held",), stops=("minutes.approved",),
            term=WorkingDays(DAYS_FOR_MINUTES), ahead=(3,), overdue=(1, 7), escalate_after=10,
        ),
        ClockKind(
            code="council_advice", subject=ADVICE, owners=advice,
            label=_("recommendation of a council"), awaits=_("the next step"),
            # Each step sets the day of the next one; without a day there is no clock, and the chain is shown as dead.
            starts=("advice.given", "advice.due_moved", "advice.stepped"), stops=("advice.concluded", "advice.refused"),
            term=SetDate("date"), ahead=(14, 3), overdue=(1, 7, 30), escalate_after=10,
        ),
    ]  # fmt: skip
