"""Mail: in the reader's language, one subject, one action, and a link that says what it will do."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from seriktes.common.formats import format_day


class MailNotSent(Exception):
    """The mail server did not take the letter. What it speaks of is saved; it can be sent again."""


_held_back: ContextVar[bool] = ContextVar("letters_held_back", default=False)


@contextmanager
def letters_held_back() -> Iterator[None]:
    """Inside, no letter goes out: what a demonstration tells of has been written to nobody."""
    token = _held_back.set(True)
    try:
        yield
    finally:
        _held_back.reset(token)


def send_letter(
    *,
    to: str,
    language: str,
    subject: str,
    text: str,
    action_url: str = "",
    action_label: str = "",
    action_effect: str = "",
    expires_on: date | None = None,
    recipient_name: str = "",
    reason: str = "",
) -> None:
    """Send one letter. The caller has put its sentences into `language` already. Raises MailNotSent."""
    if _held_back.get():
        return
    with translation.override(language):
        context = {
            "subject": " ".join(str(subject).split()),
            "text": text,
            "action_url": action_url,
            "action_label": action_label,
            "action_effect": action_effect,
            "expires_on": format_day(expires_on) if expires_on else "",
            "recipient_name": recipient_name,
            "reason": reason,
            "site_url": settings.SITE_URL,
        }
        letter = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_to_string("mail/base.txt", context).strip() + "\n",
            to=[to],
            headers={"Content-Language": language, "Auto-Submitted": "auto-generated"},
        )
        letter.attach_alternative(render_to_string("mail/base.html", context), "text/html")
    try:
        letter.send()
    except OSError as error:
        raise MailNotSent(str(error)) from error
