"""Kinds of events and their words. The domains above register theirs when they are loaded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_day

Text = str | Promise


class Told(Protocol):
    """What an event must have to be told in words."""

    kind: str
    data: dict[str, Any]


@dataclass(frozen=True)
class EventKind:
    """`code` is `record.verb`. `label` is a sentence; `{date}` in it stands for the value of that name in the data."""

    code: str
    label: Text
    icon: str = ""
    # Whether the partner's side may read it on the record's timeline.
    for_partners: bool = True


_kinds: dict[str, EventKind] = {}
UNKNOWN: Promise = _("Something happened.")


def register_events(kinds: Iterable[EventKind]) -> None:
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"Two kinds of events are called {kind.code!r}.")


def event_kind(code: str) -> EventKind | None:
    return _kinds.get(code)


def event_kinds() -> Mapping[str, EventKind]:
    return dict(_kinds)


def event_words(event: Told) -> str:
    """What happened, in the language of the reader."""
    kind = _kinds.get(event.kind)
    return Formatter().vformat(str(kind.label if kind else UNKNOWN), (), _Values(event.data))


class _Values(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"  # an old event may lack a value that the sentence of today names

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        return _readable(value)


def _readable(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10:
        try:
            return format_day(date.fromisoformat(value))
        except ValueError:
            return value
    return "…" if value is None else value
