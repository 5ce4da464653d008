"""What the audit log calls that which was done to templates, documents and signatures."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "checked": _("checked"),
    "frozen": _("frozen"),
    "recorded": _("recorded"),
    "replaced": _("replaced"),
    "version_added": _("version added"),
}
