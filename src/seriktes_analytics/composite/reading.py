"""Files in COINr's layout: `iMeta`, a row an element of the index, and `iData`, a row a unit. CSV or Parquet by their ending."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seriktes_analytics.composite.framework import BadIndex, Element, Framework
from seriktes_analytics.composite.index import Figures

PARQUET = {".parquet", ".pq"}
MISSING = ("", "NA", "NaN", "nan", "null", "None")
CODE, NAME = "uCode", "uName"
# Of the column Type, in small letters.
_INDICATOR, _AGGREGATE, _GROUP, _DENOMINATOR = "indicator", "aggregate", "group", "denominator"
_OTHERS = ("other",)
_NEEDED = ("Level", "iCode", "Type")


def read_framework(path: Path) -> Framework:
    """From the columns Level, iCode, Type, Parent, and Direction, Weight, iName, Target, Denominator, Unit where they are
    there. Raises BadIndex with the line at fault."""
    table = _table(path)
    _need(path, table, _NEEDED)
    elements: list[Element] = []
    others: dict[str, list[str]] = {_GROUP: [], _DENOMINATOR: []}
    for line, row in enumerate(table.to_dict("records"), 2):
        kind = _text(row.get("Type")).lower()
        code = _text(row.get("iCode"))
        if not code:
            raise BadIndex(f"{path}, line {line}: iCode is empty: give the element a code.")
        if kind in (_INDICATOR, _AGGREGATE):
            elements.append(_element(path, line, code, row, is_indicator=kind == _INDICATOR))
        elif kind in others:
            others[kind].append(code)
        elif kind not in _OTHERS:
            raise BadIndex(
                f"{path}, line {line}: Type is {row.get('Type')!r}: write Indicator, Aggregate, Group, Denominator or Other."
            )
    return Framework(tuple(elements), tuple(others[_GROUP]), tuple(others[_DENOMINATOR]))


def read_figures(path: Path, framework: Framework) -> Figures:
    """A column each indicator, denominator and group that the index names; others are left alone. Raises BadIndex with the
    line at fault, also where a unit stands twice: an index is of one time."""
    table = _table(path)
    used = {one.denominator for one in framework.indicators if one.denominator}
    _need(path, table, [CODE, *(one.code for one in framework.indicators), *sorted(used)])
    codes = [_text(value) for value in table[CODE]]
    _check_codes(path, codes)
    columns = [_numbers(path, table, one.code) for one in framework.indicators]
    return Figures(
        tuple(codes),
        np.column_stack(columns),
        tuple(_text(value) for value in table[NAME]) if NAME in table else (),
        {name: _numbers(path, table, name) for name in used},
        {name: [_text(value) for value in table[name]] for name in framework.groups if name in table},
    )


def _element(path: Path, line: int, code: str, row: dict[str, Any], *, is_indicator: bool) -> Element:
    def number(name: str, default: float | None) -> float | None:
        found = _text(row.get(name))
        if found in MISSING:
            return default
        try:
            return float(found)
        except ValueError:
            raise BadIndex(f"{path}, line {line}: {name} of {code} is {found!r}: write a number.") from None

    def whole(name: str, default: int) -> int:
        found = number(name, default)
        if found is None or found != int(found):
            raise BadIndex(f"{path}, line {line}: {name} of {code} is {found}: write a whole number.")
        return int(found)

    level = whole("Level", 1 if is_indicator else 0)
    if is_indicator != (level == 1):
        raise BadIndex(f"{path}, line {line}: {code} has level {level}: indicators have level 1, aggregates one above.")
    weight = number("Weight", 1.0)
    return Element(
        code, _text(row.get("iName")) or code, level, _text(row.get("Parent")) or None,
        1.0 if weight is None else weight, whole("Direction", 1), number("Target", None),
        _text(row.get("Denominator")) or None, _text(row.get("Unit")),
    )  # fmt: skip


def _table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise BadIndex(f"There is no file {path}: give the name of a CSV or Parquet file.")
    try:
        if path.suffix.lower() in PARQUET:
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", sep=_separator(path))
    except UnicodeDecodeError as error:
        raise BadIndex(f"{path} is not in UTF-8: save it again as CSV UTF-8.") from error
    except (ValueError, OSError) as error:
        raise BadIndex(f"{path} cannot be read: {error}") from error


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        heading = file.readline()
    return max(",;\t", key=heading.count)


def _need(path: Path, table: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        if name not in table:
            raise BadIndex(f"{path} has no column {name}; it has {', '.join(map(str, table.columns[:20]))}.")


def _check_codes(path: Path, codes: Sequence[str]) -> None:
    lines: dict[str, int] = {}
    for line, code in enumerate(codes, 2):
        if not code:
            raise BadIndex(f"{path}, line {line}: {CODE} is empty: give the unit a code.")
        if code in lines:
            raise BadIndex(f"{path}, line {line}: {code} stands in line {lines[code]} already: keep one of the two.")
        lines[code] = line
    if not codes:
        raise BadIndex(f"{path} has no units.")


def _numbers(path: Path, table: pd.DataFrame, name: str) -> np.ndarray:
    found = np.empty(len(table))
    for place, value in enumerate(table[name]):
        text = _text(value)
        try:
            found[place] = float(text) if text else np.nan
        except ValueError:
            raise BadIndex(
                f"{path}, line {place + 2}: {name} is {text!r}: write a number with a point, or NA."
            ) from None
        if np.isinf(found[place]):
            raise BadIndex(f"{path}, line {place + 2}: {name} is without end: write a number, or NA.")
    return found


def _text(value: Any) -> str:
    """Empty where nothing is known."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    text = str(value).strip()
    return "" if text in MISSING else text
