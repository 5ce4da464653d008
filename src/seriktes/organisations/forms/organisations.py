"""Forms of an organisation's record. They validate; the actions write."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import ONE_NAME_NEEDED, BaseForm, DayField, NameField
from seriktes.common.identifiers import all_schemes, get_scheme
from seriktes.common.models import Languages
from seriktes.common.packs import InvalidIdentifier, get_pack
from seriktes.organisations.actions.particulars import InvalidChannel, clean_channel
from seriktes.organisations.enums import (
    EARLIEST_YEAR,
    ChannelKind,
    NameKind,
    OrganisationKind,
    OrganisationStatus,
    RelationKind,
)
from seriktes.organisations.models import Organisation, Unit
from seriktes.organisations.queries.register import national_scheme

ABOUT_LENGTH = 4000
STATUSES = [choice for choice in OrganisationStatus.choices if choice[0] != OrganisationStatus.MERGED]


# Official names are edited on the record; what a registry shows comes from that registry alone.
OTHER_NAMES = [choice for choice in NameKind.choices if choice[0] not in (NameKind.LABEL, NameKind.DISPLAY)]


def region_choices() -> list[tuple[str, Any]]:
    language = get_language() or "kk"
    return [("", _("not known")), *((region.code, region.name(language)) for region in get_pack().regions)]


def _choice(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    return cast("forms.ChoiceField", form.fields[name])


class NamesMixin(forms.Form):
    """A name in each of the three languages, at least one."""

    needed_when: ClassVar[dict[str, Any]] = ONE_NAME_NEEDED
    name_kk = NameField(label=_("Name in Kazakh"), max_length=500, required=False)
    name_ru = NameField(label=_("Name in Russian"), max_length=500, required=False)
    name_en = NameField(label=_("Name in English"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in Languages.values:
            self.fields[f"name_{code}"].widget.attrs["lang"] = code

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        names = [f"name_{code}" for code in Languages.values]
        if not any(self.cleaned_data.get(name) for name in names) and not self.errors.keys() & set(names):
            self.add_error("name_kk", _("Enter the name in at least one of the three languages."))
        return cleaned

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in Languages.values}


class AddForm(NamesMixin, BaseForm):
    """The first facts of an organisation; the rest is added on its record."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("choose")), *OrganisationKind.choices])
    number = forms.CharField(max_length=100, required=False)
    region = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)
    city = forms.CharField(label=_("City or town"), max_length=120, required=False)
    # Set by the page that showed the likely duplicates.
    none_of_these = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme = get_scheme(national_scheme()) if national_scheme() else None
        if scheme is None:
            del self.fields["number"]
        else:
            self.fields["number"].label = str(scheme.label)
            self.fields["number"].help_text = str(scheme.hint)

    def clean_number(self) -> str:
        value: str = self.cleaned_data["number"]
        return _valid_number(national_scheme(), value) if value else ""


def _valid_number(scheme: str, value: str) -> str:
    try:
        return get_scheme(scheme).validate(value)
    except InvalidIdentifier as refused:
        raise forms.ValidationError(str(refused.message), code=refused.code) from refused


