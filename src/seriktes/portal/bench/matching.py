"""Finding expertise at national size: from a question to twenty explained persons, against SQLite's full text search."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from seriktes.portal.bench.evidence import Corpus
from seriktes.portal.bench.figures import Figure
from seriktes_analytics.matching.engine import DEPTH, Engine
from seriktes_analytics.matching.evidence import Evidence, Text
from seriktes_analytics.matching.rank_experts import evidence_of, lines
from seriktes_analytics.matching.streams import Reader

MILLISECONDS, RATIO, MEMORY_MIB, VISIBLE, DOCUMENTS_A_SECOND = 25, 1 / 15, 500, 0.05, 5000
QUESTIONS, CHANGES = 300, 20
LOT = 5000
# Memory is measured from before the engine and all it rests on are imported.
ON_ITS_OWN = """
import json, sys
from pathlib import Path
from seriktes.portal.bench.memory import peak_mib
before = peak_mib()
from seriktes.portal.bench.matching import ask_all
found = ask_all(Path(sys.argv[1]), json.loads(sys.stdin.read()))
print(json.dumps(found | {"memory": peak_mib() - before}))
"""


def measure_matching(count: int, directory: Path) -> list[Figure]:
    corpus = Corpus(count)
    source, folder = directory / "evidence.jsonl", directory / "engine"
    corpus.write(source)
    seconds, learning = _index(source, folder)
    questions = corpus.questions(QUESTIONS)
    del corpus
    asked = _in_a_process_of_its_own(folder, questions)
    changed = _change(folder)
    plain = directory / "fts5.sqlite3"
    building = _index_plainly(source, plain)
    plainly = _ask_plainly(folder, plain, questions)
    at = f"{count:,} documents".replace(",", " ")
    times = sorted(asked["seconds"])
    slow, usual = times[int(0.95 * len(times))], median(times)
    slow_plainly, usual_plainly = plainly[int(0.95 * len(plainly))], median(plainly)
    note = f"median {usual * 1000:.1f} ms, {asked['found']:.0f} persons"
    there = f"FTS5, median {usual_plainly * 1000:.1f} ms, built in {building:.0f} s, {_mib(plain):.0f} MiB"
    speed = f"{count / seconds:.0f} documents/s, of it {learning:.0f} s to learn; on disk {_mib(folder):.0f} MiB"
    question = f"Question to twenty explained persons, {at}: 95 %"
    return [
        Figure(question, "tantivy", slow, "s", MILLISECONDS / 1000, note=note),
        Figure(f"{question}, against FTS5", "tantivy", slow, "s", RATIO, slow_plainly, there),
        Figure(f"Opened index, {at}: more memory", "tantivy", asked["memory"], "MiB", MEMORY_MIB),
        Figure(f"One change until it is found, {at}", "tantivy", median(changed), "s", VISIBLE,
               note=f"the slowest of {CHANGES} {max(changed) * 1000:.0f} ms"),
        Figure(f"JSON Lines until searchable, {at}", "tantivy", seconds, "s", count / DOCUMENTS_A_SECOND, note=speed),
    ]  # fmt: skip


def _mib(path: Path) -> float:
    return sum(one.stat().st_size for one in (path.rglob("*") if path.is_dir() else [path]) if one.is_file()) / 2**20


def _read(source: Path) -> Iterator[Evidence]:
    return (evidence_of(row, "person") for row in lines(source, "id"))


def _index(source: Path, folder: Path) -> tuple[float, float]:
    start = perf_counter()
    engine = Engine(folder)
    engine.add(_read(source))
    added = perf_counter()
    engine.learn()
    engine.close()
    return perf_counter() - start, perf_counter() - added


def _in_a_process_of_its_own(folder: Path, questions: list[str]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", ON_ITS_OWN, str(folder)],
        input=json.dumps(questions), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def ask_all(folder: Path, questions: list[str]) -> dict[str, Any]:
    engine = Engine(folder, read_only=True)
    if engine.directions is None or engine.learnt.table is None:
        raise RuntimeError("directions and table were not learnt")
    seconds, found = [], 0
    for question in [*questions[:10], *questions]:  # the first ten fill caches
        start = perf_counter()
        found += len(engine.search(question, owners="person:"))
        seconds.append(perf_counter() - start)
    engine.close()
    return {"seconds": seconds[10:], "found": found / len(seconds)}


def _change(folder: Path) -> list[float]:
    engine = Engine(folder)
    reader = Engine(folder, read_only=True)
    seconds = []
    for number in range(CHANGES):
        changed = Evidence(
            "changed", (Text(f"Novelty zyxwvut{number} of a changed record", "en"),), ("person:changed",)
        )
        start = perf_counter()
        with engine.writing():
            engine.add([changed])
            while not reader.search(f"zyxwvut{number}", owners="person:"):
                pass
            seconds.append(perf_counter() - start)
    engine.remove(["changed"])
    engine.close()
    reader.close()
    return seconds


# --- The yardstick: the same tokens in SQLite ---------------------------------------------------------------------------
def _index_plainly(source: Path, path: Path) -> float:
    start = perf_counter()
    numbers: dict[str, int] = {}
    reader = Reader(lambda tokens: [numbers.setdefault(token, len(numbers) + 1) for token in tokens])
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("CREATE VIRTUAL TABLE said USING fts5(tokens, content='', tokenize=\"ascii tokenchars ':~_'\")")
    database.execute("BEGIN")
    documents, number = _read(source), 0
    while lot := list(islice(documents, LOT)):
        texts = reader.read(lot).texts
        database.executemany("INSERT INTO said (rowid, tokens) VALUES (?, ?)", enumerate(texts, number + 1))
        number += len(lot)
    database.execute("COMMIT")
    database.close()
    return perf_counter() - start


def _ask_plainly(folder: Path, path: Path, questions: list[str]) -> list[float]:
    """The ideas of the very questions, any token of them, the best thousand."""
    engine, database = Engine(folder, read_only=True), sqlite3.connect(path)
    seconds = []
    for question in questions:
        start = perf_counter()
        ideas = engine.ask(question).ideas
        tokens = dict.fromkeys(token for idea in ideas for one in idea.alternatives for token in one.tokens)
        wanted = " OR ".join(f'"{token}"' for token in tokens)
        database.execute(
            "SELECT rowid, bm25(said) FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?", (wanted, DEPTH)
        ).fetchall()
        seconds.append(perf_counter() - start)
    engine.close()
    database.close()
    return sorted(seconds)
