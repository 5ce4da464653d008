"""Forms beside the buttons of links in letters."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm


class InvitationByLinkForm(BaseForm):
    needed_when: ClassVar[dict[str, Any]] = {"reason": _("(needed to decline)")}

    reason = forms.CharField(
        label=_("Why, if you decline"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, link: Any) -> None:
        self.link = link
        super().__init__(data)
