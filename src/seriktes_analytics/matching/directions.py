"""Latent directions of a collection (LSI): what texts are about beyond the words that they share.

Deerwester et al. (1990), Indexing by latent semantic analysis. The leading right singular vectors of the matrix of
documents by stems, weighted by tf x idf and scaled to unit rows. Fitted on a sample; any text is folded in. The first
direction is what all texts share and is left out (Mu and Viswanath, 2018, All-but-the-top); the others count by their
singular values, so that texts are alike that have the same neighbours.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy import sparse

from seriktes_analytics.matching.rows import Rows
from seriktes_analytics.matching.streams import Counted

Vectors = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint64]
NARROWEST, WIDEST = 24, 128
AXES = "axes.f16"
VOCABULARY = 100_000


class Directions:
    """`vectors(bags)` gives unit rows of `width` numbers; a text without a known stem gives zeros."""

    def __init__(self, stems: Hashes, idf: Vectors, axes: Vectors | Rows, ids: npt.NDArray[np.int64]) -> None:
        """Of each stem its hash, its row and its number in counted documents. Names would take memory in every process
        that searches, and the rows stay on disk: a question needs few of them."""
        self.stems, self.idf, self.axes, self.ids = stems, idf, axes, ids
        self._order = np.argsort(stems)
        self.width = axes.width if isinstance(axes, Rows) else axes.shape[1]
        self._columns: npt.NDArray[np.int32] | None = None
        self._whole: Vectors | None = None

    @classmethod
    def fit_counted(
        cls, sample: Counted, names: Sequence[str], ids: npt.NDArray[np.int64], *, width: int | None = None
    ) -> "Directions | None":
        """From a sample of the collection, of which `ids` are stems with these `names`. A small collection has few
        directions that are more than noise: without `width`, three quarters of the root of its size."""
        from scipy.sparse.linalg import svds  # slow to import; a search never needs it

        total = len(sample)
        if width is None:
            width = round(min(WIDEST, max(NARROWEST, 0.75 * total**0.5)))
        seen = np.bincount(sample.ids, minlength=int(ids.max(initial=-1)) + 1)[ids]
        # A stem of one document alone can lead nowhere else.
        order = np.argsort(-seen, kind="stable")[:VOCABULARY]
        order = order[seen[order] > 1]
        width = min(width, total // 4, len(order) // 4)
        if width < 2:
            return None
        idf = np.log((1 + total) / (1 + seen[order])).astype(np.float32) + 1
        stems = hashes([names[one] for one in order.tolist()])
        unfitted = cls(stems, idf, np.zeros((len(order), width), np.float32), ids[order])
        start = np.random.default_rng(20).standard_normal(min(total, len(order)))
        _, values, axes = svds(unfitted._matrix(sample), k=width + 1, v0=start, tol=1e-3)
        strongest = np.argsort(-values)[1:]
        scaled = (axes[strongest] * (values[strongest] / values[strongest[0]])[:, None]).T
        return cls(stems, idf, np.ascontiguousarray(scaled, dtype=np.float32), ids[order])

    def _matrix(self, counted: Counted, *, unit: bool = True) -> "sparse.csr_matrix":
        """Rows of tf x idf, sparse: the documents by the number of stems."""
        from scipy import sparse

        column_of = self._columns
        if column_of is None:
            column_of = np.full(int(self.ids.max(initial=0)) + 2, -1, np.int32)
            column_of[self.ids] = np.arange(len(self.ids), dtype=np.int32)
            self._columns = column_of
        # A token that came later has the last place, which is nobody's.
        columns = column_of[np.minimum(counted.ids, len(column_of) - 1)]
        known = columns >= 0
        columns = columns[known]
        weights = counted.counts[known].astype(np.float32) * self.idf[columns]
        bounds = np.concatenate(([0], np.cumsum(known)))[counted.bounds]
        if unit:
            length = np.sqrt(np.bincount(np.repeat(np.arange(len(counted)), np.diff(bounds)), weights**2, len(counted)))
            weights /= np.repeat(np.where(length > 0, length, 1), np.diff(bounds)).astype(np.float32)
        return sparse.csr_matrix((weights, columns, bounds), shape=(len(counted), len(self.stems)), dtype=np.float32)

    def vectors_of(self, counted: Counted) -> Vectors:
        whole = self._whole
        if whole is None:
            whole = self._whole = self._axes_of(range(len(self.stems)))
        return unit(np.asarray(self._matrix(counted, unit=False) @ whole, np.float32))

    def _axes_of(self, columns: Sequence[int]) -> Vectors:
        return self.axes.read(columns) if isinstance(self.axes, Rows) else self.axes[list(columns)]

    def vectors(self, bags: Sequence[Mapping[str, float]]) -> Vectors:
        rows = np.zeros((len(bags), self.width), np.float32)
        for row, bag in zip(rows, bags, strict=True):
            wanted = hashes(list(bag))
            at = self._order[np.minimum(np.searchsorted(self.stems, wanted, sorter=self._order), len(self._order) - 1)]
            known = self.stems[at] == wanted
            columns, counts = at[known], np.array(list(bag.values()), np.float32)[known]
            if len(columns):
                row[:] = (counts * self.idf[columns]) @ self._axes_of(columns.tolist())
        return unit(rows)

    def save(self, folder: Path) -> None:
        """The axes with half precision: rows are kept so too."""
        for name in ("stems", "idf", "ids"):
            np.save(folder / f"{name}.npy", getattr(self, name))
        Rows(folder / AXES, self.width, writable=True).write(0, self._axes_of(range(len(self.stems))))

    @classmethod
    def load(cls, folder: Path) -> "Directions":
        stems, idf, ids = (np.load(folder / f"{name}.npy") for name in ("stems", "idf", "ids"))
        width = (folder / AXES).stat().st_size // (2 * len(stems))
        return cls(stems, idf, Rows(folder / AXES, width), ids)


def hashes(names: Iterable[str]) -> Hashes:
    """Of each name 64 bits, in every process the same."""
    return np.array([int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
                     for name in names], np.uint64)  # fmt: skip


def unit(rows: Vectors) -> Vectors:
    """Each row of length one; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = np.divide(rows, length, out=np.zeros_like(rows), where=length > 1e-9)
    return scaled
