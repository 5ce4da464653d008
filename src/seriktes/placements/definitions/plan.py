"""The plan and the log of a placement: what a log may hold, and how the share of hours off plan is told."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Where a programme says nothing else.
HOURS_A_DAY, SOME, MUCH, JUDGED_FROM = Decimal(12), 20, 40, 16
# Hours are logged in quarters.
STEP = Decimal("0.25")
A_WEEK = timedelta(days=7)
# A week can be confirmed from its Friday on; what is logged later on its weekend waits for the next week's letter.
FRIDAY = timedelta(days=4)
NOUGHT = Decimal(0)


class Course(StrEnum):
    """How the log keeps to the plan."""

    EMPTY = "empty"
    EARLY = "early"
    ON_PLAN = "on_plan"
    SOME_OFF = "some_off"
    MUCH_OFF = "much_off"


COURSE_WORDS: dict[Course, Promise] = {
    Course.EMPTY: _("nothing logged yet"),
    Course.EARLY: _("too early to tell"),
    Course.ON_PLAN: _("on plan"),
    Course.SOME_OFF: _("some work off plan"),
    Course.MUCH_OFF: _("much work off plan"),
}
COURSE_TONES = {
    Course.EMPTY: "neutral", Course.EARLY: "neutral", Course.ON_PLAN: "ok", Course.SOME_OFF: "warn", Course.MUCH_OFF: "bad",
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What holds for the logs of a programme."""

    hours_a_day: Decimal = HOURS_A_DAY
    some_off_plan: int = SOME
    much_off_plan: int = MUCH
    judged_from: int = JUDGED_FROM

    def course(self, hours: Decimal, off_plan: Decimal) -> Course:
        if hours <= 0:
            return Course.EMPTY
        if hours < self.judged_from:
            return Course.EARLY
        # Compared without dividing: a share of exactly the threshold is the threshold.
        if off_plan * 100 >= hours * self.much_off_plan:
            return Course.MUCH_OFF
        return Course.SOME_OFF if off_plan * 100 >= hours * self.some_off_plan else Course.ON_PLAN


def share_of(part: Decimal, whole: Decimal) -> Decimal:
    """The share, between 0 and 1; nothing of nothing is nothing."""
    return part / whole if whole > 0 else NOUGHT


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def latest_ripe(today: date) -> date:
    """The latest Monday of which the week can be confirmed, should it be one: earlier weeks can be too."""
    return today - FRIDAY
