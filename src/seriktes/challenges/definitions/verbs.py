"""Verbs of the audit log for what is done here. Each part keeps its words in a block of its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, Promise] = {
    # Challenges
    "drafted": _("drafted"),
    "deadline_moved": _("deadline moved"),
    "decision_moved": _("day of the decision moved"),
    "expert_proposed": _("expert proposed"),
    "expert_set_aside": _("expert set aside"),
    "invitation_accepted": _("invitation accepted"),
    "invitation_declined": _("invitation declined"),
    "acknowledged": _("confidentiality acknowledged"),
    "file_added": _("file added"),
    "file_removed": _("file removed"),
    "unarchived": _("taken out of the archive"),
    "read": _("file opened"),
    "unsubscribed": _("news turned off by a link"),
}
