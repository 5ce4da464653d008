"""What the engine rests on: index, ledger and rows of one folder, how they change together, and what is learnt from them."""

import gc
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seriktes_analytics.matching.backend import Backend, Entry
from seriktes_analytics.matching.bridges import Bridge, GlossaryBridge, SkeletonBridge, TableBridge
from seriktes_analytics.matching.directions import Directions, unit
from seriktes_analytics.matching.encoder import Encoder
from seriktes_analytics.matching.evidence import Evidence
from seriktes_analytics.matching.glossary import shipped_glossary
from seriktes_analytics.matching.helper import Helper, is_worth_it
from seriktes_analytics.matching.ledger import Ledger
from seriktes_analytics.matching.lock import Busy, WriterLock
from seriktes_analytics.matching.rows import Rows
from seriktes_analytics.matching.streams import Counted, Reader, Streams
from seriktes_analytics.matching.tantivy_backend import TantivyBackend

# So many documents become visible at once; read and handed to the index in smaller lots.
BATCH, LOT = 50_000, 5_000
# A second process is asked whether it is worth its while when so many lots have come.
FIRST_LOTS = 3
# So many objects more, and the garbage is looked for.
RARELY = 50_000
# So many documents teach the directions, so many in two languages or more the table.
SAMPLE, PARALLEL = 25_000, 20_000
# A writer waits so long for another, in seconds.
PATIENCE = 60.0


class Learnt(NamedTuple):
    """What `learn` has made of a collection; one of each generation, taken as a whole."""

    generation: int = 0
    directions: Directions | None = None
    rows: Rows | None = None
    table: TableBridge | None = None


