"""Forms of programmes and cohorts. They validate; the actions write."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField, NameField, RecordsField
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.curriculum.enums import StudyLevel
from seriktes.organisations.forms.organisations import NamesMixin
from seriktes.organisations.models import Organisation, Post, Unit
from seriktes.placements.definitions.cohort_stages import COHORT_FIELDS, KEEPER
from seriktes.placements.definitions.eligibility import OF_STUDIES, YEARS, programme_code, quotas_for_nobody
from seriktes.placements.definitions.refusals import CannotKeep
from seriktes.placements.enums import CohortState, ProgrammeKind
from seriktes.placements.models import Cohort, Programme

# Documents that a cohort offers lines for beyond those that it has, and the most.
SPARE, DOCUMENTS_AT_MOST = 2, 10


def own_posts(organisations: Sequence[int]) -> Any:
    return Post.objects.filter(organisation__in=organisations, closed_on__isnull=True).order_by("name_en", "pk")


def own_units(organisations: Sequence[int]) -> Any:
    return Unit.objects.filter(organisation__in=organisations, closed_on__isnull=True).order_by("name_ru", "pk")


class ProgrammeForm(NamesMixin, BaseForm):
    """`values()` is what the actions take."""

    COLUMNS = ("kind", "name_kk", "name_ru", "name_en", "unit", "post", "about_kk", "about_ru", "about_en", "number",
               "own_hosts_allowed")  # fmt: skip
    headings = (
        (_("Kind and name"), ("organisation", "kind", "name_kk", "name_ru", "name_en")),
        (_("Description"), ("about_kk", "about_ru", "about_en")),
        (_("Whose it is"), ("unit", "post", "number")),
        (_("Choice and matching"), ("own_hosts_allowed",)),
    )

    kind = forms.ChoiceField(label=_("Kind"), choices=ProgrammeKind.choices, widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        label=_("Department"), queryset=Unit.objects.none(), required=False, empty_label=_("the whole university")
    )
    post = forms.ModelChoiceField(
        label=_("Post that looks after it"), queryset=Post.objects.none(), required=False, empty_label=_("no post"),
        help_text=_("Reminders go there, and it stays when people go."),
    )  # fmt: skip
    about_kk = forms.CharField(label=_("About, in Kazakh"), max_length=5000, required=False, widget=forms.Textarea)
    about_ru = forms.CharField(label=_("About, in Russian"), max_length=5000, required=False, widget=forms.Textarea)
    about_en = forms.CharField(label=_("About, in English"), max_length=5000, required=False, widget=forms.Textarea)
    number = NameField(label=_("Your own number"), max_length=60, required=False)
    own_hosts_allowed = forms.BooleanField(
        label=_("Students may propose a host of their own"), required=False,
        help_text=_("The office looks at each before a placement is planned. Not ticked: students choose among the positions offered."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, programme: Programme, own: Sequence[Organisation], **kwargs: Any) -> None:
        initial = {name: getattr(programme, name) for name in self.COLUMNS} | {"expected_version": programme.version}
        super().__init__(*args, initial=initial, **kwargs)
        home = [programme.organisation_id] if programme.pk else [one.pk for one in own]
        if len(own) > 1 and not programme.pk:
            choices = [(one.pk, one.name) for one in own]
            self.fields["organisation"] = forms.ChoiceField(label=_("University"), choices=choices)
        for name, rows in (("post", own_posts(home)), ("unit", own_units(home))):
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows
        for code in Languages.values:
            self.fields[f"about_{code}"].widget.attrs |= {"lang": code, "rows": 3}
        self.order_fields(["organisation", "kind", "name_kk", "name_ru", "name_en", "about_kk", "about_ru", "about_en"])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COLUMNS}


class CohortForm(BaseForm):
    """One term; what its stage freezes is not offered. `values()` is what the actions take."""

    term = NameField(
        label=pgettext_lazy("of studies", "Term"), max_length=120, help_text=_("As people call it: Spring 2027.")
    )
    starts_on = DayField(label=_("Placements begin on"))
    ends_on = DayField(label=_("Placements end on"))
    positions_until = DayField(label=_("Hosts offer positions until"))
    applications_from = DayField(label=_("Students apply from"))
    applications_until = DayField(label=_("Students apply until"))
    ranking_until = DayField(label=_("Hosts rank until"))
    credits = forms.DecimalField(label=_("Credits"), max_digits=5, decimal_places=1, min_value=0, required=False)
    hours = forms.IntegerField(label=_("Hours in all"), min_value=1, max_value=5000, required=False)
    levels = forms.MultipleChoiceField(
        label=_("Levels of study"), choices=StudyLevel.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )  # fmt: skip
    years = forms.TypedMultipleChoiceField(
        label=_("Years of study"), coerce=int, required=False, choices=[(year, str(year)) for year in YEARS],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "scale"}), help_text=_("None ticked: all of them."),
    )  # fmt: skip
    units = RecordsField(
        label=_("Departments"), queryset=Unit.objects.none(), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("None chosen: all of them. A faculty includes its departments."),
    )  # fmt: skip
    study_programmes = forms.CharField(
        label=_("Programmes of study"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Their codes, parted by commas: 6B07101, 6B07102. Empty: all of them."),
    )  # fmt: skip
    wishes_at_most = forms.IntegerField(label=_("Positions that a student ranks, at most"), min_value=1, max_value=100)
    couples_allowed = forms.BooleanField(label=_("Two students may apply together"), required=False)
    programme_quotas = forms.CharField(
        label=_("Quotas by programme of study"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, how many students of one programme a single position takes at most: 6B07101: 2."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Hosts and students read it."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    DAYS = ("positions_until", "applications_from", "applications_until", "ranking_until", "starts_on", "ends_on")

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(cohort) | {"expected_version": cohort.version}, **kwargs)
        self.cohort = cohort
        cast("RecordsField", self.fields["units"]).queryset = own_units([cohort.programme.organisation_id])
        editable = COHORT_FIELDS.editable(cohort.state or CohortState.DRAFT, KEEPER)
        if "documents" in editable:
            self._add_documents(cohort)
        if "region_quotas" in editable:
            self._add_regions(cohort)
        for name in COHORT_FIELDS.fields:
            is_asked = name in editable and not (name in OF_STUDIES and cohort.programme.is_for_faculty)
            if name in self.fields and not is_asked:
                del self.fields[name]

    def _add_documents(self, cohort: Cohort) -> None:
        self.lines = min(len(cohort.documents) + SPARE, DOCUMENTS_AT_MOST)
        for place in range(self.lines):
            known = cohort.documents[place] if place < len(cohort.documents) else {}
            for code, label in (("kk", _("In Kazakh")), ("ru", _("In Russian")), ("en", _("In English"))):
                self.fields[f"document_{place}_{code}"] = NameField(
                    label=label, max_length=120, required=False, initial=known.get("name", {}).get(code, "")
                )
                self.fields[f"document_{place}_{code}"].widget.attrs["lang"] = code
            self.fields[f"document_{place}_required"] = forms.BooleanField(
                label=_("must be handed in"), required=False, initial=known.get("required", True)
            )

    def _add_regions(self, cohort: Cohort) -> None:
        language = get_language() or "kk"
        for region in get_pack().regions:
            self.fields[f"region_{region.code}"] = forms.IntegerField(
                label=region.name(language), min_value=0, max_value=100_000, required=False,
                initial=cohort.region_quotas.get(region.code),
            )  # fmt: skip

    # --- For the page -------------------------------------------------------------------------------------------------
    def day_fields(self) -> list[Any]:
        return [self[name] for name in self.DAYS if name in self.fields]

    def document_lines(self) -> list[list[Any]]:
        parts = ("kk", "ru", "en", "required")
        return [[self[f"document_{place}_{part}"] for part in parts] for place in range(getattr(self, "lines", 0))]

    def region_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("region_")]

    @property
    def has_region_quotas(self) -> bool:
        return any(field.value() not in (None, "") for field in self.region_fields())

    # --- What was sent ------------------------------------------------------------------------------------------------
    def clean_study_programmes(self) -> list[str]:
        text: str = self.cleaned_data["study_programmes"]
        return [programme_code(code) for code in text.replace(";", ",").replace("\n", ",").split(",") if code.strip()]

    def clean_programme_quotas(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["programme_quotas"].splitlines())):
            code, _colon, most = line.rpartition(":")
            if not code.strip() or not most.strip().isdecimal() or len(most.strip()) > 6:
                raise forms.ValidationError(
                    _("“%(line)s” is not a code with a number: 6B07101: 2."), params={"line": line[:40]}
                )
            found[programme_code(code)] = int(most)
        return found

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        days = {name: cleaned.get(name, getattr(self.cohort, name)) for name in self.DAYS}
        order = [
            ("applications_from", "applications_until", _("Applications end before they begin.")),
            ("positions_until", "applications_until", _("Students apply at least until the last day for positions.")),
            ("applications_until", "ranking_until", _("Hosts rank after the last day for applications.")),
            ("starts_on", "ends_on", _("The placements end before they begin.")),
        ]
        for first, then, words in order:
            one, two = days[first], days[then]
            if one and two and two < one:
                self.add_error(then if then in self.fields else None, words)
        allowed = cleaned.get("study_programmes", self.cohort.study_programmes)
        if idle := quotas_for_nobody(cleaned.get("programme_quotas") or (), allowed):
            self.add_error("programme_quotas", CannotKeep("quota_for_nobody", idle[:1]).sentence)
        return cleaned

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in COHORT_FIELDS.fields if name in cleaned}
        if "units" in values:
            values["units"] = [unit.pk for unit in cleaned["units"]]
        if hasattr(self, "lines"):
            values["documents"] = self._documents()
        if quotas := [name for name in self.fields if name.startswith("region_")]:
            said = {name.removeprefix("region_"): cleaned[name] for name in quotas}
            values["region_quotas"] = {code: most for code, most in said.items() if most is not None}
        return values

    def _documents(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        taken = {document["code"] for document in self.cohort.documents}
        for place in range(self.lines):
            name = {code: self.cleaned_data[f"document_{place}_{code}"] for code in Languages.values}
            if not any(name.values()):
                continue
            code = self.cohort.documents[place]["code"] if place < len(self.cohort.documents) else ""
            if not code:
                code = next(free for number in range(1, 100) if (free := f"d{number}") not in taken)
                taken.add(code)
            found.append({"code": code, "name": name, "required": self.cleaned_data[f"document_{place}_required"]})
        return found


def _initial(cohort: Cohort) -> dict[str, Any]:
    initial = {name: getattr(cohort, name) for name in COHORT_FIELDS.fields}
    quotas = "\n".join(f"{code}: {most}" for code, most in sorted(cohort.programme_quotas.items()))
    return initial | {"study_programmes": ", ".join(cohort.study_programmes), "programme_quotas": quotas}


class CopyForm(BaseForm):
    term = NameField(
        label=pgettext_lazy("of studies", "Term"), max_length=120, help_text=_("As people call it: Spring 2027.")
    )
    starts_on = DayField(
        label=_("Placements begin on"),
        help_text=_("Every other day is set as far from this one as it was; look at them before you open the cohort."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": a_year_later(cohort.starts_on)}, **kwargs)


def a_year_later(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


class WordForm(BaseForm):
    """A reason that may be left out."""

    reason = forms.CharField(label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ConfirmForm(BaseForm):
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
