"""Whose the found documents are, as arrays: a thousand documents of some thousand owners in a fraction of a millisecond."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


class Owners:
    """Of documents in some order their owners, those that are wanted alone; each has a place among `names`."""

    def __init__(self, owners: Sequence[Sequence[str]], wanted: Callable[[str], bool]) -> None:
        flat = list(chain.from_iterable(owners))
        self.names = [name for name in dict.fromkeys(flat) if wanted(name)]
        place = {name: number for number, name in enumerate(self.names)}
        of_pair = np.fromiter((place.get(name, -1) for name in flat), np.int64, len(flat))
        document = np.repeat(np.arange(len(owners)), np.fromiter(map(len, owners), np.int64, len(owners)))
        self.owner, self.document = of_pair[of_pair >= 0], document[of_pair >= 0]
        self.documents = len(owners)

    def best(self, values: npt.NDArray[Any], keys: Sequence[str], weights: Sequence[float]) -> "Best":
        """By one value of each document: the i-th best of each owner counts with the i-th weight, and no more than there
        are weights. Of two alike the first by its key is better."""
        by_key = np.empty(self.documents, np.int64)
        by_key[np.array(sorted(range(self.documents), key=keys.__getitem__), np.int64)] = np.arange(self.documents)
        rank = np.empty(self.documents, np.int64)
        rank[np.lexsort((by_key, -values))] = np.arange(self.documents)
        order = np.argsort(self.owner * self.documents + rank[self.document], kind="stable")
        owner, document = self.owner[order], self.document[order]
        bounds = np.searchsorted(owner, np.arange(len(self.names) + 1))
        at = np.arange(len(owner)) - bounds[owner]
        counts = at < len(weights)
        owner, document = owner[counts], document[counts]
        weight = np.asarray(weights, np.float64)[at[counts]]
        return Best(len(self.names), owner, document, weight, weight * values[document])

    def first(self, worth: npt.NDArray[Any], limit: int) -> list[int]:
        """Places of the worthiest, best first; of two alike the first by name."""
        limit = min(limit, len(worth))
        if limit < 1:
            return []
        least = np.partition(worth, len(worth) - limit)[len(worth) - limit]
        some = np.flatnonzero(worth >= least).tolist()
        return sorted(some, key=lambda place: (-worth[place], self.names[place]))[:limit]


class Best:
    """Of each owner the documents that count, best first, with the weight and the share of each; `worth` is their sum."""

    def __init__(self, owners: int, owner: Places, document: Places, weight: Numbers, share: Numbers) -> None:
        self._owner, self.document, self.weight, self.share = owner, document, weight, share
        self.worth: npt.NDArray[Any] = np.bincount(owner, share, owners)

    def of(self, place: int) -> Iterator[tuple[int, float, float]]:
        """Document, weight, share."""
        start, stop = np.searchsorted(self._owner, (place, place + 1))
        rows = (self.document[start:stop], self.weight[start:stop], self.share[start:stop])
        yield from zip(*(row.tolist() for row in rows), strict=True)
