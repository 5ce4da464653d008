"""What happened to a challenge, an answer or an enquiry, and what it waits for."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.challenges.api.answers import visible_answer
from seriktes.challenges.api.enquiries import visible_enquiry
from seriktes.challenges.api.reading import visible_challenge
from seriktes.challenges.models import Answer, Challenge, Enquiry
from seriktes.challenges.queries import access
from seriktes.challenges.queries.enquiries import standing_of
from seriktes.challenges.queries.of_answers import may_decide, may_write
from seriktes.common.api.paging import Asked, Page, PageAsked
from seriktes.common.api.problems import not_permitted
from seriktes.common.api.types import Key
from seriktes.procedures.api.course import EventOut, RecordClockOut, clocks_shown, timeline_page

router = Router(tags=["clocks"])
READ = BearerToken(Scope.CHALLENGES_READ)


def _told(
    request: HttpRequest, response: HttpResponse, record: Any, asked: PageAsked, *, inside: bool
) -> dict[str, Any]:
    """As the page tells it. Values of events are for the own side alone: some name its posts and people."""
    page = timeline_page(request, response, record, asked, with_people=True, for_partners=not inside)
    for item in page["items"] if not inside else ():
        item.data = {}
    return page


def _clocks(record: Any, own: Collection[int | None]) -> list[RecordClockOut]:
    """With the posts of these organisations; on whose desk it lies elsewhere is theirs to know."""
    found = clocks_shown(record)
    for clock in found:
        clock.post = clock.post if clock.organisation in own else None
    return found


# --- Challenges -------------------------------------------------------------------------------------------------------
def _asked_by_own(request: HttpRequest, pk: int) -> Challenge:
    record = visible_challenge(request, pk)
    if not access.is_asker(asker(request), record):
        raise not_permitted()
    return record


@router.get(
    "/challenges/{int:pk}/timeline", auth=READ, response=Page[EventOut], operation_id="timeline_of_challenges",
    summary="What happened to a challenge",
)  # fmt: skip
def challenge_timeline(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    """The newest first; for the asking side."""
    return _told(request, response, _asked_by_own(request, pk), asked, inside=True)


@router.get(
    "/challenges/{int:pk}/clocks", auth=READ, response=list[RecordClockOut], operation_id="clocks_of_challenges",
    summary="The clocks of a challenge",
)  # fmt: skip
def challenge_clocks(request: HttpRequest, pk: Key) -> list[RecordClockOut]:
    """For the asking side: every clock, stopped ones too; `trace` explains step by step how each deadline came about."""
    record = _asked_by_own(request, pk)
    return _clocks(record, {record.organisation_id})


# --- Answers ----------------------------------------------------------------------------------------------------------
def _own_of_answer(request: HttpRequest, record: Answer) -> set[int | None]:
    user = asker(request)
    sides = ((may_write, record.organisation_id), (may_decide, record.challenge.organisation_id))
    return {organisation for may, organisation in sides if may(user, record)}


@router.get(
    "/answers/{int:pk}/timeline", auth=READ, response=Page[EventOut], operation_id="timeline_of_answers",
    summary="What happened to an answer",
)  # fmt: skip
def answer_timeline(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    """The newest first. What one side keeps to itself is not told to the other."""
    record = visible_answer(request, pk)
    inside = may_write(asker(request), record) or record.submitted_at is None
    return _told(request, response, record, asked, inside=inside)


@router.get(
    "/answers/{int:pk}/clocks", auth=READ, response=list[RecordClockOut], operation_id="clocks_of_answers",
    summary="The clocks of an answer",
)  # fmt: skip
def answer_clocks(request: HttpRequest, pk: Key) -> list[RecordClockOut]:
    """By when the asker gives the next word, and the side that answered its reply."""
    record = visible_answer(request, pk)
    return _clocks(record, _own_of_answer(request, record))


# --- Enquiries --------------------------------------------------------------------------------------------------------
def _is_inside(request: HttpRequest, record: Enquiry) -> bool:
    return standing_of(asker(request), record, timezone.localdate()).is_inside


@router.get(
    "/enquiries/{int:pk}/timeline", auth=READ, response=Page[EventOut], operation_id="timeline_of_enquiries",
    summary="What happened to an enquiry",
)  # fmt: skip
def enquiry_timeline(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    """The newest first. What the side that is asked keeps to itself is not told to the asker."""
    record = visible_enquiry(request, pk)
    return _told(request, response, record, asked, inside=_is_inside(request, record))


@router.get(
    "/enquiries/{int:pk}/clocks", auth=READ, response=list[RecordClockOut], operation_id="clocks_of_enquiries",
    summary="The clocks of an enquiry",
)  # fmt: skip
def enquiry_clocks(request: HttpRequest, pk: Key) -> list[RecordClockOut]:
    """The first and the next reply, and what the asker owes when asked back, each with how it came about."""
    record = visible_enquiry(request, pk)
    own = {record.organisation_id} if _is_inside(request, record) else {record.asking_organisation_id}
    return _clocks(record, own)
