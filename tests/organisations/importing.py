"""What the tests of imports share."""

import io
import json
from pathlib import Path
from typing import Any

from seriktes.exchange.actions import execute_run, start_run
from seriktes.exchange.models import ImportRun

SAMPLES = Path(__file__).parent / "samples"


def run_import(content: Any, *, kind="organisations", format="ror", by=None, dry_run=False, mapping=None):  # noqa: A002
    """Import bytes, a path or a JSON-ready value, and give back the finished run."""
    if isinstance(content, Path):
        content = content.read_bytes()
    if not isinstance(content, bytes):
        content = json.dumps(content, ensure_ascii=False).encode()
    run = start_run(kind=kind, format=format, filename="sample", by=by, dry_run=dry_run, mapping=mapping)
    return execute_run(run=run, file=io.BytesIO(content))


def counts(run: ImportRun) -> dict[str, int]:
    names = ("created", "updated", "unchanged", "rejected", "questions")
    return {name: getattr(run, name) for name in names if getattr(run, name)}


def faults(run: ImportRun) -> list[tuple[int, str, str]]:
    return list(run.faults.order_by("row", "pk").values_list("row", "column", "code"))
