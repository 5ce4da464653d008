from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm
from seriktes.documents.forms.files import signature_field


class WordForm(BaseForm):
    """Beside the buttons of a link that confirms or disputes."""

    needed_when: ClassVar[dict[str, Any]] = {"reason": _("(needed to dispute)")}

    reason = forms.CharField(
        label=_("What is wrong, if you dispute it"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, link: Any) -> None:
        self.link = link
        super().__init__(data)


class SigningForm(BaseForm):
    """Beside the buttons of a link by which a text is signed."""

    needed_when: ClassVar[dict[str, Any]] = {"reason": _("(needed to refuse)")}
    takes_files = True

    file = signature_field(
        label=_("Signature"), accept=".p7s,.p7b,.cms,.sig,.pem,.pdf", required=False,
        help_text=_("A detached signature over the frozen PDF (.p7s, .cms), or the PDF signed inside. Never a key."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why, if you refuse"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, files: Any = None, *, link: Any) -> None:
        self.link = link
        super().__init__(data, files)
