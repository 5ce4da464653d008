"""Records of the domains above, fetched for rows that name them by table and id: one query a table."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

from django.apps import apps

from seriktes.procedures.definitions.subjects import Card, subject_kind

Key = tuple[str, int]


class Named(Protocol):
    subject_type: str
    subject_id: int


def key_of(row: Named) -> Key:
    return (row.subject_type, row.subject_id)


def fetch(rows: Iterable[Named]) -> dict[Key, Any]:
    """The records themselves; those that are gone are left out."""
    return {
        (model, pk): record
        for model, ids in _ids_by_model(rows).items()
        for pk, record in apps.get_model(model)._default_manager.in_bulk(sorted(ids)).items()
    }


def cards_of(rows: Iterable[Named]) -> dict[Key, Card]:
    """Title and address of each, in the language that is active; records of an unknown kind are left out.

    One query a table, and one for all tables whose kinds are read together.
    """
    cards: dict[Key, Card] = {}
    shared: dict[Any, dict[str, list[int]]] = defaultdict(dict)
    for model, ids in _ids_by_model(rows).items():
        kind = subject_kind(model)
        if kind is not None and kind.together is not None:
            shared[kind.together][model] = sorted(ids)
        elif kind is not None:
            cards |= {(model, pk): card for pk, card in kind.cards(sorted(ids)).items()}
    for together, ids_by_model in shared.items():
        cards |= together(ids_by_model)
    return cards


def _ids_by_model(rows: Iterable[Named]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        ids[row.subject_type].add(row.subject_id)
    return ids
