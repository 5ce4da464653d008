from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

OWN_HOSTS: dict[str, Promise] = {
    "sent": _("sent"),
    "returned": _("returned"),
    "approved": _("approved"),
    "declined": pgettext_lazy("verb of the log", "declined"),
    "withdrawn": _("withdrawn"),
}
