from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROGRAMMES: dict[str, Promise] = {
    "copied": _("copied"),
    "days_moved": _("days moved"),
    "lists_closed": _("lists of students closed"),
    "matching_begun": _("matching begun"),
    "matched": _("match published"),
    "placed": _("under way without matching"),
    "cancelled": _("cancelled"),
    "position_asked": _("host asked for positions"),
    "offered": _("offered"),
    "returned": _("returned to the host"),
    "decided": _("decided"),
    "records_joined": _("joined with another record"),
    "joined_into": _("read into another record"),
    "noted": _("note changed"),
    "set_aside": _("figures let pass"),
    "unarchived": _("taken out of the archive"),
    "cohort_over": _("the cohort is over"),
}
