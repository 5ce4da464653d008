"""The register as the linkage reads it: streams of records, and the words of the country."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet

from seriktes.common.packs import get_pack
from seriktes.organisations.definitions.likeness import reason_as_json, reason_sentence
from seriktes.organisations.enums import ChannelKind
from seriktes.organisations.models import Channel, Identifier, Organisation, OrganisationName
from seriktes_analytics.linkage import THRESHOLD, LinkRecord, Match, link

_CHUNK = 5000


def linkage_words() -> dict[str, Any]:
    """What the linkage must know of the country: legal forms in every spelling, words of one meaning."""
    pack = get_pack()
    return {
        "legal_forms": [text for form in pack.legal_forms for text in form.all_spellings()],
        "equivalents": pack.equivalents,
    }


def link_records_of(organisations: QuerySet[Organisation]) -> Iterator[LinkRecord]:
    """The organisations as records of the linkage, by their keys in order; those without any name are passed over.

    Four queries whatever the number, read side by side: nothing but the records themselves is held in memory.
    """
    chosen = organisations.order_by().values("pk")
    names = _Side(OrganisationName.objects.filter(organisation__in=chosen), "value")
    identifiers = _Side(Identifier.objects.filter(organisation__in=chosen), "scheme", "value")
    addresses = _Side(
        Channel.objects.filter(organisation__in=chosen, kind__in=[ChannelKind.DOMAIN, ChannelKind.WEBSITE]),
        "kind", "value",
    )  # fmt: skip
    rows = organisations.order_by("pk").values_list("pk", "city")
    for pk, city in rows.iterator(chunk_size=_CHUNK):
        own_names = tuple(dict.fromkeys(value.strip() for (value,) in names.of(pk) if value.strip()))
        own_identifiers = tuple(f"{scheme}:{value}" for scheme, value in identifiers.of(pk) if scheme and value)
        domain = _domain(addresses.of(pk))
        if own_names:
            yield LinkRecord(str(pk), own_names, city.strip(), domain, own_identifiers)


class _Side:
    """Rows in use that belong to organisations, given out group by group as their keys come by."""

    def __init__(self, rows: QuerySet[Any], *columns: str) -> None:
        values = rows.filter(archived_at__isnull=True).order_by("organisation_id", "pk")
        stream = values.values_list("organisation_id", *columns).iterator(chunk_size=_CHUNK)
        self._groups = groupby(stream, key=itemgetter(0))
        self._waiting: tuple[int, list[tuple[Any, ...]]] | None = None
        self._step()

    def _step(self) -> None:
        found = next(self._groups, None)
        self._waiting = None if found is None else (found[0], [row[1:] for row in found[1]])

    def of(self, pk: int) -> list[tuple[Any, ...]]:
        # A row of an organisation that the other stream did not see was written in between.
        while self._waiting is not None and self._waiting[0] < pk:
            self._step()
        if self._waiting is None or self._waiting[0] != pk:
            return []
        rows = self._waiting[1]
        self._step()
        return rows


def _domain(addresses: Iterable[tuple[str, str]]) -> str:
    """The first domain; failing that, the host of the first website."""
    ordered = sorted(addresses, key=lambda row: row[0] != ChannelKind.DOMAIN)
    return next((found for _kind, value in ordered if (found := domain_of(value))), "")


def domain_of(address: str) -> str:
    """The host of a web address or a bare domain, without "www."; empty where there is none."""
    text = address.strip().casefold()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if "." in host else ""


@dataclass(frozen=True)
class ListRow:
    """One row of a list that shall be found in the register; `number` is its row in the file."""

    number: int
    name: str
    city: str = ""
    domain: str = ""
    identifiers: tuple[str, ...] = ()

    def as_record(self) -> LinkRecord:
        return LinkRecord(str(self.number), (self.name,), self.city, self.domain, self.identifiers)


@dataclass(frozen=True)
class Linked:
    """A row with the records that fit it best, best first; several where they fit equally well."""

    row: ListRow
    matches: list[Match] = field(default_factory=list)


def link_list(
    rows: Iterable[ListRow], organisations: QuerySet[Organisation], *, threshold: float = THRESHOLD
) -> list[Linked]:
    """Every row of the list with its records among these organisations, in the order of the list."""
    listed = list(rows)
    matches: dict[str, list[Match]] = {}
    if listed:
        found = link(
            (row.as_record() for row in listed), link_records_of(organisations), threshold=threshold, **linkage_words()
        )
        for match in found:
            matches.setdefault(match.left, []).append(match)
    return [Linked(row, matches.get(str(row.number), [])) for row in listed]


def linked_as_json(linked: Linked) -> dict[str, Any]:
    """The row and its matches as they are kept and printed: no words but the list's own."""
    row = linked.row
    return {
        "row": row.number,
        "name": row.name,
        "city": row.city,
        "domain": row.domain,
        "identifiers": list(row.identifiers),
        "matches": [
            {
                "organisation": int(match.right),
                "score": round(match.score, 6),
                "certain": match.certain,
                "reasons": [reason_as_json(reason) for reason in match.reasons],
            }
            for match in linked.matches
        ],
    }


def lines_of_list(
    results: Iterable[dict[str, Any]], organisations: Mapping[int, Organisation]
) -> Iterator[dict[str, Any]]:
    """One line a match, and one for a row without any, as a table: `results` as above, matches among these only."""
    for result in results:
        row = {"row": result["row"], "listed": result["name"], "listed_city": result["city"]}
        matches = [match for match in result["matches"] if match["organisation"] in organisations]
        for match in matches:
            organisation = organisations[match["organisation"]]
            told = (reason_sentence(item["code"], item["left"], item["right"]) for item in match["reasons"])
            yield row | {
                "organisation": organisation.pk,
                **{f"name_{code}": name for code, name in organisation.names_by_language.items()},
                "name": organisation.name,
                "probability": round(match["score"], 4),
                "certain": match["certain"],
                "reasons": " ".join(told),
            }
        if not matches:
            yield row
