"""The page before an answer or an enquiry becomes a partnership."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm
from seriktes.organisations.models import Organisation
from seriktes.partnerships.enums import Form
from seriktes.partnerships.forms.partnerships import Pick

LEAVE, DECLINE = "leave", "decline"


class FormsOfPartnering(BaseForm):
    def chosen_forms(self) -> list[str]:
        chosen = set(self.cleaned_data["forms"])
        return [form for form in Form.values if form in chosen]


class FromAnswerForm(FormsOfPartnering):
    others = forms.ChoiceField(
        label=_("The other answers"), widget=forms.RadioSelect, initial=LEAVE,
        choices=[(LEAVE, _("leave them where they stand")),
                 (DECLINE, _("decline them all: good, but another was better"))],
    )  # fmt: skip
    # Last, because the name hides the module from here on.
    forms = forms.MultipleChoiceField(
        label=_("What will you do together?"),
        choices=Form.choices,
        required=False,
        initial=[Form.RESEARCH],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, others: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not others:
            del self.fields["others"]

    @property
    def declines_others(self) -> bool:
        return bool(self.cleaned_data.get("others") == DECLINE)


class FromEnquiryForm(Pick, FormsOfPartnering):
    forms = forms.MultipleChoiceField(
        label=_("What will you do together?"),
        choices=Form.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, asker: Organisation | None, found: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asker = asker
        if asker is None:
            self.offer("partner", found, _("Organisation of the asker in the register"))
            self.order_fields(["partner_query", "partner"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.asker is None:
            self.check_pick("partner")
        return cleaned

    def asking(self) -> Organisation | None:
        return self.asker or self.chosen("partner")
