"""What comes of an answer or an enquiry in a domain above: it registers itself, for this one must not know it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from seriktes.procedures.definitions.subjects import Card


@dataclass(frozen=True)
class Came:
    """`records`: what it became, as far as the reader may see; `make`: where the reader makes something of it. `others`:
    how much more came of it that the reader may know of, but not see."""

    records: tuple[Card, ...] = ()
    make: Card | None = None
    others: int = 0


# The reader, then the answer, the enquiry or the challenge.
Asked = Callable[[Any, Any], Came]


@dataclass(frozen=True)
class Outcome:
    of_answer: Asked
    of_enquiry: Asked
    of_challenge: Asked


def _nothing(_user: Any, _record: Any) -> Came:
    return Came()


_registered = [Outcome(_nothing, _nothing, _nothing)]


def register_outcome(provider: Outcome) -> None:
    _registered[:] = [provider]


def outcome() -> Outcome:
    return _registered[0]
