"""Forms of visitors and of leads."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField, NameField
from seriktes.common.models import Languages
from seriktes.gatherings.models import ExhibitorContact


class RegisterForm(BaseForm):
    autocomplete: ClassVar[dict[str, str]] = {"name": "name", "email": "email"}

    name = NameField(label=_("Your name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), help_text=_("You confirm it by a link; the ticket comes to it."))
    language = forms.ChoiceField(label=_("Language of letters to you"), choices=Languages.choices)
    studies = NameField(label=_("Where you study or work"), max_length=200, required=False)
    agrees = forms.BooleanField(
        label=_("Exhibitors to whom I show my code may keep my name, my address and a note on our conversation"),
        required=False, help_text=_("You can take this back at any time on the page of your ticket; they then see nothing."),
    )  # fmt: skip
    # Seen by programs only.
    website = forms.CharField(
        label=_("Leave this empty"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            for name in ("name", "email", "language", "website"):
                del self.fields[name]

    @property
    def is_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class LeadForm(BaseForm):
    code = forms.CharField(
        label=_("The visitor's code"), max_length=300, help_text=_("Under the QR code of the ticket."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    contact = forms.ModelChoiceField(
        label=_("Who of you spoke"), queryset=ExhibitorContact.objects.none(), required=False, empty_label="—"
    )
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    next_step = NameField(label=_("Next step"), max_length=200, required=False)
    next_on = DayField(label=_("To be done by"), required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, contacts: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[ExhibitorContact]", self.fields["contact"]).queryset = contacts
        for name in self._unneeded(is_new):
            del self.fields[name]

    @staticmethod
    def _unneeded(is_new: bool) -> Iterable[str]:
        return ("expected_version",) if is_new else ("code",)
