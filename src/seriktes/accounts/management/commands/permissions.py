import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from seriktes.accounts import exports


class Command(BaseCommand):
    help = "Print which role may do what."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="for programs")
        form.add_argument("--markdown", action="store_true", help="the page docs/reference/permissions.md")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override("en"):
            if options["json"]:
                lines = [json.dumps(exports.permissions_json(), ensure_ascii=False, indent=2)]
            else:
                lines = list(exports.permissions_markdown() if options["markdown"] else exports.permissions_text())
        self.stdout.write("\n".join(lines))
