"""Queries whose SQL is made once. Composing a query of a dozen joins and subqueries out of QuerySets takes the processor
many times longer than the database takes to answer it; on pages that ask several such, that is most of the time.

    rows = prepared("record.parties", build, language, pk=7, day=today)

`build` is called with a marker for each value, once a day for each name, database and key; where one stands among the
parameters, the value is put. So `build` may only hand its values on as parameters: whatever decides about the shape of
the query belongs into `key`. The ids of some records, which are many and never the same number, are no parameters: `build`
narrows with `among_ids`, and they are written into the SQL.

    people = prepared("search.people", lambda: among_ids(Person.objects.all()), among=numbers)
"""

import re
from collections.abc import Callable, Collection, Hashable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

# Stands in the SQL where the ids of some records are put.
_AMONG = 7_305_170_411_999_999
# Values that no record, day or text of a register has.
_NUMBER, _DAY, _MOMENT, _TEXT = 7_305_170_411_000_000, date(1, 1, 2), datetime(1, 1, 2, 3, tzinfo=UTC), "\x1a%d\x1a"
_MOMENT_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
MOST = 500
# Beyond it no database has a number for a record.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class _Prepared:
    rows: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    # Of each parameter that is a value: its place and the name.
    places: tuple[tuple[int, str], ...]


# None: a query that the shape alone leaves without rows.
_known: dict[Hashable, _Prepared | None] = {}


class NotPrepared(TypeError):
    """A value that has no marker, or that the query does not pass on as a parameter."""


def prepared(
    name: str,
    build: Callable[..., QuerySet[Any]],
    key: Hashable = (),
    optional: Collection[str] = (),
    /,
    among: Collection[int] | None = None,
    **values: int | str | date,
) -> list[Any]:
    """The rows of `build(**values)`; none for a number that no record can have, and none `among` no ids. `optional` names values that the query
    of some keys has no use for; a text must be compared as it stands (`LIKE` writes it in another way)."""
    if any(isinstance(value, int) and abs(value) > LARGEST for value in values.values()):
        return []
    if among is not None and not among:
        return []
    # Rules of access ask what holds today, in conditions that know nothing of markers.
    full = (name, connection.vendor, timezone.localdate(), key, *values)
    if full not in _known:
        if len(_known) >= MOST:
            _known.clear()
        _known[full] = _prepare(build, values, optional)
    found = _known[full]
    if found is None:
        return []
    compiler = copy(found.compiler)
    compiler.connection = connections[DEFAULT_DB_ALIAS]
    params = list(found.params)
    for place, value in found.places:
        params[place] = _adapted(values[value])
    sql = found.sql if among is None else with_ids(found.sql, among)
    compiler.as_sql = lambda *_, **__: (sql, tuple(params))  # type: ignore[method-assign]
    rows = found.rows._chain()  # type: ignore[attr-defined]
    compiler.query = rows.query
    rows.query.get_compiler = lambda *_, **__: compiler
    return list(rows)


def among_ids(rows: QuerySet[Any], column: str = "id") -> QuerySet[Any]:
    """Those with one of some ids in the column: `with_ids` puts them into the SQL."""
    quote = connection.ops.quote_name
    return rows.extra(where=[f"{quote(rows.model._meta.db_table)}.{quote(column)} IN ({_AMONG})"])  # noqa: S610  ours


def with_ids(sql: str, ids: Collection[int]) -> str:
    """Whole numbers alone can be written so."""
    return sql.replace(str(_AMONG), ",".join(map(str, map(int, ids))))


def _prepare(
    build: Callable[..., QuerySet[Any]], values: dict[str, Any], optional: Collection[str]
) -> _Prepared | None:
    markers = {name: _marker(value, place) for place, (name, value) in enumerate(values.items())}
    rows = build(**markers)
    compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    by_marker = {_adapted(marker): name for name, marker in markers.items()}
    places = tuple(
        (place, by_marker[param])
        for place, param in enumerate(params)
        if isinstance(param, int | str | date) and not isinstance(param, bool) and param in by_marker
    )
    if strays := [param for place, param in enumerate(params) if _is_moment(param) and place not in dict(places)]:
        raise NotPrepared(f"Moments that were not handed in, and would be asked for until tomorrow: {strays}.")
    if missing := set(values) - {name for _place, name in places} - set(optional):
        raise NotPrepared(f"Not among the parameters: {', '.join(sorted(missing))}.")
    return _Prepared(rows, compiler, sql, tuple(params), places)


def _is_moment(param: Any) -> bool:
    return isinstance(param, datetime) or (isinstance(param, str) and _MOMENT_WRITTEN.match(param) is not None)


def _marker(value: Any, place: int) -> int | str | date:
    match value:
        case bool():
            pass
        case int():
            return _NUMBER + place
        case str():
            return _TEXT % place
        case datetime():
            return _MOMENT.replace(minute=place)
        case date():
            return date(_DAY.year, _DAY.month, _DAY.day + place)
    raise NotPrepared(f"No marker for {value!r}.")


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
