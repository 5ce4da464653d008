"""What a link in a mail leads to."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import models
from django.db.models import QuerySet

from seriktes.common.models import Languages
from seriktes.procedures.models import ActionLink

SALT = "procedures.link"
OPEN, USED, EXPIRED, WITHDRAWN, REPLACED, ALTERED = "open", "used", "expired", "withdrawn", "replaced", "altered"
# kk.<random>.<signature>: the language stands in front, so that even a damaged link is answered in it.
SECRET = re.compile(r"[A-Za-z0-9._-]{20,200}")


@dataclass(frozen=True)
class OpenedLink:
    """`state` is one of the words above; `link` is None where it was altered; `language` is that of the mail."""

    state: str
    link: ActionLink | None = None
    language: str = ""


def new_secret(language: str) -> str:
    """A secret of 192 bits with the signature of this installation."""
    return _signer().sign(f"{language}.{secrets.token_urlsafe(24)}")


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def opened_link(secret: str, now: datetime) -> OpenedLink:
    prefix = secret.partition(".")[0]
    language = prefix if prefix in Languages.values else ""
    try:
        # Refused before the table is asked: a guess costs no query.
        _signer().unsign(secret if SECRET.fullmatch(secret) else "")
    except signing.BadSignature:
        return OpenedLink(ALTERED, language=language)
    link = ActionLink.objects.select_related("sent_by").filter(digest=digest_of(secret)).first()
    if link is None:
        return OpenedLink(ALTERED, language=language)
    return OpenedLink(state_of(link, now), link, link.language)


def state_of(link: ActionLink, now: datetime) -> str:
    if link.used_at is not None:
        return USED
    if link.withdrawn_at is not None:
        return REPLACED if siblings_of(link).filter(pk__gt=link.pk).exists() else WITHDRAWN
    return EXPIRED if link.expires_at <= now else OPEN


def siblings_of(link: ActionLink) -> QuerySet[ActionLink]:
    """Links that were sent to the same address for the same thing, this one too."""
    return ActionLink.objects.filter(
        subject_type=link.subject_type, subject_id=link.subject_id, action=link.action, email=link.email,
        arguments=link.arguments,
    )  # fmt: skip


def waiting_links(record: models.Model, action: str) -> QuerySet[ActionLink]:
    """Links about the record that were neither used nor withdrawn; expired ones too."""
    return ActionLink.objects.about(record).filter(action=action, used_at__isnull=True, withdrawn_at__isnull=True)


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep=".")
