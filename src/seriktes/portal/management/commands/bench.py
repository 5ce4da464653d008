import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from seriktes.common.preparation import prepare
from seriktes.portal.bench.figures import Figure, as_markdown, as_text

ON_DATABASE = (
    "pages",
    "people",
    "import",
    "write",
    "activities",
    "write_activities",
    "evidence",
    "write_evidence",
    "clocks",
    "partnerships",
    "expertise",
    "placements",
    "start",
)
# Of a database that is kept: its pages, and of the largest the reminders and clocks too.
FILLED = ("filled", "filled_whole")
STAGES = (
    "pages",
    "people",
    "import",
    "activities",
    "evidence",
    "clocks",
    "partnerships",
    "expertise",
    "placements",
    "start",
    "linkage",
    "matching",
    "assignment",
    "composite",
    "clone",
)
# Measured in a process of their own and in no database.
ALONE = ("linkage", "matching", "assignment", "composite", "clone")

# Stages whose yardstick is measured in an empty database of its own.
YARDSTICK_OF = {"import": "write", "activities": "write_activities", "evidence": "write_evidence"}


class Command(BaseCommand):
    help = "Measure speed and memory on made-up data, each figure against a yardstick of the same run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--quick", action="store_true", help="a fiftieth of the size: whether it runs, not how fast"
        )
        parser.add_argument(
            "--database", action="append", choices=["sqlite", "postgresql"], help="on this database only"
        )
        parser.add_argument("--only", action="append", choices=STAGES, help="this measurement only; may be repeated")
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--markdown", action="store_true", help="the table of docs/reference/benchmarks.md")
        parser.add_argument(
            "--fill", type=int, metavar="COUNT",
            help="fill the database of DATABASE_URL with so many partnerships, to be kept and measured with --filled",
        )  # fmt: skip
        parser.add_argument(
            "--filled", action="append", metavar="URL",
            help="measure a database that --fill has filled; given twice, the smaller first, the growth too",
        )  # fmt: skip
        parser.add_argument("--stage", choices=[*ON_DATABASE, *FILLED, *ALONE], help="used by the command itself")
        parser.add_argument("--directory", type=Path, help="used by the command itself")

    def handle(self, *, stage: str | None, directory: Path | None, quick: bool, **options: Any) -> None:
        if stage:
            figures = self.run_stage(stage, directory or Path.cwd(), quick=quick)
            self.stdout.write(json.dumps([figure.as_json() for figure in figures]))
            return
        if options["fill"]:
            self.fill(options["fill"])
            return
        figures = self.run_filled(options["filled"]) if options["filled"] else self.run_all(quick=quick, **options)
        if options["json"]:
            self.stdout.write(json.dumps([figure.as_json() for figure in figures], ensure_ascii=False, indent=1))
        elif options["markdown"]:
            self.stdout.write(as_markdown(figures, timezone.localdate()))
        else:
            self.stdout.write(as_text(figures))
        if failed := [figure.what for figure in figures if figure.passed is False]:
            raise CommandError(f"{len(failed)} of {len(figures)} over the limit: {'; '.join(failed)}")

    def run_stage(self, stage: str, directory: Path, *, quick: bool) -> list[Figure]:
        """One measurement in a process of its own, on the empty database of the environment."""
        from seriktes.portal.bench import (
            assignment,
            clocks,
            composite,
            expertise,
            importing,
            importing_activities,
            importing_evidence,
            linking,
            matching,
            pages,
            partnerships,
            placements,
            starting,
        )  # needs the apps; pulls in the linkage

        if stage in FILLED:
            prepare(lambda _line: None)
        if stage in ON_DATABASE:
            if connection.introspection.table_names():
                raise CommandError("The measurements need an empty database; DATABASE_URL names one with tables in it.")
            prepare(lambda _line: None)
        size = 2_000 if quick else 100_000
        return {
            "pages": lambda: pages.measure_pages((200, size) if quick else (1_000, size), 5 if quick else 25),
            "people": lambda: pages.measure_people(size, 5 if quick else 25),
            "import": lambda: importing.measure_import(size, directory),
            "write": lambda: importing.measure_writing(directory),
            "activities": lambda: importing_activities.measure_activities(size, directory),
            "write_activities": lambda: importing_activities.measure_writing_activities(directory),
            "evidence": lambda: importing_evidence.measure_evidence(size, directory),
            "write_evidence": lambda: importing_evidence.measure_writing_evidence(directory),
            "clocks": lambda: clocks.measure_clocks(size * 50),
            "partnerships": lambda: partnerships.measure_partnerships((size // 100, size), 5 if quick else 25),
            "expertise": lambda: expertise.measure_expertise(size, 5 if quick else 25),
            "placements": lambda: placements.measure_placements(size // 5, 5 if quick else 25),
            "filled": lambda: partnerships.measure_filled(25, whole=False),
            "filled_whole": lambda: partnerships.measure_filled(25, whole=True),
            "start": lambda: starting.measure_start(1 if quick else 3),
            "linkage": lambda: linking.measure_linkage(size // 10, size),
            "matching": lambda: matching.measure_matching(size * 10, directory),
            "assignment": lambda: assignment.measure_assignment(size * 10, directory),
            "composite": composite.measure_composite,
            "clone": starting.measure_clone,
        }[stage]()

    def fill(self, count: int) -> None:
        from seriktes.portal.bench.partnerships import fill  # needs the apps

        prepare(lambda _line: None)
        fill(count)

    def run_filled(self, urls: list[str]) -> list[Figure]:
        from seriktes.portal.bench.partnerships import growth_between  # needs the apps

        figures: list[Figure] = []
        for url in urls:
            stage = "filled_whole" if url == urls[-1] else "filled"
            with tempfile.TemporaryDirectory(prefix="seriktes-bench-") as name:
                figures += self.apart(stage, Path(name), quick=False, DATABASE_URL=url)
        return [*figures, *(growth_between(figures) if len(urls) > 1 else ())]

    def run_all(self, *, quick: bool, database: list[str] | None, only: list[str] | None, **_: Any) -> list[Figure]:
        wanted = only or STAGES
        figures: list[Figure] = []
        for vendor in database or ["sqlite", "postgresql"]:
            server = os.environ.get("DATABASE_URL", "")
            if vendor == "postgresql" and not server.startswith(("postgres", "psql", "pgsql")):
                self.stderr.write(
                    "PostgreSQL is not measured: no DATABASE_URL names a server (`make bench` starts one)."
                )
                continue
            for stage in wanted:
                if stage in ON_DATABASE:
                    figures += self.on_database(stage, vendor, server, quick=quick)
        for stage in ALONE:
            if stage in wanted:
                with tempfile.TemporaryDirectory(prefix="seriktes-bench-") as name:
                    figures += self.apart(stage, Path(name), quick=quick)
        return figures

    def on_database(self, stage: str, vendor: str, server: str, *, quick: bool) -> list[Figure]:
        with tempfile.TemporaryDirectory(prefix="seriktes-bench-") as name:
            directory = Path(name)
            figures = self.with_database(stage, vendor, server, directory, quick=quick)
            if stage in YARDSTICK_OF:
                figures += self.with_database(YARDSTICK_OF[stage], vendor, server, directory, quick=quick)
            return figures

    def with_database(self, stage: str, vendor: str, server: str, directory: Path, *, quick: bool) -> list[Figure]:
        if vendor == "sqlite":
            url = f"sqlite:///{directory / stage}.sqlite3"
            return self.apart(stage, directory, quick=quick, DATABASE_URL=url)
        name = f"seriktes_bench_{stage}_{os.getpid()}"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            return self.apart(stage, directory, quick=quick, DATABASE_URL=url)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def apart(self, stage: str, directory: Path, *, quick: bool, **environment: str) -> list[Figure]:
        self.stderr.write(f"measuring {stage} {environment.get('DATABASE_URL', '').partition(':')[0]} …")
        command = [sys.executable, "-m", "seriktes", "bench", "--stage", stage, "--directory", str(directory)]
        clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment = {**clean, "SERIKTES_VAR_DIR": str(directory), "SERIKTES_LOG_LEVEL": "CRITICAL", **environment}
        done = subprocess.run(  # noqa: S603  our own command
            [*command, *(["--quick"] if quick else [])], env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            raise CommandError(f"The measurement of {stage} broke off; what it said stands above.")
        computed = {"ratio", "passed"}
        return [
            Figure(**{k: v for k, v in row.items() if k not in computed})
            for row in json.loads(done.stdout.splitlines()[-1])
        ]
