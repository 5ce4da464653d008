"""Keeps what is derived from titles: the sort keys, and the entries of the search box."""

from collections.abc import Collection, Iterable
from functools import lru_cache

from django.db import transaction

from seriktes.expertise.actions.titles import DERIVED, derive_titles
from seriktes.expertise.models import Evidence
from seriktes.organisations.actions.naming import HEAD_LENGTH, replace_entries
from seriktes.organisations.models import SearchEntry
from seriktes.organisations.models.search import marked
from seriktes_analytics.names import fold

# What the search box needs to know of a record.
_NEEDED = (
    "pk",
    "name_kk",
    "name_ru",
    "name_en",
    "name_other",
    "language",
    "is_public",
    "archived_at",
    "merged_into",
    *DERIVED,
)
CHUNK = 500
_folded = lru_cache(maxsize=1024)(fold)


@transaction.atomic
def refresh_sort_keys(pks: Collection[int]) -> None:
    """For rows written without `actions.evidence`: imports in bulk. Sort keys and entries of the search box."""
    wanted = list(pks)
    for start in range(0, len(wanted), CHUNK):
        rows = list(Evidence.objects.filter(pk__in=wanted[start : start + CHUNK]).only(*_NEEDED))
        for row in rows:
            derive_titles(row)
        Evidence.objects.bulk_update(rows, DERIVED, batch_size=CHUNK)
        enter_evidence(rows)


def enter_evidence(rows: Iterable[Evidence], *, are_new: bool = False) -> None:
    """Put the titles into the search box anew; what is archived or merged is found by nobody."""
    known = list(rows)
    entries = [entry_of(row) for row in known if row.archived_at is None and row.merged_into_id is None]
    replace_entries(entries, target="evidence", gone=[] if are_new else [row.pk for row in known])


def entry_of(row: Evidence) -> SearchEntry:
    names = [name for name in (*row.names_by_language.values(), row.name_other) if name]
    folded = dict.fromkeys(_folded(name) for name in names)
    return SearchEntry(
        target="evidence",
        target_id=row.pk,
        head=next(iter(folded), "")[:HEAD_LENGTH],
        text=marked("evidence", " ".join(folded)),
        is_public=row.is_public,
    )
