"""Clocks: what somebody waits for, and until when. Computed from the events of a record and nothing else.

A clock of a kind starts with one of its events, is paused while the other side has to act, goes on, and stops. Events
are taken in the order in which they happened (`at`, then `id`), not in which they were written down: an answer that is
recorded a week late stops the clock a week ago.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from django.utils.functional import Promise

from seriktes.common.working_time import WorkingTime
from seriktes.procedures.definitions.terms import Amount, Data, NoDate, SetDate, Term, run_out, used

Text = str | Promise


@dataclass(frozen=True, order=True)
class Happening:
    """An event, as far as clocks need it. Ordered by when it happened."""

    at: datetime
    id: int
    kind: str = field(compare=False)
    data: Data = field(default_factory=dict, compare=False)
    organisation: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Owner:
    """Who has to act: a post, or an organisation of which no post is named."""

    organisation: int | None = None
    post: int | None = None


@dataclass(frozen=True)
class Wanted:
    """A running clock whose owner is asked for. `data` is that of the event that started it, with later changes."""

    subject_id: int
    item: str
    data: Data
    organisation: int | None = None


Owners = Callable[[Sequence[Wanted]], Sequence[Owner]]


class Reader(Protocol):
    """Somebody who is told of a clock (`queries.recipients`)."""

    email: str
    language: str
    name: str


# Of records and items, whoever is to be told beside the owner's desk; and where a letter to one of them leads.
People = Callable[[Sequence[tuple[int, str]]], Sequence[Sequence[Any]]]
Address = Callable[[int, str, Any, datetime], str]


def owners_in_data(wanted: Sequence[Wanted]) -> list[Owner]:
    """The owner that the event names: `post` and `organisation` in its data, else the organisation it happened for."""
    return [Owner(want.data.get("organisation") or want.organisation, want.data.get("post")) for want in wanted]


@dataclass(frozen=True)
class ClockKind:
    """One kind of clock on records of one table.

    `starts` … `cancels` hold codes of events. `starts` again while it runs: a clock to a date takes the new date, any
    other goes on (the first question is the one that waits), unless the event is in `restarts`. `changes` replaces
    values (another term) and keeps what was used. `cancels` ends it with nothing done.

    `item` names a value in the data of the events that tells several clocks of the kind apart (the step of an
    approval); a list there means one clock each; an event without it speaks of all.

    `people` are reminded in the owner's stead where somebody in person has to act, and `address` is the path to which
    the letter to one of them leads; an empty one is the record's. The owner sees the clock, and is told of its escalation.

    `ahead` and `overdue` are days before and after the date at which the owner is told, besides the date itself;
    `escalate_after` days after it the keepers of the organisation are told too.
    """

    code: str
    subject: str
    label: Text
    awaits: Text
    starts: Collection[str]
    stops: Collection[str]
    term: Term
    cancels: Collection[str] = ()
    pauses: Collection[str] = ()
    resumes: Collection[str] = ()
    restarts: Collection[str] = ()
    changes: Collection[str] = ()
    item: str = ""
    owners: Owners = owners_in_data
    people: People | None = None
    address: Address | None = None
    ahead: tuple[int, ...] = (7, 1)
    overdue: tuple[int, ...] = (1, 7)
    escalate_after: int | None = None

    @property
    def events(self) -> frozenset[str]:
        every = (self.starts, self.stops, self.cancels, self.pauses, self.resumes, self.restarts, self.changes)
        return frozenset(code for codes in every for code in codes)


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


OPEN = (ClockState.RUNNING, ClockState.PAUSED)


class What(StrEnum):
    """What a step of the trace says (`definitions.traces` has the sentences)."""

    STARTED = "started"
    RESTARTED = "restarted"
    ALREADY = "already"
    MOVED = "moved"
    KEPT = "kept"
    CHANGED = "changed"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"
    STOPPED_LATE = "stopped_late"
    CANCELLED = "cancelled"
    NO_DATE = "no_date"
    NOT_RUNNING = "not_running"
    TERM = "term"
    DAYS_OFF = "days_off"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class TraceStep:
    what: What
    at: datetime | None = None
    event: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ClockReading:
    """One clock at one moment. `used` and `left` are working time or days, None for a clock that runs to a date."""

    kind: ClockKind
    item: str
    state: ClockState
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    used: Amount | None = None
    left: Amount | None = None
    data: Data = field(default_factory=dict)
    trace: tuple[TraceStep, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_overdue(self, now: datetime) -> bool:
        return self.state == ClockState.RUNNING and self.due_at < now

    @property
    def was_late(self) -> bool:
        return self.stopped_at is not None and self.stopped_at > self.due_at


@dataclass
class _Run:
    """A clock while its events are gone through."""

    kind: ClockKind
    item: str
    time: WorkingTime
    state: ClockState | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    data: Data = field(default_factory=dict)
    segments: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    trace: list[TraceStep] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def say(self, what: What, event: Happening, **values: Any) -> None:
        self.trace.append(TraceStep(what, event.at, event.kind, values))

    def due(self, data: Data | None = None) -> datetime:
        return run_out(self.kind.term, self.data if data is None else data, self.segments, self.time)

    # --- What events do -----------------------------------------------------------------------------------------------
    def take(self, event: Happening) -> None:
        kind, code = self.kind, event.kind
        before = len(self.trace)
        if code in kind.stops:
            self.end(event, ClockState.STOPPED)
        elif code in kind.cancels:
            self.end(event, ClockState.CANCELLED)
        if code in kind.resumes and self.state == ClockState.PAUSED:
            self.resume(event)
        if code in kind.changes and self.is_open:
            self.change(event, What.CHANGED)
        if code in kind.restarts and self.is_open:
            self.start(event, What.RESTARTED)
        elif (code in kind.starts or code in kind.restarts) and not self.is_open:
            self.start(event, What.STARTED)
        elif code in kind.starts and len(self.trace) == before:
            self.start_again(event)
        if code in kind.pauses and self.state == ClockState.RUNNING:
            self.pause(event)
        if len(self.trace) == before:
            self.say(What.NOT_RUNNING, event)

    def start(self, event: Happening, what: What) -> None:
        segments: list[tuple[datetime, datetime | None]] = [(event.at, None)]
        try:
            due = run_out(self.kind.term, event.data, segments, self.time)
        except NoDate:
            if self.is_open:
                self.end(event, ClockState.CANCELLED, What.NO_DATE)
            else:
                self.say(What.NO_DATE, event)
            return
        self.segments = segments
        self.state, self.started_at, self.ended_at, self.data = ClockState.RUNNING, event.at, None, event.data
        self.say(what, event, due=due)

    def start_again(self, event: Happening) -> None:
        if isinstance(self.kind.term, SetDate):
            self.change(event, What.MOVED)
        else:
            self.say(What.ALREADY, event)

    def change(self, event: Happening, what: What) -> None:
        data = {**self.data, **event.data}
        before = self.due()
        try:
            due = self.due(data)
        except NoDate:
            self.end(event, ClockState.CANCELLED, What.NO_DATE)
            return
        self.data = data
        if what == What.MOVED and due == before:
            self.say(What.KEPT, event, due=due)
        else:
            self.say(what, event, before=before, due=due)

    def end(self, event: Happening, state: ClockState, what: What | None = None) -> None:
        if not self.is_open:
            return
        due = self.due()
        self.close_segment(event)
        self.state, self.ended_at = state, event.at
        if what is None:
            late = state == ClockState.STOPPED and event.at > due
            what = What.STOPPED_LATE if late else What(state)
        self.say(what, event, due=due)

    def pause(self, event: Happening) -> None:
        self.close_segment(event)
        self.state = ClockState.PAUSED
        self.say(What.PAUSED, event, used=used(self.kind.term, self.segments, event.at, self.time))

    def resume(self, event: Happening) -> None:
        paused_at = self.segments[-1][1]
        self.segments.append((event.at, None))
        self.state = ClockState.RUNNING
        self.say(What.RESUMED, event, paused_at=paused_at, due=self.due())

    def close_segment(self, event: Happening) -> None:
        start, end = self.segments[-1]
        if end is None:
            self.segments[-1] = (start, event.at)

    # --- What comes of it ---------------------------------------------------------------------------------------------
    def reading(self, until: datetime, *, measured: bool) -> ClockReading | None:
        if self.state is None or self.started_at is None:
            return None
        due = self.due()
        reading = ClockReading(
            kind=self.kind, item=self.item, state=self.state, started_at=self.started_at, due_at=due,
            paused_at=self.segments[-1][1] if self.state == ClockState.PAUSED else None,
            stopped_at=self.ended_at, data=self.data,
        )  # fmt: skip
        if not measured:
            return reading
        spent = used(self.kind.term, self.segments, self.ended_at or until, self.time)
        left: Any = None
        if spent is not None and not isinstance(self.kind.term, SetDate):
            left = self.kind.term.amount(self.data) - spent  # type: ignore[operator]  # both of one kind
        return replace(reading, used=spent, left=left, trace=(*self.trace, *self.outcome(reading, until)))

    def outcome(self, reading: ClockReading, until: datetime) -> list[TraceStep]:
        if not reading.is_open:
            return []
        term = self.kind.term
        steps = []
        if not isinstance(term, SetDate):
            steps.append(TraceStep(What.TERM, values={"amount": term.amount(self.data), "unit": type(term).__name__}))
            if off := self.days_off(reading):
                steps.append(TraceStep(What.DAYS_OFF, values={"days": off}))
        steps.append(TraceStep(What.OVERDUE if reading.is_overdue(until) else What.DUE, values={"due": reading.due_at}))
        return steps

    def days_off(self, reading: ClockReading) -> list[date]:
        """The days off within the term that are not the usual weekend: holidays and days of the office's own."""
        first, last = self.time.day_of(reading.started_at), self.time.day_of(reading.due_at)
        days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
        weekend = self.time.calendar.weekend
        return [day for day in days if day.weekday() not in weekend and not self.time.is_working_day(day)][:60]


def run_clock(
    kind: ClockKind,
    events: Iterable[Happening],
    working_time: WorkingTime,
    until: datetime,
    *,
    item: str = "",
    measured: bool = True,
) -> ClockReading | None:
    """The clock after the events of one item up to a moment; None when nothing started it.

    Without `measured`, what was used, what is left and the trace are not worked out.
    """
    run = _Run(kind, item, working_time)
    for event in sorted(events):
        if event.at > until:
            break
        run.take(event)
    return run.reading(until, measured=measured)


# --- Registry ---------------------------------------------------------------------------------------------------------
_kinds: dict[str, ClockKind] = {}


def register_clocks(kinds: Iterable[ClockKind]) -> None:
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"Two kinds of clocks are called {kind.code!r}.")


def clock_kind(code: str) -> ClockKind | None:
    return _kinds.get(code)


def clock_kinds(subject: str | None = None) -> list[ClockKind]:
    return [kind for kind in _kinds.values() if subject is None or kind.subject == subject]


def subjects_with_clocks() -> list[str]:
    return sorted({kind.subject for kind in _kinds.values()})
