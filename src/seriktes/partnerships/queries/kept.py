"""What a process remembers of the lists of one reader's sight, until a row that they rest on has changed.

The counts beside a list's filters and the order of its rows cost as much as the reader has rows. They are made once; a
request then asks for the stamp of what they rest on and reads the rows of one page, by their keys and through the rules
of access as always.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import RLock
from typing import Any, Generic, TypeVar

from django.db.models import Model, Subquery

# Transactions may commit in another order than they stamped their rows.
SETTLING = timedelta(seconds=30)
REMEMBERED = 128
# So many selections of one sight keep the order of their rows.
ORDERS = 4

Stamp = tuple[date | None, ...]
Value = TypeVar("Value")


def stamp_of(first: type[Model], *others: type[Model]) -> Stamp:
    """When a row of each table was changed last; one query. Empty while the first has no row."""
    latest = [Subquery(model._default_manager.order_by("-changed_at").values("changed_at")[:1]) for model in others]
    rows = first._default_manager.order_by("-changed_at").values_list("changed_at", *latest)
    return rows.first() or ()


@dataclass
class Kept(Generic[Value]):
    """Of one sight: `value`, and for some selections the keys of their rows in order."""

    stamp: Stamp
    made_at: datetime
    value: Value
    # From then on it may be otherwise though nothing was changed.
    until: datetime | None = None
    _orders: dict[Any, Sequence[int]] = field(default_factory=dict)

    def stands(self, stamp: Stamp, now: datetime) -> bool:
        if self.stamp != stamp or (self.until is not None and now >= self.until):
            return False
        changed = max((at for at in stamp if isinstance(at, datetime)), default=None)
        return changed is None or not self.made_at < changed + SETTLING <= now

    def order(self, selection: Any, make: Callable[[], Iterable[int]]) -> Sequence[int]:
        found = self._orders.get(selection)
        if found is None:
            while len(self._orders) >= ORDERS:
                self._orders.pop(next(iter(self._orders)), None)
            found = self._orders[selection] = array("q", make())
        return found


class Memory(Generic[Value]):
    """The sights that were asked for last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Any, Kept[Value]] = OrderedDict()
        self._lock = RLock()

    def forget(self) -> None:
        """For tests, whose rows come and go without a trace."""
        with self._lock:
            self._kept.clear()

    def standing(
        self, sight: Any, stamp: Stamp, now: datetime, make: Callable[[], Kept[Value]],
        lasts: Callable[[Kept[Value]], bool] = lambda _kept: False,
    ) -> Kept[Value]:  # fmt: skip
        """What is kept of the sight, made anew when it stands no more. `lasts`: whether it is good enough although rows
        have changed."""
        with self._lock:
            kept = self._kept.get(sight)
        if kept is None or not (kept.stands(stamp, now) or lasts(kept)):
            kept = make()
        with self._lock:
            self._kept[sight] = kept
            self._kept.move_to_end(sight)
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return kept
