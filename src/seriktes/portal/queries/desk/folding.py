"""Rows of one kind on the desk: above a few, one row with their number that opens the list of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from seriktes.common.formats import format_number
from seriktes.placements.enums import PlacementState, PositionState
from seriktes.placements.queries.stipends import DUE
from seriktes.portal.queries.desk.tasks import Task

# So many of one kind stand there by themselves.
MOST_ALIKE = 5
# Where all of a kind are looked through, by the code of their clock; the calendar has all of every kind.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "position_to_approve": ("placements:positions", {"state": PositionState.OFFERED}),
    "position_to_mend": ("placements:positions", {"state": PositionState.RETURNED}),
    "placement_signature": ("placements:placements", {"show": PlacementState.SIGNING}),
    "stipend_payment": ("placements:stipends", {"show": DUE}),
    "stipend_service": ("placements:stipends", {}),
    "stipend_confirmation": ("placements:stipends", {}),
    "host_look_again": ("placements:hosts", {}),
    "thesis_accept": ("placements:theses", {}),
    "thesis_text": ("placements:theses", {}),
    "thesis_reading": ("placements:theses", {}),
    "council_advice": ("curriculum:recommendations", {}),
    "course_certification": ("curriculum:courses", {}),
    "commitment_due": ("partnerships:commitments", {}),
    "activity_confirmation": ("partnerships:activities", {}),
    "agreement_signature": ("partnerships:agreements", {}),
    "agreement_end": ("partnerships:agreements", {}),
    "agreement_notice": ("partnerships:agreements", {}),
    "enquiry_first_reply": ("challenges:inbox", {}),
    "enquiry_next_reply": ("challenges:inbox", {}),
    "answer_word": ("challenges:answers", {}),
    "answer_reply": ("challenges:answers", {}),
}
Row = TypeVar("Row")


def folded(rows: Sequence[Row], kind_of: Callable[[Row], str]) -> Iterable[list[Row]]:
    """Each row for itself; those of a kind that has more than a few in one list, at the place of the first of them."""
    counts = Counter(map(kind_of, rows))
    bunches: dict[str, list[Row]] = {}
    for row in rows:
        kind = kind_of(row)
        if counts[kind] <= MOST_ALIKE or not kind:
            yield [row]
        elif kind not in bunches:
            bunches[kind] = [one for one in rows if kind_of(one) == kind]
            yield bunches[kind]


def list_of(kind: str) -> str:
    name, query = LISTS.get(kind, ("procedures:calendar", {}))
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def told_together(what: str, count: int, url: str, first: Task, *, or_more: bool = False) -> Task:
    """One row for many; its clock is that of the most urgent."""
    number = format_number(count)
    return Task(
        title=f"{capfirst(what)}: {_('%(count)s or more') % {'count': number} if or_more else number}",
        why=_("The most urgent: “%(title)s”.") % {"title": first.title},
        url=url, action=_("Look through"), awaited=first.awaited, clock=first.clock, left=first.left, count=count,
    )  # fmt: skip
