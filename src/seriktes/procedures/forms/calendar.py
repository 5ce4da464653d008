from datetime import date, time
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField

WEEKDAYS = [
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
]  # fmt: skip


class FeedForm(BaseForm):
    name = forms.CharField(
        label=_("What it is for"), max_length=120, help_text=_("The program or device that will read it.")
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class WeekdayForm(BaseForm):
    """The hours of one weekday: from, to, and lunch in between."""

    opens = _time(_("from"))
    closes = _time(_("to"))
    lunch_from = _time(_("lunch from"))
    lunch_to = _time(_("lunch to"))

    def __init__(self, *args: Any, weekday: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weekday = weekday

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        opens, closes = values.get("opens"), values.get("closes")
        lunch = (values.get("lunch_from"), values.get("lunch_to"))
        if (opens is None) != (closes is None):
            raise self._refused(_("Write both times, or none on a day off."))
        if (lunch[0] is None) != (lunch[1] is None):
            raise self._refused(_("Write when lunch begins and when it ends, or neither."))
        order = [moment for moment in (opens, *lunch, closes) if moment is not None]
        if order != sorted(set(order)) or (opens is None and lunch[0] is not None):
            raise self._refused(_("Each time must be later than the one before it."))
        return values

    def _refused(self, words: Any) -> forms.ValidationError:
        """The day is named: seven of these forms stand on one page."""
        return forms.ValidationError(f"{self.weekday}: {words}" if self.weekday else words)

    @property
    def spans(self) -> list[tuple[time, time]]:
        values = self.cleaned_data
        if values.get("opens") is None:
            return []
        if values.get("lunch_from") is None:
            return [(values["opens"], values["closes"])]
        return [(values["opens"], values["lunch_from"]), (values["lunch_to"], values["closes"])]


class OwnDaysForm(BaseForm):
    first = DayField(label=_("From"))
    last = DayField(label=_("To"), required=False, help_text=_("Empty for a single day."))
    is_working = forms.TypedChoiceField(
        label=_("What these days are"),
        choices=[("0", _("Days off, though the country works")), ("1", _("Working days, though the country rests"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
    )
    note = forms.CharField(
        label=_("Why"), required=False, max_length=200, help_text=_("A vacation, a founding day, a day made up for.")
    )

    autocomplete: ClassVar[dict[str, str]] = {}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", _("The last day lies before the first. Correct one of the two."))
        return values
