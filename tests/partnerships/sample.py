"""The sample spreadsheets of `docs/howto/import-partnerships.md`, and an empty table to read them into."""

from pathlib import Path

from seriktes.organisations.models import Identifier
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


def fill_from_sample(world) -> list:
    """The samples name organisations of the demonstration by BIN: those of the tests' world get these numbers."""
    forget_partnerships()
    for key, value in {"university": "000140001813", "company": "000340001800"}.items():
        Identifier.objects.create(organisation=world.organisations[key], scheme="bin", value=value)
    return [run_import(SAMPLES / f"{kind}.csv", kind=kind, format="csv") for kind in KINDS]
