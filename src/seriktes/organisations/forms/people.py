from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import ONE_NAME_NEEDED, BaseForm, DayField, NameField, VersionedForm
from seriktes.common.identifiers import validate_orcid
from seriktes.common.packs import InvalidIdentifier
from seriktes.common.telephones import InvalidTelephone, e164
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Organisation, Person, Unit


class PersonForm(VersionedForm):
    autocomplete: ClassVar[dict[str, str]] = {"email": "off", "phone": "off"}

    # Longer than the number, for those who paste its address.
    orcid = forms.CharField(
        label="ORCID",
        required=False,
        max_length=60,
        help_text=_("16 digits, for example 0000-0002-1825-0097. The person finds it at orcid.org."),
    )
    needed_when = ONE_NAME_NEEDED

    class Meta:
        model = Person
        fields = ("name_kk", "name_ru", "name_en", "orcid", "email", "phone")
        field_classes = dict.fromkeys(("name_kk", "name_ru", "name_en"), NameField)
        labels = {
            "name_kk": _("Full name in Kazakh"),
            "name_ru": _("Full name in Russian"),
            "name_en": _("Full name in English"),
        }
        help_texts = {
            "name_kk": _("As it is written in Kazakh documents: family name, given name, father's name."),
            "name_ru": _("As it is written in Russian documents."),
            "name_en": _("As it is written in a passport or in publications."),
            "email": _("Seen only by the person and by those who keep the records of the person's organisations."),
            "phone": _("Seen only by the person and by those who keep the records of the person's organisations."),
        }

    def clean_orcid(self) -> str:
        value: str = self.cleaned_data["orcid"]
        if not value.strip():
            return ""
        try:
            return validate_orcid(value)
        except InvalidIdentifier as error:
            raise forms.ValidationError(str(error.message), code=error.code) from error

    def clean_phone(self) -> str:
        value: str = self.cleaned_data["phone"].strip()
        if not value:
            return ""
        try:
            return e164(value)
        except InvalidTelephone:
            raise forms.ValidationError(
                _("This is not a telephone number. Write it with its area code."), code="phone"
            ) from None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not any(self.cleaned_data.get(f"name_{code}", "").strip() for code in ("kk", "ru", "en")):
            self.add_error("name_kk", _("Write the name in at least one of the three languages."))
        return cleaned

    @property
    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Unit) -> str:
        return f"{obj.organisation} · {obj}"


class AffiliationForm(BaseForm):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    unit = UnitChoice(label=_("Unit"), queryset=Unit.objects.none(), required=False)
    kind = forms.ChoiceField(label=_("As"), choices=AffiliationKind.choices)
    title = forms.CharField(
        label=_("Position"), max_length=200, required=False, help_text=_("For a student: the programme.")
    )
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("To"), required=False, help_text=_("Leave empty while it lasts."))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        units = Unit.objects.filter(organisation__in=organisations.order_by(), closed_on__isnull=True)
        self.fields["unit"].queryset = units.select_related("organisation").order_by("organisation", "pk")  # type: ignore[attr-defined]
        if not self.is_bound and len(only := list(organisations[:2])) == 1:
            self.fields["organisation"].initial = only[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first. Correct one of the two."))
        unit = cleaned.get("unit")
        if unit is not None and cleaned.get("organisation") and unit.organisation_id != cleaned["organisation"].pk:
            self.add_error("unit", _("This unit belongs to another organisation. Choose one of the same organisation."))
        return cleaned


class LastDayForm(BaseForm):
    """The day on which something ends: an affiliation, a post's holder, a post."""

    on = DayField(label=_("Last day"), help_text=_("That day still counts."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": today})
        super().__init__(*args, **kwargs)
