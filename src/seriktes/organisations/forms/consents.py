from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField
from seriktes.organisations.enums import PersonalData
from seriktes.organisations.models import Consent, Organisation

LARGEST_SCAN = 10 * 1024 * 1024
# What a scan begins with: the name and the declared type of an upload prove nothing.
SIGNATURES = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}


class ConsentForm(BaseForm):
    """The fields of a consent that the law asks for."""

    operator = forms.ModelChoiceField(
        label=_("Operator"),
        queryset=Organisation.objects.none(),
        help_text=_("The organisation that may use the data. Its name and number are kept as they stand today."),
    )
    valid_from = DayField(label=_("From"), help_text=_("The day on which the person agreed."))
    valid_until = DayField(label=_("To"), required=False, help_text=_("Leave empty when the form sets no end."))
    data = forms.MultipleChoiceField(  # type: ignore[assignment]  # the class body becomes fields, not attributes
        label=_("Data covered"),
        choices=PersonalData.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose at least one, or name other data below."),
    )
    other_data = forms.CharField(
        label=_("Other data"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, in the words of the signed form."),
    )
    publication = forms.BooleanField(
        label=_("May be published in public sources"),
        required=False,
        help_text=_("The person then appears on public pages, in search and in exports while the consent is in force."),
    )
    third_parties = forms.BooleanField(label=_("May be passed on to third parties"), required=False)
    cross_border = forms.BooleanField(label=_("May be passed on across the border"), required=False)
    evidence = forms.FileField(
        label=_("Signed form"),
        required=False,
        help_text=_("A scan: PDF, JPEG or PNG of at most 10 MB. Without a copy of an identity document."),
    )

    def __init__(self, *args: Any, operators: QuerySet[Organisation], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["operator"].queryset = operators  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = today
        if not self.is_bound and len(only := list(operators[:2])) == 1:
            self.fields["operator"].initial = only[0].pk

    def clean_evidence(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["evidence"]
        if upload is None:
            return None
        if (upload.size or 0) > LARGEST_SCAN:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Scan it again at a lower resolution."), "large"
            )
        beginning = upload.read(8)
        upload.seek(0)
        suffix = next((suffix for start, suffix in SIGNATURES.items() if beginning.startswith(start)), None)
        if suffix is None:
            raise forms.ValidationError(
                _("The file is neither PDF nor JPEG nor PNG. Save the scan as one of them."), "kind"
            )
        upload.name = f"consent{suffix}"
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if starts and starts > self.today:
            self.add_error("valid_from", _("This day is still to come. Record the consent on the day it is given."))
        if ends and starts and ends < starts:
            self.add_error("valid_until", _("The last day lies before the first. Correct one of the two."))
        elif ends and ends < self.today:
            self.add_error("valid_until", _("This day is past: such a consent allows nothing any more."))
        other = [line.strip() for line in cleaned.get("other_data", "").splitlines() if line.strip()]
        cleaned["covered"] = [*cleaned.get("data", []), *other]
        if not cleaned["covered"] and "data" not in self.errors:
            self.add_error("data", _("Choose at least one kind of data, or name it below."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        names = ("operator", "valid_from", "valid_until", "publication", "third_parties", "cross_border", "evidence")
        return {name: self.cleaned_data[name] for name in names} | {"data": self.cleaned_data["covered"]}


class EventForm(BaseForm):
    """On which day it happened; at the earliest when the consent began, at the latest today."""

    on = DayField(label=_("On which day"))

    def __init__(self, *args: Any, today: date, earliest: date, label: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": today})
        super().__init__(*args, **kwargs)
        self.today, self.earliest = today, earliest
        if label is not None:
            self.fields["on"].label = label

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come. Write the day on which it happened."), "future")
        if day < self.earliest:
            raise forms.ValidationError(_("This day lies before the consent. Check the year."), "before")
        return day


class AlumniLinkForm(BaseForm):
    organisation = forms.ModelChoiceField(label=_("Graduated from"), queryset=Organisation.objects.none())
    graduated_in = forms.IntegerField(label=_("In the year"), required=False, min_value=1930)
    programme = forms.CharField(label=_("Programme"), required=False, max_length=200)
    consent = forms.ModelChoiceField(
        label=_("Consent"),
        queryset=Consent.objects.none(),
        help_text=_("The link is shown while this consent is in force."),
    )

    def __init__(
        self,
        *args: Any,
        organisations: QuerySet[Organisation],
        consents: QuerySet[Consent],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["consent"].queryset = consents  # type: ignore[attr-defined]

    def clean_graduated_in(self) -> int | None:
        year: int | None = self.cleaned_data["graduated_in"]
        if year is not None and year > self.today.year:
            raise forms.ValidationError(_("This year is still to come."), "future")
        return year
