"""Works of Crossref: answers of its interface, a list, or one work a line.

https://api.crossref.org/swagger-ui/index.html. Crossref claims no right in the facts; an abstract belongs to its
publisher and is kept only under an open licence.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from seriktes.exchange.definitions import Row
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import PersonRow, Place
from seriktes.expertise.enums import EvidenceKind, Part
from seriktes.expertise.imports.json_lines import JsonReader
from seriktes.expertise.imports.rows import make_row
from seriktes.expertise.imports.values import (
    Values,
    dict_of,
    dicts_of,
    is_open_licence,
    language_code,
    list_of,
    orcid_of,
    person_name,
    ror_of,
    text_of,
)

TYPES = {
    "journal-article": "article", "proceedings-article": "conference", "book": "book", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "book-chapter": "chapter", "dissertation": "thesis",
    "posted-content": "preprint", "report": "report", "dataset": "dataset", "article-journal": "article",
    "paper-conference": "conference", "chapter": "chapter", "thesis": "thesis", "review": "review",
    "article": "article", "software": "software",
}  # fmt: skip
DATES = ("published", "issued", "published-online", "published-print", "created")


def read_work(number: int, raw: dict[str, Any], mapping: Mapping[str, Any]) -> Row:
    values = Values()
    said = language_code(raw.get("language"))
    for title in [*list_of(raw.get("title")), *list_of(raw.get("original-title"))] or [raw.get("title")]:
        values.title(title, "title", said)
    licences = [one.get("URL") for one in dicts_of(raw.get("license"))]
    if is_open_licence(licences) or mapping.get("has_right"):
        values.abstract(raw.get("abstract"), said)
    values.fields["licence"] = "CC BY" if is_open_licence(licences) else ""
    values.identifier("doi", raw.get("DOI"), "DOI")
    for isbn in list_of(raw.get("ISBN"))[:1]:
        values.identifier("isbn", isbn, "ISBN")
    for name in DATES:
        parts = list_of(dict_of(raw.get(name)).get("date-parts"))
        if parts and "year" not in values.fields:
            values.day(parts[0] if isinstance(parts[0], list) else None, name)
    if said:
        values.fields["language"] = said
    values.link(f"https://doi.org/{values.doi}" if values.doi else "", raw.get("URL"))
    values.retracted |= any(
        text_of(one.get("type")).lower() in ("retraction", "withdrawal") for one in dicts_of(raw.get("updated-by"))
    )
    published_in(raw, values)
    people = [
        _person(one, part)
        for name, part in (("author", Part.AUTHOR), ("editor", Part.EDITOR))
        for one in dicts_of(raw.get(name))
    ]
    return make_row(
        number, raw, values, source=Source.CROSSREF.value, source_record=values.doi, kind=EvidenceKind.PUBLICATION.value,
        mapping=mapping, people=people, places=[(place, "") for one in people for place in one.places], is_open=True,
        complete=frozenset({"people"}),
    )  # fmt: skip


def published_in(raw: Mapping[str, Any], values: Values) -> None:
    values.particulars["type"] = TYPES.get(text_of(raw.get("type")), "other")
    venue = raw.get("container-title")
    values.note("venue", next(iter(list_of(venue)), None) if isinstance(venue, list) else venue)
    values.note("publisher", raw.get("publisher"))
    volume, issue = str(raw.get("volume") or ""), str(raw.get("issue") or "")
    values.note("volume", f"{volume} ({issue})" if volume and issue else volume or issue)
    values.note("pages", str(raw.get("page") or ""))


def _person(one: Mapping[str, Any], part: str) -> PersonRow:
    places: list[Place] = []
    for affiliation in dicts_of(one.get("affiliation")):
        rors = [ror for found in dicts_of(affiliation.get("id")) if (ror := ror_of(found.get("id")))]
        if rors:
            places += [("ror", ror) for ror in rors]
        elif name := text_of(affiliation.get("name")):
            places.append(("name", name[:500]))
    name = person_name(one.get("given"), one.get("family"), one.get("name"))
    return PersonRow(name, orcid_of(one.get("ORCID")), part, tuple(dict.fromkeys(places)))


crossref_reader = partial(JsonReader, read=read_work, paths={"message": "message.items.item", "items": "items.item"})
