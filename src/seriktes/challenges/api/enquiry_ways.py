"""What is done with an enquiry: the asker writes on; the side that is asked notes, hands on, closes, opens again."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.challenges.actions import enquiry_letters as letters
from seriktes.challenges.actions import enquiry_ways as actions
from seriktes.challenges.api.enquiries import EnquiryOut, router, shown, visible_enquiry
from seriktes.challenges.api.writing import WRITE, post_given
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.models import Enquiry
from seriktes.challenges.queries.enquiries import WAYS, may_take, standing_of
from seriktes.common.api.problems import not_permitted
from seriktes.common.api.types import LINES, Body, Day, Key, RecordNumber

Letter = Annotated[str, Field(max_length=letters.LONGEST, pattern=LINES)]


def _taking(request: HttpRequest, pk: int, way: str) -> Enquiry:
    """The enquiry, if the asker may do this with one and it is in a state for it."""
    found = visible_enquiry(request, pk)
    if not may_take(way, standing_of(asker(request), found, timezone.localdate())):
        raise not_permitted()
    if found.state not in WAYS[way].states:
        raise CannotAsk("wrong_state")
    return found


def _after(request: HttpRequest, pk: int) -> EnquiryOut:
    return shown(request, visible_enquiry(request, pk))


class EnquiryLetterIn(Body):
    text: Letter


@router.post("/enquiries/{int:pk}/letters", auth=WRITE, response={201: EnquiryOut}, summary="Write on as the asker")
def write_on(request: HttpRequest, response: HttpResponse, pk: Key, sent: EnquiryLetterIn) -> EnquiryOut:
    """The clock of the side that is asked goes on or begins; a closed enquiry opens by it."""
    found = visible_enquiry(request, pk)
    if not standing_of(asker(request), found, timezone.localdate()).asks:
        raise not_permitted()
    letters.write_on(enquiry=found, text=sent.text, by=member(request), at=timezone.now())
    response["Location"] = request.build_absolute_uri(f"/api/v1/enquiries/{pk}")
    return _after(request, pk)


@router.post("/enquiries/{int:pk}/note", auth=WRITE, response={201: EnquiryOut}, summary="Write a note")
def note(request: HttpRequest, response: HttpResponse, pk: Key, sent: EnquiryLetterIn) -> EnquiryOut:
    """For the own side only: no letter, no clock."""
    letters.note(enquiry=_taking(request, pk, "note"), text=sent.text, by=member(request), at=timezone.now())
    response["Location"] = request.build_absolute_uri(f"/api/v1/enquiries/{pk}")
    return _after(request, pk)


class HandOnIn(Body):
    post: Annotated[RecordNumber, Field(description="Another post of the organisation that is asked.")]
    note: Letter = ""


@router.post("/enquiries/{int:pk}/hand_on", auth=WRITE, response=EnquiryOut, summary="Hand an enquiry on")
def hand_on(request: HttpRequest, pk: Key, what: HandOnIn) -> EnquiryOut:
    """The clock goes on; it does not begin anew."""
    found = _taking(request, pk, "hand_on")
    post = post_given(found.organisation_id, what.post)
    actions.hand_on(enquiry=found, post=post, by=member(request), at=timezone.now(), note=what.note)
    return _after(request, pk)


class EnquiryMetIn(Body):
    met_on: Annotated[Day, Field(description="Between the enquiry and today.")]


@router.post("/enquiries/{int:pk}/met", auth=WRITE, response=EnquiryOut, summary="Write down that the sides met")
def met(request: HttpRequest, pk: Key, what: EnquiryMetIn) -> EnquiryOut:
    """It counts in the public figures."""
    actions.mark_met(enquiry=_taking(request, pk, "met"), on=what.met_on, by=member(request), at=timezone.now())
    return _after(request, pk)


class CloseEnquiryIn(Body):
    reason: Annotated[str, Field(max_length=300, pattern=LINES, description="The asker reads it.")]


@router.post("/enquiries/{int:pk}/close", auth=WRITE, response=EnquiryOut, summary="Close an enquiry")
def close(request: HttpRequest, pk: Key, what: CloseEnquiryIn) -> EnquiryOut:
    """The asker gets a letter with the reason, and may write again: that opens it anew."""
    actions.close(enquiry=_taking(request, pk, "close"), reason=what.reason, by=member(request), at=timezone.now())
    return _after(request, pk)


@router.post("/enquiries/{int:pk}/spam", auth=WRITE, response=EnquiryOut, summary="Set an enquiry aside as spam")
def spam(request: HttpRequest, pk: Key) -> EnquiryOut:
    """Its sender gets no letter, and its clocks stop. `reopen` takes it back."""
    actions.mark_spam(enquiry=_taking(request, pk, "spam"), by=member(request), at=timezone.now())
    return _after(request, pk)


@router.post("/enquiries/{int:pk}/reopen", auth=WRITE, response=EnquiryOut, summary="Open an enquiry again")
def reopen(request: HttpRequest, pk: Key) -> EnquiryOut:
    """What was closed, or set aside by mistake. Its clock begins anew."""
    letters.reopen(enquiry=_taking(request, pk, "reopen"), by=member(request), at=timezone.now())
    return _after(request, pk)