class RecordForm(NamesMixin, BaseForm):
    """The record itself. `values()` and `names()` are what `update_organisation` takes."""

    COLUMNS = ("kind", "status", "region", "city", "sector", "established", "about_kk", "about_ru", "about_en")

    renamed = forms.BooleanField(
        label=_("The organisation took a new name: keep the old one as a former name"),
        required=False,
        help_text=_("Leave this empty when you only correct a spelling."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES)
    region = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)
    city = forms.CharField(label=_("City or town"), max_length=120, required=False)
    sector = forms.CharField(
        label=_("Sector"),
        max_length=8,
        required=False,
        help_text=_("A section or code of the classification of economic activities, as in J or 62.01."),
    )
    established = forms.IntegerField(
        label=_("Founded in"),
        required=False,
        min_value=EARLIEST_YEAR,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    about_kk = forms.CharField(
        label=_("About, in Kazakh"), max_length=ABOUT_LENGTH, required=False, widget=forms.Textarea
    )
    about_ru = forms.CharField(
        label=_("About, in Russian"), max_length=ABOUT_LENGTH, required=False, widget=forms.Textarea
    )
    about_en = forms.CharField(
        label=_("About, in English"), max_length=ABOUT_LENGTH, required=False, widget=forms.Textarea
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisation: Organisation, today: date, **kwargs: Any) -> None:
        self.today = today
        fields = (*self.COLUMNS, "name_kk", "name_ru", "name_en")
        initial = {name: getattr(organisation, name) for name in fields} | {"expected_version": organisation.version}
        region = get_pack().region(organisation.region) if organisation.region else None
        initial["region"] = region.code if region else organisation.region
        super().__init__(*args, initial=initial, **kwargs)
        if organisation.region and region is None:
            # A region of another country, from an import: it stays until somebody chooses otherwise.
            _choice(self, "region").choices = [*region_choices(), (organisation.region, organisation.region)]
        for code in Languages.values:
            self.fields[f"about_{code}"].widget.attrs["lang"] = code

    def clean_sector(self) -> str:
        value = self.cleaned_data["sector"].strip().upper()
        if value and get_pack().sector(value) is None:
            raise forms.ValidationError(
                _("There is no such section or code. Enter a letter from A to U, or a number as in 62.01.")
            )
        return str(value)

    def clean_established(self) -> int | None:
        year: int | None = self.cleaned_data["established"]
        if year and year > self.today.year:
            raise forms.ValidationError(_("The year lies in the future. Enter the year of foundation."))
        return year

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COLUMNS}


class NameForm(BaseForm):
    """Another name: alias, acronym or former."""

    value = NameField(label=_("Name"), max_length=500)
    kind = forms.ChoiceField(label=_("Kind of name"), choices=OTHER_NAMES)
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("another")), *Languages.choices], required=False)
    until = DayField(label=_("In use until"), required=False)


def _schemes() -> list[tuple[str, Any]]:
    return [(scheme.code, scheme.label) for scheme in all_schemes() if scheme.holder != "person"]


class IdentifierForm(BaseForm):
    scheme = forms.ChoiceField(label=_("Scheme"), choices=_schemes)
    value = forms.CharField(
        label=_("Number"), max_length=200, help_text=_("Paste it as you have it: an address with the number works too.")
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        scheme, value = self.cleaned_data.get("scheme"), self.cleaned_data.get("value")
        if scheme and value:
            try:
                self.cleaned_data["value"] = _valid_number(scheme, value)
            except forms.ValidationError as refused:
                self.add_error("value", refused)
        return cleaned


class ChannelForm(BaseForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ChannelKind.choices)
    value = forms.CharField(label=_("Contact"), max_length=500)
    note = forms.CharField(label=_("For what"), max_length=120, required=False)
    is_public = forms.BooleanField(label=_("Show it to the public"), required=False, initial=True)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if kind and value:
            try:
                self.cleaned_data["value"] = clean_channel(kind, value)
            except InvalidChannel as refused:
                self.add_error("value", str(refused.message))
        return cleaned


OUTSIDE = "outside"


class RelationForm(BaseForm):
    """In two steps: what was typed is looked up, then one of the found is chosen, or the bare name kept."""

    kind = forms.ChoiceField(label=_("The other organisation is our"), choices=RelationKind.choices)
    query = forms.CharField(label=_("Name or number of the other organisation"), max_length=200)
    other = forms.ChoiceField(
        label=_("Which one?"), required=False, widget=forms.RadioSelect,
        error_messages={"required": _("Choose which organisation you mean.")},
    )  # fmt: skip
    since = DayField(label=_("Since"), required=False)

    def __init__(self, *args: Any, found: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(one.pk): one for one in found}
        if self.found or self.data.get(self.add_prefix("query")):
            choices = [(pk, one.name) for pk, one in self.found.items()]
            _choice(self, "other").choices = [*choices, (OUTSIDE, _("None of these: keep the name as typed"))]
            # Where nothing was found, the name is kept without asking.
            self.fields["other"].required = bool(self.found)
        else:
            del self.fields["other"]

    def chosen(self) -> Organisation | None:
        return self.found.get(self.cleaned_data.get("other") or "")


class UnitForm(NamesMixin, BaseForm):
    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Unit.objects.none(), required=False, empty_label=_("the organisation itself")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.filter(organisation=organisation, closed_on__isnull=True)  # type: ignore[attr-defined]
