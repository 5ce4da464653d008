from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm
from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import InvalidIdentifier
from seriktes.expertise.definitions.sources import OPEN_SOURCES


class FetchForm(BaseForm):
    """`organisations`: (ROR, name) of those for which the user keeps evidence."""

    source = forms.ChoiceField(label=_("Whom to ask"))
    ror = forms.ChoiceField(label=_("About which organisation"), required=False)
    orcid = forms.CharField(
        label="ORCID", required=False, max_length=40,
        help_text=_("Of the person whose works are asked for; only with ORCID as the source."),
    )  # fmt: skip
    since = forms.IntegerField(
        label=_("Published from"), required=False, min_value=1900, help_text=_("A year; empty: everything.")
    )

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(one.code, one.label) for one in OPEN_SOURCES.values()]  # type: ignore[attr-defined]
        self.fields["ror"].choices = [("", "–"), *organisations]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        source = OPEN_SOURCES.get(self.cleaned_data.get("source", ""))
        if source is None:
            return cleaned
        value = self.cleaned_data.get(source.subject)
        if not value:
            self.add_error(source.subject, _("Say about whom this source shall be asked."))
            return cleaned
        try:
            self.cleaned_data["value"] = get_scheme(source.subject).validate(value)
        except InvalidIdentifier as invalid:
            self.add_error(source.subject, str(invalid))
        return cleaned

    def clean_since(self) -> int | None:
        since: int | None = self.cleaned_data["since"]
        if since and since > timezone.localdate().year:
            raise forms.ValidationError(_("This year lies ahead."))
        return since
