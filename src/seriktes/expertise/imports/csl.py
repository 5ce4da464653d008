"""Works in CSL-JSON, as Zotero and other keepers of references write it: a list, or one work a line.

https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from seriktes.exchange.definitions import Row
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import PersonRow
from seriktes.expertise.enums import EvidenceKind, Part
from seriktes.expertise.imports.crossref import published_in
from seriktes.expertise.imports.json_lines import JsonReader
from seriktes.expertise.imports.rows import make_row
from seriktes.expertise.imports.values import Values, dict_of, dicts_of, language_code, list_of, person_name, text_of

PEOPLE = (("author", Part.AUTHOR), ("editor", Part.EDITOR))


def read_item(number: int, raw: dict[str, Any], mapping: Mapping[str, Any]) -> Row:
    values = Values()
    said = language_code(raw.get("language"))
    values.title(raw.get("title"), "title", said)
    # Whose an abstract is, a list of references does not say.
    if mapping.get("has_right"):
        values.abstract(raw.get("abstract"), said)
    values.identifier("doi", raw.get("DOI"), "DOI")
    if isbn := next(iter(re.split(r"[ ,;]+", text_of(raw.get("ISBN")))), ""):
        values.identifier("isbn", isbn, "ISBN")
    issued = dict_of(raw.get("issued"))
    parts = next(iter(list_of(issued.get("date-parts"))), None)
    values.day(parts if isinstance(parts, list) else issued.get("raw") or issued.get("literal"), "issued")
    if said:
        values.fields["language"] = said
    is_patent = text_of(raw.get("type")) == "patent"
    if is_patent:
        values.identifier("patent", raw.get("number"), "number")
        values.note("number", raw.get("number"))
        values.note("office", raw.get("authority"))
    else:
        published_in(raw, values)
    values.link(f"https://doi.org/{values.doi}" if values.doi else "", raw.get("URL"))
    people = [
        PersonRow(
            person_name(one.get("given"), one.get("family"), one.get("literal")),
            part=(Part.INVENTOR if is_patent and part == Part.AUTHOR else part).value,
        )
        for name, part in PEOPLE
        for one in dicts_of(raw.get(name))
    ]
    return make_row(
        number, raw, values, source=Source.FILE.value, source_record="", people=people, mapping=mapping, is_open=True,
        kind=(EvidenceKind.PATENT if is_patent else EvidenceKind.PUBLICATION).value, complete=frozenset({"people"}),
    )  # fmt: skip


csl_reader = partial(JsonReader, read=read_item, paths={"items": "items.item"})
