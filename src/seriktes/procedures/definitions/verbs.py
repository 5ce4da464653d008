"""What the audit log calls that which was done here."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "made": _("made"),
    "set": _("set"),
    "used": _("used"),
}
