from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.procedures.definitions.events import EventKind

COUNCILS = (
    EventKind("council.founded", pgettext_lazy("council", "Founded."), "plus"),
    EventKind("council.changed", pgettext_lazy("council", "Changed."), "edit", for_partners=False),
    EventKind("council.closed", pgettext_lazy("council", "Closed."), "stop"),
    EventKind("council.member_joined", _("{name}, {who}, joined."), "people"),
    EventKind("council.member_renewed", _("{name}, {who}: the seat was changed or renewed."), "people"),
    EventKind("council.member_left", _("{name}, {who}, left. {reason}"), "stop"),
    EventKind("council.report_made", _("A report for accreditation was made: {start} – {date}."), "reports",
              for_partners=False),
    EventKind("meeting.planned", _("Planned for {date}."), "calendar"),
    EventKind("meeting.changed", pgettext_lazy("meeting", "Changed."), "edit"),
    EventKind("meeting.moved", _("Moved to {date}."), "calendar"),
    EventKind("meeting.called", _("The members were invited for {date}."), "send"),
    # Told by the address of the letter, which is not for the other members; what was answered stands beside each seat.
    EventKind("meeting.answered", _("{name}, {who}: {answer}. {note}"), "mail", for_partners=False),
    EventKind("meeting.held", _("Held; {present} of {seats} came."), "check"),
    EventKind("meeting.cancelled", _("Cancelled. {reason}"), "stop"),
    EventKind("minutes.drafted", _("Minutes were begun."), "edit", for_partners=False),
    EventKind("minutes.changed", _("The draft of the minutes was changed."), "edit", for_partners=False),
    EventKind("minutes.approved", _("Minutes № {number} were approved."), "lock"),
    EventKind("minutes.correction_begun", _("A correction of the minutes was begun: {reason}"), "edit", for_partners=False),
    EventKind("minutes.correction_dropped", _("The correction of the minutes was dropped."), "undo", for_partners=False),
    EventKind("minutes.corrected", _("The minutes were corrected: {reason}"), "edit"),
    EventKind("advice.given", _("Recommended; the next step is due by {date}."), "send",
              undated=_("Recommended; the day of the next step is not set.")),
    EventKind("advice.changed", pgettext_lazy("recommendation", "Changed."), "edit"),
    EventKind("advice.handed_on", _("Lies with: {name}."), "post"),
    EventKind("advice.due_moved", _("The next step is now due by {date}."), "clock"),
    EventKind("advice.stepped", _("The next step is due by {date}."), "clock"),
    EventKind("advice.refused", _("Not taken up: {reason}"), "stop"),
    EventKind("advice.reopened", _("Taken up again."), "undo"),
    EventKind("advice.concluded", _("The chain is complete."), "check"),
    EventKind("change.proposed", _("A change was named: {title}"), "branch"),
    EventKind("change.changed", _("The change was reworded: {title}"), "edit"),
    EventKind("change.accepted", _("The change was decided on {day} by {name}: {title}"), "check"),
    EventKind("change.refused", _("The change was refused: {title} {reason}"), "stop"),
    EventKind("change.carried_out", _("Carried out in {term}: {title}"), "check"),
    EventKind("change.concluded", _("Result: {result}"), "chart"),
)  # fmt: skip
