"""Why something cannot be done, each with its sentence for the reader. Each part keeps its words in a block of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common import refusals as common

WORDS: dict[str, Promise] = {
    # All parts
    "wrong_state": _("The record is in another state by now; look at it again."),
    "not_permitted": _("This is for somebody else to do."),
    "archived": _("The record is archived."),
    "no_reason": _("Say why."),
    "missing": _("Something that is needed has not been filled in."),
    "frozen": _("This cannot be changed any more."),
    "nameless": _("Enter the name in at least one language."),
    "foreign_post": _("The post belongs to another organisation."),
    "closed_post": _("The post is closed."),
    "foreign_unit": _("The unit belongs to another organisation."),
    "merged_organisation": _("This record was merged with another; choose that one."),
    # Placements
    "unknown_transition": _("There is no such step."),
    "placed_already": _("A student has a placement in this cohort already."),
    "host_declined": _("The university places nobody with this host any more."),
    "position_full": _("The position has no place left."),
    "foreign_position": _("The position belongs to another cohort."),
    "ends_before": _("The last day lies before the first."),
    "supervises_oneself": _("Nobody supervises the own placement."),
    "plan_lines": _("Each line of the plan needs a task and a share between 1 and 100 per cent."),
    "plan_sum": _("The shares of the plan must make 100 per cent."),
    "plan_twice": _("A task stands twice in the plan."),
    "day_outside": _("This day lies outside the placement."),
    "in_future": _("This day is still to come."),
}
ADVICE: dict[str, Promise] = {
    # Placements
    "placed_already": _("Cancel that one first, or leave the student out."),
    "host_declined": _("The record of the host says why; a person can decide anew there."),
    "position_full": _("Choose another position, or raise its places."),
}
FIELDS: dict[str, Promise] = {
    # Placements
    "title": _("title"), "host": _("host"), "position": _("position"), "starts_on": _("first day"),
    "ends_on": _("last day"), "credits": _("credits"), "hours": _("hours in all"),
    "academic_supervisor": _("academic supervisor"), "supervisor": _("host supervisor with an e-mail address"),
    "signatory": _("who signs for the host"), "department_post": _("post that signs for the department"),
    "plan": _("plan of tasks"), "number": _("number"),
}  # fmt: skip
_NAMING: dict[str, Promise] = {
    "missing": _("Fill in first: %(fields)s."),
    "frozen": _("This cannot be changed any more: %(fields)s."),
}
_STATING: dict[str, Promise] = {
    # Placements
    "placed_already": _("%(one)s has a placement in this cohort already."),
    "host_declined": _("The university places nobody with %(one)s any more."),
    "position_full": _("All places of “%(one)s” are taken (%(two)s)."),
    "plan_sum": _("The shares of the plan make %(one)s per cent, not 100."),
    "day_outside": _("The day must lie between %(one)s and %(two)s."),
}
SENTENCES = common.Sentences(words=WORDS, advice=ADVICE, fields=FIELDS, naming=_NAMING, stating=_STATING)


class Refusal(common.Refusal):
    """What was asked cannot be done with a programme, a position, an application or a placement."""

    sentences = SENTENCES
