from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm

LONGEST = 1000


class AskForm(BaseForm):
    """Somebody who may not merge the two asks those who may."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What those who decide should know, for example how you noticed that the two are one."),
    )


class DifferentForm(BaseForm):
    """They are two. Whoever asked is told why."""

    why = forms.CharField(
        label=_("Why they are not merged"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever asked is told this."),
        error_messages={"required": _("Say why: somebody asked, and is told the reason.")},
    )
