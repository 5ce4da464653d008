"""Keeps what is derived from titles: the sort keys, and the entries of the search box."""

from collections.abc import Collection, Iterable
from functools import lru_cache

from django.db import transaction

from seriktes.common.models import Languages
from seriktes.common.sorting import sort_key
from seriktes.expertise.models import Evidence
from seriktes.organisations.actions.naming import HEAD_LENGTH, SORT_LENGTH, replace_entries
from seriktes.organisations.models import SearchEntry
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.organisations.models.search import marked
from seriktes_analytics.names import fold

SORT_COLUMNS = [f"sort_{code}" for code in Languages.values]
# What the search box needs to know of a record.
_NEEDED = (
    "pk",
    "name_kk",
    "name_ru",
    "name_en",
    "name_other",
    "is_public",
    "archived_at",
    "merged_into",
    *SORT_COLUMNS,
)
CHUNK = 500
_folded = lru_cache(maxsize=1024)(fold)


def derive_sort_keys(evidence: Evidence) -> None:
    """Sets them; does not save."""
    for code in Languages.values:
        best = next((name for other in FALLBACK[code] if (name := getattr(evidence, f"name_{other}"))), "")
        setattr(evidence, f"sort_{code}", sort_key(best or evidence.name_other, code)[:SORT_LENGTH])


@transaction.atomic
def refresh_sort_keys(pks: Collection[int]) -> None:
    """For rows written without `actions.evidence`: imports in bulk. Sort keys and entries of the search box."""
    wanted = list(pks)
    for start in range(0, len(wanted), CHUNK):
        rows = list(Evidence.objects.filter(pk__in=wanted[start : start + CHUNK]).only(*_NEEDED))
        for row in rows:
            derive_sort_keys(row)
        Evidence.objects.bulk_update(rows, SORT_COLUMNS, batch_size=CHUNK)
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
