"""Which evidence of the register a row is about: by its numbers, else by title, year and people."""

from collections.abc import Iterable, Sequence
from typing import Any

from seriktes.exchange.definitions import Fault
from seriktes.expertise.actions.importing.record import EvidenceRecord
from seriktes.expertise.definitions.titles import title_key
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries import importing as known
from seriktes_analytics.names import fold
from seriktes_analytics.person_names import compare

# Numbers of one work in the whole world; others belong to their organisation.
CERTAIN = frozenset({"doi", "openalex", "patent", "arxiv", "pmid"})
BY_PEOPLE = frozenset({EvidenceKind.PUBLICATION.value, EvidenceKind.PATENT.value})
# A title of fewer words ("Introduction") says little by itself.
TELLING_WORDS = 4
PEOPLE_COMPARED = 12
SAME, ASK, OTHER = "same", "ask", "other"


class Recognition:
    """What the register knows of the numbers and titles of one chunk, read once."""

    def __init__(self, records: Sequence[EvidenceRecord]) -> None:
        self.owners = known.owners_of({pair for record in records for pair in record.identifiers})
        unmatched = [record for record in records if not any(pair in self.owners for pair in record.identifiers)]
        self.keys = {id(record): keys_of(record) for record in unmatched}
        self.titled = known.with_titles({key for keys in self.keys.values() for key in keys})
        numbers = {record.number for record in records if record.number is not None}
        candidates = {pk for found in self.titled.values() for pk in found}
        pks = {*self.owners.values(), *candidates, *numbers}
        self.standing = known.standing_evidence(pks)
        self.rows = known.standing_rows(self.standing)

    def evidence_of(self, record: EvidenceRecord, owner: int | None) -> int | Fault | None:
        """The number of the evidence; None for one that the register does not hold yet."""
        if record.number is not None:
            return (
                record.number
                if record.number in self.standing
                else Fault("unknown_number", "id", {"value": record.number})
            )
        certain = {self.owners[pair] for pair in record.identifiers if pair in self.owners and pair[0] in CERTAIN}
        if not certain:
            certain = {
                pk
                for pair in record.identifiers
                if (pk := self.owners.get(pair)) and self._is_own(pk, record.kind, owner)
            }
        if len(certain) > 1:
            return Fault("identifiers_disagree", "", {"others": known.labels_of(certain)})
        if certain:
            pk = certain.pop()
            return pk if pk in self.standing else Fault("evidence_merged_away", "", {"number": pk})
        return self._by_title(record, owner)

    def _is_own(self, pk: int, kind: str, owner: int | None) -> bool:
        """Numbers of an inventory or of a contract are those of their organisation."""
        evidence = self.standing.get(pk)
        return evidence is not None and evidence.kind == kind and evidence.organisation_id == owner

    def _by_title(self, record: EvidenceRecord, owner: int | None) -> int | Fault | None:
        asked = None
        for key in self.keys.get(id(record), ()):
            for pk in self.titled.get(key, ()):
                evidence = self.standing.get(pk)
                if evidence is None:
                    continue
                rows = self.rows
                names = [row.name for row in rows["people"][pk] if row.archived_at is None]
                numbers = [(row.scheme, row.value) for row in rows["identifiers"][pk] if row.archived_at is None]
                found = verdict(record, owner, evidence, names, numbers)
                if found == SAME:
                    return pk
                if found == ASK:
                    asked = asked or pk
        if asked:
            return Fault("evidence_possibly_same", "", {"other": known.labels_of({asked})[0], "number": asked})
        return None


def keys_of(record: EvidenceRecord) -> list[str]:
    titles = [*record.names.values(), str(record.fields.get("name_other", ""))]
    return list(dict.fromkeys(key for title in titles if (key := title_key(title))))


def verdict(
    record: EvidenceRecord, owner: int | None, evidence: Evidence, names: Sequence[str], numbers: Iterable[tuple[str, str]]
) -> str:  # fmt: skip
    """Whether a record of the same title is the same, another, or a matter to ask about."""
    if record.kind != evidence.kind or disagree(record.identifiers, numbers):
        return OTHER
    if record.kind not in BY_PEOPLE:
        model, standing = record.particulars.get("model"), evidence.particulars.get("model")
        return SAME if evidence.organisation_id == owner and (not model or not standing or model == standing) else OTHER
    if not _people_agree([one.name for one in record.people], names, len(fold(record.title).split())):
        return OTHER
    year = record.fields.get("year")
    return ASK if year and evidence.year and abs(year - evidence.year) > 1 else SAME


def disagree(one: Iterable[tuple[str, str]], other: Iterable[tuple[str, str]]) -> bool:
    """Whether both have a number of one scheme, and not the same."""
    left, right = _by_scheme(one), _by_scheme(other)
    return any(not left[scheme] & right[scheme] for scheme in left.keys() & right.keys())


def _by_scheme(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for scheme, value in pairs:
        found.setdefault(scheme, set()).add(value)
    return found


def _people_agree(left: Sequence[str], right: Sequence[str], words: int) -> bool:
    if not left or not right:
        return words >= TELLING_WORDS
    few, many = sorted((left[:PEOPLE_COMPARED], right[:PEOPLE_COMPARED]), key=len)
    met = sum(1 for one in few if any(one == other or compare(one, other) for other in many))
    return met == len(few) if words < TELLING_WORDS else met * 2 >= len(few)


def make_known(record: EvidenceRecord, row: int, met: dict[str, list[Any]]) -> None:
    for key in keys_of(record):
        met.setdefault(key, []).append((record, row))
