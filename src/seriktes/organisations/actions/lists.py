"""Finding the organisations of a list in the register."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.exchange.definitions import Fault
from seriktes.organisations.enums import ListState
from seriktes.organisations.models import MatchedList
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.linkage import Linked, ListRow, link_list, linked_as_json

# A person looks at each row, so that what is merely likelier than not is shown too: say, two records of one name.
SHOWN_FROM = 0.5


@transaction.atomic
def hand_in_list(
    *, rows: Iterable[ListRow], faults: Iterable[tuple[int, Fault, bool]], filename: str, by: User, at: datetime
) -> MatchedList:
    """Keep the list as read, to be searched for by `find_list`."""
    found = MatchedList.objects.create(
        by=by,
        filename=filename[-200:],
        at=at,
        rows=[linked_as_json(Linked(row)) for row in rows],
        faults=[_fault_as_json(*fault) for fault in faults],
    )
    values = {"rows": len(found.rows), "faults": len(found.faults)}
    record_event(kind="organisations.matchedlist.started", by=by, target=found, values=values)
    return found


def _fault_as_json(row: int, fault: Fault, rejected: bool) -> dict[str, Any]:
    return {
        "row": row,
        "column": fault.column,
        "code": fault.code,
        "values": dict(fault.values),
        "rejected": rejected,
    }


def find_list(*, handed_in: MatchedList, now: datetime) -> None:
    """Search for every row among the organisations that the list's owner may see."""
    rows = [
        ListRow(row["row"], row["name"], row["city"], row["domain"], tuple(row["identifiers"]))
        for row in handed_in.rows
    ]
    try:
        linked = link_list(rows, organisations_visible_to(handed_in.by), threshold=SHOWN_FROM)
    except Exception:
        MatchedList.objects.filter(pk=handed_in.pk).update(state=ListState.FAILED, finished_at=now)
        raise
    handed_in.rows = [linked_as_json(row) for row in linked]
    handed_in.state, handed_in.finished_at = ListState.DONE, now
    handed_in.save(update_fields=["rows", "state", "finished_at"])
