"""Where a report of an activity may begin: on the page of a record of a domain above, with everything filled in that is known
there. The domain above says what is filled in, keeps the activity with its record, and is named on the activity's page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class OriginCard:
    """A record to which an activity belongs, in the language of the reader."""

    label: str | Promise
    title: str
    url: str


@dataclass(frozen=True)
class Origin:
    """`code` is the table of the record. `visible_to(user)`: records from which the user may begin a report. `filled(record)`:
    first values of the form. `note(record, activity, by, at)`: keep them together, in the transaction that enters the activity.
    `cards(user, activity)`: the records to which it belongs, as far as the user sees them."""

    code: str
    visible_to: Callable[[Any], QuerySet[Any]]
    filled: Callable[[Any, str], Mapping[str, Any]]
    note: Callable[[Any, Any, Any, datetime], None]
    cards: Callable[[Any, Any], Iterable[OriginCard]]


_origins: dict[str, Origin] = {}


def register_origin(origin: Origin) -> None:
    _origins[origin.code] = origin


def origin_called(code: str) -> Origin | None:
    return _origins.get(code)


def cards_of(user: Any, activity: Any) -> list[OriginCard]:
    return [card for origin in _origins.values() for card in origin.cards(user, activity)]
