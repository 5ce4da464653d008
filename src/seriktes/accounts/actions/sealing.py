"""Sealing the audit log: see `docs/explanation/audit.md`."""

from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.models import Max

from seriktes.accounts.models import AuditBlock, AuditEvent
from seriktes.accounts.queries.chain import FIRST_HASH, Digest, events_after

BLOCK_SIZE = 10_000


class CannotSealNow(Exception):
    """A long write holds the log; what is not sealed now is sealed by the next run."""


def _last_settled_event() -> int:
    """The highest event id of which no smaller one can still be committed.

    SQLite has one writer at a time. PostgreSQL gives out ids before commit, so we wait for the open writers: the lock
    stands for the moment of one look, and we do not queue for it longer than two seconds, because everybody who
    writes would queue behind us.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                cursor.execute("LOCK TABLE accounts_auditevent IN SHARE MODE")
                cursor.execute("SET LOCAL lock_timeout = DEFAULT")
        return AuditEvent.objects.aggregate(last=Max("id"))["last"] or 0


@transaction.atomic
def _seal_block(*, up_to: int, size: int, now: datetime) -> AuditBlock | None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # two sealers at once would make two blocks of one number
            cursor.execute("LOCK TABLE accounts_auditblock IN EXCLUSIVE MODE")
    last = AuditBlock.objects.defer("marks").order_by("-number").first()
    digest = Digest.of(events_after(last.last_event if last else 0, up_to, size))
    if not digest.events:
        return None
    number, previous_hash = (last.number + 1, last.block_hash) if last else (1, FIRST_HASH)
    return AuditBlock.objects.create(
        number=number,
        first_event=digest.first,
        last_event=digest.last,
        events=digest.events,
        marks=bytes(digest.marks),
        previous_hash=previous_hash,
        block_hash=digest.block_hash(number=number, previous_hash=previous_hash, sealed_at=now),
        sealed_at=now,
    )


def seal_events(*, now: datetime, size: int = BLOCK_SIZE) -> list[AuditBlock]:
    """Close blocks over every event that is not sealed yet; each block in a transaction of its own."""
    try:
        up_to = _last_settled_event()
    except OperationalError as error:
        raise CannotSealNow("Somebody is writing a long transaction; the next run seals the rest.") from error
    blocks: list[AuditBlock] = []
    while block := _seal_block(up_to=up_to, size=size, now=now):
        block.marks = b""  # written; millions of events would fill the memory with them
        blocks.append(block)
    return blocks
