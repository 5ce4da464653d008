"""`seriktes fetch openalex --ror 05krs5044`"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.exchange.actions import execute_run, start_run
from seriktes.exchange.definitions.faults import sentence
from seriktes.exchange.enums import RunStatus
from seriktes.expertise.actions.fetching import CannotFetch, fetch
from seriktes.expertise.definitions.sources import OPEN_SOURCES

COUNTS = ("created", "updated", "unchanged", "rejected", "questions")


class Command(BaseCommand):
    help = "Ask an open source for publications over the network and import them (SERIKTES_FETCH_METADATA)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", choices=list(OPEN_SOURCES))
        subject = parser.add_mutually_exclusive_group(required=True)
        subject.add_argument("--ror", help="of the organisation (OpenAlex, Crossref, DataCite)")
        subject.add_argument("--orcid", help="of the person (ORCID)")
        parser.add_argument("--since", type=int, metavar="YEAR", help="only what was published from that year on")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--user", metavar="EMAIL", help="in whose name; without it, the system's own")

    def handle(self, *_args: Any, **options: Any) -> None:
        source = OPEN_SOURCES[options["source"]]
        user = None
        if options["user"]:
            user = User.objects.filter(email=options["user"].strip().casefold()).first()
            if user is None:
                raise CommandError(
                    _("There is no account with the address %(email)s.") % {"email": options["user"]}, returncode=2
                )
        value = options[source.subject]
        if not value:
            raise CommandError(f"{source.label}: --{source.subject}", returncode=2)
        try:
            found = fetch(source.code, value, since=options["since"])
        except CannotFetch as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        with found.path.open("rb") as file:
            run = start_run(
                kind="evidence", format=source.code, filename=found.path.name, by=user, dry_run=options["dry_run"]
            )
            run = execute_run(run=run, file=file)
        if run.status == RunStatus.FAILED:
            raise CommandError(sentence(run.failure["code"], run.failure["values"]), returncode=2)
        for name in COUNTS:
            self.stdout.write(f"{name:<10} {getattr(run, name)}")
        if run.rejected:
            sys.exit(1)
