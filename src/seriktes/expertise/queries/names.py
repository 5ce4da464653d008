"""Which of the names on evidence a reader may read, and to whom they lead.

A name printed in open metadata stands beside its link to the source (article 7(5) of the Law of 21.05.2013 "On personal
data"). Every other name is shown where its person may be seen, and to those who keep the record. Whoever withdrew the
consent to publication is named to nobody but those.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from seriktes.common.addresses import address_of
from seriktes.common.prepared import among_ids, prepared
from seriktes.expertise.enums import EvidenceKind, Standing
from seriktes.expertise.models import Evidence, EvidencePerson
from seriktes.expertise.queries import access
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import Viewer

PRINTED = (EvidenceKind.PUBLICATION, EvidenceKind.PROJECT, EvidenceKind.PATENT)
# So many names stand in a line of a list, looked for among so many of the first.
NAMED, LOOKED_AT = 3, 12


@dataclass(frozen=True)
class Name:
    """`row` is what stands on the record; `person` its person, where the reader may see that person. `text` is the name
    as printed, `name` the one for the reader: of a known person in the reader's language."""

    row: EvidencePerson
    text: str
    person: Person | None = None

    @property
    def name(self) -> str:
        return (self.person.name if self.person else "") or self.text

    @property
    def name_language(self) -> str:
        return self.person.name_language if self.person else ""

    @property
    def printed(self) -> str:
        """The printed name where the reader is shown another."""
        return self.text if self.text != self.name else ""

    @property
    def url(self) -> str:
        return address_of("expertise:expert", self.person.pk) if self.person else ""


@dataclass(frozen=True)
class FirstNames:
    """The first names that the reader may read, and how many names there are in all."""

    names: tuple[Name, ...] = ()
    in_all: int = 0


def is_open(evidence: Evidence) -> bool:
    """Whether the names are open metadata with a link to where they were published."""
    return evidence.kind in PRINTED and bool(evidence.source_url)


def names_for_user(
    user: Viewer, rows: Iterable[EvidencePerson], records: Mapping[int, Evidence], *, kept: set[int]
) -> dict[int, list[Name]]:
    """The names that the reader may read, by record, in their order; at most two queries. `kept`: the records that
    the reader keeps."""
    listed = list(rows)
    linked = {row.person_id for row in listed if row.person_id is not None and row.standing != Standing.REFUSED}
    seen = access.people_seen_among(user, linked)
    hidden = access.withdrawn_among(linked - seen.keys()) if linked - seen.keys() else set()
    found: dict[int, list[Name]] = {}
    for row in listed:
        linked_to = row.person_id if row.standing != Standing.REFUSED else None
        person = seen.get(linked_to) if linked_to else None
        may_read = person is not None or row.evidence_id in kept
        if not may_read and is_open(records[row.evidence_id]) and linked_to not in hidden:
            may_read = True
        if may_read:
            found.setdefault(row.evidence_id, []).append(Name(row, row.name, person))
    return found


def first_names_for_user(user: Viewer, records: Mapping[int, Evidence]) -> dict[int, FirstNames]:
    """By record, for lines of lists; at most five queries."""
    counts = dict(prepared("names.counts", _counts, among=records))
    if not counts:
        return {}
    rows = prepared("names.first", _first, among=records)
    names = names_for_user(user, rows, records, kept=access.kept_among(user, records))
    return {pk: FirstNames(tuple(names.get(pk, [])[:NAMED]), count) for pk, count in counts.items()}


def _live() -> QuerySet[EvidencePerson]:
    return among_ids(EvidencePerson.objects.filter(archived_at__isnull=True), "evidence_id")


def _counts() -> QuerySet[EvidencePerson, Any]:
    return _live().order_by().values("evidence").annotate(n=Count("pk")).values_list("evidence", "n")


def _first() -> QuerySet[EvidencePerson]:
    return _live().filter(position__lte=LOOKED_AT).order_by("evidence", "position")
