"""What can happen to evidence of expertise, in words."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

EVENTS = (
    EventKind("evidence.added", _("The record was added."), "plus"),
    EventKind("evidence.changed", _("The record was changed."), "edit"),
    EventKind("evidence.published", _("Published."), "check"),
    EventKind("evidence.unpublished", _("Taken back from publication."), "undo"),
    EventKind("evidence.archived", _("The record was archived."), "archive"),
    EventKind("evidence.unarchived", _("The record was taken out of the archive."), "archive"),
    EventKind("evidence.retracted", _("Marked as retracted on {date}."), "stop"),
    EventKind("evidence.unretracted", _("The mark of retraction was taken back."), "undo"),
    EventKind("evidence.merged", _("Another record of the same was merged into this one."), "plus"),
    EventKind("evidence.person_linked", _("A printed name was linked to a person of the register."), "user"),
    EventKind("evidence.person_refused", _("A printed name was found to be somebody else's."), "user"),
)
