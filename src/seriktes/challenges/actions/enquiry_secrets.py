"""The secret by which an asker without an account reads and writes on, and the reference that letters bear.

The secret is made from the key of the installation and the reference, so that every letter can carry the same link while
nothing but its digest is kept.
"""

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from seriktes.challenges.models import Enquiry
from seriktes.procedures.queries.links import digest_of

SALT = "challenges.enquiry"
# Without letters and digits that are taken for each other, aloud or on paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12


def new_reference() -> str:
    """Some 58 bits: nobody guesses one, though knowing it opens nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def secret_of(enquiry: Enquiry) -> str:
    """The secret of which the enquiry keeps the digest; an older key of the installation may have made it."""
    made = list(_candidates(enquiry))
    return next((secret for secret in made if digest_of(secret) == enquiry.digest), made[0])


def give_secret(enquiry: Enquiry) -> None:
    """Sets the digest; the caller saves."""
    enquiry.digest = digest_of(next(_candidates(enquiry)))


def asker_url(enquiry: Enquiry) -> str:
    """Where the asker reads and writes on: in the account, or by the secret link."""
    if enquiry.asker_id is not None:
        return settings.SITE_URL + enquiry.get_absolute_url()
    return settings.SITE_URL + reverse("challenges:letters", args=[secret_of(enquiry)])


def _candidates(enquiry: Enquiry) -> Iterator[str]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(SALT, f"{enquiry.pk}.{enquiry.reference}", secret=key, algorithm="sha256").hexdigest()
