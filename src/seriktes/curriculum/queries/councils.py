"""Councils as a list, and what the page of one council and of one meeting shows."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from seriktes.curriculum.definitions.chain import UNDER_WAY
from seriktes.curriculum.enums import AdviceState, MeetingState
from seriktes.curriculum.models import Attendance, Council, CouncilMember, Meeting, Minutes, Recommendation
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.seats import seats_on, with_names
from seriktes.organisations.queries.access import Viewer


def councils_listed(user: Viewer, on: date, now: datetime, *, closed: bool = False) -> QuerySet[Council]:
    """With what stands beside each in the list, in one query."""
    rows = access.councils_visible_to(user).filter(closed_on__isnull=not closed).select_related("organisation", "post")
    seats = CouncilMember.objects.filter(council=OuterRef("pk"), starts_on__lte=on)
    seats = seats.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    told = Meeting.objects.filter(council=OuterRef("pk"))
    coming = told.filter(state=MeetingState.CALLED, starts_at__gte=now).order_by("starts_at")
    last = told.filter(state=MeetingState.HELD).order_by("-starts_at")
    advice = Recommendation.objects.filter(council=OuterRef("pk"))

    def count(rows: QuerySet[Recommendation] | QuerySet[CouncilMember]) -> Subquery:
        grouped = rows.order_by().values("council").annotate(n=Count("pk")).values("n")
        return Subquery(grouped)

    return rows.annotate(
        seat_count=count(seats), next_at=Subquery(coming.values("starts_at")[:1]),
        last_at=Subquery(last.values("starts_at")[:1]), open_advice=count(advice.filter(state__in=UNDER_WAY)),
        done_advice=count(advice.filter(state=AdviceState.CONCLUDED)),
    )  # fmt: skip


def members_of(council: Council, on: date) -> tuple[list[CouncilMember], list[CouncilMember]]:
    """Those of today and those to come; and those who sat there before."""
    rows = list(with_names(CouncilMember.objects.filter(council=council)).order_by("pk"))
    order = {"chair": 0, "deputy": 1, "secretary": 2, "member": 3}
    rows.sort(key=lambda row: (order[row.role], row.pk))
    present = [row for row in rows if row.ends_on is None or row.ends_on >= on]
    return present, [row for row in rows if row not in present]


def meetings_of(user: Viewer, council: Council) -> QuerySet[Meeting]:
    return access.meetings_visible_to(user).filter(council=council).order_by("-starts_at", "-pk")


@dataclass(frozen=True)
class Seat:
    """One seat at a meeting: who sits there, and what is known of coming."""

    member: CouncilMember
    row: Attendance | None


def seats_at(meeting: Meeting) -> list[Seat]:
    """Those of the day of the meeting, and those who were invited or came; three queries."""
    rows = {row.member_id: row for row in meeting.attendance.all()}
    day = timezone.localdate(meeting.starts_at)
    members = list(with_names(seats_on(meeting.council_id, day)).order_by("pk"))
    others = set(rows) - {member.pk for member in members}
    members += list(with_names(CouncilMember.objects.filter(pk__in=others)).order_by("pk")) if others else []
    return [Seat(member, rows.get(member.pk)) for member in members]


def minutes_of(user: Viewer, meeting: Meeting) -> list[Minutes]:
    """The wordings that the user may see, the newest first."""
    rows = access.minutes_visible_to(user).filter(meeting=meeting)
    return list(rows.select_related("approved_by", "frozen__document").prefetch_related("parts").order_by("-number"))


def own_seats_at(user: Viewer, meeting: Meeting) -> list[Seat]:
    """Seats for which the user may answer the invitation: by a post held, or in person; or whoever speaks for the body."""
    if not user.is_authenticated or meeting.state != MeetingState.CALLED:
        return []
    mine = access.seats_of(user).filter(council=meeting.council_id).values_list("pk", flat=True)
    wanted = set(mine)
    return [seat for seat in seats_at(meeting) if seat.member.pk in wanted and seat.row is not None]
