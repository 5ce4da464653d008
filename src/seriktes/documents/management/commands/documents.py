import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from seriktes.documents.models import DocumentVersion
from seriktes.documents.queries.frozen import damaged_versions


class Command(BaseCommand):
    help = "Compare every frozen document with its hash."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("verify", help="name every frozen file that is gone or changed; ends with 1 when there is one")

    def handle(self, *_args: Any, **_options: Any) -> None:
        damaged = list(damaged_versions())
        for one in damaged:
            version = one.version
            self.stderr.write(
                f"{one.what}: document {version.document_id}, version {version.number}, {version.pdf.name}"
            )
        count = DocumentVersion.objects.exclude(sha256="").count()
        self.stdout.write(f"{count - len(damaged)} of {count} frozen files are as they were frozen.")
        if damaged:
            sys.exit(1)
