from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm


class NoteForm(BaseForm):
    text = forms.CharField(
        label=_("What your successor must know"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Where things stand, what was said and not written, whom to call first. The partners do not see it."
        ),
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput)
