"""The form behind the weekly link of a host supervisor."""

from itertools import groupby
from typing import Any

from django import forms

from seriktes.common.parameters import whole_number
from seriktes.placements.actions.week_links import weeks_behind
from seriktes.placements.actions.words import Other
from seriktes.placements.forms.logs import LinesForm
from seriktes.placements.queries.logs import hours_by_task, lines_of


class WeeksByLinkForm(LinesForm):
    """The lines of every week that waits. `seen` says which weeks the page showed, and how they stood."""

    template_name = "placements/parts/weeks_by_link.html"

    def __init__(self, data: Any = None, *, link: Any) -> None:
        self.weeks = weeks_behind(link)
        self.by_week = lines_of(self.weeks)
        super().__init__(data, lines=[entry for week in self.weeks for entry in self.by_week[week.pk]])
        seen = " ".join(f"{week.pk}:{week.version}" for week in self.weeks)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=seen, required=False)

    def interns(self) -> list[dict[str, Any]]:
        """Each intern with the hours by task and the weeks with their lines."""
        rows = {entry.pk: (entry, hours, why) for entry, hours, why in self.rows()}
        found = []
        for placement, of_one in groupby(self.weeks, key=lambda week: week.placement):
            weeks = list(of_one)
            entries = [entry for week in weeks for entry in self.by_week[week.pk]]
            fields = [rows[entry.pk] for entry in entries]
            found.append({
                "placement": placement, "tasks": hours_by_task(entries), "hours": sum(entry.hours for entry in entries),
                "off_plan": sum(entry.hours for entry in entries if entry.task_id is None),
                "weeks": [(week, [rows[entry.pk] for entry in self.by_week[week.pk]]) for week in weeks],
                "is_wrong": any(bound.errors for _entry, *bounds in fields for bound in bounds),
            })  # fmt: skip
        return found

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen = {}
        for one in str(self.cleaned_data.get("seen", "")).split()[:2000]:
            week, _mark, version = one.partition(":")
            if (pk := whole_number(week)) is not None and (number := whole_number(version)) is not None:
                seen[pk] = number
        self.cleaned_data["seen"] = seen
        self.cleaned_data["others"] = {
            entry.pk: Other(self.hours_of(entry), self.cleaned_data.get(f"reason_{entry.pk}", ""))
            for entry in self.lines
            if self.hours_of(entry) != entry.hours
        }
        return cleaned
