"""Verbs of the audit log for what is done here."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, Promise] = {
    "unarchived": _("taken out of the archive"),
    "retracted": _("marked as retracted"),
    "unretracted": _("mark of retraction taken back"),
    "person_linked": _("printed name linked to a person"),
    "person_refused": _("printed name found to be somebody else's"),
    "author_decided": _("question about an author decided"),
    "taken_out": _("taken out of use"),
    "brought_back": _("brought back into use"),
}
