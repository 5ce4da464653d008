"""The result of a competition from its bundle: everything that was judged, in one JSON object, and the same bytes again for
whoever plays it: docs/methods/pairwise-comparison.md.

>>> bundle = {"format": FORMAT, "method": "rubric", "items": [1, 2], "level": 0.95, "ridge": 0,
...           "criteria": [["idea", 2, 10], ["work", 1, 10]],
...           "marks": [["j1", 1, "idea", 9], ["j1", 1, "work", 6], ["j1", 2, "idea", 6], ["j1", 2, "work", 6]]}
>>> [(row["item"], row["rank"], row["value"]) for row in result_of(bundle)["ranking"]]
[(1, 1, 80.0), (2, 2, 60.0)]
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

FORMAT = "seriktes-judging/1"
PAIRWISE, RUBRIC = "pairwise", "rubric"
# Figures after the point: the same on every machine.
PLACES = 6
NOT_CONNECTED, INCOMPLETE = "not_connected", "incomplete"


def canonical(data: Any) -> bytes:
    """One way to write it, so that equal results are equal bytes."""
    return (
        json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False) + "\n"
    ).encode()


def sha256_of(data: Any) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def result_of(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """Places with values and intervals. `marked` says why the result is to be read with care: `not_connected`, where the
    ridge of the bundle had to hold what the comparisons do not tell, and `incomplete`, where marks are missing.

    Raises NotConnected where there is no ridge, and ValueError where the bundle is none.
    """
    if bundle.get("format") != FORMAT or bundle.get("method") not in (PAIRWISE, RUBRIC):
        raise ValueError(f"this is no bundle of {FORMAT}")
    rows, marked = (_compared if bundle["method"] == PAIRWISE else _marked)(bundle)
    return {"format": FORMAT, "bundle": sha256_of(bundle), "marked": marked, "ranking": _ranked(rows)}


def _compared(bundle: Mapping[str, Any]) -> tuple[list[dict[str, Any]], str]:
    # numpy is wanted by who computes a result alone.
    from seriktes_analytics.ranking import bradley_terry

    items: Sequence[Any] = bundle["items"]
    outcomes = [(first, second, preferred) for _judge, first, second, preferred in bundle["comparisons"]]
    fit = bradley_terry(outcomes, items=items, ridge=float(bundle["ridge"]))
    rows = []
    for place, item in enumerate(items):
        low, high = fit.interval(item, float(bundle["level"]))
        rows.append(_row(item, float(fit.log_strengths[place]), low, high, int(fit.counts[place])))
    return rows, "" if fit.is_connected else NOT_CONNECTED


def _marked(bundle: Mapping[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """Each judge's marks give a percentage of what could be reached, by the weights; an item has the mean of its judges.
    Judges who left out a criterion of an item do not count for it."""
    criteria = {code: (weight, maximum) for code, weight, maximum in bundle["criteria"]}
    whole = sum(weight for weight, _maximum in criteria.values())
    if any(weight < 0 or not maximum > 0 for weight, maximum in criteria.values()) or (criteria and not whole > 0):
        raise ValueError("criteria need a highest mark above nought, and weights that are not all nought")
    given: dict[Any, dict[Any, dict[Any, float]]] = {item: {} for item in bundle["items"]}
    for judge, item, criterion, value in bundle["marks"]:
        if not 0 <= value <= criteria[criterion][1]:
            raise ValueError(f"a mark of {value} where {criteria[criterion][1]} is the highest")
        given[item].setdefault(judge, {})[criterion] = value
    rows, is_whole = [], True
    for item in bundle["items"]:
        complete = [marks for marks in given[item].values() if len(marks) == len(criteria)]
        is_whole &= bool(complete) and len(complete) == len(given[item])
        shares = [
            100 * sum(criteria[code][0] * value / criteria[code][1] for code, value in sorted(marks.items())) / whole
            for marks in complete
        ]
        rows.append(_mean(item, shares))
    return rows, "" if is_whole else INCOMPLETE


def _mean(item: Any, shares: Sequence[float]) -> dict[str, Any]:
    """With the standard error of the mean to both sides; one judge alone has no spread."""
    if not shares:
        return _row(item, None, None, None, 0)
    middle = sum(shares) / len(shares)
    if len(shares) == 1:
        return _row(item, middle, None, None, 1)
    spread = sqrt(sum((share - middle) ** 2 for share in shares) / (len(shares) - 1) / len(shares))
    return _row(item, middle, middle - spread, middle + spread, len(shares))


def _row(item: Any, value: float | None, low: float | None, high: float | None, judged: int) -> dict[str, Any]:
    told = {"value": value, "low": low, "high": high}
    return {"item": item, "judged": judged, **{name: _rounded(figure) for name, figure in told.items()}}


def _rounded(figure: float | None) -> float | None:
    # Nought has no sign.
    return None if figure is None else round(figure, PLACES) + 0.0


def _ranked(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The best first; equal values share a place, and what nobody judged has none."""
    found = sorted((row for row in rows if row["value"] is not None), key=lambda row: -row["value"])
    ranked: list[dict[str, Any]] = []
    for number, row in enumerate(found, 1):
        same = ranked[-1]["rank"] if ranked and ranked[-1]["value"] == row["value"] else number
        ranked.append({**row, "rank": same})
    return ranked + [{**row, "rank": None} for row in rows if row["value"] is None]
