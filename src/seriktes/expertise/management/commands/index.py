from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from seriktes.expertise.actions.index_writing import Indexer


class Command(BaseCommand):
    help = "Bring the index of expertise up to date, or make it anew; the worker does the first by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="make the whole index anew from the database")

    def handle(self, *, rebuild: bool, **_options: Any) -> None:
        indexer = Indexer()
        if not indexer.take(wait=timedelta(minutes=10)):
            raise CommandError("Another process has been writing the index for ten minutes. Is it another --rebuild?")
        try:
            if rebuild:
                self.say(f"{indexer.rebuild(self.say)} documents are indexed.")
            else:
                self.say(f"{indexer.catch_up()} changes were taken into the index.")
        finally:
            indexer.close()

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
