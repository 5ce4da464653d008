"""From the values of one record to a row of the import."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import EvidenceRecord, PersonRow, Place
from seriktes.expertise.definitions.titles import title_key
from seriktes.expertise.imports.values import LONGEST_NAME, MOST_PEOPLE, Values
from seriktes.expertise.queries.importing_people import Acquaintances

# Numbers that name one work in the whole world.
CERTAIN = ("doi", "openalex", "patent", "arxiv", "pmid", "isbn")
ALL_SETS = frozenset({"people", "places", "subjects"})


def make_row(
    number: int,
    raw: Mapping[str, Any],
    values: Values,
    *,
    source: str,
    source_record: str,
    kind: str,
    mapping: Mapping[str, Any],
    people: Sequence[PersonRow] = (),
    places: Sequence[tuple[Place, str]] = (),
    subjects: Sequence[tuple[str, str]] = (),
    on: date | None = None,
    is_open: bool = False,
    complete: frozenset[str] = frozenset(),
    people_complete: bool = True,
    title_column: str = "title",
) -> Row:  # fmt: skip
    """A row with its record, or without one when the record cannot stand."""
    row = Row(number, raw, faults=values.faults)
    if not values.has_title:
        row.faults.append(Fault("no_title", title_column))
        return row
    kept = few(people, values, "people")
    record = EvidenceRecord(
        source=source, source_record=source_record[:40], on=on, kind=kind, fields=values.fields,
        particulars=values.particulars, identifiers=values.identifiers, people=kept, people_complete=people_complete,
        places=list(dict.fromkeys(places)), subjects=list(dict.fromkeys(subjects)), complete=complete,
        retracted=values.retracted, fills_only=source == Source.FILE, is_open=is_open and bool(values.fields.get("source_url")),
        has_right=bool(mapping.get("has_right")), acquaintances=mapping.get("acquaintances") or Acquaintances(),
    )  # fmt: skip
    if not record.places and (own := mapping.get("organisation")):
        record.places = [(place_of(own), "")]
    row.keys, row.also = keys_of(record)
    row.record = record
    return row


def few(people: Sequence[PersonRow], values: Values, column: str) -> list[PersonRow]:
    """The first ones, when very many stand on it."""
    named = [one._replace(name=one.name[:LONGEST_NAME]) for one in people[: MOST_PEOPLE * 20] if one.name]
    if len(named) > MOST_PEOPLE:
        values.fault("people_many", column, count=len(people), kept=MOST_PEOPLE)
    return named[:MOST_PEOPLE]


def keys_of(record: EvidenceRecord) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the row is about. A title tells that only for a record without a number."""
    certain = tuple(f"{scheme}:{value}" for scheme, value in record.identifiers if scheme in CERTAIN)
    if record.number is not None:
        return (f"id:{record.number}", *certain), ()
    by_title = f"title:{record.kind}:{title_key(record.title)}:{record.fields.get('year', '')}:{_who(record)}"
    return (certain, (by_title,)) if certain else ((by_title,), ())


def _who(record: EvidenceRecord) -> str:
    own = ":".join(record.owner) if record.owner else ""
    numbers = ",".join(value for _scheme, value in record.identifiers)
    model = record.particulars.get("model", "")
    return title_key(" ".join([own, numbers, str(model), *sorted(one.name for one in record.people[:5])]))


def place_of(named: Any) -> Place:
    how, _colon, value = str(named).partition(":")
    return (how, value) if value else ("name", how)
