"""What the pages and the API say of rounds: the steps of the work, what became of a wish, which combinations are refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

READING, MATCHING, EXPLAINING, WRITING = "reading", "matching", "explaining", "writing"
STEPS: dict[str, Promise] = {
    READING: _("Reading lists, rankings and positions"),
    MATCHING: _("Matching, and counting the pairs that block"),
    EXPLAINING: _("Finding out why each wish was or was not fulfilled"),
    WRITING: _("Writing down the results and the bundle"),
}
# Of a wish, by the words of `seriktes_analytics.assignment.why`; "gone" is ours: the position was taken back.
GONE = "gone"
OUTCOMES: dict[str, Promise] = {
    "got": _("you got it"),
    "filled": _("its places went to others"),
    "partner's filled": _("the place of your partner went to somebody else"),
    "not eligible": _("the host did not accept you"),
    "not needed": _("not needed: you got one that you ranked as high or higher"),
    "passed over": _("there was a place for you, and you did not get it: this pair blocks"),
    "programme filled": _("as many of your programme of study as it takes were before you"),
    "region filled": _("as many as its region takes were before you"),
    GONE: _("the position was withdrawn"),
}
NOTICES: dict[str, Promise] = {
    "placements.round.finished": _(
        "Round {number} of {cohort} is matched: {matched} of {students} students have a place."
    ),
    "placements.round.failed": _("Round {number} of {cohort} could not be matched."),
    "placements.round.cancelled": _("Round {number} of {cohort} was cancelled."),
}
# Why a round is refused: by objective and what else counts.
COUPLES_WITH_LIMITS = _(
    "Couples do not go together with quotas: there is no method here that treats both and keeps what it promises. Leave "
    "the quotas out, or match couples as single students."
)
COUPLES_WITH_OBJECTIVE = _(
    "With couples only the objective “best for every student” is offered. Choose it, or match couples as single students."
)
BOTH_QUOTAS = _("Quotas by programme of study and quotas by region do not go together: leave out one of the two.")
QUOTAS_WITH_NUMBER = _(
    "With quotas by programme of study the greatest number is not offered: choose a stable objective."
)
REGIONS_WITH_OBJECTIVE = _("With quotas by region only the objective “best for every student” is offered.")


def refused_combination(
    objective: str, *, has_couples: bool, has_programmes: bool, has_regions: bool
) -> Promise | None:
    """Why the engine does not do it; None where it does."""
    if has_couples and (has_programmes or has_regions):
        return COUPLES_WITH_LIMITS
    if has_couples and objective != "student":
        return COUPLES_WITH_OBJECTIVE
    if has_programmes and has_regions:
        return BOTH_QUOTAS
    if has_programmes and objective == "cardinality":
        return QUOTAS_WITH_NUMBER
    if has_regions and objective != "student":
        return REGIONS_WITH_OBJECTIVE
    return None
