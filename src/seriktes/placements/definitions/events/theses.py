"""What happens to theses and their defences, in words."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

THESES: tuple[EventKind, ...] = (
    EventKind("thesis.taken", _("The student has the topic."), "plus"),
    EventKind("thesis.accepted", _("The supervisor accepted student and topic."), "check"),
    EventKind("thesis.declined", _("Declined: {reason}"), "stop"),
    EventKind("thesis.titled", _("The title was changed."), "edit"),
    EventKind("thesis.submitted", _("The thesis was handed in."), "send"),
    EventKind("thesis.admitted", _("Admitted to the defence."), "check"),
    EventKind("thesis.returned", _("Returned to the student: {reason}"), "undo"),
    EventKind("thesis.defended", _("Defended: {points} of 100 points."), "check"),
    EventKind("thesis.failed", _("Not defended: {points} of 100 points."), "stop"),
    EventKind("thesis.result_corrected", _("The result was corrected: {before} → {points} of 100 points."), "edit"),
    EventKind("thesis.dropped", _("Given up. {reason}"), "stop"),
    EventKind("defence.planned", _("The defence was planned."), "plus", for_partners=False),
    EventKind("defence.changed", _("The defence was changed."), "edit", for_partners=False),
    EventKind("defence.seated", _("Into the commission: {name}."), "plus", for_partners=False),
    EventKind("defence.unseated", _("Out of the commission: {name}."), "edit", for_partners=False),
    EventKind("defence.theses_put", _("Theses to be defended: {number}."), "document", for_partners=False),
    EventKind("defence.called", _("The defence was announced."), "send"),
    EventKind("defence.moved", _("Day or place of the defence changed; everybody was told."), "clock"),
    EventKind("defence.answered", _("{name}: {answer}. {note}"), "mail", for_partners=False),
    EventKind("defence.result_corrected", _("{name}: the result was corrected, {before} → {points} of 100 points."), "edit",
              for_partners=False),
    EventKind("defence.held", _("Held; the minutes are frozen."), "check"),
    EventKind("defence.cancelled", _("Cancelled. {reason}"), "stop"),
)  # fmt: skip
