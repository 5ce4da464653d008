"""An index as a table: a row a unit from the best on, with scores and ranks of every level."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seriktes_analytics.composite.framework import BadIndex
from seriktes_analytics.composite.index import Index
from seriktes_analytics.composite.reading import CODE, NAME, PARQUET
from seriktes_analytics.composite.uncertainty import RankIntervals

RANK, PREFIX = "Rank", "Rank_"
LOW, MIDDLE, HIGH, FIRST = "RankLow", "RankMiddle", "RankHigh", "First"


def table_of_results(index: Index, intervals: RankIntervals | None = None) -> pd.DataFrame:
    """uCode, uName, Rank of the whole, scores from the top down, then `Rank_` of each. Numbers are exact: a float is
    written with all its digits. Raises BadIndex for an element with the name of another column."""
    top = index.framework.top.code
    codes = [one.code for one in sorted(index.framework.elements, key=lambda one: -one.level)]
    taken = {CODE, NAME, RANK, LOW, MIDDLE, HIGH, FIRST, *(PREFIX + code for code in codes)}
    if strange := taken & set(codes):
        raise BadIndex(f"No element can be called {min(strange)}: the results have a column of that name.")
    columns: dict[str, Any] = {CODE: index.codes}
    if index.names != index.codes:
        columns[NAME] = index.names
    columns[RANK] = _whole(index.ranks[top])
    if intervals is not None:
        columns |= {LOW: _whole(intervals.low), MIDDLE: _whole(intervals.middle), HIGH: _whole(intervals.high)}
        columns[FIRST] = intervals.first
    columns |= {code: index.scores[code] for code in codes}
    columns |= {PREFIX + code: _whole(index.ranks[code]) for code in codes if code != top}
    table = pd.DataFrame(columns)
    ordered: pd.DataFrame = table.iloc[index.order].reset_index(drop=True)
    return ordered


def write_results(table: pd.DataFrame, path: Path) -> None:
    if path.suffix.lower() in PARQUET:
        table.to_parquet(path, index=False)
    else:
        table.to_csv(path, index=False, lineterminator="\n")


def _whole(ranks: np.ndarray) -> pd.Series:
    return pd.Series(ranks).astype("Int64")
