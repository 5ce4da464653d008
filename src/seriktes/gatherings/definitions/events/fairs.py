from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

FAIRS: tuple[EventKind, ...] = (
    EventKind("gathering.drafted", _("An event was begun."), "plus", for_partners=False),
    EventKind("gathering.changed", _("The event was changed."), "edit"),
    EventKind("gathering.announced", _("Announced for {date}."), "send"),
    EventKind("gathering.over", _("The event is over."), "check"),
    EventKind("gathering.cancelled", _("Cancelled. {reason}"), "stop"),
    EventKind("exhibitor.invited", _("{name} was invited to exhibit."), "mail"),
    EventKind("exhibitor.interested", _("{name} wants to exhibit."), "check"),
    EventKind("exhibitor.changed", _("The exhibitor's record was changed."), "edit"),
    EventKind("exhibitor.contract_sent", _("The contract was sent."), "send"),
    EventKind("exhibitor.confirmed", _("{name} exhibits."), "check"),
    EventKind("exhibitor.declined", _("{name} does not exhibit. {reason}"), "stop"),
    EventKind("exhibitor.no_show", _("{name} did not come."), "warning"),
    EventKind("exhibitor.came", _("{name} came after all."), "undo"),
    EventKind("exhibitor.event_over", _("The event is over."), "check"),
    EventKind("exhibitor.event_cancelled", _("Cancelled. {reason}"), "stop"),
    EventKind("exhibitor.stand_taken", _("Stand {stand} was given."), "plus"),
    EventKind("exhibitor.stand_freed", _("Stand {stand} was freed."), "undo"),
    EventKind("exhibitor.fee_noted", _("A fact about the fee was noted."), "edit"),
)
