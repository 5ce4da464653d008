"""Who is asked to answer a challenge, and what they say to that."""

from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.challenges.actions.invitations import accept_invitation, decline_invitation, invite
from seriktes.challenges.api.reading import ChallengeRefOut, named, router, visible_challenge
from seriktes.challenges.api.writing import WRITE, own_challenge
from seriktes.challenges.enums import InvitationState
from seriktes.challenges.models import Challenge, ChallengeInvitation
from seriktes.challenges.queries import access
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import LINES, Body, Key, RecordNumber, Shown
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to

READ = BearerToken(Scope.CHALLENGES_READ)


class ChallengeInvitationOut(Shown):
    """That an organisation, or one of its people, was asked to answer."""

    id: int
    challenge: ChallengeRefOut
    organisation: ChallengeRefOut
    person: ChallengeRefOut | None = Field(description="Null: the organisation as such.")
    state: InvitationState
    reason: str = Field(description="Why it was declined.")
    sent_at: datetime
    decided_at: datetime | None
    may_answer: bool = Field(description="Whether it is for you to accept or to decline.")


class InvitationsAsked(BaseModel):
    state: Annotated[list[InvitationState], Field(max_length=3)] = []


def _shown(user: Any, rows: list[ChallengeInvitation]) -> list[ChallengeInvitationOut]:
    pks = [row.pk for row in rows]
    own = set(access.invitations_of(user).filter(pk__in=pks).values_list("pk", flat=True))
    return [
        ChallengeInvitationOut(
            id=row.pk, challenge=named(row.challenge), organisation=named(row.organisation),
            person=named(row.person) if row.person else None, state=InvitationState(row.state), reason=row.reason,
            sent_at=row.sent_at, decided_at=row.decided_at, may_answer=row.pk in own,
        )
        for row in rows
    ]  # fmt: skip


def shown_invitation(user: Any, row: ChallengeInvitation) -> ChallengeInvitationOut:
    return _shown(user, [row])[0]


def _page(
    request: HttpRequest, response: HttpResponse, asked: Any, rows: QuerySet[ChallengeInvitation], states: list[Any]
) -> dict[str, Any]:
    rows = rows.select_related("challenge__organisation", "organisation", "person").prefetch_related("challenge__texts")
    if states:
        rows = rows.filter(state__in=[one.value for one in states])
    order = Order("pk", descending=True)
    return page_of(request, response, rows, asked, order, show=lambda found: _shown(asker(request), found))


@router.get(
    "/challenges/invitations", auth=READ, response=Page[ChallengeInvitationOut],
    summary="Invitations that are yours to answer",
)  # fmt: skip
def own_invitations(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[InvitationsAsked, Query()]
) -> dict[str, Any]:
    """To you, to your organisation where you answer challenges for it, and to its experts where you speak for them; the
    newest first."""
    return _page(request, response, asked, access.invitations_of(asker(request)), wanted.state)


@router.get(
    "/challenges/{int:pk}/invitations", auth=READ, response=Page[ChallengeInvitationOut],
    summary="Who is invited to answer a challenge",
)  # fmt: skip
def invitations(
    request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked,
    wanted: Annotated[InvitationsAsked, Query()],
) -> dict[str, Any]:  # fmt: skip
    """All for the asker; for others those that are theirs to answer. Nobody learns who else was invited."""
    record = visible_challenge(request, pk)
    is_asker = access.is_asker(asker(request), record)
    rows = ChallengeInvitation.objects.all() if is_asker else access.invitations_of(asker(request))
    return _page(request, response, asked, rows.filter(challenge=record), wanted.state)


class ChallengeInvitationIn(Body):
    organisation: RecordNumber
    person: Annotated[RecordNumber | None, Field(description="One of its people, instead of the organisation.")] = None


@router.post(
    "/challenges/{int:pk}/invitations", auth=WRITE, response={201: ChallengeInvitationOut},
    summary="Invite somebody to answer a challenge",
)  # fmt: skip
def new_invitation(
    request: HttpRequest, response: HttpResponse, pk: Key, new: ChallengeInvitationIn
) -> ChallengeInvitationOut:
    """While it takes answers. They are told by mail; whoever declined may be invited again."""
    record = own_challenge(request, pk)
    organisation = organisations_visible_to(asker(request)).filter(pk=new.organisation).first()
    if organisation is None:
        raise invalid_value("/organisation", _("There is no such organisation, or it is not shown to you."))
    person = None
    if new.person is not None:
        person = people_visible_to(asker(request)).filter(pk=new.person, merged_into__isnull=True).first()
        if person is None:
            raise invalid_value("/person", _("There is no such person, or they are not shown to you."))
    made = invite(challenge=record, organisation=organisation, person=person, by=member(request), at=timezone.now())
    response["Location"] = request.build_absolute_uri(f"/api/v1/challenges/{pk}/invitations/{made.pk}")
    return shown_invitation(asker(request), made)


def _invitation(request: HttpRequest, record: Challenge, pk: int) -> ChallengeInvitation:
    rows = ChallengeInvitation.objects.filter(challenge=record, pk=pk)
    if not access.is_asker(asker(request), record):
        rows = rows.filter(pk__in=access.invitations_of(asker(request)).values("pk"))
    found = rows.select_related("challenge__organisation", "organisation", "person").first()
    if found is None:
        raise not_found()
    return found


@router.get(
    "/challenges/{int:pk}/invitations/{int:part}", auth=READ, response=ChallengeInvitationOut, summary="One invitation"
)
def invitation(request: HttpRequest, pk: Key, part: Key) -> ChallengeInvitationOut:
    return shown_invitation(asker(request), _invitation(request, visible_challenge(request, pk), part))


def _to_answer(request: HttpRequest, pk: int, part: int) -> ChallengeInvitation:
    found = _invitation(request, visible_challenge(request, pk), part)
    if not access.invitations_of(asker(request)).filter(pk=found.pk).exists():
        raise not_permitted()
    return found


@router.post(
    "/challenges/{int:pk}/invitations/{int:part}/accept", auth=WRITE, response=ChallengeInvitationOut,
    summary="Accept an invitation",
)  # fmt: skip
def accept(request: HttpRequest, pk: Key, part: Key) -> ChallengeInvitationOut:
    """The asker is told. Also after it was declined, as long as the challenge takes answers."""
    row = accept_invitation(invitation=_to_answer(request, pk, part), by=member(request), at=timezone.now())
    return shown_invitation(asker(request), row)


class DeclineInvitationIn(Body):
    reason: Annotated[str, Field(max_length=300, pattern=LINES, description="The asker reads it.")]


@router.post(
    "/challenges/{int:pk}/invitations/{int:part}/decline", auth=WRITE, response=ChallengeInvitationOut,
    summary="Decline an invitation",
)  # fmt: skip
def decline(request: HttpRequest, pk: Key, part: Key, what: DeclineInvitationIn) -> ChallengeInvitationOut:
    row = decline_invitation(
        invitation=_to_answer(request, pk, part), reason=what.reason, by=member(request), at=timezone.now()
    )
    return shown_invitation(asker(request), row)
