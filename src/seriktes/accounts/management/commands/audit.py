import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from seriktes.accounts.actions import CannotSealNow, seal_events
from seriktes.accounts.queries import Fault, Verdict, verify_log

SENTENCES = {
    Fault.BLOCK_MISSING: "block {block} is missing",
    Fault.BLOCK_CHANGED: "block {block} itself was changed",
    Fault.LINK_BROKEN: "block {block} does not carry the hash of the block before it",
    Fault.EVENT_CHANGED: "event {event} in block {block} was changed",
    Fault.EVENT_REMOVED: "event {event} was removed from block {block}",
    Fault.EVENT_ADDED: "event {event} was added inside block {block}",
    Fault.KEPT_HASH_DIFFERS: "block {block} does not have the hash that was kept: the chain was made anew",
}


def kept_hash(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise ArgumentTypeError(f"{text!r} is not NUMBER:HASH, as `seriktes audit seal` prints it")
    return int(number), digest.lower()


class Command(BaseCommand):
    help = "Seal the audit log, or verify that nobody changed it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("seal", help="close a block over every event that is not sealed yet")
        verify = verbs.add_parser("verify", help="walk the chain and name the first broken block")
        verify.add_argument("--json", action="store_true", help="for programs")
        verify.add_argument(
            "--kept", type=kept_hash, action="append", default=[], metavar="NUMBER:HASH",
            help="a head that was noted outside the database; may be given several times",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["verb"] == "seal":
            self.seal()
        else:
            self.verify(verify_log(kept=dict(options["kept"])), as_json=options["json"])

    def seal(self) -> None:
        try:
            blocks = seal_events(now=timezone.now())
        except CannotSealNow as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"sealed: {sum(block.events for block in blocks)} events in {len(blocks)} blocks")
        if blocks:
            self.stdout.write(f"head: {blocks[-1].number}:{blocks[-1].block_hash}")

    def verify(self, verdict: Verdict, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(verdict.as_json()))
        else:
            self.stdout.write(
                f"sealed: {verdict.events} events in {verdict.blocks} blocks; unsealed: {verdict.unsealed}"
            )
            self.stdout.write(f"head: {verdict.head_number}:{verdict.head_hash}")
        if verdict.broken:
            sentence = SENTENCES[verdict.broken.fault].format(block=verdict.broken.block, event=verdict.broken.event)
            raise CommandError(f"broken: {sentence}", returncode=1)
        if not as_json:
            self.stdout.write("intact" if verdict.blocks else "nothing is sealed yet")
