"""The experts whom the search proposes for a challenge: invited, or set aside."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.challenges.actions.matches import invite_expert, set_expert_aside
from seriktes.challenges.api.invitations import ChallengeInvitationOut, shown_invitation
from seriktes.challenges.api.reading import ChallengeRefOut, named, router, visible_challenge
from seriktes.challenges.api.writing import WRITE
from seriktes.challenges.enums import MatchState
from seriktes.challenges.models import ExpertMatch
from seriktes.challenges.queries import access
from seriktes.challenges.queries.matches import ShownMatch, matches_visible_to, shown_to, speaking_for
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import LINES, Body, Key, Shown
from seriktes.expertise.api.finding import MatchOut

READ = BearerToken(Scope.CHALLENGES_READ)


class ProposedWhyOut(Shown):
    """What speaks for the expert. Without `evidence`: the person's own profile."""

    evidence: ChallengeRefOut | None
    matches: list[MatchOut]


class ProposedExpertOut(Shown):
    """An expert whom the search proposes."""

    id: int
    person: ChallengeRefOut
    organisations: list[ChallengeRefOut] = Field(description="Where the expert works today.")
    score: float = Field(description="From 0 to 1, as the search tells it.")
    reasons: list[ProposedWhyOut] = Field(description="Those that you may see.")
    state: MatchState
    note: str = Field(description="Why the expert was set aside.")
    may_decide: bool


class ProposedExpertsOut(Shown):
    items: list[ProposedExpertOut]


def _shown(one: ShownMatch) -> ProposedExpertOut:
    match = one.match
    return ProposedExpertOut(
        id=match.pk, person=named(match.person), organisations=[named(place.organisation) for place in one.places],
        score=match.score * match.heard, state=MatchState(match.state), note=match.note, may_decide=one.may_decide,
        reasons=[
            ProposedWhyOut(
                evidence=ChallengeRefOut(id=why.evidence.pk, name=why.evidence.name) if why.evidence else None,
                matches=[MatchOut(said=said, met=met, bridge=bridge) for said, met, bridge in why.words],
            )
            for why in one.reasons
        ],
    )  # fmt: skip


@router.get(
    "/challenges/{int:pk}/experts", auth=READ, response=ProposedExpertsOut, summary="Experts proposed for a challenge"
)
def experts(request: HttpRequest, pk: Key) -> ProposedExpertsOut:
    """The best first: all for the asker, for an office its own people. 404 for whoever has none to decide on."""
    record = visible_challenge(request, pk)
    found = shown_to(asker(request), record, timezone.localdate())
    if not found and not access.is_asker(asker(request), record):
        raise not_found()
    return ProposedExpertsOut(items=[_shown(one) for one in found])


def _match(request: HttpRequest, pk: int, part: int) -> ExpertMatch:
    record = visible_challenge(request, pk)
    rows = matches_visible_to(asker(request), record, timezone.localdate())
    found = rows.select_related("challenge", "person").filter(pk=part).first()
    if found is None:
        raise not_found()
    if not access.may(asker(request), access.POST, record) and speaking_for(asker(request), found) is None:
        raise not_permitted()
    return found


@router.post(
    "/challenges/{int:pk}/experts/{int:part}/invite", auth=WRITE, response={201: ChallengeInvitationOut},
    summary="Invite a proposed expert",
)  # fmt: skip
def invite(request: HttpRequest, response: HttpResponse, pk: Key, part: Key) -> ChallengeInvitationOut:
    """For the asker, and for the office of the expert's university."""
    match = _match(request, pk, part)
    made = invite_expert(
        match=match, organisation=speaking_for(asker(request), match), by=member(request), at=timezone.now()
    )
    response["Location"] = request.build_absolute_uri(f"/api/v1/challenges/{pk}/invitations/{made.pk}")
    return shown_invitation(asker(request), made)


class SetAsideIn(Body):
    reason: Annotated[str, Field(max_length=300, pattern=LINES)]


@router.post(
    "/challenges/{int:pk}/experts/{int:part}/set_aside", auth=WRITE, response=ProposedExpertOut,
    summary="Set a proposed expert aside",
)  # fmt: skip
def set_aside(request: HttpRequest, pk: Key, part: Key, what: SetAsideIn) -> ProposedExpertOut:
    match = _match(request, pk, part)
    set_expert_aside(match=match, reason=what.reason, by=member(request), at=timezone.now())
    found = shown_to(asker(request), match.challenge, timezone.localdate())
    return next(_shown(one) for one in found if one.match.pk == part)
