"""What can be done by a link in a mail, without an account. The domains above register theirs when they are loaded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils.functional import Promise

Text = str | Promise
LASTS = timedelta(days=14)


class Link(Protocol):
    """What an action may know of the link by which it is done (`models.ActionLink`)."""

    pk: int
    action: str
    arguments: dict[str, Any]
    email: str
    name: str
    language: str
    subject_type: str
    subject_id: int
    sent_at: datetime
    expires_at: datetime

    @property
    def record(self) -> Any: ...

    @property
    def label(self) -> str:
        """Who acts, in words: for `by_label` of the event."""


@dataclass(frozen=True)
class Choice:
    """A button. `code` reaches `act` as `data["choice"]`."""

    code: str
    label: Text
    is_primary: bool = True
    is_danger: bool = False


@dataclass(frozen=True)
class Described:
    """What the letter and the page say before anything is done, in the language that is active.

    `title` is a line, also the subject of the letter; `text` says who asks for what; `effect` says what the buttons do;
    `facts` are labels with values; `reading` are titles with addresses of what to read first. `quoted` is the title and
    the text that somebody typed without an account: the page shows them, the letter never does, since whoever enters
    somebody else's address must not be able to write to them.
    """

    title: Text
    text: Text
    effect: Text
    choices: Sequence[Choice]
    facts: Sequence[tuple[Text, Text]] = ()
    reading: Sequence[tuple[Text, str]] = ()
    quoted: tuple[str, str] = ("", "")
    # An entry for the reader's calendar (iCalendar), which goes along with the letter as a file.
    calendar: str = ""


@dataclass(frozen=True)
class Outcome:
    """What was done: `title` is one line, kept with the link and shown to whoever opens it again."""

    title: Text
    text: Text = ""


@dataclass(frozen=True)
class LinkFile:
    """What is to be read before the button is pressed; served from the page of the link itself."""

    name: str
    content: bytes
    content_type: str = "application/pdf"


class LinkRefused(Exception):
    """What was asked cannot be done so: the page says it, and the link stays as it was. `field` names a form field."""

    def __init__(self, words: Text, field: str | None = None) -> None:
        super().__init__(str(words))
        self.words, self.field = words, field


@dataclass(frozen=True)
class LinkAction:
    """One thing that a link does.

    `describe(link)` answers None when there is nothing left to do; the page then says so. `act(link, data, at)` does it
    once, in the transaction that uses the link up; `data` has `choice` and the cleaned values of `form`. It raises
    LinkRefused where the reader has to correct something. Locks are its own affair: the link's row is taken last.

    `form` is the dotted path of a form class that is called with `(data, link=link)`; without it there are only buttons.
    `settled(link)` says in words how the matter stands when `describe` has nothing to say. `file(link)` is the text that
    the reader, who has no account, must be able to read; it is served while the link is open, under `file_label`, else as
    the text. `has_file(link)` says whether there is one where it costs much to make.

    `is_private`: the audit log, which forgets nothing, is not told the address; nobody has shown yet that it is theirs.
    """

    code: str
    label: Text
    describe: Callable[[Any], Described | None]
    act: Callable[[Any, Mapping[str, Any], datetime], Outcome]
    form: str = ""
    settled: Callable[[Any], Text] | None = None
    file: Callable[[Any], LinkFile | None] | None = None
    lasts: timedelta = field(default=LASTS)
    is_private: bool = False
    file_label: Text = ""
    has_file: Callable[[Any], bool] | None = None


class UnknownAction(ValueError):
    """No domain has registered the action."""


_actions: dict[str, LinkAction] = {}


def register_links(actions: Iterable[LinkAction]) -> None:
    for action in actions:
        if _actions.setdefault(action.code, action) != action:
            raise ValueError(f"Two actions of links are called {action.code!r}.")


def link_action(code: str) -> LinkAction:
    try:
        return _actions[code]
    except KeyError:
        raise UnknownAction(f"No domain has registered an action {code!r} (`definitions.links`).") from None
