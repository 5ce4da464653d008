"""Members of an organisation, their roles, and invitations: the same doors as on the pages."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.accounts.roles import ROLE_BY_CODE
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import Body, Key, ShortLine, Shown
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.common.mail import MailNotSent
from seriktes.organisations.actions import invitations as inviting
from seriktes.organisations.actions.members import change_role, end_membership
from seriktes.organisations.api.records import today, visible_organisation
from seriktes.organisations.models import Invitation, Membership, Organisation
from seriktes.organisations.queries.members import (
    KEEPING,
    can_end_membership,
    can_give_role,
    can_see_members,
    invitations_of,
    members_of,
)

router = Router(tags=["members"])
READ, WRITE = BearerToken(Scope.PEOPLE_READ), BearerToken(Scope.MEMBERS_WRITE)


class MemberOut(Shown):
    """That somebody holds a role in the organisation."""

    id: int
    name: str
    email: str | None = Field(description="For those who keep the members; null for others.")
    role: str
    role_label: str = Field(description="In the language of the request.")
    starts_on: date
    ends_on: date | None
    may_change: bool
    may_end: bool
    version: int


class InvitationOut(Shown):
    """An invitation that waits for an answer."""

    id: int
    email: str
    role: str
    role_label: str = Field(description="In the language of the request.")
    language: str
    invited_by: str
    expires_at: datetime


class InvitationSent(InvitationOut):
    letter_sent: bool = Field(
        description="False when the mail server did not take the letter: the invitation is saved and can be sent again."
    )


def _where_members_are_seen(request: HttpRequest, pk: int) -> Organisation:
    organisation = visible_organisation(request, pk)
    if not can_see_members(asker(request), organisation):
        raise not_found()
    return organisation


def _kept(request: HttpRequest, pk: int) -> Organisation:
    organisation = visible_organisation(request, pk)
    if not asker(request).has_perm(KEEPING, organisation):
        # Whoever sees the members is told that this is not theirs to do; others learn nothing of them.
        raise not_permitted() if can_see_members(asker(request), organisation) else not_found()
    return organisation


def _shown(request: HttpRequest, row: Membership) -> MemberOut:
    user = asker(request)
    return MemberOut(
        id=row.pk,
        name=row.user.name,
        email=row.user.email if user.has_perm(KEEPING, row.organisation) else None,
        role=row.role,
        role_label=str(row.role_class.label),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        may_change=can_give_role(user, row.organisation, row.role),
        may_end=can_end_membership(user, row),
        version=row.version,
    )


class MembersAsked(BaseModel):
    former: Annotated[bool, Field(description="Those whose membership ended; for those who keep the members.")] = False


@router.get(
    "/organisations/{int:pk}/members", auth=READ, response=Page[MemberOut], summary="Members of an organisation"
)
def members(
    request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked, wanted: Annotated[MembersAsked, Query()]
) -> dict[str, Any]:
    """For those who see the organisation's staff."""
    organisation = _where_members_are_seen(request, pk)
    if wanted.former:
        _kept(request, pk)
    rows = members_of(organisation, today(), former=wanted.former)
    return page_of(
        request, response, rows, asked, Order(), show=lambda found: [_shown(request, row) for row in found]
    )  # fmt: skip


def _membership(request: HttpRequest, pk: int, part: int) -> Membership:
    """One of the organisation's, for those who see its members; one's own always."""
    organisation = visible_organisation(request, pk)
    found = Membership.objects.select_related("organisation", "user").filter(organisation=organisation, pk=part).first()
    if found is None:
        raise not_found()
    if found.user_id != member(request).pk and not can_see_members(asker(request), organisation):
        raise not_found()
    return found


def _answer(request: HttpRequest, pk: int) -> MemberOut:
    row = Membership.objects.select_related("organisation", "user").get(pk=pk)
    mark_version(request, row.version)
    return _shown(request, row)


@router.get("/organisations/{int:pk}/members/{int:part}", auth=READ, response=MemberOut, summary="One member")
def one_member(request: HttpRequest, pk: Key, part: Key) -> MemberOut:
    return _answer(request, _membership(request, pk, part).pk)


AlthoughLast = Annotated[
    bool, Field(description="Go on, although nobody of the organisation could invite members afterwards.")
]


class RoleIn(Body):
    role: Annotated[ShortLine, Field(description="A role that you may give here.")]
    although_last: AlthoughLast = False


