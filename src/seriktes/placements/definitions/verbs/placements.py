from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACEMENTS: dict[str, Promise] = {
    "planned": _("planned"),
    "recorded": _("recorded as signed outside"),
    "completed": _("completed"),
    "broken_off": _("broken off"),
}
