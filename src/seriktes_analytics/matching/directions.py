"""Latent directions of a collection (LSI): what texts are about beyond the words that they share.

Deerwester et al. (1990), Indexing by latent semantic analysis. The leading right singular vectors of the matrix of
documents by stems, weighted by (1 + log tf) x idf and scaled to unit rows. Fitted on a sample; any text is folded in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import svds

Vectors = npt.NDArray[np.float32]
NARROWEST, WIDEST = 24, 128
VOCABULARY = 100_000


class Directions:
    """`vectors(bags)` gives unit rows of `width` numbers; a text without a known stem gives zeros."""

    def __init__(self, stems: Sequence[str], idf: Vectors, axes: Vectors) -> None:
        self.stems, self.idf, self.axes = list(stems), idf, axes
        self.column = {stem: number for number, stem in enumerate(self.stems)}
        self.width = axes.shape[1]

    @classmethod
    def fit(cls, bags: Iterable[Mapping[str, float]], *, width: int | None = None) -> "Directions | None":
        """From the bags (stem to count) of a sample of the collection; None where there is too little to learn from.
        A small collection has few directions that are more than noise: without `width`, 1.25 x the root of its size."""
        bags = list(bags)
        if width is None:
            width = round(min(WIDEST, max(NARROWEST, 1.25 * len(bags) ** 0.5)))
        seen = Counter(stem for bag in bags for stem in bag)
        # A stem of one document alone can lead nowhere else.
        stems = [stem for stem, count in seen.most_common(VOCABULARY) if count > 1]
        width = min(width, len(bags) // 4, len(stems) // 4)
        if width < 2:
            return None
        idf = np.log((1 + len(bags)) / (1 + np.array([seen[stem] for stem in stems]))).astype(np.float32) + 1
        unfitted = cls(stems, idf, np.zeros((len(stems), width), np.float32))
        start = np.random.default_rng(20).standard_normal(min(len(bags), len(stems)))
        _, _, axes = svds(unfitted.matrix(bags), k=width, v0=start, tol=1e-3)
        return cls(stems, idf, np.ascontiguousarray(axes[::-1].T, dtype=np.float32))

    def matrix(self, bags: Sequence[Mapping[str, float]]) -> Any:
        """Unit rows of (1 + log tf) x idf, sparse: len(bags) by the number of stems."""
        rows, columns, values = [], [], []
        for number, bag in enumerate(bags):
            for stem, count in bag.items():
                column = self.column.get(stem)
                if column is not None and count > 0:
                    rows.append(number)
                    columns.append(column)
                    values.append(count)
        weights = np.asarray(values, np.float32)
        weights = np.where(weights > 1, 1 + np.log(np.maximum(weights, 1)), weights) * self.idf[columns]
        matrix = sparse.csr_matrix((weights, (rows, columns)), shape=(len(bags), len(self.stems)), dtype=np.float32)
        length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        return sparse.diags_array(np.divide(1, length, out=np.zeros_like(length), where=length > 0)) @ matrix

    def vectors(self, bags: Sequence[Mapping[str, float]]) -> Vectors:
        found = np.asarray(self.matrix(bags) @ self.axes, np.float32)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        scaled: Vectors = np.divide(found, length, out=np.zeros_like(found), where=length > 1e-9)
        return scaled

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, stems=np.array(self.stems), idf=self.idf, axes=self.axes)

    @classmethod
    def load(cls, path: Path) -> "Directions":
        with np.load(path) as kept:
            return cls([str(stem) for stem in kept["stems"]], kept["idf"], kept["axes"])
