import hashlib
from datetime import datetime

from django.db.models import QuerySet

from seriktes.accounts.models import ApiToken, User

# Makes a leaked token recognisable to people and to scanners of repositories.
TOKEN_START = "srk_"  # noqa: S105  not a secret, its beginning


def digest_of(secret: str) -> str:
    """SHA-256 is enough here: the secret is 256 random bits, which nobody can try through."""
    return hashlib.sha256(secret.encode()).hexdigest()


def user_for_token(secret: str, now: datetime) -> User | None:
    """The active owner of a valid token, with the token itself as `user.api_token` (scopes stand there)."""
    if not secret.startswith(TOKEN_START):
        return None
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(secret), user__is_active=True).first()
    if token is None or not token.is_valid_at(now):
        return None
    token.user.api_token = token
    return token.user


def tokens_for_user(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=user).order_by("-created_at", "-pk")
