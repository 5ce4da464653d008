"""What allauth does to an account goes into the audit log too."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.dispatch import receiver

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User


@receiver([account.password_changed, account.password_set, account.password_reset])
def record_password(user: User, **_: Any) -> None:
    record_event(kind="accounts.user.password_changed", by=user, target=user)


@receiver(account.email_changed)
def record_email(user: User, from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    record_event(
        kind="accounts.user.changed",
        by=user,
        target=user,
        values={"email": [getattr(from_email_address, "email", None), to_email_address.email]},
    )


@receiver(mfa.authenticator_added)
def record_authenticator_added(user: User, authenticator: Any, **_: Any) -> None:
    record_event(
        kind="accounts.user.authenticator_added", by=user, target=user, values={"kind": str(authenticator.type)}
    )


@receiver(mfa.authenticator_removed)
def record_authenticator_removed(user: User, authenticator: Any, **_: Any) -> None:
    record_event(
        kind="accounts.user.authenticator_removed", by=user, target=user, values={"kind": str(authenticator.type)}
    )


@receiver(mfa.authenticator_reset)
def record_authenticator_reset(user: User, authenticator: Any, **_: Any) -> None:
    record_event(
        kind="accounts.user.authenticator_renewed", by=user, target=user, values={"kind": str(authenticator.type)}
    )


@receiver(social.social_account_added)
def record_provider_linked(sociallogin: Any, **_: Any) -> None:
    user = sociallogin.user
    record_event(
        kind="accounts.user.provider_linked", by=user, target=user, values={"provider": sociallogin.account.provider}
    )


@receiver(social.social_account_removed)
def record_provider_unlinked(socialaccount: Any, **_: Any) -> None:
    user = socialaccount.user
    record_event(
        kind="accounts.user.provider_unlinked", by=user, target=user, values={"provider": socialaccount.provider}
    )
