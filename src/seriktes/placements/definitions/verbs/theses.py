from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

THESES: dict[str, Promise] = {
    "taken": _("taken by a student"),
    "titled": _("title changed"),
    "admitted": _("admitted to the defence"),
    "defended": _("defended"),
    "failed": _("not defended"),
    "result_corrected": _("result corrected"),
    "dropped": _("thesis given up"),
    "called": _("announced"),
    "held": _("held and closed with minutes"),
    "seated": _("joined the commission"),
    "unseated": _("left the commission"),
    "theses_put": _("theses put to the defence"),
}
