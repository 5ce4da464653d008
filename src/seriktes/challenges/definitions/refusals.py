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
    "foreign_post": _("The post belongs to another organisation."),
    "closed_post": _("The post is closed."),
    "merged_organisation": _("This record was merged with another; choose that one."),
}
# Challenges
WORDS |= {
    "not_ready": _("The brief is not ready to be published."),
    "no_title": _("Give the challenge a title."),
    "language_without_words": _("The brief has no words in the language that is named as the original."),
    "budget_out_of_order": _("The upper end of the budget is less than the lower one."),
    "negative_budget": _("A budget cannot be less than nothing."),
    "no_currency": _("A sum needs its currency."),
    "unknown_currency": _("This currency is not known."),
    "not_a_level": _("Readiness is a level from 1 to 9."),
    "levels_out_of_order": _("The upper level of readiness is less than the lower one."),
    "deadline_passed": _("This day has passed already."),
    "decision_before_deadline": _("The decision cannot come before the last day for answers."),
    "same_day": _("This is the day that stands already."),
    "only_later": _("Whoever writes an answer relies on the deadline: it can be moved later, not earlier."),
    "answers_waiting": _("Some answers still wait for a word: choose or decline them first."),
    "unknown_subject": _("This subject is not known."),
    "unknown_region": _("This region is not known."),
    "too_many_subjects": _("These are too many subjects: name those that matter most."),
    # Files and confidentiality
    "file_type": _("Files of this type are not kept. Use PDF, a picture, or an office document without macros."),
    "too_many_files": _("No more files can be kept with this challenge."),
    "file_twice": _("This file is kept already."),
    "other_words": _("The words about confidentiality were changed meanwhile: read them again."),
    "nothing_to_acknowledge": _("This challenge asks for no acknowledgement."),
    # Experts and invitations
    "decided_already": _("This was decided already."),
    "invited_already": _("They are invited already."),
    "own_organisation": _("This is the organisation that asks."),
    "not_of_organisation": _("This person does not belong to the organisation."),
    "not_open": _("The challenge takes no answers."),
}  # fmt: skip
# Answers
WORDS |= {
    "closed": _("No answers are taken any more."),
    "own_challenge": _("An organisation does not answer its own challenge."),
    "being_decided": _("The answer is being decided on: its text stays as it is. Write to the asker instead."),
    "foreign_author": _("An author must work or study at the organisation that answers."),
    "too_many_authors": _("An answer has at most ten authors."),
    "readiness_falls": _("The readiness at the end cannot lie below that of today."),
    "negative_price": _("A price cannot be less than nothing."),
    "too_long": _("The text is longer than fits on the page."),
    "unknown_reason": _("Choose one of the reasons."),
    "no_words": _("Write something."),
    "in_past": _("The day lies in the past."),
    "too_late": _("The day lies too far ahead: at most 120 working days."),
    "in_future": _("The day lies ahead."),
    "before_submission": _("The day lies before the answer was sent."),
    "awaits_reply": _("Your question awaits a reply: the clock stands still until then, and so does the date."),
    "not_sent": _("The answer was not sent yet."),
    "over": _("Nothing more is awaited on this answer."),
    "became_partnership": _("A partnership came of this answer: what is to change is changed there."),
}  # fmt: skip

# Enquiries
WORDS |= {
    "nobody_there": _("Nobody of this organisation answers enquiries here yet."),
    "sent_to_many": _("This text was sent to many organisations today. Write to those that can help, one by one."),
    "answered_meanwhile": _("Another letter came meanwhile: read it above, then send yours again."),
    "empty_letter": _("Write something first."),
    "long_letter": _("The letter is too long: 10,000 characters at most."),
    "same_post": _("It lies with this post already."),
    "met_before_or_ahead": _("The day must lie between the enquiry and today."),
    "route_twice": _("Two rules say the same: take one out."),
    "foreign_unit": _("The unit belongs to another organisation."),
    "terms_out_of_range": _("Answer within 1 to 60 working days."),
    "settled_already": _("The letter was settled already."),
}


# --- For the reader: what is the matter, and what to do about it ------------------------------------------------------
# What fields are called in a sentence; a name that is missing here is shown as it is.
FIELDS: dict[str, Promise] = {
    "texts": _("words of the brief"), "language": _("language of the brief"), "post": _("post"), "number": _("number"),
    "visibility": _("who sees it"), "confidentiality": _("confidentiality"),
    "confidentiality_note": _("what is confidential, and how to treat it"), "budget_from": _("budget from"),
    "budget_to": _("budget to"), "currency": _("currency"), "trl_from": _("readiness from (TRL)"),
    "trl_to": _("readiness to (TRL)"), "region": _("region"), "subjects": _("subjects"), "files": _("files"),
    "due_on": _("answers are due by"), "decide_on": _("decision by"), "title": _("title"), "problem": _("the problem"),
    "success": _("what success looks like"),
    "approach": _("approach"), "result": _("what you will get, and by when"), "ability": _("why we can do it"),
    "economics": _("costs and benefit against today's way"), "risks": _("risks, rights and what we need from you"),
    "trl_now": _("readiness today (TRL)"), "trl_then": _("readiness at the end (TRL)"), "months": _("months needed"),
    "price": _("price"), "authors": _("authors"),
}  # fmt: skip
# What to do, as a sentence of its own behind that of WORDS.
ADVICE: dict[str, Promise] = {
    "wrong_state": _("Open the record again: somebody may have moved it meanwhile."),
    "not_permitted": _("Ask the office of your side."),
    "frozen": _("Whoever answers relies on it."),
    "not_ready": _("Fill in what is asked for, then publish."),
}
_NAMING: dict[str, Promise] = {
    "missing": _("Fill in first: %(fields)s."),
    "not_ready": _("Not ready to be published: %(fields)s."),
    "frozen": _("Frozen: %(fields)s."),
    "too_long": _("Longer than fits on the page: %(fields)s."),
}
_STATING: dict[str, Promise] = {
    "closed": _("The last day for answers was %(one)s."),
    "deadline_passed": _("%(one)s has passed already."),
    "decision_before_deadline": _("The decision cannot come before the last day for answers, %(one)s."),
    "became_partnership": _("The partnership “%(one)s” came of this answer: what is to change is changed there."),
}
SENTENCES = common.Sentences(words=WORDS, advice=ADVICE, fields=FIELDS, naming=_NAMING, stating=_STATING)


class Refusal(common.Refusal):
    """What was asked cannot be done with a challenge, an answer or an enquiry."""

    sentences = SENTENCES


class CannotChallenge(Refusal):
    """A challenge, its files, experts or invitations cannot stand or move so."""


class CannotAnswer(Refusal):
    """An answer cannot be written, sent or moved so."""


class CannotAsk(Refusal):
    """An enquiry cannot be asked, routed or answered so."""
