"""One chunk of stipends, as an office kept them so far: planned, signed where a paper is named, or compared with the one that
stands here and changed, by the actions of the pages. What was signed is not changed by a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
from seriktes.organisations.enums import OrganisationKind
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.importing_people import Places
from seriktes.partnerships.actions.importing.compare import (
    FILE,
    Compared,
    ask,
    compare,
    entries_of,
    keep_provenance,
    plain,
    told,
)
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.importing.payments import OTHERS_SHOWN, kept_by
from seriktes.placements.actions.importing.positions import told_refusal
from seriktes.placements.actions.stipends import TEXTS, Due, add_stipend, change_stipend, record_signed
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.stipend_stages import GRANTOR, OVER, STIPEND_FIELDS
from seriktes.placements.enums import StipendState
from seriktes.placements.models import Stipend
from seriktes.placements.queries import access
from seriktes.placements.queries.importing import Named, people_meant
from seriktes.placements.queries.stipends import may_plan

# Which column a refusal is about.
COLUMN_OF = {
    "foreign_stipend": "grantor", "merged_organisation": "grantor", "no_currency": "currency", "bad_sum": "payments",
    "bad_terms": "service_months", "too_many_payments": "payments", "in_future": "signed_on", "no_reason": "paper",
    "missing": "payments",
}  # fmt: skip
PAYMENTS, EMPLOYER = "payments", "employer"
NEEDED = ("currency", "service_months")
TOLD_AT_MOST = 200


@dataclass(slots=True)
class StipendRecord:
    """What a row says; what it does not say is not there."""

    grantor: Named | None
    university: Named | None
    student: str
    fields: dict[str, Any]
    headings: Mapping[str, str]
    # In the register.
    pk: int | None = None
    employer: Named | None = None
    payments: list[Due] | None = None
    signed_on: date | None = None
    paper: str = ""

    @property
    def number(self) -> str:
        return str(self.fields.get("number", ""))


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        records: list[StipendRecord] = [row.record for row in rows if row.record is not None]
        named = [name for one in records for name in (one.grantor, one.university, one.employer) if name is not None]
        self.places = Places(context.by, [(name, "") for name in named])
        self.kept = [] if context.by is None else access.own_organisations(context.by, access.STIPENDS)
        self.label = f"import № {context.run_id}"

    def apply(self) -> list[Applied]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        record: StipendRecord = row.record
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
        return Applied(row, Outcome.REJECTED, label=(record.number or record.student)[:300])

    def _written(self, row: Row, record: StipendRecord) -> Applied:
        if record.pk is not None:
            return self._changed(row, record, self._numbered(record, record.pk))
        grantor = self._body(record.grantor, "grantor")
        university = self._body(record.university, "university")
        if university.kind != OrganisationKind.UNIVERSITY:
            raise Missing("no_university", "university", value=university.name)
        student = self._student(record, university)
        found = self._standing(record, grantor, student)
        if found is None:
            return self._new(row, record, grantor, university, student)
        if found.university_id != university.pk:
            raise Missing("not_that_stipend", "university", value=str(found))
        return self._changed(row, record, found)

    # --- What a row names ---------------------------------------------------------------------------------------------
    def _body(self, named: Named | None, column: str) -> Organisation:
        """A file of one's own need not name the own organisation."""
        if named is not None:
            return self._organisation(named, column)
        own = Organisation.objects.filter(pk__in=self.kept)
        if column == "university":
            own = own.filter(kind=OrganisationKind.UNIVERSITY)
        found = list(own[:2])
        if len(found) != 1:
            raise Missing("value_missing", column)
        return found[0]

    def _organisation(self, named: Named, column: str) -> Organisation:
        place, fault = self.places.find(named, "")
        if place is None:
            code = fault.code if fault else "unknown_organisation"
            raise Missing(code, column, **(fault.values if fault else {"value": named[1]}))
        return Organisation.objects.get(pk=place.organisation_id)

    def _student(self, record: StipendRecord, university: Organisation) -> Person:
        if not record.student:
            raise Missing("value_missing", "student")
        found = people_meant(self.context.by, university.pk, record.student)
        if not found:
            raise Missing("stipend_student_unknown", "student", value=record.student)
        if len(found) > 1:
            others = [f"№ {one.pk}" for one in found[:OTHERS_SHOWN]]
            raise Missing("student_ambiguous", "student", value=record.student, others=others)
        return found[0]

    def _numbered(self, record: StipendRecord, pk: int) -> Stipend:
        found = kept_by(self.context.by).select_related(*_WITH).filter(pk=pk).first()
        if found is None:
            raise Missing("stipend_unknown", "id", value=f"№ {pk}")
        elsewhere = any(
            named is not None and self._organisation(named, column).pk != getattr(found, f"{column}_id")
            for column, named in (("grantor", record.grantor), ("university", record.university))
        )
        if elsewhere or (record.student and self._student(record, found.university).pk != found.student_id):
            raise Missing("not_that_stipend", "id", value=f"№ {pk}")
        return found

    def _standing(self, record: StipendRecord, grantor: Organisation, student: Person) -> Stipend | None:
        """By the number of the contract, else the only one that is not over. A number that is new is that of a planned one
        which has none yet."""
        rows = list(
            kept_by(self.context.by).filter(grantor=grantor, student=student).select_related(*_WITH).order_by("pk")
        )
        number = record.number.casefold()
        found = [one for one in rows if number and one.number.casefold() == number]
        if not found and number:
            found = [one for one in rows if not one.number and one.state == StipendState.PLANNED]
        elif not number:
            found = [one for one in rows if one.state not in OVER]
        if len(found) > 1:
            raise Missing("stipends_alike", "number", others=[f"№ {one.pk}" for one in found[:OTHERS_SHOWN]])
        return found[0] if found else None

    # --- What becomes of it -------------------------------------------------------------------------------------------
    def _new(
        self, row: Row, record: StipendRecord, grantor: Organisation, university: Organisation, student: Person
    ) -> Applied:
        if self.context.by is not None and not may_plan(self.context.by, grantor.pk, university.pk):
            raise Refusal("foreign_stipend")
        for name in NEEDED:
            if name not in record.fields:
                raise Missing("value_missing", name)
        if not any(record.fields.get(f"terms_{code}") for code in Languages.values):
            raise Missing("value_missing", "terms_ru")
        if not record.payments:
            raise Missing("value_missing", PAYMENTS if PAYMENTS in record.headings else "amount")
        values = self._values(record)
        # What the office enters for a grantor of which it is not, it keeps in the grantor's stead.
        by_university = grantor.pk not in self.kept and university.pk in self.kept
        made = add_stipend(
            values={**values, "grantor": grantor, "university": university, "student": student, "by_university": by_university},
            payments=record.payments, by=self.context.by, at=self.at, by_label=self.label,
        )  # fmt: skip
        made.provenance = entries_of({**values, PAYMENTS: _plain(record.payments)}, self.context)
        keep_provenance(made)
        self._sign(row, record, made)
        return Applied(row, Outcome.CREATED, made.pk, _label(made))

    def _changed(self, row: Row, record: StipendRecord, found: Stipend) -> Applied:
        values = self._values(record)
        editable = STIPEND_FIELDS.editable(found.state, GRANTOR)
        frozen = frozenset(name for name in values if ("terms" if name in TEXTS else name) not in editable)
        compared = compare(found, values, self.context, frozen=frozen)
        for name, _current, _new in compared.refused:
            self._left(row, record, "frozen_value", name, (getattr(found, name), values[name]))
        if any(name == EMPLOYER for name, _current, _new in compared.questions):
            self._left(row, record, "employer_stands", EMPLOYER, (found.employer, values[EMPLOYER]))
            compared.questions = [one for one in compared.questions if one[0] != EMPLOYER]
        before = [Due(one.due_on, one.amount, one.label) for one in found.payments.all()]
        payments = self._payments(row, record, found, before, compared, is_frozen=PAYMENTS not in editable)
        if compared.changes or compared.noted:
            keep_provenance(found)
        ask(found, compared, self.context)
        changes: dict[str, Any] = told(found, compared.changes)
        if EMPLOYER in changes:
            changes[EMPLOYER] = [_shown(found.employer), _shown(values[EMPLOYER])]
        if payments is not None:
            changes[PAYMENTS] = [_in_words(before), _in_words(payments)]
        provenance = found.provenance
        if changes:
            change_stipend(
                stipend=found, values=compared.changes, payments=payments, by=self.context.by, at=self.at,
                expected_version=None, by_label=self.label,
            )  # fmt: skip
            Stipend.objects.filter(pk=found.pk).update(provenance=provenance)
        changes |= self._sign(row, record, found)
        outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        return Applied(row, outcome, found.pk, _label(found), len(compared.questions), changes)

    def _values(self, record: StipendRecord) -> dict[str, Any]:
        if record.employer is None:
            return record.fields
        return {**record.fields, EMPLOYER: self._organisation(record.employer, EMPLOYER)}

    def _payments(
        self, row: Row, record: StipendRecord, found: Stipend, before: list[Due], compared: Compared, *, is_frozen: bool
    ) -> list[Due] | None:
        """The schedule to be written; None where it stays. One that a person changed is left, and a fault says so."""
        if record.payments is None:
            return None
        new, current = _plain(record.payments), _plain(before)
        seen = ((found.provenance.get(PAYMENTS) or {}).get("seen") or {}).get(FILE)
        if seen == new:
            return None
        if current != new and (is_frozen or (current and current != seen)):
            code = "frozen_value" if is_frozen else "schedule_stands"
            self._left(row, record, code, PAYMENTS, (_in_words(before), _in_words(record.payments)))
            return None
        entry = found.provenance.get(PAYMENTS) or {}
        found.provenance[PAYMENTS] = {**entry, **entries_of({PAYMENTS: new}, self.context)[PAYMENTS]}
        compared.noted = True
        if current == new:
            return None
        labels = {due.on: due.label for due in before}
        return [Due(due.on, due.amount, labels.get(due.on, "")) for due in record.payments]

    def _sign(self, row: Row, record: StipendRecord, stipend: Stipend) -> dict[str, Any]:
        """A contract that both signed on paper, where the row says which and where it lies."""
        if record.signed_on is None or record.signed_on == stipend.signed_on:
            return {}
        if stipend.state != StipendState.PLANNED:
            self._left(row, record, "frozen_value", "signed_on", (stipend.signed_on, record.signed_on))
            return {}
        record_signed(
            stipend=stipend,
            on=record.signed_on,
            reason=record.paper,
            by=self.context.by,
            at=self.at,
            by_label=self.label,
        )
        return {"signed_on": [None, record.signed_on.isoformat()]}

    @staticmethod
    def _left(row: Row, record: StipendRecord, code: str, column: str, pair: tuple[Any, Any]) -> None:
        """What stands here, and what the file says. A currency and a schedule may stand in the column of the sum."""
        heading = next((record.headings[one] for one in (column, "amount") if one in record.headings), column)
        row.faults.append(Fault(code, heading, {"current": _shown(pair[0]), "value": _shown(pair[1])}))


_WITH = ("student", "grantor", "university", "employer")


def _plain(payments: Sequence[Due]) -> list[list[Any]]:
    return [[due.on.isoformat(), plain(due.amount)] for due in payments]


def _in_words(payments: Sequence[Due]) -> str:
    return "; ".join(f"{on}: {amount}" for on, amount in _plain(payments))[:TOLD_AT_MOST]


def _shown(value: Any) -> str:
    return str(plain(value) if not isinstance(value, Organisation) else value.name)[:TOLD_AT_MOST] if value else "–"


def _label(stipend: Stipend) -> str:
    return f"{stipend.student.name} · {stipend.grantor.name}"[:300]


def import_stipends(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


# --- Questions --------------------------------------------------------------------------------------------------------
def decide_stipend(*, question: ImportQuestion, by: User) -> None:
    """Put the value of the file in force. Raises CannotTake."""
    stipend = Stipend.objects.get(pk=question.target_id)
    take_value(
        question=question, record=stipend,
        change=lambda values: change_stipend(
            stipend=stipend, values=values, by=by, at=timezone.now(), expected_version=None
        ),
    )  # fmt: skip


def may_decide_stipend(user: User, pk: int) -> bool:
    return kept_by(user).filter(pk=pk).exists()
