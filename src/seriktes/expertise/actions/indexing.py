"""What the index must hear of: every action that changes evidence, its people or an expert profile notes it here."""

from collections.abc import Iterable

from seriktes.expertise.models import IndexChange

# Rows of one statement.
BATCH = 2000


def note_changes(keys: Iterable[str]) -> int:
    """Notes documents of the index (`evidence:<pk>`, `profile:<person pk>`) as changed, in the transaction of the change
    itself; answers how many. The worker's indexer takes them up within a fraction of a second after the commit."""
    changed = [IndexChange(key=key) for key in dict.fromkeys(keys)]
    return len(IndexChange.objects.bulk_create(changed, batch_size=BATCH))
