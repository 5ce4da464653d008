"""What can be asked about. Domains register the tables whose pages have a button “Enquire”."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Side:
    """An organisation that can be asked, and what decides to which of its posts the enquiry goes.

    `unit` and `kind` (of evidence) are looked up in its routes; `post` is named by the record itself and comes first.
    `expert` is told besides.
    """

    organisation: int
    label: str
    unit: int | None = None
    kind: str = ""
    post: int | None = None
    expert: int | None = None


@dataclass(frozen=True)
class Target:
    """One record that somebody asks about. Of several sides the asker chooses; with `together`, all of them too.

    Without a side nobody can be asked: the form says so instead. `is_self`: it is the reader, whom no page offers to ask.
    """

    model: str
    pk: int
    title: str
    url: str
    sides: Sequence[Side]
    together: bool = False
    is_self: bool = False


@dataclass(frozen=True)
class TargetKind:
    """`word` stands in the address of the form. `find(user, pk)`: None where the reader does not see the record."""

    word: str
    model: str
    label: Text
    find: Callable[[Any, int], Target | None]


_kinds: dict[str, TargetKind] = {}


def register_targets(kinds: Iterable[TargetKind]) -> None:
    for kind in kinds:
        if _kinds.setdefault(kind.word, kind) != kind:
            raise ValueError(f"Two kinds of targets are called {kind.word!r}.")


def target_kind(word: str) -> TargetKind | None:
    return _kinds.get(word)


def kind_of_model(model: str) -> TargetKind | None:
    return next((kind for kind in _kinds.values() if kind.model == model), None)
