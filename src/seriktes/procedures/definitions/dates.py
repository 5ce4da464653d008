"""Dates of a person beside the deadlines of posts: each domain registers where its own come from.

register_dates(dates_of_placements)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class OwnDate:
    """One day: what happens on it (`label`), with what (`title`), and the path of its page. `key` is the same for ever, also
    when the day moves; `changed_at` is when it last did, or anything of its record."""

    key: str
    day: date
    label: str | Promise
    title: str
    url: str
    changed_at: datetime


# `(user, first, last)`: the dates of the user between the two days, in a constant number of queries, in the reader's
# language. It shows nothing that the user may not see.
Dates = Callable[[Any, date, date], Iterable[OwnDate]]
_sources: list[Dates] = []


def register_dates(source: Dates) -> None:
    if source not in _sources:
        _sources.append(source)


def dates_between(user: Any, first: date, last: date) -> list[OwnDate]:
    """Of every domain, the earliest first."""
    found = [one for source in _sources for one in source(user, first, last)]
    return sorted(found, key=lambda one: (one.day, one.key))
