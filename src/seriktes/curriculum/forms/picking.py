"""Choosing an organisation or a person in two steps: what was typed is looked up, then one of the found is chosen."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Pick(forms.Form):
    found: dict[str, dict[str, Any]]

    def offer(self, name: str, found: Sequence[Any], label: Any, *, required: bool = True, help_text: Any = "") -> None:
        """`found`: what the register has for the text of `<name>_query`; one found is taken without asking."""
        self.found = {**getattr(self, "found", {}), name: {str(one.pk): one for one in found}}
        self.fields[f"{name}_query"] = forms.CharField(
            label=label, max_length=200, required=required,
            help_text=help_text or _("Its name or official number; the beginning is enough."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )  # fmt: skip
        if len(found) > 1:
            self.fields[name] = forms.ChoiceField(
                label=_("Which one?"), widget=forms.RadioSelect, required=True,
                choices=[(pk, one.name) for pk, one in self.found[name].items()],
                error_messages={"required": _("Choose which one you mean.")},
            )  # fmt: skip

    def chosen(self, name: str) -> Any:
        found = self.found[name]
        if not self.cleaned_data.get(f"{name}_query"):
            return None
        return next(iter(found.values())) if len(found) == 1 else found.get(self.cleaned_data.get(name) or "")

    def check_pick(self, name: str) -> None:
        if self.cleaned_data.get(f"{name}_query") and not self.found[name]:
            self.add_error(
                f"{name}_query", _("Nothing in the register fits. Check the spelling, or add the record first.")
            )
