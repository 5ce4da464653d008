"""Students to positions at national size: from arrays and from files, the greatest number, and against PyPI `matching`."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from seriktes.portal.bench.figures import Figure
from seriktes_analytics.assignment.market import Market, market_of_arrays
from seriktes_analytics.assignment.solving import Objective, solve

STUDENT_BEST, HOST_BEST, FILES, MEMORY_MIB, MOST = 1, 3, 8, 1200, 3
SPEED = 10_000
LENGTH = 10
# Memory is measured from the start of the process to its end, as the system counts it.
ON_ITS_OWN = """
import sys
from seriktes.portal.bench.memory import peak_mib
from seriktes_analytics.cli import main
code = main(sys.argv[1:])
print(peak_mib())
sys.exit(code)
"""


def measure_assignment(count: int, directory: Path) -> list[Figure]:
    """`count` students, a twentieth of the positions, and 105 seats for 100 students."""
    market = invented(count)
    seconds: dict[str, float] = {}
    notes: dict[str, str] = {}
    for objective in ("student", "host"):
        seconds[objective], notes[objective] = _solve(market, objective)
    few = invented(max(count // 10, 100))
    seconds["cardinality"], notes["cardinality"] = _solve(few, "cardinality")
    figures = _through_files(market, directory)
    read = f"{figures['seconds_of']['reading']:.1f} s of it reading; {_blocking(figures['blocking_pairs'])}"
    at, tenth = (f"{market.size:,} students".replace(",", " ") for market in (market, few))
    ours, theirs, size = _against_matching(max(count // 100, 100))
    return [
        Figure(f"Stable, best for students, {at}, from arrays", "numba", seconds["student"], "s", STUDENT_BEST,
               note=notes["student"]),
        Figure(f"Stable, best for hosts, {at}, from arrays", "numba", seconds["host"], "s", HOST_BEST,
               note=notes["host"]),
        Figure(f"Parquet with names to the result's file, {at}", "numba", figures["seconds"], "s", FILES, note=read),
        Figure(f"The same: peak memory, {at}", "numba", figures["memory"], "MiB", MEMORY_MIB),
        Figure(f"Most students, least sum of ranks, {tenth}", "numba", seconds["cardinality"], "s", MOST,
               note=notes["cardinality"]),
        # Of few students the start of a call weighs more than the work.
        Figure(f"Arrays to matching, {size:,} students".replace(",", " "), "numba", None if theirs is None else ours, "s",
               1 / SPEED if size >= 10_000 else 1, theirs, "PyPI matching"),
    ]  # fmt: skip


def invented(count: int) -> Market:
    """Popular and less popular positions; their rankings agree half."""
    chance = np.random.default_rng(1)
    places = max(10, count // 20)
    weights = 1 / np.arange(1, places + 1) ** 0.6
    bounds = np.cumsum(weights) / weights.sum()
    lists = np.empty((count, LENGTH), np.int32)
    for begin in range(0, count, 100_000):
        end = min(begin + 100_000, count)
        lists[begin:end] = _distinct(np.searchsorted(bounds, chance.random((end - begin, 4 * LENGTH))), places)
    quality = np.repeat(chance.random(count), LENGTH)
    priorities = quality + chance.random(count * LENGTH)
    capacities = chance.multinomial(count * 105 // 100, np.full(places, 1 / places))
    return market_of_arrays(np.arange(0, count * LENGTH + 1, LENGTH), lists.ravel(), priorities, capacities)


def _distinct(drawn: Any, places: int) -> Any:
    """The first ten different positions of each row; where fewer were drawn, neighbours fill up."""
    result = np.empty((len(drawn), LENGTH), np.int32)
    for row, names in enumerate(drawn.tolist()):
        own = list(dict.fromkeys(names))[:LENGTH]
        following = own[0]
        while len(own) < LENGTH:
            following = (following + 1) % places
            if following not in own:
                own.append(following)
        result[row] = own
    return result


def _solve(market: Market, objective: Objective) -> tuple[float, str]:
    """The second time: the first compiles."""
    solve(market, objective=objective)
    start = perf_counter()
    found = solve(market, objective=objective)
    seconds = perf_counter() - start
    return (
        seconds,
        f"{found.verdict.matched} placed, mean rank {found.mean_rank:.2f}, {_blocking(found.verdict.blocking)}",
    )


def _blocking(count: int) -> str:
    return f"{count} blocking pairs"


def _through_files(market: Market, directory: Path) -> dict[str, Any]:
    """Written as names, matched by the command in a process of its own; twice, the first time compiles."""
    owners = np.repeat(np.arange(market.size), np.diff(market.starts))
    students = pa.array([f"student-{number:07d}" for number in range(market.size)])
    names = pa.array([f"position-{number:05d}" for number in range(len(market.capacities))])
    order = np.lexsort((market.priorities, market.positions))
    first = np.searchsorted(market.positions[order], np.arange(len(market.capacities)))
    places = np.arange(len(order)) - first[market.positions[order]] + 1
    tables = {
        "wishes": {"student": students.take(pa.array(owners)), "position": names.take(pa.array(market.positions)),
                   "rank": market.ranks},
        "positions": {"position": names, "capacity": market.capacities},
        "priorities": {"position": names.take(pa.array(market.positions[order])),
                       "student": students.take(pa.array(owners[order])), "rank": places},
    }  # fmt: skip
    arguments = ["match", "--json", "--out", str(directory / "out.parquet")]
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), directory / f"{name}.parquet")
        arguments += [f"--{name}", str(directory / f"{name}.parquet")]
    del tables, owners, order, first, places
    for _ in range(2):
        done = subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-c", ON_ITS_OWN, *arguments], stdout=subprocess.PIPE, text=True, check=True
        )
    figures, memory = done.stdout.splitlines()
    answer: dict[str, Any] = json.loads(figures)
    return answer | {"memory": float(memory)}


def _against_matching(count: int) -> tuple[float, float | None, int]:
    """Build and solve of one market: ours the median of a hundred, theirs once; None where the package is not installed."""
    market = invented(count)
    arrays = (market.starts, market.positions, market.priorities, market.capacities)
    ours = median(_timed(partial(_build_and_solve, arrays)) for _ in range(100))
    try:
        from matching.games import HospitalResident  # only where the tools of development are installed
    except ImportError:
        return ours, None, count
    lists = {
        f"s{student}": [f"p{place}" for place in market.positions[student * LENGTH : (student + 1) * LENGTH]]
        for student in range(count)
    }
    queues: dict[str, list[tuple[float, str]]] = {f"p{place}": [] for place in range(len(market.capacities))}
    for wish, place in enumerate(market.positions.tolist()):
        queues[f"p{place}"].append((market.priorities[wish], f"s{wish // LENGTH}"))
    hosts = {name: [student for _, student in sorted(queue)] for name, queue in queues.items()}
    seats = {f"p{place}": int(capacity) for place, capacity in enumerate(market.capacities)}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 10 * count))  # it copies its objects by recursion
    try:
        theirs = _timed(lambda: HospitalResident.create_from_dictionaries(lists, hosts, seats).solve())
    finally:
        sys.setrecursionlimit(limit)
    return ours, theirs, count


def _build_and_solve(arrays: tuple[Any, Any, Any, Any]) -> None:
    solve(market_of_arrays(*arrays))


def _timed(work: Any) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
