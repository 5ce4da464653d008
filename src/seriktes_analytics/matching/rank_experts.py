"""`seriktes-analytics rank-experts`: the product's engine with its shipped defaults over plain files."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from seriktes_analytics.matching.analysis import LANGUAGES
from seriktes_analytics.matching.engine import DEPTH, Engine
from seriktes_analytics.matching.evidence import Evidence, Text


def lines(path: Path, name: str, *, text: bool = True) -> Iterator[Mapping[str, Any]]:
    """The records of a file of JSON Lines, each with a `name` of its own. Raises ValueError with file and line for what is
    not UTF-8, no JSON, lacks a field, names something twice or cannot stand in a run."""
    seen: set[str] = set()
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode().removeprefix("\ufeff"))
            except UnicodeDecodeError as error:
                raise ValueError(f"{path}:{number}: not written in UTF-8") from error
            except ValueError as error:
                raise ValueError(f"{path}:{number}: not a line of JSON: {error}") from error
            fault = _fault(row, name, seen, text=text)
            if fault:
                raise ValueError(f"{path}:{number}: {fault}")
            seen.add(str(row[name]))
            yield row


def _fault(row: Any, name: str, seen: set[str], *, text: bool) -> str:
    if not isinstance(row, dict) or name not in row or (text and "text" not in row):
        return f"lacks {name} or text" if text else f"lacks {name}"
    persons = row.get("persons", [])
    names = [str(row[name]), *(map(str, persons) if isinstance(persons, list) else ())]
    if not isinstance(persons, list):
        return "persons is not a list"
    if any(len(one.split()) != 1 for one in names):
        return "a name in a run has no spaces and is not empty"
    if any(not isinstance(row.get(field, ""), str) for field in ("text", "title")):
        return "text and title are strings"
    return f"{name} {names[0]} stands twice" if names[0] in seen else ""


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
    among = {f"{target}:{row['id']}" for row in lines(candidates, "id", text=False)} if candidates else None
    everyone: set[str] = set()

    def read() -> Iterator[Evidence]:
        for row in lines(docs, "id"):
            evidence = evidence_of(row, target)
            everyone.update(evidence.owners)
            yield evidence

    asked = list(lines(queries, "qid"))
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
