from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm
from seriktes.common.models import Languages
from seriktes.expertise.actions.profiles import FIELDS
from seriktes.expertise.models import ExpertProfile


def _about(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2000, help_text=help_text, widget=forms.Textarea(attrs={"rows": 5})
    )


class ProfileForm(BaseForm):
    about_kk = _about(
        _("What I can help with, in Kazakh"), _("In plain words, as a company would ask. The search reads it.")
    )
    about_ru = _about(_("What I can help with, in Russian"))
    about_en = _about(_("What I can help with, in English"))
    languages = forms.MultipleChoiceField(
        label=_("Languages in which I can be addressed"), choices=Languages.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    accepts_enquiries = forms.BooleanField(
        label=_("I take enquiries"), required=False, help_text=_("Without it, enquiries go to the office alone.")
    )
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, profile: ExpertProfile, **kwargs: Any) -> None:
        initial = {name: getattr(profile, name) for name in FIELDS}
        initial["expected_version"] = profile.version if profile.pk else 0
        super().__init__(*args, initial=initial, **kwargs)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}
