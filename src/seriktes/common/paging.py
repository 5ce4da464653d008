"""Pages of long lists without counting them to the end."""

from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import QuerySet

# Beyond this nobody turns pages: the page asks for a filter instead.
MOST = 2000


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
