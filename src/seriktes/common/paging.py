"""Pages of long lists without counting them to the end."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

from seriktes.common.parameters import whole_number

# Beyond this nobody turns pages: the page asks for a filter instead.
MOST = 2000


def asked_page(request: HttpRequest) -> int:
    """The page asked for; the first when that is no number."""
    return max(whole_number(request.GET.get("page", "")) or 1, 1)


def page_at(number: int, total: int, size: int) -> "Page[int]":
    """A page of so many rows in all, without the rows; the last when it is beyond the end."""
    paginator = Paginator(range(total), size)
    return paginator.page(min(number, paginator.num_pages))


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts to `most` and no further, so that a page takes the same time whatever the list's length."""

    most = MOST

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most)

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: self.most + 1].count()
        return len(rows)

    @property
    def has_more(self) -> bool:
        """Whether the list goes on beyond what the pages show."""
        return self._counted > self.most


def counts_up_to(rowsets: Sequence[QuerySet[Any]], most: int = MOST) -> list[int]:
    """How many rows each has, counted to `most + 1` and no further; one query for all of them."""
    parts: list[str] = []
    parameters: list[Any] = []
    counts = [0] * len(rowsets)
    for place, rows in enumerate(rowsets):
        try:
            sql, values = rows.order_by().values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {place}, COUNT(*) FROM ({sql}) AS counted_{place}")  # noqa: S608  no words of readers
        parameters.extend(values)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
            for place, count in cursor.fetchall():
                counts[place] = count
    return counts
