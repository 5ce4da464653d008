"""Agreements from files. One that was signed comes with its signatures, and its dates say where it stands now; one that
was not is a draft. What is signed already is not changed by a file: the text is what was signed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.partnerships.actions.agreements.drafting import (
    COLUMN_OF as FIELD_OF_COLUMN,
)
from seriktes.partnerships.actions.agreements.drafting import (
    Signer,
    change_agreement,
    draft_agreement,
)
from seriktes.partnerships.actions.agreements.signing import Signed, follow_history, record_signed_agreement
from seriktes.partnerships.actions.agreements.terms import terminate_agreement
from seriktes.partnerships.actions.importing.chunk import Chunk, Rejected, name_columns
from seriktes.partnerships.actions.importing.chunk import refused as refused_fault
from seriktes.partnerships.actions.importing.compare import FILE, compare, entries_of, keep_provenance, plain
from seriktes.partnerships.actions.importing.records import AgreementRecord
from seriktes.partnerships.definitions.refusals import Refusal
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Partnership, Party
from seriktes.partnerships.queries.importing import Agreements, Known, Missing, Spot, key_of
from seriktes.partnerships.queries.importing import Side as KnownSide
from seriktes.partnerships.queries.lifecycle import BINDING, role_in_agreement
from seriktes.partnerships.workflow import ADMINISTRATOR, AGREEMENT_FIELDS

CHANGE = "partnerships.change_agreement"
# What a file may say of a new agreement that nobody has signed. What is beyond a draft has to be done here.
UNSIGNED = ("", AgreementState.DRAFT, AgreementState.IN_APPROVAL, AgreementState.APPROVED)


def import_agreements(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


class _Chunk(Chunk):
    records: list[AgreementRecord]  # type: ignore[assignment]

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        super().__init__(rows, context)
        numbers = {str(record.fields.get("number", "")) for record in self.records}
        numbers |= {number for record in self.records for number in record.references.values()}
        ids = [record.id for record in self.records if record.id is not None]
        self.agreements = Agreements(self.partnerships.by_id, numbers, ids)
        self.changed_on = self._days_of_changes()
        # Agreements whose life was told up to the day on which another row changes them.
        self.waiting: list[tuple[Row, AgreementRecord, Agreement]] = []

    def _days_of_changes(self) -> dict[tuple[int, str], date]:
        """When other rows of the chunk change an agreement that they name: the first signature under such a text."""
        found: dict[tuple[int, str], date] = {}
        for record in self.records:
            days: list[date | None] = [one.on for one in record.signatures] or [record.signed_on]
            changed = {record.references[name] for name in ("amends", "supersedes") if name in record.references}
            first = min((day for day in days if day is not None), default=None)
            if first is None or not changed:
                continue
            try:
                known = self.partnership_of(record)
            except (Missing, Rejected):
                continue  # told when the row's turn comes
            for number in changed:
                key = (known.pk, key_of(number))
                found[key] = min(first, found.get(key, first))
        return found

    def apply(self) -> list[Applied]:
        applied = super().apply()
        for row, record, agreement in self.waiting:
            try:
                followed = follow_history(
                    agreement=agreement, by=self.by, at=self.at, terminated_on=record.terminated_on,
                    termination_reason=record.termination_reason,
                )  # fmt: skip
            except Refusal as refusal:
                row.faults.append(refused_fault(refusal, self.columns))
            else:
                self._note_state(row, record, followed)
            name_columns(row)
        return applied

    @staticmethod
    def _note_state(row: Row, record: AgreementRecord, agreement: Agreement) -> None:
        if record.state and record.state != agreement.state:
            told = {"value": record.state, "current": str(agreement.state)}
            row.faults.append(Fault("state_by_dates", "state", told))

    def write(self, row: Row, record: AgreementRecord) -> Applied:
        known = self._partnership(record)
        pk = self._recognise(record, known)
        if pk is None:
            return self._new(row, record, known)
        return self._change(row, record, known, Agreement.objects.select_for_update().get(pk=pk))

    def _partnership(self, record: AgreementRecord) -> Known:
        if record.id is None or record.where:
            return self.partnership_of(record)
        partnership, _number = self.agreements.by_id.get(record.id, (0, ""))
        return self._loaded(partnership, record.id)

    def _loaded(self, partnership: int, pk: int) -> Known:
        if partnership not in self.partnerships.by_id:
            more = type(self.partnerships)(self.by, [partnership], [], [])
            if partnership not in more.by_id:
                raise Missing("unknown_number", "id", value=pk)
            self.partnerships.add(more.by_id[partnership])
        return self.partnerships.by_id[partnership]

    def _recognise(self, record: AgreementRecord, known: Known) -> int | None:
        if record.id is not None:
            return self.agreements.find(known.pk, "", record.id)
        number = str(record.fields.get("number", ""))
        if number:
            found = self.agreements.numbered(known.pk, number)
            if len(found) > 1:
                others = [f"№ {pk}" for pk in found[:5]]
                raise Missing("agreement_ambiguous", "number", value=number, others=others)
            return found[0] if found else None
        alike = Agreement.objects.filter(partnership=known.pk, kind=record.fields.get("kind", ""), number="")
        named = [record.fields.get(name, "") for name in ("name_kk", "name_ru", "name_en")]
        found = [
            one.pk for one in alike.order_by("pk")
            if [one.name_kk, one.name_ru, one.name_en] == named
            and self._starts(record) in (one.provenance.get("starts_on", {}).get("seen", {}).get(FILE), plain(one.starts_on))
        ]  # fmt: skip
        return found[0] if found else None

    def _starts(self, record: AgreementRecord) -> Any:
        starts = record.fields.get("starts_on") or self._last_signature(record)
        return plain(starts) if starts else None

    @staticmethod
    def _last_signature(record: AgreementRecord) -> date | None:
        return max([one.on for one in record.signatures], default=record.signed_on)

    # --- New ----------------------------------------------------------------------------------------------------------
    def _new(self, row: Row, record: AgreementRecord, known: Known) -> Applied:
        self.check_right(CHANGE, known)
        values = {**record.fields, **self._references(record, known)}
        for name in ("kind", "languages"):
            if name not in values:
                raise Rejected("value_missing", name)
        if not any(values.get(name) for name in ("name_kk", "name_ru", "name_en")):
            raise Rejected("no_name", "name_ru")
        if "amount" in values and not values.get("currency"):
            raise Rejected("currency_missing", "amount")
        partnership = Partnership(pk=known.pk)
        signatures = self._signatures(record, known)
        if signatures:
            until = self.changed_on.get((known.pk, key_of(str(values.get("number", "")))))
            agreement = record_signed_agreement(
                partnership=partnership, values=values, signatures=signatures, by=self.by, at=self.at, until=until,
                terminated_on=record.terminated_on, termination_reason=record.termination_reason, by_label=self.label,
            )  # fmt: skip
            agreement.refresh_from_db()
            if until is not None:
                self.waiting.append((row, record, agreement))
        else:
            agreement = self._draft(record, partnership, values, known)
        if not any(agreement is one for _row, _record, one in self.waiting):
            self._note_state(row, record, agreement)
        self.agreements.add(agreement.pk, known.pk, agreement.number)
        agreement.provenance = entries_of({**values, **self._signing(record)}, self.context)
        return self.created(row, agreement)

    def _draft(
        self, record: AgreementRecord, partnership: Partnership, values: dict[str, Any], known: Known
    ) -> Agreement:
        if record.state not in UNSIGNED:
            raise Rejected("signatures_missing", "signed_on")
        if record.terminated_on:
            raise Rejected("signatures_missing", "terminated_on")
        spots = self.spots(record.where.parties)
        parties = [self._party(known, spot) for spot in spots]
        signers = [Signer(party, post=party.post) for party in parties if party is not None]
        return draft_agreement(
            partnership=partnership, values=values, signers=signers if len(signers) > 1 else (), by=self.by, at=self.at
        )

    def _signatures(self, record: AgreementRecord, known: Known) -> list[Signed]:
        """Each side's own day where the file gives it, else one day for all sides that it names, or that there are."""
        said = {self.spot(one.side, "signatures"): one.on for one in record.signatures}
        if not said and record.signed_on:
            spots = self.spots(record.where.parties) or [Spot(side.organisation, side.unit) for side in known.live]
            said = dict.fromkeys(spots, record.signed_on)
        signed = []
        for spot, on in said.items():
            party = self._party(known, spot)
            if party is None:
                name = str(self.sides.organisations.get(spot.organisation, spot.organisation))
                raise Missing("unknown_side", "signatures", value=name)
            signed.append(Signed(party, on))
        return signed

    def _party(self, known: Known, spot: Spot) -> Party | None:
        side = side_of(known, spot)
        return Party.objects.select_related("organisation", "post").get(pk=side.pk) if side else None

    def _references(self, record: AgreementRecord, known: Known) -> dict[str, Agreement]:
        found = {}
        for name, number in record.references.items():
            pk = self.agreements.find(known.pk, number, column=name)
            found[name] = Agreement.objects.get(pk=pk)
        return found

    def _signing(self, record: AgreementRecord) -> dict[str, Any]:
        """What the file says beside the columns: so that the same file asks nothing a second time."""
        said: dict[str, Any] = {"state": record.state, "terminated_on": record.terminated_on}
        said["signed_on"] = self._last_signature(record)
        return {name: value for name, value in said.items() if value}

    # --- One that stands ----------------------------------------------------------------------------------------------
    def _change(self, row: Row, record: AgreementRecord, known: Known, agreement: Agreement) -> Applied:
        values = {**record.fields, **self._references(record, known)}
        role = role_in_agreement(self.by, agreement) if self.by else ADMINISTRATOR
        columns = [name for name in values if name in FIELD_OF_COLUMN]
        refused = set(AGREEMENT_FIELDS.refused(agreement.state, role, [FIELD_OF_COLUMN[name] for name in columns]))
        frozen = {name for name in columns if FIELD_OF_COLUMN[name] in refused}
        found = compare(agreement, values, self.context, frozen=frozen)
        beside = compare(agreement, self._signing(record), self.context, frozen={"state", "signed_on", "terminated_on"})
        found.noted = found.noted or beside.noted
        ended = self._terminated(agreement, record, known, beside)
        found.refused += [one for one in beside.refused if not (ended and one[0] in ("state", "terminated_on"))]
        self.check_edit(CHANGE, known, found)
        if found.changes:
            keep_provenance(agreement)
            change_agreement(
                agreement=agreement, values=found.changes, by=self.by, at=self.at, expected_version=None
            )  # fmt: skip
        return self.settle(row, agreement, found, extra=ended)

    def _terminated(
        self, agreement: Agreement, record: AgreementRecord, known: Known, beside: Any
    ) -> dict[str, list[Any]]:
        """The file says by now that it was terminated."""
        is_news = any(name == "terminated_on" for name, _current, _new in beside.refused)
        if not is_news or agreement.state not in BINDING or record.terminated_on is None:
            return {}
        self.check_right(CHANGE, known)
        for name in ("terminated_on", "state"):
            if value := self._signing(record).get(name):
                agreement.provenance[name] = entries_of({name: value}, self.context)[name]
        keep_provenance(agreement)
        terminate_agreement(
            agreement=agreement, on=record.terminated_on, reason=record.termination_reason, by=self.by, at=self.at
        )
        return {"terminated_on": [None, record.terminated_on.isoformat()]}


def side_of(known: Known, spot: Spot) -> KnownSide | None:
    """The side that the file means: that unit, else the organisation's only side; one that stays before one that left."""
    sides = sorted(known.sides, key=lambda side: (side.left_on is not None, side.pk))
    same = [side for side in sides if Spot(side.organisation, side.unit) == spot]
    if not same and spot.unit is None:
        same = [side for side in sides if side.organisation == spot.organisation]
    return same[0] if same else None
