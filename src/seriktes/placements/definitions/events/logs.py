from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

LOGS: tuple[EventKind, ...] = (
    EventKind("placement.plan_changed", _("The plan was changed. {reason}"), "edit"),
    EventKind("placement.week_confirmed", _("The week from {date} was confirmed: {amount}."), "check"),
    EventKind("placement.week_disputed", _("Other hours were given for the week from {date}: {amount}."), "warning"),
    EventKind(
        "placement.week_accepted", _("The student took the other hours of the week from {date} as right."), "check"
    ),
    EventKind("placement.week_decided", _("The university decided on the week from {date}. {reason}"), "check"),
    EventKind("placement.week_reopened", _("The week from {date} was opened again. {reason}"), "undo"),
    EventKind("placement.evaluated", _("Evaluated: {name}."), "check"),
    EventKind("placement.evaluation_asked", _("The host supervisor was asked to evaluate the placement."), "mail"),
    EventKind("placement.certificate_made", _("A document was made: {name}."), "document"),
)
