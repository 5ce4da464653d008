"""One row of a file on its way into the register, and the rows of the sets that it brings."""

from dataclasses import dataclass, field
from typing import Any

from seriktes.exchange.definitions import Row
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import EvidenceRecord, PersonRow
from seriktes.expertise.models import Evidence, EvidenceIdentifier, EvidencePerson, EvidenceSubject, EvidenceUnit
from seriktes.organisations.actions.importing.compare import Differences, Origin


@dataclass(slots=True)
class Pending:
    row: Row
    record: EvidenceRecord
    evidence: Evidence
    origin: Origin
    is_new: bool
    # What the row names, as numbers of the register: organisations, and (organisation, unit) of its places.
    owner: int | None = None
    places: list[tuple[int, int | None]] = field(default_factory=list)
    found: Differences = field(default_factory=Differences)
    added: dict[str, list[Any]] = field(default_factory=dict)
    saved: dict[str, list[Any]] = field(default_factory=dict)
    # Rows of people whose place changes: first out of the way, then to the new one.
    moved: list[EvidencePerson] = field(default_factory=list)
    # Printed names that may be somebody of the register, with the organisations to look among.
    unknown: list[tuple[EvidencePerson, tuple[int, ...]]] = field(default_factory=list)

    @property
    def organisations(self) -> list[int]:
        return list(dict.fromkeys([*([self.owner] if self.owner else []), *(pk for pk, _unit in self.places)]))

    def add(self, name: str, row: Any) -> None:
        self.added.setdefault(name, []).append(row)

    def save(self, name: str, row: Any) -> None:
        if row.pk is not None:
            self.saved.setdefault(name, []).append(row)

    @property
    def sourced(self) -> dict[str, Any]:
        origin = self.origin
        # Files have no numbers of their own.
        record = "" if origin.source == Source.FILE else origin.record
        return {"source": origin.source, "source_record": record, "source_on": origin.on, "run_id": origin.run_id}

    def identifier(self, scheme: str, value: str) -> EvidenceIdentifier:
        return EvidenceIdentifier(evidence_id=self.evidence.pk, scheme=scheme, value=value, **self.sourced)

    def place(self, organisation: int, unit: int | None) -> EvidenceUnit:
        return EvidenceUnit(evidence_id=self.evidence.pk, organisation_id=organisation, unit_id=unit, **self.sourced)

    def subject(self, scheme: str, code: str) -> EvidenceSubject:
        return EvidenceSubject(evidence_id=self.evidence.pk, scheme=scheme, code=code, **self.sourced)

    def person(self, position: int, one: PersonRow, person: int | None) -> EvidencePerson:
        return EvidencePerson(
            evidence_id=self.evidence.pk, position=position, name=one.name, orcid=one.orcid, part=one.part,
            person_id=person, **self.sourced,
        )  # fmt: skip
