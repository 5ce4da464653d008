from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any, Protocol

from seriktes.accounts.models import User
from seriktes.common.packs import Text


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row or with one of its values; `faults.sentence` tells it to the reader."""

    code: str
    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """A field that a column of a table can hold. `synonyms` are headers under which it is recognised."""

    code: str
    label: Text
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Option:
    """Something that the importer says of the whole file with a yes; the reader finds it in the mapping by its code."""

    code: str
    label: Text
    hint: Text = ""


@dataclass(slots=True)
class Row:
    """One row as read: `record` is the domain's own object, or None when the row cannot be used at all.

    `faults` of a row without a record are why; with a record, they are values that were left out of it.
    `keys` name the thing the row is about: a second row with one of them is a fault of that row. `also` are numbers
    that belong to one thing only; whoever writes the rows learns which were met before (`Context.earlier`).
    """

    number: int
    raw: Mapping[str, Any]
    record: Any = None
    faults: list[Fault] = field(default_factory=list)
    keys: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(slots=True)
class Applied:
    """What became of one row. `changes` are `{field: [old, new]}`, ready for JSON."""

    row: Row
    outcome: str
    target_id: int | None = None
    label: str = ""
    questions: int = 0
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """For whom, as part of which run and as of when rows are written. `by=None` is the system itself."""

    by: User | None
    run_id: int
    on: date
    # Keys of rows of this run that came before this chunk, with their row numbers.
    earlier: Mapping[str, int] = field(default_factory=dict)


class CannotTake(Exception):
    """The value that a file proposes cannot be put in force; `message` is for the reader."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


class Reader(Protocol):
    """Gives the rows of one file in order, and says how far it is: `(done, total)`."""

    @property
    def columns(self) -> Sequence[str]: ...

    def __iter__(self) -> Iterator[Row]: ...

    def progress(self) -> tuple[int, int]: ...


def _usual(content: str) -> str:
    """The format of registries and tables for what the content looks like."""
    return {"json": "ror", "zip": "ror"}.get(content, content)


@dataclass(frozen=True)
class ImportKind:
    """A kind of record that can be imported.

    `read(file, format, mapping)` opens a file as a `Reader`; `apply(rows, context)` writes one chunk inside the
    caller's transaction with few queries, and says what became of each row, in order. `decide(question=, by=)` puts
    the proposed value of a question in force or raises CannotTake, for a user whom `may_decide(user, target id)` allows.
    """

    code: str
    label: Text
    # Code of the format → its label.
    formats: Mapping[str, Text]
    fields: tuple[Field, ...]
    read: Callable[[IO[bytes], str, Mapping[str, Any]], Reader]
    apply: Callable[[Sequence[Row], Context], list[Applied]]
    decide: Callable[..., None]
    may_decide: Callable[[User, int], bool]
    target_url: Callable[[int], str]
    target_label: Callable[[int], str]
    field_label: Callable[[str], Text]
    # Called after a run that made or changed so many records: what is better done once than with each of them.
    settle: Callable[[int], None] = lambda _written: None
    options: tuple[Option, ...] = ()
    # (what the content is by `guess_format`, its first bytes, the name of the file) → the format that reads it.
    recognise: Callable[[str, bytes, str], str] = lambda content, _head, _name: _usual(content)


_kinds: dict[str, ImportKind] = {}


def register_kind(kind: ImportKind) -> None:
    _kinds[kind.code] = kind


def all_kinds() -> tuple[ImportKind, ...]:
    return tuple(_kinds.values())


def get_kind(code: str) -> ImportKind:
    """The kind with this code; KeyError when no domain registered one."""
    return _kinds[code]
