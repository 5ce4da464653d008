"""Forms of logs, plans and weeks. They validate; the actions write."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_number
from seriktes.common.forms import BaseForm, DayField, NameField, SumField, VersionedForm
from seriktes.placements.actions.plans import TASKS_AT_MOST
from seriktes.placements.definitions.plan import HOURS_A_DAY
from seriktes.placements.models import LogEntry, LogRule, PlanTask
from seriktes.placements.queries.logs import task_words

OTHER = "other"
# One tap each.
STEPS = (Decimal("0.5"), *(Decimal(hours) for hours in range(1, 9)))


class HoursField(SumField):
    """Hours as people write them: 7,5 or 7.5."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write the hours in figures, such as %(whole)s."),
        "min_value": _("Hours cannot be less than nothing."),
        "max_digits": _("A day has 24 hours."), "max_whole_digits": _("A day has 24 hours."),
    }  # fmt: skip

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6})
        super().__init__(**{"max_digits": 4, "widget": widget} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, Decimal | int | float) else value


class LogForm(BaseForm):
    """One line of a day. A number that was typed counts before one that was tapped."""

    day = DayField(widget=forms.HiddenInput)
    task = forms.ChoiceField(
        label=_("What did you work on?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what you worked on.")}
    )  # fmt: skip
    hours = forms.ChoiceField(label=_("How many hours?"), widget=forms.RadioSelect, required=False)
    other_hours = HoursField(label=_("Another number of hours"), required=False)
    note = NameField(label=_("In words"), max_length=300, required=False)

    def __init__(self, *args: Any, tasks: Sequence[PlanTask], entry: LogEntry | None = None, **kwargs: Any) -> None:
        if entry is not None:
            tapped = entry.hours in STEPS
            kwargs["initial"] = {
                "day": entry.day, "task": str(entry.task_id or OTHER), "note": entry.note,
                "hours": str(entry.hours.normalize()) if tapped else "", "other_hours": None if tapped else entry.hours,
            } | kwargs.get("initial", {})  # fmt: skip
        super().__init__(*args, **kwargs)
        known = [(str(task.pk), task.text) for task in tasks]
        if entry is not None and entry.task_id and str(entry.task_id) not in dict(known):
            known.append((str(entry.task_id), task_words(entry)))
        self.fields["task"].choices = [*known, (OTHER, _("Other, not in the plan"))]  # type: ignore[attr-defined]
        self.fields["hours"].choices = [(str(step), format_number(step)) for step in STEPS]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        typed, tapped = self.cleaned_data.get("other_hours"), self.cleaned_data.get("hours")
        if typed is None and not tapped and "other_hours" not in self.errors and "hours" not in self.errors:
            self.add_error("hours", _("Choose the hours, or write another number."))
        return cleaned

    @property
    def number(self) -> Decimal:
        typed = self.cleaned_data.get("other_hours")
        return typed if typed is not None else Decimal(self.cleaned_data["hours"])

    @property
    def task_number(self) -> int | None:
        chosen = self.cleaned_data["task"]
        return None if chosen == OTHER else int(chosen)


# reason → the field that mends it
LOG_FIELDS = {
    "unknown_task": "task", "logged_already": "task", "hours_in_quarters": "other_hours", "longer_than_a_day": "hours",
    "too_many_hours": "hours",
}  # fmt: skip


class PlanForm(BaseForm):
    """The tasks of a plan with their shares, a line each; an empty line is none."""

    reason = NameField(
        label=_("Why is the plan changed?"), max_length=500,
        help_text=_("The student and both supervisors read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, tasks: Sequence[PlanTask], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = list(tasks)
        self.places = range(min(TASKS_AT_MOST, max(len(tasks) + 3, 5)))
        for place in self.places:
            task = self.tasks[place] if place < len(self.tasks) else None
            told = {"number": place + 1}
            self.fields[f"text_{place}"] = NameField(
                label=_("Task %(number)s") % told, max_length=300, required=False, initial=task and task.text
            )
            self.fields[f"weight_{place}"] = forms.IntegerField(
                label=_("Share of task %(number)s, per cent") % told, min_value=1, max_value=100, required=False,
                initial=task and task.weight,
            )  # fmt: skip
        self.order_fields([*(f"{name}_{place}" for place in self.places for name in ("text", "weight")), "reason"])

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"text_{place}"], self[f"weight_{place}"]) for place in self.places]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for place in self.places:
            text, weight = self.cleaned_data.get(f"text_{place}"), self.cleaned_data.get(f"weight_{place}")
            if text and weight is None and f"weight_{place}" not in self.errors:
                self.add_error(f"weight_{place}", _("Say which share of the time the task takes."))
            elif weight is not None and not text and f"text_{place}" not in self.errors:
                self.add_error(f"text_{place}", _("Say what the task is, or leave its share empty."))
        return cleaned

    def wanted(self) -> list[tuple[str, int]]:
        return [
            (self.cleaned_data[f"text_{place}"], self.cleaned_data[f"weight_{place}"])
            for place in self.places if self.cleaned_data.get(f"text_{place}")
        ]  # fmt: skip


