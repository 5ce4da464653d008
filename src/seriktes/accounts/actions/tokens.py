import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from seriktes.accounts.actions.audit import record_event
from seriktes.accounts.enums import Scope
from seriktes.accounts.models import ApiToken, User
from seriktes.accounts.queries.tokens import TOKEN_START, digest_of

LONGEST_LIFE = timedelta(days=366)
PREFIX_LENGTH = 12


class CannotCreateToken(Exception):
    """The scopes are unknown or empty, or the token would live too long or not at all."""


@transaction.atomic
def create_token(
    *, by: User, name: str, scopes: Iterable[str], expires_at: datetime, now: datetime
) -> tuple[ApiToken, str]:
    """A token of one's own. The second value is the secret: it is returned here and never again."""
    chosen = sorted(set(scopes))
    if not chosen or not set(chosen) <= set(Scope.values):
        raise CannotCreateToken(f"Unknown or no scopes: {chosen}.")
    if not now < expires_at <= now + LONGEST_LIFE:
        raise CannotCreateToken(f"A token lives at most {LONGEST_LIFE.days} days.")
    secret = TOKEN_START + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by,
        name=name,
        prefix=secret[:PREFIX_LENGTH],
        digest=digest_of(secret),
        scopes=chosen,
        expires_at=expires_at,
    )
    record_event(
        kind="accounts.apitoken.created",
        by=by,
        target=token,
        values={"scopes": [None, chosen], "expires_at": [None, expires_at.isoformat()]},
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, now: datetime) -> ApiToken:
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record_event(
            kind="accounts.apitoken.revoked", by=by, target=token, values={"revoked_at": [None, now.isoformat()]}
        )
    return token


def note_token_use(*, token: ApiToken, on: date) -> None:
    """Remember the day of the last use; writes at most once a day, so that a read stays a read."""
    if token.last_used_on != on:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=on)
        token.last_used_on = on
