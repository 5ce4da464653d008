"""Verbs of the audit log for what is done with answers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ANSWER_VERBS = {
    "agreed": _("became a partnership"),
    "chosen": pgettext_lazy("verb of the log", "chosen"),
    "declined": pgettext_lazy("verb of the log", "declined"),
    "finalist": _("made a finalist"),
    "met": _("the sides met"),
    "post_set": _("given to another post"),
    "qualified": _("fits the brief"),
    "received": pgettext_lazy("verb of the log", "received"),
    "reconsidered": _("taken up again"),
    "replied": _("replied"),
    "saved": _("saved"),
    "shortlisted": pgettext_lazy("verb of the log", "shortlisted"),
    "word_moved": _("date of the next word moved"),
    "wrote": _("wrote"),
}