@router.patch(
    "/organisations/{int:pk}/members/{int:part}",
    auth=WRITE,
    response=MemberOut,
    openapi_extra={"x-if-match": True},
    summary="Give a member another role",
)
def give_role(request: HttpRequest, pk: Key, part: Key, change: RoleIn) -> MemberOut:
    """The membership ends and another begins: the answer is the new one, under its own number."""
    row, user = _membership(request, pk, part), member(request)
    if not can_give_role(user, row.organisation, row.role):
        raise not_permitted()
    version = expected_version(request)
    fresh = change_role(
        membership=row, role=change.role, by=user, at=timezone.now(), expected_version=version,
        although_last=change.although_last,
    )  # fmt: skip
    return _answer(request, fresh.pk)


class EndMemberIn(Body):
    although_last: AlthoughLast = False


@router.post(
    "/organisations/{int:pk}/members/{int:part}/end", auth=WRITE, response=MemberOut, summary="End a membership"
)
def end_member(request: HttpRequest, pk: Key, part: Key, what: EndMemberIn) -> MemberOut:
    """At once. For those who could give the role, and for the member."""
    row, user = _membership(request, pk, part), member(request)
    if not can_end_membership(user, row):
        raise not_permitted()
    ended = end_membership(membership=row, by=user, at=timezone.now(), although_last=what.although_last)
    return _answer(request, ended.pk)


# --- Invitations ----------------------------------------------------------------------------------------------------
def _invitation(row: Invitation) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("email", "role", "language", "expires_at")}
    return plain | {"id": row.pk, "role_label": str(ROLE_BY_CODE[row.role].label), "invited_by": row.by.name}


@router.get(
    "/organisations/{int:pk}/invitations",
    auth=READ,
    response=Page[InvitationOut],
    summary="Invitations that wait, the newest first",
)
def waiting(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    """For those who keep the members."""
    rows, order = invitations_of(_kept(request, pk)), Order("pk", descending=True)
    return page_of(
        request, response, rows, asked, order, show=lambda found: [InvitationOut(**_invitation(row)) for row in found]
    )


class InvitationIn(Body):
    email: Annotated[str, Field(max_length=254, pattern=r"^[^\x00-\x1f\x7f]*$")]
    role: Annotated[ShortLine, Field(description="A role that you may give here.")]
    language: Annotated[Literal["kk", "ru", "en"], Field(description="Of the letter.")] = "kk"


@router.post(
    "/organisations/{int:pk}/invitations", auth=WRITE, response={201: InvitationSent}, summary="Invite a member"
)
def new_invitation(request: HttpRequest, response: HttpResponse, pk: Key, new: InvitationIn) -> InvitationSent:
    """Sends a letter with a link that works once, for this address, and for fourteen days."""
    organisation, user = _kept(request, pk), member(request)
    email = new.email.strip().casefold()
    try:
        validate_email(email)
    except ValidationError:
        raise invalid_value("/email", _("This is not an e-mail address. Enter it as in office@example.org.")) from None
    try:
        made = inviting.invite(
            organisation=organisation, email=email, role=new.role, language=new.language, by=user, now=timezone.now()
        )
    except MailNotSent:
        made, sent = invitations_of(organisation).get(email=email, role=new.role), False
    else:
        sent = True
    response["Location"] = request.build_absolute_uri(f"/api/v1/organisations/{pk}/invitations")
    return InvitationSent(**_invitation(made), letter_sent=sent)


def _waiting_invitation(request: HttpRequest, pk: int, part: int) -> Invitation:
    rows = Invitation.objects.select_related("organisation", "by")
    found = rows.filter(organisation=_kept(request, pk), pk=part).first()
    if found is None:
        raise not_found()
    return found


@router.post(
    "/organisations/{int:pk}/invitations/{int:part}/resend",
    auth=WRITE,
    response=InvitationSent,
    summary="Send an invitation again",
)
def resend(request: HttpRequest, pk: Key, part: Key) -> InvitationSent:
    """The older link opens nothing any more."""
    row, sent = _waiting_invitation(request, pk, part), True
    try:
        row = inviting.resend_invitation(invitation=row, by=member(request), now=timezone.now())
    except MailNotSent:
        sent = False
        row = Invitation.objects.select_related("by").get(pk=part)
    return InvitationSent(**_invitation(row), letter_sent=sent)


@router.post(
    "/organisations/{int:pk}/invitations/{int:part}/withdraw",
    auth=WRITE,
    response=InvitationOut,
    summary="Withdraw an invitation",
)
def withdraw(request: HttpRequest, pk: Key, part: Key) -> InvitationOut:
    """Its link opens nothing any more."""
    row = _waiting_invitation(request, pk, part)
    return InvitationOut(
        **_invitation(inviting.withdraw_invitation(invitation=row, by=member(request), now=timezone.now()))
    )