class LogRuleForm(VersionedForm):
    class Meta:
        model = LogRule
        fields = ("hours_a_day", "some_off_plan", "much_off_plan", "judged_from", "asks_half_way", "asks_at_end")
        help_texts: ClassVar[dict[str, Any]] = {
            "some_off_plan": _("From this share on, the student and both supervisors read “some work off plan”."),
            "much_off_plan": _("From this share on, they read “much work off plan”."),
            "judged_from": _("Before that many hours the share says nothing, and the page says so."),
            "asks_half_way": _("The student and both supervisors get a letter in the middle of the placement, while something can "
                               "still be changed, and one more a week later if they have not answered."),
            "asks_at_end": _("They get a letter in the last week, and one more a week later. Whoever is not asked by letters "
                             "evaluates on the page of the placement all the same."),
            "hours_a_day": format_lazy(_("What a log takes for one day; {usual} where nothing else is said."), usual=HOURS_A_DAY),
        }  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        some, much = self.cleaned_data.get("some_off_plan"), self.cleaned_data.get("much_off_plan")
        if some is not None and much is not None and not 1 <= some < much <= 100:
            self.add_error("much_off_plan", _("Both lie between 1 and 100, and this one is the larger."))
        day = self.cleaned_data.get("hours_a_day")
        if day is not None and not 0 < day <= 24:
            self.add_error("hours_a_day", _("A day has 24 hours."))
        return cleaned


# --- Weeks ------------------------------------------------------------------------------------------------------------
class LinesForm(BaseForm):
    """The lines of some weeks, each with the hours as logged, or as they were agreed on, to be put right with a reason.
    What is left as it stands is confirmed."""

    template_name = "placements/parts/week_lines.html"

    def __init__(self, *args: Any, lines: Sequence[LogEntry], needs_reasons: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.needs_reasons = list(lines), needs_reasons
        for entry in self.lines:
            told = {"task": task_words(entry)}
            self.fields[f"hours_{entry.pk}"] = HoursField(
                label=_("Hours: %(task)s") % told, initial=entry.standing_hours, required=False
            )
            if needs_reasons:
                self.fields[f"reason_{entry.pk}"] = NameField(
                    label=_("Why: %(task)s") % told, max_length=300, required=False
                )

    def rows(self) -> list[tuple[LogEntry, Any, Any]]:
        """Each line with its fields."""
        return [
            (entry, self[f"hours_{entry.pk}"], self[f"reason_{entry.pk}"] if self.needs_reasons else None)
            for entry in self.lines
        ]

    def hours_of(self, entry: LogEntry) -> Decimal:
        """What was typed for the line; left empty, it is as it stands."""
        typed = self.cleaned_data.get(f"hours_{entry.pk}")
        return entry.standing_hours if typed is None else typed

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for entry in self.lines:
            if f"hours_{entry.pk}" in self.errors or not self.needs_reasons:
                continue
            if self.hours_of(entry) != entry.standing_hours and not self.cleaned_data.get(f"reason_{entry.pk}"):
                self.add_error(f"reason_{entry.pk}", _("Say why the hours are others."))
        return cleaned


class DecideForm(LinesForm):
    """The hours that count, with one reason for all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, needs_reasons=False, **kwargs)
        self.fields["reason"] = NameField(label=_("Why?"), max_length=500)


class WhyForm(BaseForm):
    reason = NameField(label=_("Why?"), max_length=500)
