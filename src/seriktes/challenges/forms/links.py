"""Forms beside the buttons of links in letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm


class InvitationByLinkForm(BaseForm):
    reason = forms.CharField(
        label=_("Why, if you decline"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, link: Any) -> None:
        self.link = link
        super().__init__(data)
        self.fields["reason"].if_empty = _("(needed to decline)")  # type: ignore[attr-defined]
