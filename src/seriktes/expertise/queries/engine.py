"""The engine inside the register: where its index lies, and the one that this process reads.

The index holds what everybody may see and nothing else, so that nothing hidden is felt in anybody's scores. It lies in
`MATCHING_DIR`, each rebuilt index in a folder of its own; a file names the one in use.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from seriktes.expertise.queries.attributes import AttributeStore
from seriktes.expertise.queries.glossary import glossary_in_use

if TYPE_CHECKING:
    from seriktes_analytics.matching.encoder import WordVectors
    from seriktes_analytics.matching.engine import Engine

# The number is that of the format: an index of another one is as none, and is made anew.
IN_USE = "in-use.4"

_lock = RLock()
_reader: "tuple[Path, Index] | None" = None


class Index(NamedTuple):
    """The engine, and beside it what the filters of a search count."""

    engine: "Engine"
    attributes: AttributeStore

    def close(self) -> None:
        self.engine.close()
        self.attributes.close()


def index_root() -> Path:
    return Path(settings.MATCHING_DIR)


def name_in_use() -> str:
    """Of the file that names the index in use: another for each encoder, for vectors of two never meet."""
    return f"{IN_USE}.{settings.ENCODER_SHA256[:16]}" if settings.ENCODER else IN_USE


def index_in_use() -> Path | None:
    """The folder of the index that answers; None before the first is made."""
    root = index_root()
    try:
        path = root / root.joinpath(name_in_use()).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return path if path.is_dir() else None


@cache
def _vectors(folder: str, sha256: str) -> "WordVectors":
    """Read once a process: the hash is taken of the whole directory."""
    from seriktes_analytics.matching.encoder import WordVectors  # as below

    return WordVectors(Path(folder), sha256)


def open_index(path: Path, *, read_only: bool = False) -> Index:
    from seriktes_analytics.matching.engine import Engine  # slow: arrays, the index, a glossary of ten thousand entries

    encoder = _vectors(settings.ENCODER, settings.ENCODER_SHA256) if settings.ENCODER else None
    return Index(Engine(path, read_only=read_only, encoder=encoder), AttributeStore(path))


@contextmanager
def reading() -> Iterator[Index | None]:
    """The index of this process, for one thread at a time; None while there is no index."""
    with _lock:
        index = _index()
        if index is not None:
            _take_glossary(index.engine)
        yield index


def _take_glossary(engine: "Engine") -> None:
    """What librarians say today: only questions are bridged, so nothing has to be indexed anew for it."""
    from seriktes_analytics.matching.bridges import GlossaryBridge

    for bridge in engine.bridges:
        if isinstance(bridge, GlossaryBridge):
            bridge.glossary = glossary_in_use()


def _index() -> Index | None:
    global _reader  # noqa: PLW0603  one for the process: its tables are large
    path = index_in_use()
    if _reader is not None and _reader[0] != path:
        _reader[1].close()
        _reader = None
    if _reader is None and path is not None:
        _reader = (path, open_index(path, read_only=True))
    return _reader[1] if _reader else None


def forget() -> None:
    """Closes what this process has open: for tests and before a fork."""
    global _reader  # noqa: PLW0603
    with _lock:
        if _reader is not None:
            _reader[1].close()
            _reader = None
