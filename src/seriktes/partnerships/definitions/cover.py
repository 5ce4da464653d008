"""The years of a partnership as a band: where an agreement was in force, and where none was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Stretch:
    """A part of the band, in percent of its width."""

    x: str
    width: str
    is_covered: bool


@dataclass(frozen=True)
class Year:
    x: str
    year: int


@dataclass(frozen=True)
class Band:
    stretches: list[Stretch]
    years: list[Year]
    starts_on: date
    ends_on: date


# How many years can be written below the band on a phone.
MOST_YEARS = 7


def band_of(first: date, last: date, gaps: Sequence[tuple[date, date]]) -> Band | None:
    """The band from the first to the last day, both counted; `gaps` lie within them. None where there is no day."""
    days = (last - first).days + 1
    if days < 1:
        return None

    def percent(offset: int) -> str:
        return f"{100 * offset / days:.3f}%"

    bare = [
        Stretch(percent((start - first).days), percent((end - start).days + 1), is_covered=False) for start, end in gaps
    ]
    starts = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    step = -(-len(starts) // MOST_YEARS) or 1
    years = [Year(percent((day - first).days), day.year) for day in starts if not day.year % step]
    return Band([Stretch("0%", "100%", is_covered=True), *bare], years, first, last)
