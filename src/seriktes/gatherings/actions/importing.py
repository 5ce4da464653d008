"""One chunk of exhibitors of an event, each with its contacts and stands, written by the actions of the pages. A file adds
contacts and stands, and takes none away; no letter goes out unless the importer asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.exchange.actions.row_by_row import Left, RowByRow
from seriktes.exchange.actions.taking import take_value
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.gatherings.actions.exhibitors import add_contact, add_exhibitor, change_exhibitor, move_exhibitor
from seriktes.gatherings.actions.plan import take_stand
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import ExhibitorState, GatheringState
from seriktes.gatherings.models import Exhibitor, Gathering
from seriktes.gatherings.queries import access
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.importing_people import Places
from seriktes.partnerships.actions.importing.compare import FILE, ask, compare, entries_of, keep_provenance, told

# States in which a file brings a new exhibitor; the others come about on its page.
BROUGHT = (ExhibitorState.INVITED, ExhibitorState.INTERESTED, ExhibitorState.CONFIRMED)
OPEN = (GatheringState.DRAFT, GatheringState.ANNOUNCED)


@dataclass(slots=True)
class ExhibitorRecord:
    """What a row says. `contacts`: names and addresses."""

    # A number in the register, or a name.
    event: str
    organisation: tuple[str, str]
    headings: Mapping[str, str]
    fields: dict[str, Any] = field(default_factory=dict)
    contacts: list[tuple[str, str]] = field(default_factory=list)
    stands: list[str] = field(default_factory=list)
    state: str = ""
    language: str = "ru"
    is_to_be_invited: bool = False

    @property
    def title(self) -> str:
        return self.organisation[1]


class _Exhibitors(RowByRow):
    refusal = Refusal
    refused = "gatherings_refused"
    column_of = {
        "is_cancelled": "event", "merged_organisation": "organisation", "own_stand": "organisation",
        "exhibitor_twice": "organisation",
    }  # fmt: skip

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        super().__init__(rows, context)
        self.places = Places(context.by, [(row.record.organisation, "") for row in rows if row.record is not None])

    def write(self, row: Row, record: ExhibitorRecord) -> Applied:
        gathering = self._gathering(record)
        place, fault = self.places.find(record.organisation, "")
        if place is None:
            raise Left(
                fault.code if fault else "unknown_organisation", "organisation", **(fault.values if fault else {})
            )
        found = gathering.exhibitors.filter(organisation=place.organisation_id).first()
        if found is None:
            organisation = Organisation.objects.get(pk=place.organisation_id)
            return self._new(row, record, gathering, organisation)
        return self._changed(row, record, found)

    def _gathering(self, record: ExhibitorRecord) -> Gathering:
        """Of those that the author keeps: by number any, by name one that is not over. Raises Left."""
        by, rows = self.context.by, Gathering.objects.order_by("pk")
        if by is not None and not access.sees_all(by, access.KEEP):
            rows = rows.filter(organisation__in=access.own_organisations(by, access.KEEP))
        bare = record.event.removeprefix("№").removeprefix("#").strip()
        if bare.isascii() and bare.isdigit() and len(bare) < 19:
            found = list(rows.filter(pk=int(bare)))
        else:
            meant = Q(pk__in=[])
            for language in Languages.values:
                meant |= Q(**{f"name_{language}": record.event})
            found = list(rows.filter(meant, state__in=OPEN))
        if not found:
            raise Left("event_unknown", "event", value=record.event)
        if len(found) > 1:
            raise Left("name_ambiguous", "event", others=[f"№ {one.pk}" for one in found])
        return found[0]

    # --- What becomes of it -------------------------------------------------------------------------------------------
    def _new(self, row: Row, record: ExhibitorRecord, gathering: Gathering, organisation: Organisation) -> Applied:
        by, at = self.context.by, self.at
        is_agreed = record.state == ExhibitorState.CONFIRMED
        first = record.contacts[0] if record.contacts and record.is_to_be_invited and not is_agreed else None
        made = add_exhibitor(
            gathering=gathering, organisation=organisation, by=by, at=at,
            contact=(*first, record.language) if first else None, is_own_wish=record.state == ExhibitorState.INTERESTED,
        )  # fmt: skip
        if record.fields:
            made = change_exhibitor(exhibitor=made, values=record.fields, by=by, at=at, expected_version=None)
        if is_agreed:
            made = move_exhibitor(exhibitor=made, way="confirm", by=by, at=at, by_label=self.label, is_told=False)
        elif record.state and record.state not in BROUGHT:
            self.note(row, Fault("state_on_page", "state", {"value": str(ExhibitorState(record.state).label)}))
        self._contacts(record, made)
        made.provenance = entries_of(record.fields, self.context)
        self._stands(row, record, made)
        keep_provenance(made)
        return Applied(row, Outcome.CREATED, made.pk, _label(made))

    def _changed(self, row: Row, record: ExhibitorRecord, found: Exhibitor) -> Applied:
        compared = compare(found, record.fields, self.context)
        ask(found, compared, self.context)
        changes = told(found, compared.changes)
        if compared.changes:
            change_exhibitor(
                exhibitor=found, values=compared.changes, by=self.context.by, at=self.at, expected_version=None
            )
        for name, added in (
            ("contacts", self._contacts(record, found)),
            ("stands", self._stands(row, record, found)),
        ):
            if added:
                changes[name] = [[], added]
        keep_provenance(found)
        outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        return Applied(row, outcome, found.pk, _label(found), len(compared.questions), changes)

    def _contacts(self, record: ExhibitorRecord, exhibitor: Exhibitor) -> list[str]:
        """Those that were added: whose address the exhibitor had not."""
        known = set(exhibitor.contacts.values_list("email", flat=True))
        added = []
        for name, email in record.contacts:
            if email in known:
                continue
            known.add(email)
            add_contact(
                exhibitor=exhibitor, name=name, email=email, language=record.language, by=self.context.by, at=self.at
            )
            added.append(f"{name} <{email}>")
        return added

    def _stands(self, row: Row, record: ExhibitorRecord, exhibitor: Exhibitor) -> list[str]:
        """Those that were taken; one that is unknown or another's leaves its cell out, and not the row. What a file gave
        before and a person freed since stays free."""
        given = ((exhibitor.provenance.get("stands") or {}).get("seen") or {}).get(FILE, [])
        added: list[str] = []
        for label in record.stands:
            stand = exhibitor.gathering.stands.filter(label__iexact="".join(label.split())).first()
            if stand is None:
                self.note(row, Fault("stand_unknown", "stands", {"value": label}))
                continue
            if stand.exhibitor_id == exhibitor.pk or stand.label in given:
                continue
            try:
                with transaction.atomic():
                    take_stand(stand=stand, exhibitor=exhibitor, by=self.context.by, at=self.at, is_told=False)
            except Refusal as refusal:
                self.note(row, self.told(refusal, "stands"))
                continue
            added.append(stand.label)
        if added:
            exhibitor.provenance |= entries_of({"stands": [*given, *added]}, self.context)
        return added


def _label(exhibitor: Exhibitor) -> str:
    return f"{exhibitor.organisation.name} · {exhibitor.gathering.name}"[:300]


def import_exhibitors(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Exhibitors(rows, context).apply()


# --- Questions --------------------------------------------------------------------------------------------------------
def decide_exhibitor(*, question: ImportQuestion, by: User) -> None:
    """Put the value of the file in force. Raises CannotTake."""
    exhibitor = Exhibitor.objects.get(pk=question.target_id)
    take_value(
        question=question, record=exhibitor,
        change=lambda values: change_exhibitor(
            exhibitor=exhibitor, values=values, by=by, at=timezone.now(), expected_version=None
        ),
    )  # fmt: skip


def may_decide_exhibitor(user: User, pk: int) -> bool:
    exhibitor = Exhibitor.objects.filter(pk=pk).select_related("gathering").first()
    return exhibitor is not None and access.may(user, access.KEEP, exhibitor)
