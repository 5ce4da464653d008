"""What happens to challenges, answers and enquiries, in words. Clocks and published figures are computed from these."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

EVENTS = (
    EventKind("challenge.drafted", _("A brief was begun."), "plus", for_partners=False),
    EventKind("challenge.changed", _("The brief was changed."), "edit"),
    EventKind("challenge.published", _("Published; answers are due by {date}."), "send"),
    EventKind("challenge.deadline_moved", _("Answers are now due by {date}."), "clock"),
    EventKind("challenge.decision_moved", _("The decision is now due by {date}."), "clock"),
    EventKind("challenge.closed", _("No more answers are taken; the decision is due by {date}."), "clock"),
    EventKind("challenge.decided", _("Decided. {reason}"), "check"),
    EventKind("challenge.withdrawn", _("Withdrawn. {reason}"), "stop"),
    EventKind("challenge.archived", _("Archived."), "stop", for_partners=False),
    EventKind("challenge.unarchived", _("Taken out of the archive."), "undo", for_partners=False),
    EventKind("challenge.expert_proposed", _("Experts proposed by the search: {count}."), "search", for_partners=False),
    EventKind(
        "challenge.expert_set_aside", _("An expert of {name} was set aside. {reason}"), "stop", for_partners=False
    ),
    EventKind("challenge.invited", _("{name} was invited."), "mail"),
    EventKind("challenge.invitation_declined", _("{name} declined the invitation. {reason}"), "stop"),
    EventKind("challenge.invitation_accepted", _("{name} accepted the invitation."), "check"),
    EventKind("challenge.file_added", _("A file was added: {name}."), "plus"),
    EventKind("challenge.file_removed", _("A file was removed: {name}."), "stop"),
    EventKind(
        "challenge.acknowledged", _("Somebody of {name} acknowledged the confidentiality."), "check", for_partners=False
    ),
    EventKind("answer.begun", _("{name} began an answer."), "plus", for_partners=False),
    EventKind("answer.received", _("{name} sent the answer; the first word is due by {date}."), "send"),
    EventKind("answer.changed", _("{name} changed the answer."), "edit"),
    EventKind("answer.post_set", _("Another post looks after the answer."), "user", for_partners=False),
    EventKind("answer.qualified", _("The answer fits the brief; the next word is due by {date}."), "check"),
    EventKind("answer.shortlisted", _("Shortlisted; the next word is due by {date}."), "check"),
    EventKind("answer.finalist", _("Among the finalists; the next word is due by {date}."), "check"),
    EventKind("answer.reconsidered", _("Taken up again; the next word is due by {date}."), "undo"),
    EventKind("answer.word_moved", _("The next word is now due by {date}."), "clock"),
    EventKind("answer.chosen", _("Chosen."), "check"),
    EventKind("answer.declined", _("Declined: {reason}"), "stop"),
    EventKind("answer.withdrawn", _("Withdrawn by {name}. {reason}"), "stop"),
    EventKind("answer.asked", _("{name} asks: {note}"), "mail"),
    EventKind("answer.replied", _("{name} answers: {note}"), "mail"),
    EventKind("answer.wrote", _("{name} writes: {note}"), "mail"),
    EventKind("answer.met", _("The sides met on {date}."), "user"),
    EventKind("answer.agreed", _("It became a partnership."), "check"),
    EventKind("enquiry.asked", _("{name} asked."), "mail"),
    EventKind("enquiry.routed", _("It lies with {name}."), "arrow"),
    EventKind("enquiry.replied", _("{name} answered."), "mail"),
    EventKind("enquiry.asked_back", _("{name} asked back and awaits the asker."), "pause"),
    # Before the first answer, and after it.
    EventKind("enquiry.added", _("{name} wrote again."), "mail"),
    EventKind("enquiry.went_on", _("{name} wrote again."), "mail"),
    EventKind("enquiry.met", _("The sides met on {date}."), "user"),
    EventKind("enquiry.agreed", _("It became a partnership."), "check"),
    EventKind("enquiry.closed", _("Closed. {reason}"), "stop"),
    EventKind("enquiry.marked_spam", _("Set aside as spam."), "stop", for_partners=False),
    EventKind("enquiry.reopened", _("Opened again."), "undo"),
    EventKind("enquiry.reopened_unanswered", _("Opened again; it has had no answer yet."), "undo"),
)
