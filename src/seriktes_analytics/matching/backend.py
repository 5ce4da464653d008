"""What the engine asks of a store of documents: any that ranks by BM25 over plain tokens will do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from seriktes_analytics.matching.query import Idea


@dataclass(frozen=True)
class Entry:
    """A document as a backend keeps it."""

    number: int
    tokens: tuple[str, ...]
    audience: tuple[str, ...]
    kind: str = ""


class Backend(Protocol):
    """Scores are sums over ideas of weight x the best alternative's trust x BM25 (k1 1.2, b 0.75) of its tokens."""

    def write(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        """Adds or replaces documents and removes others; afterwards a search sees it."""

    def search(
        self, ideas: Sequence[Idea], *, limit: int, audience: Sequence[str], kinds: Sequence[str] = ()
    ) -> list[tuple[int, float]]:
        """Numbers with scores, best first: what the audience may see and nothing else."""

    def count(self) -> int: ...

    def close(self) -> None: ...
