"""The secret by which a member of a council without an account reads on: made from the key of the installation, the seat's
reference and whoever holds its post, so that every letter can carry the same link while nothing but its digest is kept. When
a post passes on, the link of its last holder opens nothing any more."""

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from seriktes.curriculum.models import CouncilMember
from seriktes.organisations.models import PostHolding
from seriktes.procedures.queries.links import digest_of

SALT = "curriculum.member"


def give_secret(member: CouncilMember) -> None:
    """A new one; links of earlier letters open nothing any more. The caller saves."""
    member.reference = secrets.token_hex(6)
    member.digest = digest_of(next(_candidates(member)))


def member_url(member: CouncilMember) -> str:
    """Where the member reads without an account; an older key of the installation may have made it. Since the last letter the
    post may have passed on: then the link is another one from now on."""
    made = list(_candidates(member))
    secret = next((one for one in made if digest_of(one) == member.digest), None)
    if secret is None:
        secret, member.digest = made[0], digest_of(made[0])
        CouncilMember.objects.filter(pk=member.pk).exclude(digest="").update(digest=member.digest)
    return settings.SITE_URL + reverse("curriculum:seat", args=[secret])


def is_current(member: CouncilMember) -> bool:
    """Whether the link that led here was made for whoever holds the post of the seat today."""
    return any(digest_of(one) == member.digest for one in _candidates(member))


def _candidates(member: CouncilMember) -> Iterator[str]:
    told = f"{member.pk}.{member.reference}"
    if member.post_id is not None:
        told += f".{_holding(member.post_id)}"
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(SALT, told, secret=key, algorithm="sha256").hexdigest()


def _holding(post: int) -> int:
    """Who holds the post today, 0 while it is vacant."""
    today = timezone.localdate()
    rows = PostHolding.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), post=post, starts_on__lte=today)
    return rows.order_by("-starts_on", "-pk").values_list("pk", flat=True).first() or 0
