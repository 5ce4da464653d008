"""Forms of activities. The short part is what a report cannot do without; everything else may stay folded."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField, NameField, RecordsField
from seriktes.common.packs import ActivityKind, get_pack
from seriktes.common.refusals import words_of
from seriktes.documents.actions.attachments import ACCEPTED
from seriktes.documents.actions.files import read_upload
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.forms.files import Given
from seriktes.organisations.forms.organisations import region_choices
from seriktes.organisations.models import Organisation, Person
from seriktes.partnerships.actions.activity_files import FILES_AT_MOST, LARGEST_FILE, ending_of
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.partnerships.enums import Form, Mode
from seriktes.partnerships.models import Activity, Agreement

CURRENCIES = ("KZT", "USD", "EUR", "RUB", "CNY", "GBP")
AS_USUAL = _("as usual for the kind")
FILES_HELP = _("Photographs, PDF, office documents: up to 20 MB each. Only the sides see them.")
# Of the folded part; a form with an error in one of them comes back unfolded.
MORE = (
    "ends_on", "hours", "participants", "people", "place", "region", "results", "amount", "currency", "agreement", "mode",
    "mode_reason", "number", "attached", "sides",
)  # fmt: skip


def currency_choices() -> list[tuple[str, str]]:
    own = get_pack().currency
    return [(code, code) for code in dict.fromkeys([own, *CURRENCIES])]


def kinds_by_form() -> list[tuple[Any, Any]]:
    """Every kind, under the form that it usually has."""
    language = get_language() or "kk"
    kinds = get_pack().activity_kinds
    grouped = [
        (str(label), [(kind.code, kind.name(language)) for kind in kinds if kind.form == form])
        for form, label in Form.choices
    ]
    return [("", "—"), *((label, of_form) for label, of_form in grouped if of_form)]


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each read whole, looked at and named with its fault; the value is a list of `Given`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=FilesInput(attrs={"accept": ACCEPTED, "multiple": True}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads: list[UploadedFile] = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not uploads and self.required:
            super().clean(None, initial)
        if len(uploads) > FILES_AT_MOST:
            raise forms.ValidationError(
                ngettext("Choose at most %(most)d file.", "Choose at most %(most)d files.", FILES_AT_MOST)
                % {"most": FILES_AT_MOST}
            )
        return [self._given(upload) for upload in uploads]

    @staticmethod
    def _given(upload: UploadedFile) -> Given:
        name = upload.name or ""
        try:
            content = read_upload(upload, name, LARGEST_FILE)
            ending_of(name, content)
        except Refused as refused:
            raise forms.ValidationError(f"{name}: {refused.sentence}", refused.code) from refused
        except CannotReport as refused:
            raise forms.ValidationError(f"{name}: {words_of(refused)}", refused.reason) from refused
        return Given(name, content)


class ActivityForm(BaseForm):
    """What an activity is. `likely` are the kinds offered at once; any other stands in the folded list."""

    kind = forms.ChoiceField(label=_("What kind of activity"), widget=forms.RadioSelect, required=False)
    other_kind = forms.ChoiceField(label=_("Another kind"), required=False)
    title = NameField(
        label=_("What was done"), max_length=300, help_text=_("One line, such as “Lecture on welding, two groups”.")
    )
    starts_on = DayField(label=_("Day"))
    ends_on = DayField(label=_("Last day, if it took several"), required=False)
    hours = forms.DecimalField(
        label=_("Hours"), required=False, min_value=Decimal(0), max_digits=9, decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    participants = forms.IntegerField(
        label=_("How many people took part"), required=False, min_value=0, max_value=10_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    place = NameField(label=_("Place"), max_length=200, required=False)
    region = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)
    results = forms.CharField(
        label=_("What came of it"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    amount = forms.DecimalField(
        label=_("Sum"), required=False, min_value=Decimal(0), max_digits=18, decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices, required=False)
    agreement = forms.ModelChoiceField(
        label=_("Under the agreement"), queryset=Agreement.objects.none(), required=False, empty_label=_("none")
    )
    mode = forms.ChoiceField(
        label=_("Mode of innovation"), required=False,
        help_text=_("Follows the kind. Choose another only where this one activity differs, and say why."),
    )  # fmt: skip
    mode_reason = NameField(label=_("Why another mode"), max_length=300, required=False)
    number = NameField(label=_("Your own number"), max_length=60, required=False)

    needed_when: ClassVar[dict[str, Any]] = {"mode_reason": _("(needed where the mode differs)")}
    PLAIN: ClassVar[tuple[str, ...]] = (
        "title", "starts_on", "hours", "participants", "place", "region", "results", "amount", "agreement", "mode_reason",
        "number",
    )  # fmt: skip

    def __init__(self, *args: Any, likely: Sequence[ActivityKind], agreements: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        language = get_language() or "kk"
        self._choices("kind", [(kind.code, kind.name(language)) for kind in likely])
        self._choices("other_kind", kinds_by_form())
        self._choices("mode", [("", AS_USUAL), *Mode.choices])
        cast("forms.ModelChoiceField", self.fields["agreement"]).queryset = agreements
        self.fields["starts_on"].widget.attrs["max"] = today.isoformat()
        # Chosen in the folded list instead.
        self.fields["kind"].required = not self.data.get(self.add_prefix("other_kind"))
        self.fields["kind"].error_messages["required"] = _("Choose what kind of activity it was.")

    def _choices(self, name: str, choices: Iterable[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = list(choices)

    @property
    def is_unfolded(self) -> bool:
        """Whether something of the folded part is filled in, or wrong."""
        data = self.data if self.is_bound else self.initial
        given = any(data.get(self.add_prefix(name) if self.is_bound else name) for name in MORE if name != "currency")
        return given or any(name in self.errors for name in MORE)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        kind = self.cleaned_data.get("other_kind") or self.cleaned_data.get("kind")
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day lies before the first."))
        found = get_pack().activity_kind(kind) if kind else None
        mode = self.cleaned_data.get("mode")
        if found and mode and mode != found.mode and not self.cleaned_data.get("mode_reason"):
            self.add_error("mode_reason", _("Say why the mode differs from what this kind usually has."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """As the actions want them. A sum's currency stays out where there is no sum."""
        data = self.cleaned_data
        kind = data.get("other_kind") or data.get("kind")
        found = get_pack().activity_kind(kind or "")
        mode = data.get("mode") or (found.mode if found else "")
        return {
            **{name: data.get(name) for name in self.PLAIN},
            "kind": kind,
            "form": found.form if found else "",
            "mode": mode,
            "mode_reason": data.get("mode_reason", "") if found and mode != found.mode else "",
            "ends_on": data.get("ends_on") or data["starts_on"],
            "currency": (data.get("currency") or get_pack().currency) if data.get("amount") is not None else "",
        }

    def refuse(self, refusal: CannotReport) -> None:
        """The action's refusal, at the field that mends it."""
        field = FIELD_OF.get(refusal.reason)
        self.add_error(field if field in self.fields else None, words_of(refusal))


