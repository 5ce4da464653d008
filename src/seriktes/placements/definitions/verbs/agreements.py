from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AGREEMENTS: dict[str, Promise] = {
    "sign_asked": _("asked to sign"),
    "sign_reminded": _("asked again to sign"),
    "signed_by": _("signed"),
    "paper_announced": _("signature on paper announced"),
    "returned": _("returned"),
    "taken_back": _("taken back"),
    "agreed": _("agreed"),
    "signature_lost": _("signature lost"),
    "stood_in": _("signs in the stead of another"),
    "amendment_drafted": _("amendment drafted"),
    "amendment_sent": _("amendment sent for signature"),
    "amendment_returned": _("amendment returned"),
    "amendment_taken_back": _("amendment taken back"),
    "amendment_dropped": _("amendment given up"),
    "amended": _("amended"),
    "signing_rule": _("rule of signing decided"),
}
