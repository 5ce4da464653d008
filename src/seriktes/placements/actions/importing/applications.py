"""One chunk of rows of wishes: each student's list is written and submitted at once, by the actions of the pages.

A file never changes a list that stands: what a student wrote or has seen is the student's own. The same list again changes
nothing, another one is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.exchange.definitions import Applied, CannotTake, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.models import Person
from seriktes.organisations.queries.importing_people import Places
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.applications import begin_application, in_order, save_application, submit_application
from seriktes.placements.actions.choice_letters import tell_student
from seriktes.placements.actions.importing.positions import told_refusal
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import Application, Cohort, Position
from seriktes.placements.queries import access
from seriktes.placements.queries.importing import CohortNamed, Cohorts, Named, positions_wished, students_meant

# Which column a refusal is about.
COLUMN_OF = {
    "lists_closed": "term", "not_a_student": "student", "applied_already": "student", "too_many_wishes": "rank",
    "unknown_position": "position", "doubled_position": "position", "bad_rank": "rank", "missing": "year",
    "not_eligible": "student", "ranks_together": "student", "no_studies": "year",
}  # fmt: skip


@dataclass(slots=True)
class WishRecord:
    """What a row says: a position and its rank in the list of a student."""

    whole: "StudentList"
    row: int
    position: str
    host: Named | None
    rank: int
    headings: Mapping[str, str]


@dataclass(slots=True)
class StudentList:
    """Everything that a file says of one student in one cohort, and what became of it row by row."""

    cohort: CohortNamed
    student: str
    wishes: list[WishRecord] = field(default_factory=list)
    studies: dict[str, Any] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    # Row → its outcome, kept for rows of a later chunk.
    became: dict[int, "Became"] = field(default_factory=dict)

    def take(self, wish: WishRecord, key: str, studies: Mapping[str, Any]) -> None:
        """A row that stands twice counts once: the second is a fault of its own."""
        for name, value in studies.items():
            self.studies.setdefault(name, value)
        if key not in self.keys:
            self.keys.add(key)
            self.wishes.append(wish)


@dataclass(frozen=True, slots=True)
class Became:
    outcome: str
    target: int | None = None
    label: str = ""
    fault: Fault | None = None


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        self.cohorts = Cohorts(context.by)
        wishes = [wish for row in rows if row.record is not None for wish in row.record.whole.wishes]
        self.places = Places(context.by, [(wish.host, "") for wish in wishes if wish.host is not None])
        self.numbers = {row.number for row in rows}
        self.done: set[int] = set()

    def apply(self) -> list[Applied]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        wish: WishRecord = row.record
        whole = wish.whole
        # Written with the first of its rows; those of a later chunk read what became of it. A chunk that is tried again
        # row by row begins anew.
        if whole.wishes[0].row in self.numbers and id(whole) not in self.done:
            whole.became = {}
            self._write(whole)
            self.done.add(id(whole))
        became = whole.became.get(row.number) or Became(Outcome.REJECTED, fault=Fault("list_left_out"))
        if became.fault is not None:
            fault = became.fault
            row.faults.append(Fault(fault.code, wish.headings.get(fault.column, fault.column), fault.values))
        return Applied(row, became.outcome, became.target, became.label)

    # --- A whole list -------------------------------------------------------------------------------------------------
    def _write(self, whole: StudentList) -> None:
        fault = self._refused(whole)
        if fault is None:
            return
        for wish in whole.wishes:
            if wish.row not in whole.became:
                whole.became[wish.row] = Became(Outcome.REJECTED, label=whole.student[:300], fault=fault)

    def _refused(self, whole: StudentList) -> Fault | None:
        """Write the list, or say why nothing of it was written."""
        try:
            with transaction.atomic():
                self._written(whole)
        except Missing as missing:
            return Fault(missing.code, missing.column, missing.values)
        except Refusal as refusal:
            return told_refusal(refusal, COLUMN_OF)
        return None

    def _written(self, whole: StudentList) -> None:
        cohort = self.cohorts.find(whole.cohort)
        by = self.context.by
        if by is not None and not access.may(by, access.KEEP, cohort):
            raise Missing("not_allowed", "cohort" if whole.cohort.number is not None else "programme")
        student = self._student(whole, cohort)
        wishes = self._wishes(whole, cohort)
        if not wishes:
            return
        standing = Application.objects.filter(cohort=cohort, student=student).first()
        if standing is not None:
            self._stands(whole, standing, wishes)
            return
        ranked = [(position.pk, wish.rank) for wish, position in wishes]
        made = begin_application(cohort=cohort, student=student, by=by, at=self.at, taken_along=False)
        made = save_application(
            application=made, values=whole.studies, wishes=ranked, by=by, at=self.at, expected_version=made.version
        )
        note = self._submitted(made)
        tell_student(made, "entered")
        for wish, position in wishes:
            is_first = wish is wishes[0][0]
            label = f"{student.name} · {position.name}"[:300]
            whole.became[wish.row] = Became(Outcome.CREATED, made.pk, label, note if is_first else None)

    def _submitted(self, application: Application) -> Fault | None:
        """From here on it takes part; or why it does not yet."""
        try:
            submit_application(application=application, by=self.context.by, at=self.at)
        except Refusal as refusal:
            told = told_refusal(refusal, COLUMN_OF)
            return Fault("list_stays_draft", told.column, told.values)
        return None

    def _stands(self, whole: StudentList, standing: Application, wishes: Sequence[tuple[WishRecord, Position]]) -> None:
        ranks = dict(in_order([(position.pk, wish.rank) for wish, position in wishes]))
        if dict(standing.wishes.values_list("position", "rank")) != ranks:
            raise Missing("other_list_stands", "student", value=whole.student)
        for wish, position in wishes:
            label = f"{standing.student.name} · {position.name}"[:300]
            whole.became[wish.row] = Became(Outcome.UNCHANGED, standing.pk, label)

    # --- What rows name -----------------------------------------------------------------------------------------------
    def _student(self, whole: StudentList, cohort: Cohort) -> Person:
        found = students_meant(self.context.by, cohort, whole.student, self.context.on)
        if not found:
            raise Missing("student_unknown", "student", value=whole.student)
        if len(found) > 1:
            raise Missing("student_ambiguous", "student", value=whole.student, others=[f"№ {one.pk}" for one in found])
        return found[0]

    def _wishes(self, whole: StudentList, cohort: Cohort) -> list[tuple[WishRecord, Position]]:
        """Each wish with its position; one that names none, or the same as another row, is left out and says so."""
        found: list[tuple[WishRecord, Position]] = []
        rows: dict[int, int] = {}
        for wish in whole.wishes:
            position, fault = self._position(wish, cohort)
            if position is not None and position.pk in rows:
                fault = Fault("doubled_row", "position", {"row": rows[position.pk]})
            if position is None or fault is not None:
                whole.became[wish.row] = Became(Outcome.REJECTED, label=whole.student[:300], fault=fault)
                continue
            rows[position.pk] = wish.row
            found.append((wish, position))
        return found

    def _position(self, wish: WishRecord, cohort: Cohort) -> tuple[Position | None, Fault | None]:
        host = None
        if wish.host is not None:
            place, fault = self.places.find(wish.host, "")
            if place is None:
                return None, fault and Fault(fault.code, "host", fault.values)
            host = place.organisation_id
        found = positions_wished(cohort, wish.position, host)
        if len(found) == 1:
            return found[0], None
        if found:
            return None, Fault("name_ambiguous", "position", {"others": [f"№ {one.pk}" for one in found]})
        return None, Fault("wish_unknown", "position", {"value": wish.position[:80]})


def import_applications(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


# --- Questions: a file of wishes asks none ----------------------------------------------------------------------------
def decide_nothing(*, question: ImportQuestion, by: User) -> None:  # noqa: ARG001  as every kind of import decides
    raise CannotTake(_("A file does not change a list that stands."))


def may_decide_nothing(_user: User, _pk: int) -> bool:
    return False
