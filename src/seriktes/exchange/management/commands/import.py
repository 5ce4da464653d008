"""`seriktes import organisations --format ror FILE…`"""  # noqa: N999  the name of the command

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.exchange.actions import execute_run, start_run
from seriktes.exchange.definitions import all_kinds, get_kind
from seriktes.exchange.definitions.faults import sentence
from seriktes.exchange.enums import RunStatus
from seriktes.exchange.models import ImportRun, SavedMapping

COUNTS = ("created", "updated", "unchanged", "rejected", "questions")
SHOWN_FAULTS = 50


class Command(BaseCommand):
    help = "Read records from files into the register, for good or as a trial."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[kind.code for kind in all_kinds()], help="what the files hold")
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument(
            "--format", required=True, choices=sorted({code for kind in all_kinds() for code in kind.formats})
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--mapping", metavar="FILE|NAME", help="which column holds which field (CSV, XLSX)")
        parser.add_argument("--encoding", help="of a CSV, when it cannot be told (utf-8, cp1251, …)")
        parser.add_argument(
            "--set", action="append", default=[], metavar="NAME[=VALUE]",
            help="say something of the whole file: has_right, organisation=ror:05krs5044",
        )  # fmt: skip
        parser.add_argument("--user", metavar="EMAIL", help="in whose name; without it, the system's own")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["format"] not in get_kind(options["kind"]).formats:
            known = ", ".join(get_kind(options["kind"]).formats)
            raise CommandError(sentence("unknown_format", {"format": options["format"], "known": known}), returncode=2)
        user = self._user(options["user"])
        mapping = self._mapping(options, user)
        reports = [self._one(path, options, user, mapping) for path in options["files"]]
        totals = {name: sum(report[name] for report in reports) for name in COUNTS}
        if options["json"]:
            self.stdout.write(
                json.dumps({**totals, "dry_run": options["dry_run"], "files": reports}, ensure_ascii=False)
            )
        else:
            self._tell(reports, totals, dry_run=options["dry_run"])
        if any(report["failure"] for report in reports):
            sys.exit(2)
        if totals["rejected"]:
            sys.exit(1)

    def _user(self, email: str | None) -> User | None:
        if not email:
            return None
        user = User.objects.filter(email=email.strip().casefold()).first()
        if user is None:
            raise CommandError(_("There is no account with the address %(email)s.") % {"email": email}, returncode=2)
        return user

    def _mapping(self, options: dict[str, Any], user: User | None) -> dict[str, Any]:
        """The columns from a JSON file, or from a mapping saved under a name."""
        given: dict[str, Any] = {"encoding": options["encoding"]} if options["encoding"] else {}
        for said in options["set"]:
            name, _equals, value = said.partition("=")
            given[name] = value or True
        if not (name := options["mapping"]):
            return given
        if Path(name).is_file():
            return given | self._mapping_of_file(Path(name))
        saved = SavedMapping.objects.filter(name=name, kind=options["kind"])
        found = (saved.filter(by=user) if user else saved).order_by("-changed_at").first()
        if found is None:
            raise CommandError(sentence("mapping_unknown", {"name": name}), returncode=2)
        return given | {"columns": found.columns}

    def _mapping_of_file(self, path: Path) -> dict[str, Any]:
        try:
            content = json.loads(path.read_text(encoding="utf-8-sig"))
            columns = content.get("columns", content)
            if not all(isinstance(value, str) for value in columns.values()):
                raise TypeError  # noqa: TRY301  told with the others
        except (ValueError, AttributeError, TypeError) as error:
            values = {"name": str(path), "example": '{"name_kk": "Атауы", "bin": "БСН"}'}
            raise CommandError(sentence("mapping_broken", values), returncode=2) from error
        options = {key: content[key] for key in ("encoding", "delimiter", "sheet") if isinstance(content.get(key), str)}
        return {"columns": columns, **options} if "columns" in content else {"columns": content}

    def _one(self, path: Path, options: dict[str, Any], user: User | None, mapping: dict[str, Any]) -> dict[str, Any]:
        if not path.is_file():
            failure = sentence("file_missing", {"name": str(path)})
            return {"file": str(path), "run": None, **dict.fromkeys(COUNTS, 0), "faults": [], "failure": failure}
        with path.open("rb") as file:
            run = start_run(
                kind=options["kind"], format=options["format"], filename=path.name, by=user,
                dry_run=options["dry_run"], mapping=mapping,
            )  # fmt: skip
            is_watched = self.stderr.isatty() and not options["json"]
            run = execute_run(run=run, file=file, on_progress=self._bar if is_watched else None)
            if is_watched:
                self.stderr.write("\r" + " " * 70 + "\r", ending="")
        faults = [
            {
                "row": fault.row,
                "column": fault.column,
                "rejected": fault.rejects_row,
                "code": fault.code,
                "reason": sentence(fault.code, fault.values),
            }
            for fault in run.faults.order_by("row", "pk")
        ]
        failure = sentence(run.failure["code"], run.failure["values"]) if run.status == RunStatus.FAILED else ""
        counts = {name: getattr(run, name) for name in COUNTS}
        return {"file": str(path), "run": run.pk, **counts, "faults": faults, "failure": failure}

    def _bar(self, run: ImportRun) -> None:
        share = run.done / run.total if run.total else 0
        filled = int(share * 40)
        self.stderr.write(f"\r[{'█' * filled}{'·' * (40 - filled)}] {share:4.0%} {run.rows:>9}", ending="")

    def _tell(self, reports: list[dict[str, Any]], totals: dict[str, int], *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("A trial: nothing was written."))
        for name, count in totals.items():
            self.stdout.write(f"{name:<10} {count}")
        for report in reports:
            for fault in report["faults"][:SHOWN_FAULTS]:
                place = _("row %(row)s") % {"row": fault["row"]}
                column = f", {fault['column']}" if fault["column"] else ""
                self.stderr.write(f"{report['file']}: {place}{column}: {fault['reason']}")
            if (more := len(report["faults"]) - SHOWN_FAULTS) > 0:
                self.stderr.write(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more})
            if report["failure"]:
                self.stderr.write(f"{report['file']}: {report['failure']}")
