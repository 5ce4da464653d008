"""Forms of the university about its hosts. They validate; the actions write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField, NameField
from seriktes.common.models import Languages
from seriktes.placements.definitions.watching import WatchReason
from seriktes.placements.enums import HostStanding
from seriktes.placements.models import HostRecord


class StandingForm(BaseForm):
    standing = forms.ChoiceField(label=_("How the host stands"), choices=HostStanding.choices, widget=forms.RadioSelect)
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), choices=WatchReason.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("What was found, in your own words"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("It is shown with the note on each of the host's placements."),
    )  # fmt: skip
    look_again_on = DayField(label=_("Look again on"), required=False, help_text=_("You are reminded then."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    needed_when = {
        "reasons": _("(needed on watch, and where nothing new is placed)"),
        "reason": _("(needed on watch, and where nothing new is placed)"),
    }

    def __init__(self, *args: Any, record: HostRecord | None, **kwargs: Any) -> None:
        names = ("standing", "reasons", "reason", "look_again_on")
        initial = {name: getattr(record, name) for name in names} if record else {}
        initial["expected_version"] = record.version if record else 0
        super().__init__(*args, initial=initial, **kwargs)


class NoteForm(BaseForm):
    note = forms.CharField(
        label=_("Note"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Your own office, supervisors and heads of department read it on each placement at this host; students "
                    "and the host do not."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class LetPassForm(BaseForm):
    reason = forms.CharField(
        label=_("Why the host stays as it stands"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Proposed anew only when a figure grows."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class FindHostForm(BaseForm):
    query = forms.CharField(
        label=_("Organisation"), max_length=200, help_text=_("A name or an official number; the beginning is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class AskForm(BaseForm):
    """To whom at the host the letter goes."""

    autocomplete = {"name": "off", "email": "off"}
    name = NameField(label=_("Whom to write to there"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Languages.choices)
    word = forms.CharField(
        label=_("A word of yours"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which students you have in mind, what they know."),
    )  # fmt: skip
