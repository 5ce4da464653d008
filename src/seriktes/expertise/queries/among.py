"""Of a thousand records those that a reader may see: the SQL of each question is made once, because composing it takes
longer than asking, and the ids are written into it, because a thousand parameters take longer than the query."""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from seriktes.common.prepared import among_ids, with_ids
from seriktes.organisations.queries.access import (
    Viewer,
    grants_for_user,
    is_published,
    live_people,
    people_known_to,
    sees_everybody,
)

# By which it is told whom a reader knows beside published people (`people_known_to`).
KNOWING = ("organisations.view_students", "organisations.view_colleagues")
# So many statements are remembered.
_MOST = 500
_statements: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}


def rows_among(
    key: Hashable, build: Callable[[], QuerySet[Any]], ids: Collection[int], told: Sequence[str], column: str = "id"
) -> list[tuple[Any, ...]]:
    """What is told of the rows of `build()` with one of these ids in the column. Whatever decides about the rows belongs
    into `key`."""
    if not ids:
        return []
    full = (connection.vendor, key, column, tuple(told))
    if full not in _statements:
        if len(_statements) >= _MOST:
            _statements.clear()
        rows = among_ids(build(), column).order_by().values_list(*told)
        _statements[full] = rows.query.sql_with_params()
    sql, parameters = _statements[full]
    with connection.cursor() as cursor:
        cursor.execute(with_ids(sql, ids), parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def ids_among(key: Hashable, build: Callable[[], QuerySet[Any]], ids: Collection[int]) -> set[int]:
    return {pk for (pk,) in rows_among(key, build, ids, ("pk",))}


def people_seen(user: Viewer, people: Collection[int], told: Sequence[str]) -> list[tuple[Any, ...]]:
    """What is told, first their ids, of those whom the reader may see: `people_visible_to`, for a few. Most are published;
    only of the others it takes all the reader's rights to tell."""
    if sees_everybody(user):
        return rows_among("people", live_people, people, told)
    today = timezone.localdate()
    found = rows_among(("published", today), lambda: live_people().filter(is_published(today)), people, told)
    rest = set(people) - {row[0] for row in found}
    if rest and user.is_authenticated:
        grants = grants_for_user(user)
        places = [tuple(sorted(grants.organisations_with(one))) for one in KNOWING]
        found += rows_among(("known", user.pk, *places), lambda: people_known_to(user), rest, told)
    return found
