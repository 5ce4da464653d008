"""What the audit log calls that which was done here."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "done": _("done"),
    "made": _("made"),
    "newcomer": _("newcomer named"),
    "note_written": _("note written"),
    "opened": _("opened"),
    "passed_on": _("passed on"),
    "set": _("set"),
    "sent": _("sent"),
    "used": _("used"),
    "withdrawn": _("withdrawn"),
    "started": _("started"),
    "answered": _("answered"),
    "step_approved": _("approved"),
    "step_refused": _("refused"),
    "taken_over": _("taken over"),
}
