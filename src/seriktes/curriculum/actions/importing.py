"""One chunk of what a university keeps: programmes of study here; courses, their runs and seats of councils beside it.

What stands in the catalogue is recognised by its code, compared as every import is, and written by the actions of the pages.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.curriculum.actions.courses import add_programme, change_programme
from seriktes.curriculum.definitions.refusals import Refusal
from seriktes.curriculum.models import StudyProgramme
from seriktes.curriculum.queries import access
from seriktes.exchange.actions.row_by_row import Left, RowByRow
from seriktes.exchange.actions.taking import take_value
from seriktes.exchange.definitions import Applied, Context, Fault, Row
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
    employers: list["Employing"] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(self.fields["code"])

    @property
    def named(self) -> list[tuple[tuple[str, str], str]]:
        """The organisations that the row names, each with its unit."""
        own = [(self.organisation, self.unit)] if self.organisation else []
        return [*own, *((named, "") for one in self.employers for named in (one.organisation, one.alone) if named)]


@dataclass(frozen=True, slots=True)
class Employing:
    """An employer of a course as a row names it, and its part. A name may hold a semicolon, which also parts names: `alone` is
    the name without what stands `before` that semicolon."""

    text: str
    organisation: tuple[str, str]
    part: str
    before: str = ""
    alone: tuple[str, str] | None = None


class OfUniversity(RowByRow):
    """Rows of what a university keeps: its own need not be named in its file."""

    refusal = Refusal
    refused = "curriculum_refused"
    permission: ClassVar[str]

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        super().__init__(rows, context)
        self.places = Places(context.by, [one for row in rows if row.record is not None for one in row.record.named])
        grants = grants_for_user(context.by) if context.by is not None else None
        self.everywhere = grants is None or self.permission in grants.everywhere
        self.own = set(grants.organisations_with(self.permission)) if grants is not None else set()

    def place(self, named: tuple[str, str] | None, unit: str = "") -> Place:
        """The university of a row. Raises Left."""
        if named is None:
            if len(self.own) != 1:
                raise Left("value_missing", "organisation")
            body = next(iter(self.own))
            return Place(body, self._unit(body, unit))
        place, fault = self.places.find(named, unit)
        if place is None:
            raise Left(fault.code if fault else "unknown_organisation", fault.column if fault else "organisation",
                       **(fault.values if fault else {}))  # fmt: skip
        if not self.everywhere and place.organisation_id not in self.own:
            raise Left("not_allowed", "organisation")
        return place

    @staticmethod
    def _unit(body: int, name: str) -> int | None:
        if not name:
            return None
        rows = Unit.objects.filter(organisation=body)
        for column in ("name_kk", "name_ru", "name_en"):
            if (pk := rows.filter(**{column: name}).values_list("pk", flat=True).first()) is not None:
                return int(pk)
        raise Left("unknown_unit", "unit", value=name)

    def person(self, row: Row, name: str, organisation: int, column: str) -> Person | None:
        """One of the organisation by the exact name; an unknown one leaves the cell out, and not the row."""
        found = self.people(name, organisation)
        if len(found) == 1:
            return found.pop()
        self.note(row, Fault("person_unknown", column, {"value": name}))
        return None

    def people(self, name: str, organisation: int) -> set[Person]:
        """Those of the organisation whom the author sees, by the exact name in any language."""
        rows = (
            Person.objects.filter(merged_into__isnull=True)
            if self.context.by is None
            else people_visible_to(self.context.by)
        )
        rows = rows.filter(affiliations__organisation=organisation, affiliations__archived_at__isnull=True)
        found: set[Person] = set()
        for language in ("name_kk", "name_ru", "name_en"):
            found |= set(rows.filter(**{language: name})[:3])
        return found

    def settled(self, row: Row, record: Any, compared: Compared, more: Mapping[str, list[Any]]) -> Applied:
        """Of a record that stood already, before the changes are written."""
        if compared.changes or compared.noted:
            keep_provenance(record)
        ask(record, compared, self.context)
        changes = {**told(record, compared.changes), **more}
        outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        return Applied(row, outcome, record.pk, str(record)[:300], len(compared.questions), changes)


class CatalogueChunk(OfUniversity):
    model: ClassVar[type[Any]]
    permission = access.COURSES
    column_of = COLUMN_OF

    def write(self, row: Row, record: CatalogueRecord) -> Applied:
        place = self.place(record.organisation, record.unit)
        standing = self.model.objects.select_for_update().filter(
            organisation=place.organisation_id, code=record.fields["code"], closed_on__isnull=True
        )
        found = standing.first()
        values = self._values(row, record, place)
        if found is None:
            return self._new(row, record, place, values)
        compared = compare(found, values, self.context)
        more = self._more(row, found, record)
        provenance = found.provenance
        applied = self.settled(row, found, compared, {name: pair for name, (pair, _value) in more.items()})
        if compared.changes or more:
            self._change(found, dict(compared.changes), more)
            type(found).objects.filter(pk=found.pk).update(provenance=provenance)
        return applied

    def _new(self, row: Row, record: CatalogueRecord, place: Place, values: dict[str, Any]) -> Applied:
        organisation = Organisation.objects.get(pk=place.organisation_id)
        made = self._add(organisation, values, self._more(row, None, record, place))
        made.provenance = entries_of(values, self.context)
        keep_provenance(made)
        return Applied(row, Outcome.CREATED, made.pk, str(made)[:300])

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


class _Programmes(CatalogueChunk):
    model = StudyProgramme

    def _add(self, organisation: Organisation, values: dict[str, Any], more: Mapping[str, Any]) -> StudyProgramme:  # noqa: ARG002  a course has more
        return add_programme(
            organisation=organisation, values=values, by=self.context.by, at=self.at, by_label=self.label
        )

    def _change(self, record: StudyProgramme, changes: dict[str, Any], more: Mapping[str, Any]) -> None:  # noqa: ARG002
        change_programme(programme=record, values=changes, by=self.context.by, at=self.at, by_label=self.label)


def import_programmes(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Programmes(rows, context).apply()


# --- Questions --------------------------------------------------------------------------------------------------------
def decider(
    model: type[Any], permission: str, change: Callable[[Any, dict[str, Any], User], object],
    kept_by: Callable[[Any], Any] = lambda record: record,
) -> tuple[Callable[..., None], Callable[[User, int], bool]]:  # fmt: skip
    """`decide` and `may_decide` of a kind of import; `change` is the action of the page, `kept_by` the record by which is
    told who may."""

    def decide(*, question: ImportQuestion, by: User) -> None:
        record = model.objects.get(pk=question.target_id)
        take_value(question=question, record=record, change=lambda values: change(record, values, by))

    def may_decide(user: User, pk: int) -> bool:
        record = model.objects.filter(pk=pk).first()
        return record is not None and access.may(user, permission, kept_by(record))

    return decide, may_decide


def take_programme(record: StudyProgramme, values: dict[str, Any], by: User) -> object:
    return change_programme(programme=record, values=values, by=by, at=timezone.now())
