from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import Body, Key, RecordNumber, Shown
from seriktes.organisations.actions.duplicates import call_different, merge_proposed, reopen_proposal
from seriktes.organisations.api.schemas import OrganisationRef
from seriktes.organisations.enums import ProposalStatus
from seriktes.organisations.models import DuplicateProposal
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.duplicates import REVIEW, is_certain, proposals_visible_to, reasons_told

router = Router(tags=["duplicates"])


class ReasonOut(Shown):
    code: str
    sentence: str = Field(description="In the language of the request.")
    tone: str = Field(description="`ok` speaks for one organisation, `warn` against.")


class ProposalOut(Shown):
    """Two organisations that may be one."""

    id: int
    left: OrganisationRef
    right: OrganisationRef
    score: float = Field(description="Probability that the two are one.")
    is_certain: bool = Field(description="They share an identifier.")
    reasons: list[ReasonOut]
    status: ProposalStatus
    found_at: datetime
    decided_at: datetime | None


def _shown(proposal: DuplicateProposal) -> ProposalOut:
    return ProposalOut(
        id=proposal.pk,
        left=OrganisationRef(id=proposal.left_id, name=proposal.left.name),
        right=OrganisationRef(id=proposal.right_id, name=proposal.right.name),
        score=proposal.score,
        is_certain=is_certain(proposal.reasons),
        reasons=[
            ReasonOut(code=reason.code, sentence=str(reason.sentence), tone=reason.tone)
            for reason in reasons_told(proposal.reasons)
        ],
        status=ProposalStatus(proposal.status),
        found_at=proposal.found_at,
        decided_at=proposal.decided_at,
    )


class ProposalsAsked(BaseModel):
    status: ProposalStatus = ProposalStatus.OPEN
    least_score: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.0


def _visible(request: HttpRequest) -> Any:
    """For those who decide on duplicates; nobody else learns that there are any."""
    if not grants_for_user(asker(request)).allow_somewhere(REVIEW):
        raise not_found()
    return proposals_visible_to(asker(request)).select_related("left", "right")


def _proposal(request: HttpRequest, pk: int) -> DuplicateProposal:
    found: DuplicateProposal | None = _visible(request).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


@router.get(
    "/duplicates",
    auth=BearerToken(Scope.ORGANISATIONS_READ),
    response=Page[ProposalOut],
    summary="Proposed duplicates, the newest first",
)
def duplicates(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[ProposalsAsked, Query()]
) -> dict[str, Any]:
    rows = _visible(request).filter(status=wanted.status, score__gte=wanted.least_score)
    order = Order("pk", descending=True)
    return page_of(request, response, rows, asked, order, show=lambda found: [_shown(row) for row in found])


@router.get(
    "/duplicates/{int:pk}",
    auth=BearerToken(Scope.ORGANISATIONS_READ),
    response=ProposalOut,
    summary="One proposed duplicate",
)
def duplicate(request: HttpRequest, pk: Key) -> ProposalOut:
    return _shown(_proposal(request, pk))


class DecisionIn(Body):
    decision: Annotated[Literal["merge", "different", "reopen"], Field(description="`reopen` takes “different” back.")]
    kept: Annotated[RecordNumber | None, Field(description="With `merge`: which of the two is kept.")] = None


@router.post(
    "/duplicates/{int:pk}/decision",
    auth=BearerToken(Scope.ORGANISATIONS_WRITE),
    response=ProposalOut,
    summary="Decide on a proposed duplicate",
)
def decide(request: HttpRequest, pk: Key, what: DecisionIn) -> ProposalOut:
    """A pair that is called different is never proposed again. A merge can be undone."""
    proposal = _proposal(request, pk)
    user = member(request)
    if what.decision == "merge":
        if what.kept not in {proposal.left_id, proposal.right_id}:
            raise invalid_value("/kept", _("Say which of the two records is kept."))
        if not user.has_perm("organisations.merge_organisation"):
            raise not_permitted()
        kept = proposal.left if what.kept == proposal.left_id else proposal.right
        merge_proposed(proposal=proposal, kept=kept, by=user)
    elif what.decision == "different":
        call_different(proposal=proposal, by=user, at=timezone.now())
    else:
        reopen_proposal(proposal=proposal, by=user)
    return _shown(DuplicateProposal.objects.select_related("left", "right").get(pk=pk))
