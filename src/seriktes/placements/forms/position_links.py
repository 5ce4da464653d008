"""The form of a position behind a link in a letter: whoever opens it has no account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.placements.actions.position_letters import RETURNED
from seriktes.placements.actions.position_links import WITHDRAW, host_of
from seriktes.placements.forms.positions import PositionForm
from seriktes.placements.models import Position
from seriktes.placements.queries.supervision import LoadsAtHost, loads_at_host

# What is the register's own affair, and the address that the link was sent to.
LEFT_OUT = ("unit", "post", "number", "contact_name", "contact_email", "expected_version")


class PositionByLinkForm(PositionForm):
    """`cleaned_data` has `values` and `tasks`, as the actions take them."""

    def __init__(self, data: Any = None, *, link: Any) -> None:
        is_mended = link.action == RETURNED
        host = None if is_mended else host_of(link)
        position = link.record if is_mended else Position(host=host, cohort=link.record, language=link.language)
        tasks = [(task.text, task.weight) for task in position.tasks.all()] if is_mended else []
        loads = loads_at_host(position.host_id, apart_from=position.pk) if position.host_id else LoadsAtHost()
        super().__init__(data, position=position, tasks=tasks, loads=loads)
        for name in LEFT_OUT:
            self.fields.pop(name, None)
        if is_mended:
            self.fields["reason"] = forms.CharField(
                label=_("Why, if you withdraw it"),
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields["reason"].if_empty = _("(needed to withdraw)")  # type: ignore[attr-defined]
        if position.supervisor is not None:
            # A person of the register stays unless somebody else is named.
            self.fields["supervisor_name"].help_text = _("Until now: %(name)s.") % {"name": position.supervisor.name}

    def on_side(self) -> list[Any]:
        return self.part("reason")

    def clean(self) -> dict[str, Any] | None:
        if self.data.get("choice") == WITHDRAW:
            # Whoever withdraws need not mend.
            self.errors.clear()
            return {"reason": self.cleaned_data.get("reason", ""), "values": {}, "tasks": ()}
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        values = self.values()
        stays = self.position.supervisor_id and not (values["supervisor_name"] or values["supervisor_email"])
        if not stays:
            values["supervisor"] = None
        return cleaned | {"values": values, "tasks": self.tasks() or ()}
