from allauth.account.models import EmailAddress
from django.db import transaction

from seriktes.accounts.actions.audit import record_event
from seriktes.accounts.models import User


@transaction.atomic
def create_account(
    *, email: str, name: str, password: str | None, language: str, by: User | None = None, **fields: str
) -> User:
    """Make an account whose e-mail address is known to be the owner's (an invitation came by it).

    `password=None` leaves sign-in to passkeys, an identity provider or a password reset. `by=None`: the owner.
    """
    user = User.objects.create_user(email, password, name=name, language=language, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record_event(kind="accounts.user.created", by=by or user, target=user, values={"email": [None, user.email]})
    return user


@transaction.atomic
def change_profile(*, user: User, name: str, language: str, by: User) -> User:
    changes = {
        field: [getattr(user, field), new]
        for field, new in (("name", name), ("language", language))
        if getattr(user, field) != new
    }
    if changes:
        user.name, user.language = name, language
        user.save(update_fields=["name", "language"])
        record_event(kind="accounts.user.changed", by=by, target=user, values=changes)
    return user


def change_language(*, user: User, language: str, by: User) -> User:
    return change_profile(user=user, name=user.name, language=language, by=by)
