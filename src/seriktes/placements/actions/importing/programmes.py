"""One chunk of rows of programmes and their cohorts: a row is a cohort, and its programme is found or made with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.common.refusals import words_of
from seriktes.common.text import one_line
from seriktes.exchange.definitions import Applied, CannotTake, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation, Unit
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.importing_people import Places
from seriktes.partnerships.actions.importing.compare import ask, compare, entries_of, keep_provenance, told
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.cohorts import EDITABLE, add_cohort, change_cohort
from seriktes.placements.actions.importing.cohort_lists import Lists, lists_to_write, values_of
from seriktes.placements.actions.importing.positions import told_refusal
from seriktes.placements.actions.programmes import add_programme, change_programme, cleaned
from seriktes.placements.definitions.cohort_stages import COHORT_FIELDS, DAYS, KEEPER
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import CohortState
from seriktes.placements.models import Cohort, Programme
from seriktes.placements.queries import access
from seriktes.placements.queries.importing import Named, called

# Which column a refusal is about.
COLUMN_OF = {
    "nameless": "name_ru", "foreign_unit": "unit", "term_taken": "term", "ends_before_start": "ends_on",
    "days_out_of_order": "applications_until", "only_later": "applications_until", "day_passed": "applications_until",
    "unknown_level": "levels", "unknown_year": "years", "no_wishes": "wishes_at_most", "quota_for_nobody": "study_programmes",
    "merged_organisation": "university", "bad_document": "documents_ru", "asks_studies": "levels", "has_conditions": "kind",
}  # fmt: skip
NAMES = tuple(f"name_{code}" for code in Languages.values)


@dataclass(slots=True)
class CohortRecord:
    """What a row says of a programme and of one of its cohorts; what it does not say is not there."""

    programme: dict[str, Any]
    cohort: dict[str, Any]
    headings: Mapping[str, str]
    lists: Lists = field(default_factory=Lists)
    university: Named | None = None
    unit: str = ""
    # Of the cohort, in the register.
    number: int | None = None

    @property
    def names(self) -> list[str]:
        return [self.programme[name] for name in NAMES if self.programme.get(name)]

    @property
    def title(self) -> str:
        name = next(iter(self.names), "") or str(self.programme.get("number", ""))
        return " · ".join(filter(None, [name, str(self.cohort.get("term", ""))]))


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        records = [row.record for row in rows if row.record is not None]
        self.places = Places(context.by, [(record.university, record.unit) for record in records if record.university])
        grants = grants_for_user(context.by) if context.by is not None else None
        self.everywhere = grants is None or access.KEEP in grants.everywhere
        self.own = set(grants.organisations_with(access.KEEP)) if grants is not None else set()
        self.label = f"import № {context.run_id}"

    def apply(self) -> list[Applied]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        record: CohortRecord = row.record
        count = len(row.faults)
        try:
            with transaction.atomic():
                return self._written(row, record)
        except Missing as missing:
            fault = Fault(missing.code, missing.column, missing.values)
        except Refusal as refusal:
            fault = told_refusal(refusal, _columns_of(record))
        except EditedElsewhere:
            fault = Fault("register_refused", "", {"detail": "EditedElsewhere"})
        del row.faults[count:]
        row.faults.append(Fault(fault.code, record.headings.get(fault.column, fault.column), fault.values))
        return Applied(row, Outcome.REJECTED, label=record.title)

    def _written(self, row: Row, record: CohortRecord) -> Applied:
        found: Cohort | None
        if record.number is not None:
            found = self._numbered(record, record.number)
            programme = found.programme
        else:
            programme = self._programme(record, self._home(record))
            found = self._of_term(programme, record.cohort["term"]) if programme.pk else None
        changes = self._programme_written(row, programme, record)
        if found is None:
            return self._new(row, programme, record)
        return self._changed(row, found, record, changes)

    # --- What a row names ---------------------------------------------------------------------------------------------
    def _numbered(self, record: CohortRecord, number: int) -> Cohort:
        rows = Cohort.objects.all() if self.context.by is None else access.cohorts_visible_to(self.context.by)
        found = rows.select_related("programme").filter(pk=number).first()
        if found is None:
            raise Missing("unknown_cohort", "cohort", value=f"№ {number}")
        if self.context.by is not None and not access.may(self.context.by, access.KEEP, found):
            raise Missing("not_allowed", "cohort")
        body = self._home(record) if record.university is not None else found.programme.organisation_id
        names = [getattr(found.programme, name) for name in NAMES]
        if body != found.programme.organisation_id or (record.names and not set(record.names) & set(names)):
            # A number of another register means another cohort here.
            raise Missing("not_that_cohort", "cohort", value=f"№ {found.pk}")
        return found

    def _home(self, record: CohortRecord) -> int:
        """The university. A file of one's own need not name it."""
        if record.university is None:
            if len(self.own) != 1:
                raise Missing("value_missing", "university")
            return int(next(iter(self.own)))
        place, fault = self.places.find(record.university, "")
        if place is None:
            code = fault.code if fault else "unknown_organisation"
            raise Missing(code, "university", **(fault.values if fault else {"value": record.university[1]}))
        if not self.everywhere and place.organisation_id not in self.own:
            raise Missing("not_allowed", "university")
        return place.organisation_id

    def _programme(self, record: CohortRecord, university: int) -> Programme:
        """By the own number where a programme has it, else by an exact name; a new one is not saved yet."""
        rows = Programme.objects.filter(organisation=university, archived_at__isnull=True).order_by("pk")
        number = record.programme.get("number", "")
        by_number = list(rows.filter(number=number)[:5]) if number else []
        meant = by_number or self._by_name(rows, record, number)
        if len(meant) > 1:
            column = "number" if by_number else "name_ru"
            raise Missing("name_ambiguous", column, others=[f"№ {one.pk}" for one in meant])
        if not meant and not record.names:
            raise Missing("no_name", "name_ru")
        return meant[0] if meant else Programme(organisation=Organisation.objects.get(pk=university))

    def _by_name(self, rows: Any, record: CohortRecord, number: str) -> list[Programme]:
        """A number that is new is that of a programme of this name which has none yet."""
        found: dict[int, Programme] = {}
        for name in record.names:
            found |= {one.pk: one for one in rows.filter(called(name))[:5] if not number or not one.number}
        return list(found.values())

    def _of_term(self, programme: Programme, term: str) -> Cohort | None:
        # Not in the database: SQLite tells capital letters of Kazakh and Russian apart.
        wanted = term.casefold()
        rows = Cohort.objects.filter(programme=programme).select_related("programme").order_by("pk")
        return next((one for one in rows if one_line(one.term).casefold() == wanted), None)

    # --- What becomes of the programme --------------------------------------------------------------------------------
    def _programme_written(self, row: Row, programme: Programme, record: CohortRecord) -> dict[str, list[Any]]:
        values = cleaned({**record.programme, **self._department(programme.organisation_id, record)})
        if programme.pk is None:
            if "kind" not in values:
                raise Missing("kind_of_programme_missing", "kind")
            made = add_programme(
                organisation=programme.organisation, values=values, by=self.context.by, at=self.at, by_label=self.label
            )
            made.provenance = entries_of(values, self.context)
            keep_provenance(made)
            programme.pk = made.pk
            return {}
        is_used = programme.cohorts.exclude(state=CohortState.DRAFT).exists()
        compared = compare(programme, values, self.context, frozen={"kind"} if is_used else set())
        if compared.changes or compared.noted:
            keep_provenance(programme)
        # A question would be about the cohort, which is what the row is: a difference here is told, and nothing else.
        for name, current, new in (*compared.refused, *compared.questions):
            told_values = {"value": _shown(name, new), "current": _shown(name, current)}
            row.faults.append(Fault("programme_stands", record.headings.get(name, name), told_values))
        changes = told(programme, compared.changes)
        if changes:
            change_programme(
                programme=programme, values=compared.changes, by=self.context.by, at=self.at, expected_version=None,
                by_label=self.label,
            )  # fmt: skip
            Programme.objects.filter(pk=programme.pk).update(provenance=programme.provenance)
        return {name: pair for name, pair in changes.items() if name not in EDITABLE}

    def _department(self, organisation: int, record: CohortRecord) -> dict[str, Unit]:
        if not record.unit:
            return {}
        units = list(Unit.objects.filter(called(record.unit), organisation=organisation, closed_on__isnull=True)[:2])
        if len(units) != 1:
            raise Missing("unknown_unit", "unit", value=record.unit)
        return {"unit": units[0]}

    # --- What becomes of the cohort -----------------------------------------------------------------------------------
    def _new(self, row: Row, programme: Programme, record: CohortRecord) -> Applied:
        """A draft: opening it stays with the office."""
        for name in DAYS:
            if name not in record.cohort:
                raise Missing("value_missing", name)
        standing = Programme.objects.select_related("organisation").get(pk=programme.pk)
        values = {**record.cohort, **values_of(record.lists, standing.organisation_id, ())}
        made = add_cohort(programme=standing, values=values, by=self.context.by, at=self.at, by_label=self.label)
        made.provenance = entries_of(values, self.context)
        keep_provenance(made)
        return Applied(row, Outcome.CREATED, made.pk, str(made)[:300])

    def _changed(self, row: Row, found: Cohort, record: CohortRecord, of_programme: dict[str, list[Any]]) -> Applied:
        frozen = frozenset(EDITABLE) - frozenset(COHORT_FIELDS.editable(found.state, KEEPER))
        values = {name: value for name, value in record.cohort.items() if name != "term" or record.number is not None}
        compared = compare(found, values, self.context, frozen=frozen)
        for name, current, new in compared.refused:
            said = {"value": new, "current": current}
            row.faults.append(Fault("frozen_value", record.headings.get(name, name), said))
        lists = lists_to_write(
            row, found, values_of(record.lists, found.programme.organisation_id, found.documents), frozen=frozen,
            context=self.context, headings=record.headings,
        )  # fmt: skip
        if compared.changes or compared.noted or lists.noted:
            keep_provenance(found)
        ask(found, compared, self.context)
        changes = {**told(found, compared.changes), **lists.told}
        if changes:
            change_cohort(
                cohort=found, values={**compared.changes, **lists.values}, by=self.context.by, at=self.at, expected_version=None,
                by_label=self.label,
            )  # fmt: skip
            Cohort.objects.filter(pk=found.pk).update(provenance=found.provenance)
        every = {**of_programme, **changes}
        outcome = Outcome.UPDATED if every else Outcome.UNCHANGED
        return Applied(row, outcome, found.pk, str(found)[:300], len(compared.questions), every)


