"""Verbs of the audit log for what is done here."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERBS: Mapping[str, Promise] = {
    # Courses
    "employer_joined": _("part of an employer entered"),
    "employer_left": _("part of an employer ended"),
    "run_added": _("course run entered"),
    "run_changed": _("course run changed"),
    "activity_named": _("activity named"),
    "activity_unnamed": _("activity taken out"),
    "certified": _("certification entered"),
    "certification_ended": _("certification ended"),
    "change_named": _("change named"),
    "change_carried_out": _("change carried out"),
    # Councils
    "founded": _("founded"),
    "member_joined": _("member entered"),
    "member_renewed": _("seat changed"),
    "member_left": _("seat ended"),
    "report_made": _("report made"),
    "planned": _("planned"),
    "moved": _("moved"),
    "called": _("members invited"),
    "answered": _("invitation answered"),
    "held": _("held"),
    "attendance_corrected": _("attendance corrected"),
    "correction_begun": _("correction begun"),
    "correction_dropped": _("correction dropped"),
    "corrected": _("corrected"),
    # Recommendations
    "given": _("given"),
    "handed_on": pgettext_lazy("audit log", "handed on"),
    "due_moved": _("day of the next step moved"),
    "stepped": _("next step set"),
    "accepted": pgettext_lazy("of a change", "decided"),
    "carried_out": _("carried out"),
    "concluded": _("concluded"),
}
