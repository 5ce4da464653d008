"""Letters are fetched from a mailbox by IMAP: each is read without being marked, taken, and marked as read only then."""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

from seriktes.challenges.actions.mailbox.reading import Incoming, read
from seriktes.challenges.actions.mailbox.taking import Taken, set_aside, take

log = logging.getLogger(__name__)
LARGEST = 10 * 1024 * 1024
TIMEOUT_SECONDS = 30
# So many letters in one run: the next run goes on.
AT_ONCE = 200
PORTS = {"imap+ssl": 993, "imap+tls": 143, "imap": 143}


class MailboxUnreachable(Exception):
    """The server does not answer, or refuses the account or the folder."""


@dataclass(frozen=True)
class Mailbox:
    """`scheme` is imap+ssl, imap+tls (STARTTLS) or imap (a server on this machine)."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @classmethod
    def parse(cls, url: str) -> "Mailbox":
        """`imap+ssl://user:password@host:993/INBOX`, with user and password percent-encoded where needed."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname or not parts.username:
            raise ValueError(
                "Write imap+ssl://user:password@host:993/INBOX or imap+tls://user:password@host:143/INBOX."
            )
        return cls(
            parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], unquote(parts.username),
            unquote(parts.password or ""), unquote(parts.path.strip("/")) or "INBOX",
        )  # fmt: skip


@dataclass
class Fetched:
    """How a run went: letters by what became of them."""

    counts: dict[Taken, int] = field(default_factory=dict)
    failed: int = 0

    def add(self, taken: Taken) -> None:
        self.counts[taken] = self.counts.get(taken, 0) + 1


def fetch(mailbox: Mailbox, *, now: datetime) -> Fetched:
    """Take what has not been read yet. A letter that cannot be taken stays unread, and the next one is tried."""
    fetched = Fetched()
    with _opened(mailbox) as server:
        for uid in _unread(server)[:AT_ONCE]:
            try:
                fetched.add(_take_one(server, uid, now))
                _command(server, "STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
            except (imaplib.IMAP4.abort, OSError) as error:
                raise MailboxUnreachable(str(error)) from error
            except Exception:
                log.exception("letter %s of the mailbox could not be taken", uid)
                fetched.failed += 1
    return fetched


def _take_one(server: imaplib.IMAP4, uid: str, now: datetime) -> Taken:
    size = _size(server, uid)
    if size <= LARGEST:
        return take(read(_body(server, uid, "BODY.PEEK[]")), at=now)
    letter = read(_body(server, uid, "BODY.PEEK[HEADER]"))
    if letter.is_automatic:
        return Taken.AUTOMATIC
    return _too_large(letter, now)


def _too_large(letter: Incoming, now: datetime) -> Taken:
    return set_aside(letter, "too_large", None, at=now)


@contextmanager
def _opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    try:
        server = _connected(mailbox)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxUnreachable(str(error)) from error
    try:
        try:
            server.login(mailbox.user, mailbox.password)
            state, _data = server.select(_quoted(mailbox.folder))
        except (OSError, imaplib.IMAP4.error) as error:
            # Some servers repeat the command in their refusal, with the password in it.
            raise MailboxUnreachable("the server refuses the account or the folder") from error
        if state != "OK":
            raise MailboxUnreachable(f"there is no folder {mailbox.folder!r}")
        yield server
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            log.debug("the mailbox closed the connection by itself")
            server.shutdown()


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if mailbox.scheme == "imap+ssl":
        return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT_SECONDS)
    server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT_SECONDS)
    if mailbox.scheme == "imap+tls":
        server.starttls(ssl_context=context)
    return server


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _command(server: imaplib.IMAP4, name: str, *arguments: str) -> list[object]:
    state, data = server.uid(name, *arguments)
    if state != "OK":
        raise imaplib.IMAP4.error(f"{name}: {state}")
    return data


def _unread(server: imaplib.IMAP4) -> list[str]:
    found = b" ".join(part for part in _command(server, "SEARCH", "UNSEEN") if isinstance(part, bytes))
    return [uid.decode() for uid in found.split() if uid.isdigit()]


def _size(server: imaplib.IMAP4, uid: str) -> int:
    told = b" ".join(part for part in _command(server, "FETCH", uid, "(RFC822.SIZE)") if isinstance(part, bytes))
    match = re.search(rb"RFC822\.SIZE (\d+)", told)
    return int(match[1]) if match else 0


def _body(server: imaplib.IMAP4, uid: str, what: str) -> bytes:
    for part in _command(server, "FETCH", uid, f"({what})"):
        if isinstance(part, tuple) and isinstance(part[1], bytes):
            return part[1]
    raise imaplib.IMAP4.error(f"FETCH {what}: the server sent no letter")
