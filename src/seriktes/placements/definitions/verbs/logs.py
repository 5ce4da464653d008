from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LOGS: dict[str, Promise] = {
    "plan_changed": _("plan changed"),
    "week_confirmed": _("week of the log confirmed"),
    "week_disputed": _("other hours given for a week of the log"),
    "week_accepted": _("other hours of a week accepted"),
    "week_decided": _("week of the log decided"),
    "week_reopened": _("week of the log opened again"),
    "evaluated": _("evaluated"),
    "evaluation_asked": _("evaluation asked for"),
    "certificate_made": _("certificate or record of work made"),
    "put_into_use": _("put into use"),
    "raised": pgettext_lazy("of a confidential report", "came in"),
    "handled": pgettext_lazy("of a confidential report", "handled"),
}
