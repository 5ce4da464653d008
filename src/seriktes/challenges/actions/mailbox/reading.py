"""A letter as it came by mail: who wrote what, to which reference; whatever is broken in it is read as well as it can be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from html.parser import HTMLParser

from seriktes.challenges.actions.enquiry_secrets import ALPHABET, LENGTH
from seriktes.challenges.actions.enquiry_telling import MARK

LONGEST_TEXT, LONGEST_TITLE, LONGEST_NAME, MOST_FILES = 10_000, 300, 120, 20
# Parts beyond these are not looked at: nobody writes so, and a letter made to be endless must end.
MOST_PARTS = 100
_REFERENCE = f"[{ALPHABET}]{{{LENGTH}}}"
IN_SUBJECT = re.compile(rf"\[({_REFERENCE})\]", re.IGNORECASE)
IN_ADDRESS = re.compile(rf"\+({_REFERENCE})@", re.IGNORECASE)
# Headers in which the mailbox's own address may stand.
_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")


@dataclass(frozen=True)
class Incoming:
    """`references` are those that it bears, in its addresses first. `text` is without what it quotes."""

    sender: str
    title: str
    text: str
    message_id: str
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    files: tuple[str, ...] = ()
    # Written by a machine: an absence notice, a bounce, a list.
    is_automatic: bool = False
    # The mail server that took it says that the sender is not proven.
    is_forged: bool = False


def read(raw: bytes) -> Incoming:
    """Never raises for what stands in the letter."""
    letter: EmailMessage = message_from_bytes(raw, policy=policy.default)
    title = _header(letter, "subject")
    return Incoming(
        sender=_sender(letter),
        title=title[:LONGEST_TITLE],
        text=_clean(without_quotes(_text_of(letter)))[:LONGEST_TEXT],
        message_id=_message_id(letter, raw),
        references=_references(letter, title),
        sent_at=_sent_at(letter),
        files=tuple(_files(letter)),
        is_automatic=_is_automatic(letter),
        is_forged=bool(re.search(r"\bdmarc=fail\b", _header(letter, "authentication-results"), re.IGNORECASE)),
    )


# --- Headers ----------------------------------------------------------------------------------------------------------
def _header(letter: EmailMessage, name: str) -> str:
    try:
        values = [str(value) for value in letter.get_all(name, [])]
    except Exception:  # noqa: BLE001  the parser of headers fails in many ways on what nobody should write
        values = [str(value) for key, value in letter.raw_items() if key.casefold() == name]
    return _clean(" ".join(" ".join(values).split()))


def _clean(text: str) -> str:
    """Without what no database takes: half characters and zero bytes."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _addresses(text: str) -> list[str]:
    return [address.casefold() for _name, address in getaddresses([text]) if "@" in address]


def _sender(letter: EmailMessage) -> str:
    found = _addresses(_header(letter, "from"))
    # Of several senders none speaks for himself.
    return found[0][:254] if len(found) == 1 else ""


def _message_id(letter: EmailMessage, raw: bytes) -> str:
    given = _header(letter, "message-id")
    return given if 0 < len(given) <= 250 else f"sha256:{sha256(raw).hexdigest()}"


def _references(letter: EmailMessage, title: str) -> tuple[str, ...]:
    found = [match for name in _TO for match in IN_ADDRESS.findall(_header(letter, name))]
    found += IN_SUBJECT.findall(title)
    return tuple(dict.fromkeys(one.upper() for one in found))


def _sent_at(letter: EmailMessage) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(letter, "date"))
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _is_automatic(letter: EmailMessage) -> bool:
    submitted = _header(letter, "auto-submitted").casefold()
    if submitted and not submitted.startswith("no"):
        return True
    if _header(letter, "precedence").casefold() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if any(letter.get_all(name) for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "list-id")):
        # Outlook sets the third on what people write as well; only its replies say so in the title.
        suppressed = not any(letter.get_all(name) for name in ("x-autoreply", "x-autorespond", "list-id"))
        if not suppressed:
            return True
    if letter.get_content_type() in ("multipart/report", "message/delivery-status"):
        return True
    if _header(letter, "return-path") == "<>":
        return True
    local = _sender(letter).partition("@")[0]
    return local in ("mailer-daemon", "postmaster") or local.startswith(("noreply", "no-reply", "donotreply"))


