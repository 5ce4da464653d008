"""Why something cannot be done, each with its sentence for the reader."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.partnerships.definitions.checks import RULES

WORDS: dict[str, Promise] = {
    **{rule.code: rule.label for rule in RULES},
    # Partnerships and their sides
    "too_few_parties": _("A partnership needs at least two sides: two organisations, or two units of one."),
    "party_twice": _("This side is named twice."),
    "foreign_unit": _("The unit belongs to another organisation."),
    "foreign_post": _("The post belongs to another organisation."),
    "closed_post": _("The post is closed."),
    "merged_organisation": _("This record was merged with another; choose that one."),
    "nameless": _("Enter the name in at least one language."),
    "unknown_form": _("One of the forms is not known."),
    "ended": _("The partnership has ended."),
    "archived": _("The record is archived."),
    "not_ended": _("Only a partnership that has ended can be archived."),
    "agreements_in_force": _("An agreement is still in force or being signed: end it first."),
    "ends_before_it_begins": _("The end lies before the beginning."),
    "left_already": _("This side has left already."),
    "no_consent": _("There is no consent in force for this link to a graduate."),
    "foreign_link": _("The link is to a graduate of an organisation that is not a side of the partnership."),
    "nothing_asked": _("Nothing awaits an answer from this side."),
    # Agreements
    "wrong_state": _("The record is in another state by now; look at it again."),
    "not_permitted": _("This is for somebody else to do."),
    "missing": _("Something that is needed has not been filled in."),
    "frozen": _("This cannot be changed any more: the text is approved or signed."),
    "too_few_signatories": _("At least two sides sign an agreement."),
    "foreign_party": _("This side does not belong to the partnership."),
    "no_signatory": _("This side does not sign the agreement."),
    "signed_already": _("This side has signed already."),
    "foreign_framework": _("The framework agreement belongs to another partnership."),
    "not_a_framework": _("An agreement can stand only under a framework agreement or memorandum."),
    "framework_not_signed": _("The framework agreement is not signed, or is over."),
    "foreign_agreement": _("That agreement belongs to another partnership."),
    "cycle": _("The agreements would refer to each other in a circle."),
    "not_amendable": _("Only an agreement that is signed and not over can be amended."),
    "superseded_already": _("Another agreement takes its place already."),
    "no_currency": _("A sum needs its currency."),
    "notice_without_end": _("An agreement without an end has no last day for notice."),
    "notice_given_already": _("Notice was given already."),
    "notice_too_late": _("The last day for notice has passed."),
    "no_option": _("The agreement has no option to be extended."),
    "option_used_up": _("The option to extend was used as often as it may be."),
    "beyond_option": _("This is further than the option allows."),
    "no_reason": _("Say why."),
    "no_content": _("There is no text to approve yet."),
    # Commitments
    "not_agreed": _("Nothing can be promised in an agreement that is over or was given up."),
    "no_unit": _("Say in what it is counted."),
    "other_currency": _(
        "The sum is in another currency than the promise: sums of different currencies are kept apart."
    ),
    "no_schedule": _("Say how much is due by when."),
    "day_twice": _("Two parts are due on one day."),
    "not_positive": _("The amount must be more than nothing."),
    "withdrawn": _("This was withdrawn."),
    "in_future": _("The day lies ahead."),
    "own_word": _("Only another side can confirm that it received something."),
    "confirmed_already": _("This is confirmed already."),
    "service_without_scholarship": _("Only a scholarship has a period of service."),
    # Activities
    "unknown_kind": _("This kind of activity is not known."),
    "mode_without_reason": _("Say why the mode differs from what this kind usually has."),
    "not_a_side": _("An organisation that takes part must be a side of the partnership."),
    "one_side": _("An activity needs at least two sides."),
    "person_of_nobody": _("A person who takes part must belong to one of the sides."),
    "agreement_elsewhere": _("The agreement belongs to another partnership."),
    "nothing_to_confirm": _("This side has nothing to confirm here."),
}


class Refusal(Exception):
    """What was asked cannot be done. `reason` is one of WORDS; `details` name fields, rules or whoever is in the way."""

    def __init__(self, reason: str, details: Sequence[object] = ()) -> None:
        if reason not in WORDS:
            raise ValueError(f"{reason!r} has no words in definitions.refusals.")
        self.reason = reason
        self.details = tuple(details)
        super().__init__(f"{reason}: {', '.join(map(str, self.details))}" if self.details else reason)

    @property
    def words(self) -> Promise:
        return WORDS[self.reason]


class CannotPartner(Refusal):
    """A partnership or one of its sides cannot stand so."""


class CannotAgree(Refusal):
    """An agreement cannot be written, moved or signed so."""


class CannotPromise(Refusal):
    """A commitment, its schedule or a delivery cannot stand so."""


class CannotReport(Refusal):
    """An activity cannot be reported, confirmed or changed so."""
