"""What happens between opening a cohort and its match, in words."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

CHOICE: tuple[EventKind, ...] = (
    EventKind("application.begun", _("The application was begun."), "plus", for_partners=False),
    EventKind("application.submitted", _("Submitted, with {count} positions ranked."), "send"),
    EventKind("application.changed", _("The application was changed."), "edit"),
    EventKind("application.withdrawn", _("Withdrawn. {reason}"), "stop"),
    EventKind("application.refused", _("Not admitted: {reason}"), "stop"),
    EventKind("application.readmitted", _("Admitted after all. {reason}"), "undo"),
    EventKind("application.document_added", _("A document was handed in: {name}."), "plus"),
    EventKind("application.document_removed", _("A document was taken back: {name}."), "stop"),
    EventKind("application.joint_asked", _("A joint application was proposed."), "user"),
    EventKind("application.joint_begun", _("Two apply together from now on."), "check"),
    EventKind("application.joint_ended", _("The joint application was ended."), "stop"),
    EventKind("application.pairs_saved", _("Pairs of positions were ranked: {count}."), "edit"),
    EventKind("application.pairs_agreed", _("Both agreed to the ranked pairs."), "check"),
    EventKind("position.to_rank", _("The host was asked to rank {count} applicants by {date}."), "mail"),
    EventKind("position.ranked", _("The host ranked the applicants: {count} ranked, {refused} not accepted."), "check"),
    EventKind("position.rank_moved", _("The last day of ranking was moved: {date}."), "clock"),
    EventKind("position.rank_over", _("The time for ranking is over."), "clock"),
    EventKind("cohort.seed_committed", _("The seed of the lottery was drawn; its SHA-256 is {commitment}."), "document"),
    EventKind("cohort.seed_revealed", _("The seed of the lottery was published: {seed}."), "document"),
    EventKind("cohort.round_run", _("Round {number} was matched: {matched} of {students} have a place."), "sync",
              for_partners=False),
    EventKind("cohort.further_opened", _("Those left without a place may change their lists until {date}."), "clock"),
    EventKind("round.asked", _("The round was asked for."), "plus", for_partners=False),
    EventKind("round.finished", _("Matched: {matched} of {students} have a place, {blocking} pairs block."), "check",
              for_partners=False),
    EventKind("round.failed", _("The round could not be matched."), "stop", for_partners=False),
    EventKind("round.cancelled", _("Cancelled."), "stop", for_partners=False),
    EventKind("round.replayed", _("Replayed from its bundle: the same, byte for byte."), "check", for_partners=False),
    EventKind("round.replay_differs", _("Replayed from its bundle: not the same ({parts})."), "stop", for_partners=False),
    EventKind("round.published", _("Published: {matched} students have a place."), "send", for_partners=False),
    EventKind("round.changed", _("Changed by hand and signed by {name}: {reason}"), "edit", for_partners=False),
)  # fmt: skip
