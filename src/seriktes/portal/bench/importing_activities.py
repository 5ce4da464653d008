"""Import of activities, against writing the very same rows and nothing else."""

import csv
import json
import pickle
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from django.db import connection, models

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.models import ImportedRow, ImportFault, ImportRun
from seriktes.organisations.demo import organisations as invent
from seriktes.organisations.demo.rows import write_organisations
from seriktes.organisations.models import Organisation, OrganisationName, SearchEntry
from seriktes.partnerships.models import Activity, ActivityParty, Partnership, Party
from seriktes.portal.bench.data import ON, SEED
from seriktes.portal.bench.figures import Figure
from seriktes.portal.bench.importing import run_import, write_rows
from seriktes.procedures.models import Event, OpenClock

TIME_RATIO, MEMORY_MIB = 4.0, 300
BATCH = 2000
# Activities a partnership, and of how many every side's word is in the file.
EACH, CONFIRMED = 100, 0.9
KINDS = ("internship", "guest_teaching", "contract_research", "training_course", "career_fair", "consultancy")
BEFORE = (Organisation, OrganisationName, Partnership, Party)
WRITTEN: tuple[type[models.Model], ...] = (
    ImportRun, AuditEvent, Activity, ActivityParty, Event, OpenClock, SearchEntry, ImportFault, ImportedRow,
)  # fmt: skip


def measure_activities(count: int, directory: Path) -> list[Figure]:
    names = _write_partnerships(max(count // EACH, 2))
    table = directory / "activities.csv"
    _write_table(table, count, names)
    before = {model: model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0 for model in WRITTEN}
    seconds, memory, report = run_import(table, kind="activities", format_="csv")
    what = f"Import of {count:,} activities".replace(",", " ")
    if report.get("created") != count:
        note = f"created {report.get('created')}, rejected {report.get('rejected')}, {report.get('failed', '')}"
        return [Figure(what, connection.vendor, None, "s", TIME_RATIO, note=note)]
    _keep(directory / "before.pickle", BEFORE, lambda _model: 0)
    total = _keep(directory / "written.pickle", WRITTEN, lambda model: before[model])
    first = {"what": what, "seconds": seconds, "memory": memory, "rows": total}
    (directory / "activities.json").write_text(json.dumps(first))
    return []


def measure_writing_activities(directory: Path) -> list[Figure]:
    """The second half, in an empty database: the yardstick of what the first half did."""
    done = directory / "activities.json"
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


def _write_partnerships(count: int) -> list[tuple[str, str]]:
    """Partnerships of ten universities with a company each; answers with their numbers and the companies' names."""
    universities = Organisation.objects.bulk_create(
        Organisation(kind="university", name_en=f"University {number}") for number in range(10)
    )
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=university, value=university.name_en, language="en")
        for university in universities
    )
    rng = Random(SEED)
    for _ in write_organisations(rng, invent.companies(rng, count), numbers=invent.invented_numbers(rng), on=ON):
        pass
    companies = list(Organisation.objects.filter(kind="company").order_by("pk")[:count])
    partnerships = Partnership.objects.bulk_create(
        (Partnership(name_en=f"Partnership {n}", number=f"P-{n}", stage="active") for n in range(len(companies))),
        batch_size=BATCH,
    )
    Party.objects.bulk_create(
        (Party(partnership=partnership, organisation=side) for n, partnership in enumerate(partnerships)
         for side in (universities[n % 10], companies[n])), batch_size=BATCH,
    )  # fmt: skip
    return [(one.number, f"№ {company.pk}") for one, company in zip(partnerships, companies, strict=True)]


def _write_table(path: Path, count: int, partnerships: list[tuple[str, str]]) -> None:
    rng = Random(SEED)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        head = ("partnership", "number", "kind", "title", "starts_on", "ends_on", "hours", "participants", "amount",
                "currency", "reported_by", "reported_on", "confirmations")  # fmt: skip
        table.writerow(head)
        for n in range(count):
            number, company = partnerships[n * len(partnerships) // count]
            starts_on = date(2016, 1, 11) + timedelta(days=rng.randrange(3600))
            ends_on = starts_on + timedelta(days=rng.randrange(30))
            reported_on = ends_on + timedelta(days=rng.randrange(10))
            university = f"University {int(number.removeprefix('P-')) % 10}"
            is_confirmed = rng.random() < CONFIRMED
            table.writerow((
                number, f"A-{n}", rng.choice(KINDS), f"Invented activity {n}", starts_on, ends_on, rng.randrange(4, 200),
                rng.randrange(1, 90), rng.randrange(10, 900) * 1000, "KZT", company, reported_on,
                f"{university}: {reported_on + timedelta(days=3)}" if is_confirmed else "",
            ))  # fmt: skip


def _keep(path: Path, kept: tuple[type[models.Model], ...], after: Callable[[type[models.Model]], int]) -> int:
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
