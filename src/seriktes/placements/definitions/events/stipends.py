from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

# `next` is the day of the next payment, empty where none is planned; clocks run by it.
STIPENDS: tuple[EventKind, ...] = (
    EventKind("stipend.added", _("The stipend was planned."), "plus", for_partners=False),
    EventKind("stipend.changed", _("The terms were changed."), "edit", for_partners=False),
    EventKind("stipend.offered", _("The contract was frozen and laid before the student."), "document"),
    EventKind("stipend.signed", _("Signed on {date}. {reason}"), "consent"),
    EventKind("stipend.paid", _("Paid on {date}: {amount}, {reference}."), "check"),
    EventKind("stipend.withheld", _("Withheld: {amount}. {reason}"), "stop"),
    EventKind("stipend.reversed", _("A payment was reversed: {amount}. {reason}"), "undo"),
    EventKind("stipend.planned_again", _("Planned anew for {date}: {amount}."), "clock"),
    EventKind("stipend.graduated", _("Study ended on {date}; service begins by {begin_by}."), "university"),
    EventKind("stipend.service_told", _("Service was entered: {starts_on} – {ends_on}, {name}."), "plus"),
    EventKind("stipend.service_asked", _("{name} was asked to confirm service."), "mail"),
    EventKind("stipend.service_confirmed", _("Service confirmed: {starts_on} – {ends_on}, {name}."), "check"),
    EventKind("stipend.service_paper", _("A paper on service was put on record: {file} ({starts_on} – {ends_on}, {name})."), "document"),
    EventKind("stipend.service_declined", _("Service not confirmed: {starts_on} – {ends_on}, {name}. {reason}"), "stop"),
    EventKind("stipend.service_set_aside", _("Confirmed service was set aside: {starts_on} – {ends_on}, {name}. {reason}"), "undo"),
    EventKind("stipend.postponed", _("Postponed by {days} days, for {kind}. {reason}"), "clock"),
    EventKind("stipend.repayment", _("Paid back on {date}: {amount}, {reference}."), "undo"),
    EventKind("stipend.repayment_taken_back", _("The repayment of {date} was taken back: {amount}, {reference}. {reason}"), "undo"),
    EventKind("stipend.resumed", _("The stipend goes on: what was owed is not paid back."), "undo"),
    EventKind("stipend.released", _("Served and released."), "check"),
    EventKind("stipend.repaid", _("Ended: what was owed is paid back. {reason}"), "stop"),
    EventKind("stipend.waived", _("Waived. {reason}"), "stop"),
    EventKind("stipend.cancelled", _("Cancelled. {reason}"), "stop"),
    EventKind("stipend.certificate_made", _("The certificate of release was made."), "document"),
)  # fmt: skip
