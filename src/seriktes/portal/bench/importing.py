"""Import of a registry's dump, against writing the very same rows and nothing else."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from seriktes.organisations.imports.dumps import make_ror_dump
from seriktes.portal.bench.data import SEED
from seriktes.portal.bench.figures import Figure

TIME_RATIO, MEMORY_MIB = 3.0, 400
BATCH = 2000
OUR_APPS = ("accounts", "exchange", "organisations")


def _peak_mib(usage: Any) -> float:
    # Bytes on macOS, kibibytes elsewhere.
    return float(usage.ru_maxrss) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def run_import(path: Path, *, kind: str = "organisations", format_: str = "ror") -> tuple[float, float, dict[str, Any]]:
    """Seconds, peak MiB and report of `seriktes import` in a process of its own."""
    report = path.with_suffix(".report.json")
    command = [sys.executable, "-m", "seriktes", "import", kind, "--format", format_, "--json", str(path)]
    start = perf_counter()
    with report.open("w") as output:
        process = subprocess.Popen(command, stdout=output)  # noqa: S603  our own command
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - start
    text = report.read_text()
    return seconds, _peak_mib(usage), json.loads(text) if process.returncode == 0 else {"failed": process.returncode}


def written_models() -> list[type[models.Model]]:
    candidates = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
    return [model for model in candidates if not model._meta.proxy and model._base_manager.exists()]


def keep_rows(path: Path) -> int:
    """Put every row of the register into a file, in batches; answers how many."""
    total = 0
    with path.open("wb") as file:
        for model in written_models():
            batch: list[models.Model] = []
            for row in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
                batch.append(row)
                if len(batch) == BATCH:
                    pickle.dump(batch, file)
                    total, batch = total + len(batch), []
            if batch:
                pickle.dump(batch, file)
                total += len(batch)
    return total


def _batches(path: Path) -> Iterator[list[models.Model]]:
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)  # noqa: S301  written by `keep_rows` a moment ago
            except EOFError:
                return


def write_rows(path: Path) -> float:
    """Seconds that `bulk_create` alone takes for the rows of the file, in one transaction."""
    seconds = 0.0
    with transaction.atomic():
        for batch in _batches(path):
            start = perf_counter()
            type(batch[0])._base_manager.bulk_create(batch, batch_size=BATCH)
            seconds += perf_counter() - start
        start = perf_counter()
    return seconds + perf_counter() - start


def measure_import(count: int, directory: Path) -> list[Figure]:
    database = connection.vendor
    dump = directory / "ror.json"
    make_ror_dump(dump, count, SEED)
    seconds, memory, report = run_import(dump)
    shown = f"{count:,}".replace(",", " ")
    if report.get("created") != count:
        note = f"created {report.get('created')}, rejected {report.get('rejected')}, {report.get('failed', '')}"
        return [Figure(f"Import of {shown} ROR records", database, None, "s", TIME_RATIO, note=note)]
    rows = directory / "rows.pickle"
    total = keep_rows(rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    (directory / "import.json").write_text(
        json.dumps({"count": count, "seconds": seconds, "memory": memory, "rows": total})
    )
    return []


def measure_writing(directory: Path) -> list[Figure]:
    """The second half, in an empty database: the yardstick of what the first half did."""
    done = directory / "import.json"
    if not done.exists():
        return []
    first = json.loads(done.read_text())
    bare = write_rows(directory / "rows.pickle")
    shown = f"{first['count']:,}".replace(",", " ")
    yardstick = f"{first['rows']} rows by bulk_create"
    return [
        Figure(f"Import of {shown} ROR records", connection.vendor, first["seconds"], "s", TIME_RATIO, bare, yardstick),
        Figure(f"Import of {shown} ROR records: peak memory", connection.vendor, first["memory"], "MiB", MEMORY_MIB),
    ]
