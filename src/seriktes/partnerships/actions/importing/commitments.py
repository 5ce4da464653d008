"""Promises from files, with their schedule and what was delivered; each delivery on the day on which it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.partnerships.actions.agreements.moving import moment_of
from seriktes.partnerships.actions.commitments import (
    Part,
    change_commitment,
    confirm_delivery,
    promise,
    record_delivery,
    set_schedule,
)
from seriktes.partnerships.actions.importing.agreements import side_of
from seriktes.partnerships.actions.importing.chunk import Chunk, Rejected
from seriktes.partnerships.actions.importing.compare import FILE, compare, entries_of, keep_provenance, plain
from seriktes.partnerships.actions.importing.records import CommitmentRecord, Delivered
from seriktes.partnerships.models import Agreement, Commitment, Delivery, Party
from seriktes.partnerships.queries.importing import Agreements, Known, Missing, Partnerships, commitments_like

KEEP, DELIVER = "partnerships.keep_commitments", "partnerships.record_delivery"


def import_commitments(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


class _Chunk(Chunk):
    columns: ClassVar[Mapping[str, str]] = {
        "in_future": "deliveries", "not_agreed": "deliveries", "delivered_before": "deliveries", "due_before": "schedule",
    }  # fmt: skip
    records: list[CommitmentRecord]  # type: ignore[assignment]

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        super().__init__(rows, context)
        self.standing = Commitment.objects.select_related("agreement", "party").in_bulk(
            [record.id for record in self.records if record.id is not None]
        )
        self.agreements = self._known_agreements()

    def _known_agreements(self) -> Agreements:
        """Also those that are named by nothing but their own number: one such among all that the author sees."""
        numbers = [record.agreement for record in self.records]
        ids = [record.agreement_id for record in self.records if record.agreement_id is not None]
        found = Agreements(self.partnerships.by_id, numbers, ids)
        bare = {record.agreement for record in self.records if record.agreement and not record.where}
        known = {partnership for partnership, _number in found.by_id.values()}
        known |= {one.agreement.partnership_id for one in self.standing.values()}
        if bare:
            self.named = Agreement.objects.filter(number__in=bare).values_list("pk", "partnership_id", "number")
            known |= {partnership for _pk, partnership, _number in self.named}
        else:
            self.named = []  # type: ignore[assignment]
        missing = known - set(self.partnerships.by_id)
        for one in Partnerships(self.by, missing, [], []).by_id.values():
            self.partnerships.add(one)
        for pk, partnership, number in self.named:
            found.add(pk, partnership, number)
        return found

    def write(self, row: Row, record: CommitmentRecord) -> Applied:
        if record.id is not None:
            commitment = self.standing.get(record.id)
            known = self.partnerships.by_id.get(commitment.agreement.partnership_id) if commitment else None
            if commitment is None or known is None:
                raise Missing("unknown_number", "id", value=record.id)
            return self._change(row, record, known, commitment)
        known, agreement_id = self._place(record)
        party = self._party(record, known)
        alike = commitments_like(agreement_id, party.pk, record.fields["kind"], record.fields["what"])
        if alike:
            return self._change(row, record, known, alike[0])
        return self._new(row, record, known, Agreement.objects.get(pk=agreement_id), party)

    def _place(self, record: CommitmentRecord) -> tuple[Known, int]:
        if record.where:
            known = self.partnership_of(record)
            return known, self.agreements.find(known.pk, record.agreement, record.agreement_id)
        if record.agreement_id is not None:
            partnership, _number = self.agreements.by_id.get(record.agreement_id, (0, ""))
            if partnership not in self.partnerships.by_id:
                raise Missing("unknown_number", "agreement_id", value=record.agreement_id)
            return self.partnerships.by_id[partnership], record.agreement_id
        seen = [(pk, where) for pk, where, number in self.named
                if number == record.agreement and where in self.partnerships.by_id]  # fmt: skip
        if len(seen) != 1:
            code = "agreement_ambiguous" if seen else "unknown_agreement"
            raise Missing(code, "agreement", value=record.agreement, others=[f"№ {pk}" for pk, _where in seen[:5]])
        return self.partnerships.by_id[seen[0][1]], seen[0][0]

    def _party(self, record: CommitmentRecord, known: Known) -> Party:
        if record.party is None:
            raise Rejected("value_missing", "party")
        side = side_of(known, self.spot(record.party, "party"))
        if side is None:
            raise Missing("unknown_side", "party", value=record.party.text)
        return Party.objects.select_related("organisation").get(pk=side.pk)

    # --- New ----------------------------------------------------------------------------------------------------------
    def _new(self, row: Row, record: CommitmentRecord, known: Known, agreement: Agreement, party: Party) -> Applied:
        self.check_right(KEEP, known)
        at = moment_of(agreement.signed_on, self.at) if agreement.signed_on else self.at
        commitment = promise(
            agreement=agreement, party=party, values=record.fields, by=self.by, at=at, history=True,
            schedule=[Part(on, amount) for on, amount in record.schedule],
        )  # fmt: skip
        self._deliver(row, record, known, commitment)
        said = {**record.fields, "schedule": schedule_words(record.schedule)}
        commitment.provenance = entries_of(said, self.context)
        return self.created(row, commitment)

    # --- Deliveries ---------------------------------------------------------------------------------------------------
    def _deliver(self, row: Row, record: CommitmentRecord, known: Known, commitment: Commitment) -> list[str]:
        """Those of the file that the register does not have yet, each once."""
        if not record.deliveries:
            return []
        standing = list(commitment.deliveries.filter(withdrawn_at=None).order_by("on", "pk"))
        matched: list[tuple[Delivered, Delivery | None]] = []
        for item in record.deliveries:
            alike = next((one for one in standing if (one.on, one.amount) == (item.on, item.amount)), None)
            if alike is not None:
                standing.remove(alike)
            matched.append((item, alike))
        done = []
        for item, alike in matched:
            same = alike
            if same is None and item.is_disputed:
                # What was never received; the register that exported it keeps the quarrel.
                continue
            if same is None:
                # Another amount on a day that has one: a correction or a second delivery, which a person has to tell.
                if other := next((one for one in standing if one.on == item.on), None):
                    told = {"value": plain(item.amount), "current": plain(other.amount), "day": item.on.isoformat()}
                    row.faults.append(Fault("delivery_differs", "deliveries", told))
                    continue
                self.check_right(DELIVER, known)
                receiver, received_at = self._received(row, item, commitment)
                record_delivery(
                    commitment=commitment, on=item.on, amount=item.amount, by=self.by, at=self.at, note=item.note,
                    currency=item.currency if commitment.currency else "", by_label=self.label, history=True,
                    receiver=receiver, received_at=received_at,
                )  # fmt: skip
                done.append(f"{item.on.isoformat()}: {plain(item.amount)}")
            elif item.confirmed_on and same.confirmed_at is None and same.disputed_at is None:
                receiver, received_at = self._received(row, item, commitment)
                if receiver is not None and received_at is not None:
                    confirm_delivery(delivery=same, party=receiver, by=None, at=received_at, by_label=self.label)
                    done.append(f"{item.on.isoformat()}: {item.confirmed_on.isoformat()}")
        return done

    def _received(
        self, row: Row, item: Delivered, commitment: Commitment
    ) -> tuple[Party, datetime] | tuple[None, None]:
        """Who confirmed it when, as far as the file says so. Of two sides it is certain who received; of more, the file
        would have to name one."""
        if item.confirmed_on is None:
            return None, None
        others = Party.objects.filter(signatories__agreement=commitment.agreement_id).exclude(pk=commitment.party_id)
        if len(others) != 1:
            row.faults.append(Fault("who_received", "deliveries", {"value": item.on.isoformat()}))
            return None, None
        if not item.on <= item.confirmed_on <= self.context.on:
            raise Rejected("confirmed_out_of_order", "deliveries", value=item.confirmed_on.isoformat())
        return others[0], moment_of(item.confirmed_on, self.at, after=moment_of(item.on, self.at))

    # --- One that stands ----------------------------------------------------------------------------------------------
    def _change(self, row: Row, record: CommitmentRecord, known: Known, commitment: Commitment) -> Applied:
        found = compare(commitment, record.fields, self.context)
        extra: dict[str, Any] = {}
        self.check_edit(KEEP, known, found)
        if found.changes:
            keep_provenance(commitment)
            change_commitment(
                commitment=commitment, values=found.changes, by=self.by, at=self.at, expected_version=None
            )  # fmt: skip
        if record.schedule:
            extra |= self._reschedule(record, known, commitment, found)
        if delivered := self._deliver(row, record, known, commitment):
            extra["deliveries"] = ["", "; ".join(delivered)]
        return self.settle(row, commitment, found, extra=extra)

    def _reschedule(
        self, record: CommitmentRecord, known: Known, commitment: Commitment, found: Any
    ) -> dict[str, list[Any]]:
        """The schedule is one value, compared as others are."""
        new = schedule_words(record.schedule)
        current = schedule_words(commitment.instalments.order_by("due_on").values_list("due_on", "amount"))
        entry = commitment.provenance.get("schedule") or {}
        seen = entry.get("seen") or {}
        if new == current or seen.get(FILE) == new:
            if FILE not in seen:
                commitment.provenance["schedule"] = {"source": "hand", **entry, "seen": {**seen, FILE: new}}
                found.noted = True
            return {}
        if entry.get("source") == FILE and seen.get(FILE) == current:
            self.check_right(KEEP, known)
            set_schedule(
                commitment=commitment, schedule=[Part(on, amount) for on, amount in record.schedule], by=self.by,
                at=self.at,
            )  # fmt: skip
            commitment.provenance["schedule"] = entries_of({"schedule": new}, self.context)["schedule"]
            return {"schedule": [current, new]}
        self.check_right(KEEP, known)
        commitment.provenance["schedule"] = {"source": "hand", **entry, "seen": {**seen, FILE: new}}
        found.questions.append(("schedule", current, new))
        found.noted = True
        return {}


def schedule_words(parts: Any) -> str:
    """As cells hold it: one part a line."""
    return "\n".join(f"{on.isoformat()}: {plain(Decimal(amount))}" for on, amount in sorted(parts))
