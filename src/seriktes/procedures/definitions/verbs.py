"""What the audit log calls that which was done here."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "done": _("done"),
    "leaving": _("leaver named"),
    "made": _("made"),
    "newcomer": _("newcomer named"),
    "note_written": _("note written"),
    "opened": _("opened"),
    "passed": _("went on in the next handover"),
    "passed_on": _("passed on"),
    "set": _("set"),
    "sent": _("sent"),
    "used": _("used"),
    "withdrawn": _("withdrawn"),
    "started": _("started"),
    "answered": _("answered"),
    "step_approved": _("approved"),
    "step_opened": _("came to a desk"),
    "step_refused": _("refused"),
    "steps_dropped": _("other desks dropped"),
    "taken_over": _("taken over"),
}
