"""Learning agreements for programs: their steps, sending for signature, signing one's own step, refusing, taking back."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import Body, Key, Shown
from seriktes.common.api.versions import version_if_given
from seriktes.placements.actions import agreements as actions
from seriktes.placements.actions.signing import ask_again, confirm_step, refuse_step
from seriktes.placements.api.placements import Reason, visible_placement
from seriktes.placements.api.programmes import OPTIONAL, READ, WRITE
from seriktes.placements.enums import LearningAgreementState, SigningKind, SigningRole, SigningState
from seriktes.placements.models import LearningAgreement, Placement, SignStep
from seriktes.placements.queries import access
from seriktes.placements.queries.signing import may_sign, step_name, steps_of

router = Router(tags=["placements"])


class SigningStepOut(Shown):
    """One who signs, in the order of the signing."""

    id: int
    role: SigningRole
    state: SigningState
    name: str = Field(description="Who signed, or who is asked.")
    how: SigningKind | None = Field(description="`confirmed` is no electronic signature.")
    signed_on: date | None
    asked_at: datetime | None
    reason: str = Field(description="Why it was refused.")
    mine: bool = Field(description="Whether it is the asker's turn.")


class LearningAgreementOut(Shown):
    """The agreement of host, university and student, or an amendment to it."""

    id: int
    placement: int
    number: int = Field(description="0 is the agreement itself; amendments count from 1.")
    state: LearningAgreementState
    sha256: str = Field(description="Of the frozen text; empty until it is sent for signature.")
    reason: str = Field(description="Why it is amended.")
    changes: list[str] = Field(description="What an amendment changes, by the names of fields.")
    signed_on: date | None
    steps: list[SigningStepOut]


class ConfirmIn(Body):
    sha256: Annotated[
        str, Field(pattern=r"^[0-9a-f]{64}$", description="Of the text that was read: another is not agreed to.")
    ]


class WithReasonIn(Body):
    reason: Reason


def shown_agreements(request: HttpRequest, placement: Placement) -> list[LearningAgreementOut]:
    rows = placement.agreements.order_by("number")
    if not access.may(asker(request), access.KEEP, placement):
        # A draft is the office's own until it is sent.
        rows = rows.filter(round__gt=0).exclude(state=LearningAgreementState.DROPPED)
    agreements = list(rows)
    steps = steps_of(agreements)
    return [
        LearningAgreementOut(
            id=one.pk, placement=placement.pk, number=one.number, state=LearningAgreementState(one.state), sha256=one.sha256,
            reason=one.reason, changes=sorted(one.changes), signed_on=one.signed_on,
            steps=[_step_out(request, step) for step in steps[one.pk]],
        )
        for one in agreements
    ]  # fmt: skip


def _step_out(request: HttpRequest, step: SignStep) -> SigningStepOut:
    return SigningStepOut(
        id=step.pk, role=SigningRole(step.role), state=SigningState(step.state), name=step.signer or step_name(step),
        how=SigningKind(step.kind) if step.kind else None, signed_on=step.signed_on, asked_at=step.asked_at,
        reason=step.reason, mine=step.state == SigningState.ASKED and may_sign(asker(request), step),
    )  # fmt: skip


def _own_step(request: HttpRequest, pk: int) -> SignStep:
    step = visible_step(request, pk)
    if not may_sign(asker(request), step):
        raise not_permitted()
    return step


def visible_step(request: HttpRequest, pk: int) -> SignStep:
    seen = access.placements_visible_to(asker(request)).values("pk")
    rows = SignStep.objects.filter(agreement__placement__in=seen, pk=pk)
    step = rows.select_related("agreement__placement__cohort__programme", "person", "post", "organisation").first()
    if step is None:
        raise not_found()
    return step


@router.get(
    "/placements/{int:pk}/agreements", auth=READ, response=list[LearningAgreementOut],
    summary="The learning agreement of a placement and its amendments",
)  # fmt: skip
def agreements(request: HttpRequest, pk: Key) -> list[LearningAgreementOut]:
    """With the steps of the last sending. What the office is drafting is read by the office alone."""
    return shown_agreements(request, visible_placement(request, pk))


@router.post(
    "/placements/{int:pk}/agreements/send", auth=WRITE, response=list[LearningAgreementOut], openapi_extra=OPTIONAL,
    summary="Send a learning agreement for signature",
)  # fmt: skip
def send(request: HttpRequest, pk: Key) -> list[LearningAgreementOut]:
    """Freezes the text and asks the first to sign; an amendment that is drafted too."""
    row = visible_placement(request, pk, keeper=True)
    actions.send_for_signature(
        placement=row, by=member(request), at=timezone.now(), expected_version=version_if_given(request)
    )
    return shown_agreements(request, row)


@router.post(
    "/placements/{int:pk}/agreements/take-back", auth=WRITE, response=list[LearningAgreementOut],
    openapi_extra=OPTIONAL, summary="Take a learning agreement back to change it",
)  # fmt: skip
def take_back(request: HttpRequest, pk: Key, sent: WithReasonIn) -> list[LearningAgreementOut]:
    """What was signed of it is void."""
    row = visible_placement(request, pk, keeper=True)
    actions.take_back(
        placement=row, reason=sent.reason, by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return shown_agreements(request, row)


def after_step(request: HttpRequest, step: SignStep) -> LearningAgreementOut:
    agreement = LearningAgreement.objects.get(pk=step.agreement_id)
    return next(one for one in shown_agreements(request, agreement.placement) if one.id == agreement.pk)


@router.post(
    "/placements/signing-steps/{int:pk}/confirm", auth=WRITE, response=LearningAgreementOut,
    summary="Agree to the text of a learning agreement",
)  # fmt: skip
def confirm(request: HttpRequest, pk: Key, sent: ConfirmIn) -> LearningAgreementOut:
    """For whoever is asked just now. It is no electronic signature, and the record says so."""
    step = _own_step(request, pk)
    confirm_step(step=step, sha256=sent.sha256, by=member(request), at=timezone.now())
    return after_step(request, step)


@router.post(
    "/placements/signing-steps/{int:pk}/refuse", auth=WRITE, response=LearningAgreementOut,
    summary="Refuse to sign a learning agreement",
)  # fmt: skip
def refuse(request: HttpRequest, pk: Key, sent: WithReasonIn) -> LearningAgreementOut:
    """The text becomes a draft again, and the university is told why."""
    step = _own_step(request, pk)
    refuse_step(step=step, reason=sent.reason, by=member(request), at=timezone.now())
    return after_step(request, step)


@router.post(
    "/placements/signing-steps/{int:pk}/remind", auth=WRITE, response=LearningAgreementOut,
    summary="Ask again to sign a learning agreement",
)  # fmt: skip
def remind(request: HttpRequest, pk: Key) -> LearningAgreementOut:
    """For the university: another letter goes out."""
    step = visible_step(request, pk)
    if not access.may(asker(request), access.KEEP, step.agreement.placement):
        raise not_permitted()
    ask_again(step=step, by=member(request), at=timezone.now())
    return after_step(request, step)
