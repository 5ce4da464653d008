"""Forms of placements. They validate; the actions write."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.forms import BaseForm, DayField, NameField
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.placements.models import Cohort, Placement, Position

# Lines of a plan, and how many of them stand open at first.
PLAN_LINES, PLAN_LINES_OPEN = 12, 4
# Fields that are picked in two steps: what was typed is looked up, then one of the found is chosen.
PICKED = ("student", "host", "academic_supervisor")
ACADEMIC_HELP = _("Somebody of the university; the beginning of the name is enough.")


class PickMixin(forms.Form):
    """`found[name]`: the records that fit what was typed as `<name>_query`; one found is taken without asking."""

    found: dict[str, Sequence[Person] | Sequence[Organisation]]

    def offer(self, name: str, label: Any, help_text: Any, found: Sequence[Any], *, required: bool = True) -> None:
        self.found = {**getattr(self, "found", {}), name: found}
        self.fields[f"{name}_query"] = forms.CharField(
            label=label, max_length=200, required=required, help_text=help_text,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )  # fmt: skip
        if len(found) > 1:
            self.fields[name] = forms.ChoiceField(
                label=_("Which one?"), widget=forms.RadioSelect, choices=[(str(one.pk), str(one)) for one in found],
                error_messages={"required": _("Choose which one you mean.")},
            )  # fmt: skip

    def picked(self, name: str) -> Any:
        found = self.found[name]
        if len(found) == 1:
            return found[0]
        return next((one for one in found if str(one.pk) == self.cleaned_data.get(name)), None)

    def check_pick(self, name: str) -> None:
        if self.cleaned_data.get(f"{name}_query") and not self.found[name]:
            self.add_error(
                f"{name}_query", _("Nothing in the register fits. Check the spelling, or add the record first.")
            )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self.found:
            self.check_pick(name)
        return cleaned


class PlanMixin(forms.Form):
    """Lines of a plan: a task, and its share of the hours."""

    has_plan = False
    drawn_apart: ClassVar[tuple[str, ...]] = ("plan_",)

    def offer_plan(self, plan: Sequence[tuple[str, int]]) -> None:
        self.has_plan = True
        for place in range(PLAN_LINES):
            text, weight = plan[place] if place < len(plan) else ("", None)
            self.fields[f"plan_text_{place}"] = NameField(
                label=_("Task %(n)d") % {"n": place + 1}, max_length=300, required=False, initial=text
            )
            self.fields[f"plan_weight_{place}"] = forms.IntegerField(
                label=_("Share of task %(n)d, per cent") % {"n": place + 1}, min_value=1, max_value=100, required=False,
                initial=weight,
            )  # fmt: skip

    def _lines(self) -> list[tuple[Any, Any]]:
        return [(self[f"plan_text_{n}"], self[f"plan_weight_{n}"]) for n in range(PLAN_LINES if self.has_plan else 0)]

    def _shown(self) -> int:
        """So many lines stand open: the filled ones with one to spare. Nothing that was typed or is wrong is folded away."""
        filled = [n + 1 for n, line in enumerate(self._lines()) if any(part.value() or part.errors for part in line)]
        return max(PLAN_LINES_OPEN, max(filled, default=0) + 1)

    def plan_lines(self) -> list[tuple[Any, Any]]:
        return self._lines()[: self._shown()]

    def more_plan_lines(self) -> list[tuple[Any, Any]]:
        return self._lines()[self._shown() :]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        for place in range(PLAN_LINES if self.has_plan else 0):
            text, weight = cleaned.get(f"plan_text_{place}"), cleaned.get(f"plan_weight_{place}")
            if bool(text) != bool(weight):
                self.add_error(
                    f"plan_weight_{place}" if text else f"plan_text_{place}", _("A line needs a task and its share.")
                )
        return cleaned

    def plan(self) -> list[tuple[str, int]] | None:
        if not self.has_plan:
            return None
        lines = (
            (self.cleaned_data[f"plan_text_{n}"], self.cleaned_data[f"plan_weight_{n}"]) for n in range(PLAN_LINES)
        )
        return [(text, weight) for text, weight in lines if text]


class NewPlacementForm(PickMixin, BaseForm):
    """A placement by hand: who goes where. The rest is filled in on its page."""

    cohort = forms.ModelChoiceField(label=_("Cohort"), queryset=Cohort.objects.none(), empty_label=None)
    title = NameField(label=_("What it is about"), max_length=300, required=False)
    starts_on = DayField(label=_("From"), required=False, help_text=_("Empty: as the cohort."))
    ends_on = DayField(label=_("To"), required=False)
    reason = forms.CharField(
        label=_("Why by hand"), max_length=300, required=False,
        help_text=_("For example: the student found the host alone. It stands on the timeline."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        cohorts: QuerySet[Cohort],
        students: Sequence[Person],
        hosts: Sequence[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Cohort]", self.fields["cohort"]).queryset = cohorts
        self.offer("student", _("Student"), _("The name; the beginning is enough."), students)
        self.offer("host", _("Host"), _("Its name or official number; the beginning is enough."), hosts)
        self.order_fields(["cohort", "student_query", "student", "host_query", "host", "title"])


class PlacementForm(PlanMixin, PickMixin, BaseForm):
    """The facts and the plan. What the state freezes is not offered."""

    title = NameField(label=_("What it is about"), max_length=300, required=False)
    position = forms.ModelChoiceField(
        label=pgettext_lazy("of a host", "Position"),
        queryset=Position.objects.none(),
        required=False,
        empty_label=_("none of the list"),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    credits = forms.DecimalField(label=_("Credits"), max_digits=5, decimal_places=1, min_value=0, required=False)
    hours = forms.IntegerField(label=_("Hours in all"), min_value=1, max_value=5000, required=False)
    host_supervisor = forms.ModelChoiceField(
        label=_("Host supervisor, from the register"), queryset=Person.objects.none(), required=False,
        empty_label=_("not in the register"),
    )  # fmt: skip
    supervisor_name = NameField(label=_("Host supervisor, by name"), max_length=200, required=False)
    supervisor_email = forms.EmailField(
        label=_("E-mail of the host supervisor"), required=False,
        help_text=_("Links to sign and to confirm go there; no account is needed."),
    )  # fmt: skip
    signatory_name = NameField(
        label=_("Who signs for the host"), max_length=200, required=False,
        help_text=_("Empty: the host supervisor. Otherwise whoever may sign for the organisation."),
    )  # fmt: skip
    signatory_email = forms.EmailField(label=_("E-mail of who signs for the host"), required=False)
    signatory_authority = NameField(
        label=_("Acts on the ground of"),
        max_length=300,
        required=False,
        help_text=_("The charter, a power of attorney …"),
    )
    department_post = forms.ModelChoiceField(
        label=_("Post that signs for the department"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("none yet"),
    )
    number = NameField(label=_("Number"), max_length=60, required=False)
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    COLUMNS = (
        "title", "position", "starts_on", "ends_on", "credits", "hours", "host_supervisor", "supervisor_name",
        "supervisor_email", "signatory_name", "signatory_email", "signatory_authority", "department_post", "number",
    )  # fmt: skip
    headings = (
        (_("What and when"), ("title", "position", ("starts_on", "ends_on"), ("credits", "hours"), "number")),
        (_("At the university"), ("academic_supervisor_query", "academic_supervisor", "department_post")),
        (_("Who supervises at the host"), ("host_supervisor", ("supervisor_name", "supervisor_email"))),
        (_("Signature for the host"), (("signatory_name", "signatory_email"), "signatory_authority")),
    )
    # The columns under one name of the table of fields.
    UNDER = {
        "supervisor": ("host_supervisor", "supervisor_name", "supervisor_email"),
        "signatory": ("signatory_name", "signatory_email", "signatory_authority"),
        "academic_supervisor": ("academic_supervisor_query", "academic_supervisor"),
    }  # fmt: skip

    def __init__(
        self, *args: Any, placement: Placement, editable: frozenset[str], posts: QuerySet[Post],
        supervisors: QuerySet[Person], found: Sequence[Person], plan: Sequence[tuple[str, int]], **kwargs: Any,
    ) -> None:  # fmt: skip
        initial = {name: getattr(placement, name) for name in self.COLUMNS} | {"expected_version": placement.version}
        academic = placement.academic_supervisor
        super().__init__(
            *args, initial=initial | {"academic_supervisor_query": academic.name if academic else ""}, **kwargs
        )
        self.placement = placement
        self.offer(
            "academic_supervisor", _("Academic supervisor"), ACADEMIC_HELP,
            found or ([academic] if academic and not self.is_bound else []), required=False,
        )  # fmt: skip
        for name, rows in (
            ("department_post", posts), ("host_supervisor", supervisors),
            ("position", placement.cohort.positions.filter(host=placement.host_id, archived_at__isnull=True)),
        ):  # fmt: skip
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows
        if "plan" in editable:
            self.offer_plan(plan)
        gone = {column for name, columns in self.UNDER.items() if name not in editable for column in columns}
        gone |= {
            name for name in self.COLUMNS if name not in editable and all(name not in c for c in self.UNDER.values())
        }
        for name in gone:
            self.fields.pop(name, None)
        if "academic_supervisor_query" in gone:
            self.found = {}
        self.order_fields(["title", "position", "starts_on", "ends_on", "credits", "hours", "academic_supervisor_query",
                           "academic_supervisor"])  # fmt: skip

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.COLUMNS if name in self.fields}
        values = {name: "" if value is None and name == "number" else value for name, value in values.items()}
        if "academic_supervisor_query" in self.fields:
            asked = self.cleaned_data.get("academic_supervisor_query")
            values["academic_supervisor"] = self.picked("academic_supervisor") if asked else None
        return values


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class BreakOffForm(ReasonForm):
    on = DayField(label=_("Its last day"))
    field_order = ("on", "reason")


class RecordForm(ReasonForm):
    on = DayField(label=_("Signed on"))
    reason = forms.CharField(
        label=_("Which paper, and where it lies"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("on", "reason")


class ConfirmForm(BaseForm):
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
