"""The ways of an agreement's life, each with what it needs. `ways` of the record says which are open to the asker."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.problems import not_permitted
from seriktes.common.api.types import Body, Day, Key, Line, RecordNumber
from seriktes.common.api.versions import version_if_given
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions.agreements import (
    abandon_agreement,
    draft_amendment,
    draft_successor,
    extend_agreement,
    give_notice,
    hash_to_approve,
    record_signature,
    resume_agreement,
    submit_agreement,
    suspend_agreement,
    take_back_agreement,
    terminate_agreement,
)
from seriktes.partnerships.api.agreements import CHANGE, SIGN, Signers, Terms, answer, signers_given
from seriktes.partnerships.api.partnerships import OPTIONAL
from seriktes.partnerships.api.records import check_permission, conflict, side_given, today, visible_agreement
from seriktes.partnerships.api.schemas import AgreementOut
from seriktes.partnerships.models import Agreement, Party
from seriktes.partnerships.queries.texts import may_record_for, texts_of

router = Router(tags=["ways of agreements"])
WRITE, SIGNING = BearerToken(Scope.PARTNERSHIPS_WRITE), BearerToken(Scope.PARTNERSHIPS_SIGN)
WAYS = "/agreements/{int:pk}/ways"


def _taking(request: HttpRequest, pk: int, permission: str = CHANGE) -> Agreement:
    """The agreement, at the version that `If-Match` names where it is sent. Two who race are told apart by the state."""
    record = visible_agreement(request, pk)
    check_permission(request, permission, record)
    version = version_if_given(request)
    if version is not None and version != record.version:
        raise EditedElsewhere(record)
    return record


def _for_side(request: HttpRequest, record: Agreement, pk: int) -> Party:
    """A side for which the asker may speak: its own; the office that keeps the agreement records those of all."""
    side = side_given(record.partnership_id, pk)
    if not may_record_for(asker(request), record, side.organisation_id):
        raise not_permitted()
    return side


class OnDay(Body):
    on: Annotated[Day | None, Field(description="If not today.")] = None

    @property
    def day(self) -> date:
        return self.on or today()


class ReasonIn(Body):
    reason: Annotated[Line, Field(description="Why.")]


class OnDayWithReason(OnDay):
    reason: Annotated[Line, Field(description="Why.")]


# --- Before the signature ---------------------------------------------------------------------------------------------
@router.post(
    f"{WAYS}/submit", auth=WRITE, response=AgreementOut, openapi_extra=OPTIONAL, summary="Send a draft for approval"
)
def submit(request: HttpRequest, pk: Key) -> AgreementOut:
    """Along the routes of every side that signs; where there is none, it is approved at once. Everybody on the way is
    given the bytes of the frozen text."""
    record = _taking(request, pk)
    sent = submit_agreement(
        agreement=record, content_hash=hash_to_approve(record), by=member(request), at=timezone.now()
    )
    return answer(request, sent)


@router.post(
    f"{WAYS}/take_back",
    auth=WRITE,
    response=AgreementOut,
    openapi_extra=OPTIONAL,
    summary="Take a text back to the draft",
)
def take_back(request: HttpRequest, pk: Key, what: ReasonIn) -> AgreementOut:
    """Approvals and signatures given to that text are void."""
    record = _taking(request, pk)
    back = take_back_agreement(agreement=record, reason=what.reason, by=member(request), at=timezone.now())
    return answer(request, back)


@router.post(f"{WAYS}/abandon", auth=WRITE, response=AgreementOut, openapi_extra=OPTIONAL, summary="Give a draft up")
def abandon(request: HttpRequest, pk: Key, what: ReasonIn) -> AgreementOut:
    record = _taking(request, pk)
    return answer(
        request, abandon_agreement(agreement=record, reason=what.reason, by=member(request), at=timezone.now())
    )


class SignIn(OnDay):
    side: Annotated[RecordNumber, Field(description="Of the partnership.")]
    name: Annotated[Line, Field(description="Who signed for it, if another than was named.")] = ""
    authority: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


@router.post(
    f"{WAYS}/sign", auth=SIGNING, response=AgreementOut, openapi_extra=OPTIONAL, summary="Record a side's signature"
)
def sign(request: HttpRequest, pk: Key, what: SignIn) -> AgreementOut:
    """Of a signature that you saw on the paper itself, where the register holds no text; else it is recorded or handed in
    at the document. With the last side's the agreement is signed, and in force if its day has come."""
    record = _taking(request, pk, SIGN)
    if texts_of(record).frozen is not None:
        raise conflict("has_text", _("The register holds the text: record the signature at its document."))
    signed = record_signature(
        agreement=record, party=_for_side(request, record, what.side), on=what.day, at=timezone.now(),
        by=member(request), name=what.name, authority=what.authority,
    )  # fmt: skip
    return answer(request, signed)


