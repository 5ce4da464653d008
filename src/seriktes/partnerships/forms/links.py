from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm


class WordForm(BaseForm):
    """Beside the buttons of a link that confirms or disputes."""

    reason = forms.CharField(
        label=_("What is wrong, if you dispute it"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, link: Any) -> None:
        self.link = link
        super().__init__(data)
