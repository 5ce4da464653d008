from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

PLACEMENTS: tuple[EventKind, ...] = (
    EventKind("placement.planned", _("Planned at {name}. {reason}"), "plus"),
    EventKind("placement.changed", _("The placement was changed."), "edit"),
    EventKind("placement.recorded", _("Recorded as signed outside the register on {date}. {reason}"), "document"),
    EventKind("placement.begun", _("The placement began."), "check"),
    EventKind("placement.completed", _("The placement is completed."), "check"),
    EventKind("placement.broken_off", _("Broken off; the last day was {date}. {reason}"), "stop"),
    EventKind("placement.cancelled", _("Cancelled. {reason}"), "stop"),
)
