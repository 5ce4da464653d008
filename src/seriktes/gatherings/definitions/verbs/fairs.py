from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAIRS: dict[str, Promise] = {
    "announced": _("announced"),
    "stand_taken": _("stand given"),
    "stand_freed": _("stand freed"),
    "fee_noted": _("fact about a fee noted"),
    "interested": _("interest shown"),
    "contract_sent": _("contract sent"),
    "no_show": _("absence noted"),
    "came": _("absence taken back"),
    "over": _("ended"),
    "plan_changed": _("plan changed"),
    "slots_added": _("slots added"),
    "contact_added": _("contact added"),
    "contact_removed": _("contact removed"),
    "registered": _("registered"),
    "slot_booked": _("slot booked"),
    "slot_left": _("slot given up"),
    "consent_changed": _("consent changed"),
    "noted": _("noted"),
    "scanned": _("tickets shown at the door"),
    "exported": _("exported"),
    "event_cancelled": _("the event is cancelled"),
    "event_over": _("the event is over"),
}
