"""How soon both sides answer, and what comes of it: computed from the event log with the clocks that run on it.

A duration is the working time between the events that start and stop a clock, on the calendar of whoever owes the word,
without the times in which the other side was waited for. What was cancelled, or still runs, is not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Max

from seriktes.challenges.definitions.figures import (
    AGREED,
    ANSWER,
    ANSWERED,
    ASKED,
    DURATIONS,
    ENQUIRY,
    FUNNELS,
    MET,
    MINIMUM,
    WORDS_GIVEN,
    Duration,
    Whose,
)
from seriktes.challenges.enums import AnswerState, EnquiryState
from seriktes.challenges.models import Answer, Enquiry
from seriktes.challenges.queries.access import answers_visible_to, enquiries_visible_to
from seriktes.common.working_time import WorkingTime
from seriktes.organisations.queries.access import Viewer
from seriktes.procedures.definitions.clock_events import items_of
from seriktes.procedures.definitions.clocks import ClockKind, Happening, clock_kind
from seriktes.procedures.models import Event
from seriktes.procedures.queries.working_time import WorkingTimes

# Of the whole register.
ALL = 0
KEPT_SECONDS = 3600
# Changes when the shape of what is kept does.
SHAPE = 1
Segments = list[tuple[datetime, datetime]]


@dataclass(frozen=True, order=True)
class Measured:
    """The working time in seconds, and the record on which it was measured."""

    seconds: float
    pk: int


@dataclass
class Figures:
    """By code and organisation (`ALL`: everybody). Nothing is held back here: who shows it asks `published`."""

    durations: dict[str, dict[int, list[Measured]]] = field(default_factory=dict)
    # By code, organisation and step: the records.
    funnels: dict[str, dict[int, dict[str, list[int]]]] = field(default_factory=dict)
    # Why answers were declined, by the organisation that asked.
    reasons: dict[int, Counter[str]] = field(default_factory=dict)

    def measured(self, code: str, organisation: int = ALL) -> list[Measured]:
        return self.durations.get(code, {}).get(organisation, [])

    def step(self, code: str, step: str, organisation: int = ALL) -> list[int]:
        return self.funnels.get(code, {}).get(organisation, {}).get(step, [])

    def organisations(self) -> set[int]:
        """Of whom anything can be published."""
        found = {pk for by in self.durations.values() for pk, rows in by.items() if len(rows) >= MINIMUM}
        found |= {pk for by in self.funnels.values() for pk, steps in by.items() if len(steps[ASKED]) >= MINIMUM}
        return found - {ALL}


def median_seconds(rows: Sequence[Measured]) -> float | None:
    """None below the minimum count."""
    return median(row.seconds for row in rows) if len(rows) >= MINIMUM else None


@dataclass(frozen=True)
class Reasons:
    """`counts` of reasons that are frequent enough, the most frequent first; `rest` of the others together, None where
    they are too few to be told."""

    counts: tuple[tuple[str, int], ...] = ()
    rest: int | None = 0


def published_reasons(reasons: Mapping[str, int]) -> Reasons | None:
    """None below the minimum count. No small count can be worked out as a difference: where the rest is too few to be
    told, no total is told either."""
    if sum(reasons.values()) < MINIMUM:
        return None
    frequent = sorted(((code, n) for code, n in reasons.items() if n >= MINIMUM), key=lambda row: (-row[1], row[0]))
    rest = sum(reasons.values()) - sum(n for _code, n in frequent)
    return Reasons(tuple(frequent), rest if rest == 0 or rest >= MINIMUM else None)


@dataclass(frozen=True)
class Counted:
    """The records behind one figure: `subject` says of which model; `step` is empty for a duration."""

    subject: str
    label: str
    step: str
    rows: Sequence[Measured]


def counted(code: str, organisation: int = ALL) -> Counted | None:
    """What is behind the figure of that code; None where there is no such figure, or its count is below the minimum."""
    found = figures()
    for one in DURATIONS:
        if one.code == code and code in found.durations:
            rows = found.measured(code, organisation)
            return Counted(one.subject, str(one.label), "", rows) if len(rows) >= MINIMUM else None
    for funnel in FUNNELS:
        for step, label in funnel.steps.items():
            if code != f"{funnel.code}-{step}":
                continue
            if len(found.step(funnel.code, ASKED, organisation)) < MINIMUM:
                return None
            pks = found.step(funnel.code, step, organisation)
            return Counted(funnel.subject, str(funnel.label), str(label), [Measured(0, pk) for pk in pks])
    return None


def named_among(user: Viewer, counted: Counted, limit: int = 5000) -> dict[int, Answer | Enquiry]:
    """Of the records behind a figure, those that the user may see."""
    rows: Any = answers_visible_to(user) if counted.subject == ANSWER else enquiries_visible_to(user)
    return rows.in_bulk(sorted({row.pk for row in counted.rows})[:limit]) if user.is_authenticated else {}


# --- Computed ---------------------------------------------------------------------------------------------------------
def figures() -> Figures:
    """Kept until anything happens in the register, an hour at most: working times may be changed meanwhile."""
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    found: Figures = cache.get_or_set(f"challenges.figures:{SHAPE}:{last}", compute, KEPT_SECONDS)  # type: ignore[assignment]
    return found


def compute() -> Figures:
    found, times = Figures(), WorkingTimes()
    for subject, sides in ((ANSWER, _sides_of_answers()), (ENQUIRY, _sides_of_enquiries())):
        kinds = {one.code: kind for one in DURATIONS if one.subject == subject and (kind := clock_kind(one.clock))}
        events = _events(subject, kinds.values())
        times.read([pk for both in sides.values() for pk in both.values()])
        for one in DURATIONS:
            if one.code in kinds:
                found.durations[one.code] = _durations(one, kinds[one.code], events, sides, times)
    agreed = _with_event(["answer.agreed"], ANSWER), _with_event(["enquiry.agreed"], ENQUIRY)
    _funnels_of_answers(found, _with_event(WORDS_GIVEN, ANSWER), agreed[0])
    _funnels_of_enquiries(found, _with_event(["enquiry.replied"], ENQUIRY), agreed[1])
    declined = Answer.objects.filter(state=AnswerState.DECLINED).values_list(
        "challenge__organisation", "decline_reason"
    )
    for organisation, reason in declined:
        for pk in (ALL, organisation):
            found.reasons.setdefault(pk, Counter())[reason] += 1
    return found


Sides = Mapping[int, Mapping[Whose, int | None]]


def _sides_of_answers() -> Sides:
    rows = Answer.objects.filter(submitted_at__isnull=False)
    return {pk: {"keeper": asker, "other": answerer}
            for pk, asker, answerer in rows.values_list("pk", "challenge__organisation", "organisation")}  # fmt: skip


def _real_enquiries() -> Any:
    return Enquiry.objects.exclude(state__in=[EnquiryState.UNCONFIRMED, EnquiryState.SPAM])


def _sides_of_enquiries() -> Sides:
    rows = _real_enquiries().values_list("pk", "organisation", "asking_organisation")
    return {pk: {"keeper": asked, "other": asker} for pk, asked, asker in rows}


def _events(subject: str, kinds: Iterable[ClockKind]) -> dict[int, list[Happening]]:
    codes = {code for kind in kinds for code in kind.events}
    rows = Event.objects.filter(subject_type=subject, kind__in=codes).order_by("at", "id")
    events: dict[int, list[Happening]] = defaultdict(list)
    for pk, at, event, code, data in rows.values_list("subject_id", "at", "id", "kind", "data"):
        events[pk].append(Happening(at, event, code, data))
    return events


def _with_event(kinds: Sequence[str], subject: str) -> set[int]:
    rows = Event.objects.filter(subject_type=subject, kind__in=kinds)
    return set(rows.values_list("subject_id", flat=True))


def _durations(
    one: Duration, kind: ClockKind, events: Mapping[int, Sequence[Happening]], sides: Sides, times: WorkingTimes
) -> dict[int, list[Measured]]:
    found: dict[int, list[Measured]] = defaultdict(list)
    for pk, both in sides.items():
        organisation = both[one.whose]
        time = times.of(organisation)
        for number, segments in finished_runs(kind, events.get(pk, ())):
            if (one.runs == "first" and number > 0) or (one.runs == "further" and number == 0):
                continue
            row = Measured(worked_seconds(segments, time), pk)
            found[ALL].append(row)
            if organisation is not None:
                found[organisation].append(row)
    return {organisation: sorted(rows) for organisation, rows in found.items()}


def worked_seconds(segments: Segments, time: WorkingTime) -> float:
    return sum(time.between(start, end).total_seconds() for start, end in segments)


def finished_runs(kind: ClockKind, events: Iterable[Happening]) -> list[tuple[int, Segments]]:
    """Each run of a clock of one item that was stopped, with its number among all runs and the times in which it ran.

    As `definitions.clocks` runs it, save that another date set meanwhile (`restarts`) begins nothing anew: whoever
    waited has waited since before.
    """
    runs: list[tuple[int, Segments]] = []
    number, started, ran = -1, None, list[tuple[datetime, datetime]]()
    is_open = False
    for event in events:
        if items_of(kind, event) == []:
            continue
        code = event.kind
        if is_open and (code in kind.stops or code in kind.cancels):
            if started is not None:
                ran.append((started, event.at))
            if code in kind.stops:
                runs.append((number, ran))
            started, ran, is_open = None, [], False
        elif is_open and code in kind.resumes and started is None:
            started = event.at
        if code in kind.starts and not is_open:
            number, started, ran, is_open = number + 1, event.at, [], True
        elif is_open and code in kind.pauses and started is not None:
            ran.append((started, event.at))
            started = None
    return runs


def _funnels_of_answers(found: Figures, answered: set[int], agreed: set[int]) -> None:
    rows = Answer.objects.filter(submitted_at__isnull=False).order_by("pk")
    for pk, met_on, asker, answerer in rows.values_list("pk", "met_on", "challenge__organisation", "organisation"):
        steps = _steps_of(pk, answered, met_on, agreed)
        _count(found, "answers", (ALL, asker), pk, steps)
        _count(found, "answers-sent", (answerer,), pk, steps)


def _funnels_of_enquiries(found: Figures, answered: set[int], agreed: set[int]) -> None:
    for pk, met_on, organisation in _real_enquiries().order_by("pk").values_list("pk", "met_on", "organisation"):
        _count(found, "enquiries", (ALL, organisation), pk, _steps_of(pk, answered, met_on, agreed))


def _steps_of(pk: int, answered: set[int], met_on: Any, agreed: set[int]) -> list[str]:
    reached = {ASKED: True, ANSWERED: pk in answered, MET: met_on is not None, AGREED: pk in agreed}
    return [step for step, is_reached in reached.items() if is_reached]


def _count(found: Figures, code: str, organisations: Iterable[int], pk: int, steps: Iterable[str]) -> None:
    for organisation in organisations:
        by_step = found.funnels.setdefault(code, {}).setdefault(organisation, {})
        by_step.setdefault(ASKED, [])
        for step in steps:
            by_step.setdefault(step, []).append(pk)