class Store:
    """Over one folder, shared by processes: one writes at a time, all see each change. `read_only` never writes."""

    def __init__(
        self,
        path: Path,
        *,
        backend: Backend | None = None,
        bridges: Sequence[Bridge] | None = None,
        encoder: Encoder | None = None,
        read_only: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        if not read_only:
            path.mkdir(parents=True, exist_ok=True)
        self.path, self.read_only, self.encoder = path, read_only, encoder
        self.lock = WriterLock(path / "writer.lock", patience)
        self.ledger = Ledger(path, writable=not read_only)
        self.backend = backend or TantivyBackend(path / "index")
        self._bridges = None if bridges is None else list(bridges)
        self._glossary = GlossaryBridge(shipped_glossary())
        self._reader: Reader | None = None
        self._has_written = False
        self._languages: list[str] = []
        self.learnt = Learnt()
        self.encoded: Rows | None = None
        self.refresh()
        self._check_encoder()

    def _check_encoder(self) -> None:
        made = self.ledger.state("encoder", "")
        wanted = self.encoder.name if self.encoder else ""
        if made != wanted and self.ledger.count():
            self.close()
            raise ValueError(f"the documents of {self.path} were added with the encoder {made!r}, not {wanted!r}")
        if self.encoder:
            if not self.read_only:
                self.ledger.note("encoder", wanted)
            self.encoded = Rows(self.path / "encoded.f16", self.encoder.width, writable=not self.read_only)

    # --- Keeping up with other processes ------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Takes notice of what other processes changed; costs nothing when they did not."""
        if not self.ledger.changed():
            return
        self._languages = self.ledger.languages()
        while (generation := int(self.ledger.state("generation", 0))) != self.learnt.generation:
            try:
                self.learnt = self._open_learnt(generation)
            except FileNotFoundError:
                if int(self.ledger.state("generation", 0)) == generation:
                    raise
                # Learnt anew meanwhile.

    def _open_learnt(self, generation: int) -> "Learnt":
        folder = self._folder(generation)
        made = set(folder.joinpath("made").read_text().split())
        table = TableBridge.load(folder / "table.json") if "table" in made else None
        if "directions" not in made:
            return Learnt(generation, table=table)
        directions = Directions.load(folder)
        rows = Rows(folder / "rows.f16", directions.width, writable=not self.read_only)
        return Learnt(generation, directions, rows, table)

    @property
    def bridges(self) -> list[Bridge]:
        if self._bridges is not None:
            return self._bridges
        table = self.learnt.table
        return [self._glossary, *([table] if table else []), SkeletonBridge()]

    @property
    def directions(self) -> Directions | None:
        return self.learnt.directions

    def _folder(self, generation: int) -> Path:
        return self.path / f"learnt-{generation}"

    def languages(self) -> list[str]:
        """Those in which there are documents."""
        self.refresh()
        return self._languages

    # --- Writing ------------------------------------------------------------------------------------------------------
    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the writer over several changes. Raises Busy when another process keeps it too long."""
        if self.read_only:
            raise Busy(f"{self.path} was opened to be read")
        with self.lock, self._held():
            yield

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Whoever takes the writer first removes what a crash has left."""
        outermost = self.lock.depth == 1
        if outermost:
            # After a power cut no file can be believed; then this is another process.
            if not (self._has_written and self.lock.was_whole):
                self.backend.trim(self.ledger.next_number())
                self._has_written = True
            self._bury()
        try:
            yield
            if outermost:
                self._bury()
                self.ledger.sync()
        finally:
            if outermost:
                self.backend.release()

    def add(self, documents: Iterable[Evidence]) -> int:
        """Adds documents, or replaces those of the same key; how many. Seen by every search as soon as it is done, a
        batch of 50 000 at once or not at all."""
        stream, added = iter(documents), 0
        lots = iter(lambda: list(islice(stream, LOT)), [])
        with self.writing(), ExitStack() as stack:
            self.refresh()
            first = list(islice(lots, FIRST_LOTS))
            if is_worth_it(sum(map(len, first)), LOT):
                stack.enter_context(_collecting_rarely())
                # It reads on while a batch is made visible.
                lots_read = stack.enter_context(Helper(self.ledger.number_tokens)).read(chain(first, lots))
            else:
                lots_read = self._read(chain(first, lots))
            for lot in lots_read:
                added += self._add(chain((lot,), islice(lots_read, max(0, BATCH // LOT - 1))))
        return added

    def _add(self, lots: Iterable[tuple[Sequence[Evidence], Streams]]) -> int:
        first, parallel, languages, keys = self.ledger.next_number(), list[int](), set[str](), list[str]()
        # What was replaced before leaves the index together with what comes now.
        gone = self.ledger.gone()

        def entries() -> Iterator[Entry]:
            number = first
            for some, streams in lots:
                self._write_rows(number, some, streams)
                self.ledger.shelve(number, [one.key for one in some], [one.owners for one in some], streams.counted)
                keys.extend(one.key for one in some)
                languages.update(streams.languages)
                parallel.extend(one for one, spoken in enumerate(streams.spoken, number) if " " in spoken)
                for one, (document, text) in enumerate(zip(some, streams.texts, strict=True), number):
                    yield Entry(one, text, document.audience, document.kind)
                number += len(some)

        try:
            self.backend.write(entries(), gone)
            self.ledger.keep(first, keys, languages, parallel)
        except BaseException:
            # The numbers are given again.
            self.backend.trim(first)
            raise
        if gone:
            self.ledger.buried(gone)
        return len(keys)

    def _read(self, lots: Iterable[Sequence[Evidence]]) -> Iterator[tuple[Sequence[Evidence], Streams]]:
        reader = self._reader = self._reader or Reader(self.ledger.number_tokens)
        for lot in lots:
            yield lot, reader.read(lot)

    def _write_rows(self, first: int, documents: Sequence[Evidence], streams: Streams) -> None:
        if self.learnt.directions and self.learnt.rows:
            self.learnt.rows.write(first, self.learnt.directions.vectors_of(streams.counted))
        if self.encoder and self.encoded:
            texts = ["\n".join(text.words for text in document.texts) for document in documents]
            self.encoded.write(first, unit(np.asarray(self.encoder.encode(texts), np.float32)))

    def remove(self, keys: Iterable[str]) -> int:
        """No search of any process tells of them from here on; the index follows as soon as its writer is free."""
        if self.read_only:
            raise Busy(f"{self.path} was opened to be read")
        removed = len(self.ledger.forget(keys))
        if removed and self.lock.take(0):
            whole = False
            try:
                with self._held():
                    self._bury()
                whole = True
            finally:
                self.lock.give(whole=whole)
        return removed

    def _bury(self) -> None:
        if gone := self.ledger.gone():
            self.backend.write((), gone)
            self.ledger.buried(gone)

    # --- Learning -----------------------------------------------------------------------------------------------------
    def learn(self) -> None:
        """Fits the latent directions to a sample of what is there and gives every document its row; learns which words
        mean the same from documents in several languages."""
        with self.writing():
            self.refresh()
            generation = self.learnt.generation + 1
            folder = self._folder(generation)
            # What a crash has left.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            directions = self._learn_directions()
            if directions:
                directions.save(folder)
                rows = Rows(folder / "rows.f16", directions.width, writable=True)
                self._write_directions(directions, rows)
                rows.sync()
            table = self._learn_table()
            if table:
                table.save(folder / "table.json")
            made = [name for name, there in (("directions", directions), ("table", table)) if there]
            folder.joinpath("made").write_text(" ".join(made))
            self.ledger.note("generation", generation)
            self.refresh()
            for old in self.path.glob("learnt-*"):
                if old != folder:
                    # Readers of other processes keep what they have opened until they look again.
                    shutil.rmtree(old, ignore_errors=True)

    def _write_directions(self, directions: Directions, rows: Rows) -> None:
        def write(numbers: "npt.NDArray[np.int64]") -> None:
            found = directions.vectors_of(self.ledger.counted(numbers))
            for start, stop in runs(numbers.tolist()):
                rows.write(int(numbers[start]), found[start:stop])

        # The arithmetic of one thread lets another read and write.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for _ in pool.map(write, self.ledger.every()):
                pass

    def _learn_directions(self) -> Directions | None:
        step = max(1, self.ledger.count() // SAMPLE)
        sample = together(self.ledger.counted(numbers) for numbers in self.ledger.every(step))
        ids = np.unique(sample.ids).astype(np.int64)
        names = self.ledger.names(ids.tolist())
        stems = np.array([one for one in ids.tolist() if names[one][2:3] == ":"], np.int64)
        return Directions.fit_counted(sample, [names[one] for one in stems.tolist()], stems)

    def _learn_table(self) -> TableBridge | None:
        if self.ledger.count_parallel() < TableBridge.ENOUGH:
            return None
        texts = self.ledger.parallel(PARALLEL)
        return TableBridge.learn_counted(texts, self.ledger.names(np.unique(texts.ids).tolist()))

    def close(self) -> None:
        self.backend.close()
        self.ledger.close()


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Thousands of documents on their way are no garbage, and looking through them took a third of the time of this process."""
    before = gc.get_threshold()
    gc.set_threshold(max(RARELY, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Places start to stop between which the numbers follow one another."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield start, at
            start = at


def together(parts: Iterable[Counted]) -> Counted:
    every = list(parts)
    sizes = [np.diff(part.bounds) for part in every]
    bounds = np.concatenate(([0], np.cumsum(np.concatenate(sizes) if sizes else [])))
    return Counted(
        bounds.astype(np.int64),
        np.concatenate([part.ids for part in every]) if every else np.zeros(0, np.uint32),
        np.concatenate([part.counts for part in every]) if every else np.zeros(0, np.uint8),
    )
