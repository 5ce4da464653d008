"""What hangs on a post. The domains above say which records pass on with one, what is open in them, and which of their
relations nobody looks after; handovers, the index of orphans and the desk know no more than is said here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Line:
    """One thing that is open in a record, in the language of the reader."""

    text: str
    day: date | None = None
    url: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Contact:
    """Whom the newcomer will have to do with on another side."""

    organisation: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Responsibility:
    """One record that passes on with the post, as the leaver and the newcomer read it."""

    subject: Any
    title: str
    url: str
    promises: Sequence[Line] = ()
    clocks: Sequence[Line] = ()
    contacts: Sequence[Contact] = ()
    next_dates: Sequence[Line] = ()


@dataclass(frozen=True)
class Address:
    """One address of another side; `language` is that of the reader's account, else of the installation."""

    email: str
    language: str = field(compare=False)
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class Orphan:
    """A relation that nobody looks after, and what may be done about it."""

    title: str
    url: str
    organisation: str
    # Why nobody does: "none", "vacant" or "closed" post; `post` is its name.
    reason: str
    post: str = ""
    # Where it is mended; empty for a reader who may not.
    act_url: str = ""


@dataclass(frozen=True)
class Responsibilities:
    """Of one table. `model` is its name (`partnerships.partnership`); each function asks a constant number of queries.

    `ids_of(post_id)`: the records that hang on the post. `describe(post_id, ids, now)`: these records, in the order of
    the ids. `addresses(organisation_id, ids, on)`: those to be told on the other sides, by record. `orphans(user, on)`:
    rows that nobody looks after, of the organisations that the user keeps; `orphan_rows(user, rows, on)` says of some what they
    are.
    """

    code: str
    model: str
    label: str | Promise
    ids_of: Callable[[int], list[int]]
    describe: Callable[[int, Sequence[int], datetime], list[Responsibility]]
    addresses: Callable[[int, Collection[int], date], Mapping[int, Sequence[Address]]]
    orphans: Callable[[Any, date], QuerySet[Any]]
    orphan_rows: Callable[[Any, Sequence[Any], date], list[Orphan]]
    # The same, but only of organisations of the user's own: for the number beside the navigation.
    own_orphans: Callable[[Any, date], QuerySet[Any]]


_providers: dict[str, Responsibilities] = {}


def register_responsibilities(provider: Responsibilities) -> None:
    _providers[provider.code] = provider


def responsibilities() -> list[Responsibilities]:
    return list(_providers.values())


def responsibilities_in(model: str) -> Responsibilities | None:
    return next((provider for provider in _providers.values() if provider.model == model), None)
