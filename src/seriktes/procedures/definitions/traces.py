"""The steps of a clock's trace in words."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from seriktes.common.formats import format_day, format_moment, format_number
from seriktes.procedures.definitions.clocks import TraceStep, What

SENTENCES = {
    What.STARTED: _("The clock starts. Due %(due)s."),
    What.RESTARTED: _("The clock starts anew. Due %(due)s."),
    What.ALREADY: _("The clock runs already; this changes nothing."),
    What.MOVED: _("The date moves from %(before)s to %(due)s."),
    What.KEPT: _("The date stays: %(due)s."),
    What.CHANGED: _("The term changes, what was used stays. Due %(due)s, before %(before)s."),
    What.PAUSED: _("The clock is paused. Used so far: %(used)s."),
    What.RESUMED: _("The clock goes on after a pause since %(paused_at)s. Due %(due)s."),
    What.STOPPED: _("The clock stops in time. It was due %(due)s."),
    What.STOPPED_LATE: _("The clock stops late. It was due %(due)s."),
    What.CANCELLED: _("The clock is called off."),
    What.NO_DATE: _("No date is set, so no clock runs."),
    What.NOT_RUNNING: _("No clock was running; this changes nothing."),
    What.TERM: _("The term is %(amount)s."),
    What.DAYS_OFF: _("Days off on the way, beside the weekend: %(days)s."),
    What.DUE: _("Due %(due)s."),
    What.OVERDUE: _("Overdue since %(due)s."),
}


def step_words(step: TraceStep) -> str:
    """The step in a sentence, in the language of the reader."""
    values = {name: _value(name, value, step.values) for name, value in step.values.items()}
    return str(SENTENCES[step.what]) % values


def amount_words(amount: timedelta | int | None, unit: str = "") -> str:
    if amount is None:
        return "—"
    if isinstance(amount, timedelta):
        hours = amount / timedelta(hours=1)
        number = format_number(round(hours, 2))
        return ngettext("%(number)s working hour", "%(number)s working hours", _plural(hours)) % {"number": number}
    if unit == "CalendarDays":
        return ngettext("%(number)s day", "%(number)s days", amount) % {"number": format_number(amount)}
    return ngettext("%(number)s working day", "%(number)s working days", amount) % {"number": format_number(amount)}


def _plural(hours: float) -> int:
    return int(hours) if hours == int(hours) else 2


def _value(name: str, value: Any, values: Mapping[str, Any]) -> str:
    if name in ("used", "amount"):
        return amount_words(value, str(values.get("unit", "")))
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, list):
        return ", ".join(format_day(day, "medium") for day in value)
    return str(value)
