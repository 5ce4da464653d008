"""Working days: terms that the law or a promise counts in days on which people work."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from seriktes.common.packs import CountryPack, get_pack

_DAY = timedelta(days=1)


def _none(year: int) -> Collection[date]:  # noqa: ARG001 - the shape of a yearly list
    return frozenset()


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked.

    `weekend` holds weekday numbers, Monday 0. An extra working day beats everything, an extra day
    off beats the country; a worked day of the country beats its own holidays and weekend.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: Callable[[int], Collection[date]] = _none
    worked_days: Callable[[int], Collection[date]] = _none
    extra_days_off: frozenset[date] = frozenset()
    extra_working_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.weekend & set(range(7))) == 7:
            raise ValueError("A working calendar needs at least one weekday that is not in the weekend.")

    def is_working_day(self, day: date) -> bool:
        if day in self.extra_working_days:
            return True
        if day in self.extra_days_off:
            return False
        if day in self.worked_days(day.year):
            return True
        return day.weekday() not in self.weekend and day not in self.holidays(day.year)


def country_calendar(
    pack: CountryPack | None = None,
    *,
    extra_days_off: Collection[date] = (),
    extra_working_days: Collection[date] = (),
) -> WorkingCalendar:
    """The calendar of the country, with the days that this installation adds."""
    pack = pack or get_pack()
    return WorkingCalendar(
        weekend=pack.weekend,
        holidays=pack.holidays,
        worked_days=pack.worked_days,
        extra_days_off=frozenset(extra_days_off),
        extra_working_days=frozenset(extra_working_days),
    )


def add_working_days(start_date: date, n: int, calendar: WorkingCalendar) -> date:
    """The n-th working day after the start, which itself does not count; negative n counts back.

    0 is the start, or the next working day when the start is a day off.
    """
    step = -_DAY if n < 0 else _DAY
    day = start_date
    left = abs(n)
    while left:
        day += step
        left -= calendar.is_working_day(day)
    while not calendar.is_working_day(day):
        day += step
    return day


def working_days_between(start_date: date, end_date: date, calendar: WorkingCalendar) -> int:
    """Working days after the start up to and including the end; negative when the end comes first.

    For n ≥ 1, `working_days_between(start, add_working_days(start, n, calendar), calendar) == n`.
    """
    if end_date < start_date:
        return -working_days_between(end_date, start_date, calendar)
    days = (end_date - start_date).days
    return sum(calendar.is_working_day(start_date + offset * _DAY) for offset in range(1, days + 1))
