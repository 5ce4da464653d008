"""Records of DataCite: answers of its interface, a list, or one record a line. Its metadata are CC0.

https://support.datacite.org/docs/api-get-doi
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from seriktes.exchange.definitions import Row
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import PersonRow, Place
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.imports.json_lines import JsonReader
from seriktes.expertise.imports.rows import make_row
from seriktes.expertise.imports.values import (
    Values,
    dict_of,
    dicts_of,
    language_code,
    list_of,
    orcid_of,
    person_name,
    ror_of,
    text_of,
)

TYPES = {
    "dataset": "dataset", "software": "software", "journalarticle": "article", "conferencepaper": "conference",
    "book": "book", "bookchapter": "chapter", "dissertation": "thesis", "preprint": "preprint", "report": "report",
    "text": "other",
}  # fmt: skip


def read_record(number: int, raw: dict[str, Any], mapping: Mapping[str, Any]) -> Row:
    attributes = dict_of(raw.get("attributes")) or raw
    values = Values()
    said = language_code(attributes.get("language"))
    for title in dicts_of(attributes.get("titles")):
        values.title(title.get("title"), "titles", language_code(title.get("lang")) or said)
    for text in dicts_of(attributes.get("descriptions")):
        if text_of(text.get("descriptionType")).lower() in ("abstract", ""):
            values.abstract(text.get("description"), language_code(text.get("lang")) or said)
    values.identifier("doi", attributes.get("doi") or raw.get("id"), "doi")
    for one in dicts_of(attributes.get("dates")):
        if text_of(one.get("dateType")).lower() in ("issued", "available"):
            values.day(one.get("date"), "dates")
            break
    if "year" not in values.fields:
        values.year(attributes.get("publicationYear"), "publicationYear")
    if said:
        values.fields["language"] = said
    values.link(f"https://doi.org/{values.doi}" if values.doi else "", attributes.get("url"))
    values.fields["licence"] = "CC0"
    values.particulars["type"] = TYPES.get(
        text_of(dict_of(attributes.get("types")).get("resourceTypeGeneral")).lower(), "other"
    )
    values.note("venue", dict_of(attributes.get("container")).get("title"))
    publisher = attributes.get("publisher")
    values.note("publisher", publisher.get("name") if isinstance(publisher, dict) else publisher)
    people = [_person(one) for one in dicts_of(attributes.get("creators"))]
    return make_row(
        number, raw, values, source=Source.DATACITE.value, source_record=values.doi, kind=EvidenceKind.PUBLICATION.value,
        mapping=mapping, people=people, places=[(place, "") for one in people for place in one.places], is_open=True,
        complete=frozenset({"people"}), title_column="titles",
    )  # fmt: skip


def _person(one: Mapping[str, Any]) -> PersonRow:
    numbers = [
        orcid for found in dicts_of(one.get("nameIdentifiers")) if (orcid := orcid_of(found.get("nameIdentifier")))
    ]
    places: list[Place] = []
    for affiliation in list_of(one.get("affiliation")):
        said = affiliation if isinstance(affiliation, dict) else {"name": affiliation}
        if ror := ror_of(said.get("affiliationIdentifier")):
            places.append(("ror", ror))
        elif name := text_of(said.get("name")):
            places.append(("name", name[:500]))
    name = person_name(one.get("givenName"), one.get("familyName"), one.get("name"))
    return PersonRow(name, next(iter(numbers), ""), places=tuple(dict.fromkeys(places)))


datacite_reader = partial(JsonReader, read=read_record, paths={"data": "data.item"})
