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
    "nameless": _("Enter the name in at least one language."),
    "foreign_post": _("The post belongs to another organisation."),
    "closed_post": _("The post is closed."),
    "merged_organisation": _("This record was merged with another; choose that one."),
    "unknown_region": _("This region is not known."),
    "no_currency": _("A sum needs its currency."),
    "unknown_currency": _("This currency is not known."),
    "ends_before_it_begins": _("The end lies before the beginning."),
    "in_past": _("The day lies in the past."),
    "is_cancelled": _("The event is cancelled or over."),
    "not_begun": _("This can be said once the event has begun."),
}
# Exhibitors, stands, fees
WORDS |= {
    "exhibitor_twice": _("This organisation is an exhibitor of the event already."),
    "own_stand": _("The organisation that holds the event needs no invitation."),
    "contact_twice": _("This address is a contact of the exhibitor already."),
    "not_of_organisation": _("This person does not belong to the organisation."),
    "stand_taken": _("Another exhibitor has this stand already. Choose a free one."),
    "stand_label_twice": _("The plan has a stand of this name already."),
    "stands_overlap": _("Two stands lie over each other."),
    "stand_off_plan": _("A stand lies outside of the plan: at most 60 columns and 60 rows."),
    "stand_label_long": _("The name of a stand has at most 12 characters."),
    "stand_gone": _("Somebody took this stand from the plan."),
    "stand_in_use": _("An exhibitor has this stand: free it first."),
    "foreign_stand": _("The stand belongs to another event."),
    "not_exhibiting": _("The organisation does not exhibit: it declined or was not there."),
    "not_a_sum": _("The sum must be more than nothing."),
}
# Slots, registrations, the door, leads
WORDS |= {
    "slot_taken": _("Somebody else was faster: this time is taken. Choose another, or join the waiting list."),
    "elsewhere_then": _("You have another conversation at this time."),
    "slot_past": _("This time has passed."),
    "slot_outside": _("The times lie outside of the event."),
    "too_many_slots": _("These are too many times: at most 200 for one exhibitor."),
    "slots_left_outside": _("Conversations that are booked would lie outside of the event."),
    "slot_booked": _("Somebody has booked this time."),
    "one_each": _("You have a conversation with this exhibitor already."),
    "slots_left": _("There are free times: book one of them."),
    "waits_already": _("You are on this waiting list already."),
    "registered_already": _("You are registered already."),
    "registration_closed": _("Registration is closed."),
    "not_registered": _("Register for the event first."),
    "not_for_you": _("The event is for members of the organisation that holds it."),
    "no_consent": _("This visitor has not agreed to be remembered by exhibitors."),
    "no_ticket": _("There is no such ticket at this event."),
    "lead_twice": _("You have noted this visitor already."),
}
# Hackathons
WORDS |= {
    "no_hackathon": _("This event is no hackathon."),
    "team_size": _("A team has one member at least, and the most is not less than the least."),
    "judging_began": _("Judging has begun: this stays as it is."),
    "challenge_closed": _("The challenge is not open."),
    "problem_in_use": _("A team works on this problem."),
    "foreign_problem": _("The problem belongs to another event."),
    "nameless_team": _("Give the team a name."),
    "team_name_taken": _("Another team has this name."),
    "no_such_team": _("There is no such team."),
    "team_full": _("The team is full."),
    "team_small": _("The team is too small: somebody else has to join first."),
    "in_a_team": _("You are in a team of this hackathon already."),
    "judges_here": _("Whoever judges here is in no team."),
    "works_here": _("Whoever is in a team here does not judge."),
    "keeps_here": _("Whoever organises the hackathon sees the names of the teams and cannot judge blind."),
    "has_judged": _("This judge has judged already: hand over what is left to somebody else."),
    "handed_over_already": _("What this judge had left was handed over to somebody else."),
    "judges_already": _("This person judges here already."),
    "organisation_named": _("The team has named its organisation already."),
    "deadline_over": _("The deadline has passed."),
    "before_deadline": _("Teams may hand in until the deadline: judging begins after it."),
    "too_few_submissions": _("There are fewer than two submissions."),
    "no_submissions": _("No submission is left that could have a place."),
    "no_judges": _("Name the judges first."),
    "no_criteria": _("Write the rubric first."),
    "not_judging": _("Judging is not open."),
    "one_submission": _("These are not two submissions."),
    "judged_already": _("You have compared these two already."),
    "judged_before": _("Whoever judged in your place before has judged this already."),
    "own_interest": _("You have a conflict of interest with this submission: another judge looks at it."),
    "marks_missing": _("Give a mark for each criterion."),
    "mark_too_high": _("A mark is higher than the highest."),
    "not_connected": _("The comparisons do not tell how some submissions stand to others."),
    "not_judged_yet": _("The result is not published yet."),
    "nothing_to_hand_over": _("A team without a problem, or without an organisation other than the asker's, has nobody to "
                              "hand over to."),
}  # fmt: skip
ADVICE: dict[str, Promise] = {
    "not_connected": _("Let the judges compare more pairs, or publish a marked result."),
    "slots_left_outside": _("Let the exhibitors call them off first, or choose hours that hold them."),
}
FIELDS: dict[str, Promise] = {
    "starts_at": _("begins"), "ends_at": _("ends"), "place": _("place"), "title": _("title"),
    "text": _("what you made, and how it solves the problem"),
}  # fmt: skip
_NAMING: dict[str, Promise] = {"missing": _("Fill in first: %(fields)s.")}
_STATING: dict[str, Promise] = {
    "slots_left_outside": _("These conversations are booked and would lie outside of the event: %(one)s."),
    "not_connected": _("The comparisons do not tell how these groups stand to each other: %(one)s."),
}
SENTENCES = common.Sentences(words=WORDS, advice=ADVICE, fields=FIELDS, naming=_NAMING, stating=_STATING)


class Refusal(common.Refusal):
    """What was asked cannot be done with an event, an exhibitor, a registration or a team."""

    sentences = SENTENCES
