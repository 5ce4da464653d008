from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from seriktes.common import messages
from seriktes.common.catalogues import compile_catalogue, translated_languages


class Command(BaseCommand):
    help = "Extract the messages of the source into the catalogues, check the catalogues, or compile them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=["extract", "check", "compile"])
        parser.add_argument("--language", action="append", choices=translated_languages(), dest="languages")

    def handle(self, *_args: Any, **options: Any) -> None:
        languages = options["languages"] or translated_languages()
        steps = {"extract": self.extract, "check": self.check_catalogues, "compile": self.compile}
        steps[options["step"]](languages)

    def extract(self, languages: list[str]) -> None:
        for language in languages:
            changed = messages.extract(language)
            self.stdout.write(f"{language}: {'changed' if changed else 'unchanged'}")

    def check_catalogues(self, languages: list[str]) -> None:
        found = [f"{language}: {problem}" for language in languages for problem in messages.problems(language)]
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} problems. Run `seriktes messages extract` and translate what is open.")
        self.stdout.write("The catalogues are complete.")

    def compile(self, languages: list[str]) -> None:
        for language in languages:
            compile_catalogue(language)
            self.stdout.write(f"{language}: compiled")
