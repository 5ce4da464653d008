"""One chunk of people with their affiliations: recognise, compare, write."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from seriktes.accounts.actions import Recorded, record_events
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome, Source
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions.importing.compare import Differences, Origin, compare_field, entry_of
from seriktes.organisations.actions.naming import refresh_people
from seriktes.organisations.actions.posts import leave_posts
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.queries import importing_people as known
from seriktes.organisations.signals import affiliations_changed

TARGET = "organisations.person"
NAMES = ("name_kk", "name_ru", "name_en")
FIELDS = (*NAMES, "orcid", "email", "phone")
AFFILIATION_FIELDS = ("title", "starts_on", "ends_on")


@dataclass(slots=True)
class PersonRecord:
    """What a row of a file says about one person and where the person works or studies."""

    fields: dict[str, str]
    # How the organisation is named: ("id", number), ("bin", value), ("ror", value) or ("name", text).
    organisation: tuple[str, str]
    number: int | None = None
    unit: str = ""
    # "" when the file does not say.
    kind: str = ""
    title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def names(self) -> list[str]:
        return [self.fields[name] for name in NAMES if self.fields.get(name)]

    @property
    def person_keys(self) -> list[str]:
        """What tells the person: number, ORCID, e-mail; without any of them, the name within the organisation."""
        certain = [f"id:{self.number}"] if self.number is not None else []
        certain += [f"{name}:{self.fields[name].casefold()}" for name in ("orcid", "email") if self.fields.get(name)]
        where = ":".join(self.organisation)
        return certain or [f"name:{name}@{where}" for name in self.names]

    @property
    def row_key(self) -> str:
        place = (*self.organisation, self.unit, self.kind, str(self.starts_on or ""))
        return "|".join((self.person_keys[0], *place))


@dataclass(slots=True)
class _Pending:
    row: Row
    record: PersonRecord
    person: Person
    is_new: bool
    organisation_id: int
    unit_id: int | None
    found: Differences = field(default_factory=Differences)
    added: list[Affiliation] = field(default_factory=list)
    saved: list[Affiliation] = field(default_factory=list)


def import_people(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        records = [row.record for row in rows if row.record is not None]
        self.places = known.Places(context.by, [(record.organisation, record.unit) for record in records])
        self.people = known.People(records, self.places.organisation_ids())
        self.rights = known.Rights(context.by, self.people.found)
        # People of this chunk by their keys, new ones among them.
        self.met: dict[str, Person] = {}
        self.origin = Origin(Source.FILE, "", context.on, context.run_id, self.at)
        self.decided = known.decided_questions(TARGET, self.people.found)

    def apply(self) -> list[Applied]:
        done: dict[int, Applied] = {}
        pending = []
        for row in self.rows:
            one = self._read(row) if row.record is not None else None
            if one is None:
                done[row.number] = Applied(row, Outcome.REJECTED, label=_title(row))
            else:
                pending.append(one)
        self._write(pending)
        done |= {one.row.number: self._applied(one) for one in pending}
        return [done[row.number] for row in self.rows]

    # --- Recognise and compare --------------------------------------------------------------------------------------
    def _read(self, row: Row) -> _Pending | None:
        record: PersonRecord = row.record
        place, fault = self.places.find(record.organisation, record.unit)
        if fault or place is None:
            row.faults.append(fault or Fault("unknown_organisation", "organisation", {"value": record.organisation[1]}))
            return None
        if not self.rights.may_add_to(place.organisation_id):
            row.faults.append(Fault("not_allowed", "organisation"))
            return None
        person, fault = self._recognise(record, place.organisation_id)
        if fault:
            row.faults.append(fault)
            return None
        if person is None and not record.names:
            row.faults.append(Fault("no_name"))
            return None
        is_new = person is None
        one = _Pending(row, record, person or self._new(record), is_new, place.organisation_id, place.unit_id)
        if not is_new and not self._may_write(one):
            row.faults.append(Fault("not_allowed"))
            return None
        for key in record.person_keys:
            self.met.setdefault(key, one.person)
        self._compare_person(one)
        self._compare_affiliation(one)
        return one

    def _recognise(self, record: PersonRecord, organisation_id: int) -> tuple[Person | None, Fault | None]:
        holders, fault = self._holders(record)
        if fault:
            return None, fault
        if record.number is not None:
            person = self.people.by_number(record.number)
            if person is None or not self.rights.may_see(person):
                return None, Fault("unknown_number", "id", {"value": record.number})
            others = [one for one in holders if one is not person and one.orcid == record.fields.get("orcid")]
            return self._the_one([person, *others])
        met = [self.met[key] for key in record.person_keys if key in self.met]
        matched = list({id(person): person for person in (*met, *holders)}.values())
        if not matched and not (record.fields.get("orcid") or record.fields.get("email")):
            matched = [
                person for person in self.people.by_name(record.names, organisation_id) if self.rights.may_see(person)
            ]
            if len(matched) > 1:
                return None, Fault("name_ambiguous", "", {"others": [f"№ {person.pk}" for person in matched]})
        return self._the_one(matched)

    def _holders(self, record: PersonRecord) -> tuple[list[Person], Fault | None]:
        """Who has the ORCID or the e-mail address, for those who may know it. Of others nothing is told but that the
        value cannot be used: neither who it is, nor in which record."""
        holders = []
        for name, may_know in (("orcid", self.rights.may_see), ("email", self.rights.may_know)):
            for person in self.people.with_value(name, record.fields.get(name, "")):
                if may_know(person):
                    holders.append(person)
                elif name == "orcid" or record.number is None:
                    return [], Fault("value_not_usable", name)
        return holders, None

    @staticmethod
    def _the_one(matched: Sequence[Person]) -> tuple[Person | None, Fault | None]:
        if len(matched) > 1:
            told = [f"№ {one.pk}" if one.pk else one.name for one in matched]
            return None, Fault("identifiers_disagree", "", {"others": told})
        return next(iter(matched), None), None

    def _new(self, record: PersonRecord) -> Person:
        person = Person(**record.fields)
        person.provenance = {name: entry_of(self.origin, value) for name, value in record.fields.items()}
        return person

    def _may_write(self, one: _Pending) -> bool:
        """False when the row would change a person whom the user may not change, or give another affiliation.

        Contact data that the user may not know are refused unread: that a guess is right would be told as well.
        """
        if one.person.pk is None or self.rights.may_change(one.person):
            return True
        given = {name: value for name, value in one.record.fields.items() if name not in ("email", "phone")}
        if given != one.record.fields and not self.rights.may_know(one.person):
            return False
        trial = Differences()
        person = copy(one.person)
        person.provenance = {**person.provenance}
        for name, value in one.record.fields.items():
            compare_field(person, name, value, origin=self.origin, found=trial)
        standing = self._standing_affiliation(one)
        if standing is None or trial.changes or trial.questions:
            return False
        return all(getattr(one.record, name) in ("", None, getattr(standing, name)) for name in AFFILIATION_FIELDS)

    def _compare_person(self, one: _Pending) -> None:
        for name, value in one.record.fields.items() if not one.is_new else ():
            compare_field(one.person, name, value, origin=self.origin, found=one.found)

    def _standing_affiliation(self, one: _Pending) -> Affiliation | None:
        record = one.record
        same = [
            row
            for row in self.people.affiliations_of(one.person)
            if row.organisation_id == one.organisation_id
            and row.unit_id == one.unit_id
            and (not record.kind or row.kind == record.kind)
        ]
        exact = [row for row in same if row.starts_on == record.starts_on]
        loose = [row for row in same if record.starts_on is None or row.starts_on is None]
        return next(iter(exact or loose), None)

    def _compare_affiliation(self, one: _Pending) -> None:
        record, affiliation = one.record, self._standing_affiliation(one)
        if affiliation is None:
            affiliation = Affiliation(
                person=one.person, organisation_id=one.organisation_id, unit_id=one.unit_id,
                kind=record.kind or AffiliationKind.EMPLOYEE, title=record.title, starts_on=record.starts_on,
                ends_on=record.ends_on, source=Source.FILE, source_on=self.context.on, run_id=self.context.run_id,
            )  # fmt: skip
            one.added.append(affiliation)
            self.people.affiliations_of(one.person).append(affiliation)
            one.found.changes["affiliation"] = [None, f"{one.organisation_id} {affiliation.kind}"]
            return
        if affiliation.archived_at is None:
            self._fill(one, affiliation)

    def _fill(self, one: _Pending, affiliation: Affiliation) -> None:
        for name in AFFILIATION_FIELDS:
            new, current = getattr(one.record, name), getattr(affiliation, name)
            if not new or new == current:
                continue
            if current and affiliation.source == Source.HAND:
                question = (f"affiliation.{affiliation.pk}.{name}", _ready(current), _ready(new))
                if (one.person.pk, question[0], question[2]) not in self.decided:
                    one.found.questions.append(question)
                continue
            setattr(affiliation, name, new)
            one.found.changes[f"affiliation.{name}"] = [_ready(current), _ready(new)]
            if affiliation.pk and affiliation not in one.saved:
                one.saved.append(affiliation)

    # --- Write ------------------------------------------------------------------------------------------------------
    def _write(self, pending: list[_Pending]) -> None:
        new = list({id(one.person): one.person for one in pending if one.is_new}.values())
        Person.objects.bulk_create(new)
        touched = {
            one.person.pk: one.person
            for one in pending
            if not one.is_new and (one.found.changes or one.found.seen_only)
        }
        for one in pending:
            if one.person.pk in touched and one.found.changes and not one.is_new:
                touched[one.person.pk].version += 1
                touched[one.person.pk].changed_at = self.at
        Person.objects.bulk_update(touched.values(), [*FIELDS, "provenance", "version", "changed_at"], batch_size=200)
        added = [affiliation for one in pending for affiliation in one.added]
        for affiliation in added:
            affiliation.person_id = affiliation.person.pk
        Affiliation.objects.bulk_create(added)
        saved = {row.pk: row for one in pending for row in one.saved}
        Affiliation.objects.bulk_update(saved.values(), ["title", "starts_on", "ends_on"], batch_size=200)
        leave_posts(affiliations=[row for row in saved.values() if row.ends_on is not None], by=self.context.by)
        placed = dict.fromkeys(row.person_id for row in (*added, *saved.values()))
        affiliations_changed.send(sender=Affiliation, people=list(placed))
        renamed = [one.person for one in pending if set(one.found.changes) & {*NAMES, "orcid"}]
        refresh_people([*new, *renamed])
        self._ask(pending)
        record_events(events=self._events(pending), by=self.context.by)

    def _ask(self, pending: list[_Pending]) -> None:
        asked = [
            ImportQuestion(
                run_id=self.context.run_id, target_type=TARGET, target_id=one.person.pk, field=name[:60], current=current,
                proposed=proposed, source=Source.FILE,
            )
            for one in pending
            for name, current, proposed in one.found.questions
        ]  # fmt: skip
        by_field = defaultdict(list)
        for question in asked:
            by_field[question.field].append(question.target_id)
        for name, pks in by_field.items():
            ImportQuestion.objects.filter(target_type=TARGET, field=name, target_id__in=pks, decision="").delete()
        ImportQuestion.objects.bulk_create(asked)

    def _events(self, pending: list[_Pending]) -> Iterator[Recorded]:
        for one in pending:
            if one.is_new:
                yield Recorded("organisations.person.imported", one.person, {"run": self.context.run_id})
            elif one.found.changes:
                values = {"run": self.context.run_id, **one.found.changes}
                yield Recorded("organisations.person.changed", one.person, values)

    def _applied(self, one: _Pending) -> Applied:
        # In a trial, the person that an earlier row would have made is not there: the row counts as it would for good.
        was_earlier = any(key in self.context.earlier for key in one.record.person_keys)
        if one.is_new and not was_earlier:
            outcome = Outcome.CREATED
        else:
            outcome = Outcome.UPDATED if one.found.changes or one.is_new else Outcome.UNCHANGED
        return Applied(one.row, outcome, one.person.pk, str(one.person), len(one.found.questions), one.found.changes)


def _title(row: Row) -> str:
    return next(iter(row.record.names), "") if row.record is not None else ""


def _ready(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
