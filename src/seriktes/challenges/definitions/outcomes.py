"""What comes of an answer or an enquiry in a domain above: it registers itself, for this one must not know it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from seriktes.procedures.definitions.subjects import Card


@dataclass(frozen=True)
class Came:
    """`records`: what it became, as far as the reader may see; `make`: where the reader makes something of it."""

    records: tuple[Card, ...] = ()
    make: Card | None = None


# The reader, then the answer or the enquiry.
Asked = Callable[[Any, Any], Came]


@dataclass(frozen=True)
class Outcome:
    of_answer: Asked
    of_enquiry: Asked


_registered = [Outcome(lambda _user, _answer: Came(), lambda _user, _enquiry: Came())]


def register_outcome(provider: Outcome) -> None:
    _registered[:] = [provider]


def outcome() -> Outcome:
    return _registered[0]
