"""Why something cannot be done between opening a cohort and its match, each with its sentence for the reader."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.placements.definitions.refusals import SENTENCES, Refusal

WORDS: dict[str, Promise] = {
    "not_eligible": _("The conditions of the cohort are not met."),
    "applied_already": _("There is an application to this cohort already."),
    "not_a_student": _("Only those for whom the cohort is, students or faculty of the university, can apply."),
    "lists_closed": _("The lists are closed."),
    "lists_open": _("The lists are still open."),
    "empty_list": _("Rank at least one position."),
    "too_many_wishes": _("More positions are ranked than the cohort allows."),
    "unknown_position": _("This position is not offered in the cohort."),
    "doubled_position": _("A position stands twice in the list."),
    "bad_rank": _("Write ranks as whole numbers from 1."),
    "no_studies": _("Who applies for a secondment tells no level, year or programme of study."),
    "document_missing": _("A document that the cohort asks for is missing."),
    "unknown_document": _("The cohort does not ask for such a document."),
    "bad_file": _("Files of this type or size are not kept. Use PDF, a picture, or an office document without macros."),
    "placed_already_self": _("There is a placement in this cohort already."),
    # Joint applications
    "no_couples": _("In this cohort each student applies alone."),
    "couple_of_one": _("A joint application needs two students."),
    "in_a_couple": _("One of the two already applies together with somebody."),
    "not_in_couple": _("This joint application is over."),
    "ranks_together": _("Pairs are ranked on the page of the joint application."),
    "empty_pair": _("A pair names at least one position."),
    "doubled_pair": _("A pair of positions stands twice in the list."),
    "pairs_changed": _("The list of pairs was changed meanwhile: look at it again, then agree."),
    # Rankings by hosts
    "ranking_closed": _("Applicants are not ranked now."),
    "unknown_applicant": _("Somebody who is ranked has not applied for this position."),
    "refused_without_reason": _("Say why an applicant is not accepted."),
    "no_host_address": _("The position has no address to write to."),
    "nobody_applied": _("Nobody has applied for this position."),
    # Rounds
    "nothing_to_match": _("There is nobody to match, or no position with a place."),
    "round_under_way": _("A round of this cohort is being matched: wait until it is done."),
    "not_a_trial": _("This round is not a finished trial."),
    "no_such_objective": _("This objective does not go with what else the round is to take into account."),
    "inputs_changed": _("Lists, rankings or positions have changed since this round was matched: match again."),
    "match_published": _("A match of this cohort is published already: match those left in a further round."),
    "not_published": _("The match is not published yet."),
    "nothing_to_replay": _("There is no bundle of this round."),
    "no_free_place": _("The position has no free place."),
    "same_position": _("The student has this position already."),
    "unsigned": _("Sign the change with your name as it stands in your account."),
    "not_in_round": _("The student takes no part in this round."),
    "placement_under_way": _("The placement has begun: break it off on its own page first."),
    "day_passed_already": _("This day has passed already."),
}
ADVICE: dict[str, Promise] = {
    "lists_closed": _("Write to the career centre if something has to change."),
    "in_a_couple": _("That one has to be ended first."),
    "no_free_place": _("Move somebody else first, or ask the host for another place."),
}
FIELDS: dict[str, Promise] = {
    "level": _("level of study"), "year": _("year of study"), "study_programme": _("programme of study"),
}  # fmt: skip
NAMING: dict[str, Promise] = {
    "document_missing": _("Still to be handed in: %(fields)s."),
    "not_eligible": _("The conditions of the cohort are not met: %(fields)s"),
    "no_studies": _("Who applies for a secondment tells nothing of studies; leave out: %(fields)s."),
}
STATING: dict[str, Promise] = {
    "lists_closed": _("The lists closed on %(one)s."),
    "too_many_wishes": _("At most %(one)s positions can be ranked here."),
    "unknown_position": _("“%(one)s” is not offered in this cohort."),
    "doubled_position": _("“%(one)s” stands twice in the list."),
    "no_free_place": _("“%(one)s” has no free place."),
    "no_such_objective": _("%(one)s"),
}
for _all, _own in (
    (SENTENCES.words, WORDS), (SENTENCES.advice, ADVICE), (SENTENCES.fields, FIELDS), (SENTENCES.naming, NAMING),
    (SENTENCES.stating, STATING),
):  # fmt: skip
    for _code, _sentence in _own.items():
        _all.setdefault(_code, _sentence)  # type: ignore[attr-defined]


class CannotApply(Refusal):
    """An application, its documents or a joint application cannot stand or move so."""


class CannotRank(Refusal):
    """Those who wish a position cannot be ranked so."""


class CannotMatch(Refusal):
    """A round cannot be matched, published or changed so."""
