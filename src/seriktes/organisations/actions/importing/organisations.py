"""One chunk of organisations: read what stands, compare, write. About twenty queries, however many rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome, Source
from seriktes.organisations.actions.importing.compare import Origin, compare_field, compare_rows, entry_of, is_from
from seriktes.organisations.actions.importing.pending import SETS, Pending, Standing, make_row, ready_for_audit
from seriktes.organisations.actions.importing.recognising import Recognition
from seriktes.organisations.actions.importing.record import OrganisationRecord
from seriktes.organisations.actions.importing.writing import Writes
from seriktes.organisations.enums import SINGLE_SCHEMES, NameKind
from seriktes.organisations.models import Channel, Identifier, Organisation, OrganisationName, Relation
from seriktes.organisations.queries import importing as known

# Faults found while comparing for which a row is left out whole.
REFUSALS = frozenset({"not_allowed", "not_allowed_to_add", "kind_missing", "no_name"})
KIND_OF_ROW = {"names": "kind", "identifiers": "scheme", "channels": "kind", "relations": "kind"}


def import_organisations(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context = rows, context
        self.at = timezone.now()
        records = [row.record for row in rows if row.record is not None]
        self.recognition = Recognition(records, context)
        # Identifiers met so far in this file, with the row they stand in.
        self.in_file = dict(context.earlier)
        # The identifiers of each row that it may bring.
        self.identifiers: dict[int, list[Any]] = {}
        self.standing: Standing = {name: defaultdict(list) for name in SETS}
        self.writes = Writes(context, self.at, self.standing)

    def apply(self) -> list[Applied]:
        targets: dict[int, int | None] = {}
        rejected: dict[int, Applied] = {}
        for row in self.rows:
            found = self.recognition.organisation_of(row.record) if row.record is not None else None
            if isinstance(found, Fault):
                row.faults.append(found)
            else:
                targets[row.number] = found
            if isinstance(found, Fault) or row.record is None:
                rejected[row.number] = Applied(row, Outcome.REJECTED, label=row.record.title if row.record else "")
        self._load({pk for pk in targets.values() if pk})
        pending = []
        for row in self.rows:
            if row.number in rejected:
                continue
            one = self._compare(row, targets[row.number])
            if any(fault.code in REFUSALS for fault in row.faults):
                rejected[row.number] = Applied(row, Outcome.REJECTED, one.organisation.pk, row.record.title)
                continue
            pending.append(one)
            if one.is_new:
                for name in SETS:
                    self.standing[name][one.place] = [make_row(one, name, item) for item in self._given_once(one, name)]
        self.writes.write(pending, self.recognition.owners)
        done = {one.row.number: _applied(one) for one in pending} | rejected
        return [done[row.number] for row in self.rows]

    # --- Read what stands -------------------------------------------------------------------------------------------
    def _load(self, pks: set[int]) -> None:
        self.organisations = {
            organisation.pk: organisation
            for organisation in Organisation.objects.select_for_update().filter(pk__in=pks)
        }
        for name, model in SETS.items():
            for row in model.objects.filter(organisation__in=pks).order_by("pk") if pks else ():
                self.standing[name][row.organisation_id].append(row)
        self.closed = known.closed_to(self.context.by, pks)
        self.may_add = known.may_add(self.context.by)
        self.may_publish = known.may_publish(self.context.by)

    # --- Compare ----------------------------------------------------------------------------------------------------
    def _compare(self, row: Row, pk: int | None) -> Pending:
        record: OrganisationRecord = row.record
        origin = Origin(record.source, record.source_record, record.on or self.context.on, self.context.run_id, self.at)
        self._drop_taken_identifiers(row, pk)
        if pk is None:
            return self._new(row, record, origin)
        organisation = self.organisations[pk]
        one = Pending(row, record, organisation, origin, is_new=False)
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

    def _new(self, row: Row, record: OrganisationRecord, origin: Origin) -> Pending:
        organisation = Organisation(is_public=record.publish and self.may_publish)
        for name, value in record.fields.items():
            setattr(organisation, name, value)
            organisation.provenance[name] = entry_of(origin, value, said=record.said.get(name))
        if record.source_record:
            organisation.provenance["record"] = entry_of(origin, record.source_record)
        one = Pending(row, record, organisation, origin, is_new=True)
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
            owner, code = self.recognition.owners.get(identifier.key), ":".join(identifier.key)
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
                row.faults.append(self._taken(identifier, owner))
            else:
                kept.append(identifier)
        self.identifiers[row.number] = kept

    def _taken(self, identifier: Any, owner: int) -> Fault:
        if self.recognition.is_hidden(owner):
            return Fault("value_not_usable", identifier.scheme)
        values = {"value": identifier.value, "other": known.titles({owner})[0]}
        return Fault("identifier_taken", identifier.scheme, values)

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

    def _given(self, one: Pending, name: str) -> list[Any]:
        """The rows of one set that the record gives and may have."""
        return self.identifiers[one.row.number] if name == "identifiers" else getattr(one.record, name)

    def _given_once(self, one: Pending, name: str) -> Iterable[Any]:
        return {item.key: item for item in self._given(one, name)}.values()

    def _row_changes(self, one: Pending, name: str) -> Any:
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

    def _compare_set(self, one: Pending, name: str) -> None:
        found = self._row_changes(one, name)
        standing = self.standing[name][one.organisation.pk]
        if name == "names":
            self._ask_about_names(one, found, standing)
            self._replace_labels(one, found, standing)
            self._follow_display(one, standing)
        added = [make_row(one, name, item) for item in found.added]
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

    def _ask_about_names(self, one: Pending, found: Any, standing: list[Any]) -> None:
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
            waiting = make_row(one, "names", item)
            waiting.archived_at, waiting.is_display = self.at, False
            self.writes.added["names"].append(waiting)
            one.found.questions.append((f"name_{item.language}", by_hand[item.language], item.value))

    def _replace_labels(self, one: Pending, found: Any, standing: list[Any]) -> None:
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

    def _follow_display(self, one: Pending, standing: list[Any]) -> None:
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


def _applied(one: Pending) -> Applied:
    changed = Outcome.UPDATED if one.found.changes else Outcome.UNCHANGED
    outcome = Outcome.CREATED if one.is_new else changed
    return Applied(
        one.row, outcome, one.organisation.pk, str(one.organisation)[:300] or one.record.title[:300],
        len(one.found.questions), ready_for_audit(one.found.changes),
    )  # fmt: skip


def _speaks_of(kinds: frozenset[str] | None, row: Any, kind: str) -> bool:
    return kinds is None or kind in kinds or f"{kind}:{getattr(row, 'language', '')}" in kinds


def _told(row: Any) -> str:
    return str(getattr(row, "value", "") or getattr(row, "other_label", "") or getattr(row, "other_identifier", ""))
