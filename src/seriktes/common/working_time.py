"""Working time: when an office is open, and terms that count only while it is.

Which days are worked is the calendar's to say (`common.clocks`); this adds the hours of a day and the time zone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from seriktes.common.clocks import WorkingCalendar, add_working_days, working_days_between

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
# An office that is closed for longer than this is none: a calendar that was filled in by mistake must not hang a job.
_LONGEST_REST = 3 * 366

Hours = Mapping[int, tuple[tuple[time, time], ...]]
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class WorkingTime:
    """The open hours of one office.

    `hours` gives the spans of each weekday (Monday 0), several a day leave lunch out. The calendar decides which days
    are worked; a worked day whose weekday has no hours (a Saturday worked in exchange) has those of a usual day.
    Moments are aware; answers are in the zone of the office.
    """

    calendar: WorkingCalendar
    hours: Hours
    zone: ZoneInfo
    _spans: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for weekday, spans in self.hours.items():
            flat = [moment for span in spans for moment in span]
            if any(closes <= opens for opens, closes in spans) or flat != sorted(flat):
                raise ValueError(f"The hours of weekday {weekday} overlap or end before they begin.")
        if not any(self.hours.values()):
            raise ValueError("An office needs hours on at least one weekday.")

    # --- Days ---------------------------------------------------------------------------------------------------------
    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def is_working_day(self, day: date) -> bool:
        return self.calendar.is_working_day(day)

    def opening(self, day: date) -> datetime:
        """When the office opens on the day; on a day off, when it would on a usual one."""
        spans = self.spans(day) or self._made(day)
        return spans[0][0].astimezone(self.zone)

    def closing(self, day: date) -> datetime:
        """When the office closes on the day; the last second of a day off."""
        if spans := self.spans(day):
            return spans[-1][1].astimezone(self.zone)
        return datetime.combine(day, time(23, 59, 59), self.zone)

    def day_on_or_after(self, day: date) -> date:
        return add_working_days(day, 0, self.calendar)

    def day_on_or_before(self, day: date) -> date:
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def end_of_working_day(self, moment: datetime, n: int = 0) -> datetime:
        """The closing of the n-th working day after the moment's own day; 0: of that day, or the next worked one."""
        return self.closing(add_working_days(self.day_of(moment), n, self.calendar))

    def days_between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of `start` up to and including that of `end`."""
        return working_days_between(self.day_of(start), self.day_of(end), self.calendar)

    # --- Hours --------------------------------------------------------------------------------------------------------
    def spans(self, day: date) -> tuple[Span, ...]:
        """The open spans of the day, in order and apart from each other, in UTC."""
        known = self._spans.get(day)
        if known is None:
            known = self._spans[day] = self._made(day) if self.is_working_day(day) else ()
        return known

    def is_open(self, moment: datetime) -> bool:
        return any(opens <= moment < closes for opens, closes in self.spans(self.day_of(moment)))

    def next_open(self, moment: datetime) -> datetime:
        """The moment itself while the office is open, else the next opening."""
        for opens, closes in self._forwards(moment):
            if moment < closes:
                return max(moment, opens).astimezone(self.zone)
        raise AssertionError("unreachable: _forwards ends with an error")

    def add(self, moment: datetime, working: timedelta) -> datetime:
        """The moment at which so much working time has passed; a negative amount counts back; none is the moment."""
        # In UTC: arithmetic inside one zone would count by the clock on the wall, also when that is put back.
        moment = moment.astimezone(UTC)
        if working < _NOTHING:
            return self._take(moment, -working)
        left = working
        for opens, closes in self._forwards(moment) if left else ():
            begins = max(moment, opens)
            if begins < closes and left <= closes - begins:
                return (begins + left).astimezone(self.zone)
            left -= max(closes - begins, _NOTHING)
        return moment.astimezone(self.zone)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from one moment to the other; negative when the end comes first."""
        if end < start:
            return -self.between(end, start)
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        total, day, last = _NOTHING, self.day_of(start), self.day_of(end)
        while day <= last:
            for opens, closes in self.spans(day):
                total += max(min(closes, end) - max(opens, start), _NOTHING)
            day += _DAY
        return total

    def _take(self, moment: datetime, working: timedelta) -> datetime:
        left = working
        for opens, closes in self._backwards(moment):
            ends = min(moment, closes)
            if opens < ends and left <= ends - opens:
                return (ends - left).astimezone(self.zone)
            left -= max(ends - opens, _NOTHING)
        raise AssertionError("unreachable: _backwards ends with an error")

    def _forwards(self, moment: datetime) -> Iterator[Span]:
        return self._walk(self.day_of(moment), _DAY)

    def _backwards(self, moment: datetime) -> Iterator[Span]:
        return self._walk(self.day_of(moment), -_DAY)

    def _walk(self, day: date, step: timedelta) -> Iterator[Span]:
        rested = 0
        while rested < _LONGEST_REST:
            spans = self.spans(day)
            yield from spans if step > _NOTHING else reversed(spans)
            rested = 0 if spans else rested + 1
            day += step
        raise ValueError(f"The office is closed for {_LONGEST_REST} days on end: look at its days off.")

    def _made(self, day: date) -> tuple[Span, ...]:
        usual = next(spans for _, spans in sorted(self.hours.items()) if spans)
        made: list[Span] = []
        for opens, closes in self.hours.get(day.weekday()) or usual:
            begins = datetime.combine(day, opens, self.zone).astimezone(UTC)
            ends = datetime.combine(day, closes, self.zone).astimezone(UTC)
            # Where the clocks are put forward or back, two spans may touch: no minute counts twice.
            begins = max(begins, made[-1][1]) if made else begins
            if begins < ends:
                made.append((begins, ends))
        return tuple(made)
