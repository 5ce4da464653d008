import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.preparation import prepare_database
from seriktes.organisations.demo.filling import fill_demonstration
from seriktes.organisations.demo.sizes import SIZES
from seriktes.organisations.models import Organisation

SEED = 1701
# Fewer rows are written before anybody asks how far it is.
LONG = 10_000


class Command(BaseCommand):
    help = "Fill an empty register with the demonstration: an invented region, generated from one seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=list(SIZES), default="small")
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--if-empty", action="store_true", help="do nothing, quietly, where there is data already")

    def handle(self, *_: Any, size: str, seed: int, if_empty: bool, verbosity: int, **__: Any) -> None:
        prepare_database(self.stdout.write if verbosity else lambda _line: None)
        if Organisation.objects.exists() or User.objects.exists():
            if if_empty:
                return
            raise CommandError(
                "The register holds data already; the demonstration is for an empty one. "
                "Name another directory with SERIKTES_VAR_DIR, or another database with DATABASE_URL."
            )
        now = timezone.now()
        users = fill_demonstration(size=SIZES[size], seed=seed, now=now, tell=self._tell(verbosity))
        if verbosity:
            self.stdout.write(
                f"Demonstration ({size}): {Organisation.objects.count()} organisations, {len(users)} personas."
            )

    def _tell(self, verbosity: int) -> Any:
        """One line that counts in a terminal; elsewhere a line at every tenth of what takes long."""
        tenths: dict[tuple[str, int], int] = {}

        def tell(what: str, done: int, total: int) -> None:
            if sys.stderr.isatty():
                self.stderr.write(f"\r{what}: {done} of {total}", ending="\n" if done >= total else "")
            elif total >= LONG and tenths.get((what, total)) != (tenth := done * 10 // total):
                tenths[what, total] = tenth
                self.stderr.write(f"{what}: {done} of {total}")

        return tell if verbosity else lambda *_: None
