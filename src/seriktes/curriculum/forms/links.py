"""Forms beside the buttons of links in letters."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, NameField


class AnswerByLinkForm(BaseForm):
    needed_when: ClassVar[dict[str, Any]] = {"deputy": _("(needed where somebody else comes)")}

    deputy = NameField(label=_("Who comes in your place"), max_length=200, required=False)
    note = forms.CharField(
        label=_("A word to the council"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, link: Any) -> None:
        self.link = link
        super().__init__(data)
