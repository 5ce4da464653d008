"""Which column holds which field: guessed from the headings, or said by a person and kept."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from django.conf import settings
from django.utils import translation

from seriktes.common.files import FileFault
from seriktes.common.files.tables import Table
from seriktes.exchange.definitions.kinds import Field


def folded(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading).casefold().replace("ё", "е")
    return " ".join(re.sub(r"[^\w]+", " ", text.replace("_", " ")).split())


def known_headings(fields: Sequence[Field]) -> dict[str, str]:
    """Folded heading → field code. A code goes before a label, so that our own exports are read as they were written
    in any of the languages, and a label before a synonym."""
    known = {folded(item.code): item.code for item in fields}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for item in fields:
                known.setdefault(folded(str(item.label)), item.code)
    for item in fields:
        for text in item.synonyms:
            known.setdefault(folded(text), item.code)
    return known


def guess_columns(headings: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """Field code → heading, each used once; exact headings only, nothing is guessed from parts of words."""
    known = known_headings(fields)
    found: dict[str, str] = {}
    for heading in headings:
        code = known.get(folded(heading))
        if code and code not in found:
            found[code] = heading
    return found


class MappedTable:
    """A table read with a mapping: rows as `(number, raw row, {field code: text})`.

    `mapping` holds `columns` (field code → heading; guessed when empty), `encoding`, `delimiter` and `sheet`.
    """

    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any], fields: Sequence[Field]) -> None:  # noqa: A002
        chosen = {code: heading for code, heading in (mapping.get("columns") or {}).items() if heading}
        if chosen:
            wanted = set(chosen.values())
            self.table = Table(file, format, mapping, lambda cells: sum(cell in wanted for cell in cells))
        else:
            self.table = Table(file, format, mapping, lambda cells: len(guess_columns(cells, fields)))
        self.columns = self.table.columns
        self.chosen = chosen or guess_columns(self.columns, fields)
        if not chosen and (twice := [heading for heading in self.chosen.values() if heading in self.table.doubled]):
            # Which of the two is meant, only a person can say.
            raise FileFault("heading_twice", headings=twice)
        absent = [heading for heading in self.chosen.values() if heading not in self.columns]
        missing = [item.code for item in fields if item.required and item.code not in self.chosen]
        if absent or missing or not self.chosen:
            raise FileFault("columns_missing", fields=[*absent, *missing] or [fields[0].code])

    def progress(self) -> tuple[int, int]:
        return self.table.progress()

    def __iter__(self) -> Iterator[tuple[int, dict[str, str], dict[str, str]]]:
        for number, raw in self.table:
            yield number, raw, {code: raw.get(heading, "") for code, heading in self.chosen.items()}
