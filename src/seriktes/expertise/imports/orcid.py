"""The works of one person from the public record of ORCID (JSON of its interface, version 3.0), which is CC0.

https://info.orcid.org/documentation/api-tutorials/api-tutorial-read-data-on-a-record/
"""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from seriktes.common.files import FileFault
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import PersonRow, Place
from seriktes.expertise.enums import EvidenceKind, Part
from seriktes.expertise.imports.json_lines import JsonReader
from seriktes.expertise.imports.rows import make_row
from seriktes.expertise.imports.values import Values, dict_of, dicts_of, list_of, orcid_of, person_name, ror_of, text_of

TYPES = {
    "journal-article": "article", "conference-paper": "conference", "book": "book", "book-chapter": "chapter",
    "dissertation-thesis": "thesis", "dissertation": "thesis", "preprint": "preprint", "report": "report",
    "data-set": "dataset", "software": "software", "edited-book": "book", "review-article": "review",
}  # fmt: skip
PATENTS = ("patent", "registered-copyright", "trademark")
SCHEMES = {"doi": "doi", "pmid": "pmid", "arxiv": "arxiv", "isbn": "isbn", "patent": "patent"}


class OrcidReader(JsonReader):
    """One row a work. A file may hold the records of several people, one a line or as a list."""

    def __init__(self, file: IO[bytes], mapping: Mapping[str, Any]) -> None:
        super().__init__(file, read_work, mapping, {})
        self._owner: dict[str, Any] = {}

    def __iter__(self) -> Iterator[Row]:
        found = False
        for raw, value in self._records():
            found = True
            if not isinstance(value, dict) or "fault" in value:
                self.number += 1
                yield self._row(raw, value)
                continue
            for work in works_of(value):
                self.number += 1
                yield self._row(work, work)
        if not found or not self.number:
            raise FileFault("no_rows")


def works_of(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The works of a record, each with what it says of its owner; of several sources of one work the first."""
    activities = dict_of(record.get("activities-summary")) or record
    works = dict_of(activities.get("works")) or activities
    owner = {
        "orcid": dict_of(record.get("orcid-identifier")).get("path"),
        "name": _own_name(dict_of(dict_of(record.get("person")).get("name"))),
        "places": [list(place) for place in _employers(activities)],
    }
    for group in dicts_of(works.get("group")):
        summary = next(iter(dicts_of(group.get("work-summary"))), None)
        if summary is not None:
            yield {**summary, "owner": owner}


def _own_name(name: Mapping[str, Any]) -> str:
    credit = text_of(dict_of(name.get("credit-name")).get("value"))
    given, family = dict_of(name.get("given-names")).get("value"), dict_of(name.get("family-name")).get("value")
    return credit or person_name(given, family)


def _employers(activities: Mapping[str, Any]) -> Iterator[Place]:
    """Where the owner works now, by ROR."""
    for group in dicts_of(dict_of(activities.get("employments")).get("affiliation-group")):
        for one in dicts_of(group.get("summaries")):
            summary = dict_of(one.get("employment-summary"))
            said = dict_of(dict_of(summary.get("organization")).get("disambiguated-organization"))
            ror = ror_of(said.get("disambiguated-organization-identifier"))
            if ror and not summary.get("end-date"):
                yield "ror", ror


def read_work(number: int, raw: dict[str, Any], mapping: Mapping[str, Any]) -> Row:
    values = Values()
    title = dict_of(raw.get("title"))
    values.title(dict_of(title.get("title")).get("value"), "title")
    translated = dict_of(title.get("translated-title"))
    values.title(translated.get("value"), "translated-title", text_of(translated.get("language-code"))[:2])
    kind = text_of(raw.get("type")).lower().replace("_", "-")
    is_patent = kind in PATENTS
    for one in dicts_of(dict_of(raw.get("external-ids")).get("external-id")):
        scheme = SCHEMES.get(text_of(one.get("external-id-type")).lower(), "")
        if scheme and text_of(one.get("external-id-relationship")).lower() in ("self", ""):
            values.identifier(scheme, one.get("external-id-value"), "external-ids")
    _date(dict_of(raw.get("publication-date")), values)
    record = text_of(dict_of(raw.get("owner")).get("orcid"))
    orcid = orcid_of(record)
    address = dict_of(raw.get("url")).get("value")
    values.link(
        f"https://doi.org/{values.doi}" if values.doi else "", address, f"https://orcid.org/{orcid}" if orcid else ""
    )
    values.fields["licence"] = "CC0"
    if is_patent:
        numbers = [value for scheme, value in values.identifiers if scheme == "patent"]
        values.note("number", next(iter(numbers), ""))
    else:
        values.particulars["type"] = TYPES.get(kind, "other")
        values.note("venue", dict_of(raw.get("journal-title")).get("value"))
    people, places = _owner(dict_of(raw.get("owner")), orcid, is_patent=is_patent)
    row = make_row(
        number, raw, values, source=Source.ORCID.value, source_record=f"{orcid}/{text_of(str(raw.get('put-code')))}",
        kind=(EvidenceKind.PATENT if is_patent else EvidenceKind.PUBLICATION).value, mapping=mapping, people=people,
        places=places, is_open=True, people_complete=False,
    )  # fmt: skip
    if row.record is not None and not orcid:
        row.record = None
        row.faults.append(Fault("orcid_missing", "orcid-identifier", {"value": record[:40]}))
    return row


def _owner(
    owner: Mapping[str, Any], orcid: str, *, is_patent: bool
) -> tuple[list[PersonRow], list[tuple[Place, str]]]:  # fmt: skip
    places = tuple(
        ("ror", text_of(one[1])) for one in list_of(owner.get("places")) if isinstance(one, list) and len(one) == 2
    )
    name = text_of(owner.get("name")) or orcid
    part = Part.INVENTOR if is_patent else Part.AUTHOR
    return ([PersonRow(name, orcid, part.value, places)] if orcid else []), [(place, "") for place in places]


def _date(said: Mapping[str, Any], values: Values) -> None:
    parts = [text_of(dict_of(said.get(name)).get("value")) for name in ("year", "month", "day")]
    given = [part for part in parts if part]
    if given:
        values.day("-".join(given), "publication-date")
