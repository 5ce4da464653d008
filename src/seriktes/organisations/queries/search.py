"""The search box: names of organisations and people, in any of the three languages and any spelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from seriktes.organisations.models import Organisation, Person, SearchEntry
from seriktes.organisations.models.search import MARKS
from seriktes.organisations.queries.access import (
    Viewer,
    grants_for_user,
    organisations_visible_to,
    people_known_to,
    people_visible_to,
    sees_everybody,
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


@dataclass(frozen=True)
class Few:
    """A reader's own: so few that the database looks at each of them, and not at all that hold a common word."""

    ids: QuerySet[Any]


# Which entries may be looked at: all, those of the public, or those of the targets with these ids.
Among = Literal["all", "public"] | QuerySet[Any] | Few


def _beginning(target: str, folded: str, limit: int, among: Literal["all", "public"] | QuerySet[Any]) -> dict[int, str]:
    entries = SearchEntry.objects.filter(target=target, head__gte=folded, head__lt=folded + "~").order_by("head")
    if among == "public":
        entries = entries.filter(is_public=True)
    elif among != "all":
        entries = entries.filter(target_id__in=among)
    return dict(entries.values_list("target_id", "head")[:limit])


def _containing(
    target: str, tokens: list[str], limit: int, among: Literal["all", "public"] | QuerySet[Any]
) -> dict[int, str]:
    condition, query = _condition(tokens, target)
    parameters: list[Any] = [query]
    if among == "public":
        condition += f" AND {_TABLE}.is_public"
    elif among != "all":
        try:
            ids, values = among.query.sql_with_params()
        except EmptyResultSet:
            return {}
        condition += f" AND {_TABLE}.target_id IN ({ids})"
        parameters += values
    with connection.cursor() as cursor:
        fitting = f"SELECT {_TABLE}.target_id, {_TABLE}.head {condition}"
        if connection.vendor == "postgresql":
            # Planned as if all were wanted: for the first few of a common word it would read the table from its
            # beginning, where perhaps only other targets lie.
            fitting = f"WITH fitting AS MATERIALIZED ({fitting}) SELECT target_id, head FROM fitting"
        cursor.execute(f"{fitting} LIMIT %s", [*parameters, limit])
        return dict(cursor.fetchall())


def _among_few(target: str, folded: str, tokens: list[str], limit: int, few: Few) -> dict[int, str]:
    try:
        ids, values = few.ids.query.sql_with_params()
    except EmptyResultSet:
        return {}
    words = [f"% {MARKS[target]}{token}%" for token in tokens]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT target_id, head FROM {_TABLE} WHERE target = %s AND target_id IN ({ids})"
            + " AND ' ' || text LIKE %s" * len(words)
            + " ORDER BY CASE WHEN head LIKE %s THEN 0 ELSE 1 END, LENGTH(head), head LIMIT %s",
            [target, *values, *words, f"{folded}%", limit],
        )
        return dict(cursor.fetchall())


def _found(target: str, folded: str, limit: int, among: Among) -> dict[int, str]:
    tokens = folded.split()
    if isinstance(among, Few):
        return _among_few(target, folded, tokens, limit, among)
    first = _beginning(target, folded, limit, among)
    # What begins with the query goes before what only holds its words: where that fills the list, nothing else counts.
    return first if len(first) >= limit else first | _containing(target, tokens, limit, among)


def matching_ids(text: str, *, target: str, limit: int = CANDIDATES, among: Sequence[Among] = ("all",)) -> list[int]:
    """Ids of the targets whose names hold every word of `text` as a beginning, best first; at most `limit` are looked
    at of each kind that `among` names: what is hidden from a reader must not crowd out what is not."""
    folded = fold(text[:LONGEST_QUERY])
    tokens = folded.split()
    if not tokens:
        return []
    found: dict[int, str] = {}
    for kind in among:
        found |= _found(target, folded, limit, kind)
    return sorted(found, key=lambda pk: _rank(found[pk], folded, tokens))[:limit]


def matching_organisations(user: Viewer, text: str) -> list[int]:
    """The best for this reader; those that may not be seen are still to be taken out."""
    grants = grants_for_user(user)
    if "organisations.view_unpublished" in grants.everywhere:
        return matching_ids(text, target="organisation")
    own = Organisation.objects.filter(pk__in=list(grants.own)).values("pk")
    return _both(text, "organisation", own if grants.own else None)


def matching_people(user: Viewer, text: str) -> list[int]:
    """The best for this reader; those that may not be seen are still to be taken out."""
    if sees_everybody(user):
        return matching_ids(text, target="person")
    return _both(text, "person", people_known_to(user).values("pk") if user.is_authenticated else None)


def _both(text: str, target: str, known: QuerySet[Any] | None) -> list[int]:
    """Of the public and of those that the reader knows: one look where all that fit are few."""
    if known is not None:
        fitting = matching_ids(text, target=target)
        if len(fitting) < CANDIDATES:
            return fitting
    kinds: list[Among] = ["public"] if known is None else ["public", known]
    return matching_ids(text, target=target, limit=CANDIDATES * len(kinds), among=kinds)


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
    organisation_ids = matching_organisations(user, text)
    visible = organisations_visible_to(user).filter(pk__in=organisation_ids).defer(*HEAVY).in_bulk()
    organisations = [visible[pk] for pk in organisation_ids if pk in visible][:limit]
    person_ids = matching_people(user, text)
    seen = people_visible_to(user).filter(pk__in=person_ids).in_bulk() if person_ids else {}
    return Found(organisations, [seen[pk] for pk in person_ids if pk in seen][:limit])
