"""Forms of positions. They validate; the actions write."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_number
from seriktes.common.forms import BaseForm, NameField, SumField
from seriktes.common.models import Languages
from seriktes.organisations.forms.organisations import NamesMixin, region_choices
from seriktes.organisations.models import Organisation, Person, Post, Unit
from seriktes.partnerships.forms.agreements import currency_choices
from seriktes.placements.actions.positions import TASKS_AT_MOST
from seriktes.placements.definitions.position_stages import HOST, POSITION_FIELDS
from seriktes.placements.enums import PayPeriod, PositionState, WorkMode
from seriktes.placements.forms.programmes import own_posts, own_units
from seriktes.placements.models import Cohort, Position
from seriktes.placements.queries.supervision import Beside, LoadsAtHost

# Lines for tasks that a new position offers, and empty ones on a standing one.
LINES, SPARE = 5, 2
# Instead of "(optional)" beside a field that a draft may leave empty.
NEEDED = _("(needed to offer it)")


def beside_words(beside: Beside) -> str:
    """What stands beside a supervisor: how many interns there are already, and how many places are offered."""
    interns = ngettext("%(n)s intern", "%(n)s interns", beside.interns) % {"n": format_number(beside.interns)}
    if not beside.places:
        return interns
    places = ngettext("%(n)s more place offered", "%(n)s more places offered", beside.places)
    return gettext("%(interns)s, %(places)s") % {
        "interns": interns, "places": places % {"n": format_number(beside.places)},
    }  # fmt: skip


class PositionForm(NamesMixin, BaseForm):
    """`values()` and `tasks()` are what the actions take; what the state freezes is not offered."""

    template_name = "placements/parts/position_fields.html"
    needed_when: ClassVar[dict[str, Any]] = {
        **NamesMixin.needed_when, "about": NEEDED, "languages": NEEDED, "supervisor_name": _("(where nobody is chosen above)"),
        "supervisor_email": _("(where nobody is chosen above)"), "currency": _("(needed with pay)"),
        "pay_period": _("(needed with pay)"),
    }  # fmt: skip

    about = forms.CharField(
        label=_("About the work"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What the student will learn and deliver, in which team, with which tools."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Written in"), choices=Languages.choices)
    skills = forms.CharField(
        label=_("Skills wanted"), max_length=1000, required=False,
        help_text=_("Parted by commas: Python, welding, технический английский."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages of work"), choices=Languages.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=500)
    hours_a_week = forms.DecimalField(
        label=_("Hours a week"),
        max_digits=4,
        decimal_places=1,
        min_value=Decimal(1),
        max_value=Decimal(60),
        required=False,
    )
    mode = forms.ChoiceField(label=_("How the work is done"), choices=WorkMode.choices, widget=forms.RadioSelect)
    region = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)
    place = NameField(label=_("Address or site"), max_length=200, required=False)
    pay = SumField(label=_("Pay"), required=False, help_text=_("Empty: not paid."))
    currency = forms.ChoiceField(label=_("Currency"), required=False, choices=currency_choices)
    pay_period = forms.ChoiceField(label=_("Paid for"), required=False, choices=[("", _("choose")), *PayPeriod.choices])
    supervisor = forms.ModelChoiceField(
        label=_("Host supervisor"), queryset=Person.objects.none(), required=False,
        empty_label=_("somebody who is not in the register"),
        help_text=_("Beside each name: how many interns that person has already."),
    )  # fmt: skip
    supervisor_name = NameField(label=_("Name of the supervisor"), max_length=200, required=False)
    supervisor_email = forms.EmailField(
        label=_("E-mail of the supervisor"), required=False, help_text=_("Logs are confirmed by links sent there.")
    )
    contact_name = NameField(label=_("Contact for questions"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-mail of the contact"), required=False)
    unit = forms.ModelChoiceField(
        label=_("Department"), queryset=Unit.objects.none(), required=False, empty_label=_("none")
    )
    post = forms.ModelChoiceField(
        label=_("Post that looks after it"), queryset=Post.objects.none(), required=False, empty_label=_("no post"),
        help_text=_("Reminders go there, and it stays when people go."),
    )  # fmt: skip
    number = NameField(label=_("Your own number"), max_length=60, required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        position: Position,
        people: Iterable[Person] = (),
        loads: LoadsAtHost | None = None,
        cohorts: Sequence[Cohort] = (),
        own: Sequence[Organisation] = (),
        tasks: Sequence[tuple[str, int]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_initial(position) | kwargs.pop("initial", {}), **kwargs)
        self.position, self.loads = position, loads or LoadsAtHost()
        self._choose_people(list(people))
        home = [position.host_id] if position.host_id else [one.pk for one in own]
        for name, rows in (("post", own_posts(home)), ("unit", own_units(home))):
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows
        if cohorts:
            self.fields["cohort"] = forms.ChoiceField(
                label=_("Cohort"), choices=[(one.pk, str(one)) for one in cohorts]
            )
        if len(own) > 1 and not position.pk:
            self.fields["host"] = forms.ChoiceField(label=_("Host"), choices=[(one.pk, one.name) for one in own])
        self._add_tasks(tasks)
        editable = POSITION_FIELDS.editable(position.state or PositionState.DRAFT, HOST)
        for name in POSITION_FIELDS.fields:
            if name in self.fields and name not in editable:
                del self.fields[name]
        if "tasks" not in editable:
            self._drop_tasks()

    def _choose_people(self, people: list[Person]) -> None:
        field = cast("forms.ModelChoiceField[Person]", self.fields["supervisor"])
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])
        standing = self.position.supervisor
        listed = [*people, *([standing] if standing and standing not in people else [])]
        if standing and standing not in people:
            field.queryset = Person.objects.filter(pk__in=[person.pk for person in listed])
        choices = [(person.pk, f"{person.name} · {beside_words(self.loads.of(person.pk))}") for person in listed]
        field.choices = [("", field.empty_label), *choices]
        if not listed:
            del self.fields["supervisor"]

    def _add_tasks(self, tasks: Sequence[tuple[str, int]]) -> None:
        self.lines = min(max(LINES, len(tasks) + SPARE), TASKS_AT_MOST)
        for place in range(self.lines):
            text, share = tasks[place] if place < len(tasks) else ("", None)
            told = {"number": place + 1}
            self.fields[f"task_{place}"] = NameField(
                label=_("Task %(number)s") % told, max_length=300, required=False, initial=text
            )
            self.fields[f"share_{place}"] = forms.IntegerField(
                label=_("Share, per cent"), min_value=1, max_value=100, required=False, initial=share
            )

    def _drop_tasks(self) -> None:
        for place in range(self.lines):
            del self.fields[f"task_{place}"], self.fields[f"share_{place}"]
        self.lines = 0

    # --- For the page -------------------------------------------------------------------------------------------------
    def task_lines(self) -> list[tuple[Any, Any]]:
        return [(self[f"task_{place}"], self[f"share_{place}"]) for place in range(self.lines)]

    def part(self, *names: str) -> list[Any]:
        return [self[name] for name in names if name in self.fields]

    def whose(self) -> list[Any]:
        return self.part("cohort", "host")

    def names_part(self) -> list[Any]:
        return self.part("name_kk", "name_ru", "name_en", "language", "about")

    def wanted(self) -> list[Any]:
        return self.part("skills", "languages")

    def terms(self) -> list[Any]:
        return self.part("capacity", "hours_a_week")

    def where(self) -> list[Any]:
        return self.part("mode", "region", "place")

    def paid(self) -> list[Any]:
        return self.part("pay", "currency", "pay_period")

    def supervised(self) -> list[Any]:
        return self.part("supervisor", "supervisor_name", "supervisor_email")

    def on_side(self) -> list[Any]:
        return self.part("contact_name", "contact_email", "unit", "post", "number")

    @property
    def typed_beside(self) -> str:
        """Of a supervisor who is typed and not chosen: how many interns that address has already."""
        email, name = (
            str(self[one].value() or "") if one in self.fields else ""
            for one in ("supervisor_email", "supervisor_name")
        )
        if not email and not name:
            return ""
        return beside_words(self.loads.of(None, name, email))

    # --- What was sent ------------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any] | None:
        # What is frozen is not asked for.
        cleaned = (super().clean() if "name_kk" in self.fields else None) or self.cleaned_data
        for place in range(self.lines):
            text, share = cleaned.get(f"task_{place}"), cleaned.get(f"share_{place}")
            if text and share is None and f"share_{place}" not in self.errors:
                self.add_error(f"share_{place}", _("Enter the share of this task."))
            if share is not None and not text:
                self.add_error(f"task_{place}", _("Say what the task is."))
        shares = [share for _text, share in self._lines(cleaned)]
        if shares and not self.errors and sum(shares) != 100:
            self.add_error(
                "share_0", _("The shares of the tasks must sum to 100; they sum to %(sum)s.") % {"sum": sum(shares)}
            )
        if cleaned.get("pay") is not None and not cleaned.get("pay_period"):
            self.add_error("pay_period", _("Choose what the pay is for."))
        return cleaned

    def _lines(self, cleaned: dict[str, Any]) -> list[tuple[str, int]]:
        found = [(cleaned.get(f"task_{place}"), cleaned.get(f"share_{place}")) for place in range(self.lines)]
        return [(text, share) for text, share in found if text and share is not None]

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in POSITION_FIELDS.fields if name in cleaned}
        if "skills" in values:
            values["skills"] = [one.strip() for one in cleaned["skills"].replace(";", ",").split(",") if one.strip()]
        if values.get("supervisor") is not None:
            # The person's own name and address stand in the register.
            values |= {"supervisor_name": "", "supervisor_email": ""}
        return values

    def tasks(self) -> list[tuple[str, int]] | None:
        return self._lines(self.cleaned_data) if self.lines else None


def _initial(position: Position) -> dict[str, Any]:
    initial = {name: getattr(position, name) for name in POSITION_FIELDS.fields if name != "tasks"}
    return initial | {"skills": ", ".join(position.skills), "expected_version": position.version}


class CopyPositionForm(BaseForm):
    cohort = forms.ChoiceField(label=_("Cohort"))

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["cohort"]).choices = [(one.pk, str(one)) for one in cohorts]
