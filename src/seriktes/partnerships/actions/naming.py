"""Keeps what is derived from names and titles: sort keys of partnerships, and the entries of the search box."""

from collections.abc import Iterable
from functools import lru_cache

from seriktes.common.models import Languages
from seriktes.common.sorting import sort_key
from seriktes.organisations.actions.naming import HEAD_LENGTH, SORT_LENGTH, replace_entries
from seriktes.organisations.models import SearchEntry
from seriktes.organisations.models.organisation import FALLBACK, NamedInThree
from seriktes.organisations.models.search import marked
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership
from seriktes_analytics.names import fold

# Agreements and activities are called alike by the thousand.
_folded = lru_cache(maxsize=4096)(fold)
SORT_COLUMNS = [f"sort_{code}" for code in Languages.values]


def derive_sort_keys(partnership: Partnership) -> None:
    """Sets them; does not save."""
    for code in Languages.values:
        best = next((name for other in FALLBACK[code] if (name := getattr(partnership, f"name_{other}"))), "")
        setattr(partnership, f"sort_{code}", sort_key(best, code)[:SORT_LENGTH])


def refresh_partnership_names(partnerships: Iterable[Partnership]) -> None:
    """For rows written without `actions.partnerships`: imports and demonstrations in bulk."""
    rows = list(partnerships)
    for row in rows:
        derive_sort_keys(row)
    Partnership.objects.bulk_update(rows, SORT_COLUMNS, batch_size=500)
    enter_partnerships(rows)


def enter_partnerships(partnerships: Iterable[Partnership]) -> None:
    """Put the rows into the search box anew. Without the office's own number: the public may search there too."""
    rows = list(partnerships)
    entries = [partnership_entry(row) for row in rows]
    replace_entries(entries, target="partnership", gone=[row.pk for row in rows])


def enter_agreements(agreements: Iterable[Agreement]) -> None:
    """Put the rows into the search box anew. No agreement is for the public, archived or given up ones for nobody."""
    rows = list(agreements)
    entries = [agreement_entry(row) for row in rows if row.archived_at is None]
    replace_entries(entries, target="agreement", gone=[row.pk for row in rows])


def enter_commitments(commitments: Iterable[Commitment], *, are_new: bool = False) -> None:
    """Put what was promised into the search box anew."""
    rows = list(commitments)
    gone = [] if are_new else [row.pk for row in rows]
    replace_entries([commitment_entry(row) for row in rows], target="commitment", gone=gone)


def enter_activities(activities: Iterable[Activity], *, are_new: bool = False) -> None:
    """Put the titles into the search box anew."""
    rows = list(activities)
    gone = [] if are_new else [row.pk for row in rows]
    replace_entries([activity_entry(row) for row in rows], target="activity", gone=gone)


def partnership_entry(row: Partnership) -> SearchEntry:
    return _entry("partnership", row, is_public=row.is_public and row.archived_at is None)


def agreement_entry(row: Agreement) -> SearchEntry:
    return _entry("agreement", row, is_public=False, number=row.number)


def commitment_entry(row: Commitment) -> SearchEntry:
    return _titled("commitment", row.pk, row.what)


def activity_entry(row: Activity) -> SearchEntry:
    return _titled("activity", row.pk, row.title)


def _titled(target: str, pk: int, title: str) -> SearchEntry:
    """Of what has one title, in whatever language it was written; nothing of the kind is for the public."""
    folded = _folded(title)
    return SearchEntry(
        target=target, target_id=pk, head=folded[:HEAD_LENGTH], text=marked(target, folded), is_public=False
    )


def _entry(target: str, row: NamedInThree, *, is_public: bool, number: str = "") -> SearchEntry:
    folded = dict.fromkeys(_folded(name) for name in row.names_by_language.values() if name)
    return SearchEntry(
        target=target,
        target_id=row.pk,
        head=_folded(row.name_kk or row.name_ru or row.name_en)[:HEAD_LENGTH],
        text=marked(target, " ".join([*folded, fold(number)])),
        is_public=is_public,
    )
