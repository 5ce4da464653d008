"""What happens to programmes, cohorts, positions and hosts, in words."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

PROGRAMMES: tuple[EventKind, ...] = (
    EventKind("programme.added", _("The programme was added."), "plus", for_partners=False),
    EventKind("programme.changed", _("The programme was changed."), "edit", for_partners=False),
    EventKind("programme.archived", _("Archived."), "stop", for_partners=False),
    EventKind("programme.unarchived", _("Taken out of the archive."), "undo", for_partners=False),
    EventKind("cohort.added", _("The cohort was added."), "plus", for_partners=False),
    EventKind("cohort.copied", _("Copied from {term}."), "copy", for_partners=False),
    EventKind("cohort.changed", _("The cohort was changed."), "edit", for_partners=False),
    EventKind(
        "cohort.opened", _("Opened: positions until {positions}, applications until {date}, ranking until {ranking}."), "send"
    ),
    EventKind(
        "cohort.days_moved", _("Moved: positions until {positions}, applications until {date}, ranking until {ranking}."),
        "clock",
    ),
    EventKind("cohort.lists_closed", _("The lists of students are closed; hosts rank until {ranking}."), "clock"),
    EventKind("cohort.matching_begun", _("Matching began."), "play"),
    EventKind("cohort.matched", _("The match was published."), "check"),
    EventKind("cohort.placed", _("Under way; students are placed by hand."), "play"),
    EventKind("cohort.ended", _("Ended."), "stop"),
    EventKind("cohort.cancelled", _("Cancelled. {reason}"), "stop"),
    EventKind("position.drafted", _("The position was begun."), "plus", for_partners=False),
    EventKind("position.changed", _("The position was changed."), "edit"),
    EventKind("position.offered", _("{name} offered it."), "send"),
    EventKind("position.approved", _("Approved."), "check"),
    EventKind("position.returned", _("Returned to the host: {reason}"), "undo"),
    EventKind("position.withdrawn", _("Withdrawn. {reason}"), "stop"),
    EventKind("position.cohort_over", _("The cohort is over: nothing more comes of this."), "stop"),
    EventKind("cohort.position_asked", _("{name} was asked for positions."), "mail", for_partners=False),
    EventKind("host.decided", _("Standing: {standing}. {reason}"), "flag", for_partners=False),
    EventKind(
        "host.records_joined", _("Joined with the record of the organisation that was merged into this one. Standing: {standing}."),
        "copy", for_partners=False,
    ),
    EventKind("host.joined_into", _("Read into the record of the organisation that this one was merged into."), "copy", for_partners=False),
    EventKind("host.noted", _("The note was changed."), "edit", for_partners=False),
    EventKind("host.set_aside", _("What the register has counted was looked at and let pass. {reason}"), "eye", for_partners=False),
)  # fmt: skip
