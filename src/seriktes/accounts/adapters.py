"""How allauth behaves here: no open sign-up, the reader's language, our sentences, our log."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.sealing import cipher

logger = logging.getLogger(__name__)


# The session holds it after somebody chose the identity provider on the page of an invitation.
INVITED_ADDRESS = "invited_address"


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep the language in the cookie that Django's LocaleMiddleware reads."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask the office that invited you."),
        "cannot_remove_primary_email": _("This is the address you sign in with. Choose another one first."),
        "duplicate_email": _("This address is already yours."),
        "email_password_mismatch": _("The e-mail address or the password is wrong. Check both and try again."),
        "email_taken": _("Another account uses this address."),
        "enter_current_password": _("Type your current password."),
        "incorrect_code": _("This code is wrong or too old. Type the one that your app shows now."),
        "incorrect_password": _("This password is wrong."),
        "invalid_or_expired_key": _("This link is used up or too old. Ask for a new one."),
        "invalid_login": _("The e-mail address or the password is wrong. Check both and try again."),
        "invalid_password_reset": _("This link is used up or too old. Ask for a new one."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again, or reset the password."),
        "unverified_primary_email": _("Confirm your e-mail address first: we sent you a link."),
        "same_as_current": _("This is your present address. Type the new one."),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Accounts are made by accepting an invitation (`actions.create_account`)."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        if isinstance(user, User):
            record_event(kind="accounts.user.signed_in", by=user, target=user)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        language = user.language if isinstance(user, User) else settings.LANGUAGE_CODE
        translation.activate(language)  # before the greeting is written
        response = super().post_login(request, user, **kwargs)
        remember_language(response, language)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        logger.warning("Sign-in refused from %s", self.get_client_ip(request))
        super().authentication_failed(request, **credentials)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the account that the mail is for, whoever asked for it in whatever language."""
        reader = User.objects.filter(email=email.casefold()).only("language").first() or context.get("user")
        with translation.override(getattr(reader, "language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, context)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through a university's own identity provider (OpenID Connect)."""

    def is_email_verified(self, provider: Any, email: str) -> bool:  # noqa: ARG002
        """Addresses of the provider's own domains need no `email_verified` claim: the operator vouches for them."""
        return bool(settings.OIDC_EMAIL_DOMAINS) and _domain(email) in settings.OIDC_EMAIL_DOMAINS

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:  # noqa: ARG002
        """A provider that is bound to domains may not open the accounts of others."""
        return not settings.OIDC_EMAIL_DOMAINS or _domain(email) in settings.OIDC_EMAIL_DOMAINS

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        address = self._trusted_address(sociallogin).casefold()
        if address and (settings.OIDC_CREATES_ACCOUNTS or address == request.session.get(INVITED_ADDRESS)):
            return True
        raise ImmediateHttpResponse(
            render(
                request,
                "accounts/no_account.html",
                {"address": next((found.email for found in sociallogin.email_addresses), "")},
                status=403,
            )
        )

    def _trusted_address(self, sociallogin: SocialLogin) -> str:
        return next(
            (
                found.email
                for found in sociallogin.email_addresses
                if found.verified and self.can_authenticate_by_email(sociallogin, found.email)
            ),
            "",
        )

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.email = (user.email or "").casefold()
        full = data.get("name") or " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        user.name = (full or user.email.partition("@")[0])[:200]
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        record_event(kind="accounts.user.created", by=user, target=user, values={"email": [None, user.email]})
        return user


def _domain(email: str) -> str:
    return email.rpartition("@")[2].casefold()


class SecretsAdapter(DefaultMFAAdapter):
    """Keeps the keys of two-step sign-in encrypted, so that a copy of the database alone opens no account.

    The key comes from `SECRET_KEY`; after a change of it, name the old one in `SERIKTES_OLD_SECRET_KEYS` as long as
    such keys are in use.
    """

    def encrypt(self, text: str) -> str:
        return cipher("seriktes.accounts.mfa").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher("seriktes.accounts.mfa").decrypt(encrypted_text.encode()).decode()
