"""How long a clock runs: in working hours, working days or calendar days, or up to a date that an event sets.

Every number may also be the name of a value in the data of the event that started the clock: the days of a step of a
route, the months of notice of an agreement.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from seriktes.common.clocks import add_working_days
from seriktes.common.working_time import WorkingTime

Data = Mapping[str, Any]
# What a term is counted in: working time, or days.
Amount = timedelta | int
# What becomes of a date that falls on a day off.
Roll = Literal["keep", "next", "previous"]


class NoDate(Exception):
    """The event sets no date, so there is nothing to wait for."""


def number(value: float | str, data: Data) -> float:
    found = data.get(value) if isinstance(value, str) else value
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise NoDate(str(value))
    return found


def rolled(day: date, roll: Roll, time: WorkingTime) -> date:
    if roll == "next":
        return time.day_on_or_after(day)
    return time.day_on_or_before(day) if roll == "previous" else day


@dataclass(frozen=True)
class WorkingHours:
    hours: float | str

    def amount(self, data: Data) -> timedelta:
        return timedelta(hours=number(self.hours, data))

    def advance(self, start: datetime, amount: Any, time: WorkingTime) -> datetime:
        return time.add(start, amount)

    def consumed(self, start: datetime, end: datetime, time: WorkingTime) -> timedelta:
        return time.between(start, end)


@dataclass(frozen=True)
class WorkingDays:
    """To the closing of the n-th working day; the day of the start does not count."""

    days: int | str

    def amount(self, data: Data) -> int:
        return int(number(self.days, data))

    def advance(self, start: datetime, amount: Any, time: WorkingTime) -> datetime:
        return time.end_of_working_day(start, amount)

    def consumed(self, start: datetime, end: datetime, time: WorkingTime) -> int:
        return time.days_between(start, end)


@dataclass(frozen=True)
class CalendarDays:
    """To the end of the n-th day after the start; `roll` says what happens on a day off."""

    days: int | str
    roll: Roll = "next"

    def amount(self, data: Data) -> int:
        return int(number(self.days, data))

    def advance(self, start: datetime, amount: Any, time: WorkingTime) -> datetime:
        return time.closing(rolled(time.day_of(start) + timedelta(days=amount), self.roll, time))

    def consumed(self, start: datetime, end: datetime, time: WorkingTime) -> int:
        return (time.day_of(end) - time.day_of(start)).days


@dataclass(frozen=True)
class SetDate:
    """To a date in the data of the event (`key`), less an offset: the end of an agreement, its notice, an instalment.

    Months are counted on the calendar: one month before 31 March is the last day of February. A pause keeps such a
    clock quiet and moves nothing.
    """

    key: str = "date"
    minus_months: int | str = 0
    minus_days: int | str = 0
    minus_working_days: int | str = 0
    roll: Roll = "keep"

    def day(self, data: Data, time: WorkingTime) -> date:
        try:
            day = date.fromisoformat(str(data.get(self.key))[:10])
        except ValueError as error:
            raise NoDate(self.key) from error
        day = months_before(day, int(number(self.minus_months, data))) - timedelta(days=number(self.minus_days, data))
        if working := int(number(self.minus_working_days, data)):
            day = add_working_days(day, -working, time.calendar)
        return rolled(day, self.roll, time)

    def due(self, data: Data, time: WorkingTime) -> datetime:
        return time.closing(self.day(data, time))


Term = WorkingHours | WorkingDays | CalendarDays | SetDate


def months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def run_out(term: Term, data: Data, segments: list[tuple[datetime, datetime | None]], time: WorkingTime) -> datetime:
    """When the term is used up by the times during which the clock ran; the last of them may be open.

    Raises NoDate where the data lacks the date or number.
    """
    if isinstance(term, SetDate):
        return term.due(data, time)
    left: Amount = term.amount(data)
    for start, end in segments:
        due = term.advance(start, left, time)
        if end is None or due < end:
            return due
        left = left - term.consumed(start, end, time)  # type: ignore[operator]  # both of one kind
    # Paused with something left: what it would be if it went on at once.
    return term.advance(segments[-1][1] or segments[-1][0], left, time)


def used(
    term: Term, segments: list[tuple[datetime, datetime | None]], until: datetime, time: WorkingTime
) -> Amount | None:
    """How much of the term is spent; None for a clock that runs to a date."""
    if isinstance(term, SetDate):
        return None
    total: Any = timedelta(0) if isinstance(term, WorkingHours) else 0
    for start, end in segments:
        total += term.consumed(start, max(start, min(end or until, until)), time)
    return total
