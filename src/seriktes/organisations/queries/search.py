"""The search box: names of organisations and people, in any of the three languages and any spelling."""

from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from seriktes.organisations.models import Organisation, Person, SearchEntry
from seriktes.organisations.models.search import MARKS
from seriktes.organisations.queries.access import (
    Viewer,
    grants_for_user,
    organisations_visible_to,
    people_visible_to,
)
from seriktes_analytics.names import fold

# How many entries are looked at before ranking: keeps the time flat however common the word is.
CANDIDATES = 200
LONGEST_QUERY = 200
# What a line of results does not show.
HEAVY = ("provenance", "about_kk", "about_ru", "about_en", "sort_kk", "sort_ru", "sort_en")


@dataclass(frozen=True)
class Found:
    organisations: list[Organisation]
    people: list[Person]


_TABLE = SearchEntry._meta.db_table
# The words come first: the entries are looked up one by one, and no further than the limit.
_SQLITE = f"FROM {_TABLE}_fts CROSS JOIN {_TABLE} ON {_TABLE}.id = {_TABLE}_fts.rowid WHERE {_TABLE}_fts MATCH %s"
_POSTGRESQL = f"FROM {_TABLE} WHERE to_tsvector('simple', {_TABLE}.text) @@ to_tsquery('simple', %s)"


def _condition(tokens: list[str], target: str) -> tuple[str, str]:
    """FROM and WHERE, and their parameter, for the entries in which every token begins a word: a token is [a-z0-9]+."""
    words = [MARKS[target] + token for token in tokens]
    if connection.vendor == "sqlite":
        return _SQLITE, " AND ".join(f'"{word}"*' for word in words)
    return _POSTGRESQL, " & ".join(f"{word}:*" for word in words)


def targets_matching(text: str, *, target: str) -> RawSQL | list[int]:
    """All targets whose names hold every word of `text` as a beginning, for `pk__in`: a list needs them all."""
    tokens = fold(text[:LONGEST_QUERY]).split()
    if not tokens:
        return []
    condition, query = _condition(tokens, target)
    return RawSQL(f"SELECT {_TABLE}.target_id {condition}", (query,))  # noqa: S611


def _beginning(target: str, folded: str, limit: int, *, public_only: bool) -> dict[int, str]:
    entries = SearchEntry.objects.filter(target=target, head__gte=folded, head__lt=folded + "~").order_by("head")
    if public_only:
        entries = entries.filter(is_public=True)
    return dict(entries.values_list("target_id", "head")[:limit])


def _containing(target: str, tokens: list[str], limit: int, *, public_only: bool) -> dict[int, str]:
    condition, query = _condition(tokens, target)
    public = f" AND {_TABLE}.is_public" if public_only else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_TABLE}.target_id, {_TABLE}.head {condition}{public} LIMIT %s", [query, limit])
        return dict(cursor.fetchall())


def matching_ids(text: str, *, target: str, limit: int = CANDIDATES, public_only: bool = False) -> list[int]:
    """Ids of the targets whose names hold every word of `text` as a beginning, best first. `public_only` for readers
    who see nothing else: what is hidden from them must not crowd out what is not."""
    folded = fold(text[:LONGEST_QUERY])
    tokens = folded.split()
    if not tokens:
        return []
    found = _beginning(target, folded, limit, public_only=public_only)
    found |= _containing(target, tokens, limit, public_only=public_only)
    return sorted(found, key=lambda pk: _rank(found[pk], folded, tokens))[:limit]


def _rank(head: str, folded: str, tokens: list[str]) -> tuple[int, int, str]:
    words = head.split()
    if head == folded:
        level = 0
    elif head.startswith(folded):
        level = 1
    elif all(any(word.startswith(token) for word in words) for token in tokens):
        level = 2
    else:
        level = 3
    return level, len(head), head


def found_for_user(user: Viewer, text: str, *, limit: int = 20) -> Found:
    """The best organisations and people for a query, of those the user may see."""
    grants = grants_for_user(user)
    only = not grants.own and "organisations.view_unpublished" not in grants.everywhere
    organisation_ids = matching_ids(text, target="organisation", public_only=only)
    visible = organisations_visible_to(user).filter(pk__in=organisation_ids).defer(*HEAVY).in_bulk()
    organisations = [visible[pk] for pk in organisation_ids if pk in visible][:limit]
    # Somebody signed in sees the own record too.
    person_ids = matching_ids(text, target="person", public_only=not user.is_authenticated)
    seen = people_visible_to(user).filter(pk__in=person_ids).in_bulk() if person_ids else {}
    return Found(organisations, [seen[pk] for pk in person_ids if pk in seen][:limit])
