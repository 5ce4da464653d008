"""Invented kinds of events and clocks about a post of the register: any table can be a subject."""

from seriktes.procedures.definitions.clocks import ClockKind
from seriktes.procedures.definitions.events import EventKind
from seriktes.procedures.definitions.subjects import Card, SubjectKind
from seriktes.procedures.definitions.terms import SetDate, WorkingDays, WorkingHours

SUBJECT = "organisations.unit"

ANSWER = ClockKind(
    code="paper.answer", subject=SUBJECT, label="Answer", awaits="an answer",
    starts={"paper.asked"}, stops={"paper.answered", "paper.telephoned"}, pauses={"paper.returned"},
    resumes={"paper.completed"}, changes={"paper.term_changed"}, cancels={"paper.withdrawn"},
    restarts={"paper.reopened"}, term=WorkingHours("hours"), ahead=(), overdue=(1,),
)  # fmt: skip
UPDATE = ClockKind(
    code="paper.update", subject=SUBJECT, label="Update", awaits="word of how it goes",
    starts={"paper.update_promised"}, stops={"paper.updated"}, term=WorkingHours(8), ahead=(),
)  # fmt: skip
STEP = ClockKind(
    code="paper.step", subject=SUBJECT, label="Step", awaits="a decision", item="step",
    starts={"paper.step_opened"}, stops={"paper.step_decided"}, cancels={"paper.withdrawn"},
    pauses={"paper.returned"}, resumes={"paper.completed"},
    term=WorkingDays("working_days"), ahead=(1,), overdue=(1, 5), escalate_after=3,
)  # fmt: skip
END = ClockKind(
    code="paper.end", subject=SUBJECT, label="End", awaits="a renewal or the end",
    starts={"paper.end_set", "paper.renewed"}, stops={"paper.ended"}, term=SetDate("ends_on"), ahead=(30, 7),
)  # fmt: skip
NOTICE = ClockKind(
    code="paper.notice", subject=SUBJECT, label="Notice", awaits="a notice, if it shall not go on",
    starts={"paper.end_set", "paper.renewed"}, stops={"paper.ended", "paper.notice_given"}, changes={"paper.notice_set"},
    term=SetDate("ends_on", minus_months="notice_months", roll="previous"), ahead=(14,),
)  # fmt: skip
INSTALMENT = ClockKind(
    code="paper.instalment", subject=SUBJECT, label="Instalment", awaits="a payment", item="part",
    starts={"paper.promised"}, stops={"paper.paid"}, term=SetDate("date", roll="next"), ahead=(7,),
)  # fmt: skip
CLOCKS = [ANSWER, UPDATE, STEP, END, NOTICE, INSTALMENT]
EVENTS = [
    EventKind("paper.noted", "A note."),
    EventKind("paper.secret", "A note of our own.", for_partners=False),
    *(EventKind(code, f"{code} {{date}}") for code in sorted({c for kind in CLOCKS for c in kind.events})),
]
SUBJECTS = [
    SubjectKind(SUBJECT, "paper", "paper", lambda ids: {pk: Card(f"Paper no. {pk}", f"/papers/{pk}/") for pk in ids})
]
