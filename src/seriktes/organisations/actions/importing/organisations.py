"""One chunk of organisations: read what stands, compare, write. About twenty queries, however many rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from seriktes.accounts.actions import Recorded, record_events
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome, Source
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions.importing import relations
from seriktes.organisations.actions.importing.compare import (
    Differences,
    Origin,
    compare_field,
    compare_rows,
    entry_of,
    is_from,
)
from seriktes.organisations.actions.importing.record import OrganisationRecord
from seriktes.organisations.actions.naming import DERIVED, derive_names, organisation_entry, replace_entries
from seriktes.organisations.enums import NameKind, OrganisationStatus
from seriktes.organisations.models import Channel, Identifier, Organisation, OrganisationName, Relation, SearchEntry
from seriktes.organisations.queries import importing as known

TARGET = "organisations.organisation"
FIELDS = (
    "kind", "status", "region", "city", "latitude", "longitude", "sector", "established",
    "about_kk", "about_ru", "about_en",
)  # fmt: skip
# An organisation has one number of these.
SINGLE_SCHEMES = frozenset({"bin", "ror"})
SETS: dict[str, Any] = {
    "names": OrganisationName,
    "identifiers": Identifier,
    "channels": Channel,
    "relations": Relation,
}
# Faults found while comparing for which a row is left out whole.
REFUSALS = frozenset({"not_allowed", "not_allowed_to_add", "kind_missing", "no_name"})
KIND_OF_ROW = {"names": "kind", "identifiers": "scheme", "channels": "kind", "relations": "kind"}


@dataclass(slots=True)
class _Pending:
    """One row on its way: the organisation it is about and what it does to it."""

    row: Row
    record: OrganisationRecord
    organisation: Organisation
    origin: Origin
    is_new: bool
    found: Differences = field(default_factory=Differences)
    rows_changed: bool = False
    derived_changed: bool = False


@dataclass(slots=True)
class _Writes:
    """Everything a chunk writes, collected first and written set by set."""

    added: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    saved: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))


def import_organisations(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context = rows, context
        self.at = timezone.now()
        self.records = [row.record for row in rows if row.record is not None]
        self.owners = known.owners_of(
            {identifier for record in self.records for identifier in record.recognised_by}
            | {identifier.key for record in self.records for identifier in record.identifiers}
        )
        self.by_name = known.by_exact_name(
            {name.value for record in self.records if not record.recognised_by for name in record.names}
        )
        # Identifiers met so far in this file, with the row they stand in.
        self.in_file = dict(context.earlier)
        self.identifiers: dict[int, list[Any]] = {}
        self.made_by = known.file_records({pk for pks in self.by_name.values() for pk in pks})
        numbers = {record.number for record in self.records if record.number is not None}
        self.visible = known.visible_numbers(context.by, numbers) if numbers else set()
        self.writes = _Writes()

    # --- Recognise --------------------------------------------------------------------------------------------------
    def apply(self) -> list[Applied]:
        targets: dict[int, int | None] = {}
        rejected: dict[int, Applied] = {}
        for row in self.rows:
            fault = self._recognise(row, targets) if row.record is not None else None
            if fault:
                row.faults.append(fault)
            if fault or row.record is None:
                rejected[row.number] = Applied(row, Outcome.REJECTED, label=row.record.title if row.record else "")
        self._load({pk for pk in targets.values() if pk})
        pending = []
        for row in self.rows:
            if row.number in rejected:
                continue
            one = self._compare(row, targets[row.number])
            if one.row.faults and self._refused(one):
                rejected[row.number] = Applied(row, Outcome.REJECTED, one.organisation.pk, row.record.title)
            else:
                pending.append(one)
        self._write(pending)
        done = {one.row.number: self._applied(one) for one in pending} | rejected
        return [done[row.number] for row in self.rows]

    def _recognise(self, row: Row, targets: dict[int, int | None]) -> Fault | None:
        """Find the organisation a row is about; only identifiers are certain."""
        record: OrganisationRecord = row.record
        if record.number is not None:
            if record.number not in self.visible:
                return Fault("unknown_number", "id", {"value": record.number})
            targets[row.number] = record.number
            return None
        matched = {self.owners[identifier] for identifier in record.recognised_by if identifier in self.owners}
        if len(matched) > 1:
            return Fault("identifiers_disagree", "", {"others": known.titles(matched)})
        if matched:
            targets[row.number] = next(iter(matched))
            return None
        if record.recognised_by or record.source != Source.FILE:
            targets[row.number] = None
            return None
        return self._recognise_by_name(row, targets)

    def _recognise_by_name(self, row: Row, targets: dict[int, int | None]) -> Fault | None:
        """Without an identifier, a row is recognised only when the same kind of row made the record before."""
        candidates = {pk for name in row.record.names for pk in self.by_name.get((name.language, name.value), ())}
        own = [pk for pk in candidates if self.made_by.get(pk) == row.record.source_record]
        if len(own) == 1:
            targets[row.number] = own[0]
            return None
        if candidates:
            pk = min(candidates)
            return Fault("possible_duplicate", "name", {"other": known.titles({pk})[0], "number": pk})
        targets[row.number] = None
        return None

    # --- Read what stands -------------------------------------------------------------------------------------------
    def _load(self, pks: set[int]) -> None:
        self.organisations = {
            organisation.pk: organisation
            for organisation in Organisation.objects.select_for_update().filter(pk__in=pks)
        }
        self.standing: dict[str, dict[int, list[Any]]] = {}
        for name, model in SETS.items():
            by_organisation: dict[int, list[Any]] = defaultdict(list)
            for row in model.objects.filter(organisation__in=pks).order_by("pk") if pks else ():
                by_organisation[row.organisation_id].append(row)
            self.standing[name] = by_organisation
        self.closed = known.closed_to(self.context.by, pks)
        self.may_add = known.may_add(self.context.by)
        self.may_publish = known.may_publish(self.context.by)

    # --- Compare ----------------------------------------------------------------------------------------------------
    def _compare(self, row: Row, pk: int | None) -> _Pending:
        record: OrganisationRecord = row.record
        origin = Origin(record.source, record.source_record, record.on or self.context.on, self.context.run_id, self.at)
        self._drop_taken_identifiers(row, pk)
        if pk is None:
            return self._new(row, record, origin)
        organisation = self.organisations[pk]
        one = _Pending(row, record, organisation, origin, is_new=False)
        if record.source != Source.FILE and self._belongs_to_merged(organisation, origin):
            return one
        for name, value in record.fields.items():
            compare_field(organisation, name, value, origin=origin, found=one.found, said=record.said.get(name))
        if record.source_record and "record" not in organisation.provenance:
            organisation.provenance["record"] = entry_of(origin, record.source_record)
            one.found.seen_only = True
        if pk in self.closed:
            if one.found.changes or any(self._row_changes(one, name) for name in SETS):
                row.faults.append(Fault("not_allowed"))
            return one
        for name in SETS:
            self._compare_set(one, name)
        return one

    @staticmethod
    def _belongs_to_merged(organisation: Organisation, origin: Origin) -> bool:
        """Whether this is the source's record of another organisation that a person merged into this one."""
        own = (organisation.provenance.get("record") or {}).get("seen", {}).get(origin.source)
        return own is not None and own != origin.record

    def _new(self, row: Row, record: OrganisationRecord, origin: Origin) -> _Pending:
        organisation = Organisation(is_public=record.publish and self.may_publish)
        for name, value in record.fields.items():
            setattr(organisation, name, value)
            organisation.provenance[name] = entry_of(origin, value, said=record.said.get(name))
        if record.source_record:
            organisation.provenance["record"] = entry_of(origin, record.source_record)
        one = _Pending(row, record, organisation, origin, is_new=True)
        if not self.may_add:
            row.faults.append(Fault("not_allowed_to_add"))
        elif not record.names:
            row.faults.append(Fault("no_name"))
        elif not organisation.kind:
            row.faults.append(Fault("kind_missing"))
        return one

    def _drop_taken_identifiers(self, row: Row, pk: int | None) -> None:
        """An identifier that another organisation holds is a fault of that value, not of the row."""
        kept = []
        for identifier in row.record.identifiers:
            owner, code = self.owners.get(identifier.key), ":".join(identifier.key)
            if differing := self._differing(row, pk, identifier):
                values = {"value": identifier.value, "current": differing}
                row.faults.append(Fault("identifier_differs", identifier.scheme, values))
                continue
            first = self.in_file.setdefault(code, row.number)
            if owner is not None and owner == pk:
                kept.append(identifier)
            elif first != row.number:
                values = {"value": identifier.value, "row": first}
                row.faults.append(Fault("identifier_twice_in_file", identifier.scheme, values))
            elif owner is not None:
                values = {"value": identifier.value, "other": known.titles({owner})[0]}
                row.faults.append(Fault("identifier_taken", identifier.scheme, values))
            else:
                kept.append(identifier)
        self.identifiers[row.number] = kept

    def _differing(self, row: Row, pk: int | None, identifier: Any) -> str:
        """The number of a scheme of one number that a person or a registry gave, where a file says another."""
        if pk is None or row.record.source != Source.FILE or identifier.scheme not in SINGLE_SCHEMES:
            return ""
        standing = [
            other
            for other in self.standing["identifiers"].get(pk, ())
            if other.scheme == identifier.scheme and other.archived_at is None and other.source != Source.FILE
        ]
        is_known = any(other.value == identifier.value for other in standing)
        return "" if is_known or not standing else standing[0].value

    def _given(self, one: _Pending, name: str) -> list[Any]:
        """The rows of one set that the record gives and may have."""
        return self.identifiers[one.row.number] if name == "identifiers" else getattr(one.record, name)

    def _row_changes(self, one: _Pending, name: str) -> Any:
        kind_field, model = KIND_OF_ROW[name], SETS[name]
        kinds = one.record.complete.get(name, frozenset())
        key_fields = {
            OrganisationName: ("kind", "language", "value"), Identifier: ("scheme", "value"),
            Channel: ("kind", "value"), Relation: ("kind", "other_identifier"),
        }[model]  # fmt: skip
        return compare_rows(
            self._given(one, name),
            self.standing[name].get(one.organisation.pk, ()),
            one.origin,
            key=lambda row: tuple(getattr(row, column) for column in key_fields),
            is_spoken_of=lambda row: _speaks_of(kinds, row, getattr(row, kind_field)),
        )

    def _compare_set(self, one: _Pending, name: str) -> None:
        found = self._row_changes(one, name)
        standing = self.standing[name][one.organisation.pk]
        if name == "names":
            self._ask_about_names(one, found, standing)
            self._replace_labels(one, found, standing)
            self._follow_display(one, standing)
        added = [self._make(one, name, item) for item in found.added]
        for row in found.archived:
            row.archived_at, row.archived_by_run = self.at, self.context.run_id
        for row in found.revived:
            row.archived_at = row.archived_by_run = None
        self.writes.added[name] += added
        self.writes.saved[name] += [*found.archived, *found.revived]
        standing += added
        if found:
            one.rows_changed = True
            one.found.changes[name] = [
                [_told(row) for row in found.archived],
                [_told(row) for row in (*added, *found.revived)],
            ]

    def _ask_about_names(self, one: _Pending, found: Any, standing: list[Any]) -> None:
        """Where a person gave the official name of a language, another one of the source is a question."""
        by_hand = {
            row.language: row.value
            for row in standing
            if row.kind == NameKind.LABEL and row.source == Source.HAND and row.archived_at is None and row.language
        }
        asked = [item for item in found.added if item.kind == NameKind.LABEL and item.language in by_hand]
        for item in asked:
            found.added.remove(item)
            # Kept out of use, so that the same file does not ask again; `decide` puts it in force.
            waiting = self._make(one, "names", item)
            waiting.archived_at, waiting.is_display = self.at, False
            self.writes.added["names"].append(waiting)
            one.found.questions.append((f"name_{item.language}", by_hand[item.language], item.value))

    def _replace_labels(self, one: _Pending, found: Any, standing: list[Any]) -> None:
        """A person's file gives one official name a language: it takes the place of what a registry gave."""
        if one.origin.source != Source.FILE:
            return
        languages = {item.language for item in found.added if item.kind == NameKind.LABEL and item.language}
        for row in standing:
            is_replaced = row.kind == NameKind.LABEL and row.language in languages and row.archived_at is None
            if is_replaced and not is_from(row, one.origin):
                # Archived as by a person: the registry does not bring it back.
                row.archived_at = self.at
                self.writes.saved["names"].append(row)

    def _follow_display(self, one: _Pending, standing: list[Any]) -> None:
        wanted = {item.key: item.is_display for item in one.record.names}
        for row in standing:
            key = (row.kind, row.language, row.value)
            if (
                row.archived_at is None
                and is_from(row, one.origin)
                and wanted.get(key, row.is_display) != row.is_display
            ):
                row.is_display = not row.is_display
                self.writes.saved["names"].append(row)
                one.rows_changed = True
                one.found.changes["is_display"] = [not row.is_display, row.is_display]

    def _make(self, one: _Pending, name: str, item: Any) -> Any:
        # The id and not the object: setting an object costs more than all other columns together.
        return SETS[name](
            organisation_id=one.organisation.pk,
            source=one.origin.source,
            source_record="" if one.origin.source == Source.FILE else one.origin.record,
            source_on=one.origin.on,
            run_id=one.origin.run_id,
            **item._asdict(),
        )

    def _refused(self, one: _Pending) -> bool:
        return any(fault.code in REFUSALS for fault in one.row.faults)

    # --- Write ------------------------------------------------------------------------------------------------------
    def _write(self, pending: list[_Pending]) -> None:
        new = [one for one in pending if one.is_new]
        for one in new:
            for name in SETS:
                made = [self._make(one, name, item) for item in _once(self._given(one, name))]
                self.standing[name][id(one)] = made
                self.writes.added[name] += made
            derive_names(one.organisation, self.standing["names"][id(one)])
        Organisation.objects.bulk_create([one.organisation for one in new])
        for one in new:
            for name in SETS:
                for row in self.standing[name][id(one)]:
                    row.organisation_id = one.organisation.pk
        for one in pending:
            if not one.is_new and (one.found.changes or one.found.seen_only):
                self._prepare_changed(one)
        changed = [one.organisation for one in pending if not one.is_new and (one.found.changes or one.found.seen_only)]
        if changed:
            columns = [*FIELDS, *DERIVED, "provenance", "version", "changed_at"]
            Organisation.objects.bulk_update(changed, columns, batch_size=200)
        relations.point_to_known(self.writes.added["relations"], self.owners)
        for name, model in SETS.items():
            model.objects.bulk_create(self.writes.added[name])
            if self.writes.saved[name]:
                columns = ["archived_at", "archived_by_run"] + (["is_display"] if name == "names" else [])
                model.objects.bulk_update(self.writes.saved[name], columns, batch_size=200)
        relations.point_to_new([one.organisation for one in new], self.writes.added["identifiers"])
        self._write_entries(pending)
        self._ask(pending)
        record_events(events=[event for one in pending if (event := self._event(one))], by=self.context.by)

    def _prepare_changed(self, one: _Pending) -> None:
        organisation = one.organisation
        if one.found.changes:
            organisation.version += 1
            organisation.changed_at = self.at
        if one.rows_changed:
            names = [row for row in self.standing["names"][organisation.pk] if row.archived_at is None]
            derive_names(organisation, names)

    def _write_entries(self, pending: list[_Pending]) -> None:
        entries: list[SearchEntry] = []
        gone: list[int] = []
        for one in pending:
            if not one.is_new and not one.rows_changed:
                continue
            place = id(one) if one.is_new else one.organisation.pk
            if not one.is_new:
                gone.append(one.organisation.pk)
            if one.organisation.status != OrganisationStatus.MERGED:
                entries.append(
                    organisation_entry(
                        one.organisation,
                        [row for row in self.standing["names"][place] if row.archived_at is None],
                        [row for row in self.standing["identifiers"][place] if row.archived_at is None],
                    )
                )
        replace_entries(entries, target="organisation", gone=gone)

    def _ask(self, pending: list[_Pending]) -> None:
        asked = [
            ImportQuestion(
                run_id=self.context.run_id, target_type=TARGET, target_id=one.organisation.pk, field=name,
                current=current, proposed=proposed, source=one.origin.source,
            )
            for one in pending
            for name, current, proposed in one.found.questions
        ]  # fmt: skip
        if not asked:
            return
        # A newer word of the same source takes the place of its question that nobody has answered yet.
        stale = Q()
        for question in asked:
            stale |= Q(target_id=question.target_id, field=question.field, source=question.source)
        ImportQuestion.objects.filter(stale, target_type=TARGET, decision="").delete()
        ImportQuestion.objects.bulk_create(asked)

    def _event(self, one: _Pending) -> Recorded | None:
        if one.is_new:
            values = {"run": self.context.run_id, "source": one.origin.source, "record": one.origin.record}
            return Recorded("organisations.organisation.imported", one.organisation, values)
        if one.found.changes:
            return Recorded(
                "organisations.organisation.changed",
                one.organisation,
                {"run": self.context.run_id, **_ready(one.found.changes)},
            )
        return None

    def _applied(self, one: _Pending) -> Applied:
        changed = Outcome.UPDATED if one.found.changes else Outcome.UNCHANGED
        outcome = Outcome.CREATED if one.is_new else changed
        return Applied(
            one.row, outcome, one.organisation.pk, str(one.organisation)[:300] or one.record.title[:300],
            len(one.found.questions), _ready(one.found.changes),
        )  # fmt: skip


def _once(items: Iterable[Any]) -> list[Any]:
    return list({item.key: item for item in items}.values())


def _speaks_of(kinds: frozenset[str] | None, row: Any, kind: str) -> bool:
    return kinds is None or kind in kinds or f"{kind}:{getattr(row, 'language', '')}" in kinds


def _told(row: Any) -> str:
    return str(getattr(row, "value", "") or getattr(row, "other_label", "") or getattr(row, "other_identifier", ""))


def _ready(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Values for the audit log: no floats, so that a value reads the same on every database."""
    return {
        name: [str(value) if isinstance(value, float) else value for value in pair] for name, pair in changes.items()
    }
