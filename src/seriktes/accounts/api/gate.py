"""Who asks: by a token, or nobody. A session of the pages opens nothing here."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from seriktes.accounts.actions.tokens import note_token_use
from seriktes.accounts.enums import Scope
from seriktes.accounts.models import User
from seriktes.accounts.queries.tokens import user_for_token
from seriktes.common.api.limits import Rate, Standing, address_of, count_request
from seriktes.common.api.problems import Problem

Asker = User | AnonymousUser
REALM = 'Bearer realm="Seriktes"'


class BearerToken(HttpBearer):
    """`Authorization: Bearer srk_…`. `scope`: what the token must be for; `anonymous`: whether none is needed."""

    openapi_description = "A token from your profile page. It may do what you may do, within its scopes."

    def __init__(self, scope: Scope | None = None, *, anonymous: bool = False) -> None:
        super().__init__()
        self.scope, self.anonymous = scope, anonymous

    def __call__(self, request: HttpRequest) -> Asker:
        given = request.headers.get("Authorization", "")
        user: Asker = self._owner(request, given) if given else AnonymousUser()
        request.user = user
        if isinstance(user, User):
            token = user.api_token
            assert token is not None  # noqa: S101  `user_for_token` sets it
            _count(request, f"token-{token.pk}", settings.API_RATE)
            note_token_use(token=token, on=timezone.localdate())
            if self.scope is not None:
                need_scope(user, self.scope)
        else:
            _count(request, f"address-{address_of(request)}", settings.API_RATE_ANONYMOUS)
            if not self.anonymous:
                raise Problem(
                    "token-missing",
                    _(
                        "Send a token in the header Authorization, as “Bearer srk_…”. You make one on your profile page."
                    ),
                    headers={"WWW-Authenticate": REALM},
                )
        return user

    def authenticate(self, request: HttpRequest, token: str) -> User | None:  # noqa: ARG002  the signature is ninja's
        return user_for_token(token, timezone.now())

    def _owner(self, request: HttpRequest, given: str) -> User:
        scheme, _space, secret = given.partition(" ")
        user = self.authenticate(request, secret.strip()) if scheme.casefold() == "bearer" else None
        if user is None:
            # Wrong tokens count for the address, so that trying them is slow.
            _count(request, f"address-{address_of(request)}", settings.API_RATE_ANONYMOUS)
            raise Problem(
                "token-invalid",
                _("The token is unknown, withdrawn or no longer valid. Make a new one on your profile page."),
                headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'},
            )
        return user


def need_scope(user: User, scope: Scope) -> None:
    """For what an operation does besides, or what it is for."""
    token = user.api_token
    assert token is not None  # noqa: S101  `user_for_token` sets it
    if scope not in token.scopes:
        raise Problem(
            "scope-missing",
            _("This operation needs a token with the scope “%(scope)s”. Make one on your profile page.")
            % {"scope": scope.value},
            headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope.value}"'},
            scope=scope.value,
        )


def _count(request: HttpRequest, who: str, rate: str) -> None:
    standing = count_request(who, Rate.parse(rate))
    request.api_standing = standing  # type: ignore[attr-defined]
    if standing.is_over:
        raise Problem(
            "too-many-requests",
            _("Wait %(seconds)s seconds, then go on. With a token the limit is higher.") % {"seconds": standing.reset},
            headers={"Retry-After": str(standing.reset)},
        )


def standing_of(request: HttpRequest) -> Standing | None:
    return getattr(request, "api_standing", None)


def asker(request: HttpRequest) -> Asker:
    """Whoever asks, as the gate found out."""
    return request.user


def member(request: HttpRequest) -> User:
    """The owner of the token, where the operation asks for one."""
    assert isinstance(request.user, User)  # noqa: S101  the gate has seen to it
    return request.user
