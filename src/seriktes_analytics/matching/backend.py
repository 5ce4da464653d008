"""What the engine asks of a store of documents: any that ranks by BM25 over plain tokens will do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from seriktes_analytics.matching.query import Idea


@dataclass(frozen=True)
class Entry:
    """A document as a backend keeps it; its tokens stand between spaces, each as often as the document says it."""

    number: int
    tokens: str
    audience: tuple[str, ...]
    kind: str = ""


class Backend(Protocol):
    """Scores are sums over ideas of weight x the best alternative's trust x BM25 (k1 1.2, b 0.75) of its tokens."""

    def write(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        """Adds documents and removes others; afterwards every search of every process sees it. A number that was used
        before is never given again."""

    def trim(self, first: int) -> None:
        """Removes what is numbered `first` or above: the rest of a batch that a crash broke off."""

    def search(
        self, ideas: Sequence[Idea], *, limit: int, audience: Sequence[str], kinds: Sequence[str] = ()
    ) -> list[tuple[int, float]]:
        """Numbers with scores, best first: what the audience may see and nothing else."""

    def count(self) -> int: ...

    def release(self) -> None:
        """Lets another process write."""

    def close(self) -> None: ...
