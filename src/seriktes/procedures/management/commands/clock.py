"""`seriktes clock explain RECORD`"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import models
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.common.formats import format_moment
from seriktes.procedures.actions.clocks import verify_clocks
from seriktes.procedures.definitions.subjects import model_called, subject_kind, subject_kinds
from seriktes.procedures.definitions.traces import amount_words
from seriktes.procedures.queries.clocks import ExplainedStep, OwnedReading, explain

LANGUAGES = ("kk", "ru", "en")


class Command(BaseCommand):
    help = "Say how the deadlines of a record came about, or compute the running clocks again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        explain = verbs.add_parser("explain", help="every step of the clocks of a record")
        explain.add_argument("record", metavar="RECORD", help="agreement:17, or the address of its page")
        explain.add_argument("--code", default="", help="only the clocks of this kind")
        explain.add_argument("--language", choices=LANGUAGES, default=settings.LANGUAGE_CODE)
        rebuild = verbs.add_parser("rebuild", help="compute every running clock from the log again")
        rebuild.add_argument("--check", action="store_true", help="only say what differs")

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        if verb == "rebuild":
            self.rebuild(check=options["check"])
            return
        with translation.override(options["language"]):
            self.explain(options["record"], options["code"], timezone.now())

    # --- explain ------------------------------------------------------------------------------------------------------
    def explain(self, text: str, code: str, now: datetime) -> None:
        record = find_record(text)
        kind = subject_kind(record._meta.label_lower)
        card = kind.cards([record.pk]).get(record.pk) if kind else None
        self.stdout.write(card.title if card else str(record))
        explained = explain(record, now, code)
        if not explained:
            self.stdout.write(_("No clock was ever started here."))
        for owned, steps in explained:
            self.clock(owned, steps)

    def clock(self, owned: OwnedReading, steps: list[ExplainedStep]) -> None:
        reading = owned.reading
        self.stdout.write("")
        item = f" {reading.item}" if reading.item else ""
        self.stdout.write(f"{reading.kind.label}{item} ({reading.kind.code})")
        for step in steps:
            if step.at is None:
                self.stdout.write(f"  = {step.words}")
                continue
            self.stdout.write(f"  {format_moment(step.at)}  {step.event}")
            self.stdout.write(f"      {step.words}")
        if reading.is_open and reading.used is not None:
            values = {"used": amount_words(reading.used), "left": amount_words(reading.left)}
            self.stdout.write("  = " + _("Used: %(used)s. Left: %(left)s.") % values)

    # --- rebuild ------------------------------------------------------------------------------------------------------
    def rebuild(self, *, check: bool) -> None:
        found = verify_clocks(now=timezone.now(), repair=not check)
        for what, names in (("missing", found.missing), ("too many", found.extra), ("changed", found.changed)):
            for name in names[:50]:
                self.stdout.write(f"{what}: {name}")
        self.stdout.write(
            f"{found.records} records: {len(found.missing)} clocks missing, {len(found.extra)} too many, "
            f"{len(found.changed)} changed"
        )
        if check and found:
            raise CommandError("The running clocks differ from the log; `seriktes clock rebuild` puts them right.")


def find_record(text: str) -> models.Model:
    """`agreement:17`, or an address such as /agreements/17/. Raises CommandError."""
    word, _colon, number = text.rpartition(":")
    model = model_called(word)
    if model and number.isdecimal():
        return _record(model, int(number), text)
    try:
        match = resolve(urlsplit(text).path)
    except Resolver404 as error:
        words = ", ".join(f"{kind.word}:NUMBER" for kind in subject_kinds())
        raise CommandError(f"{text} is no record. Write one of {words}, or the address of its page.") from error
    pk = match.kwargs.get("pk")
    for kind in subject_kinds():
        card = kind.cards([pk]).get(pk) if isinstance(pk, int) else None
        if isinstance(pk, int) and card and card.url == urlsplit(text).path:
            return _record(kind.model, pk, text)
    raise CommandError(f"{text} is not the page of a record with clocks.")


def _record(model: str, pk: int, text: str) -> models.Model:
    record = apps.get_model(model)._default_manager.filter(pk=pk).first()
    if record is None:
        raise CommandError(f"There is no record {text}.")
    found: models.Model = record
    return found
