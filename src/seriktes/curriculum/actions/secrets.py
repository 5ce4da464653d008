"""The secret by which a member of a council without an account reads on: made from the key of the installation and the
seat's reference, so that every letter can carry the same link while nothing but its digest is kept."""

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from seriktes.curriculum.models import CouncilMember
from seriktes.procedures.queries.links import digest_of

SALT = "curriculum.member"


def give_secret(member: CouncilMember) -> None:
    """A new one; links of earlier letters open nothing any more. The caller saves."""
    member.reference = secrets.token_hex(6)
    member.digest = digest_of(next(_candidates(member)))


def member_url(member: CouncilMember) -> str:
    """Where the member reads without an account; an older key of the installation may have made it."""
    made = list(_candidates(member))
    secret = next((one for one in made if digest_of(one) == member.digest), made[0])
    return settings.SITE_URL + reverse("curriculum:seat", args=[secret])


def _candidates(member: CouncilMember) -> Iterator[str]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(SALT, f"{member.pk}.{member.reference}", secret=key, algorithm="sha256").hexdigest()
