"""`seriktes export organisations --format csv`"""

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.files.exports import csv_lines, jsonl_lines, write_xlsx
from seriktes.organisations.exports import cerif_lines, table_columns, table_rows
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to


class Command(BaseCommand):
    help = "Write organisations to a file or to the terminal: tables that can be imported again, or CERIF JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=["organisations"])
        parser.add_argument("--format", required=True, choices=["csv", "xlsx", "jsonl", "cerif"])
        parser.add_argument("--output", type=Path, metavar="FILE", help="without it, the terminal")
        parser.add_argument("--public", action="store_true", help="only what everybody may see")
        parser.add_argument("--user", metavar="EMAIL", help="only what this account sees")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = self._user(options["user"])
        public_only = options["public"] or user is not None
        rows: QuerySet[Organisation] = Organisation.objects.exclude(status="merged")
        if public_only:
            rows = organisations_visible_to(user if user and not options["public"] else AnonymousUser())
        rows = rows.order_by("pk")
        output = options["output"]
        with output.open("wb") if output else nullcontext(sys.stdout.buffer) as file:
            if options["format"] == "xlsx":
                if output is None and sys.stdout.isatty():
                    raise CommandError(_("A workbook cannot be shown in a terminal. Say where with --output FILE."))
                write_xlsx(file, table_rows(rows, public_only=public_only), table_columns(), codes=True)
            else:
                for line in self._lines(options["format"], rows, public_only=public_only):
                    file.write(line.encode())
        values = {"what": "organisations", "format": options["format"], "rows": rows.count(), "public": public_only}
        if user:
            record_event(kind="accounts.user.exported", by=user, target=user, values=values)
        else:
            record_event(kind="organisations.organisation.exported", by=None, target=Organisation, values=values)

    def _lines(self, format_: str, rows: Any, *, public_only: bool) -> Any:
        if format_ == "cerif":
            return cerif_lines(rows, public_only=public_only)
        table = table_rows(rows, public_only=public_only)
        if format_ == "csv":
            return csv_lines(table, table_columns(), codes=True)
        return jsonl_lines(table, table_columns())

    def _user(self, email: str | None) -> User | None:
        if not email:
            return None
        user = User.objects.filter(email=email.strip().casefold()).first()
        if user is None:
            raise CommandError(_("There is no account with the address %(email)s.") % {"email": email}, returncode=2)
        return user
