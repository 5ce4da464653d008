"""One chunk of rows of wishes: each student's list is written and submitted at once, by the actions of the pages.

A file never changes a list that stands: what a student wrote or has seen is the student's own. The same list again changes
nothing, another one is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.exchange.definitions import Applied, CannotTake, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.models import Person
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.applications import begin_application, in_order, save_application, submit_application
from seriktes.placements.actions.choice_letters import tell_student
from seriktes.placements.actions.importing.lists import Became, ListChunk
from seriktes.placements.actions.importing.positions import told_refusal
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import ApplicationState
from seriktes.placements.models import Application, Cohort, Position
from seriktes.placements.queries import access
from seriktes.placements.queries.importing import CohortNamed, Named, students_meant

# Which column a refusal is about.
COLUMN_OF = {
    "lists_closed": "term", "not_a_student": "student", "applied_already": "student", "too_many_wishes": "rank",
    "unknown_position": "position", "doubled_position": "position", "bad_rank": "rank", "missing": "year",
    "not_eligible": "student", "ranks_together": "student", "no_studies": "year",
}  # fmt: skip

# The same list again changes nothing; these do not stand any more, and a file does not bring them back.
TAKES_NO_PART: Mapping[str, str] = {
    ApplicationState.WITHDRAWN: "list_withdrawn", ApplicationState.REFUSED: "list_refused",
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
    became: dict[int, Became] = field(default_factory=dict)

    @property
    def entries(self) -> list[WishRecord]:
        return self.wishes

    @property
    def title(self) -> str:
        return self.student

    def take(self, wish: WishRecord, key: str, studies: Mapping[str, Any]) -> None:
        """A row that stands twice counts once: the second is a fault of its own."""
        for name, value in studies.items():
            self.studies.setdefault(name, value)
        if key not in self.keys:
            self.keys.add(key)
            self.wishes.append(wish)


class _Wishes(ListChunk):
    column_of = COLUMN_OF

    def written(self, whole: StudentList) -> None:
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
        if code := TAKES_NO_PART.get(standing.state):
            raise Missing(code, "student", value=whole.student)
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
            position, fault = self.position(wish, cohort)
            if position is not None and position.pk in rows:
                fault = Fault("doubled_row", "position", {"row": rows[position.pk]})
            if position is None or fault is not None:
                whole.became[wish.row] = Became(Outcome.REJECTED, label=whole.student[:300], fault=fault)
                continue
            rows[position.pk] = wish.row
            found.append((wish, position))
        return found


def import_applications(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Wishes(rows, context).apply()


# --- Questions: a file of wishes asks none ----------------------------------------------------------------------------
def decide_nothing(*, question: ImportQuestion, by: User) -> None:  # noqa: ARG001  as every kind of import decides
    raise CannotTake(_("A file does not change a list that stands."))


def may_decide_nothing(_user: User, _pk: int) -> bool:
    return False
