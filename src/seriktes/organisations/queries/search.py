"""The search box: names of organisations and people, in any of the three languages and any spelling."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from seriktes.organisations.models import Organisation, Person, SearchEntry
from seriktes.organisations.queries.access import Viewer, organisations_visible_to, people_visible_to
from seriktes_analytics.names import fold

# How many entries are looked at before ranking: keeps the time flat however common the word is.
CANDIDATES = 200
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Found:
    organisations: list[Organisation]
    people: list[Person]


def _condition(tokens: list[str]) -> tuple[str, str]:
    """SQL, and its parameter, for the entries in which every token begins a word. A token is [a-z0-9]+."""
    table = SearchEntry._meta.db_table
    if connection.vendor == "sqlite":
        where = f"{table}.id IN (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s)"
        return where, " AND ".join(f'"{token}"*' for token in tokens)
    return f"to_tsvector('simple', {table}.text) @@ to_tsquery('simple', %s)", " & ".join(
        f"{token}:*" for token in tokens
    )


def _matching(entries: QuerySet[SearchEntry], tokens: list[str]) -> QuerySet[SearchEntry]:
    where, query = _condition(tokens)
    return entries.extra(where=[where], params=[query])  # noqa: S610


def targets_matching(text: str, *, target: str) -> RawSQL | list[int]:
    """All targets whose names hold every word of `text` as a beginning, for `pk__in`: a list needs them all."""
    tokens = fold(text[:LONGEST_QUERY]).split()
    if not tokens:
        return []
    where, query = _condition(tokens)
    table = SearchEntry._meta.db_table
    return RawSQL(f"SELECT target_id FROM {table} WHERE target = %s AND {where}", (target, query))  # noqa: S611


def matching_ids(text: str, *, target: str, limit: int = CANDIDATES) -> list[int]:
    """Ids of the targets whose names hold every word of `text` as a beginning, best first."""
    folded = fold(text[:LONGEST_QUERY])
    tokens = folded.split()
    if not tokens:
        return []
    entries = SearchEntry.objects.filter(target=target)
    beginning = entries.filter(head__gte=folded, head__lt=folded + "~").order_by("head")
    found: dict[int, str] = dict(beginning.values_list("target_id", "head")[:limit])
    found |= dict(_matching(entries, tokens).values_list("target_id", "head")[:limit])
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
    organisation_ids = matching_ids(text, target="organisation")
    visible = organisations_visible_to(user).filter(pk__in=organisation_ids).in_bulk()
    organisations = [visible[pk] for pk in organisation_ids if pk in visible][:limit]
    person_ids = matching_ids(text, target="person")
    seen = people_visible_to(user).filter(pk__in=person_ids).in_bulk() if person_ids else {}
    return Found(organisations, [seen[pk] for pk in person_ids if pk in seen][:limit])
