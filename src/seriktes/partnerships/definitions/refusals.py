"""Why something cannot be done, each with its sentence for the reader."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common import refusals as common
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
    "not_chosen": _("Only an answer that is chosen becomes a partnership."),
    "not_an_enquiry": _("The enquiry is not confirmed, or was set aside."),
    "asker_unknown": _("Say which organisation of the register asked."),
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
    "negative_sum": _("A sum cannot be less than nothing."),
    "before_signature": _("The day lies before the agreement was signed."),
    "before_suspension": _("The day lies before the agreement was suspended."),
    "terminated_late": _("By that day the term was over: leave the termination empty."),
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
    "received_already": _("It is confirmed that this was received."),
    "disputed_already": _("This is disputed already."),
    "delivered_before": _("The day lies before the agreement."),
    "due_before": _("A part cannot be due before the agreement."),
    "more_than_promised": _("This is more than was promised."),
    "service_without_scholarship": _("Only a scholarship has a period of service."),
    # Activities
    "unknown_kind": _("This kind of activity is not known."),
    "mode_without_reason": _("Say why the mode differs from what this kind usually has."),
    "not_a_side": _("An organisation that takes part must be a side of the partnership."),
    "one_side": _("An activity needs at least two sides."),
    "person_of_nobody": _("A person who takes part must belong to one of the sides."),
    "agreement_elsewhere": _("The agreement belongs to another partnership."),
    "nothing_to_confirm": _("This side has nothing to confirm here."),
    "file_type": _("Files of this type are not kept. Use PDF, a picture, or an office document without macros."),
    "too_many_files": _("No more files can be kept with this record."),
    "file_confirmed": _("The report was confirmed with this file: it stays. Change the report first."),
}


# --- For the reader: what is the matter, and what to do about it ------------------------------------------------------
# What fields are called in a sentence; a name that is missing here is shown as it is.
FIELDS: dict[str, Promise] = {
    "names": _("name"), "name_kk": _("name in Kazakh"), "name_ru": _("name in Russian"), "name_en": _("name in English"),
    "kind": _("kind"), "languages": _("languages of the text"), "number": _("number"), "framework": _("under"),
    "amends": _("amends"), "supersedes": _("takes the place of"), "starts_on": _("in force from"),
    "ends_on": _("in force to"), "notice_days": _("notice, in days"),
    "renews": _("goes on by itself unless notice is given"), "extension_months": _("extension option, in months"),
    "extensions_at_most": _("how often"), "amount": _("sum"), "currency": _("currency"), "purpose": _("what it is for"),
    "signatories": _("who signs"), "email": _("e-mail"), "what": _("what"), "title": _("title"), "content": _("text"), "commitments": _("promises"),
}  # fmt: skip
# What to do, as a sentence of its own behind that of WORDS.
ADVICE: dict[str, Promise] = {
    "out_of_order": _("Correct one of the two days."),
    "notice_longer_than_term": _("Enter fewer days, or check the term."),
    "signed_in_future": _("Enter the day on which it was signed."),
    "starts_before_signature": _("Let it start on the day of the last signature or later, or leave the start empty."),
    "back_dated": _("Enter the real day. If the text was signed before, take it back and have that text approved."),
    "signed_after_end": _("Check the end of the term."),
    "outlives_framework": _("Shorten it, or extend the framework agreement first."),
    "amends_outside": _("Check the start, or draft a new agreement instead."),
    "overlapping_amendments": _("Finish or abandon the other amendment first."),
    "too_few_parties": _("Add the other side first."),
    "wrong_state": _("Open the record again: somebody may have moved it meanwhile."),
    "not_permitted": _("Ask the office of your side."),
    "frozen": _("Draft an amendment, or take the text back while it is not signed."),
    "too_few_signatories": _("Add who signs for the other side."),
    "framework_not_signed": _("Sign the framework agreement first, or take the reference out."),
    "not_amendable": _("Change the draft itself, or draft a new agreement."),
    "superseded_already": _("Open that agreement and go on there."),
    "no_option": _("Draft an amendment with the new end."),
    "option_used_up": _("Draft an amendment or an agreement that takes its place."),
    "notice_too_late": _("Terminate it by agreement of the sides, or let it run on."),
    "notice_without_end": _("Enter the notice in days by an amendment, or terminate it."),
    "no_content": _("Make the text from a template or upload it, read it and freeze it; then send it."),
    "not_agreed": _("Use an agreement that is drafted or in force."),
    "other_currency": _("Record it under a promise in that currency, or enter the sum in the currency of the promise."),
    "received_already": _("If that was a mistake, let the delivery be taken back."),
    "more_than_promised": _("Check the amount, or record it all the same."),
    "agreements_in_force": _("End them, then end the partnership."),
    "archived": _("Nothing on it changes any more."),
}  # fmt: skip
_NAMING: dict[str, Promise] = {
    "missing": _("Fill in first: %(fields)s."),
    "frozen": _("Frozen: %(fields)s."),
    "not_permitted": _("Not yours to change: %(fields)s."),
}
_STATING: dict[str, Promise] = {
    "notice_too_late": _("The last day for notice was %(one)s."),
    "signed_already": _("This side signed on %(one)s already."),
    "before_signature": _("The day lies before the agreement was signed: %(one)s."),
    "before_suspension": _("The day lies before the agreement was suspended: %(one)s."),
    "delivered_before": _("The day lies before the agreement, which counts from %(one)s."),
    "due_before": _("A part due on %(two)s lies before the agreement, which counts from %(one)s."),
    "more_than_promised": _("This is more than was promised: %(one)s %(two)s are left."),
    "beyond_option": _("The option allows at most %(one)s months at a time."),
    "option_used_up": _("The option to extend was used as often as it may be: %(one)s times."),
    "no_signatory": _("%(one)s does not sign the agreement."),
    "other_currency": _("The promise is in %(one)s, the sum in %(two)s: sums of different currencies are kept apart."),
}
_RULE_CODES = frozenset(rule.code for rule in RULES)
SENTENCES = common.Sentences(words=WORDS, advice=ADVICE, fields=FIELDS, naming=_NAMING, stating=_STATING)


class Refusal(common.Refusal):
    """What was asked cannot be done with a partnership or with what is agreed, promised and done in it."""

    sentences = SENTENCES

    def others(self) -> list[str]:
        """Rules on dates that are broken besides."""
        if self.reason not in _RULE_CODES:
            return []
        return [str(WORDS[code]) for code in map(str, self.details) if code in _RULE_CODES]

    def shown(self, detail: object) -> str:
        return super().shown(getattr(detail, "organisation", detail))


class CannotPartner(Refusal):
    """A partnership or one of its sides cannot stand so."""


class CannotAgree(Refusal):
    """An agreement cannot be written, moved or signed so."""


class CannotPromise(Refusal):
    """A commitment, its schedule or a delivery cannot stand so."""


class CannotReport(Refusal):
    """An activity cannot be reported, confirmed or changed so."""
