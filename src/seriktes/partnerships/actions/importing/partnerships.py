"""Partnerships from files: entered with the date on which they began, found again by number or by their sides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.organisations.models import Unit
from seriktes.partnerships.actions.agreements.moving import moment_of
from seriktes.partnerships.actions.importing.chunk import Chunk, Rejected
from seriktes.partnerships.actions.importing.compare import compare, entries_of
from seriktes.partnerships.actions.importing.records import Contact, PartnershipRecord
from seriktes.partnerships.actions.partnerships import (
    Side,
    change_partnership,
    create_partnership,
    end_partnership,
    move_stage,
)
from seriktes.partnerships.actions.sides import change_party
from seriktes.partnerships.enums import PartnershipStage
from seriktes.partnerships.models import Partnership, Party
from seriktes.partnerships.queries.importing import Known, Missing, Partnerships, Spot
from seriktes.partnerships.queries.importing import Side as KnownSide


def import_partnerships(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


class _Chunk(Chunk):
    def known_partnerships(self) -> Partnerships:
        return Partnerships(
            self.by,
            [record.id for record in self.records if record.id is not None],
            [str(record.fields.get("number", "")) for record in self.records],
            [self.spots_or_none(record.where.parties) for record in self.records],
        )

    def write(self, row: Row, record: PartnershipRecord) -> Applied:
        spots = self.spots(record.where.parties)
        known = self._recognise(record, spots)
        return self._new(row, record, spots) if known is None else self._change(row, record, known, spots)

    def _recognise(self, record: PartnershipRecord, spots: Sequence[Spot]) -> Known | None:
        number = str(record.fields.get("number", ""))
        if record.id is not None:
            return self.partnerships.find(record.id, "", ())
        named = self.partnerships.candidates(None, number, spots) if number else []
        if not named:
            # Of the same sides and no other number: this one, whatever the office calls it.
            alike = self.partnerships.candidates(None, "", spots)
            named = [known for known in alike if known.spots() == frozenset(spots) and not (number and known.number)]
        if len(named) > 1:
            column = "number" if number else "parties"
            raise Missing("partnership_ambiguous", column, others=[str(known) for known in named[:5]])
        return named[0] if named else None

    # --- New ----------------------------------------------------------------------------------------------------------
    def _new(self, row: Row, record: PartnershipRecord, spots: Sequence[Spot]) -> Applied:
        if not self.rights.may_begin(spot.organisation for spot in spots):
            raise Rejected("sides_of_others", "parties")
        values = dict(record.fields)
        if not any(values.get(name) for name in ("name_kk", "name_ru", "name_en")):
            raise Rejected("no_name", "name_ru")
        units = Unit.objects.in_bulk([spot.unit for spot in spots if spot.unit])
        contacts = {self.spot(contact.side, "contacts"): contact for contact in record.contacts}
        sides = [self._side(spot, units, contacts) for spot in spots]
        is_over = record.stage == PartnershipStage.ENDED
        if is_over and record.ended_on is None:
            raise Rejected("value_missing", "ended_on")
        partnership = create_partnership(
            sides=sides, values=values, by=self.by, at=self._began(record), by_label=self.label,
            stage=PartnershipStage.ACTIVE if is_over else record.stage or PartnershipStage.CONTACT,
        )  # fmt: skip
        if is_over and record.ended_on:
            partnership = end_partnership(
                partnership=partnership, on=record.ended_on, reason=record.end_reason, by=self.by,
                at=moment_of(record.ended_on, self.at, after=self._began(record)),
            )  # fmt: skip
        stage = record.stage or PartnershipStage.CONTACT.value
        partnership.provenance = entries_of({**values, "stage": stage}, self.context)
        parties = [
            KnownSide(party.pk, party.organisation_id, party.unit_id, party.left_on, party.post_id)
            for party in partnership.parties.order_by("pk")
        ]
        self.partnerships.add(
            Known(partnership.pk, partnership.number, partnership.stage, is_archived=False, sides=parties)
        )
        return self.created(row, partnership)

    def _side(self, spot: Spot, units: dict[int, Unit], contacts: dict[Spot, Contact]) -> Side:
        contact = contacts.get(spot)
        return Side(
            organisation=self.sides.organisations[spot.organisation], unit=units[spot.unit] if spot.unit else None,
            contact_name=contact.name if contact else "", contact_email=contact.email if contact else "",
        )  # fmt: skip

    def _began(self, record: PartnershipRecord) -> datetime:
        began = record.fields.get("began_on")
        return moment_of(began, self.at) if began else self.at

    # --- One that stands ----------------------------------------------------------------------------------------------
    def _change(self, row: Row, record: PartnershipRecord, known: Known, spots: Sequence[Spot]) -> Applied:
        if spots and known.spots() != frozenset(spots):
            if record.id is not None and not known.holds(spots):
                raise Rejected("not_that_partnership", "id", value=record.id)
            row.faults.append(Fault("sides_differ", "parties", {"value": str(known)}))
        partnership = Partnership.objects.select_for_update().get(pk=known.pk)
        values: dict[str, Any] = dict(record.fields)
        if record.stage:
            values["stage"] = record.stage
        found = compare(partnership, values, self.context)
        contacts = self._contacts(record, known)
        is_edit = found.changes or found.questions or contacts
        if is_edit and (known.is_archived or not self.rights.may("partnerships.change_partnership", known)):
            raise Rejected("partnership_archived" if known.is_archived else "not_allowed", value=str(known))
        provenance = partnership.provenance
        applied = self.settle(row, partnership, found, extra=contacts)
        self._write_changes(partnership, dict(found.changes), record)
        Partnership.objects.filter(pk=partnership.pk).update(provenance=provenance)
        return applied

    def _write_changes(self, partnership: Partnership, changes: dict[str, Any], record: PartnershipRecord) -> None:
        stage = changes.pop("stage", "")
        if changes:
            change_partnership(
                partnership=partnership, values=changes, by=self.by, at=self.at, expected_version=None
            )  # fmt: skip
        if stage == PartnershipStage.ENDED:
            on = record.ended_on or self.context.on
            end_partnership(partnership=partnership, on=on, reason=record.end_reason, by=self.by, at=self.at)
        elif stage:
            move_stage(partnership=partnership, stage=stage, by=self.by, at=self.at)

    def _contacts(self, record: PartnershipRecord, known: Known) -> dict[str, Any]:
        """Contacts of sides that have none yet; what a person entered stays."""
        changes: dict[str, Any] = {}
        for contact in record.contacts:
            spot = self.spot(contact.side, "contacts")
            side = next((one for one in known.live if Spot(one.organisation, one.unit) == spot), None)
            if side is None:
                raise Missing("unknown_side", "contacts", value=contact.side.text)
            party = Party.objects.get(pk=side.pk)
            if party.contact_name or party.contact_email:
                continue
            change_party(
                party=party,
                values={"contact_name": contact.name, "contact_email": contact.email},
                by=self.by,
                at=self.at,
            )
            changes["contacts"] = ["", f"{contact.name} <{contact.email}>"]
        return changes
