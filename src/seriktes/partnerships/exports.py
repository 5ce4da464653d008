"""Partnerships, agreements, commitments and activities as tables that our imports read back: the same columns.

Rows come in parts, each with a few queries for its sides, however many there are. Who sees a partnership only because it
is published reads of it what is published.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from seriktes.common.files.exports import ExportColumn
from seriktes.common.identifiers import get_scheme
from seriktes.exchange.definitions import Field
from seriktes.exchange.exports import export_response
from seriktes.organisations.models import Identifier, Organisation
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.register import national_scheme
from seriktes.partnerships.imports.fields import (
    ACTIVITY_FIELDS,
    AGREEMENT_FIELDS,
    COMMITMENT_FIELDS,
    PARTNERSHIP_FIELDS,
)
from seriktes.partnerships.models import (
    Activity,
    ActivityParty,
    Agreement,
    Commitment,
    Delivery,
    Instalment,
    Partnership,
    Party,
    Signatory,
)
from seriktes.partnerships.queries import access

PART = 1000
LINES = "\n"
# What of a partnership is published.
PUBLISHED = {"id", "name_kk", "name_ru", "name_en", "parties", "forms", "region"}
PARTICULARS = {"note", "contacts", "ground_note", "end_reason"}
Row = dict[str, Any]


def columns_of(fields: Sequence[Field], *, beside: Collection[str]) -> list[ExportColumn]:
    """Their codes are the fields of the import, their labels its headings."""
    return [ExportColumn(field.code, field.label) for field in fields if field.code not in beside]


# --- Sides in words ---------------------------------------------------------------------------------------------------
class SideNames:
    """Organisations as the import recognises them: the name, and in brackets the number that is certain."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def read(self, pks: Collection[int]) -> None:
        unknown = {pk for pk in pks if pk not in self._known}
        if not unknown:
            return
        numbers: dict[int, dict[str, str]] = defaultdict(dict)
        schemes = [scheme for scheme in (national_scheme(), "ror") if scheme]
        rows = Identifier.objects.filter(organisation__in=unknown, scheme__in=schemes, archived_at__isnull=True)
        for pk, scheme, value in rows.values_list("organisation_id", "scheme", "value"):
            numbers[pk].setdefault(scheme, value)
        for pk, organisation in Organisation.objects.in_bulk(unknown).items():
            scheme = next((scheme for scheme in schemes if scheme in numbers[pk]), "")
            number = f"{get_scheme(scheme).label} {numbers[pk][scheme]}" if scheme else f"№ {pk}"
            self._known[pk] = f"{_flat(str(organisation))} ({number})"

    def of(self, organisation: int, unit: str = "") -> str:
        return f"{self._known[organisation]} / {_flat(unit)}" if unit else self._known[organisation]


def _flat(name: str) -> str:
    """Without what parts several values in a cell."""
    return " ".join(name.replace(";", ",").split())


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


def _number(value: Decimal | None) -> Any:
    """Large sums as text: a spreadsheet rounds numbers of more than fifteen digits."""
    if value is None:
        return None
    return f"{value:f}" if abs(value) >= Decimal(10) ** 13 else value


