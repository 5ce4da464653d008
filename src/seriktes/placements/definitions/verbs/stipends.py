from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STIPENDS: dict[str, Promise] = {
    "offered": _("contract laid before the student"),
    "paid": _("paid"),
    "withheld": _("withheld"),
    "reversed": _("reversed"),
    "planned_again": _("planned anew"),
    "graduated": _("end of study recorded"),
    "service_told": _("service entered"),
    "service_asked": _("asked to confirm service"),
    "service_confirmed": _("service confirmed"),
    "service_declined": _("service not confirmed"),
    "service_set_aside": _("confirmed service set aside"),
    "postponed": _("postponed"),
    "repayment": _("repayment recorded"),
    "repayment_taken_back": _("repayment taken back"),
    "released": _("released"),
    "repaid": _("ended by repayment"),
    "waived": _("waived"),
    "service_paper": _("a paper on service kept"),
}
