"""What is left of a running clock, for chips and desks: from its row alone, without the events behind it."""

from datetime import datetime, timedelta
from typing import Literal, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

ChipState = Literal["running", "low", "over", "paused"]


class Running(Protocol):
    @property
    def started_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def paused_at(self) -> datetime | None: ...


def chip_state(clock: Running, now: datetime) -> ChipState:
    """The state of the clock chip; "low" once a quarter of the whole time is left, in elapsed time."""
    if clock.paused_at is not None:
        return "paused"
    if clock.due_at < now:
        return "over"
    whole = max(clock.due_at - clock.started_at, timedelta(0))
    return "low" if (clock.due_at - now) * 4 <= whole else "running"


def left_words(clock: Running, now: datetime) -> str:
    """Days by the calendar, as people say them: the working time behind them is explained on the record."""
    if clock.paused_at is not None:
        return pgettext("of a clock", "paused")
    days = (timezone.localdate(clock.due_at) - timezone.localdate(now)).days
    if days == 0:
        return _("late since today") if clock.due_at < now else _("today")
    if days < 0:
        return ngettext("%(count)d day late", "%(count)d days late", -days) % {"count": -days}
    return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