def _columns_of(record: CohortRecord) -> dict[str, str]:
    """A quota for nobody is the fault of the quotas, where the row has some."""
    if record.lists.programme_quotas:
        return {**COLUMN_OF, "quota_for_nobody": "programme_quotas"}
    return COLUMN_OF


def _shown(name: str, value: Any) -> str:
    unit = Unit.objects.filter(pk=value).first() if name == "unit" else None
    return str(unit or value or "–")[:200]


def import_cohorts(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


# --- Questions --------------------------------------------------------------------------------------------------------
def decide_cohort(*, question: ImportQuestion, by: User) -> None:
    """Put the value of the file in force. Raises CannotTake."""
    cohort = Cohort.objects.get(pk=question.target_id)
    column: Any = Cohort._meta.get_field(question.field)
    value = column.to_python(question.proposed)
    try:
        change_cohort(cohort=cohort, values={question.field: value}, by=by, at=timezone.now(), expected_version=None)
    except Refusal as refusal:
        raise CannotTake(words_of(refusal)) from refusal
    cohort.refresh_from_db()
    entry = cohort.provenance.get(question.field) or {}
    seen = {**(entry.get("seen") or {}), question.source: question.proposed}
    cohort.provenance[question.field] = {
        "source": question.source, "on": timezone.localdate().isoformat(), "run": question.run_id, "seen": seen,
    }  # fmt: skip
    keep_provenance(cohort)


def may_decide_cohort(user: User, pk: int) -> bool:
    cohort = Cohort.objects.filter(pk=pk).select_related("programme").first()
    return cohort is not None and access.may(user, access.KEEP, cohort)
