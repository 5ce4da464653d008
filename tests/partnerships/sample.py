"""The sample spreadsheets of `docs/howto/import-partnerships.md`, and an empty table to read them into."""

from pathlib import Path

from seriktes.exchange.models import ImportRun
from seriktes.partnerships.models import (
    Activity,
    Agreement,
    Commitment,
    Delivery,
    Partnership,
)
from seriktes.procedures.models import OpenClock
from tests.organisations.importing import run_import

SAMPLES = Path(__file__).parents[2] / "docs" / "howto" / "samples"
KINDS = ("partnerships", "agreements", "commitments", "activities")


def forget_partnerships() -> None:
    OpenClock.objects.all().delete()
    for model in (Delivery, Commitment, Activity):
        model.objects.all().delete()
    Agreement.objects.update(framework=None, amends=None, supersedes=None)
    for model in (Agreement, Partnership):
        model.objects.all().delete()


def fill_from_sample() -> list[ImportRun]:
    forget_partnerships()
    return [run_import(SAMPLES / f"{kind}.csv", kind=kind, format="csv") for kind in ("organisations", *KINDS)]
