"""One chunk of theses: their titles in three languages, and what commissions resolved, written by the actions of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.exchange.actions.row_by_row import Left, RowByRow
from seriktes.exchange.actions.taking import take_value
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.partnerships.actions.importing.compare import ask, compare, keep_provenance, told
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.defences import judge_thesis
from seriktes.placements.actions.theses import title_thesis
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.theses import TITLED_IN
from seriktes.placements.models import Thesis
from seriktes.placements.queries import access
from seriktes.placements.queries.importing import CohortNamed, Cohorts, students_meant
from seriktes.placements.queries.theses import theses_visible_to

RESULT = ("points", "votes_for", "votes_against")


@dataclass(slots=True)
class ThesisRecord:
    """What a row says. A result has points and both counts of votes, or there is none."""

    number: int | None
    cohort: CohortNamed
    student: str
    headings: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)
    result: dict[str, Any] | None = None

    @property
    def title(self) -> str:
        return next(iter(self.names.values()), self.student or f"№ {self.number}")


class _Theses(RowByRow):
    refusal = Refusal
    refused = "placements_refused"

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        super().__init__(rows, context)
        self.cohorts = Cohorts(context.by)

    def write(self, row: Row, record: ThesisRecord) -> Applied:
        try:
            found = self._thesis(record)
        except Missing as missing:
            raise Left(missing.code, missing.column, **missing.values) from missing
        frozen = frozenset() if found.state in TITLED_IN else frozenset(record.names)
        compared = compare(found, record.names, self.context, frozen=frozen)
        for name, current, new in compared.refused:
            self.note(row, Fault("frozen_value", name, {"value": new, "current": current}))
        provenance = found.provenance
        if compared.changes or compared.noted:
            keep_provenance(found)
        ask(found, compared, self.context)
        changes = told(found, compared.changes)
        if compared.changes:
            title_thesis(thesis=found, names=compared.changes, by=self.context.by, at=self.at)
            Thesis.objects.filter(pk=found.pk).update(provenance=provenance)
        if record.result is not None:
            changes |= self._judged(row, found, record.result)
        outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        label = f"{found.placement.student.name} · {found.name}"[:300]
        return Applied(row, outcome, found.pk, label, len(compared.questions), changes)

    def _thesis(self, record: ThesisRecord) -> Thesis:
        """Raises Missing."""
        by = self.context.by
        rows = Thesis.objects.all() if by is None else theses_visible_to(by)
        rows = rows.select_related("placement__student", "placement__cohort__programme", "defence")
        if record.number is not None:
            found = rows.filter(pk=record.number).first()
            if found is None:
                raise Missing("thesis_unknown", "thesis_id", value=f"№ {record.number}")
        else:
            cohort = self.cohorts.find(record.cohort)
            students = students_meant(by, cohort, record.student, self.context.on)
            if len(students) > 1:
                others = [f"№ {one.pk}" for one in students]
                raise Missing("student_ambiguous", "student", value=record.student, others=others)
            found = rows.filter(placement__cohort=cohort, placement__student__in=students).order_by("-pk").first()
            if found is None:
                raise Missing("thesis_unknown", "student", value=record.student)
        if by is not None and not access.may(by, access.KEEP, found.placement.cohort):
            raise Missing("not_allowed", "student")
        return found

    def _judged(self, row: Row, thesis: Thesis, result: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Written by the defence before which the thesis was put; a result that stands is not changed by a file. What the
        defence refuses leaves the result out, and not the titles."""
        stands = {name: getattr(thesis, name) for name in RESULT}
        if stands["points"] is not None:
            if stands != {name: result[name] for name in RESULT}:
                current = " · ".join(str(value) for value in stands.values())
                said = " · ".join(str(result[name]) for name in RESULT)
                self.note(row, Fault("result_stands", "points", {"value": said, "current": current}))
            return {}
        if thesis.defence is None:
            self.note(row, Fault("no_defence_yet", "points"))
            return {}
        try:
            with transaction.atomic():
                judge_thesis(defence=thesis.defence, thesis=thesis, by=self.context.by, at=self.at, **result)
        except Refusal as refusal:
            self.note(row, self.told(refusal, "points"))
            return {}
        return {name: [None, result[name]] for name in RESULT}


def import_theses(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Theses(rows, context).apply()


# --- Questions --------------------------------------------------------------------------------------------------------
def decide_title(*, question: ImportQuestion, by: User) -> None:
    """Put the title of the file in force. Raises CannotTake."""
    thesis = Thesis.objects.get(pk=question.target_id)
    take_value(
        question=question, record=thesis,
        change=lambda values: title_thesis(thesis=thesis, names=values, by=by, at=timezone.now()),
    )  # fmt: skip


def may_decide_title(user: User, pk: int) -> bool:
    thesis = Thesis.objects.filter(pk=pk).select_related("placement__cohort__programme").first()
    return thesis is not None and access.may(user, access.KEEP, thesis.placement.cohort)
