"""A round in one file that can be replayed byte for byte: what counted, the seed, the objective, the result, SHA-256.

A ZIP without compression and without dates, its members in one order and its rows sorted, so that equal rounds are
equal bytes whatever the order of the rows that were read.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

import numpy as np
import pyarrow as pa

from seriktes_analytics.assignment.limits import COLUMNS, FILES, Limits, read_limits
from seriktes_analytics.assignment.reading import Reading, read_market
from seriktes_analytics.assignment.rounds import Round, play
from seriktes_analytics.assignment.tables import BadTable
from seriktes_analytics.assignment.writing import write_csv

# Raised whenever a round may come out differently than before.
VERSION = 1
MARKET = ("wishes.csv", "positions.csv", "priorities.csv", "couples.csv")
INPUTS = (*MARKET, *FILES)


@dataclass(frozen=True)
class Replay:
    is_same: bool
    digest: str
    differing: tuple[str, ...]


def bundle_of(played: Round) -> bytes:
    parts = dict(_parts(played))
    manifest = {
        "format": "seriktes-match",
        "version": VERSION,
        "objective": played.objective,
        "seed": played.seed,
        "figures": played.figures(),
        "sha256": {name: sha256(data).hexdigest() for name, data in parts.items()},
    }
    text = json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, data in ({"manifest.json": text.encode()} | parts).items():
            archive.writestr(ZipInfo(name), data)
    return file.getvalue()


def replay(path: Path) -> Replay:
    """Plays the round again from the bundle alone and compares every byte."""
    kept = path.read_bytes()
    try:
        with ZipFile(BytesIO(kept)) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise BadTable(f"{path} is no bundle of a round: give the file that `match --bundle` wrote.") from error
    if manifest.get("format") != "seriktes-match" or manifest.get("version") != VERSION:
        raise BadTable(
            f"{path} was written by version {manifest.get('version')}; this is version {VERSION}: replay it there."
        )
    with TemporaryDirectory() as folder:
        for name in INPUTS:
            if name in parts:
                Path(folder, name).write_bytes(parts[name])
        wishes, positions, priorities, couples = (Path(folder, name) for name in MARKET)
        reading = read_market(wishes, positions, priorities, couples if couples.exists() else None)
        limits = read_limits(Path(folder))
        again = bundle_of(play(reading, objective=manifest["objective"], seed=manifest["seed"], limits=limits))
    with ZipFile(BytesIO(again)) as archive:
        played = {name: archive.read(name) for name in archive.namelist()}
    differing = tuple(name for name in sorted(parts | played) if parts.get(name) != played.get(name))
    return Replay(again == kept, sha256(again).hexdigest(), differing)


def _parts(played: Round) -> Iterator[tuple[str, bytes]]:
    for name, table in (*_inputs(played.reading), *_limits(played.limits), ("result.csv", played.table())):
        file = BytesIO()
        write_csv(table, file)
        yield name, file.getvalue()


def _inputs(reading: Reading) -> Iterator[tuple[str, pa.Table]]:
    market = reading.market
    students, names = pa.array(market.student_names()), pa.array(market.position_names())
    owners = np.repeat(np.arange(market.size, dtype=np.int32), np.diff(market.starts))
    members = pa.array(sorted({member for couple in reading.couples for member in couple}), pa.string())
    is_member = np.isin(np.array(students.to_pylist(), object), members.to_pylist()) if len(members) else None
    own = np.arange(len(owners)) if is_member is None else np.flatnonzero(~is_member[owners])
    yield "wishes.csv", _table(
        student=students.take(pa.array(owners[own])), position=names.take(pa.array(market.positions[own])),
        rank=market.ranks[own],
    )  # fmt: skip
    yield "positions.csv", _table(position=names, capacity=market.capacities)
    eligible = np.flatnonzero(market.priorities < market.limit)
    order = eligible[np.lexsort((owners[eligible], market.priorities[eligible], market.positions[eligible]))]
    yield "priorities.csv", _table(
        position=names.take(pa.array(market.positions[order])), student=students.take(pa.array(owners[order])),
        rank=market.priorities[order],
    )  # fmt: skip
    if reading.couples:
        rows = [
            (*couple, *option, rank)
            for couple, options in sorted(reading.couples.items())
            for option, rank in sorted(options.items(), key=lambda one: (one[1], one[0]))
        ]
        yield (
            "couples.csv",
            _table(**dict(zip(("a", "b", "position_a", "position_b", "rank"), zip(*rows, strict=True), strict=True))),
        )


def _limits(limits: Limits) -> Iterator[tuple[str, pa.Table]]:
    for name in FILES:
        if rows := limits.rows(name):
            yield name, _table(**dict(zip(COLUMNS[name], zip(*rows, strict=True), strict=True)))


def _table(**columns: Any) -> pa.Table:
    return pa.table(
        {name: pa.array(column) if not isinstance(column, pa.Array) else column for name, column in columns.items()}
    )
