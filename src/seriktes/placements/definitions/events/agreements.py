from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

AGREEMENTS: tuple[EventKind, ...] = (
    EventKind("placement.sent", _("The learning agreement was sent for signature."), "send"),
    EventKind("placement.sign_asked", _("Asked to sign: {role}, {name}."), "mail"),
    EventKind("placement.sign_reminded", _("Asked again to sign: {name}."), "mail", for_partners=False),
    EventKind("placement.signed_by", _("{role}: {name}, {how}."), "consent"),
    EventKind("placement.paper_announced", _("{name} says that it is signed on paper."), "document"),
    EventKind("placement.returned", _("{role}: {name} does not sign. {reason}"), "undo"),
    EventKind("placement.taken_back", _("The agreement was taken back to change it. {reason}"), "undo"),
    EventKind("placement.agreed", _("Everybody has signed."), "check"),
    EventKind("placement.signature_lost", _("The signature of {name} counts no longer."), "warning"),
    EventKind("placement.stood_in", _("{name} signs in the stead of the department's post. {reason}"), "people"),
    EventKind("placement.amendment_drafted", _("An amendment was drafted. {reason}"), "edit"),
    EventKind("placement.amendment_sent", _("The amendment was sent for signature."), "send"),
    EventKind("placement.amendment_returned", _("{role}: {name} does not sign the amendment. {reason}"), "undo"),
    EventKind("placement.amendment_taken_back", _("The amendment was taken back. {reason}"), "undo"),
    EventKind("placement.amendment_dropped", _("The amendment was given up."), "stop"),
    EventKind("placement.amended", _("Everybody has signed the amendment; it holds now. {reason}"), "check"),
    EventKind(
        "placement.signing_rule", _("How learning agreements are signed was decided."), "edit", for_partners=False
    ),
)
