from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.enums import Scope
from seriktes.common.forms import BaseForm, DayField
from seriktes.common.models import Languages

LIVES = [(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("365 days"))]


class ProfileForm(BaseForm):
    name = forms.CharField(label=_("Full name"), max_length=200, help_text=_("As colleagues shall see it."))
    language = forms.ChoiceField(
        label=_("Language"), choices=Languages.choices, help_text=_("Of these pages and of the mail we send you.")
    )

    autocomplete: ClassVar[dict[str, str]] = {"name": "name"}


class TokenForm(BaseForm):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=120,
        help_text=_("The program that will use it, so that you know it later."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A token never may more than you may yourself. Choose as little as the program needs."),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=LIVES, coerce=int, initial=90)

    def expires_at(self, now: datetime) -> datetime:
        return now + timedelta(days=self.cleaned_data["days"])


class AuditFilterForm(BaseForm):
    """Filters of the audit log; read from the address, so nothing is required."""

    actor = forms.CharField(
        label=_("Who"), required=False, max_length=254, help_text=_("Part of the e-mail address, or “system”.")
    )
    kind = forms.ChoiceField(label=_("What happened"), required=False)
    target_type = forms.ChoiceField(label=_("Kind of record"), required=False)
    target_id = forms.CharField(label=_("Number of the record"), required=False, max_length=40)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(
        self, *args: Any, kinds: list[tuple[str, str]], target_types: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("Any"))]
        self.fields["kind"].choices = [*everything, *kinds]  # type: ignore[attr-defined]
        self.fields["target_type"].choices = [*everything, *target_types]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end lies before the beginning. Choose a later day."))
        return cleaned
