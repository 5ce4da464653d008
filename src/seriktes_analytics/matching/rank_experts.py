"""`seriktes-analytics rank-experts`: the product's engine with its shipped defaults over plain files."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from seriktes_analytics.matching.analysis import LANGUAGES
from seriktes_analytics.matching.engine import DEPTH, Engine
from seriktes_analytics.matching.evidence import Evidence, Text


def lines(path: Path, needed: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The records of a file of JSON Lines. Raises ValueError with file and line for what is none, or lacks a field."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}:{number}: not a line of JSON: {error}") from error
            missing = [name for name in needed if not isinstance(row, dict) or name not in row]
            if missing:
                raise ValueError(f"{path}:{number}: lacks {', '.join(missing)}")
            yield row


def evidence_of(row: Mapping[str, Any], target: str) -> Evidence:
    """A line of the documents as evidence for its persons, or for itself when documents are ranked."""
    language = row.get("lang") if row.get("lang") in LANGUAGES else ""
    texts = tuple(Text(str(row[name]), language or "") for name in ("title", "text") if row.get(name))
    key = str(row["id"])
    owners = (f"doc:{key}",) if target == "doc" else tuple(f"person:{one}" for one in row.get("persons", ()))
    return Evidence(key, texts, owners)


def rank_experts(
    docs: Path, queries: Path, out: Path, *, candidates: Path | None = None, target: str = "person", depth: int = 100
) -> None:
    """Writes a TREC run: of each query its best owners, `depth` of them; with 0 every candidate, the unmet ones last at 0.
    Raises OSError or ValueError where a file cannot be read as it should."""
    among = {f"{target}:{row['id']}" for row in lines(candidates, ["id"])} if candidates else None
    everyone: set[str] = set()

    def read() -> Iterator[Evidence]:
        for row in lines(docs, ["id", "text"]):
            evidence = evidence_of(row, target)
            everyone.update(evidence.owners)
            yield evidence

    asked = list(lines(queries, ["qid", "text"]))
    with tempfile.TemporaryDirectory() as folder, out.open("w", encoding="utf-8") as run:
        engine = Engine(Path(folder))
        try:
            engine.add(read())
            engine.learn()
            ranked = everyone if among is None else among
            for row in asked:
                language = row.get("lang") if row.get("lang") in LANGUAGES else ""
                found = engine.search(
                    str(row["text"]), language=language or "", owners=f"{target}:", among=among,
                    limit=depth or len(ranked), depth=DEPTH if depth else max(DEPTH, engine.ledger.count()),
                )  # fmt: skip
                scored = [(one.owner, one.score) for one in found]
                if not depth:
                    scored += [(owner, 0.0) for owner in sorted(ranked - {owner for owner, _ in scored})]
                for rank, (owner, score) in enumerate(scored, 1):
                    run.write(f"{row['qid']} Q0 {owner.split(':', 1)[1]} {rank} {score:.9f} seriktes\n")
        finally:
            engine.close()
