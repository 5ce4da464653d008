from typing import Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.forms import BaseForm
from seriktes.expertise.models import GlossaryTerm
from seriktes.expertise.queries.glossary import Line, source_words

ALTERNATIVES = _("Alternatives stand between bars: oil refining | petroleum refining.")


def _words(code: str) -> forms.CharField:
    field = cast("models.CharField[str, str]", GlossaryTerm._meta.get_field(code))
    return forms.CharField(label=field.verbose_name, max_length=field.max_length, required=False)


class TermForm(BaseForm):
    kk = _words("kk")
    ru = _words("ru")
    en = _words("en")
    field = forms.CharField(
        label=pgettext_lazy("of knowledge", "Field"),
        max_length=40,
        required=False,
        help_text=_("Such as mining, medicine or economy."),
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False,
        help_text=_("The act with its article, or the standard, where the term is official."),
    )  # fmt: skip
    needs_check = forms.BooleanField(label=_("A native speaker should check the Kazakh"), required=False)
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, line: Line | None = None, **kwargs: Any) -> None:
        self.cited = line.source if line else ""
        if line:
            names = ("kk", "ru", "en", "field", "source", "needs_check")
            kwargs["initial"] = {name: getattr(line, name) for name in names} | {"expected_version": line.version}
            kwargs["initial"]["source"] = source_words(line.source)
        super().__init__(*args, **kwargs)
        self.fields["kk"].help_text = ALTERNATIVES

    def clean_source(self) -> str:
        """As it was written, where it stands as it was shown: the next reader has it in another language."""
        said: str = self.cleaned_data["source"]
        return self.cited if said == source_words(self.cited) else said
