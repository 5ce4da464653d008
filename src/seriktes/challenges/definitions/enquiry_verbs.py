"""Verbs of the audit log for what is done to enquiries."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ENQUIRY_VERBS: Mapping[str, Promise] = {
    "added": _("added"),
    "asked": _("asked for"),
    "asked_back": _("asked back"),
    "agreed": _("became a partnership"),
    "closed": _("closed"),
    "marked_spam": _("set aside as spam"),
    "met": _("met"),
    "noted": _("note written"),
    "replied": _("answered"),
    "reopened": _("reopened"),
    "reopened_unanswered": _("reopened before any answer"),
    "routed": _("given to a post"),
    "settled": _("settled"),
    "went_on": _("written on"),
}
