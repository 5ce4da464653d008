"""Forms of approvals, routes and delegations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm
from seriktes.procedures.models import ActionLink


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason or question"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed to refuse and to ask. Everybody concerned can read it, the other side too."),
    )


class DecisionForm(BaseForm):
    reason = _reason()


class DecisionByLinkForm(DecisionForm):
    def __init__(self, data: Any = None, *, link: ActionLink) -> None:
        super().__init__(data)
        self.link = link


class AnswerForm(BaseForm):
    answer = forms.CharField(label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