def _parts(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    # Lists leave columns out that they do not show; a table has them all.
    for row in rows.defer(None).iterator(chunk_size=PART):
        part.append(row)
        if len(part) == PART:
            yield part
            part = []
    if part:
        yield part


# --- Partnerships -----------------------------------------------------------------------------------------------------
def partnership_rows(partnerships: QuerySet[Partnership], user: Viewer) -> Iterator[Row]:
    names, sees_all = SideNames(), access.sees_all(user)
    own, told = set(access.own_organisations(user)), set(access.own_organisations(user, access.PARTICULARS))
    tells_all = access.sees_all(user, access.PARTICULARS)
    for part in _parts(partnerships):
        parties = _parties([row.pk for row in part], names)
        for row in part:
            sides = parties[row.pk]
            every = {party.organisation_id for party in sides}
            shown = _partnership_row(row, sides, names)
            if not (sees_all or own & every):
                shown = {code: value for code, value in shown.items() if code in PUBLISHED}
            elif not (tells_all or _are_told(told, sides)):
                shown = {code: value for code, value in shown.items() if code not in PARTICULARS}
            yield shown


def _are_told(own: set[int], sides: Sequence[Party]) -> bool:
    """Whether one of these organisations is a side that has not left."""
    return any(party.organisation_id in own for party in sides if party.left_on is None)


def _parties(partnerships: Collection[int], names: SideNames) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    rows = Party.objects.filter(partnership__in=partnerships).select_related("unit").order_by("pk")
    for party in rows:
        found[party.partnership_id].append(party)
    names.read({party.organisation_id for parties in found.values() for party in parties})
    return found


def _side(party: Party, names: SideNames) -> str:
    unit = party.unit
    return names.of(party.organisation_id, (unit.name_ru or unit.name_kk or unit.name_en) if unit else "")


def _sides(parties: Sequence[Party], names: SideNames) -> str:
    return LINES.join(_side(party, names) for party in parties if party.left_on is None)


def _partnership_row(row: Partnership, parties: Sequence[Party], names: SideNames) -> Row:
    plain = (
        "number", "name_kk", "name_ru", "name_en", "stage", "region", "initiator", "ground", "ground_note", "began_on",
        "ended_on", "end_reason", "note",
    )  # fmt: skip
    contacts = [
        f"{_side(party, names)}: {_flat(party.contact_name)} <{party.contact_email}>".replace(" <>", "")
        for party in parties
        if party.left_on is None and (party.contact_name or party.contact_email)
    ]
    return {
        "id": row.pk,
        "parties": _sides(parties, names),
        "forms": list(row.forms),
        "contacts": LINES.join(contacts),
        **{name: getattr(row, name) for name in plain},
    }


# --- Agreements -------------------------------------------------------------------------------------------------------
def agreement_rows(agreements: QuerySet[Agreement], _user: Viewer) -> Iterator[Row]:
    names = SideNames()
    rows = agreements.select_related("partnership", "framework", "amends", "supersedes")
    for part in _parts(rows):
        signatories: dict[int, list[Signatory]] = defaultdict(list)
        found = Signatory.objects.filter(agreement__in=[row.pk for row in part]).select_related("party__unit")
        for signatory in found.order_by("pk"):
            signatories[signatory.agreement_id].append(signatory)
        names.read({one.party.organisation_id for some in signatories.values() for one in some})
        for row in part:
            yield _agreement_row(row, signatories[row.pk], names)


def _agreement_row(row: Agreement, signatories: Sequence[Signatory], names: SideNames) -> Row:
    plain = (
        "number", "kind", "name_kk", "name_ru", "name_en", "state", "signed_on", "starts_on", "ends_on", "notice_days",
        "extension_months", "extensions_at_most", "currency", "purpose", "terminated_on", "termination_reason",
    )  # fmt: skip
    signed = [one for one in signatories if one.signed_on]
    return {
        "id": row.pk,
        **_place(row.partnership),
        "parties": LINES.join(_side(one.party, names) for one in signatories),
        "signatures": LINES.join(f"{_side(one.party, names)}: {one.signed_on}" for one in signed),
        "languages": list(row.languages),
        "renews": row.renews,
        "amount": _number(row.amount),
        **{name: _reference(getattr(row, name)) for name in ("framework", "amends", "supersedes")},
        **{name: getattr(row, name) for name in plain},
    }


def _place(partnership: Partnership) -> Row:
    return {"partnership_id": partnership.pk, "partnership": partnership.number}


def _reference(agreement: Agreement | None) -> str:
    return agreement.number if agreement else ""


# --- Commitments ------------------------------------------------------------------------------------------------------
def commitment_rows(commitments: QuerySet[Commitment], user: Viewer) -> Iterator[Row]:
    names = SideNames()
    own = set(access.own_organisations(user, access.PARTICULARS))
    tells_all = access.sees_all(user, access.PARTICULARS)
    for part in _parts(commitments.select_related("agreement__partnership", "party__unit")):
        pks = [row.pk for row in part]
        names.read({row.party.organisation_id for row in part})
        parties = _parties({row.agreement.partnership_id for row in part}, names)
        parts, deliveries = _by_commitment(Instalment, pks), _by_commitment(Delivery, pks, withdrawn_at__isnull=True)
        for row in part:
            money = row.currency
            sides = parties[row.agreement.partnership_id]
            tells = tells_all or _are_told(own, sides)
            schedule = [f"{one.due_on}: {one.amount}" for one in sorted(parts[row.pk], key=lambda one: one.due_on)]
            yield {
                "id": row.pk, "agreement_id": row.agreement_id, "agreement": row.agreement.number,
                **_place(row.agreement.partnership), "parties": _sides(sides, names),
                "party": _side(row.party, names), "kind": row.kind, "what": row.what, "unit": row.unit, "currency": money,
                "service_months": row.service_months, "schedule": LINES.join(schedule),
                "deliveries": LINES.join(_delivery(one, with_note=tells) for one in deliveries[row.pk]),
            }  # fmt: skip


def _by_commitment(model: Any, pks: Collection[int], **narrowed: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for one in model.objects.filter(commitment__in=pks, **narrowed).order_by("pk"):
        found[one.commitment_id].append(one)
    return found


def _delivery(one: Delivery, *, with_note: bool) -> str:
    told = [f"{one.on}: {one.amount}"]
    if one.confirmed_at:
        told.append(f"confirmed {_day(one.confirmed_at)}")
    else:
        told.append(f"disputed {_day(one.disputed_at)}" if one.disputed_at else "not confirmed")
    return " | ".join([*told, *([one.note] if one.note and with_note else [])])


# --- Activities -------------------------------------------------------------------------------------------------------
def activity_rows(activities: QuerySet[Activity], _user: Viewer) -> Iterator[Row]:
    names = SideNames()
    for part in _parts(activities.select_related("partnership", "agreement")):
        parties: dict[int, list[ActivityParty]] = defaultdict(list)
        found = ActivityParty.objects.filter(activity__in=[row.pk for row in part])
        for party in found.order_by("pk"):
            parties[party.activity_id].append(party)
        names.read({party.organisation_id for some in parties.values() for party in some})
        for row in part:
            yield _activity_row(row, parties[row.pk], names)


def _activity_row(row: Activity, parties: Sequence[ActivityParty], names: SideNames) -> Row:
    plain = (
        "number", "kind", "title", "starts_on", "ends_on", "form", "mode", "mode_reason", "currency", "participants",
        "place", "region", "results", "state",
    )  # fmt: skip
    said = sorted((party for party in parties if party.confirmed_at), key=lambda party: (party.confirmed_at, party.pk))
    reporter = said[0] if said else None
    return {
        "id": row.pk,
        **_place(row.partnership),
        "parties": LINES.join(names.of(party.organisation_id) for party in parties),
        "agreement_id": row.agreement_id,
        "agreement": row.agreement.number if row.agreement else "",
        "hours": row.hours,
        "amount": _number(row.amount),
        "reported_by": names.of(reporter.organisation_id) if reporter else "",
        "reported_on": _day(row.reported_at),
        "confirmations": LINES.join(
            f"{names.of(party.organisation_id)}: {_day(party.confirmed_at)}"
            for party in said
            if party is not reporter or len(said) == len(parties)
        ),
        **{name: getattr(row, name) for name in plain},
    }


# --- The four of them -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Export:
    """A table that lists offer under `{% export_links %}`. `visible` is what a reader may see at all."""

    code: str
    fields: tuple[Field, ...]
    rows: Callable[[Any, Viewer], Iterator[Row]]
    visible: Callable[[Viewer], QuerySet[Any]]
    # Fields of the import that the table does not need: it names all sides in one column.
    beside: frozenset[str] = frozenset({"university", "partner"})

    @property
    def columns(self) -> list[ExportColumn]:
        return columns_of(self.fields, beside=self.beside)


EXPORTS: Mapping[str, Export] = {
    export.code: export
    for export in (
        Export("partnerships", PARTNERSHIP_FIELDS, partnership_rows, access.partnerships_visible_to),
        Export("agreements", AGREEMENT_FIELDS, agreement_rows, access.agreements_visible_to),
        Export("commitments", COMMITMENT_FIELDS, commitment_rows, access.commitments_visible_to,
               frozenset({"university", "partner", "due_on", "amount"})),
        Export("activities", ACTIVITY_FIELDS, activity_rows, access.activities_visible_to),
    )
}  # fmt: skip


def respond(code: str, request: HttpRequest, rows: QuerySet[Any] | None = None) -> HttpResponseBase:
    """The list as a download. `rows`: what the page shows, narrowed to what the reader may see; else all that is."""
    export = EXPORTS[code]
    shown = export.visible(request.user).order_by(F("pk")) if rows is None else rows
    return export_response(
        request, rows=export.rows(shown, request.user), columns=export.columns, filename=code, count=shown.count()
    )
