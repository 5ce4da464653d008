"""`seriktes link organisations FILE.csv` and `seriktes link duplicates`."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.common.files import FileFault
from seriktes.common.files.exports import csv_lines, jsonl_lines, write_xlsx
from seriktes.exchange.definitions.faults import sentence
from seriktes.organisations.actions.duplicates import propose_duplicates
from seriktes.organisations.definitions.likeness import probability_words, reason_sentence
from seriktes.organisations.exports import linked_columns
from seriktes.organisations.imports.lists import ReadList, read_list
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.linkage import lines_of_list, link_list, linked_as_json
from seriktes_analytics.linkage import THRESHOLD

OUTPUTS = (".csv", ".xlsx", ".jsonl", ".json")


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 < value <= 1:
        raise ArgumentTypeError("give a probability above 0 and up to 1, such as 0.9")
    return value


class Command(BaseCommand):
    help = "Find the rows of a list in the register, or duplicates inside the register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        jobs = parser.add_subparsers(dest="what", required=True, metavar="organisations|duplicates")
        listed = jobs.add_parser(
            "organisations",
            help="find the organisations of a list; exit code 1 when rows have faults, 2 without a result",
        )
        listed.add_argument("file", metavar="FILE", type=Path, help="CSV or XLSX: name, and city, domain, bin if known")
        listed.add_argument("--output", metavar="FILE", type=Path, help=f"write the result ({', '.join(OUTPUTS)})")
        listed.add_argument("--encoding", help="of a CSV, when it cannot be told (utf-8, cp1251, …)")
        listed.add_argument("--delimiter", help="of a CSV, when it is guessed wrongly")
        inside = jobs.add_parser("duplicates", help="search the register and write what is found as proposals")
        for job in (listed, inside):
            job.add_argument("--json", action="store_true", help="print one JSON object")
            job.add_argument(
                "--threshold", type=_probability, default=THRESHOLD, help="least probability (default: %(default)s)"
            )

    def handle(self, *_args: Any, what: str, **options: Any) -> None:
        if what == "duplicates":
            self._duplicates(**options)
        else:
            self._organisations(**options)

    # --- Inside the register ----------------------------------------------------------------------------------------
    def _duplicates(self, *, threshold: float, **options: Any) -> None:
        counts = asdict(propose_duplicates(now=timezone.now(), threshold=threshold))
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for name, count in counts.items():
            self.stdout.write(f"{name:<10} {count}")

    # --- A list -----------------------------------------------------------------------------------------------------
    def _organisations(self, *, file: Path, threshold: float, output: Path | None, **options: Any) -> None:
        if output is not None and output.suffix.lower() not in OUTPUTS:
            raise CommandError(
                _("The ending of %(name)s says no format. Use one of: %(known)s.")
                % {"name": output, "known": ", ".join(OUTPUTS)},
                returncode=2,
            )
        found = self._read(file, options)
        linked = link_list(found.rows, Organisation.objects.live(), threshold=threshold)
        results = [linked_as_json(row) for row in linked]
        wanted = {match["organisation"] for row in results for match in row["matches"]}
        organisations = Organisation.objects.in_bulk(list(wanted))
        report = _report(found, results, organisations)
        if output is not None:
            _write(output, report, results, organisations)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._tell(report, show_rows=output is None)
        if found.faults:
            sys.exit(1)

    def _read(self, path: Path, options: dict[str, Any]) -> ReadList:
        if not path.is_file():
            raise CommandError(sentence("file_missing", {"name": str(path)}), returncode=2)
        chosen = {name: options[name] for name in ("encoding", "delimiter") if options[name]}
        try:
            with path.open("rb") as file:
                return read_list(file, path.name, options=chosen)
        except FileFault as fault:
            raise CommandError(f"{path}: {sentence(fault.code, fault.values)}", returncode=2) from fault

    def _tell(self, report: dict[str, Any], *, show_rows: bool) -> None:
        for result in report["results"] if show_rows else []:
            place = f", {result['city']}" if result["city"] else ""
            self.stdout.write(f"{result['row']}: {result['name']}{place}")
            for match in result["matches"]:
                surety = _("certain") if match["certain"] else probability_words(match["score"])
                self.stdout.write(f"    #{match['organisation']} {match['name']} – {surety}")
                for reason in match["reasons"]:
                    self.stdout.write(f"        {reason['sentence']}")
            if not result["matches"]:
                self.stdout.write("    " + _("no match"))
        for name in ("rows", "certain", "proposed", "unmatched", "rejected"):
            self.stdout.write(f"{name:<10} {report[name]}")
        for fault in report["faults"]:
            place = _("row %(row)s") % {"row": fault["row"]}
            column = f", {fault['column']}" if fault["column"] else ""
            self.stderr.write(f"{place}{column}: {fault['reason']}")


def _report(found: ReadList, results: list[dict[str, Any]], organisations: dict[int, Organisation]) -> dict[str, Any]:
    told = []
    for result in results:
        matches = []
        for match in result["matches"]:
            organisation = organisations[match["organisation"]]
            reasons = [
                reason | {"sentence": reason_sentence(reason["code"], reason["left"], reason["right"])}
                for reason in match["reasons"]
            ]
            names = {"name": organisation.name, "names": organisation.names_by_language}
            matches.append(match | names | {"reasons": reasons})
        told.append(result | {"matches": matches})
    certain = sum(any(match["certain"] for match in row["matches"]) for row in told)
    matched = sum(bool(row["matches"]) for row in told)
    faults = [
        {
            "row": row,
            "column": fault.column,
            "rejected": rejected,
            "code": fault.code,
            "reason": sentence(fault.code, fault.values),
        }
        for row, fault, rejected in found.faults
    ]
    return {
        "rows": len(told),
        "certain": certain,
        "proposed": matched - certain,
        "unmatched": len(told) - matched,
        "rejected": len({row for row, _fault, rejected in found.faults if rejected}),
        "faults": faults,
        "results": told,
    }


def _write(
    path: Path, report: dict[str, Any], results: list[dict[str, Any]], organisations: dict[int, Organisation]
) -> None:
    kind, lines = path.suffix.lower(), lines_of_list(results, organisations)
    if kind == ".json":
        path.write_text(json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8")
    elif kind == ".xlsx":
        with path.open("wb") as file:
            write_xlsx(file, lines, linked_columns())
    else:
        written = (
            csv_lines(lines, linked_columns(), codes=True) if kind == ".csv" else jsonl_lines(lines, linked_columns())
        )
        with path.open("w", encoding="utf-8", newline="") as text:
            text.writelines(written)
