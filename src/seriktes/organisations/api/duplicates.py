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
from seriktes.common.api.problems import Problem, invalid_value, not_found, not_permitted
from seriktes.common.api.types import LINES, Body, Key, RecordNumber, Shown
from seriktes.organisations.actions.duplicates import (
    ReasonMissing,
    ask_to_merge,
    call_different,
    merge_proposed,
    reopen_proposal,
)
from seriktes.organisations.api.records import check_may_merge
from seriktes.organisations.api.schemas import OrganisationRef
from seriktes.organisations.enums import ProposalStatus
from seriktes.organisations.models import DuplicateProposal, Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user, organisations_visible_to
from seriktes.organisations.queries.deciding import REVIEW, asker_of, may_ask, may_decide, may_merge
from seriktes.organisations.queries.duplicates import is_certain, proposals_visible_to, reasons_told

router = Router(tags=["duplicates"])
WRITE = BearerToken(Scope.ORGANISATIONS_WRITE)


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
    asked_at: datetime | None = Field(description="When somebody who may not merge the two asked those who may.")
    asked_by: str = Field(description="In whose name; empty when nobody asked.")
    asked_note: str
    decided_at: datetime | None
    decision_note: str = Field(description="Why the two were called different, where somebody had asked.")
    may_decide: bool = Field(description="Whether you may call the two different, or open the question again.")
    may_merge: bool


def _shown(proposal: DuplicateProposal, user: Viewer) -> ProposalOut:
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
        asked_at=proposal.asked_at,
        asked_by=asker_of(proposal),
        asked_note=proposal.asked_note,
        decided_at=proposal.decided_at,
        decision_note=proposal.decision_note,
        may_decide=may_decide(user, proposal),
        may_merge=may_merge(user, proposal.left, proposal.right),
    )


class ProposalsAsked(BaseModel):
    status: ProposalStatus = ProposalStatus.OPEN
    least_score: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.0


def _visible(request: HttpRequest) -> Any:
    return proposals_visible_to(asker(request)).select_related("left", "right", "asked_by")


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
    user = asker(request)
    # Those who review the list learn that there are pairs; those who are asked about one pair come by its number.
    if not grants_for_user(user).allow_somewhere(REVIEW):
        raise not_found()
    rows = _visible(request).filter(status=wanted.status, score__gte=wanted.least_score)
    order = Order("pk", descending=True)
    return page_of(request, response, rows, asked, order, show=lambda found: [_shown(row, user) for row in found])


@router.get(
    "/duplicates/{int:pk}",
    auth=BearerToken(Scope.ORGANISATIONS_READ),
    response=ProposalOut,
    summary="One proposed duplicate",
)
def duplicate(request: HttpRequest, pk: Key) -> ProposalOut:
    return _shown(_proposal(request, pk), asker(request))


Note = Annotated[str, Field(max_length=1000, pattern=LINES)]


class DecisionIn(Body):
    decision: Annotated[Literal["merge", "different", "reopen"], Field(description="`reopen` takes “different” back.")]
    kept: Annotated[RecordNumber | None, Field(description="With `merge`: which of the two is kept.")] = None
    why: Annotated[Note, Field(description="With `different`; required when somebody asked, who is then told.")] = ""


@router.post(
    "/duplicates/{int:pk}/decision",
    auth=WRITE,
    response=ProposalOut,
    summary="Decide on a proposed duplicate",
)
def decide(request: HttpRequest, pk: Key, what: DecisionIn) -> ProposalOut:
    """A pair that is called different is never proposed again. A merge can be undone. Only those merge who may change
    both records; of what somebody asked about, only they decide."""
    proposal = _proposal(request, pk)
    user = member(request)
    if what.decision == "merge":
        if what.kept not in {proposal.left_id, proposal.right_id}:
            raise invalid_value("/kept", _("Say which of the two records is kept."))
        check_may_merge(user, proposal.left, proposal.right)
        kept = proposal.left if what.kept == proposal.left_id else proposal.right
        merge_proposed(proposal=proposal, kept=kept, by=user)
    elif not may_decide(user, proposal):
        raise not_permitted()
    elif what.decision == "different":
        try:
            call_different(proposal=proposal, by=user, at=timezone.now(), why=what.why)
        except ReasonMissing:
            raise invalid_value("/why", _("Say why: somebody asked, and is told the reason.")) from None
    else:
        reopen_proposal(proposal=proposal, by=user)
    return _again(request, pk)


class QuestionIn(Body):
    left: RecordNumber
    right: RecordNumber
    note: Annotated[Note, Field(description="What those who decide should know.")] = ""


@router.post(
    "/duplicates", auth=WRITE, response={201: ProposalOut}, summary="Ask those who may merge two organisations"
)
def ask(request: HttpRequest, response: HttpResponse, what: QuestionIn) -> ProposalOut:
    """For those who merge over the register, about two records of which one is kept by its own members. It waits on
    the desk of the members who may change both, or of the administrators where nobody else may."""
    user = member(request)
    if not may_ask(user):
        raise not_permitted()
    left, right = (_organisation(request, getattr(what, side), side) for side in ("left", "right"))
    if may_merge(user, left, right):
        raise Problem("conflict", _("You may merge the two yourself: nobody is to be asked."), reason="yours_to_merge")
    proposal = ask_to_merge(left=left, right=right, by=user, at=timezone.now(), note=what.note)
    response["Location"] = request.build_absolute_uri(f"/api/v1/duplicates/{proposal.pk}")
    return _again(request, proposal.pk)


def _organisation(request: HttpRequest, pk: int, side: str) -> Organisation:
    found = organisations_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise invalid_value(f"/{side}", _("There is no such record, or it is not shown to you."))
    return found


def _again(request: HttpRequest, pk: int) -> ProposalOut:
    """The pair as it stands now; whoever decides sees the outcome even where the pair is then no more in the list."""
    rows = DuplicateProposal.objects.select_related("left", "right", "asked_by")
    return _shown(rows.get(pk=pk), asker(request))
