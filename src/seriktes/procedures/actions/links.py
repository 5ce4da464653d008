"""Links in mails by which somebody without an account does one thing once: sent, used, withdrawn, sent again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.outbox import post_letter
from seriktes.organisations.models import Post
from seriktes.procedures.definitions.links import Described, LinkAction, Outcome, link_action
from seriktes.procedures.models import ActionLink, subject_of
from seriktes.procedures.queries.links import (
    ALTERED,
    EXPIRED,
    OPEN,
    WITHDRAWN,
    digest_of,
    new_secret,
    opened_link,
    siblings_of,
    state_of,
)


@dataclass(frozen=True)
class Addressee:
    """Where the link goes, and in which language."""

    email: str
    language: str
    name: str = ""
    post: Post | None = None


class LinkClosed(Exception):
    """The link does nothing (any more); `state` says why, as `queries.links` names it."""

    def __init__(self, state: str, link: ActionLink | None = None) -> None:
        super().__init__(state)
        self.reason = self.state = state
        self.link = link


@transaction.atomic
def send_link(
    *,
    action: str,
    subject: models.Model,
    to: Addressee,
    at: datetime,
    by: User | None,
    arguments: Mapping[str, Any] | None = None,
    lasts: timedelta | None = None,
) -> ActionLink:
    """Write the link down and send its letter when the transaction ends. An earlier one to the same address for the same
    thing does nothing any more. That the mail server refused its letter at first is noted in `refused_at`."""
    link, secret = _written(action, subject, to, at=at, by=by, arguments=arguments, lasts=lasts)
    _withdraw(siblings_of(link).exclude(pk=link.pk), at)
    record_event(
        kind="procedures.link.sent", by=by, target=subject,
        values={"action": action, **({} if link_action(action).is_private else {"email": link.email}), "link": link.pk},
    )  # fmt: skip
    afterwards(_deliver, link, secret)
    return link


def link_within_a_letter(
    *, action: str, subject: models.Model, to: Addressee, at: datetime, arguments: Mapping[str, Any] | None = None
) -> str:
    """The address of a new link for a letter that the caller writes about something else: the way out of a digest.

    Earlier ones to the same address stay as they are, since earlier letters are still read.
    """
    _link, secret = _written(action, subject, to, at=at, by=None, arguments=arguments)
    return str(settings.SITE_URL) + reverse("procedures:link", args=[secret])


@transaction.atomic
def links_within_letters(*, action: str, letters: Sequence[tuple[models.Model, Addressee]], at: datetime) -> list[str]:
    """As `link_within_a_letter` for very many letters, each about a record of its own: one command of the database."""
    made = [_made(action, subject, to, at=at, by=None) for subject, to in letters]
    ActionLink.objects.bulk_create([link for link, _secret in made], batch_size=1000)
    return [str(settings.SITE_URL) + reverse("procedures:link", args=[secret]) for _link, secret in made]


def _written(
    action: str,
    subject: models.Model,
    to: Addressee,
    *,
    at: datetime,
    by: User | None,
    arguments: Mapping[str, Any] | None = None,
    lasts: timedelta | None = None,
) -> tuple[ActionLink, str]:
    link, secret = _made(action, subject, to, at=at, by=by, arguments=arguments, lasts=lasts)
    link.save(force_insert=True)
    return link, secret


def _made(
    action: str,
    subject: models.Model,
    to: Addressee,
    *,
    at: datetime,
    by: User | None,
    arguments: Mapping[str, Any] | None = None,
    lasts: timedelta | None = None,
) -> tuple[ActionLink, str]:
    secret = new_secret(to.language)
    link = ActionLink(
        **subject_of(subject), action=action, arguments=dict(arguments or {}), digest=digest_of(secret),
        email=to.email.strip().casefold(), name=" ".join(to.name.split()), post=to.post, language=to.language,
        sent_at=at, sent_by=by, expires_at=at + (lasts or link_action(action).lasts),
    )  # fmt: skip
    return link, secret


def use_link(*, secret: str, data: Mapping[str, Any], at: datetime, by: User | None = None) -> Outcome:
    """Do what the link says, once. Raises LinkClosed, or LinkRefused where the reader has to correct something.

    `by` is whoever happens to be signed in, for the record only: the link acts for the address it was sent to.
    """
    try:
        return _used(secret, data, at, by)
    except LinkClosed:
        raise
    except Exception:
        # Of two at once, the second finds the matter settled and the action refuses: say that the link was used.
        opened = opened_link(secret, at)
        if opened.state != OPEN:
            raise LinkClosed(opened.state, opened.link) from None
        raise


@transaction.atomic
def _used(secret: str, data: Mapping[str, Any], at: datetime, by: User | None) -> Outcome:
    opened = opened_link(secret, at)
    link = opened.link
    if opened.state != OPEN or link is None:
        raise LinkClosed(opened.state, link)
    action = link_action(link.action)
    with translation.override(link.language):
        if described(link) is None:
            raise LinkClosed(WITHDRAWN, link)
        link.used_by = by
        outcome = action.act(link, data, at)
        title = str(outcome.title)
    # The row is taken last, so that no action waits for another the wrong way round; whoever comes second undoes all.
    waiting = ActionLink.objects.filter(pk=link.pk, used_at__isnull=True, withdrawn_at__isnull=True)
    if not waiting.update(used_at=at, used_by=by, outcome=title[:300]):
        link.refresh_from_db()
        raise LinkClosed(state_of(link, at), link)
    record_event(
        kind="procedures.link.used", by=by, target=link,
        values={"action": link.action, "email": link.email, "subject": [link.subject_type, link.subject_id],
                "choice": str(data.get("choice", ""))},
    )  # fmt: skip
    return outcome


def described(link: ActionLink) -> Described | None:
    """What the link will do, in the language that is active; None where the record is gone or nothing is left to do."""
    return link_action(link.action).describe(link) if link.record is not None else None


@transaction.atomic
def withdraw_links(links: Iterable[ActionLink], *, at: datetime) -> int:
    """Make links do nothing any more; used ones stay as they are. Answers how many."""
    return _withdraw(ActionLink.objects.filter(pk__in=[link.pk for link in links]), at)


def prolong_links(
    *, action: str, subject_type: str, subject_ids: models.QuerySet[Any, Any], at: datetime, until: datetime
) -> int:
    """Links that are open last until then; one that lasts longer stays as it is. Answers how many."""
    rows = ActionLink.objects.filter(
        action=action, subject_type=subject_type, subject_id__in=subject_ids, used_at__isnull=True,
        withdrawn_at__isnull=True, expires_at__gt=at, expires_at__lt=until,
    )  # fmt: skip
    return rows.update(expires_at=until)


def withdraw_link(*, link: ActionLink, by: User | None, at: datetime) -> None:
    """Raises LinkClosed where it was used or withdrawn meanwhile."""
    with transaction.atomic():
        if not withdraw_links([link], at=at):
            link.refresh_from_db()
            raise LinkClosed(state_of(link, at), link)
        record_event(kind="procedures.link.withdrawn", by=by, target=link, values={"email": link.email})


def renew_link(*, secret: str, at: datetime) -> ActionLink:
    """Another letter to the same address, asked for on the page of an expired link. Raises LinkClosed."""
    with transaction.atomic():
        opened = opened_link(secret, at)
        link = opened.link
        if link is None or opened.state != EXPIRED:
            raise LinkClosed(opened.state if link else ALTERED, link)
        if described(link) is None:
            raise LinkClosed(WITHDRAWN, link)
        # Taken by one of two who ask at once.
        if not _withdraw(ActionLink.objects.filter(pk=link.pk), at):
            raise LinkClosed(WITHDRAWN, link)
        to = Addressee(link.email, link.language, link.name, link.post)
        return send_link(
            action=link.action, subject=link.record, to=to, arguments=link.arguments, by=link.sent_by, at=at
        )


def _withdraw(links: models.QuerySet[ActionLink], at: datetime) -> int:
    return links.filter(used_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=at)


# --- The letter -------------------------------------------------------------------------------------------------------
def _deliver(link: ActionLink, secret: str) -> None:
    if link.expires_at <= timezone.now():
        return  # history that is entered late is told to nobody
    with translation.override(link.language):
        told = described(link)
        if told is None:
            return
        if not _write(link, link_action(link.action), told, secret):
            ActionLink.objects.filter(pk=link.pk).update(refused_at=timezone.now())


def _write(link: ActionLink, action: LinkAction, told: Described, secret: str) -> bool:
    lines = [str(told.text), "\n".join(f"{label}: {value}" for label, value in told.facts)]
    asked_by = link.sent_by.name if link.sent_by else ""
    return post_letter(
        to=link.email,
        language=link.language,
        recipient_name=link.name,
        calendar=told.calendar,
        subject=str(told.title),
        text="\n\n".join(filter(None, lines)),
        action_url=settings.SITE_URL + reverse("procedures:link", args=[secret]),
        action_label=str(action.label),
        action_effect=_(
            "The link opens a page that says what it will do. Nothing happens until you press a button there. "
            "It works once and is meant for %(email)s: do not pass it on."
        )
        % {"email": link.email},
        expires_on=timezone.localdate(link.expires_at),
        reason=_("You get this letter because %(name)s entered your address. If you do not know why, ignore it.")
        % {"name": asked_by}
        if asked_by
        else _("You get this letter because your address stands in the register for this matter."),
    )
