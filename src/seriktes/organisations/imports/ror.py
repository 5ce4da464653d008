"""Records of the Research Organization Registry, in version 1 and version 2 of its schema.

https://ror.readme.io/docs/ror-data-structure (version 2), https://ror.readme.io/v1/docs/ror-data-structure (version 1).
The registry's data are in the public domain (CC0), so that its organisations are published here.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import IO, Any

from django.utils import timezone

from seriktes.common.files.records import JsonRecords
from seriktes.common.files.text import tidy
from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import InvalidIdentifier, get_pack
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.enums import Source
from seriktes.organisations.actions.importing.record import (
    ChannelRow,
    IdentifierRow,
    NameRow,
    OrganisationRecord,
    RelationRow,
)
from seriktes.organisations.actions.particulars import InvalidChannel, clean_channel
from seriktes.organisations.enums import (
    EARLIEST_YEAR,
    ChannelKind,
    NameKind,
    OrganisationKind,
    OrganisationStatus,
    RelationKind,
)

# Of several types the first in this order decides.
KIND_OF_TYPE = {
    "government": OrganisationKind.AGENCY,
    "education": OrganisationKind.UNIVERSITY,
    "facility": OrganisationKind.RESEARCH_INSTITUTE,
    "company": OrganisationKind.COMPANY,
    "funder": OrganisationKind.FUND,
    "nonprofit": OrganisationKind.ASSOCIATION,
}
SCHEMES = ("isni", "wikidata", "grid", "fundref")
RELATIONS = {kind.value for kind in RelationKind}
STATUSES = {OrganisationStatus.ACTIVE, OrganisationStatus.INACTIVE, OrganisationStatus.WITHDRAWN}
# The registry gives all of these whole: what it names no longer, it has taken back.
COMPLETE: Mapping[str, frozenset[str] | None] = {
    "names": None,
    "identifiers": frozenset(("ror", *SCHEMES)),
    "channels": None,
    "relations": None,
}
CHANNEL_FAULTS: Mapping[str, str] = {
    ChannelKind.WEBSITE: "not_an_address", ChannelKind.WIKIPEDIA: "not_an_address", ChannelKind.DOMAIN: "not_a_domain",
    ChannelKind.EMAIL: "not_an_email",
}  # fmt: skip
NAME_LENGTH = CHANNEL_LENGTH = 500
CITY_LENGTH = 120


class RorReader:
    """Rows of a file of the registry."""

    columns: Sequence[str] = ()

    def __init__(self, file: IO[bytes]) -> None:
        self._records = JsonRecords(file)

    def progress(self) -> tuple[int, int]:
        return self._records.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw in self._records:
            yield read_record(number, raw)


def read_record(number: int, raw: Any) -> Row:
    """One record of either version; never raises, whatever the JSON holds."""
    if isinstance(raw, dict) and "fault" in raw and "record" in raw:
        raw = raw["record"]  # a mended line of our own file of rejected rows
    if not isinstance(raw, dict):
        return Row(number, {"value": raw}, faults=[Fault("not_an_object")])
    row = Row(number, raw)
    try:
        ror = get_scheme("ror").validate(_text(raw.get("id")))
    except InvalidIdentifier:
        row.faults.append(Fault("identifier_missing", "id", {"value": _text(raw.get("id"))}))
        return row
    modified = _text(_dict(_dict(raw.get("admin")).get("last_modified")).get("date"))
    record = OrganisationRecord(
        source=Source.ROR,
        source_record=ror,
        on=_date(modified),
        recognised_by=[("ror", ror)],
        complete=COMPLETE,
        publish=True,
    )
    row.keys = (f"ror:{ror}",)
    _Version1(raw, row, record).read() if isinstance(raw.get("name"), str) else _Version2(raw, row, record).read()
    if not record.names:
        row.faults.append(Fault("no_name", "names"))
        return row
    row.record = record
    row.also = tuple(f"{identifier.scheme}:{identifier.value}" for identifier in record.identifiers)
    return row


class _Version2:
    def __init__(self, raw: dict[str, Any], row: Row, record: OrganisationRecord) -> None:
        self.raw, self.row, self.record = raw, row, record

    def read(self) -> None:
        record = self.record
        record.names = list(self.names())
        record.identifiers = [IdentifierRow("ror", record.source_record), *self.identifiers()]
        record.channels = list(self.channels())
        record.relations = list(self.relations())
        record.fields = {
            "kind": self.kind(),
            "status": self.status(),
            "established": self.established(),
            **self.place(),
        }

    # --- What both versions share -----------------------------------------------------------------------------------
    def fault(self, code: str, column: str, **values: Any) -> None:
        self.row.faults.append(Fault(code, column, values))

    def kind(self) -> str:
        types = {_text(value).lower() for value in _list(self.raw.get("types"))}
        return next((kind for name, kind in KIND_OF_TYPE.items() if name in types), OrganisationKind.OTHER)

    def status(self) -> str:
        status = _text(self.raw.get("status")).lower() or OrganisationStatus.ACTIVE
        if status in STATUSES:
            return status
        self.fault("unknown_value", "status", value=status, known=sorted(STATUSES))
        return OrganisationStatus.ACTIVE

    def established(self) -> int | None:
        year = self.raw.get("established")
        if year is None:
            return None
        last, is_number = timezone.localdate().year, isinstance(year, int | float) and not isinstance(year, bool)
        if is_number and EARLIEST_YEAR <= year <= last and year == int(year):
            return int(year)
        self.fault("not_a_year", "established", value=str(year)[:40], first=EARLIEST_YEAR, last=last)
        return None

    def name(self, value: Any, kind: str, language: Any = None, *, is_display: bool = False) -> Iterator[NameRow]:
        text = _text(value)
        if len(text) > NAME_LENGTH:
            self.fault("too_long", "names", limit=NAME_LENGTH)
        elif text:
            yield NameRow(kind, _text(language)[:8], text, is_display)

    def channel(self, kind: str, value: Any) -> Iterator[ChannelRow]:
        text = _text(value)
        if len(text) > CHANNEL_LENGTH:
            self.fault("too_long", kind, limit=CHANNEL_LENGTH)
        elif text:
            try:
                yield ChannelRow(kind, clean_channel(kind, text))
            except InvalidChannel:
                self.fault(CHANNEL_FAULTS[kind], kind, value=text[:100])

    def identifier(self, scheme: str, found: Any) -> Iterator[IdentifierRow]:
        """Every value of one scheme; the preferred one is marked, or the first when the registry prefers none."""
        entry = _dict(found)
        every = entry.get("all")
        values = [_text(value) for value in (every if isinstance(every, list) else [every]) if value]
        preferred = _text(entry.get("preferred")) or next(iter(values), "")
        for text in dict.fromkeys([preferred, *values]):
            if not text:
                continue
            try:
                yield IdentifierRow(scheme, _validated(scheme, text), text == preferred)
            except InvalidIdentifier:
                self.fault("identifier", scheme, scheme=scheme, value=text[:100])

    def relations(self) -> Iterator[RelationRow]:
        for entry in map(_dict, _list(self.raw.get("relationships"))):
            kind, label = _text(entry.get("type")).lower(), _text(entry.get("label"))[:NAME_LENGTH]
            if kind not in RELATIONS:
                self.fault("unknown_value", "relationships", value=kind[:40], known=sorted(RELATIONS))
                continue
            try:
                ror = _validated("ror", _text(entry.get("id")))
            except InvalidIdentifier:
                self.fault("identifier", "relationships", scheme="ror", value=_text(entry.get("id"))[:100])
                continue
            if ror == self.record.source_record:
                self.fault("relation_to_itself", "relationships")
                continue
            yield RelationRow(kind, f"ror:{ror}", label)

    def place_fields(self, city: str, latitude: Any, longitude: Any, said: dict[str, Any]) -> dict[str, Any]:
        where = {"latitude": _number(latitude, 90), "longitude": _number(longitude, 180)}
        if None in where.values():
            if latitude is not None or longitude is not None:
                self.fault("not_a_place", "location")
            where = {"latitude": None, "longitude": None}
        told = {key: value for key, value in {"city": city, **said}.items() if value}
        self.record.said = {"region": told}
        region = ""
        if _text(said.get("country_code")) in ("", get_pack().code):
            region = _region(_text(said.get("subdivision")), city)
        return {"city": city[:CITY_LENGTH], "region": region, **where}

    # --- Version 2 --------------------------------------------------------------------------------------------------
    def names(self) -> Iterator[NameRow]:
        for entry in map(_dict, _list(self.raw.get("names"))):
            types = [_text(value).lower() for value in _list(entry.get("types"))]
            is_display = "ror_display" in types
            # A name that is only shown, and neither official nor an alias, is a kind of its own.
            kinds = [kind for kind in (NameKind.LABEL, NameKind.ALIAS, NameKind.ACRONYM) if kind in types] or (
                [NameKind.DISPLAY] if is_display else []
            )
            if not kinds:
                self.fault("unknown_value", "names", value=", ".join(types)[:100], known=["label", "alias", "acronym"])
            for place, kind in enumerate(kinds):
                yield from self.name(entry.get("value"), kind, entry.get("lang"), is_display=is_display and not place)

    def identifiers(self) -> Iterator[IdentifierRow]:
        for entry in map(_dict, _list(self.raw.get("external_ids"))):
            scheme = _text(entry.get("type")).lower()
            if scheme in SCHEMES:
                yield from self.identifier(scheme, entry)

    def channels(self) -> Iterator[ChannelRow]:
        kinds = {"website": ChannelKind.WEBSITE, "wikipedia": ChannelKind.WIKIPEDIA}
        for entry in map(_dict, _list(self.raw.get("links"))):
            if kind := kinds.get(_text(entry.get("type")).lower()):
                yield from self.channel(kind, entry.get("value"))
        for domain in _list(self.raw.get("domains")):
            yield from self.channel(ChannelKind.DOMAIN, domain)

    def place(self) -> dict[str, Any]:
        first = _dict(next(iter(_list(self.raw.get("locations"))), None))
        details = _dict(first.get("geonames_details"))
        said = {
            "subdivision": _text(details.get("country_subdivision_name")),
            "subdivision_code": _text(details.get("country_subdivision_code")),
            "country_code": _text(details.get("country_code")),
            "geonames_id": first.get("geonames_id") if isinstance(first.get("geonames_id"), int) else None,
        }
        return self.place_fields(_text(details.get("name")), details.get("lat"), details.get("lng"), said)


class _Version1(_Version2):
    def names(self) -> Iterator[NameRow]:
        # Version 1 does not say in which language its main name, aliases and acronyms are.
        yield from self.name(self.raw.get("name"), NameKind.LABEL, is_display=True)
        for entry in map(_dict, _list(self.raw.get("labels"))):
            yield from self.name(entry.get("label"), NameKind.LABEL, entry.get("iso639"))
        for value in _list(self.raw.get("aliases")):
            yield from self.name(value, NameKind.ALIAS)
        for value in _list(self.raw.get("acronyms")):
            yield from self.name(value, NameKind.ACRONYM)

    def identifiers(self) -> Iterator[IdentifierRow]:
        for name, entry in _dict(self.raw.get("external_ids")).items():
            if name.lower() in SCHEMES:
                yield from self.identifier(name.lower(), entry)

    def channels(self) -> Iterator[ChannelRow]:
        for value in _list(self.raw.get("links")):
            yield from self.channel(ChannelKind.WEBSITE, value)
        yield from self.channel(ChannelKind.WIKIPEDIA, self.raw.get("wikipedia_url"))
        yield from self.channel(ChannelKind.EMAIL, self.raw.get("email_address"))

    def place(self) -> dict[str, Any]:
        first = _dict(next(iter(_list(self.raw.get("addresses"))), None))
        town = _dict(first.get("geonames_city"))
        said = {
            "subdivision": _text(first.get("state")) or _text(_dict(town.get("geonames_admin1")).get("name")),
            "subdivision_code": _text(first.get("state_code")),
            "country_code": _text(_dict(self.raw.get("country")).get("country_code")),
            "geonames_id": town.get("id") if isinstance(town.get("id"), int) else None,
        }
        city = _text(first.get("city")) or _text(town.get("city"))
        return self.place_fields(city, first.get("lat"), first.get("lng"), said)


@lru_cache(maxsize=1 << 12)
def _region(subdivision: str, city: str) -> str:
    region = get_pack().resolve_region(subdivision, city)
    return region.code if region else ""


def _validated(scheme: str, value: str) -> str:
    return get_scheme(scheme).validate(value)


def _text(value: Any) -> str:
    return tidy(value) if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any, limit: int) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and -limit <= value <= limit:
        return float(value)
    return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
