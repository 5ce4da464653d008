"""Import of works of OpenAlex, against writing the very same rows and nothing else."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

from django.db import connection, models

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.models import ImportedRow, ImportFault, ImportRun
from seriktes.expertise.imports.dumps import make_works
from seriktes.expertise.models import (
    AuthorQuestion,
    Evidence,
    EvidenceIdentifier,
    EvidencePerson,
    EvidenceSubject,
    EvidenceUnit,
    IndexChange,
)
from seriktes.organisations.imports.dumps import ror_identifier
from seriktes.organisations.models import Affiliation, Identifier, Organisation, OrganisationName, Person, SearchEntry
from seriktes.portal.bench.data import SEED
from seriktes.portal.bench.figures import Figure
from seriktes.portal.bench.importing import run_import, write_rows

TIME_RATIO, MEMORY_MIB = 4.0, 400
BATCH = 2000
ORGANISATIONS, PEOPLE_EACH = 50, 40
BEFORE = (Organisation, OrganisationName, Identifier, Person, Affiliation)
WRITTEN: tuple[type[models.Model], ...] = (
    ImportRun, AuditEvent, Evidence, EvidenceIdentifier, EvidencePerson, EvidenceUnit, EvidenceSubject, AuthorQuestion,
    SearchEntry, IndexChange, ImportFault, ImportedRow,
)  # fmt: skip


def measure_evidence(count: int, directory: Path) -> list[Figure]:
    rors = _write_organisations()
    works = make_works(directory / "works.jsonl", count, rors, SEED)
    before = {model: model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0 for model in WRITTEN}
    seconds, memory, report = run_import(works, kind="evidence", format_="openalex")
    what = f"Import of {count:,} works of OpenAlex".replace(",", " ")
    if report.get("created") != count:
        note = f"created {report.get('created')}, rejected {report.get('rejected')}, {report.get('failed', '')}"
        return [Figure(what, connection.vendor, None, "s", TIME_RATIO, note=note)]
    _keep(directory / "before.pickle", BEFORE, lambda _model: 0)
    total = _keep(directory / "written.pickle", WRITTEN, lambda model: before[model])
    first = {"what": what, "seconds": seconds, "memory": memory, "rows": total}
    (directory / "evidence.json").write_text(json.dumps(first))
    return []


def measure_writing_evidence(directory: Path) -> list[Figure]:
    """The second half, in an empty database: the yardstick of what the first half did."""
    done = directory / "evidence.json"
    if not done.exists():
        return []
    first = json.loads(done.read_text())
    write_rows(directory / "before.pickle")
    bare = write_rows(directory / "written.pickle")
    yardstick = f"{first['rows']} rows by bulk_create"
    return [
        Figure(first["what"], connection.vendor, first["seconds"], "s", TIME_RATIO, bare, yardstick),
        Figure(f"{first['what']}: peak memory", connection.vendor, first["memory"], "MiB", MEMORY_MIB),
    ]


def _write_organisations() -> list[str]:
    rors = [ror_identifier(20_000 + number) for number in range(ORGANISATIONS)]
    organisations = Organisation.objects.bulk_create(
        Organisation(kind="university", name_en=f"Invented University {ror}", is_public=True) for ror in rors
    )
    Identifier.objects.bulk_create(
        Identifier(organisation=one, scheme="ror", value=ror) for one, ror in zip(organisations, rors, strict=True)
    )
    people = Person.objects.bulk_create(
        Person(name_en=f"{letter}aimurat Kedeiuly{number}")
        for number in range(ORGANISATIONS * PEOPLE_EACH)
        for letter in "B"
    )
    known = [Person(name_en=f"Aigerim {family}") for family in ("Oidanov", "Tusinov")]
    people += Person.objects.bulk_create(known)
    Affiliation.objects.bulk_create(
        Affiliation(person=one, organisation=organisations[number % ORGANISATIONS]) for number, one in enumerate(people)
    )
    return rors


def _keep(path: Path, kept: tuple[type[models.Model], ...], after: Callable[[type[models.Model]], int]) -> int:
    """Put the rows that came after these numbers into a file, in batches; answers how many."""
    total = 0
    with path.open("wb") as file:
        for model in kept:
            batch: list[models.Model] = []
            for row in model._base_manager.filter(pk__gt=after(model)).order_by("pk").iterator(chunk_size=BATCH):
                batch.append(row)
                if len(batch) == BATCH:
                    pickle.dump(batch, file)
                    total, batch = total + len(batch), []
            if batch:
                pickle.dump(batch, file)
                total += len(batch)
    return total
