"""What happens to a host that a student found, in words."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

OWN_HOSTS: tuple[EventKind, ...] = (
    EventKind("hostproposal.sent", _("Proposed by the student: {name}."), "send"),
    EventKind("hostproposal.returned", _("Returned to the student: {reason}"), "undo"),
    EventKind("hostproposal.approved", _("Approved: a placement at {name} is planned."), "check"),
    EventKind("hostproposal.declined", _("Declined: {reason}"), "stop"),
    EventKind("hostproposal.cohort_over", _("The cohort is over: nothing more comes of this."), "stop"),
    EventKind("hostproposal.withdrawn", _("Withdrawn by the student."), "stop"),
)
