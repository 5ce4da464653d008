"""One chunk of programmes of study or courses: recognised by their code, compared as every import is, written by the actions of
the pages."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.refusals import words_of
from seriktes.curriculum.actions.courses import add_course, add_programme, change_course, change_programme
from seriktes.curriculum.definitions.codes import course_code, programme_code
from seriktes.curriculum.definitions.refusals import Refusal
from seriktes.curriculum.models import Course, StudyProgramme
from seriktes.curriculum.queries import access
from seriktes.exchange.definitions import Applied, CannotTake, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.models import Organisation, Person, Unit
from seriktes.organisations.queries.access import grants_for_user, people_visible_to
from seriktes.organisations.queries.importing_people import Place, Places
from seriktes.partnerships.actions.importing.compare import Compared, ask, compare, entries_of, keep_provenance, told

# Which column a refusal is about.
COLUMN_OF = {
    "no_code": "code", "not_a_code": "code", "code_taken": "code", "nameless": "name_ru", "missing": "level",
    "level_and_code_differ": "level", "negative": "credits", "foreign_unit": "unit", "foreign_programme": "programmes",
    "merged_organisation": "organisation",
}  # fmt: skip


@dataclass(slots=True)
class CatalogueRecord:
    """What a row says. `organisation` is how it names the university; nothing where the file does not say."""

    fields: dict[str, Any]
    organisation: tuple[str, str] | None
    headings: Mapping[str, str]
    unit: str = ""
    responsible: str = ""
    # Codes of programmes of study; None where the file has no such column or cell.
    programmes: list[str] | None = None
    faults: list[Fault] = field(default_factory=list)


class _Left(Exception):
    """The row is left out."""

    def __init__(self, code: str, column: str = "", **values: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, column, values)


class _Chunk(ABC):
    model: ClassVar[type[Any]]
    code_of: ClassVar[Callable[[str], str]]

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        records = [row.record for row in rows if row.record is not None]
        self.places = Places(
            context.by, [(record.organisation, record.unit) for record in records if record.organisation]
        )
        grants = grants_for_user(context.by) if context.by is not None else None
        self.everywhere = grants is None or access.COURSES in grants.everywhere
        self.own = set(grants.organisations_with(access.COURSES)) if grants is not None else set()
        self.label = f"import № {context.run_id}"

    def apply(self) -> list[Applied]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        record: CatalogueRecord = row.record
        count = len(row.faults)
        try:
            with transaction.atomic():
                return self._written(row, record)
        except _Left as left:
            fault = left.fault
        except Refusal as refusal:
            fault = Fault("curriculum_refused", COLUMN_OF.get(refusal.reason, ""),
                          {"reason": refusal.reason, "details": [str(one) for one in refusal.details]})  # fmt: skip
        del row.faults[count:]
        row.faults.append(Fault(fault.code, record.headings.get(fault.column, fault.column), fault.values))
        return Applied(row, Outcome.REJECTED, label=record.fields["code"])

    def _written(self, row: Row, record: CatalogueRecord) -> Applied:
        place = self._place(record)
        standing = self.model.objects.select_for_update().filter(
            organisation=place.organisation_id, code=record.fields["code"], closed_on__isnull=True
        )
        found = standing.first()
        values = self._values(row, record, place)
        if found is None:
            return self._new(row, record, place, values)
        compared = compare(found, values, self.context)
        more = self._more(row, found, record)
        before, provenance = found, found.provenance
        applied = self._settled(row, before, compared, more)
        if compared.changes or more:
            self._change(found, dict(compared.changes), more)
            type(found).objects.filter(pk=found.pk).update(provenance=provenance)
        return applied

    def _settled(self, row: Row, record: Any, compared: Compared, more: Mapping[str, Any]) -> Applied:
        if compared.changes or compared.noted:
            keep_provenance(record)
        ask(record, compared, self.context)
        changes = {**told(record, compared.changes), **{name: pair for name, (pair, _value) in more.items()}}
        outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        return Applied(row, outcome, record.pk, str(record)[:300], len(compared.questions), changes)

    def _new(self, row: Row, record: CatalogueRecord, place: Place, values: dict[str, Any]) -> Applied:
        organisation = Organisation.objects.get(pk=place.organisation_id)
        made = self._add(organisation, values, self._more(row, None, record, place))
        made.provenance = entries_of(values, self.context)
        keep_provenance(made)
        return Applied(row, Outcome.CREATED, made.pk, str(made)[:300])

    def _place(self, record: CatalogueRecord) -> Place:
        if record.organisation is None:
            # A file of one's own university need not name it.
            if len(self.own) != 1:
                raise _Left("value_missing", "organisation")
            body = next(iter(self.own))
            unit = self._unit(body, record.unit)
            return Place(body, unit)
        place, fault = self.places.find(record.organisation, record.unit)
        if place is None:
            raise _Left(fault.code if fault else "unknown_organisation", fault.column if fault else "organisation",
                        **(fault.values if fault else {}))  # fmt: skip
        if not self.everywhere and place.organisation_id not in self.own:
            raise _Left("not_allowed", "organisation")
        return place

    def _unit(self, body: int, name: str) -> int | None:
        if not name:
            return None
        rows = Unit.objects.filter(organisation=body)
        for column in ("name_kk", "name_ru", "name_en"):
            if (pk := rows.filter(**{column: name}).values_list("pk", flat=True).first()) is not None:
                return int(pk)
        raise _Left("unknown_unit", "unit", value=name)

    def _values(self, _row: Row, record: CatalogueRecord, place: Place) -> dict[str, Any]:
        values = dict(record.fields)
        if place.unit_id is not None:
            values["unit"] = Unit.objects.get(pk=place.unit_id)
        return values

    def _more(
        self, _row: Row, _found: Any, _record: CatalogueRecord, _place: Place | None = None
    ) -> dict[str, tuple[list[Any], Any]]:
        """What is no column of the record: by name, the old and the new as the page of the import shows them, and the value."""
        return {}

    @abstractmethod
    def _add(self, organisation: Organisation, values: dict[str, Any], more: Mapping[str, Any]) -> Any: ...

    @abstractmethod
    def _change(self, record: Any, changes: dict[str, Any], more: Mapping[str, Any]) -> None: ...


class _Programmes(_Chunk):
    model = StudyProgramme

    def _add(self, organisation: Organisation, values: dict[str, Any], more: Mapping[str, Any]) -> StudyProgramme:  # noqa: ARG002  a course has more
        return add_programme(
            organisation=organisation, values=values, by=self.context.by, at=self.at, by_label=self.label
        )

    def _change(self, record: StudyProgramme, changes: dict[str, Any], more: Mapping[str, Any]) -> None:  # noqa: ARG002
        change_programme(programme=record, values=changes, by=self.context.by, at=self.at, by_label=self.label)


class _Courses(_Chunk):
    model = Course

    def _values(self, row: Row, record: CatalogueRecord, place: Place) -> dict[str, Any]:
        values = super()._values(row, record, place)
        if record.responsible and (person := self._person(row, record, place)) is not None:
            values["responsible"] = person
        return values

    def _person(self, row: Row, record: CatalogueRecord, place: Place) -> Person | None:
        """One of the university by the exact name; an unknown one leaves the cell out, and not the row."""
        rows = (
            Person.objects.filter(merged_into__isnull=True)
            if self.context.by is None
            else people_visible_to(self.context.by)
        )
        rows = rows.filter(affiliations__organisation=place.organisation_id, affiliations__archived_at__isnull=True)
        found: set[Person] = set()
        for column in ("name_kk", "name_ru", "name_en"):
            found |= set(rows.filter(**{column: record.responsible})[:3])
        if len(found) == 1:
            return found.pop()
        row.faults.append(
            Fault("person_unknown", record.headings.get("responsible", "responsible"), {"value": record.responsible})
        )
        return None

    def _more(
        self, row: Row, found: Course | None, record: CatalogueRecord, place: Place | None = None
    ) -> dict[str, tuple[list[Any], Any]]:
        if record.programmes is None:
            return {}
        body = found.organisation_id if found is not None else place.organisation_id if place else 0
        known = StudyProgramme.objects.filter(organisation=body, closed_on__isnull=True).in_bulk(
            list(StudyProgramme.objects.filter(organisation=body, closed_on__isnull=True, code__in=record.programmes)
                 .values_list("pk", flat=True))
        )  # fmt: skip
        by_code = {one.code: one for one in known.values()}
        for code in record.programmes:
            if code not in by_code:
                row.faults.append(
                    Fault("programme_unknown", record.headings.get("programmes", "programmes"), {"value": code})
                )
        wanted = [by_code[code] for code in record.programmes if code in by_code]
        before = sorted(found.programmes.values_list("code", flat=True)) if found is not None else []
        # A file adds; what a person named besides stays.
        after = sorted({*before, *(one.code for one in wanted)})
        if before == after:
            return {}
        standing = list(found.programmes.all()) if found is not None else []
        return {"programmes": ([before, after], list({one.pk: one for one in [*standing, *wanted]}.values()))}

    def _add(self, organisation: Organisation, values: dict[str, Any], more: Mapping[str, Any]) -> Course:
        programmes = more["programmes"][1] if "programmes" in more else ()
        return add_course(
            organisation=organisation, values=values, programmes=programmes, by=self.context.by, at=self.at,
            by_label=self.label,
        )  # fmt: skip

    def _change(self, record: Course, changes: dict[str, Any], more: Mapping[str, Any]) -> None:
        programmes = more["programmes"][1] if "programmes" in more else None
        change_course(
            course=record, values=changes, programmes=programmes, by=self.context.by, at=self.at, by_label=self.label
        )


def import_programmes(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Programmes(rows, context).apply()


def import_courses(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Courses(rows, context).apply()


def code_read(kind: str, text: str) -> str:
    return programme_code(text) if kind == "study_programmes" else course_code(text)


# --- Questions --------------------------------------------------------------------------------------------------------
def decider(model: type[Any]) -> tuple[Callable[..., None], Callable[[User, int], bool]]:
    """`decide` and `may_decide` of a kind of import."""

    def decide(*, question: ImportQuestion, by: User) -> None:
        record = model.objects.get(pk=question.target_id)
        column: Any = model._meta.get_field(question.field)
        value = (
            column.related_model._default_manager.get(pk=question.proposed)
            if column.is_relation
            else column.to_python(question.proposed)
        )
        try:
            if isinstance(record, Course):
                change_course(course=record, values={question.field: value}, by=by, at=timezone.now())
            else:
                change_programme(programme=record, values={question.field: value}, by=by, at=timezone.now())
        except Refusal as refusal:
            raise CannotTake(words_of(refusal)) from refusal
        record.refresh_from_db()
        entry = record.provenance.get(question.field) or {}
        seen = {**(entry.get("seen") or {}), question.source: question.proposed}
        record.provenance[question.field] = {
            "source": question.source, "on": timezone.localdate().isoformat(), "run": question.run_id, "seen": seen,
        }  # fmt: skip
        keep_provenance(record)

    def may_decide(user: User, pk: int) -> bool:
        record = model.objects.filter(pk=pk).first()
        return record is not None and access.may(user, access.COURSES, record)

    return decide, may_decide
