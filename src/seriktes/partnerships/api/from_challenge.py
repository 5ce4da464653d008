"""A chosen answer, or an enquiry, becomes a partnership in one step, as on the page."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from seriktes.accounts.api import member, need_scope
from seriktes.accounts.enums import Scope
from seriktes.challenges.api.answers import visible_answer
from seriktes.challenges.api.enquiries import visible_enquiry
from seriktes.challenges.queries.of_answers import may_decide
from seriktes.common.api.problems import not_permitted
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import Body, Key, RecordNumber
from seriktes.partnerships.actions.from_challenge import Beginning, partnership_from_answer, partnership_from_enquiry
from seriktes.partnerships.api.partnerships import WRITE, answer
from seriktes.partnerships.api.records import organisation_given, visible_partnership
from seriktes.partnerships.api.schemas import PartnershipOut
from seriktes.partnerships.enums import Form
from seriktes.partnerships.queries.from_challenge import may_make_of_answer, may_make_of_enquiry

router = Router(tags=["partnerships"])
Forms = Annotated[list[Form], Field(max_length=len(Form), description="What the sides will do together.")]


def _made(request: HttpRequest, response: HttpResponse, beginning: Beginning) -> Status[PartnershipOut]:
    """201 for whoever made it; whoever comes second is shown the same."""
    record = visible_partnership(request, beginning.partnership.pk)
    return Status(201 if beginning.is_new else 200, answer(request, record, response))


class FromAnswerIn(Body):
    forms: Forms = [Form.RESEARCH]
    decline_others: Annotated[
        bool,
        Field(description="Decline all other answers on which a word is awaited, with the reason `other_chosen`: for whoever "
              "decides on them, with a token that has the scope `challenges:write` too."),
    ] = False  # fmt: skip


@router.post(
    "/answers/{int:pk}/partnership", auth=WRITE, response={200: PartnershipOut, 201: PartnershipOut},
    summary="Make a partnership of a chosen answer",
)  # fmt: skip
def from_answer(request: HttpRequest, response: HttpResponse, pk: Key, what: FromAnswerIn) -> Status[PartnershipOut]:
    """For whoever speaks for one of the two sides and may begin partnerships for it. Both sides with their posts, the name
    in every language of the brief, the region and the reason are carried over. Done twice it is one partnership."""
    user = member(request)
    need_scope(user, Scope.CHALLENGES_READ)
    record = visible_answer(request, pk)
    if not may_make_of_answer(user, record):
        raise not_permitted()
    if what.decline_others:
        need_scope(user, Scope.CHALLENGES_WRITE)
        if not may_decide(user, record):
            raise not_permitted()
    made = partnership_from_answer(
        answer=record, by=user, at=timezone.now(), forms=[form.value for form in what.forms],
        decline_others=what.decline_others,
    )  # fmt: skip
    return _made(request, response, made)


class FromEnquiryIn(Body):
    forms: Forms = []
    organisation: Annotated[
        RecordNumber | None, Field(description="Who asked, where the enquiry names no organisation of the register.")
    ] = None


@router.post(
    "/enquiries/{int:pk}/partnership", auth=WRITE, response={200: PartnershipOut, 201: PartnershipOut},
    summary="Make a partnership of an enquiry",
)  # fmt: skip
def from_enquiry(request: HttpRequest, response: HttpResponse, pk: Key, what: FromEnquiryIn) -> Status[PartnershipOut]:
    """For whoever answers enquiries of the organisation and may begin partnerships for it. Done twice it is one
    partnership."""
    user = member(request)
    need_scope(user, Scope.CHALLENGES_READ)
    record = visible_enquiry(request, pk)
    if not may_make_of_enquiry(user, record):
        raise not_permitted()
    asker = organisation_given(request, what.organisation, "/organisation") if what.organisation else None
    with pointing("/organisation", "asker_unknown", "too_few_parties"):
        made = partnership_from_enquiry(
            enquiry=record, by=user, at=timezone.now(), forms=[form.value for form in what.forms], asker=asker
        )
    return _made(request, response, made)
