import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "List the settings: name, value in this environment (secrets are not shown), meaning."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--markdown", action="store_true", help="the reference page, without values")

    def handle(self, *, markdown: bool, **_options: Any) -> None:
        for variable in settings.ENVIRONMENT_TABLE:
            if markdown:
                default = f"`{variable.default}`" if variable.default else "(empty)"
                self.stdout.write(f"| `{variable.name}` | {default} | {variable.meaning} |")
                continue
            value = os.environ.get(variable.name)
            shown = "(default)" if value is None else "(set, not shown)" if variable.secret else value
            self.stdout.write(
                f"{variable.name} = {shown}\n    {variable.meaning} Default: {variable.default or 'empty'}."
            )
