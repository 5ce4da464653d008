"""Meetings of councils for programs: planned with their agenda, called, answered, held, cancelled."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import LINES, ONE_LINE, Body, Key, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.curriculum.actions import meetings as actions
from seriktes.curriculum.api.councils import visible_council
from seriktes.curriculum.api.shared import (
    OPTIONAL,
    READ,
    WRITE,
    Moment,
    Reason,
    RecordOut,
    Sort,
    changed_since,
    found_or_404,
    may,
    named,
    named_if,
    order_of,
    record_given,
)
from seriktes.curriculum.definitions.refusals import SENTENCES
from seriktes.curriculum.enums import Answer, MeetingState
from seriktes.curriculum.models import Course, Meeting, StudyProgramme
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.councils import own_seats_at, seats_at
from seriktes.curriculum.workflow import MEETING

router = Router(tags=["councils"])
Words = Annotated[str, Field(max_length=2000, pattern=LINES)]


class AgendaItemOut(Shown):
    kk: str
    ru: str
    speaker: str
    course: RecordOut | None
    programme: RecordOut | None


class AttendanceOut(Shown):
    """One seat at the meeting: what was answered, and who came."""

    member: int = Field(description="The seat, as under `members` of the council.")
    who: str
    answer: Answer
    deputy: str
    note: str | None = Field(description="Null for others than the university.")
    came: bool | None = Field(description="Null before it was held.")
    unreachable: bool | None = Field(
        description="That no letter reaches the seat; null for others than the university."
    )


class MeetingListed(Shown):
    """A meeting of a council."""

    id: int
    council: RecordOut
    number: int
    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    place: str
    online: str
    seats: int | None
    present: int | None
    quorum_reached: bool | None = Field(description="Null before it was held.")
    cancelled: str = Field(description="Why it was cancelled.")
    changed_at: datetime
    version: int
    url: str


class MeetingOut(MeetingListed):
    agenda: list[AgendaItemOut]
    attendance: list[AttendanceOut]
    ways: list[str] = Field(description="What you may do with it now: each is the end of an address below it.")


class AgendaItemIn(Body):
    """In Kazakh and Russian."""

    kk: Words = ""
    ru: Words = ""
    speaker: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""
    course: RecordNumber | None = None
    programme: RecordNumber | None = None


class MeetingTerms(Body):
    """A member that is left out stays as it is. `agenda` are all its items."""

    starts_at: Moment | None = None
    ends_at: Moment | None = None
    place: Annotated[str, Field(max_length=300, pattern=ONE_LINE)] | None = None
    online: Annotated[str, Field(max_length=500, pattern=r"^(https?://[^\s\x00-\x1f\x7f]+)?$")] | None = None
    agenda: Annotated[list[AgendaItemIn], Field(max_length=60)] | None = None

    def columns(self) -> dict[str, Any]:
        names = ("starts_at", "ends_at", "place", "online")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def items(self, organisation: int) -> list[actions.Item] | None:
        if self.agenda is None:
            return None
        return [_item(one, organisation, place) for place, one in enumerate(self.agenda)]


class MeetingNew(MeetingTerms):
    starts_at: Moment
    ends_at: Moment


class SeatAnswerIn(Body):
    """For whom: one of your own seats, where you have several."""

    answer: Annotated[Answer, Field(description="Not empty.")]
    member: RecordNumber | None = None
    deputy: Annotated[str, Field(max_length=200, pattern=ONE_LINE, description="Who comes in your place.")] = ""
    note: Annotated[str, Field(max_length=300, pattern=LINES)] = ""


class CameIn(Body):
    member: RecordNumber
    came: bool
    deputy: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""


class HeldIn(Body):
    attendance: Annotated[list[CameIn], Field(max_length=500, description="A seat that is left out stayed away.")]


class CancelIn(Body):
    reason: Reason


class MeetingsAsked(BaseModel):
    council: Annotated[list[RecordNumber], Field(max_length=50)] = []
    state: Annotated[list[MeetingState], Field(max_length=4)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


def _item(given: AgendaItemIn, organisation: int, place: int) -> actions.Item:
    found = {
        name: record_given(model.objects.filter(organisation=organisation), pk, f"/agenda/{place}/{name}")
        for name, model, pk in (("course", Course, given.course), ("programme", StudyProgramme, given.programme))
        if pk is not None
    }
    return actions.Item(given.kk, given.ru, given.speaker, **found)


@router.get("/council-meetings", auth=READ, response=Page[MeetingListed], summary="List of meetings of councils")
def meetings(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[MeetingsAsked, Query()]
) -> dict[str, Any]:
    """Of the councils that you see; a member sees a meeting from the invitation on."""
    given = {"council__in": wanted.council, "state__in": [one.value for one in wanted.state]}
    rows = access.meetings_visible_to(asker(request)).filter(**{name: value for name, value in given.items() if value})
    rows = changed_since(rows, wanted.changed_since).select_related("council")
    return page_of(
        request, response, rows, asked, order_of(wanted.sort),
        show=lambda found: [MeetingListed(**listed(row)) for row in found],
    )  # fmt: skip


def listed(row: Meeting) -> dict[str, Any]:
    same = (
        "number",
        "starts_at",
        "ends_at",
        "place",
        "online",
        "seats",
        "present",
        "cancelled",
        "changed_at",
        "version",
    )
    return {
        **{name: getattr(row, name) for name in same},
        "id": row.pk, "council": named(row.council), "state": MeetingState(row.state), "quorum_reached": row.has_quorum,
        "url": row.get_absolute_url(),
    }  # fmt: skip


def visible_meeting(request: HttpRequest, pk: int, permission: str = "") -> Meeting:
    rows = access.meetings_visible_to(asker(request)).select_related("council__organisation", "council__post")
    found: Meeting = found_or_404(rows, pk)
    if permission:
        may(request, permission, found)
    return found


def answer(request: HttpRequest, record: Meeting, response: HttpResponse | None = None) -> MeetingOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    user = asker(request)
    row = Meeting.objects.select_related("council__organisation", "council__post").get(pk=record.pk)
    permissions = access.permissions_on(user, row)
    is_inside = access.VIEW in permissions
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/council-meetings/{row.pk}")
    ways = [way.code for way in MEETING.ways_from(row.state)] if access.COUNCILS in permissions else []
    agenda = row.agenda.select_related("course", "programme")
    return MeetingOut(
        **listed(row), ways=[*ways, *(["answer"] if own_seats_at(user, row) else [])],
        agenda=[
            AgendaItemOut(kk=one.text_kk, ru=one.text_ru, speaker=one.speaker, course=named_if(one.course),
                          programme=named_if(one.programme))
            for one in agenda
        ],
        attendance=[_came(seat, is_inside=is_inside) for seat in seats_at(row)],
    )  # fmt: skip


def _came(seat: Any, *, is_inside: bool) -> AttendanceOut:
    row = seat.row
    return AttendanceOut(
        member=seat.member.pk, who=f"{seat.member.organisation.name}: {seat.member.who}",
        answer=Answer(row.answer if row else ""), deputy=row.deputy if row else "",
        note=(row.note if row else "") if is_inside else None, came=row.came if row else None,
        unreachable=bool(row and row.unreachable) if is_inside else None,
    )  # fmt: skip


@router.get("/council-meetings/{int:pk}", auth=READ, response=MeetingOut, summary="One meeting of a council")
def meeting(request: HttpRequest, pk: Key) -> MeetingOut:
    return answer(request, visible_meeting(request, pk))


@router.post("/councils/{int:pk}/meetings", auth=WRITE, response={201: MeetingOut}, summary="Plan a meeting")
def plan(request: HttpRequest, response: HttpResponse, pk: Key, new: MeetingNew) -> MeetingOut:
    """Seen by the university alone until the members are invited."""
    record = visible_council(request, pk, access.COUNCILS)
    with pointing("/ends_at", "ends_before_it_begins"):
        made = actions.plan_meeting(
            council=record, values=new.columns(), agenda=new.items(record.organisation_id) or (), by=member(request),
            at=timezone.now(),
        )  # fmt: skip
    return answer(request, made, response)


@router.patch(
    "/council-meetings/{int:pk}", auth=WRITE, response=MeetingOut, openapi_extra={"x-if-match": True},
    summary="Change a meeting",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: MeetingTerms) -> MeetingOut:
    """Whoever was invited already gets a new invitation, and is asked anew where the time is another."""
    record = visible_meeting(request, pk, access.COUNCILS)
    with pointing("/ends_at", "ends_before_it_begins"):
        changed = actions.change_meeting(
            meeting=record, values=terms.columns(), agenda=terms.items(record.council.organisation_id),
            by=member(request), at=timezone.now(), expected_version=expected_version(request),
        )  # fmt: skip
    return answer(request, changed)


@router.post(
    "/council-meetings/{int:pk}/call", auth=WRITE, response=MeetingOut, openapi_extra=OPTIONAL,
    summary="Invite the members",
)  # fmt: skip
def call(request: HttpRequest, pk: Key) -> MeetingOut:
    """Each seat of that day gets a letter with a calendar entry and a link to answer by."""
    record = visible_meeting(request, pk, access.COUNCILS)
    version = version_if_given(request)
    return answer(
        request,
        actions.call_meeting(meeting=record, by=member(request), at=timezone.now(), expected_version=version),
    )


@router.post(
    "/council-meetings/{int:pk}/hold", auth=WRITE, response=MeetingOut, openapi_extra=OPTIONAL,
    summary="Record who came",
)  # fmt: skip
def hold(request: HttpRequest, pk: Key, what: HeldIn) -> MeetingOut:
    """Once it has begun. Without a quorum it is held all the same, and says so."""
    record = visible_meeting(request, pk, access.COUNCILS)
    held = actions.hold_meeting(
        meeting=record, came=_who_came(record, what), by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, held)


def _who_came(record: Meeting, what: HeldIn) -> list[actions.Came]:
    seats = {seat.member.pk: seat.member for seat in seats_at(record)}
    for place, one in enumerate(what.attendance):
        if one.member not in seats:
            raise invalid_value(f"/attendance/{place}/member", SENTENCES.words["not_invited"])
    return [actions.Came(seats[one.member], came=one.came, deputy=one.deputy) for one in what.attendance]


@router.post(
    "/council-meetings/{int:pk}/attendance", auth=WRITE, response=MeetingOut, openapi_extra=OPTIONAL,
    summary="Correct who came",
)  # fmt: skip
def correct_attendance(request: HttpRequest, pk: Key, what: HeldIn) -> MeetingOut:
    """Of a meeting that was held, until its minutes are approved: `attendance_stands` afterwards."""
    record = visible_meeting(request, pk, access.COUNCILS)
    corrected = actions.correct_attendance(
        meeting=record, came=_who_came(record, what), by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, corrected)


@router.post(
    "/council-meetings/{int:pk}/cancel", auth=WRITE, response=MeetingOut, openapi_extra=OPTIONAL,
    summary="Cancel a meeting",
)  # fmt: skip
def cancel(request: HttpRequest, pk: Key, what: CancelIn) -> MeetingOut:
    """Whoever was invited is told why."""
    record = visible_meeting(request, pk, access.COUNCILS)
    cancelled = actions.cancel_meeting(
        meeting=record, reason=what.reason, by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, cancelled)


@router.post(
    "/council-meetings/{int:pk}/answer", auth=WRITE, response=MeetingOut, summary="Answer an invitation to a meeting"
)
def give_answer(request: HttpRequest, pk: Key, what: SeatAnswerIn) -> MeetingOut:
    """Of your own seat: by a post held, in person, or for your organisation. The last word counts, until the meeting
    begins."""
    record = visible_meeting(request, pk)
    own = {seat.member.pk: seat.member for seat in own_seats_at(asker(request), record)}
    if what.member is not None:
        own = {pk: seat for pk, seat in own.items() if pk == what.member}
    if not own:
        raise not_found()
    if len(own) > 1:
        raise invalid_value("/member", SENTENCES.words["several_seats"])
    if what.answer == Answer.NONE:
        raise invalid_value("/answer", SENTENCES.words["no_answer"])
    [seat] = own.values()
    actions.answer_invitation(
        meeting=record, member=seat, answer=what.answer.value, deputy=what.deputy, note=what.note, by=member(request),
        at=timezone.now(),
    )  # fmt: skip
    return answer(request, record)
