from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api.gate import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.accounts.models import AuditEvent
from seriktes.accounts.queries.history import AuditFilter, audit_events_visible_to
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import Key, Line, Shown

router = Router()


class AccountOut(Shown):
    """The owner of the token, and what the token is for."""

    email: str
    name: str
    language: str
    token: str = Field(description="What the token is for, as its owner named it.")
    scopes: list[str]
    expires_at: datetime


@router.get("/account", auth=BearerToken(), response=AccountOut, tags=["account"], summary="The token and its owner")
def account(request: HttpRequest) -> AccountOut:
    user = member(request)
    token = user.api_token
    assert token is not None  # noqa: S101  the gate has seen to it
    return AccountOut(
        email=user.email, name=user.name, language=user.language, token=token.name, scopes=sorted(token.scopes),
        expires_at=token.expires_at,
    )  # fmt: skip


class AuditEventOut(Shown):
    """Who did what to which record, with which values."""

    id: int
    at: datetime
    actor_id: int | None = Field(description="Number of the account; null for the system itself.")
    actor: str
    kind: str
    target_type: str
    target_id: str
    target: str
    values: dict[str, Any] = Field(description="Changes as `{field: [old, new]}`, and other values of the event.")
    request_id: str


class AuditAsked(BaseModel):
    actor: Annotated[Line, Field(description="Part of the e-mail address, or `system`.")] = ""
    kind: Annotated[Line, Field(description="As `organisations.organisation.changed`.")] = ""
    target_type: Annotated[Line, Field(description="As `organisations.organisation`.")] = ""
    target_id: Annotated[Line, Field(description="Number of the record.")] = ""
    since: date | None = None
    until: date | None = None


@router.get(
    "/audit/events",
    auth=BearerToken(Scope.AUDIT_READ),
    response=Page[AuditEventOut],
    tags=["audit"],
    summary="The audit log, the newest first",
)
def audit_events(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[AuditAsked, Query()]
) -> dict[str, Any]:
    if not asker(request).has_perm("accounts.view_audit"):
        raise not_found()
    events = AuditFilter(**wanted.model_dump()).apply(audit_events_visible_to(asker(request)))
    return page_of(
        request, response, events, asked, Order("pk", descending=True), show=lambda rows: [_shown(row) for row in rows]
    )


@router.get(
    "/audit/events/{int:pk}",
    auth=BearerToken(Scope.AUDIT_READ),
    response=AuditEventOut,
    tags=["audit"],
    summary="One event of the audit log",
)
def audit_event(request: HttpRequest, pk: Key) -> AuditEventOut:
    event = audit_events_visible_to(asker(request)).filter(pk=pk).first()
    if event is None:
        raise not_found()
    return _shown(event)


def _shown(event: AuditEvent) -> AuditEventOut:
    return AuditEventOut(
        id=event.pk, at=event.at, actor_id=event.actor_id, actor=event.actor_label, kind=event.kind,
        target_type=event.target_type, target_id=event.target_id, target=event.target_label, values=event.values,
        request_id=event.request_id,
    )  # fmt: skip
