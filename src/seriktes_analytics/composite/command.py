"""`seriktes-analytics composite`: from COINr's two tables to scores and ranks at every level."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from hashlib import sha256
from math import isnan
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from seriktes_analytics.composite.checking import cronbach_alpha
from seriktes_analytics.composite.framework import BadIndex
from seriktes_analytics.composite.index import Index, build
from seriktes_analytics.composite.reading import read_figures, read_framework
from seriktes_analytics.composite.sensitivity import RankEffects, rank_effects
from seriktes_analytics.composite.specification import Specification, specification_of
from seriktes_analytics.composite.uncertainty import rank_intervals
from seriktes_analytics.composite.writing import table_of_results, write_results

# Units and factors that the sentences name.
SHOWN = 5


def run_composite(chosen: Namespace) -> int:
    start = perf_counter()
    _check_places(chosen)
    specification = _specification(chosen.spec)
    framework = read_framework(chosen.meta)
    figures = read_figures(chosen.data, framework)
    read = perf_counter()
    index = build(framework, figures, specification)
    intervals = rank_intervals(index) if specification.uncertainty else None
    effects = rank_effects(index) if specification.sensitivity else None
    built = perf_counter()
    write_results(table_of_results(index, intervals), chosen.out)
    seconds = {"reading": read - start, "building": built - read, "writing": perf_counter() - built}
    told = _figures(index, effects) | {
        "seconds": round(sum(seconds.values()), 4),
        "seconds_of": {name: round(value, 4) for name, value in seconds.items()},
        "out_sha256": sha256(chosen.out.read_bytes()).hexdigest(),
    }
    text = (
        json.dumps(_without_nan(told), ensure_ascii=False, allow_nan=False) if chosen.json else _sentences(index, told)
    )
    sys.stdout.write(text + "\n")
    return 0


def _specification(path: Path | None) -> Specification:
    if path is None:
        return Specification()
    if not path.is_file():
        raise BadIndex(f"There is no file {path}: give the name of a JSON file with the choices.")
    try:
        return specification_of(json.loads(path.read_text(encoding="utf-8-sig")))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadIndex(f"{path} cannot be read as JSON: {error}") from error


def _check_places(chosen: Namespace) -> None:
    if not chosen.out.parent.is_dir():
        raise BadIndex(f"There is no folder {chosen.out.parent}: make it, or write {chosen.out.name} elsewhere.")
    if chosen.out.is_dir():
        raise BadIndex(f"{chosen.out} is a folder: give the name of a file.")
    if chosen.out.resolve() in [path.resolve() for path in (chosen.data, chosen.meta, chosen.spec) if path]:
        raise BadIndex(f"{chosen.out} is one of the files that are read: give the result a name of its own.")


def _figures(index: Index, effects: RankEffects | None) -> dict[str, Any]:
    framework, top = index.framework, index.framework.top.code
    told: dict[str, Any] = {
        "units": len(index.codes), "left_out": list(index.left_out), "indicators": len(framework.indicators),
        "levels": framework.top.level, "index": top, "imputed": index.number_imputed, "imputed_by": index.group,
        "treated": [asdict(one) for one in index.treatments], "normalise": index.specification.normalise,
        "aggregate": {str(one.level): index.specification.mean_at(one.level) for one in framework.aggregates},
        "first": [index.codes[place] for place in np.flatnonzero(index.ranks[top] == 1)],
        "without_score": int(np.isnan(index.scores[top]).sum()),
        "cronbach_alpha": {
            one.code: cronbach_alpha(np.column_stack([index.scores[part.code] for part in framework.parts(one.code)]))
            for one in framework.aggregates
        },
    }  # fmt: skip
    if effects is not None:
        told["sensitivity"] = {
            "runs": effects.runs, "mean_shift": effects.mean_shift, "effects": [asdict(one) for one in effects.effects],
        }  # fmt: skip
    return told


def _without_nan(found: Any) -> Any:
    """JSON has no word for what is not a number."""
    if isinstance(found, dict):
        return {key: _without_nan(value) for key, value in found.items()}
    if isinstance(found, list):
        return [_without_nan(value) for value in found]
    return None if isinstance(found, float) and isnan(found) else found


def _sentences(index: Index, told: dict[str, Any]) -> str:
    lines = [
        f"{told['index']} of {told['units']} units from {told['indicators']} indicators in {told['levels']} levels."
    ]
    if told["imputed"]:
        by = f", by the groups of {told['imputed_by']}" if told["imputed_by"] else ""
        lines.append(f"{told['imputed']} missing values were put in{by}.")
    if index.treatments:
        lines.append(f"Outliers were treated in {len(index.treatments)} indicators.")
    if index.left_out:
        lines.append(f"Left out for want of figures: {', '.join(index.left_out[:SHOWN])}.")
    top = index.framework.top.code
    ranks, scores = index.ranks[top], index.scores[top]
    best = [f"  {ranks[place]:.0f}  {index.names[place]}  {scores[place]:.2f}" for place in index.order[:SHOWN]]
    return "\n".join([*lines, *best])
