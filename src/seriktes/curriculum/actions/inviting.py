"""Letters that invite the seats of a council to a meeting, each with a link by which it is answered without an account."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.curriculum.enums import MeetingState
from seriktes.curriculum.models import Attendance, CouncilMember, Meeting
from seriktes.curriculum.queries.seats import recipients_of
from seriktes.procedures.actions.links import Addressee, send_link

INVITED = "council.invitation"


def invite_seats(*, meeting: Meeting, members: Iterable[CouncilMember], by: User | None, at: datetime) -> None:
    """`members` come with their names. The caller holds the meeting's lock."""
    members = list(members)
    reached = recipients_of(members, timezone.localdate(at))
    known = {row.member_id: row for row in meeting.attendance.all()}
    for member in members:
        row = known.get(member.pk) or Attendance(meeting=meeting, member=member)
        row.invited_at, row.unreachable = at, member.pk not in reached
        row.save()
        for one in reached.get(member.pk, ()):
            send_link(
                action=INVITED, subject=meeting, at=at, by=by, lasts=_until(meeting, at),
                to=Addressee(one.email, one.language, one.name, member.post), arguments={"member": member.pk},
            )  # fmt: skip


def invite_late(member: CouncilMember, *, by: User | None, at: datetime) -> None:
    """A seat that was filled after a meeting was called gets the invitation that the others have."""
    rows = Meeting.objects.select_for_update().filter(council=member.council_id, state=MeetingState.CALLED)
    for meeting in rows.filter(starts_at__gt=at).order_by("pk"):
        if member.sits_on(timezone.localdate(meeting.starts_at)):
            invite_seats(meeting=meeting, members=[member], by=by, at=at)


def _until(meeting: Meeting, at: datetime) -> timedelta:
    """The link is good until the meeting begins."""
    return max(meeting.starts_at - at, timedelta(minutes=1))
