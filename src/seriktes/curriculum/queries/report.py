"""What a council did in a period, for whoever accredits: members, meetings, attendance, recommendations and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Prefetch, Q
from django.utils import timezone

from seriktes.curriculum.definitions.chain import UNDER_WAY, Dead
from seriktes.curriculum.enums import AdviceState, MeetingState, MinutesState
from seriktes.curriculum.models import Attendance, Council, CouncilMember, Meeting, Minutes, Recommendation
from seriktes.curriculum.queries.advice import deadness_of, with_everything
from seriktes.curriculum.queries.seats import with_names


@dataclass(frozen=True)
class Report:
    """`meetings` are those that were held in the period; `advice` what they recommended, as it stands today."""

    council: Council
    start: date
    end: date
    members: Sequence[CouncilMember]
    meetings: Sequence[Meeting]
    # By meeting and seat.
    attendance: Mapping[tuple[int, int], Attendance]
    minutes: Mapping[int, Minutes]
    advice: Sequence[Recommendation]
    # By recommendation: why its chain does not go on, today.
    dead: Mapping[int, Dead]

    def count(self, *states: str) -> int:
        return sum(row.state in states for row in self.advice)

    @property
    def under_way(self) -> int:
        return self.count(*UNDER_WAY)

    @property
    def followed(self) -> list[tuple[Recommendation, Dead]]:
        return [(row, self.dead[row.pk]) for row in self.advice]

    @property
    def at_rest(self) -> int:
        """Those whose chain is dead."""
        return sum(map(bool, self.dead.values()))

    @property
    def taken_up(self) -> int:
        """Those of which at least one change was decided."""
        decided = {"accepted", "carried_out", "concluded"}
        return sum(any(change.state in decided for change in row.changes.all()) for row in self.advice)

    @property
    def carried_out(self) -> int:
        return self.count(AdviceState.CARRIED_OUT, AdviceState.CONCLUDED)


def report_of(council: Council, start: date, end: date) -> Report:
    """A constant number of queries."""
    first = timezone.make_aware(datetime.combine(start, time.min))
    last = timezone.make_aware(datetime.combine(end, time.max))
    members = with_names(CouncilMember.objects.filter(council=council, starts_on__lte=end))
    members = members.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=start)).order_by("starts_on", "pk")
    rows = Meeting.objects.filter(council=council, state=MeetingState.HELD, starts_at__gte=first, starts_at__lte=last)
    meetings = list(rows.prefetch_related(Prefetch("agenda")).order_by("starts_at", "pk"))
    for meeting in meetings:
        meeting.council = council
    attendance = Attendance.objects.filter(meeting__in=meetings)
    minutes = Minutes.objects.filter(meeting__in=meetings, state=MinutesState.APPROVED).select_related(
        "frozen__document"
    )
    advice = list(with_everything(Recommendation.objects.filter(meeting__in=meetings)).order_by("number"))
    return Report(
        council, start, end, list(members), meetings,
        {(row.meeting_id, row.member_id): row for row in attendance}, {row.meeting_id: row for row in minutes}, advice,
        deadness_of(advice, timezone.localdate()),
    )  # fmt: skip
