"""Kinds of events and their words. The domains above register theirs when they are loaded."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_amount, format_day
from seriktes.common.models import Languages
from seriktes.common.packs import pick_name

Text = str | Promise


class Told(Protocol):
    """What an event must have to be told in words."""

    kind: str
    data: dict[str, Any]


@dataclass(frozen=True)
class EventKind:
    """`code` is `record.verb`. `label` is a sentence; `{date}` in it stands for the value of that name in the data: a
    day, a text, or one text in several languages (`{"kk": …, "ru": …}`), of which the reader gets their own. `{amount}`
    is a number of the `currency` or of the `unit` that stands beside it."""

    code: str
    label: Text
    icon: str = ""
    # Whether the partner's side may read it on the record's timeline.
    for_partners: bool = True
    # The sentence where the day that `label` names was not set.
    undated: Text = ""


_kinds: dict[str, EventKind] = {}
UNKNOWN: Promise = _("Something happened.")
# What of an event was written freely and may speak of people.
FREE_WORDS = ("note", "reason", "question", "answer")
DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")


def register_events(kinds: Iterable[EventKind]) -> None:
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"Two kinds of events are called {kind.code!r}.")


def event_kind(code: str) -> EventKind | None:
    return _kinds.get(code)


def event_kinds() -> Mapping[str, EventKind]:
    return dict(_kinds)


def event_words(event: Told, *, with_people: bool = True) -> str:
    """What happened, in the language of the reader. What was written freely is quoted only `with_people`."""
    kind = _kinds.get(event.kind)
    data = event.data if with_people else {name: said for name, said in event.data.items() if name not in FREE_WORDS}
    label = UNKNOWN if kind is None else kind.undated if kind.undated and not data.get("date") else kind.label
    words = Formatter().vformat(str(label), (), _Values(data))
    # A month ends with the full stop of "г.", a reason often with one of its own: one is enough.
    return DOUBLE_STOP.sub(".", words).strip()


class _Values(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"  # an old event may lack a value that the sentence of today names

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if key == "amount" and ("currency" in self or "unit" in self):
            return format_amount(value, self.get("currency", ""), self.get("unit", ""))
        if key == "date" and value == "":
            return "—"
        return _readable(value)


def _readable(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10:
        try:
            return format_day(date.fromisoformat(value))
        except ValueError:
            return value
    if isinstance(value, dict) and value and set(value) <= set(Languages.values):
        return pick_name(value, (get_language() or "kk")[:2]) or "…"
    return "…" if value is None else value
