from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.procedures.definitions.events import EventKind

COURSES = (
    EventKind("study_programme.added", pgettext_lazy("programme of study", "Added."), "plus"),
    EventKind("study_programme.changed", pgettext_lazy("programme of study", "Changed."), "edit"),
    EventKind("study_programme.closed", pgettext_lazy("programme of study", "Closed."), "stop"),
    EventKind("course.added", pgettext_lazy("course", "Added to the catalogue."), "plus"),
    EventKind("course.changed", pgettext_lazy("course", "Changed."), "edit"),
    EventKind("course.closed", pgettext_lazy("course", "Taken out of the catalogue."), "stop"),
    EventKind("course.employer_joined", _("{name}: {part}."), "industry"),
    EventKind("course.employer_left", _("{name} has no part any more: {part}."), "stop"),
    EventKind("course.run_added", _("Taught in {term}."), "calendar"),
    EventKind("course.run_changed", _("The run of {term} was changed."), "edit"),
    EventKind("course.activity_named", _("Belongs to it: {title}."), "activities"),
    EventKind("course.activity_unnamed", _("Does not belong to it any more: {title}."), "stop"),
    EventKind("course.certified", _("Certified by {name} until {date}."), "verify"),
    EventKind("course.certification_ended", _("The certification by {name} has ended. {reason}"), "stop"),
    EventKind("course.change_named", _("A council's advice is to change it: {title}."), "branch"),
    EventKind("course.change_carried_out", _("Changed on a council's advice, first taught so in {term}: {title}."), "check"),
)  # fmt: skip
