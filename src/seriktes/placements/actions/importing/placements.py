"""One chunk of rows of placements: planned, or compared with the one that the student has in the cohort and changed, by the
actions of the pages. Nothing that is being signed or was signed is changed by a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.exchange.actions.taking import take_value
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.importing_people import Places
from seriktes.partnerships.actions.importing.compare import ask, compare, entries_of, keep_provenance, told
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.importing.positions import told_refusal
from seriktes.placements.actions.importing.shared import (
    TASKS,
    Tasks,
    supervisor_named,
    tasks_entry,
    tasks_to_write,
)
from seriktes.placements.actions.placements import FIELD_OF, Planned, change_placement, check_plan, plan_placement
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import Cohort, Placement, Position
from seriktes.placements.queries import access
from seriktes.placements.queries.choice import LOST
from seriktes.placements.queries.importing import (
    CohortNamed,
    Cohorts,
    Named,
    positions_wished,
    students_meant,
    supervisors_meant,
)
from seriktes.placements.workflow import OFFICE, PLACEMENT_FIELDS

# Which column a refusal is about.
COLUMN_OF = {
    "placed_already": "student", "host_declined": "host", "merged_organisation": "host", "position_full": "position", "by_a_match": "position",
    "foreign_position": "position", "ends_before": "ends_on", "plan_sum": "tasks", "plan_twice": "tasks",
    "plan_lines": "tasks", "supervises_oneself": "academic_supervisor",
}  # fmt: skip

# Under which column a file says what stands in a field of another name.
COLUMN_OF_FIELD = {"host_supervisor": "supervisor", "supervisor_name": "supervisor"}


@dataclass(slots=True)
class PlacementRecord:
    """What a row says; what it does not say is not there. `tasks` are pairs of words and a share."""

    cohort: CohortNamed
    student: str
    host: Named | None
    fields: dict[str, Any]
    headings: Mapping[str, str]
    # In the register.
    number: int | None = None
    position: str = ""
    tasks: Tasks | None = None
    academic: str = ""
    supervisor: str = ""
    supervisor_email: str = ""


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        hosts = [row.record.host for row in rows if row.record is not None and row.record.host is not None]
        self.places = Places(context.by, [(host, "") for host in hosts])
        self.cohorts = Cohorts(context.by)

    def apply(self) -> list[Applied]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        record: PlacementRecord = row.record
        count = len(row.faults)
        try:
            with transaction.atomic():
                return self._written(row, record)
        except Missing as missing:
            fault = Fault(missing.code, missing.column, missing.values)
        except Refusal as refusal:
            fault = told_refusal(refusal, COLUMN_OF)
        except EditedElsewhere:
            fault = Fault("register_refused", "", {"detail": "EditedElsewhere"})
        del row.faults[count:]
        row.faults.append(Fault(fault.code, record.headings.get(fault.column, fault.column), fault.values))
        return Applied(row, Outcome.REJECTED, label=record.student[:300])

    def _written(self, row: Row, record: PlacementRecord) -> Applied:
        if record.number is not None:
            found = self._numbered(record, record.number)
            self._check_kept(found.cohort)
            return self._changed(row, record, found)
        cohort = self.cohorts.find(record.cohort)
        self._check_kept(cohort)
        student = self._student(record, cohort)
        standing = Placement.objects.filter(cohort=cohort, student=student).exclude(state__in=LOST)
        found_one = standing.select_related(*_WITH).first()
        if found_one is not None:
            return self._changed(row, record, found_one)
        return self._new(row, record, cohort, student)

    def _check_kept(self, cohort: Cohort) -> None:
        by = self.context.by
        if by is not None and not access.may(by, access.KEEP, cohort):
            raise Missing("not_allowed", "cohort")

    # --- What a row names ---------------------------------------------------------------------------------------------
    def _numbered(self, record: PlacementRecord, number: int) -> Placement:
        by = self.context.by
        rows = Placement.objects.all() if by is None else access.placements_visible_to(by)
        found = rows.select_related(*_WITH).filter(pk=number).first()
        if found is None:
            raise Missing("unknown_number", "id", value=number)
        elsewhere = record.cohort != CohortNamed() and self.cohorts.find(record.cohort).pk != found.cohort_id
        if elsewhere or self._student(record, found.cohort).pk != found.student_id:
            raise Missing("not_that_placement", "id", value=f"№ {number}")
        return found

    def _student(self, record: PlacementRecord, cohort: Cohort) -> Person:
        found = students_meant(self.context.by, cohort, record.student, self.context.on)
        if not found:
            raise Missing("student_unknown", "student", value=record.student)
        if len(found) > 1:
            raise Missing("student_ambiguous", "student", value=record.student, others=[f"№ {one.pk}" for one in found])
        return found[0]

    def _host(self, record: PlacementRecord) -> int | None:
        if record.host is None:
            return None
        place, fault = self.places.find(record.host, "")
        if place is None:
            code = fault.code if fault else "unknown_organisation"
            raise Missing(code, "host", **(fault.values if fault else {"value": record.host[1]}))
        return place.organisation_id

    def _position(self, record: PlacementRecord, cohort: Cohort, host: int | None) -> Position | None:
        if not record.position:
            return None
        found = positions_wished(cohort, record.position, host)
        if len(found) > 1:
            raise Missing("name_ambiguous", "position", others=[f"№ {one.pk}" for one in found])
        if not found:
            raise Missing("wish_unknown", "position", value=record.position[:80])
        return found[0]

    def _values(
        self, row: Row, record: PlacementRecord, cohort: Cohort, host: int, standing: Placement | None
    ) -> dict[str, Any]:
        named = (record.supervisor, record.supervisor_email)
        supervisor = standing.host_supervisor if standing is not None else None
        values = {
            **record.fields,
            **supervisor_named(
                row, record.headings, named, host, by=self.context.by, standing=supervisor, column="host_supervisor"
            ),
        }
        academic = self._academic(row, record, cohort)
        return values if academic is None else {**values, "academic_supervisor": academic}

    def _academic(self, row: Row, record: PlacementRecord, cohort: Cohort) -> Person | None:
        """One of the university by address or exact name; an unknown one leaves the cell out, and not the row."""
        text = record.academic
        if not text:
            return None
        by_address = {"name": "", "email": text} if "@" in text else {"name": text, "email": ""}
        found = supervisors_meant(self.context.by, cohort.programme.organisation_id, **by_address)
        if len(found) == 1:
            return found[0]
        column = record.headings.get("academic_supervisor", "academic_supervisor")
        row.faults.append(Fault("academic_unknown", column, {"value": text}))
        return None

    # --- What becomes of it -------------------------------------------------------------------------------------------
    def _new(self, row: Row, record: PlacementRecord, cohort: Cohort, student: Person) -> Applied:
        host = self._host(record)
        position = self._position(record, cohort, host)
        if position is not None:
            host = position.host_id
        if host is None:
            raise Missing("value_missing", "host")
        values = self._values(row, record, cohort, host, None)
        plan = [(text, share) for text, share in record.tasks] if record.tasks is not None else None
        if plan is not None:
            check_plan(plan)
        planned = Planned(student, Organisation.objects.get(pk=host), position, values, plan)
        made = plan_placement(cohort=cohort, planned=planned, by=self.context.by, at=self.at)
        made.provenance = entries_of(values, self.context)
        if record.tasks is not None:
            made.provenance[TASKS] = tasks_entry(made, record.tasks, self.context)
        keep_provenance(made)
        return Applied(row, Outcome.CREATED, made.pk, _label(made))

    def _changed(self, row: Row, record: PlacementRecord, found: Placement) -> Applied:
        host = self._host(record)
        if host is not None and host != found.host_id:
            said = Organisation.objects.get(pk=host)
            raise Missing("other_host_stands", "host", value=said.name, current=found.host.name)
        values = self._values(row, record, found.cohort, found.host_id, found)
        position = self._position(record, found.cohort, found.host_id)
        if position is not None:
            values["position"] = position
        editable = PLACEMENT_FIELDS.editable(found.state, OFFICE)
        frozen = frozenset(name for name in values if FIELD_OF.get(name, name) not in editable)
        compared = compare(found, values, self.context, frozen=frozen)
        rows = found.plan.filter(dropped_at__isnull=True).order_by("place", "pk")
        before = [[text, weight] for text, weight in rows.values_list("text", "weight")]
        tasks = tasks_to_write(
            row, found, record.tasks, before=before, compared=compared, context=self.context, headings=record.headings,
            is_frozen="plan" not in editable, stands="plan_stands",
        )  # fmt: skip
        for name, _current, _new in compared.refused:
            told_as = {"value": _shown(values[name]), "current": _shown(getattr(found, name))}
            column = COLUMN_OF_FIELD.get(name, name)
            row.faults.append(Fault("frozen_value", record.headings.get(column, column), told_as))
        if compared.changes or compared.noted:
            keep_provenance(found)
        ask(found, compared, self.context)
        changes = told(found, compared.changes) | ({"plan": [before, tasks]} if tasks is not None else {})
        provenance = found.provenance
        if changes:
            change_placement(
                placement=found, values=compared.changes, plan=None if tasks is None else [(t, share) for t, share in tasks],
                by=self.context.by, at=self.at, expected_version=None,
            )  # fmt: skip
            Placement.objects.filter(pk=found.pk).update(provenance=provenance)
        outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        return Applied(row, outcome, found.pk, _label(found), len(compared.questions), changes)


_WITH = ("cohort__programme__organisation", "student__user", "host", "host_supervisor__user", "academic_supervisor")


def _shown(value: Any) -> Any:
    """People and positions by their names, days as the file has them."""
    return str(value) if value is not None else ""


def _label(placement: Placement) -> str:
    return f"{placement.student.name} · {placement.host.name}"[:300]


def import_placements(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


# --- Questions --------------------------------------------------------------------------------------------------------
def decide_placement(*, question: ImportQuestion, by: User) -> None:
    """Put the value of the file in force. Raises CannotTake."""
    placement = Placement.objects.get(pk=question.target_id)
    take_value(
        question=question, record=placement,
        change=lambda values: change_placement(
            placement=placement, values=values, by=by, at=timezone.now(), expected_version=None
        ),
    )  # fmt: skip


def may_decide_placement(user: User, pk: int) -> bool:
    placement = Placement.objects.filter(pk=pk).select_related("cohort__programme").first()
    return placement is not None and access.may(user, access.KEEP, placement)
