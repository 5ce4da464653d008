"""What records are called, and where they are shown: for reminders, calendars and lists that know only table and id."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Card:
    """A record in one line, in the language of the reader. `url` is a path of this site."""

    title: str
    url: str


@dataclass(frozen=True)
class SubjectKind:
    """`model` is the table (`partnerships.agreement`), `word` its name on the command line (`agreement`).

    `cards` gives the lines of many records in a constant number of queries. It is asked for readers who own the
    records, so it hides nothing from them; ids that are gone are left out. `together`, where several kinds share it,
    gives those of all of them at once: ids by table, cards by table and id.
    """

    model: str
    word: str
    label: str | Promise
    cards: Callable[[Collection[int]], Mapping[int, Card]]
    together: Callable[[Mapping[str, Collection[int]]], Mapping[tuple[str, int], Card]] | None = None


_kinds: dict[str, SubjectKind] = {}


def register_subjects(kinds: Iterable[SubjectKind]) -> None:
    for kind in kinds:
        _kinds[kind.model] = kind


def subject_kind(model: str) -> SubjectKind | None:
    return _kinds.get(model)


def subject_kinds() -> list[SubjectKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.word)


def model_called(word: str) -> str | None:
    return next((kind.model for kind in _kinds.values() if kind.word == word), None)
