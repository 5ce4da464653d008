"""Meetings of a council: planned, called by mail, answered, held, cancelled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.text import one_line, visible
from seriktes.curriculum.actions.councils import check_open
from seriktes.curriculum.actions.courses import in_each_language
from seriktes.curriculum.actions.inviting import INVITED, invite_seats
from seriktes.curriculum.actions.keeping import changed, cleaned, save
from seriktes.curriculum.actions.log import log
from seriktes.curriculum.actions.telling import tell_cancelled
from seriktes.curriculum.definitions.refusals import CannotMeet
from seriktes.curriculum.enums import Answer, MeetingState, MinutesState
from seriktes.curriculum.models import AgendaItem, Attendance, Council, CouncilMember, Course, Meeting, StudyProgramme
from seriktes.curriculum.queries.seats import seats_on, with_names
from seriktes.curriculum.workflow import MEETING
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.procedures.actions.links import withdraw_links
from seriktes.procedures.definitions.workflow import CannotMove, Transition
from seriktes.procedures.models import ActionLink

FIELDS = ("starts_at", "ends_at", "place", "online")
BEFORE = (MeetingState.PLANNED, MeetingState.CALLED)


@dataclass(frozen=True)
class Item:
    """One item of an agenda, in Kazakh and Russian."""

    text_kk: str = ""
    text_ru: str = ""
    speaker: str = ""
    course: Course | None = None
    programme: StudyProgramme | None = None

    def __bool__(self) -> bool:
        return bool(self.text_kk.strip() or self.text_ru.strip())


@dataclass(frozen=True)
class Came:
    """Who came to a meeting at one seat; `deputy` is whoever came instead."""

    member: CouncilMember
    came: bool
    deputy: str = ""


# --- Plan -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def plan_meeting(
    *, council: Council, values: Mapping[str, Any], by: User | None, at: datetime, agenda: Sequence[Item] = ()
) -> Meeting:
    """Seen by the university alone until the members are invited. Raises CannotMeet."""
    council = lock_for_edit(council, expected_version=None)
    check_open(council)
    number = (council.meetings.aggregate(most=Max("number"))["most"] or 0) + 1
    meeting = Meeting(council=council, number=number, **cleaned(Meeting, values, FIELDS))
    _check(meeting)
    meeting.save(force_insert=True)
    _write_agenda(meeting, agenda)
    log("meeting.planned", meeting, by=by, at=at, data={"date": _day(meeting)},
        values={"council": council.pk, **dict(values), "agenda": len(agenda)})  # fmt: skip
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: Meeting,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    agenda: Sequence[Item] | None = None,
    expected_version: int | None = None,
) -> Meeting:
    """Whoever was invited already gets a new invitation where the time, the place or the agenda is another, and is asked
    anew where the time is. Raises EditedElsewhere, CannotMeet."""
    meeting, differs = changed(meeting, cleaned(Meeting, values, FIELDS), expected_version=expected_version)
    if meeting.state not in BEFORE:
        raise CannotMeet("wrong_state")
    is_rewritten = agenda is not None and _write_agenda(meeting, agenda)
    if not differs and not is_rewritten:
        return meeting
    _check(meeting)
    is_moved = bool({"starts_at", "ends_at"} & set(differs))
    save(meeting)
    told = {**differs, **({"agenda": len(agenda or ())} if is_rewritten else {})}
    log(
        "meeting.moved" if is_moved else "meeting.changed", meeting, by=by, at=at,
        data={"date": _day(meeting)} if is_moved else {"fields": sorted(told)}, values=told,
    )  # fmt: skip
    if meeting.state == MeetingState.CALLED:
        if is_moved:
            meeting.attendance.update(answer=Answer.NONE, answered_at=None, answered_label="", note="", deputy="")
        _invite(meeting, by=by, at=at)
    return meeting


def _check(meeting: Meeting) -> None:
    if meeting.ends_at <= meeting.starts_at:
        raise CannotMeet("ends_before_it_begins")


def _day(meeting: Meeting) -> str:
    return timezone.localdate(meeting.starts_at).isoformat()


def _write_agenda(meeting: Meeting, agenda: Sequence[Item]) -> bool:
    """Whether it is another than before."""
    wanted = [item for item in agenda if item]
    for item in wanted:
        for record in (item.course, item.programme):
            if record is not None and record.organisation_id != meeting.council.organisation_id:
                raise CannotMeet("foreign_unit")
    rows = [
        AgendaItem(
            meeting=meeting, place=place, text_kk=visible(item.text_kk).strip(), text_ru=visible(item.text_ru).strip(),
            speaker=one_line(item.speaker), course=item.course, programme=item.programme,
        )
        for place, item in enumerate(wanted, 1)
    ]  # fmt: skip
    standing = list(meeting.agenda.all())
    if [_content(row) for row in standing] == [_content(row) for row in rows]:
        return False
    # Rows keep their keys, so that what was written of an item stays with it.
    for row, new in zip(standing, rows, strict=False):
        new.pk = row.pk
        new.save(force_update=True)
    for row in standing[len(rows) :]:
        row.delete()
    for row in rows[len(standing) :]:
        row.save(force_insert=True)
    return True


def _content(row: AgendaItem) -> tuple[Any, ...]:
    return (row.text_kk, row.text_ru, row.speaker, row.course_id, row.programme_id)


# --- Invitations ------------------------------------------------------------------------------------------------------
@transaction.atomic
def call_meeting(*, meeting: Meeting, by: User | None, at: datetime, expected_version: int | None = None) -> Meeting:
    """Every seat of the day of the meeting is invited by mail, with a calendar entry and a link to answer by."""
    meeting = lock_for_edit(meeting, expected_version=expected_version)
    way = _way(meeting, "call")
    if meeting.starts_at <= at:
        raise CannotMeet("in_past")
    if not meeting.agenda.exists():
        raise CannotMeet("no_agenda")
    if not seats_on(meeting.council, timezone.localdate(meeting.starts_at)).exists():
        raise CannotMeet("no_members")
    meeting.state, meeting.called_at = way.target, at
    save(meeting)
    log(way.event, meeting, by=by, at=at, data={"date": _day(meeting)})
    _invite(meeting, by=by, at=at)
    return meeting


def _invite(meeting: Meeting, *, by: User | None, at: datetime) -> None:
    """A letter to every seat of that day; a later one takes the place of the earlier in each calendar."""
    meeting.sequence += 1
    Meeting.objects.filter(pk=meeting.pk).update(sequence=meeting.sequence)
    seats = with_names(seats_on(meeting.council, timezone.localdate(meeting.starts_at)))
    invite_seats(meeting=meeting, members=seats.order_by("pk"), by=by, at=at)


@transaction.atomic
def answer_invitation(
    *,
    meeting: Meeting,
    member: CouncilMember,
    answer: str,
    at: datetime,
    by: User | None,
    by_label: str = "",
    note: str = "",
    deputy: str = "",
) -> Attendance:
    """The last word counts, until the meeting begins. Raises CannotMeet."""
    meeting = lock_for_edit(meeting, expected_version=None)
    if meeting.state != MeetingState.CALLED or meeting.starts_at <= at:
        raise CannotMeet("answers_closed")
    row = Attendance.objects.select_for_update().filter(meeting=meeting, member=member).first()
    if row is None:
        raise CannotMeet("not_invited")
    row.answer, row.note = Answer(answer), one_line(note)
    row.deputy = one_line(deputy) if answer == Answer.DEPUTY else ""
    if row.answer == Answer.DEPUTY and not row.deputy:
        raise CannotMeet("needs_deputy")
    row.answered_at, row.answered_label = at, by_label or (by.name or by.email if by else "")
    row.save()
    log(
        "meeting.answered", meeting, by=by, at=at, by_label=by_label,
        data={"name": member.organisation, "who": member.post or member.person or member.contact_name,
              "answer": in_each_language(Answer(answer).label),
              "note": " ".join(filter(None, [row.deputy, row.note]))},
        values={"member": member.pk, "answer": answer},
    )  # fmt: skip
    return row


# --- Held -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def hold_meeting(
    *, meeting: Meeting, came: Sequence[Came], by: User | None, at: datetime, expected_version: int | None = None
) -> Meeting:
    """Who came. Seats of that day that nobody speaks of stayed away. Without a quorum it is held all the same, and says so."""
    meeting = lock_for_edit(meeting, expected_version=expected_version)
    way = _way(meeting, "hold")
    if meeting.starts_at > at:
        raise CannotMeet("not_over")
    members = list(with_names(seats_on(meeting.council, timezone.localdate(meeting.starts_at))).order_by("pk"))
    if not members:
        raise CannotMeet("no_members")
    there = _attend(meeting, {member.pk for member in members}, came)
    meeting.state = way.target
    save(meeting)
    _withdraw(meeting, at)
    log(
        way.event, meeting, by=by, at=at, data={"present": meeting.present, "seats": meeting.seats},
        values={"present": sorted(there), "quorum": meeting.has_quorum},
    )  # fmt: skip
    return meeting


def _attend(meeting: Meeting, seats: Collection[int], came: Sequence[Came]) -> dict[int, str]:
    """Writes who came at each of these seats, and counts; the meeting itself is not saved. Answers who came, with whoever
    came instead."""
    told = {one.member.pk: one for one in came}
    if set(told) - set(seats):
        raise CannotMeet("not_invited")
    known = {row.member_id: row for row in meeting.attendance.all()}
    for pk in sorted(seats):
        row, said = known.get(pk) or Attendance(meeting=meeting, member_id=pk), told.get(pk)
        row.came = said is not None and said.came
        row.deputy = one_line(said.deputy) if said is not None and said.came else ""
        row.save()
    there = {pk: one_line(one.deputy) for pk, one in told.items() if one.came}
    meeting.seats, meeting.present = len(seats), len(there)
    return there


@transaction.atomic
def correct_attendance(
    *, meeting: Meeting, came: Sequence[Came], by: User | None, at: datetime, expected_version: int | None = None
) -> Meeting:
    """What was recorded wrongly, until minutes are approved: these name who came. Seats of that day that nobody speaks of
    stayed away. Raises EditedElsewhere, CannotMeet."""
    meeting = lock_for_edit(meeting, expected_version=expected_version)
    if meeting.state != MeetingState.HELD:
        raise CannotMeet("not_held")
    if meeting.minutes.exclude(state=MinutesState.DRAFT).exists():
        raise CannotMeet("attendance_stands")
    counted = list(meeting.attendance.filter(came__isnull=False).values_list("member", "came", "deputy"))
    before, count = {pk: deputy for pk, is_there, deputy in counted if is_there}, (meeting.seats, meeting.present)
    day = timezone.localdate(meeting.starts_at)
    seats = {pk for pk, _came, _deputy in counted} | set(seats_on(meeting.council, day).values_list("pk", flat=True))
    there = _attend(meeting, seats, came)
    if there == before and (meeting.seats, meeting.present) == count:
        return meeting
    save(meeting)
    log(
        "meeting.attendance_corrected", meeting, by=by, at=at, data={"present": meeting.present, "seats": meeting.seats},
        values={"present": [sorted(before), sorted(there)], "deputies": [_by_seat(before), _by_seat(there)]},
    )  # fmt: skip
    return meeting


def _by_seat(there: Mapping[int, str]) -> dict[str, str]:
    return {str(pk): deputy for pk, deputy in sorted(there.items()) if deputy}


@transaction.atomic
def cancel_meeting(
    *, meeting: Meeting, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Meeting:
    """Whoever was invited is told why."""
    meeting = lock_for_edit(meeting, expected_version=expected_version)
    was_called = meeting.state == MeetingState.CALLED
    way = _way(meeting, "cancel")
    if not reason.strip():
        raise CannotMeet("no_reason")
    meeting.state, meeting.cancelled = way.target, one_line(reason)
    meeting.sequence += 1
    save(meeting)
    _withdraw(meeting, at)
    log(way.event, meeting, by=by, at=at, data={"reason": meeting.cancelled})
    if was_called:
        afterwards(tell_cancelled, meeting.pk)
    return meeting


def _withdraw(meeting: Meeting, at: datetime) -> None:
    links = ActionLink.objects.about(meeting).filter(action=INVITED, used_at__isnull=True, withdrawn_at__isnull=True)
    withdraw_links(links, at=at)


def _way(meeting: Meeting, code: str) -> Transition:
    try:
        return MEETING.check_move(code, meeting.state, lambda _permission: True, {})
    except CannotMove as refusal:
        raise CannotMeet("wrong_state") from refusal
