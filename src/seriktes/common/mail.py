"""Mail: in the reader's language, one subject, one action, and a link that says what it will do."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.defaultfilters import linebreaks_filter
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import conditional_escape

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
    reply_to: str = "",
    calendar: str = "",
) -> None:
    """Send one letter. The caller has put its sentences into `language` already. Raises MailNotSent.

    `calendar` is an iCalendar text, which goes along as a file that calendar programs take.
    `reply_to` is an address whose mail is read (`challenges.actions.mailbox`); the letter is then written by somebody.
    """
    if _held_back.get():
        return
    with translation.override(language):
        filling = {
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
        plain, html = _bodies(language, filling)
        letter = EmailMultiAlternatives(
            subject=filling["subject"],
            body=plain,
            to=[to],
            reply_to=[reply_to] if reply_to else None,
            headers={"Content-Language": language, "Auto-Submitted": "auto-generated"},
        )
        letter.attach_alternative(html, "text/html")
        if calendar:
            letter.attach("meeting.ics", calendar, "text/calendar")
    try:
        letter.send()
    except OSError as error:
        raise MailNotSent(str(error)) from error


# --- The sheet --------------------------------------------------------------------------------------------------------
# A morning's reminders are tens of thousands of letters that differ in names and lines only: the templates are rendered
# once for each language and each set of what a letter has, with marks where the values go.
_MARK = re.compile("\x02([a-z_]+)\x03")
Sheet = list[str]  # text and names of values in turns


def _bodies(language: str, filling: Mapping[str, str]) -> tuple[str, str]:
    """The letter as plain text and as HTML, in the language that is active."""
    plain, html = _sheets(language, tuple(name for name, value in filling.items() if value))
    written = {
        name: linebreaks_filter(value) if name == "text" else conditional_escape(value)
        for name, value in filling.items()
    }
    return _filled(plain, filling).strip() + "\n", _filled(html, written)


@cache
def _sheets(_language: str, present: tuple[str, ...]) -> tuple[Sheet, Sheet]:
    marks = {name: f"\x02{name}\x03" for name in present}
    html: str = render_to_string("mail/base.html", marks)
    if "text" in marks:
        # The template makes paragraphs of the text, and so does the filling.
        html = html.replace(linebreaks_filter(marks["text"]), marks["text"])
    return _MARK.split(render_to_string("mail/base.txt", marks)), _MARK.split(html)


def _filled(sheet: Sheet, values: Mapping[str, str]) -> str:
    return "".join(values[part] if place % 2 else part for place, part in enumerate(sheet))