# --- Text -------------------------------------------------------------------------------------------------------------
def _parts(letter: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(letter.walk()):
        if number >= MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _is_file(part: EmailMessage) -> bool:
    return bool(part.get_filename()) or part.get_content_disposition() == "attachment"


def _text_of(letter: EmailMessage) -> str:
    plain = [part for part in _parts(letter) if part.get_content_type() == "text/plain" and not _is_file(part)]
    if plain and (text := "\n".join(_decoded(part) for part in plain)).strip():
        return text
    pages = [part for part in _parts(letter) if part.get_content_type() == "text/html" and not _is_file(part)]
    return "\n".join(_words_of(_decoded(part)) for part in pages)


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else str(payload).encode("utf-8", "replace")
    for name in (part.get_content_charset() or "", "utf-8", "windows-1251"):
        try:
            return raw.decode(name) if name else raw.decode("utf-8")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("utf-8", "replace")


def _files(letter: EmailMessage) -> Iterator[str]:
    names = (part for part in _parts(letter) if _is_file(part))
    for number, part in enumerate(names):
        if number >= MOST_FILES:
            return
        yield _clean(" ".join((part.get_filename() or part.get_content_type()).split()))[:LONGEST_NAME]


class _Words(HTMLParser):
    """The words of a page; what it quotes is marked as in plain text."""

    BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})
    SILENT = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = self.quoted = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.silent += tag in self.SILENT
        self.quoted += tag == "blockquote"
        if tag in self.BREAKS:
            self.words.append("\n> " if self.quoted else "\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in self.SILENT))
        self.quoted = max(0, self.quoted - (tag == "blockquote"))
        if tag in ("p", "div", "blockquote"):
            self.words.append("\n> " if self.quoted else "\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data.replace("\n", " "))


def _words_of(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.words)).strip()


# --- Quotes -----------------------------------------------------------------------------------------------------------
# The line above a quoted letter, as mail programs write it in English, Russian and Kazakh; it may run over two lines.
_ABOVE = re.compile(
    r"^(on\b.{4,300}\bwrote:|.{0,300}\b(пишет|написала?|написал\(а\)|написали|жазды|жазған|жазады)\s*:)$",
    re.IGNORECASE | re.DOTALL,
)
_DIVIDER = re.compile(r"^\s*[-_]{2,}\s*(original message|forwarded message|исходное сообщение|пересылаемое сообщение|"
                      r"пересланное сообщение|бастапқы хабар\w*|түпнұсқа хабар\w*)\b.*$", re.IGNORECASE)  # fmt: skip
_BLOCK = re.compile(r"^\s*\*?(from|от|от кого|кімнен)\s*:\*?\s.*@?.*$", re.IGNORECASE)
_IN_BLOCK = re.compile(
    r"^\s*\*?(sent|date|to|subject|отправлено|дата|кому|тема|жіберілген|күні|кімге|тақырыбы)\s*:", re.IGNORECASE
)
_RULE = re.compile(r"^\s*_{10,}\s*$")


def without_quotes(text: str) -> str:
    """What was written now. When nothing would be left (somebody answered between the lines), all of it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    kept = lines[: _end(lines)]
    while kept and (_is_quoted(kept[-1]) or not kept[-1].strip()):
        kept.pop()
    if len(kept) < len(lines) and kept and _ABOVE.match(kept[-1].strip()):
        kept.pop()
    found = "\n".join(kept).strip()
    return found or text.strip()


def _end(lines: list[str]) -> int:
    """The first line that is not the writer's own any more."""
    for index, line in enumerate(lines):
        if _DIVIDER.match(line) or (MARK in line and not _is_quoted(line)):
            return index
        if _RULE.match(line) and any(_BLOCK.match(later) for later in lines[index + 1 : index + 3]):
            return index
        if _BLOCK.match(line) and sum(bool(_IN_BLOCK.match(later)) for later in lines[index + 1 : index + 6]) >= 2:
            return index
        for size in (1, 2):
            after = [later for later in lines[index + size :] if later.strip()]
            if after and _is_quoted(after[0]) and _ABOVE.match(" ".join(lines[index : index + size]).strip()):
                # Who writes below or between what is quoted would be cut off: then everything is kept.
                return index if all(map(_is_quoted, after)) else len(lines)
    return len(lines)


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")
