"""Latent directions of a collection (LSI): what texts are about beyond the words that they share.

Deerwester et al. (1990), Indexing by latent semantic analysis. The leading right singular vectors of the matrix of
documents by stems, weighted by tf x idf and scaled to unit rows. Fitted on a sample; any text is folded in. The first
direction is what all texts share and is left out (Mu and Viswanath, 2018, All-but-the-top); the others count by their
singular values, so that texts are alike that have the same neighbours.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy import sparse

from seriktes_analytics.matching.streams import Counted

Vectors = npt.NDArray[np.float32]
NARROWEST, WIDEST = 24, 128
VOCABULARY = 100_000


class Directions:
    """`vectors(bags)` gives unit rows of `width` numbers; a text without a known stem gives zeros."""

    def __init__(self, stems: Sequence[str], idf: Vectors, axes: Vectors, ids: npt.NDArray[np.int64]) -> None:
        """`ids` are the numbers of the stems in counted documents."""
        self.stems, self.idf, self.axes, self.ids = list(stems), idf, axes, ids
        self.column = {stem: number for number, stem in enumerate(self.stems)}
        self.width = axes.shape[1]
        self._columns: npt.NDArray[np.int32] | None = None

    @classmethod
    def fit(cls, bags: Iterable[Mapping[str, float]], *, width: int | None = None) -> "Directions | None":
        """From the bags (stem to count) of a sample of the collection; None where there is too little to learn from."""
        numbers: dict[str, int] = {}
        bounds, ids, counts = [0], [], []
        for bag in bags:
            for stem, count in bag.items():
                ids.append(numbers.setdefault(stem, len(numbers)))
                counts.append(min(count, 255))
            bounds.append(len(ids))
        counted = Counted(np.array(bounds), np.array(ids, np.uint32), np.array(counts, np.uint8))
        return cls.fit_counted(counted, list(numbers), np.arange(len(numbers)), width=width)

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
        unfitted = cls([names[one] for one in order], idf, np.zeros((len(order), width), np.float32), ids[order])
        start = np.random.default_rng(20).standard_normal(min(total, len(order)))
        _, values, axes = svds(unfitted._matrix(sample), k=width + 1, v0=start, tol=1e-3)
        strongest = np.argsort(-values)[1:]
        scaled = (axes[strongest] * (values[strongest] / values[strongest[0]])[:, None]).T
        return cls(unfitted.stems, idf, np.ascontiguousarray(scaled, dtype=np.float32), ids[order])

    def _matrix(self, counted: Counted, *, unit: bool = True) -> "sparse.csr_matrix":
        """Rows of tf x idf, sparse: the documents by the number of stems."""
        from scipy import sparse

        if self._columns is None:
            self._columns = np.full(int(self.ids.max(initial=0)) + 2, -1, np.int32)
            self._columns[self.ids] = np.arange(len(self.ids), dtype=np.int32)
        # A token that came later has the last place, which is nobody's.
        columns = self._columns[np.minimum(counted.ids, len(self._columns) - 1)]
        known = columns >= 0
        columns = columns[known]
        weights = counted.counts[known].astype(np.float32) * self.idf[columns]
        bounds = np.concatenate(([0], np.cumsum(known)))[counted.bounds]
        if unit:
            length = np.sqrt(np.bincount(np.repeat(np.arange(len(counted)), np.diff(bounds)), weights**2, len(counted)))
            weights /= np.repeat(np.where(length > 0, length, 1), np.diff(bounds)).astype(np.float32)
        return sparse.csr_matrix((weights, columns, bounds), shape=(len(counted), len(self.stems)), dtype=np.float32)

    def vectors_of(self, counted: Counted) -> Vectors:
        return unit(np.asarray(self._matrix(counted, unit=False) @ self.axes, np.float32))

    def vectors(self, bags: Sequence[Mapping[str, float]]) -> Vectors:
        rows = np.zeros((len(bags), self.width), np.float32)
        for row, bag in zip(rows, bags, strict=True):
            known = [(self.column[stem], count) for stem, count in bag.items() if stem in self.column and count > 0]
            if known:
                columns = [column for column, _ in known]
                counts = np.array([count for _, count in known], np.float32)
                weights = counts * self.idf[columns]
                row[:] = weights @ self.axes[columns]
        return unit(rows)

    def save(self, folder: Path) -> None:
        folder.joinpath("stems.txt").write_text("\n".join(self.stems), encoding="utf-8")
        for name in ("idf", "axes", "ids"):
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path) -> "Directions":
        """The axes stay on disk: a question needs few of them."""
        stems = folder.joinpath("stems.txt").read_text(encoding="utf-8").split("\n")
        axes = np.load(folder / "axes.npy", mmap_mode="r")
        return cls(stems, np.load(folder / "idf.npy"), axes, np.load(folder / "ids.npy"))


def unit(rows: Vectors) -> Vectors:
    """Each row of length one; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = np.divide(rows, length, out=np.zeros_like(rows), where=length > 1e-9)
    return scaled
