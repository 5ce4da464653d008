"""Why something cannot be done, each with its sentence for the reader. Each part keeps its words in a block of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    "position_elsewhere": _("The position belongs to another host."),
    "by_a_match": _("A match gave this place: change it on the page of the round, signed and with a reason."),
    "ends_before": _("The last day lies before the first."),
    "supervises_oneself": _("Nobody supervises the own placement."),
    "plan_lines": _("Each line of the plan needs a task and a share between 1 and 100 per cent."),
    "plan_sum": _("The shares of the plan must make 100 per cent."),
    "plan_twice": _("A task stands twice in the plan."),
    "day_outside": _("This day lies outside the placement."),
    "in_future": _("This day is still to come."),
    # Plan, log and weeks
    "plan_too_long": _("The plan has too many tasks."),
    "not_under_way": _("The placement is not under way: nothing can be logged."),
    "unknown_task": _("This task is not in the plan any more; choose another."),
    "hours_in_quarters": _("Give the hours in quarters: 0.25, 0.5, 0.75, 1 and so on."),
    "longer_than_a_day": _("A day has 24 hours."),
    "too_many_hours": _("That is more than the programme takes for one day."),
    "logged_already": _("Hours are logged on this task for the day already; change that line."),
    "line_gone": _("The line is not there any more."),
    "week_confirmed": _("A supervisor has given a word on this week: the university's supervisor can open it again."),
    "week_decided": _("The university has decided on this week already."),
    "week_runs": _("The week can be confirmed from its Friday on."),
    "week_open": _("The week is open."),
    "nothing_logged": _("Nothing is logged in this week."),
    "nothing_counts": _("All lines of this week lie outside the days of the placement: nothing of it counts."),
    "log_changed": _("The log was changed since you opened this page; look at it again."),
    "word_given": _("You have given your word on this week already."),
    "not_disputed": _("Nothing is in dispute in this week."),
    "words_differ": _("Two supervisors have different hours: the university's supervisor decides."),
    # Evaluations and reviews
    "form_frozen": _("Somebody has answered this form already; make a new version."),
    "form_closed": _("Another version of the form is in use by now."),
    "form_faulty": _("The form cannot be used so."),
    "no_form": _("The programme has no evaluation form for this side."),
    "evaluated_already": _("This side has evaluated the placement already."),
    "not_answerable": _("The placement is not far enough to be evaluated."),
    "answers_faulty": _("Some questions are not answered as they ask."),
    "reviewed_already": _("You have written about this host already."),
    # Confidential reports
    "no_words": _("Write down what happened."),
    "concern_closed": _("The report is closed."),
    # Certificates and records of work
    "not_completed": _("This document is made once the placement is completed."),
    # Learning agreements
    "no_template": _("There is no template for learning agreements."),
    "nobody_to_ask": _("Somebody who has to sign can be reached by nobody: there is no e-mail address and no account."),
    "nothing_changed": _("The amendment changes nothing."),
    "logged_before": _("Hours are logged before the new first day."),
    "logged_after": _("Hours are logged after the new last day."),
    "signed_already": _("This step is signed already."),
    "not_your_turn": _("It is not the turn of this step, or the text is not being signed."),
    "turn_of_another": _("It is somebody else's turn to sign."),
    "kind_not_taken": _("The university does not take this kind of signature here."),
    "other_text": _("The text is another by now: read it again."),
    "bad_signature": _("The signature is not valid. Nothing of it was kept."),
    "nothing_chosen": _("Nothing that was chosen can be done."),
}
# Programmes, cohorts, positions, hosts
WORDS |= {
    "term_taken": _("The programme has a cohort of this term already."),
    "days_out_of_order": _("The days are out of order: positions, then applications, then ranking, each until its last day."),
    "ends_before_start": _("The placements end before they begin."),
    "only_later": _("Students and hosts rely on the day: it can be moved later, not earlier."),
    "day_passed": _("This day has passed already."),
    "unknown_level": _("This level of study is not known."),
    "unknown_year": _("A year of study is a number from 1 to 7."),
    "bad_document": _("A document of an applicant needs a name."),
    "bad_quota": _("A quota is a whole number, at least 0."),
    "quota_for_nobody": _("A quota is for a programme of study whose students may not apply to this cohort."),
    "asks_studies": _("A secondment is for those who teach: it has no conditions or quotas by studies."),
    "has_conditions": _("A cohort of the programme asks for studies, which a secondment of faculty cannot; take that out first."),
    "unknown_region": _("This region is not known."),
    "no_wishes": _("A student must be able to rank at least one position."),
    "has_cohorts": _("The programme has cohorts that are not over."),
    "no_positions": _("No position is approved: students would have nothing to choose."),
    "not_a_host": _("An organisation does not host its own students here; name another organisation."),
    "positions_closed": _("The last day for offering positions has passed."),
    "cohort_closed": _("The cohort takes no positions now."),
    "shares_not_100": _("The shares of the tasks must sum to 100."),
    "no_tasks": _("Name at least one task."),
    "task_without_words": _("A task needs its words."),
    "task_share": _("The share of a task is a whole number from 1 to 100."),
    "too_many_tasks": _("These are too many tasks: name the twelve that matter most."),
    "no_places": _("A position has at least one place."),
    "negative_pay": _("Pay cannot be less than nothing."),
    "pay_without_terms": _("Pay needs its currency, and what it is paid for."),
    "too_many_hours_a_week": _("A week has no more than 60 hours of work here."),
    "no_supervisor": _("Name the host supervisor: a person of the host, or a name with an e-mail."),
    "foreign_supervisor": _("The supervisor does not work at the host."),
    "unknown_language": _("This language is not known."),
    "no_reasons": _("Choose at least one reason."),
    "unknown_reason": _("This reason is not known."),
    "own_words": _("Say in your own words what was found: nobody is put on watch by figures alone."),
    "no_address": _("There is no address to write to."),
    "nothing_proposed": _("Nothing is proposed about this host now."),
}  # fmt: skip
# Hosts that students found
WORDS |= {
    "proposed_already": _("You have proposed a host in this cohort already: change that proposal, or withdraw it."),
    "no_own_hosts": _("In this programme students choose among the positions offered; nobody proposes a host of the own."),
    "proposals_closed": _("Nobody can propose a host in this cohort now."),
    "not_of_cohort": _("Only those for whom the cohort is, students or faculty of the university, can propose a host."),
    "no_host": _("Name the organisation: choose one of the register, or write its name."),
    "bad_number": _("This is no valid BIN."),
    "number_taken": _("The BIN belongs to another record of the register."),
    "host_to_choose": _("Choose the organisation in the register, or add it."),
    "not_looked_at": _("Say in your own words how the host was looked at: nobody is placed with a host that nobody has vetted."),
    "own_supervisor": _("Nobody supervises the own placement: name somebody of the host."),
}  # fmt: skip
# Theses and defences
WORDS |= {
    "not_theses": _("This is for programmes of theses only."),
    "topics_by_list": _("Topics of this programme are chosen by lists: apply in the cohort."),
    "topic_closed": _("The topic cannot be taken now."),
    "topics_later": _("Topics cannot be taken yet."),
    "not_eligible": _("The cohort is for other students: look at who may apply."),
    "title_stands": _("The title stands since the thesis was handed in; it can be returned to the student."),
    "no_academic": _("Name the academic supervisor first."),
    "before_commission": _("The thesis is before a commission that was announced already."),
    "bad_rule": _("A commission needs at least one member with a vote, and a thesis between 1 and 100 points."),
    "day_gone": _("A defence is planned for a moment to come."),
    "too_many_members": _("The commission has too many members."),
    "second_chair": _("The commission has a chair already."),
    "member_twice": _("This person sits in the commission already."),
    "judges_own": _("Nobody judges the own thesis."),
    "too_many_theses": _("These are too many theses for one defence."),
    "not_to_be_put": _("Only admitted theses of this cohort can be put, and those that no other commission has."),
    "nothing_to_defend": _("No thesis is put before the commission."),
    "no_chair": _("The commission has no chair."),
    "no_employer": _("The commission needs members from employers."),
    "too_few_voters": _("On one of the theses too few members of the commission have a vote."),
    "has_results": _("A thesis has its result already: close the defence with minutes."),
    "not_held_yet": _("The defence has not begun yet."),
    "judged_already": _("This thesis has its result already."),
    "bad_points": _("Points are a whole number from 0 to 100."),
    "too_many_votes": _("There are more votes than members with a vote."),
    "too_few_votes": _("Too few members voted."),
    "no_result": _("One of the theses has no result yet."),
    "defence_over": _("The defence is over or was cancelled."),
    "not_in_commission": _("This seat is not in the commission any more."),
    "answers_closed": _("The defence takes no answers any more."),
}
# Stipends
WORDS |= {
    "no_currency": _("A sum needs its currency, in three letters."),
    "no_payments": _("Plan at least one payment."),
    "bad_sum": _("A payment is more than nothing."),
    "bad_terms": _("Months, shares and what is added must be sensible numbers: look at the terms again."),
    "foreign_stipend": _("Plan stipends of your own organisation, or for students of your own university."),
    "too_many_payments": _("These are more payments than a stipend has: 120 at most."),
    "payment_settled": _("This payment is settled already: nothing was paid a second time."),
    "reference_used": _("This reference stands at another payment of the stipend already."),
    "repayment_gone": _("This repayment was taken back already."),
    "no_reference": _("Give the reference of the payment, as the bank shows it."),
    "before_signing": _("This day lies before the contract was signed."),
    "before_graduation": _("Service counts from the end of study on."),
    "no_service_employer": _("Name the employer."),
    "service_overlaps": _("For these days service with this employer is entered already."),
    "paper_twice": _("The same file is on record for this period already."),
    "too_many_papers": _("This period has ten files already. Put several papers into one PDF."),
    "service_settled": _("A word was given on this period already."),
    "service_left": _("Service is left: the stipend cannot be released yet."),
    "payments_left": _("Payments are still planned: pay or withhold them first."),
    "still_owed": _("What is owed was not paid back in full."),
    "own_employer": _("Nobody confirms the own service: give the address of somebody of the employer."),
    "not_in_service": _("Service counts only while the stipend is in service."),
    "money_moved": _("Money was paid already: waive the stipend, or end it by repayment."),
    "overlaps_postponement": _("These days are postponed already."),
}  # fmt: skip
ADVICE: dict[str, Promise] = {
    # Stipends
    "no_service_employer": _("Choose one of the register, or write its name."),
    # Placements
    "placed_already": _("Cancel that one first, or leave the student out."),
    "host_declined": _("The record of the host says why; a person can decide anew there."),
    "position_full": _("Choose another position, or raise its places."),
    # Learning agreements
    "no_template": _("Take over the shipped sample under “Templates”, or add your own."),
    "nobody_to_ask": _("Enter an address for the host, or a person with an account."),
}
FIELDS: dict[str, Promise] = {
    # Placements
    "title": _("title"),
    "host": _("host"),
    "position": pgettext_lazy("of a host", "position"),
    "starts_on": _("first day"),
    "ends_on": _("last day"),
    "credits": _("credits"),
    "hours": _("hours in all"),
    "academic_supervisor": _("academic supervisor"),
    "supervisor": _("host supervisor with an e-mail address"),
    "signatory": _("who signs for the host"),
    "department_post": _("post that signs for the department"),
    "plan": _("plan of tasks"),
    "number": _("number"),
}
# Programmes, cohorts, positions, hosts
FIELDS |= {
    "term": pgettext_lazy("of studies", "term"),
    "positions_until": _("positions are offered until"), "applications_from": _("applications from"),
    "applications_until": _("applications until"), "ranking_until": _("hosts rank until"),
    "levels": _("levels of study"), "years": _("years of study"), "units": _("departments"),
    "study_programmes": _("programmes of study"), "documents": _("documents of an applicant"),
    "wishes_at_most": _("positions that a student ranks, at most"), "couples_allowed": _("two students may apply together"),
    "programme_quotas": _("quotas by programme of study"), "region_quotas": _("quotas by region"), "note": _("note"),
    "name_kk": _("name in Kazakh"), "name_ru": _("name in Russian"), "name_en": _("name in English"),
    "about": _("about the work"), "tasks": _("tasks"), "skills": _("skills wanted"), "languages": _("languages of work"),
    "capacity": _("places"), "hours_a_week": _("hours a week"), "mode": _("where"), "region": _("region"),
    "pay": _("pay"), "pay_period": _("pay for"), "currency": _("currency"), "language": _("written in"),
}  # fmt: skip
# Hosts that students found
FIELDS |= {"supervisor_name": _("host supervisor"), "supervisor_email": _("e-mail of the host supervisor")}
# Theses and defences
FIELDS |= {"member": _("name of the member"), "place": _("place"), "starts_at": _("day and time")}
# Stipends
FIELDS |= {
    "grantor": _("grantor"), "student": _("student"), "university": _("university"), "kind": _("kind"),
    "terms": _("conditions"), "service_months": _("months of full-time service"), "employer": _("employer"),
    "employer_kind": _("kind of employer"), "begin_within": _("service begins within so many months"),
    "release": _("how service releases money"), "step_months": _("months of a step"),
    "uplift": _("added to what is owed, per cent"), "confirm_months": _("service is confirmed every so many months"),
    "payments": _("payments"), "post": _("post that pays"), "study": _("course of study"),
}  # fmt: skip
_NAMING: dict[str, Promise] = {
    "missing": _("Fill in first: %(fields)s."),
    "frozen": _("This cannot be changed any more: %(fields)s."),
    "asks_studies": _("A secondment is for those who teach; leave out: %(fields)s."),
}
_STATING: dict[str, Promise] = {
    # Placements
    "placed_already": _("%(one)s has a placement in this cohort already."),
    "host_declined": _("The university places nobody with %(one)s any more."),
    "position_full": _("All places of “%(one)s” are taken (%(two)s)."),
    "plan_sum": _("The shares of the plan make %(one)s per cent, not 100."),
    "day_outside": _("The day must lie between %(one)s and %(two)s."),
    # Plan, log and weeks
    "plan_too_long": _("A plan has at most %(one)s tasks."),
    "too_many_hours": _("The programme takes at most %(one)s hours for one day; this would make %(two)s."),
    "logged_already": _("Hours are logged on this task for %(one)s already; change that line."),
    # Learning agreements
    "logged_before": _("Hours are logged from %(one)s on: the placement cannot begin later."),
    "logged_after": _("Hours are logged up to %(one)s: the placement cannot end before that day."),
    "nobody_to_ask": _("Nobody can be asked to sign as “%(one)s”: there is no e-mail address and no account."),
    "signed_already": _("%(one)s has signed already."),
    "turn_of_another": _("It is the turn of %(one)s to sign."),
    "kind_not_taken": _("The university does not take “%(one)s” here."),
    "bad_signature": _("The signature is not valid: %(one)s Nothing of it was kept."),
}
# Programmes, cohorts, positions, hosts
_STATING |= {
    "shares_not_100": _("The shares of the tasks must sum to 100; they sum to %(one)s."),
    "positions_closed": _("The last day for offering positions was %(one)s."),
    "quota_for_nobody": _("Students of %(one)s may not apply to this cohort: a quota for them would count for nobody."),
    "day_passed": _("%(one)s has passed already."),
    "has_conditions": _(
        "The cohort %(one)s asks for studies, which a secondment of faculty cannot; take that out first."
    ),
}
# Hosts that students found
_STATING |= {
    "bad_number": _("This is no valid BIN: %(one)s"),
    "number_taken": _("The BIN belongs to %(one)s: choose that record."),
}
# Theses and defences
_STATING |= {
    "topics_later": _("Topics can be taken from %(one)s on."),
    "too_many_members": _("A commission has at most %(one)s members."),
    "too_many_theses": _("One defence takes at most %(one)s theses."),
    "no_employer": _(
        "The commission needs at least %(one)s from employers, each with an organisation that is not the university."
    ),
    "too_few_voters": _(
        "On the thesis of %(one)s fewer than %(two)s members have a vote; a supervisor has none on the own student."
    ),
    "too_many_votes": _("Only %(one)s members have a vote on this thesis; a supervisor has none on the own student."),
    "too_few_votes": _("At least %(one)s members must vote."),
    "not_held_yet": _("The defence is on %(one)s: results are recorded from then on."),
    "no_result": _("The thesis of %(one)s has no result yet."),
}
# Stipends
_STATING |= {
    "service_left": _("%(one)s months of service are left: the stipend cannot be released yet."),
    "still_owed": _("Owed: %(one)s. Paid back: %(two)s."),
    "service_overlaps": _("For %(one)s – %(two)s service with this employer is entered already."),
}
SENTENCES = common.Sentences(words=WORDS, advice=ADVICE, fields=FIELDS, naming=_NAMING, stating=_STATING)


class Refusal(common.Refusal):
    """What was asked cannot be done with a programme, a position, an application or a placement."""

    sentences = SENTENCES


class CannotKeep(Refusal):
    """A programme or a cohort cannot stand or move so."""


class CannotOffer(Refusal):
    """A position cannot be written, offered, approved or withdrawn so."""


class CannotPropose(Refusal):
    """A host that a student found cannot be proposed, approved or returned so."""


class CannotVet(Refusal):
    """A host cannot be decided on so."""
