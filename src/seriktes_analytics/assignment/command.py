"""`seriktes-analytics match` and `replay`: from files of wishes, positions and priorities to a file of who goes where."""

import json
import sys
from argparse import Namespace
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import pyarrow as pa

from seriktes_analytics.assignment.bundle import bundle_of, replay
from seriktes_analytics.assignment.limits import FILES, check_names, limits_in
from seriktes_analytics.assignment.reading import read_market
from seriktes_analytics.assignment.rounds import play
from seriktes_analytics.assignment.tables import BadTable
from seriktes_analytics.assignment.writing import write_table

# Blocking pairs that the sentences name.
SHOWN = 5


def run_match(chosen: Namespace) -> int:
    start = perf_counter()
    _check_places(chosen)
    # Arrow's own gives memory back and asks for it again with every lot of rows.
    pa.set_memory_pool(pa.system_memory_pool())
    reading = read_market(chosen.wishes, chosen.positions, chosen.priorities, chosen.couples)
    files = _limit_files(chosen)
    limits = limits_in(files)
    check_names(reading.market, limits, files)
    read = perf_counter()
    played = play(reading, objective=chosen.objective, seed=chosen.seed, limits=limits)
    matched = perf_counter()
    write_table(played.table(), chosen.out)
    if chosen.why:
        write_table(played.why(), chosen.why)
    if chosen.bundle:
        chosen.bundle.write_bytes(bundle_of(played))
    seconds = {"reading": read - start, "matching": matched - read, "writing": perf_counter() - matched}
    figures = played.figures() | {
        "seconds": round(sum(seconds.values()), 3),
        "seconds_of": {name: round(value, 3) for name, value in seconds.items()},
        "out_sha256": sha256(chosen.out.read_bytes()).hexdigest(),
        "unused_priorities": reading.unused_priorities,
    }
    text = json.dumps(figures, ensure_ascii=False) if chosen.json else _sentences(figures)
    sys.stdout.write(text + "\n")
    return 0


def run_replay(chosen: Namespace) -> int:
    """0 when every byte is the same, 1 when not."""
    if not chosen.bundle.is_file():
        raise BadTable(f"There is no file {chosen.bundle}: give the bundle that `match --bundle` wrote.")
    found = replay(chosen.bundle)
    if found.is_same:
        sys.stdout.write(f"The same, byte for byte. SHA-256 {found.digest}\n")
        return 0
    sys.stdout.write(f"Not the same: {', '.join(found.differing) or 'the order or the dates of its parts'}.\n")
    return 1


def _check_places(chosen: Namespace) -> None:
    """Before hours of work: what is written has a folder, and no file is written over another."""
    given = (chosen.wishes, chosen.positions, chosen.priorities, chosen.couples, *_limit_files(chosen).values())
    taken = [path.resolve() for path in given if path]
    for path in filter(None, (chosen.out, chosen.bundle, chosen.why)):
        if not path.parent.is_dir():
            raise BadTable(f"There is no folder {path.parent}: make it, or write {path.name} elsewhere.")
        if path.is_dir():
            raise BadTable(f"{path} is a folder: give the name of a file.")
        if path.resolve() in taken:
            raise BadTable(f"{path} is named twice and would be written over: give each file a name of its own.")
        taken.append(path.resolve())


def _limit_files(chosen: Namespace) -> dict[str, Path]:
    """By the names that they bear in a bundle, which are those of their options."""
    asked = {name: getattr(chosen, name.removesuffix(".csv")) for name in FILES}
    return {name: path for name, path in asked.items() if path is not None}


def _sentences(figures: dict[str, object]) -> str:
    mean = figures["mean_rank"]
    lines = [
        f"{figures['matched']} of {figures['students']} students have a position, {figures['first_choices']} their first choice"
        + (f"; mean rank {mean:.3f}." if isinstance(mean, float) else "."),
        "Nobody blocks: the matching is stable."
        if not figures["blocking_pairs"]
        else f"{figures['blocking_pairs']} pairs block: the matching is not stable.",
    ]
    named = figures["blocking"]
    if isinstance(named, list):
        lines += [f"  {' and '.join(one['students'])} with {', '.join(one['positions'])}" for one in named[:SHOWN]]
    return "\n".join(lines)
