"""Whose the found documents are, as arrays: a thousand documents of some thousand owners in a fraction of a millisecond."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


class Owners:
    """Of documents by their numbers the owners that are wanted, by theirs; each has a place among `ids`. `of_pair` are the
    owners of the documents one after another, between `bounds`."""

    def __init__(
        self, documents: npt.NDArray[Any], of_pair: npt.NDArray[Any], bounds: Places, wanted: "npt.NDArray[np.bool_]"
    ) -> None:
        self._numbers = documents
        self.documents = len(documents)
        self.document = np.repeat(np.arange(self.documents), np.diff(bounds))[wanted]
        self.ids, owner = np.unique(of_pair[wanted], return_inverse=True)
        self.owner: Places = owner.astype(np.int64)

    def best(self, values: npt.NDArray[Any], weights: Sequence[float]) -> "Best":
        """By one value of each document: the i-th best of each owner counts with the i-th weight, and no more than there
        are weights. Of two alike the one that came first is better."""
        rank = np.empty(self.documents, np.int64)
        rank[np.lexsort((self._numbers, -values))] = np.arange(self.documents)
        order = np.argsort(self.owner * self.documents + rank[self.document], kind="stable")
        owner, document = self.owner[order], self.document[order]
        bounds = np.searchsorted(owner, np.arange(len(self.ids) + 1))
        at = np.arange(len(owner)) - bounds[owner]
        counts = at < len(weights)
        owner, document = owner[counts], document[counts]
        weight = np.asarray(weights, np.float64)[at[counts]]
        return Best(len(self.ids), owner, document, weight, weight * values[document])

    def first(
        self, worth: npt.NDArray[Any], limit: int, names: Callable[[npt.NDArray[Any]], dict[int, str]]
    ) -> list[tuple[int, str]]:
        """Places and names of the worthiest, best first; of two alike the first by name."""
        limit = min(limit, len(worth))
        if limit < 1:
            return []
        least = np.partition(worth, len(worth) - limit)[len(worth) - limit]
        some = np.flatnonzero(worth >= least)
        known = names(self.ids[some])
        rows = [(place, known[one]) for place, one in zip(some.tolist(), self.ids[some].tolist(), strict=True)]
        return sorted(rows, key=lambda row: (-worth[row[0]], row[1]))[:limit]


class Best:
    """Of each owner the documents that count, best first, with the weight and the share of each; `worth` is their sum."""

    def __init__(self, owners: int, owner: Places, document: Places, weight: Numbers, share: Numbers) -> None:
        self._owner, self.document, self.weight, self.share = owner, document, weight, share
        self.worth: npt.NDArray[Any] = np.bincount(owner, share, owners)

    def of(self, place: int) -> list[tuple[int, float, float]]:
        """Document, weight, share."""
        start, stop = np.searchsorted(self._owner, (place, place + 1))
        rows = (self.document[start:stop], self.weight[start:stop], self.share[start:stop])
        return list(zip(*(row.tolist() for row in rows), strict=True))
