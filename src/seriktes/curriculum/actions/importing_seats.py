"""One chunk of seats of councils: recognised by council, organisation and whoever sits there, compared as every import is,
written by the actions of the pages. The seat of a later term is another one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.curriculum.actions.councils import add_member, change_member
from seriktes.curriculum.actions.importing import OfUniversity
from seriktes.curriculum.models import Council, CouncilMember
from seriktes.curriculum.queries import access
from seriktes.exchange.actions.row_by_row import Left
from seriktes.exchange.definitions import Applied, Context, Row
from seriktes.exchange.enums import Outcome
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.partnerships.actions.importing.compare import FILE, compare, entries_of, keep_provenance, plain

Named = tuple[str, str]
HOLDERS = ("post", "person", "contact_name")


@dataclass(slots=True)
class SeatRecord:
    """What a row says: in which council, of which organisation, and who sits there, by post or by name."""

    # A number in the register, or a name.
    council: str
    university: Named | None
    organisation: Named
    fields: dict[str, Any]
    headings: Mapping[str, str]
    post: str = ""
    name: str = ""
    email: str = ""

    @property
    def title(self) -> str:
        return f"{self.council} · {self.organisation[1]}"

    @property
    def named(self) -> list[tuple[Named, str]]:
        return [(one, "") for one in (self.organisation, self.university) if one is not None]


class _Seats(OfUniversity):
    permission = access.COUNCILS
    column_of = {
        "seat_twice": "post", "has_left": "ends_on", "ends_before_it_begins": "ends_on", "closed": "council", "nobody": "name",
        "merged_organisation": "organisation",
    }  # fmt: skip

    def write(self, row: Row, record: SeatRecord) -> Applied:
        council = self._council(record)
        place, fault = self.places.find(record.organisation, "")
        if place is None:
            raise Left(
                fault.code if fault else "unknown_organisation", "organisation", **(fault.values if fault else {})
            )
        found = self._standing(council, place.organisation_id, lambda seat: _sits(seat, record), record)
        holder = _held(found, record) if found is not None else self._holder(record, place.organisation_id)
        if found is None:
            found = self._standing(council, place.organisation_id, lambda seat: _was_filled(seat, holder), record)
        values = {**holder, **record.fields}
        if found is None:
            return self._new(row, council, place.organisation_id, values)
        compared = compare(found, values, self.context)
        provenance = found.provenance
        applied = self.settled(row, found, compared, {})
        if compared.changes:
            change_member(member=found, values=compared.changes, by=self.context.by, at=self.at, by_label=self.label)
            CouncilMember.objects.filter(pk=found.pk).update(provenance=provenance)
        return applied

    # --- What rows name -----------------------------------------------------------------------------------------------
    def _council(self, record: SeatRecord) -> Council:
        """Of those that the author keeps. Raises Left."""
        rows = Council.objects.filter(closed_on__isnull=True).order_by("pk")
        if self.context.by is not None:
            rows = rows.filter(pk__in=access.councils_visible_to(self.context.by).values("pk"))
        if record.university is not None:
            place, fault = self.places.find(record.university, "")
            if place is None:
                raise Left(
                    fault.code if fault else "unknown_organisation", "university", **(fault.values if fault else {})
                )
            rows = rows.filter(organisation=place.organisation_id)
        bare = record.council.removeprefix("№").removeprefix("#").strip()
        is_number = bare.isascii() and bare.isdigit() and len(bare) < 19
        found = list(rows.filter(pk=int(bare)) if is_number else rows.filter(_called(record.council)))
        if not found:
            raise Left("council_unknown", "council", value=record.council)
        if len(found) > 1:
            raise Left("name_ambiguous", "council", others=[f"№ {one.pk}" for one in found])
        if self.context.by is not None and not access.may(self.context.by, access.COUNCILS, found[0]):
            raise Left("not_allowed", "council")
        return found[0]

    def _holder(self, record: SeatRecord, organisation: int) -> dict[str, Any]:
        """Who sits there: a post of the organisation, a person of it whom the author sees, or a name."""
        named = _named(record)
        if record.post:
            posts = list(
                Post.objects.filter(_called(record.post), organisation=organisation, closed_on__isnull=True)[:2]
            )
            if len(posts) != 1:
                raise Left("post_unknown", "post", value=record.post)
            return {"post": posts[0], **named}
        person = self._person(record, organisation)
        return (
            named if person is None else {"person": person, **({"contact_email": record.email} if record.email else {})}
        )

    def _person(self, record: SeatRecord, organisation: int) -> Person | None:
        found = self.people(record.name, organisation) if record.name else set()
        if record.email and len(found) > 1:
            found = {one for one in found if one.email.casefold() == record.email}
        return found.pop() if len(found) == 1 else None

    @staticmethod
    def _standing(
        council: Council, organisation: int, is_meant: Callable[[CouncilMember], bool], record: SeatRecord
    ) -> CouncilMember | None:
        """The newest of the seats that are meant whose term meets that of the row; also one that was given up."""
        rows = CouncilMember.objects.select_for_update(of=("self",)).select_related("council", "post", "person")
        rows = rows.filter(council=council, organisation=organisation).order_by("-starts_on", "-pk")
        return next((one for one in rows if is_meant(one) and _meet(one, record.fields)), None)

    def _new(self, row: Row, council: Council, organisation: int, values: dict[str, Any]) -> Applied:
        if "starts_on" not in values:
            raise Left("value_missing", "starts_on")
        made = add_member(
            council=council, organisation=Organisation.objects.get(pk=organisation), values=values, by=self.context.by,
            at=self.at, by_label=self.label,
        )  # fmt: skip
        made.provenance = entries_of(values, self.context)
        keep_provenance(made)
        return Applied(row, Outcome.CREATED, made.pk, f"{council.name} · {made.organisation.name}"[:300])


def _named(record: SeatRecord) -> dict[str, Any]:
    said = {"contact_name": record.name, "contact_email": record.email}
    return {name: value for name, value in said.items() if value}


def _held(seat: CouncilMember, record: SeatRecord) -> dict[str, Any]:
    """Of a seat that stands, the holder as it stands: a post that was closed since is that of the seat all the same."""
    if seat.post is not None:
        return {"post": seat.post, **_named(record)}
    if seat.person is not None:
        return {"person": seat.person, **({"contact_email": record.email} if record.email else {})}
    return _named(record)


def _called(name: str) -> Q:
    meant = Q(pk__in=[])
    for language in Languages.values:
        meant |= Q(**{f"name_{language}": name})
    return meant


def _sits(seat: CouncilMember, record: SeatRecord) -> bool:
    if record.post:
        return seat.post is not None and record.post in seat.post.names_by_language.values()
    names = set(seat.person.names_by_language.values()) if seat.person is not None else {seat.contact_name}
    if record.name:
        return seat.post is None and record.name.casefold() in {name.casefold() for name in names}
    return seat.post is None and bool(record.email) and seat.contact_email.casefold() == record.email


def _was_filled(seat: CouncilMember, holder: Mapping[str, Any]) -> bool:
    """Whether a file filled the seat so before its holder was changed by hand."""
    said = ((name, holder[name]) for name in HOLDERS if name in holder)
    return any(((seat.provenance.get(name) or {}).get("seen") or {}).get(FILE) == plain(value) for name, value in said)


def _meet(seat: CouncilMember, said: Mapping[str, date | None]) -> bool:
    first, last = said.get("starts_on"), said.get("ends_on")
    return (last is None or seat.starts_on <= last) and (seat.ends_on is None or first is None or seat.ends_on >= first)


def import_seats(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Seats(rows, context).apply()


def take_seat(record: CouncilMember, values: dict[str, Any], by: User) -> object:
    return change_member(member=record, values=values, by=by, at=timezone.now())
