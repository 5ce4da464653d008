"""Works of OpenAlex: JSON Lines of its snapshot, and pages of its interface.

https://docs.openalex.org/api-entities/works/work-object. The data are in the public domain (CC0).
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from seriktes.exchange.definitions import Row
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import PersonRow, Place
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.imports.json_lines import JsonReader
from seriktes.expertise.imports.rows import ALL_SETS, make_row
from seriktes.expertise.imports.values import (
    Values,
    abstract_of_index,
    dict_of,
    dicts_of,
    language_code,
    list_of,
    orcid_of,
    plain,
    ror_of,
    text_of,
)

TYPES = {
    "article": "article", "review": "review", "book": "book", "monograph": "book", "book-chapter": "chapter",
    "dissertation": "thesis", "preprint": "preprint", "report": "report", "dataset": "dataset", "software": "software",
    "proceedings-article": "conference", "conference-paper": "conference", "letter": "article", "editorial": "other",
}  # fmt: skip
# The fields of OpenAlex (those of ASJC) as fields of the OECD's FORD.
FORD = {
    "11": "4", "12": "6", "13": "1.6", "14": "5.2", "15": "2.4", "16": "1.4", "17": "1.2", "18": "5.2", "19": "1.5",
    "20": "5.2", "21": "2.7", "22": "2", "23": "1.5", "24": "1.6", "25": "2.5", "26": "1.1", "27": "3", "28": "3.1",
    "29": "3.3", "30": "3.1", "31": "1.3", "32": "5.1", "33": "5", "34": "4.3", "35": "3.2", "36": "3.3",
}  # fmt: skip
SUBJECT_SCHEME = "ford"


def read_work(number: int, raw: dict[str, Any], mapping: Mapping[str, Any]) -> Row:
    values = Values()
    said = language_code(raw.get("language"))
    values.title(raw.get("title") or raw.get("display_name"), "title", said)
    values.abstract(abstract_of_index(raw.get("abstract_inverted_index")), said)
    _numbers(raw, values)
    values.day(raw.get("publication_date"), "publication_date")
    if "year" not in values.fields:
        values.year(raw.get("publication_year"), "publication_year")
    if said:
        values.fields["language"] = said
    place = dict_of(raw.get("primary_location"))
    values.link(f"https://doi.org/{values.doi}" if values.doi else "", place.get("landing_page_url"), raw.get("id"))
    values.fields["licence"] = "CC0"
    values.retracted |= raw.get("is_retracted") is True
    _published_in(raw, place, values)
    people = [_person(one) for one in dicts_of(raw.get("authorships"))]
    work = next((value for scheme, value in values.identifiers if scheme == "openalex"), "")
    return make_row(
        number, raw, values, source=Source.OPENALEX.value, source_record=work, kind=EvidenceKind.PUBLICATION.value,
        mapping=mapping, people=people, places=[(place, "") for one in people for place in one.places],
        subjects=_subjects(raw), on=_date(raw.get("updated_date")), is_open=True, complete=ALL_SETS,
    )  # fmt: skip


def _numbers(raw: Mapping[str, Any], values: Values) -> None:
    ids = dict_of(raw.get("ids"))
    values.identifier("openalex", raw.get("id") or ids.get("openalex"), "id")
    values.identifier("doi", raw.get("doi") or ids.get("doi"), "doi")
    if pmid := text_of(ids.get("pmid")):
        values.identifier("pmid", pmid.rstrip("/").rsplit("/", 1)[-1], "ids")


def _published_in(raw: Mapping[str, Any], place: Mapping[str, Any], values: Values) -> None:
    values.particulars["type"] = TYPES.get(text_of(raw.get("type")), "other")
    values.note("venue", dict_of(place.get("source")).get("display_name"))
    values.note("publisher", dict_of(place.get("source")).get("host_organization_name"))
    bib = dict_of(raw.get("biblio"))
    volume, issue = text_of(bib.get("volume")), text_of(bib.get("issue"))
    values.note("volume", f"{volume} ({issue})" if volume and issue else volume or issue)
    first, last = text_of(bib.get("first_page")), text_of(bib.get("last_page"))
    values.note("pages", first if first == last or not last else f"{first}–{last}")


def _person(one: Mapping[str, Any]) -> PersonRow:
    author = dict_of(one.get("author"))
    name = plain(one.get("raw_author_name")) or plain(author.get("display_name"))
    places: list[Place] = []
    for institution in dicts_of(one.get("institutions")):
        if ror := ror_of(institution.get("ror")):
            places.append(("ror", ror))
        elif label := text_of(institution.get("display_name")):
            places.append(("name", label[:500]))
    return PersonRow(name, orcid_of(author.get("orcid")), places=tuple(dict.fromkeys(places)))


def _subjects(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    topics = [dict_of(raw.get("primary_topic")), *list_of(raw.get("topics"))]
    numbers = [text_of(dict_of(dict_of(topic).get("field")).get("id")).rsplit("/", 1)[-1] for topic in topics]
    return [(SUBJECT_SCHEME, FORD[number]) for number in numbers if number in FORD]


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(text_of(value)[:10])
    except ValueError:
        return None


openalex_reader = partial(JsonReader, read=read_work, paths={"results": "results.item"})
