"""Activities from files: new ones in bulk, with their reports and confirmations on the days that the file names.

An activity counts as confirmed only where the file says which side confirmed it and when; else it awaits the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from seriktes.accounts.actions import Recorded, record_events
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.organisations.models import Organisation
from seriktes.partnerships.actions.activities import change_activity, check_sense, confirm_activity, follow_kind
from seriktes.partnerships.actions.agreements.moving import moment_of
from seriktes.partnerships.actions.importing.chunk import Chunk, Rejected, name_columns, refused
from seriktes.partnerships.actions.importing.compare import compare, entries_of, keep_provenance
from seriktes.partnerships.actions.importing.records import ActivityRecord
from seriktes.partnerships.actions.naming import enter_activities
from seriktes.partnerships.actions.standing import refresh_last_activity
from seriktes.partnerships.definitions.refusals import Refusal
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity, ActivityParty, Agreement
from seriktes.partnerships.queries.importing import Activities, Agreements, Known, Missing, Partnerships, key_of
from seriktes.procedures.actions.events import NewEvent, record_many

REPORT = "partnerships.report_activity"
SUBJECT = "partnerships.activity"
# Once others have spoken, a file changes nothing without being asked.
OPEN = (ActivityState.DRAFT, ActivityState.REPORTED)
BATCH = 2000


def import_activities(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


@dataclass(slots=True)
class New:
    """An activity on its way in. `words`: each side's word with its moment, the reporter's first."""

    row: Row
    activity: Activity
    sides: list[int]
    words: dict[int, datetime]
    reporter: int
    reported_at: datetime | None
    events: list[tuple[str, datetime, dict[str, Any], int | None]] = field(default_factory=list)


class _Chunk(Chunk):
    records: list[ActivityRecord]  # type: ignore[assignment]

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        super().__init__(rows, context)
        self.targets: dict[int, Known] = {}
        wanted: dict[int, list[tuple[str, str]]] = {}
        for row in rows:
            if row.record is None or row.record.id is not None:
                continue
            try:
                known = self.targets[row.number] = self.partnership_of(row.record)
            except (Missing, Rejected):
                continue  # told when the row's turn comes
            fields = row.record.fields
            wanted.setdefault(known.pk, []).append((fields.get("number", ""), fields["title"]))
        self.standing = Activities([record.id for record in self.records if record.id is not None], wanted)
        where = {activity.partnership_id for activity in self.standing.by_id.values()}
        for known in Partnerships(self.by, where - set(self.partnerships.by_id), [], []).by_id.values():
            self.partnerships.add(known)
        ids = [record.agreement_id for record in self.records if record.agreement_id is not None]
        self.agreements = Agreements(self.partnerships.by_id, {record.agreement for record in self.records}, ids)
        pks = {side.organisation for known in self.partnerships.by_id.values() for side in known.sides}
        missing = pks - set(self.sides.organisations)
        self.organisations = {**self.sides.organisations, **Organisation.objects.in_bulk(missing)}
        self.names = {pk: str(organisation) for pk, organisation in self.organisations.items()}
        self.moment = cache(lambda day: moment_of(day, self.at))
        # What this chunk makes, so that a second row of the same is told so.
        self.made: dict[tuple[Any, ...], int] = {}

    def apply(self) -> list[Applied]:
        done: dict[int, Applied] = {}
        new: list[New] = []
        for row in self.rows:
            prepared = self._prepared(row)
            if isinstance(prepared, New):
                new.append(prepared)
            else:
                done[row.number] = prepared
        self._write(new)
        for one in new:
            done[one.row.number] = Applied(one.row, Outcome.CREATED, one.activity.pk, one.activity.title)
        return [done[row.number] for row in self.rows]

    def _prepared(self, row: Row) -> New | Applied:
        """A new activity ready to be written with the others; what became of the row, where it is no new one."""
        record = row.record
        if record is None:
            return Applied(row, Outcome.REJECTED)
        count = len(row.faults)
        try:
            activity = self._recognise(record, row)
            if activity is not None:
                return self.one(row)
            new = self._new(row, record, self.targets[row.number])
        except (Missing, Rejected, Refusal) as error:
            del row.faults[count:]
            row.faults.append(_fault_of(error, self.columns))
            name_columns(row)
            return Applied(row, Outcome.REJECTED, label=record.title)
        name_columns(row)
        return new

    def _recognise(self, record: ActivityRecord, row: Row) -> Activity | None:
        if record.id is not None:
            activity = self.standing.by_id.get(record.id)
            if activity is None or activity.partnership_id not in self.partnerships.by_id:
                raise Missing("unknown_number", "id", value=record.id)
            return activity
        known = self.targets.get(row.number) or self.partnership_of(record)
        fields = record.fields
        number = fields.get("number", "")
        content = (fields["kind"], fields["title"], fields["starts_on"], fields["ends_on"])
        found = self.standing.candidates(known.pk, number, content)
        if len(found) > 1:
            raise Missing(
                "activity_ambiguous", "number" if number else "title", others=[f"№ {one.pk}" for one in found[:5]]
            )
        if not found:
            key = (known.pk, key_of(number)) if number else (known.pk, *content)
            if (first := self.made.setdefault(key, row.number)) != row.number:
                raise Rejected("doubled_row", row=first)
        return found[0] if found else None

    # --- New ----------------------------------------------------------------------------------------------------------
    def _new(self, row: Row, record: ActivityRecord, known: Known) -> New:
        self.check_right(REPORT, known)
        fields = record.fields
        if "amount" in fields and not fields.get("currency"):
            raise Rejected("currency_missing", "amount")
        activity = Activity(partnership_id=known.pk, **fields)
        follow_kind(activity, given=set(fields))
        check_sense(activity)
        if record.agreement or record.agreement_id is not None:
            activity.agreement_id = self.agreements.find(known.pk, record.agreement, record.agreement_id)
        sides = self._sides(record, known)
        words = self._confirmations(record, sides)
        reporter = self._reporter(record, known, sides, words)
        new = New(row, activity, sides, {}, reporter, None)
        activity.provenance = entries_of(self._said(record, activity), self.context)
        if record.state in (ActivityState.DISPUTED, ActivityState.WITHDRAWN):
            raise Rejected("state_not_imported", "state")
        if record.state == ActivityState.DRAFT:
            new.words[reporter] = self.at
            new.events.append(("activity.drafted", self.at, {}, reporter))
            return new
        self._report(new, record, words)
        if record.state == ActivityState.CONFIRMED and activity.state != ActivityState.CONFIRMED:
            row.faults.append(Fault("confirmation_missing", "state", {}))
        return new

    def _sides(self, record: ActivityRecord, known: Known) -> list[int]:
        """Organisations that took part: those that the row names, else every side that had not left by then."""
        ends_on = record.fields["ends_on"]
        spots = self.spots(record.where.parties)
        staying = [side.organisation for side in known.sides if side.left_on is None or side.left_on >= ends_on]
        sides = list(dict.fromkeys([spot.organisation for spot in spots] or staying))
        every = {side.organisation for side in known.sides}
        if strangers := [pk for pk in sides if pk not in every]:
            raise Missing("unknown_side", "parties", value=", ".join(self.names[pk] for pk in strangers))
        # Two units of one organisation have one word between them.
        if len(sides) < 2 and len(every) != 1:
            raise Rejected("one_side", "parties")
        return sides

    def _confirmations(self, record: ActivityRecord, sides: Sequence[int]) -> dict[int, date]:
        found: dict[int, date] = {}
        for side, on in record.confirmations:
            pk = self.spot(side, "confirmations").organisation
            if pk not in sides:
                raise Missing("unknown_side", "confirmations", value=side.text)
            found[pk] = on
        return found

    def _reporter(self, record: ActivityRecord, known: Known, sides: Sequence[int], said: dict[int, date]) -> int:
        """Whose word the report is: named in the file, else the importer's own side, else whoever confirmed first."""
        if record.reported_by is not None:
            pk = self.spot(record.reported_by, "reported_by").organisation
            if pk not in sides:
                raise Missing("unknown_side", "reported_by", value=record.reported_by.text)
            return pk
        own = [pk for pk in self.rights.own_sides(known, REPORT) if pk in sides]
        if len(own) == 1:
            return own[0]
        if said:
            return min(said, key=lambda pk: (said[pk], sides.index(pk)))
        if len(sides) == 1:
            return sides[0]
        raise Missing("who_reported", "reported_by")

    def _report(self, new: New, record: ActivityRecord, said: dict[int, date]) -> None:
        activity, ends_on = new.activity, record.fields["ends_on"]
        if ends_on > self.context.on:
            raise Rejected("activity_ahead", "ends_on", value=ends_on.isoformat())
        reported_on = record.reported_on or min(said.values(), default=None)
        for column, on in (("reported_on", record.reported_on), *(("confirmations", on) for on in said.values())):
            if on is not None and not max(ends_on, reported_on or ends_on) <= on <= self.context.on:
                raise Rejected("told_out_of_order", column, value=on.isoformat(), ended=ends_on.isoformat())
        at = self.moment(reported_on) if reported_on else self.at
        activity.reported_at = new.reported_at = at
        confirmed = sorted((max(self.moment(on), at), pk) for pk, on in said.items() if pk != new.reporter)
        new.words = {new.reporter: at, **{pk: moment for moment, pk in confirmed}}
        others = [pk for pk in new.sides if pk != new.reporter]
        data = {"side": others, "name": self.names[new.reporter]}
        new.events.append(("activity.reported", at, data, new.reporter))
        for moment, pk in confirmed:
            new.events.append(("activity.confirmed_by", moment, {"side": pk, "name": self.names[pk]}, pk))
        if all(pk in new.words for pk in new.sides):
            last = confirmed[-1][0] if confirmed else at
            activity.state, activity.confirmed_at = ActivityState.CONFIRMED, last
            new.events.append(("activity.confirmed", last, {}, None))
        else:
            activity.state = ActivityState.REPORTED

    @staticmethod
    def _said(record: ActivityRecord, activity: Activity) -> dict[str, Any]:
        said = dict(record.fields)
        if activity.agreement_id is not None:
            said["agreement"] = activity.agreement_id
        if record.state:
            said["state"] = record.state
        return said

    # --- Writing ------------------------------------------------------------------------------------------------------
    def _write(self, new: Sequence[New]) -> None:
        if not new:
            return
        Activity.objects.bulk_create([one.activity for one in new], batch_size=BATCH)
        ActivityParty.objects.bulk_create([party for one in new for party in self._parties(one)], batch_size=BATCH)
        enter_activities([one.activity for one in new], are_new=True)
        values = {"run": self.context.run_id}
        record_events(
            events=[Recorded("partnerships.activity.imported", one.activity, values) for one in new], by=self.by
        )
        events = (
            NewEvent(SUBJECT, one.activity.pk, kind, at, data, self.by, self.label, organisation)
            for one in new
            for kind, at, data, organisation in one.events
        )
        # The whole chunk at once: each transaction would read the clocks of its records again.
        record_many(events, now=self.at, chunk=len(new) * 8)
        confirmed = {one.activity.partnership_id for one in new if one.activity.state == ActivityState.CONFIRMED}
        if confirmed:
            refresh_last_activity(*confirmed)

    def _parties(self, one: New) -> list[ActivityParty]:
        own = set(self.rights.own_sides(self.partnerships.by_id[one.activity.partnership_id], REPORT))
        return [
            ActivityParty(
                activity_id=one.activity.pk, organisation_id=pk, confirmed_at=one.words.get(pk),
                confirmed_by_id=self.by.pk if self.by and pk in one.words and pk in own else None,
                confirmed_label=self.label if pk in one.words else "",
            )
            for pk in one.sides
        ]  # fmt: skip

    # --- One that stands ----------------------------------------------------------------------------------------------
    def write(self, row: Row, record: ActivityRecord) -> Applied:
        activity = self._recognise(record, row)
        if activity is None:
            raise Missing("unknown_number", "id")
        known = self.partnerships.by_id[activity.partnership_id]
        values = dict(record.fields)
        if record.agreement or record.agreement_id is not None:
            pk = self.agreements.find(known.pk, record.agreement, record.agreement_id)
            values["agreement"] = activity.agreement if activity.agreement_id == pk else Agreement.objects.get(pk=pk)
        is_over = activity.state == ActivityState.WITHDRAWN
        found = compare(
            activity, values, self.context, ask=activity.state not in OPEN, frozen=set(values) if is_over else set()
        )
        extra: dict[str, Any] = {}
        self.check_edit(REPORT, known, found)
        if found.changes:
            keep_provenance(activity)
            change_activity(
                activity=activity, reporter=self._speaker(activity, known), values=found.changes, at=self.at, by=self.by,
                expected_version=None,
            )  # fmt: skip
        elif record.confirmations and activity.state == ActivityState.REPORTED:
            extra = self._confirm(record, known, activity)
        if record.state and not extra:
            beside = compare(activity, {"state": record.state}, self.context, frozen={"state"})
            found.noted, found.refused = found.noted or beside.noted, [*found.refused, *beside.refused]
        return self.settle(row, activity, found, extra=extra)

    def _speaker(self, activity: Activity, known: Known) -> Organisation:
        """For which side the file changes the report: the importer's own, else the one that reported it."""
        parties = list(activity.parties.order_by("pk"))
        own = self.rights.own_sides(known, REPORT)
        first = next((one.organisation_id for one in parties if one.organisation_id in own), None)
        said = next(
            (one.organisation_id for one in parties if one.confirmed_at is not None), parties[0].organisation_id
        )
        return self.organisations[first or said]

    def _confirm(self, record: ActivityRecord, known: Known, activity: Activity) -> dict[str, Any]:
        """Sides of which the file says by now that they confirmed it."""
        parties = {party.organisation_id: party for party in activity.parties.all()}
        said = self._confirmations(record, list(parties))
        done = []
        for pk, on in sorted(said.items(), key=lambda pair: pair[1]):
            if parties[pk].confirmed_at is not None:
                continue
            self.check_right(REPORT, known)
            if not activity.ends_on <= on <= self.context.on:
                ended = activity.ends_on.isoformat()
                raise Rejected("told_out_of_order", "confirmations", value=on.isoformat(), ended=ended)
            at = max(self.moment(on), activity.reported_at or self.moment(on))
            confirm_activity(
                activity=activity, organisation=self.organisations[pk], at=at, by=self.by, by_label=self.label
            )  # fmt: skip
            done.append(f"{self.names[pk]}: {on.isoformat()}")
        return {"confirmations": ["", "; ".join(done)]} if done else {}


def _fault_of(error: Missing | Rejected | Refusal, columns: Mapping[str, str]) -> Fault:
    if isinstance(error, Rejected):
        return error.fault
    return refused(error, columns) if isinstance(error, Refusal) else Fault(error.code, error.column, error.values)
