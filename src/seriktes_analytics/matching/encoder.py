"""An optional model of meaning: sentences as vectors. No part of the product; an installation may bring one.

It scores again the documents that the words found, so its vectors are made once, when a document is added.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from seriktes_analytics.matching.analysis import words
from seriktes_analytics.matching.directions import Vectors


class Encoder(Protocol):
    """`name` tells one encoder from another for ever: vectors of two never meet. Rows need not be of length one."""

    name: str
    width: int

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class WordVectors:
    """The mean of the vectors of a text's words, from a folder with `words.txt` (folded, a line each) and `vectors.npy`."""

    def __init__(self, folder: Path, sha256: str) -> None:
        """Raises ValueError where the files are not those that the hash was taken of."""
        found = fingerprint(folder)
        if found != sha256:
            raise ValueError(f"{folder}: the weights have the hash {found}, not {sha256}")
        lines = folder.joinpath("words.txt").read_text(encoding="utf-8").split("\n")
        self._row = {word: number for number, word in enumerate(lines) if word}
        self._vectors = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
        self.name, self.width = f"words-{found[:16]}", int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), self.width), np.float32)
        for row, text in zip(found, texts, strict=True):
            known = [self._row[word] for word in words(text) if word in self._row]
            if known:
                row[:] = self._vectors[known].mean(axis=0)
        return found


def fingerprint(folder: Path) -> str:
    """SHA-256 of all files of a folder with their names, in the order of the names."""
    whole = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix().encode()
        content = hashlib.sha256()
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                content.update(part)
        whole.update(len(name).to_bytes(4, "big") + name + content.digest())
    return whole.hexdigest()
