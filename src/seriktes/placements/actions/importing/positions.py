"""One chunk of rows of positions: recognised, compared as every import is, written and offered by the actions of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.exchange.actions.taking import take_value
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.importing_people import Places
from seriktes.partnerships.actions.importing.compare import ask, compare, entries_of, keep_provenance, told
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.importing.shared import (
    TASKS,
    Tasks,
    supervisor_named,
    tasks_entry,
    tasks_to_write,
)
from seriktes.placements.actions.positions import change_position, cleaned_position, draft_position, offer_position
from seriktes.placements.definitions.position_stages import HOST, POSITION_FIELDS
from seriktes.placements.definitions.refusals import CannotOffer, Refusal
from seriktes.placements.models import Cohort, Position
from seriktes.placements.queries import access
from seriktes.placements.queries.importing import (
    CohortNamed,
    Cohorts,
    Named,
    position_numbered,
    positions_meant,
)

# Which column a refusal is about.
COLUMN_OF = {
    "not_a_host": "host", "merged_organisation": "host", "host_declined": "host", "positions_closed": "term",
    "cohort_closed": "term", "nameless": "name_ru", "no_places": "capacity", "too_many_hours_a_week": "hours_a_week",
    "unknown_language": "languages", "unknown_region": "region", "negative_pay": "pay", "pay_without_terms": "pay",
    "foreign_supervisor": "supervisor", "no_supervisor": "supervisor", "shares_not_100": "tasks", "no_tasks": "tasks",
    "task_share": "tasks", "task_without_words": "tasks", "too_many_tasks": "tasks",
}  # fmt: skip


@dataclass(slots=True)
class PositionRecord:
    """What a row says; what it does not say is not there. `tasks` are pairs of words and a share."""

    cohort: CohortNamed
    host: Named | None
    fields: dict[str, Any]
    headings: Mapping[str, str]
    # In the register.
    number: int | None = None
    tasks: Tasks | None = None
    supervisor: str = ""
    supervisor_email: str = ""

    @property
    def names(self) -> list[str]:
        return [self.fields[f"name_{code}"] for code in Languages.values if self.fields.get(f"name_{code}")]

    @property
    def title(self) -> str:
        return next(iter(self.names), "") or str(self.fields.get("number", ""))


def told_refusal(refusal: Refusal, columns: Mapping[str, str]) -> Fault:
    values = {"reason": refusal.reason, "details": [str(one) for one in refusal.details]}
    return Fault("placements_refused", columns.get(refusal.reason, ""), values)


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        hosts = [row.record.host for row in rows if row.record is not None and row.record.host is not None]
        self.places = Places(context.by, [(host, "") for host in hosts])
        self.cohorts = Cohorts(context.by)
        self.label = f"import № {context.run_id}"

    def apply(self) -> list[Applied]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        record: PositionRecord = row.record
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
        return Applied(row, Outcome.REJECTED, label=record.title)

    def _written(self, row: Row, record: PositionRecord) -> Applied:
        if record.number is not None:
            found = position_numbered(self.context.by, record.number)
            if found is None:
                raise Missing("unknown_number", "id", value=record.number)
            self._check_same(record, found)
            return self._changed(row, record, found)
        cohort, host = self.cohorts.find(record.cohort), self._host(record)
        number = record.fields.get("number", "")
        meant = list(positions_meant(self.context.by, cohort.pk, host, number=number, names=record.names)[:5])
        if len(meant) > 1:
            raise Missing("name_ambiguous", "number" if number else "name_ru", others=[f"№ {one.pk}" for one in meant])
        return self._changed(row, record, meant[0]) if meant else self._new(row, record, cohort, host)

    # --- What a row names ---------------------------------------------------------------------------------------------
    def _host(self, record: PositionRecord) -> int:
        if record.host is None:
            raise Missing("value_missing", "host")
        place, fault = self.places.find(record.host, "")
        if place is None:
            code = fault.code if fault else "unknown_organisation"
            raise Missing(code, "host", **(fault.values if fault else {"value": record.host[1]}))
        return place.organisation_id

    def _check_same(self, record: PositionRecord, found: Position) -> None:
        """A number of another register means another position here."""
        named = record.cohort != CohortNamed() and self.cohorts.find(record.cohort).pk != found.cohort_id
        if named or (record.host is not None and self._host(record) != found.host_id):
            raise Missing("not_that_position", "id", value=f"№ {found.pk}")

    def _supervisor(self, row: Row, record: PositionRecord, host: int, standing: Position | None) -> dict[str, Any]:
        return supervisor_named(
            row, record.headings, (record.supervisor, record.supervisor_email), host, by=self.context.by,
            standing=standing.supervisor if standing is not None else None, column="supervisor",
        )  # fmt: skip

    # --- What becomes of it -------------------------------------------------------------------------------------------
    def _new(self, row: Row, record: PositionRecord, cohort: Cohort, host: int) -> Applied:
        if not record.names:
            raise Missing("no_name", "name_ru")
        for_host = self._writes_for(cohort, host)
        body = Organisation.objects.get(pk=host)
        values = cleaned_position({**record.fields, **self._supervisor(row, record, host, None)})
        tasks = record.tasks or []
        made = draft_position(
            cohort=cohort, host=body, values=values, tasks=[(text, share) for text, share in tasks], by=self.context.by,
            at=self.at, by_label=self.label, for_host=for_host,
        )  # fmt: skip
        try:
            made = offer_position(position=made, by=self.context.by, at=self.at, by_label=self.label)
        except CannotOffer as refusal:
            # What the university has to know before it looks at it can still be filled in on the page.
            values_told = told_refusal(refusal, COLUMN_OF).values
            column = COLUMN_OF.get(refusal.reason, "")
            row.faults.append(Fault("stays_draft", record.headings.get(column, column), values_told))
        made.provenance = entries_of(values, self.context)
        if tasks:
            made.provenance[TASKS] = tasks_entry(made, tasks, self.context)
        keep_provenance(made)
        return Applied(row, Outcome.CREATED, made.pk, str(made)[:300])

    def _writes_for(self, cohort: Cohort, host: int) -> bool:
        """Whether the university writes it for the host; a host's own people write it themselves. Raises Missing."""
        if self.context.by is None:
            return True
        grants = grants_for_user(self.context.by)
        if grants.allow(access.KEEP, cohort.programme.organisation_id):
            return True
        if grants.allow(access.OFFER, host):
            return False
        raise Missing("not_allowed_to_add", "host")

    def _changed(self, row: Row, record: PositionRecord, found: Position) -> Applied:
        if self.context.by is not None and not access.may(self.context.by, access.OFFER, found):
            raise Missing("not_allowed", "id" if record.number is not None else "host")
        values = cleaned_position({**record.fields, **self._supervisor(row, record, found.host_id, found)})
        frozen = frozenset(POSITION_FIELDS.fields) - frozenset(POSITION_FIELDS.editable(found.state, HOST))
        compared = compare(found, values, self.context, frozen=frozen)
        before = [[task.text, task.weight] for task in found.tasks.all()]
        tasks = tasks_to_write(
            row, found, record.tasks, before=before, compared=compared, context=self.context, headings=record.headings,
            is_frozen=TASKS in frozen, stands="tasks_stand",
        )  # fmt: skip
        for name, current, new in compared.refused:
            row.faults.append(
                Fault("frozen_value", record.headings.get(name, name), {"value": new, "current": current})
            )
        if compared.changes or compared.noted:
            keep_provenance(found)
        ask(found, compared, self.context)
        changes = told(found, compared.changes) | ({TASKS: [before, tasks]} if tasks is not None else {})
        if changes:
            change_position(
                position=found, values=compared.changes, tasks=None if tasks is None else [(text, share) for text, share in tasks],
                by=self.context.by, at=self.at, expected_version=None, by_label=self.label,
            )  # fmt: skip
            Position.objects.filter(pk=found.pk).update(provenance=found.provenance)
        outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        return Applied(row, outcome, found.pk, str(found)[:300], len(compared.questions), changes)


def import_positions(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


# --- Questions --------------------------------------------------------------------------------------------------------
def decide_position(*, question: ImportQuestion, by: User) -> None:
    """Put the value of the file in force. Raises CannotTake."""
    position = Position.objects.get(pk=question.target_id)
    take_value(
        question=question, record=position,
        change=lambda values: change_position(
            position=position, values=values, by=by, at=timezone.now(), expected_version=None
        ),
    )  # fmt: skip


def may_decide_position(user: User, pk: int) -> bool:
    position = Position.objects.filter(pk=pk).select_related("cohort__programme").first()
    return position is not None and access.may(user, access.OFFER, position)
