"""Forms of the catalogue. They validate; the actions write."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.forms import BaseForm, DayField, NameField, RecordsField
from seriktes.common.models import Languages
from seriktes.curriculum.definitions.codes import LONGEST, level_of, programme_code
from seriktes.curriculum.enums import EmployerPart, StudyLevel
from seriktes.curriculum.forms.picking import Pick
from seriktes.curriculum.models import Course, CourseRun, StudyProgramme
from seriktes.organisations.forms.organisations import NamesMixin
from seriktes.organisations.models import Organisation, Person, Unit
from seriktes.partnerships.models import Activity

PERSON_HELP = _("A name of somebody of the university; the beginning is enough.")


def offer_units(form: forms.BaseForm, organisations: Sequence[int]) -> None:
    field = cast("forms.ModelChoiceField[Unit]", form.fields["unit"])
    field.queryset = Unit.objects.filter(organisation__in=organisations, closed_on__isnull=True).order_by("pk")


def offer_organisations(form: forms.BaseForm, own: Sequence[Organisation], label: Any) -> None:
    """Asked for only of whoever keeps several universities' records."""
    if len(own) > 1:
        form.fields["organisation"] = forms.ChoiceField(label=label, choices=[(one.pk, one.name) for one in own])
        form.order_fields(["organisation"])


class ProgrammeForm(NamesMixin, BaseForm):
    COLUMNS = ("code", "name_kk", "name_ru", "name_en", "level", "unit")

    code = forms.CharField(
        label=_("Code"), max_length=LONGEST,
        help_text=_("As the register of educational programmes has it, such as 6B07101. Cyrillic letters that look like "
                    "Latin ones are read as Latin."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("as the code says")), *StudyLevel.choices], required=False
    )
    unit = forms.ModelChoiceField(
        label=_("Department"), queryset=Unit.objects.none(), required=False, empty_label=_("none")
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, own: Sequence[Organisation], programme: StudyProgramme | None = None, **kwargs: Any
    ) -> None:
        if programme is not None:
            kwargs["initial"] = {name: getattr(programme, name) for name in self.COLUMNS} | {
                "expected_version": programme.version
            }
        super().__init__(*args, **kwargs)
        self.order_fields(["code", "name_kk", "name_ru", "name_en", "level", "unit"])
        offer_units(self, [one.pk for one in own])
        if programme is None:
            offer_organisations(self, own, _("University"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        code = programme_code(self.cleaned_data.get("code", ""))
        if code and not self.cleaned_data.get("level") and level_of(code) is None:
            self.add_error("level", _("The code does not say the level: choose it."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.COLUMNS}
        return values | {"level": values["level"] or level_of(programme_code(values["code"])) or ""}


class CourseForm(Pick, NamesMixin, BaseForm):
    COLUMNS = ("code", "name_kk", "name_ru", "name_en", "unit", "credits", "languages", "employers_part")

    code = forms.CharField(
        label=_("Code"), max_length=LONGEST, help_text=_("The university's own, such as SV 2201."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    credits = forms.DecimalField(label=_("Credits"), max_digits=4, decimal_places=1, min_value=0, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages of teaching"), choices=Languages.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        label=_("Department"), queryset=Unit.objects.none(), required=False, empty_label=_("none")
    )
    programmes = RecordsField(
        label=_("Programmes of study"), queryset=StudyProgramme.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    employers_part = forms.CharField(
        label=_("The part of employers, in words"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What practice brings into the course. Which employer does what is named on the page of the course."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        own: Sequence[Organisation],
        people: Sequence[Person],
        course: Course | None = None,
        **kwargs: Any,
    ) -> None:
        if course is not None:
            kwargs["initial"] = {name: getattr(course, name) for name in self.COLUMNS} | {
                "expected_version": course.version, "programmes": [one.pk for one in course.programmes.all()],
                "responsible_query": course.responsible.name if course.responsible else "",
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        bodies = [one.pk for one in own]
        offer_units(self, bodies)
        programmes = StudyProgramme.objects.filter(organisation__in=bodies, closed_on__isnull=True)
        if course is not None:
            programmes = programmes | StudyProgramme.objects.filter(courses=course)
        cast(
            "forms.ModelMultipleChoiceField[StudyProgramme]", self.fields["programmes"]
        ).queryset = programmes.distinct().order_by("code", "pk")
        self.offer("responsible", people, _("Responsible"), required=False, help_text=PERSON_HELP)
        self.order_fields(
            ["code", "name_kk", "name_ru", "name_en", "credits", "languages", "responsible_query", "responsible", "unit",
             "programmes", "employers_part"]
        )  # fmt: skip
        if course is None:
            offer_organisations(self, own, _("University"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.check_pick("responsible")
        return cleaned

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.COLUMNS}
        return values | {"responsible": self.chosen("responsible")}


class EmployerForm(Pick, BaseForm):
    part = forms.ChoiceField(label=_("What it does"), choices=EmployerPart.choices, widget=forms.RadioSelect)
    note = NameField(label=_("In words"), max_length=300, required=False)
    starts_on = DayField(label=_("Since"), required=False)

    def __init__(self, *args: Any, found: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("employer", found, _("Employer"))
        self.order_fields(["employer_query", "employer"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.check_pick("employer")
        return cleaned


class RunForm(Pick, BaseForm):
    COLUMNS = ("term", "starts_on", "ends_on", "language", "students", "note")

    term = NameField(
        label=pgettext_lazy("of studies", "Term"), max_length=40, help_text=_("In your own words, such as 2026/27, 1.")
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("any")), *Languages.choices], required=False)
    students = forms.IntegerField(
        label=_("Students"), min_value=0, max_value=100_000, required=False, help_text=_("How many; nobody is named here."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    note = NameField(label=_("Note"), max_length=500, required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Sequence[Person], run: CourseRun | None = None, **kwargs: Any) -> None:
        if run is not None:
            kwargs["initial"] = {name: getattr(run, name) for name in self.COLUMNS} | {
                "expected_version": run.version, "teacher_query": run.teacher.name if run.teacher else "",
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.offer("teacher", people, _("Teacher"), required=False, help_text=PERSON_HELP)
        self.order_fields(["term", "starts_on", "ends_on", "language", "teacher_query", "teacher", "students", "note"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.check_pick("teacher")
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It ends before it begins."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COLUMNS} | {"teacher": self.chosen("teacher")}


class ActivityForm(BaseForm):
    """One of the activities of the university's partnerships, and the run to which it belongs."""

    activity = forms.ModelChoiceField(
        label=_("Activity"), queryset=Activity.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    run = forms.ModelChoiceField(
        label=_("Course run"), queryset=CourseRun.objects.none(), required=False, empty_label=_("none in particular")
    )

    def __init__(self, *args: Any, course: Course, activities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Activity]", self.fields["activity"]).queryset = activities
        cast("forms.ModelChoiceField[CourseRun]", self.fields["run"]).queryset = course.runs.order_by(
            "-starts_on", "-pk"
        )


class CertifyForm(BaseForm):
    certifier = forms.ModelChoiceField(
        label=_("Who certifies"), queryset=Organisation.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    valid_until = DayField(label=_("Valid until"), help_text=_("You are warned 90, 30 and 7 days before."))
    certificate = NameField(label=_("Number of the certificate"), max_length=60, required=False)

    def __init__(self, *args: Any, certifiers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Organisation]", self.fields["certifier"]).queryset = certifiers


class EndForm(BaseForm):
    """That something ends on a day, with the reason where one is asked for."""

    on = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, with_reason: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_reason:
            del self.fields["reason"]
