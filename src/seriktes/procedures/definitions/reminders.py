"""When somebody is told of a clock: always at the opening of a working day, never at night or on a day off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from seriktes.common.working_time import WorkingTime
from seriktes.procedures.definitions.clocks import ClockKind
from seriktes.procedures.enums import ReminderStage


@dataclass(frozen=True, order=True)
class ReminderStep:
    """`days` before or after the date."""

    at: datetime
    stage: ReminderStage
    days: int = 0

    @property
    def key(self) -> tuple[str, int]:
        return (str(self.stage), self.days)


def reminder_steps(kind: ClockKind, due_at: datetime, time: WorkingTime) -> list[ReminderStep]:
    """Every reminder of a clock, in order of time."""
    day = time.day_of(due_at)

    def earlier(days: int) -> datetime:
        return time.opening(time.day_on_or_before(day - timedelta(days=days)))

    def later(days: int) -> datetime:
        return time.opening(time.day_on_or_after(day + timedelta(days=days)))

    steps = [ReminderStep(earlier(days), ReminderStage.BEFORE, days) for days in kind.ahead if days > 0]
    steps.append(ReminderStep(earlier(0), ReminderStage.DUE))
    # From the escalation on, every reminder goes to the keepers too: a morning that was missed must not lose it.
    grave = kind.escalate_after
    for days in sorted({*kind.overdue, *(() if grave is None else (grave,))}):
        stage = ReminderStage.OVERDUE if grave is None or days < grave else ReminderStage.ESCALATED
        if days > 0:
            steps.append(ReminderStep(later(days), stage, days))
    # Of several on one morning the gravest tells all.
    return sorted(steps, key=lambda step: (step.at, _GRAVITY[step.stage], -step.days))


_GRAVITY = {
    ReminderStage.BEFORE: 0, ReminderStage.DUE: 1, ReminderStage.OVERDUE: 2, ReminderStage.ESCALATED: 3,
}  # fmt: skip


def due_step(steps: list[ReminderStep], sent: Collection[tuple[str, int]], now: datetime) -> ReminderStep | None:
    """The reminder that is to be sent at a moment: the last one whose time has come, unless it or a later one was.

    Earlier ones that were missed (the register was down, the clock was recorded late) are not made up for.
    """
    past = [step for step in steps if step.at <= now]
    return past[-1] if past and past[-1].key not in sent else None


def next_reminder(
    steps: list[ReminderStep],
    sent: Collection[tuple[str, int]],
    *,
    started_at: datetime,
    now: datetime,
    time: WorkingTime,
) -> datetime | None:
    """When the clock is to be looked at next: on the next morning when one is owed already, else at the next step.

    A reminder ahead of the date whose time had passed when the clock started is left out: it was seen just then.
    """
    owed = due_step(steps, sent, now)
    if owed and (owed.at >= started_at or owed.stage != ReminderStage.BEFORE):
        today = time.day_of(now)
        morning = time.opening(time.day_on_or_after(today))
        return morning if now < morning else time.opening(time.day_on_or_after(today + timedelta(days=1)))
    return next((step.at for step in steps if step.at > now), None)
