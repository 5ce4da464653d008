"""One chunk of evidence: read what stands, compare, write. About thirty queries, however many rows."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome, Source
from seriktes.expertise.actions.importing import people, writing
from seriktes.expertise.actions.importing.compare import compare_value, entry_of, set_value, told, values_in
from seriktes.expertise.actions.importing.pending import Pending
from seriktes.expertise.actions.importing.recognising import SAME, Recognition, keys_of, make_known, verdict
from seriktes.expertise.actions.importing.record import EvidenceRecord, Place
from seriktes.expertise.enums import OFFERS
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries import importing as known
from seriktes.expertise.queries import importing_people
from seriktes.organisations.actions.importing.compare import Origin, compare_rows
from seriktes.organisations.queries.importing_people import Places

KEY_OF = {
    "places": lambda row: (row.organisation_id, row.unit_id),
    "subjects": lambda row: (row.scheme, row.code),
}


def import_evidence(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


class _Rejected(Exception):
    def __init__(self, code: str, column: str = "", **values: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, column, values)


class _Given:
    """A row of a set as the record gives it, for `compare_rows`."""

    def __init__(self, key: Any) -> None:
        self.key = key


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        self.rights = known.Rights(context.by)
        records = [row.record for row in rows if row.record is not None]
        self.recognition = Recognition(records)
        named = {(place, unit) for record in records for place, unit in record.places}
        named |= {(place, "") for record in records for one in record.people for place in one.places}
        named |= {(record.owner, "") for record in records if record.owner}
        self.places = Places(context.by, sorted(named))
        self.found_places: dict[Place, int | None] = {}
        self.by_orcid = importing_people.people_with_orcid(
            one.orcid for record in records for one in record.people
        )  # fmt: skip
        # Evidence that a row of this chunk is about already, and the titles of new ones.
        self.met: dict[int, int] = {}
        self.titles: dict[str, list[Any]] = {}

    def apply(self) -> list[Applied]:
        done: dict[int, Applied] = {}
        pending: list[Pending] = []
        for row in self.rows:
            if row.record is None:
                done[row.number] = Applied(row, Outcome.REJECTED)
                continue
            count = len(row.faults)
            try:
                one = self._read(row, row.record)
            except _Rejected as rejected:
                del row.faults[count:]
                row.faults.append(rejected.fault)
                done[row.number] = Applied(row, Outcome.REJECTED, label=row.record.title)
            else:
                pending.append(one)
            _name_columns(row)
        writing.write(pending, self.context, self.at)
        done |= {one.row.number: _applied(one) for one in pending}
        return [done[row.number] for row in self.rows]

    # --- One row ------------------------------------------------------------------------------------------------------
    def _read(self, row: Row, record: EvidenceRecord) -> Pending:
        owner, places = self._owner(record), self._places(row, record)
        if record.kind in OFFERS or record.kind == "project":
            owner = owner or self._only(places)
            places = places or ([(owner, None)] if owner else [])
        elif not places and not owner and self.rights.only:
            places = [(self.rights.only, None)]
        pk = self.recognition.evidence_of(record, owner)
        if isinstance(pk, Fault):
            raise _Rejected(pk.code, pk.column, **pk.values)
        origin = Origin(record.source, record.source_record, record.on or self.context.on, self.context.run_id, self.at)
        if pk is None:
            one = Pending(row, record, Evidence(kind=record.kind), origin, is_new=True, owner=owner, places=places)
            self._check_new(one)
            self._fill(one)
            make_known(record, row.number, self.titles)
            return one
        if pk in self.met:
            raise _Rejected("doubled_row", row=self.met[pk])
        self.met[pk] = row.number
        one = Pending(
            row, record, self.recognition.standing[pk], origin, is_new=False, owner=owner, places=places
        )  # fmt: skip
        self._compare(one)
        return one

    def _owner(self, record: EvidenceRecord) -> int | None:
        if record.owner is None:
            return None
        found, fault = self.places.find(record.owner, "")
        if found is None:
            code = fault or Fault("unknown_organisation", "organisation", {"value": record.owner[1]})
            raise _Rejected(code.code, "organisation", **code.values)
        return found.organisation_id

    def _only(self, places: Sequence[tuple[int, int | None]]) -> int | None:
        named = {organisation for organisation, _unit in places}
        return next(iter(named)) if len(named) == 1 else self.rights.only

    def _places(self, row: Row, record: EvidenceRecord) -> list[tuple[int, int | None]]:
        """The organisations that the register knows. Of open sources the others are passed over: they name the whole
        world; in a table they are a mistake."""
        found: list[tuple[int, int | None]] = []
        for place, unit in record.places:
            if not unit and record.source != Source.FILE:
                if (pk := self._place(place)) is not None:
                    found.append((pk, None))
                continue
            spot, fault = self.places.find(place, unit)
            if spot is not None:
                found.append((spot.organisation_id, spot.unit_id))
            elif fault is not None and record.source == Source.FILE:
                row.faults.append(fault)
        return list(dict.fromkeys(found))

    def _place(self, place: Place) -> int | None:
        if place not in self.found_places:
            spot, _fault = self.places.find(place, "")
            self.found_places[place] = spot.organisation_id if spot else None
        return self.found_places[place]

    def _find(self, places: tuple[Place, ...]) -> tuple[int, ...]:
        return tuple(pk for place in places if (pk := self._place(place)) is not None)

    # --- New ----------------------------------------------------------------------------------------------------------
    def _check_new(self, one: Pending) -> None:
        record = one.record
        earlier = next(
            (self.context.earlier[key] for key in (*one.row.keys, *one.row.also) if key in self.context.earlier), None
        )
        if earlier is not None and earlier != one.row.number and not record.identifiers:
            raise _Rejected("doubled_row", row=earlier)
        self._check_titles(one)
        if record.kind in OFFERS and one.owner is None:
            raise _Rejected("owner_missing", "organisation")
        if not self.rights.may_keep_one_of(one.organisations):
            raise _Rejected("evidence_of_others")
        is_own = one.owner is not None and self.rights.may_keep_one_of([one.owner])
        if not record.fields.get("source_url") and not record.has_right and not is_own:
            raise _Rejected("no_link", "source_url")

    def _check_titles(self, one: Pending) -> None:
        """A row of this chunk that is about the same by its title: each may have been given by another number."""
        for key in keys_of(one.record):
            for record, number in self.titles.get(key, ()):
                known_as = Evidence(
                    kind=record.kind,
                    year=record.fields.get("year"),
                    particulars=record.particulars,
                    organisation_id=one.owner,
                )
                names = [said.name for said in record.people]
                if verdict(one.record, one.owner, known_as, names, record.identifiers) == SAME:
                    raise _Rejected("doubled_row", row=number)

    def _fill(self, one: Pending) -> None:
        evidence, record = one.evidence, one.record
        evidence.is_public = record.is_open
        evidence.organisation_id = one.owner
        for name, value in values_in(record.fields, record.particulars):
            if value not in (None, ""):
                set_value(evidence, name, value)
                evidence.provenance[name] = entry_of(one.origin, value)
        if record.retracted:
            _retract(one)
        taken = self._taken(one, ())
        for scheme, value in dict.fromkeys(record.identifiers):
            if (scheme, value) not in taken:
                one.add("identifiers", one.identifier(scheme, value))
        for organisation, unit in one.places:
            one.add("places", one.place(organisation, unit))
        for scheme, code in dict.fromkeys(record.subjects):
            one.add("subjects", one.subject(scheme, code))
        people.add_people(one, self.by_orcid, self._find)

    def _taken(self, one: Pending, own: Sequence[Any]) -> set[tuple[str, str]]:
        """Numbers that other evidence has: a fault of that value, not of the row."""
        standing = {(row.scheme, row.value) for row in own}
        taken = set()
        for pair in one.record.identifiers:
            owner = self.recognition.owners.get(pair)
            if pair not in standing and owner is not None and owner != one.evidence.pk:
                taken.add(pair)
                others = known.labels_of({owner})
                values = {"value": pair[1], "other": next(iter(others), f"№ {owner}")}
                one.row.faults.append(Fault("identifier_taken", pair[0], values))
            else:
                self.recognition.owners.setdefault(pair, one.evidence.pk or -one.row.number)
        return taken

    # --- Standing -----------------------------------------------------------------------------------------------------
    def _compare(self, one: Pending) -> None:
        evidence, rows = one.evidence, {name: self.recognition.rows[name][one.evidence.pk] for name in known.SETS}
        if evidence.archived_at is not None:
            return  # somebody took it out of use: an import does not bring it back
        standing = [
            evidence.organisation_id,
            *(row.organisation_id for row in rows["places"] if row.archived_at is None),
        ]
        may_replace = self.rights.may_keep_one_of(standing)
        if not may_replace and not self.rights.may_keep_one_of(one.organisations):
            raise _Rejected("evidence_of_others")
        for name, value in values_in(one.record.fields, one.record.particulars):
            compare_value(
                evidence, name, value, origin=one.origin, found=one.found,
                may_replace=may_replace, fills_only=one.record.fills_only,
            )  # fmt: skip
        self._compare_retraction(one)
        self._compare_identifiers(one, rows["identifiers"])
        self._compare_set(one, "places", one.places, rows["places"], may_replace=may_replace)
        self._compare_set(one, "subjects", one.record.subjects, rows["subjects"], may_replace=may_replace)
        people.compare_people(
            one, rows["people"], self.by_orcid, self._find, may_replace=may_replace, at=self.at
        )  # fmt: skip

    def _compare_retraction(self, one: Pending) -> None:
        entry = one.evidence.provenance.get("retracted_on") or {}
        if one.record.retracted and not (entry.get("seen") or {}).get(one.origin.source):
            before = one.evidence.retracted_on
            _retract(one)
            if before is None:
                one.found.changes["retracted_on"] = [None, told(one.evidence.retracted_on)]
            one.found.seen_only = True

    def _compare_identifiers(self, one: Pending, standing: Sequence[Any]) -> None:
        taken = self._taken(one, standing)
        have = {(row.scheme, row.value) for row in standing}
        new = [pair for pair in dict.fromkeys(one.record.identifiers) if pair not in have and pair not in taken]
        for scheme, value in new:
            one.add("identifiers", one.identifier(scheme, value))
        if new:
            one.found.changes["identifiers"] = [[], [f"{scheme}:{value}" for scheme, value in new]]

    def _compare_set(
        self, one: Pending, name: str, given: Sequence[Any], standing: Sequence[Any], *, may_replace: bool
    ) -> None:  # fmt: skip
        is_whole = may_replace and name in one.record.complete
        found = compare_rows(
            [_Given(tuple(key)) for key in dict.fromkeys(given)], standing, one.origin, key=KEY_OF[name],
            is_spoken_of=lambda _row: is_whole,
        )  # fmt: skip
        make: Any = {"places": one.place, "subjects": one.subject}[name]
        for item in found.added:
            one.add(name, make(*item.key))
        for row in found.archived:
            row.archived_at, row.archived_by_run = self.at, self.context.run_id
            one.save(name, row)
        for row in found.revived:
            row.archived_at = row.archived_by_run = None
            one.save(name, row)
        if found:
            gone = [str(KEY_OF[name](row)) for row in found.archived]
            one.found.changes[name] = [
                gone,
                [str(item.key) for item in found.added] + [str(KEY_OF[name](row)) for row in found.revived],
            ]


def _retract(one: Pending) -> None:
    evidence = one.evidence
    entry = evidence.provenance.get("retracted_on") or {}
    evidence.provenance["retracted_on"] = {**entry_of(one.origin, True, entry)}
    evidence.retracted_on = evidence.retracted_on or one.origin.on


def _applied(one: Pending) -> Applied:
    changed = Outcome.UPDATED if one.found.changes else Outcome.UNCHANGED
    outcome = Outcome.CREATED if one.is_new else changed
    return Applied(
        one.row, outcome, one.evidence.pk, (one.evidence.name or one.record.title)[:300], len(one.found.questions),
        one.found.changes,
    )  # fmt: skip


def _name_columns(row: Row) -> None:
    """Faults that were found by fields get the file's own headings."""
    headings = row.record.headings
    for place, fault in enumerate(row.faults):
        if (heading := headings.get(fault.column)) and heading != fault.column:
            row.faults[place] = Fault(fault.code, heading, fault.values)
