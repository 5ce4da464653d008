"""What the audit log calls that which was done here."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "made": _("made"),
    "set": _("set"),
    "sent": _("sent"),
    "used": _("used"),
    "withdrawn": _("withdrawn"),
    "started": _("started"),
    "answered": _("answered"),
    "step_approved": _("approved"),
    "step_refused": _("refused"),
}
