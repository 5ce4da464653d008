"""A round handed to the engine: its files in a folder, matched, explained, made into a bundle, played again."""

import csv
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from seriktes.placements.definitions.choice_refusals import CannotMatch
from seriktes.placements.queries.markets import MarketFiles, number_of

# The engine compiles its loops: nothing but a round loads it.
if TYPE_CHECKING:
    from seriktes_analytics.assignment.reading import Reading
    from seriktes_analytics.assignment.rounds import Round as Played

INPUTS = ("wishes.csv", "positions.csv", "priorities.csv", "couples.csv")


@dataclass(frozen=True)
class Outcome:
    """One student: the position's number, its rank in the own list, whether it is a first choice, and the list."""

    position: int | None
    rank: int | None
    is_first: bool
    why: list[dict[str, Any]]


def read(files: MarketFiles) -> "tuple[Reading, Any]":
    """Raises CannotMatch where there is nothing to match."""
    from seriktes_analytics.assignment.limits import read_limits
    from seriktes_analytics.assignment.reading import read_market

    if not files.rows["positions.csv"] or not (files.rows["wishes.csv"] or files.rows.get("couples.csv")):
        raise CannotMatch("nothing_to_match")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files.write(folder)
        wishes, positions, priorities, couples = (folder / one for one in INPUTS)
        reading = read_market(wishes, positions, priorities, couples if couples.exists() else None)
        return reading, read_limits(folder)


def play(files: MarketFiles, *, objective: str, seed: int) -> "Played":
    """Raises CannotMatch with the engine's own words where it refuses."""
    from seriktes_analytics.assignment.market import InvalidMarket
    from seriktes_analytics.assignment.rounds import play as play_round

    reading, limits = read(files)
    try:
        return play_round(reading, objective=objective, seed=seed, limits=limits)  # type: ignore[arg-type]
    except InvalidMarket as refused:
        raise CannotMatch("no_such_objective", [str(refused)]) from refused


def bundle_of(played: "Played") -> bytes:
    from seriktes_analytics.assignment.bundle import bundle_of as made_of

    return made_of(played)


def outcomes_of(played: "Played") -> dict[int, Outcome]:
    """By application; those whose list names nothing that is offered are not among them."""
    rows: dict[int, list[dict[str, Any]]] = {}
    partners = {member: couple for couple in played.reading.couples for member in couple}
    table = played.why().to_pylist()
    beside = _beside(table, partners)
    for number, row in enumerate(table):
        one = number_of(row["student"])
        step = {
            "position": number_of(row["position"]), "rank": row["rank"], "outcome": row["outcome"],
            "own": _whole(row["own_priority"]), "last": _whole(row["last_admitted"]), "seats": row["seats"],
            "drawn": bool(row["lottery"]),
        }  # fmt: skip
        if number in beside:
            step["with"] = beside[number]
        rows.setdefault(one or 0, []).append(step)
    return {one: _outcome(sorted(steps, key=lambda step: step["rank"])) for one, steps in rows.items()}


def _beside(table: list[dict[str, Any]], partners: Mapping[str, tuple[str, str]]) -> dict[int, int | None]:
    """Of a couple's rows, the position that the same pair names for the other: the rows of a pair stand together."""
    found: dict[int, int | None] = {}
    number = 0
    while number < len(table):
        if table[number]["student"] in partners:
            found[number] = number_of(table[number + 1]["position"])
            found[number + 1] = number_of(table[number]["position"])
            number += 1
        number += 1
    return found


def _outcome(steps: list[dict[str, Any]]) -> Outcome:
    got = next((step for step in steps if step["outcome"] == "got"), None)
    if got is None:
        return Outcome(None, None, False, steps)
    return Outcome(got["position"], got["rank"], got["rank"] == steps[0]["rank"], steps)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def replayed(bundle: bytes) -> tuple[bool, list[str]]:
    """Whether the bundle alone gives the very same bytes, and which of its parts do not."""
    from seriktes_analytics.assignment.bundle import replay

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "round.zip"
        path.write_bytes(bundle)
        found = replay(path)
    return found.is_same, list(found.differing)


def results_in(bundle: bytes) -> dict[int, int]:
    """The position of each application, by numbers, as the bundle has it."""
    with ZipFile(BytesIO(bundle)) as archive:
        lines = csv.DictReader(archive.read("result.csv").decode().splitlines())
        return {int(line["student"][1:]): int(line["position"][1:]) for line in lines}


def blocking_of(files: MarketFiles, got: Mapping[str, str]) -> tuple[int, list[dict[str, Any]]] | None:
    """How many pairs block an assignment, and the first of them; None where a quota is exceeded, so that nothing can be
    said. Who has a position that is not on the own list counts as if it stood last there, and he last with its host."""
    from seriktes_analytics.assignment.judging import blocking_of_assignment
    from seriktes_analytics.assignment.verifier import NotAMatching

    reading, limits = read(with_unlisted(files, got))
    try:
        count, pairs = blocking_of_assignment(reading, got, limits)
    except (NotAMatching, ValueError):
        return None
    named = [
        {"applications": [number_of(one) for one in students], "positions": [number_of(name) for name in positions]}
        for students, positions in pairs[:50]
    ]
    return count, named


def with_unlisted(files: MarketFiles, got: Mapping[str, str]) -> MarketFiles:
    """The market in which everybody could have what he has."""
    rows = {name: list(lines) for name, lines in files.rows.items()}
    couples = {member: row[:2] for row in rows.get("couples.csv", ()) for member in row[:2]}
    listed = {(one, position) for one, position, _ in rows["wishes.csv"]}
    ranked = {(position, one) for position, one, _ in rows["priorities.csv"]}
    options = {tuple(row[:4]) for row in rows.get("couples.csv", ())}
    for one, position in got.items():
        if one in couples:
            a, b = couples[one]
            option = (a, b, got.get(a, ""), got.get(b, ""))
            if option not in options:
                options.add(option)
                rows["couples.csv"].append((*option, 1 + max(row[4] for row in rows["couples.csv"])))
        elif (one, position) not in listed:
            own = [rank for name, _, rank in rows["wishes.csv"] if name == one]
            rows["wishes.csv"].append((one, position, 1 + max(own, default=0)))
            if "programmes.csv" in rows and one not in {name for name, _ in rows["programmes.csv"]}:
                rows["programmes.csv"].append((one, "-"))
        if (position, one) not in ranked:
            last = [rank for name, _, rank in rows["priorities.csv"] if name == position]
            rows["priorities.csv"].append((position, one, 1 + max(last, default=0)))
    return MarketFiles(files.applications, rows, files.couples)


def sha256_of(content: bytes) -> str:
    return sha256(content).hexdigest()
