"""Why something cannot be done, each with its sentence for the reader. Each part keeps its words in a block of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common import refusals as common

WORDS: dict[str, Promise] = {
    # All parts
    "wrong_state": _("The record is in another state by now; look at it again."),
    "no_reason": _("Say why."),
    "missing": _("Something that is needed has not been filled in."),
    "nameless": _("Enter the name in at least one language."),
    "foreign_post": _("The post belongs to another organisation."),
    "closed_post": _("The post is closed."),
    "foreign_unit": _("The unit belongs to another organisation."),
    "merged_organisation": _("This record was merged with another; choose that one."),
    "ends_before_it_begins": _("It ends before it begins."),
    "closed": _("It is closed; nothing is changed in it any more."),
}
# Courses
WORDS |= {
    "code_taken": _("The catalogue has another record with this code."),
    "no_code": _("Enter the code."),
    "not_a_code": _("A code has letters, figures, spaces, dots, hyphens and slashes, 30 of them at most."),
    "level_and_code_differ": _("The code begins with another level than the one that is chosen."),
    "negative": _("A number here cannot be less than nothing."),
    "foreign_programme": _("The programme of study belongs to another organisation."),
    "foreign_course": _("The course belongs to another organisation."),
    "own_organisation": _("The university itself is no employer here."),
    "part_twice": _("This employer has this part in the course already."),
    "run_twice": _("The course has a run of this term in this language already."),
    "foreign_activity": _("The university takes no part in this activity."),
    "activity_twice": _("The activity belongs to the course already."),
    "activity_unconfirmed": _("The activity is not confirmed by both sides yet: a certification counts once it is."),
    "not_a_certification": _("Only an activity of the kind “employer certification” certifies a course."),
    "not_a_party": _("Whoever certifies must have taken part in the activity."),
    "valid_before_certified": _("The certification ends before it was given."),
    "ended_already": _("It has ended already."),
    "is_certification": _("A certification is on record with it: withdraw that, with its reason."),
    "run_is_used": _("A change was carried out in this run: its term and its days stay as they are."),
}  # fmt: skip
# Councils and their meetings
WORDS |= {
    "not_a_share": _("A quorum is a share of the members: 1 to 100 per cent."),
    "nobody": _("A seat belongs to a post, to a person, or to somebody with a name."),
    "two_holders": _("A seat belongs to a post or to a person, not to both."),
    "foreign_person": _("The person does not work for this organisation."),
    "seat_twice": _("The post or person has a seat in this council already."),
    "has_left": _("The member has left the council."),
    "no_members": _("The council has no members on the day of the meeting."),
    "no_agenda": _("Write the agenda first: an invitation says what it is about."),
    "in_past": _("The meeting would lie in the past."),
    "not_over": _("The meeting has not begun yet."),
    "not_invited": _("This seat was not invited to the meeting."),
    "answers_closed": _("The meeting takes no answers any more."),
    "not_held": _("The meeting was not held yet."),
    "attendance_stands": _("Who came stands in the approved minutes, and is not changed any more."),
    "needs_deputy": _("Say who comes in your place."),
    "no_answer": _("Say whether you will come."),
    "several_seats": _("You may answer for several seats: name the one."),
}
# Minutes
WORDS |= {
    "minutes_stand": _("There are minutes of this meeting already."),
    "frozen_minutes": _("Approved minutes are not changed: begin a correction, which is shown beside them."),
    "empty_minutes": _("The minutes are empty. Write them in Kazakh and in Russian first."),
    "one_language": _("The minutes stand side by side: each part needs both languages."),
    "nothing_corrected": _("Nothing differs from the approved wording."),
    "no_correction": _("These are the first minutes of the meeting, and no correction: go on with them."),
}
# Recommendations and changes
WORDS |= {
    "foreign_meeting": _("The meeting belongs to another council."),
    "foreign_member": _("The member belongs to another council."),
    "over": _("The chain has ended."),
    "changes_stand": _("Changes of a curriculum rest on it: refuse these first, each with its reason."),
    "no_course": _("Name the course or the programme that changes."),
    "foreign_run": _("The run belongs to another course."),
    "run_before_decision": _("The run ended before the change was decided."),
    "decided_ahead": _("The day of the decision lies ahead."),
    "no_figure": _("Give the figure: what is measured, and how much it is now."),
    "no_due": _("Say by when the next step is due."),
    "due_in_past": _("The day of the next step lies in the past."),
}
ADVICE: dict[str, Promise] = {
    "wrong_state": _("Open the record again: somebody may have moved it meanwhile."),
}
FIELDS: dict[str, Promise] = {
    "code": _("code"), "level": _("level"), "credits": _("credits"), "what": _("what changes"), "course": _("course"),
    "programme": _("programme"), "run": _("course run"), "result": _("result in words"), "measure": _("what is measured"),
    "after": _("figure after"), "due_on": _("next step by"), "owner": _("owner"),
}  # fmt: skip
_NAMING: dict[str, Promise] = {"missing": _("Fill in first: %(fields)s.")}
_STATING: dict[str, Promise] = {
    "one_language": _("The minutes stand side by side: “%(one)s” needs both languages."),
    "code_taken": _("The catalogue has another record with the code %(one)s."),
}
SENTENCES = common.Sentences(words=WORDS, advice=ADVICE, fields=FIELDS, naming=_NAMING, stating=_STATING)


class Refusal(common.Refusal):
    """What was asked cannot be done with a course, a council or a recommendation."""

    sentences = SENTENCES


class CannotTeach(Refusal):
    """A programme of study, a course, its runs, employers or activities cannot stand so."""


class CannotMeet(Refusal):
    """A council, its members, meetings or minutes cannot stand or move so."""


class CannotAdvise(Refusal):
    """A recommendation or a change of a curriculum cannot stand or move so."""