# --- While it is in force ---------------------------------------------------------------------------------------------
@router.post(
    f"{WAYS}/suspend", auth=WRITE, response=AgreementOut, openapi_extra=OPTIONAL, summary="Suspend an agreement"
)
def suspend(request: HttpRequest, pk: Key, what: OnDayWithReason) -> AgreementOut:
    """Its term goes on."""
    record = _taking(request, pk)
    return answer(
        request,
        suspend_agreement(agreement=record, on=what.day, reason=what.reason, by=member(request), at=timezone.now()),
    )


@router.post(
    f"{WAYS}/resume", auth=WRITE, response=AgreementOut, openapi_extra=OPTIONAL, summary="Resume a suspended agreement"
)
def resume(request: HttpRequest, pk: Key, what: OnDay) -> AgreementOut:
    record = _taking(request, pk)
    return answer(request, resume_agreement(agreement=record, on=what.day, by=member(request), at=timezone.now()))


@router.post(
    f"{WAYS}/terminate", auth=WRITE, response=AgreementOut, openapi_extra=OPTIONAL, summary="Terminate an agreement"
)
def terminate(request: HttpRequest, pk: Key, what: OnDayWithReason) -> AgreementOut:
    """It ends before its term, for good. For a day ahead, give notice or amend the end."""
    record = _taking(request, pk)
    return answer(
        request,
        terminate_agreement(agreement=record, on=what.day, reason=what.reason, by=member(request), at=timezone.now()),
    )


class NoticeIn(OnDay):
    side: Annotated[RecordNumber, Field(description="The side that will not go on.")]


@router.post(f"{WAYS}/give_notice", auth=SIGNING, response=AgreementOut, openapi_extra=OPTIONAL, summary="Give notice")
def notice(request: HttpRequest, pk: Key, what: NoticeIn) -> AgreementOut:
    """An agreement without an end gets one: the notice after that day."""
    record = _taking(request, pk, SIGN)
    side = _for_side(request, record, what.side)
    given = give_notice(agreement=record, party=side, on=what.day, by=member(request), at=timezone.now())
    return answer(request, given)


class ExtendIn(Body):
    months: Annotated[int, Field(ge=1, le=600)]


@router.post(
    f"{WAYS}/extend", auth=WRITE, response=AgreementOut, openapi_extra=OPTIONAL, summary="Use the option to extend"
)
def extend(request: HttpRequest, pk: Key, what: ExtendIn) -> AgreementOut:
    record = _taking(request, pk)
    return answer(
        request, extend_agreement(agreement=record, months=what.months, by=member(request), at=timezone.now())
    )


class FollowingDraft(Terms):
    signatories: Annotated[Signers, Field(description="None given: every side of the partnership.")] = []


@router.post(
    f"{WAYS}/amend", auth=WRITE, response={201: AgreementOut}, openapi_extra=OPTIONAL, summary="Draft an amendment"
)
def amend(request: HttpRequest, response: HttpResponse, pk: Key, what: FollowingDraft) -> AgreementOut:
    """Where it names an end, that becomes the end of the agreement once the amendment is in force."""
    record = _taking(request, pk)
    made = draft_amendment(
        agreement=record, values=what.columns(record.partnership_id), by=member(request), at=timezone.now(),
        signers=signers_given(record.partnership_id, what.signatories),
    )  # fmt: skip
    return answer(request, made, response)


@router.post(
    f"{WAYS}/supersede", auth=WRITE, response={201: AgreementOut}, openapi_extra=OPTIONAL,
    summary="Draft the agreement that takes the place of this one",
)  # fmt: skip
def supersede(request: HttpRequest, response: HttpResponse, pk: Key, what: FollowingDraft) -> AgreementOut:
    """This one ends on the day before the other comes into force."""
    record = _taking(request, pk)
    made = draft_successor(
        agreement=record, values=what.columns(record.partnership_id), by=member(request), at=timezone.now(),
        signers=signers_given(record.partnership_id, what.signatories),
    )  # fmt: skip
    return answer(request, made, response)