FIELD_OF = {
    "in_future": "ends_on", "ends_before_it_begins": "ends_on", "unknown_kind": "kind", "no_currency": "currency",
    "mode_without_reason": "mode_reason", "agreement_elsewhere": "agreement", "one_side": "sides", "not_a_side": "sides",
    "person_of_nobody": "people", "file_type": "attached", "too_many_files": "attached",
}  # fmt: skip


class EntryForm(ActivityForm):
    """A new report: for whom, by whom and with which files besides."""

    reporter = forms.ModelChoiceField(
        label=_("Reported by"), queryset=Organisation.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    sides = RecordsField(
        label=_("Sides that took part"), queryset=Organisation.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    people = RecordsField(
        label=_("People who took part"), queryset=Person.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Others can be named on the record."),
    )  # fmt: skip
    attached = FilesField(
        label=_("Files"), required=False, help_text=FILES_HELP
    )  # fmt: skip

    def __init__(
        self, *args: Any, reporters: Sequence[Organisation], sides: Sequence[Organisation], people: Sequence[Person],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.only_reporter = reporters[0] if len(reporters) == 1 else None
        offered = {"reporter": reporters, "sides": sides, "people": people}
        for name, rows in offered.items():
            field = cast("forms.ModelChoiceField", self.fields[name])
            model = Person if name == "people" else Organisation
            field.queryset = model._default_manager.filter(pk__in=[row.pk for row in rows])
        if self.only_reporter:
            del self.fields["reporter"]
        if len(sides) < 3:
            # Both of two took part: there is nothing to choose.
            del self.fields["sides"]
        if not people:
            del self.fields["people"]

    @property
    def reported_by(self) -> Organisation:
        return self.only_reporter or self.cleaned_data["reporter"]


class EditForm(ActivityForm):
    expected_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        self.activity = activity
        super().__init__(*args, initial=initial_of(activity), **kwargs)

    def values(self) -> dict[str, Any]:
        values = super().values()
        # A form that differs from the kind's (from an import) stays as long as the kind does.
        return values | {"form": self.activity.form} if values["kind"] == self.activity.kind else values


def initial_of(activity: Activity) -> dict[str, Any]:
    kind = get_pack().activity_kind(activity.kind)
    return {
        **{name: getattr(activity, name) for name in ActivityForm.PLAIN},
        "kind": activity.kind,
        "ends_on": activity.ends_on if activity.ends_on != activity.starts_on else None,
        "currency": activity.currency or get_pack().currency,
        "mode": activity.mode if kind is None or activity.mode != kind.mode else "",
        "agreement": activity.agreement_id,
        "expected_version": activity.version,
    }


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AddFilesForm(BaseForm):
    attached = FilesField(label=_("Files"), help_text=FILES_HELP)
