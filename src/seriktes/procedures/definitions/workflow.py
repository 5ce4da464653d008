"""The life of a record as data: its states, the ways from one to the next, and who may edit which field in which state.

The fields stand in one table that can be read aloud:

    state     | draft             | in_force
    role      | owner    partner  | owner   partner
    title     | required view     | frozen  frozen
    note      | edit     hidden   | edit    hidden

`required` can be edited and must be filled before the record leaves the state; `view` is read only for this role,
others may edit; `frozen` is edited by nobody; `hidden` is not shown.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class Mode(StrEnum):
    EDIT = "edit"
    REQUIRED = "required"
    VIEW = "view"
    FROZEN = "frozen"
    HIDDEN = "hidden"


EDITABLE = frozenset({Mode.EDIT, Mode.REQUIRED})


class BadTable(ValueError):
    """The table cannot be read; the message names the line."""


class CannotMove(Exception):
    """The record cannot take this way now. `reason`: wrong state, not permitted, or fields missing (`fields`)."""

    WRONG_STATE, NOT_PERMITTED, MISSING, UNKNOWN = "wrong_state", "not_permitted", "missing", "unknown_transition"

    def __init__(self, reason: str, fields: Iterable[str] = ()) -> None:
        self.reason = reason
        self.fields = tuple(fields)
        super().__init__(f"{reason}: {', '.join(self.fields)}" if self.fields else reason)


@dataclass(frozen=True)
class FieldTable:
    """What each role may do with each field in each state."""

    states: tuple[str, ...]
    roles: tuple[str, ...]
    fields: tuple[str, ...]
    modes: Mapping[tuple[str, str, str], Mode]

    def mode(self, field_name: str, state: str, role: str) -> Mode:
        """Hidden for a role that the table does not name in the state: what is not allowed is refused."""
        return self.modes.get((field_name, state, role), Mode.HIDDEN)

    def editable(self, state: str, role: str) -> frozenset[str]:
        return self._with(state, role, EDITABLE)

    def shown(self, state: str, role: str) -> frozenset[str]:
        return self._with(state, role, frozenset(Mode) - {Mode.HIDDEN})

    def required(self, state: str, role: str | None = None) -> tuple[str, ...]:
        """The fields that must be filled before the state is left, in the order of the table; by any role if none."""
        roles = self.roles if role is None else (role,)
        return tuple(name for name in self.fields if any(self.mode(name, state, one) == Mode.REQUIRED for one in roles))

    def refused(self, state: str, role: str, changed: Iterable[str]) -> list[str]:
        """Those of the changed fields that the role may not edit in the state."""
        allowed = self.editable(state, role)
        return [name for name in changed if name not in allowed]

    def _with(self, state: str, role: str, modes: Collection[Mode]) -> frozenset[str]:
        return frozenset(name for name in self.fields if self.mode(name, state, role) in modes)


def parse_fields(text: str) -> FieldTable:
    """Read the table. Raises BadTable on an unknown word, a wrong number of columns or anything named twice."""
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    rows = [(number, [cell.strip() for cell in line.split("|")]) for number, line in lines]
    if len(rows) < 2 or rows[0][1][0] != "state" or rows[1][1][0] != "role":
        raise BadTable("A table begins with a line `state | …` and a line `role | …`.")
    states = rows[0][1][1:]
    roles_of = [cell.split() for cell in rows[1][1][1:]]
    _no_doubles("state", states)
    if len(roles_of) != len(states):
        raise BadTable(f"Line {rows[1][0]}: roles for {len(roles_of)} states, but there are {len(states)}.")
    for state, roles in zip(states, roles_of, strict=True):
        _no_doubles(f"role of {state}", roles)
    modes: dict[tuple[str, str, str], Mode] = {}
    names = [cells[0] for _, cells in rows[2:]]
    _no_doubles("field", names)
    for number, (name, *cells) in rows[2:]:
        if len(cells) != len(states):
            raise BadTable(f"Line {number}: {name} has {len(cells)} states, the table {len(states)}.")
        for state, roles, cell in zip(states, roles_of, cells, strict=True):
            words = cell.split()
            if len(words) != len(roles):
                raise BadTable(f"Line {number}: {name} in {state} has {len(words)} words for {len(roles)} roles.")
            for role, word in zip(roles, words, strict=True):
                modes[name, state, role] = _mode(word, number)
    every_role = dict.fromkeys(role for roles in roles_of for role in roles)
    return FieldTable(tuple(states), tuple(every_role), tuple(names), modes)


def _mode(word: str, number: int) -> Mode:
    try:
        return Mode(word)
    except ValueError as error:
        raise BadTable(f"Line {number}: {word!r} is none of {', '.join(Mode)}.") from error


def _no_doubles(what: str, words: list[str]) -> None:
    if doubled := sorted({word for word in words if words.count(word) > 1 or not word}):
        raise BadTable(f"A {what} is named twice or is empty: {', '.join(doubled)}.")


@dataclass(frozen=True)
class Transition:
    """One way. `required` are fields needed beyond those that the state requires; `event` is the event it writes;
    `confirm` the sentence that is asked before."""

    code: str
    sources: frozenset[str]
    target: str
    label: Text
    permission: str
    required: tuple[str, ...] = ()
    event: str = ""
    confirm: Text = ""
    # Whether the fields that the state requires may be empty: to give something up, nothing needs to be filled.
    is_way_out: bool = False


@dataclass(frozen=True)
class Workflow:
    states: tuple[str, ...]
    initial: str
    transitions: tuple[Transition, ...]
    fields: FieldTable = field(default_factory=lambda: FieldTable((), (), (), {}))

    def transition(self, code: str) -> Transition:
        for transition in self.transitions:
            if transition.code == code:
                return transition
        raise CannotMove(CannotMove.UNKNOWN)

    def ways_from(self, state: str) -> list[Transition]:
        return [transition for transition in self.transitions if state in transition.sources]

    def allowed(self, state: str, may: Callable[[str], bool]) -> list[Transition]:
        """The ways out of the state that somebody may take; `may(permission)` says what the person may."""
        return [transition for transition in self.ways_from(state) if may(transition.permission)]

    def missing(self, transition: Transition, state: str, values: Mapping[str, Any]) -> list[str]:
        """The fields that must be filled first. A field that `values` does not name is empty."""
        needed = () if transition.is_way_out else self.fields.required(state)
        return [name for name in dict.fromkeys((*needed, *transition.required)) if is_empty(values.get(name))]

    def check_move(self, code: str, state: str, may: Callable[[str], bool], values: Mapping[str, Any]) -> Transition:
        """The way, if it can be taken. Raises CannotMove."""
        transition = self.transition(code)
        if state not in transition.sources:
            raise CannotMove(CannotMove.WRONG_STATE)
        if not may(transition.permission):
            raise CannotMove(CannotMove.NOT_PERMITTED)
        if missing := self.missing(transition, state, values):
            raise CannotMove(CannotMove.MISSING, missing)
        return transition


def is_empty(value: Any) -> bool:
    """Nothing, blank text or an empty list; zero and False are answers."""
    return value is None or value == "" or (isinstance(value, str) and not value.strip()) or value in ([], (), {})


def faults_of(workflow: Workflow, *, states: Iterable[str], fields: Iterable[str]) -> list[str]:
    """What is wrong with the workflow, in sentences; empty when it is whole. For the test of each domain.

    `states` and `fields` are those of the model: the table must name each of them and nothing else.
    """
    wanted, named = set(states), set(workflow.states)
    faults = _difference("state", wanted, named, "the workflow")
    if workflow.fields.fields:
        faults += _difference("state", wanted, set(workflow.fields.states), "the table of fields")
        faults += _difference("field", set(fields), set(workflow.fields.fields), "the table of fields")
    if workflow.initial not in named:
        faults.append(f"The first state {workflow.initial} is none of the states.")
    codes = [transition.code for transition in workflow.transitions]
    faults += [f"Two transitions are called {code}." for code in sorted({c for c in codes if codes.count(c) > 1})]
    for transition in workflow.transitions:
        faults += [
            f"{transition.code} names {state}, which is none of the states."
            for state in sorted({*transition.sources, transition.target} - named)
        ]
        if workflow.fields.fields:
            faults += [
                f"{transition.code} requires {name}, which is none of the fields."
                for name in transition.required
                if name not in workflow.fields.fields
            ]
    reached = _reached(workflow)
    faults += [f"No way leads to {state}." for state in sorted(named - reached)]
    return faults


def _difference(what: str, wanted: set[str], named: set[str], where: str) -> list[str]:
    return [
        *(f"The {what} {name} is missing from {where}." for name in sorted(wanted - named)),
        *(f"The {what} {name} of {where} does not exist." for name in sorted(named - wanted)),
    ]


def _reached(workflow: Workflow) -> set[str]:
    reached = {workflow.initial}
    while True:
        further = {
            transition.target
            for transition in workflow.transitions
            if reached & transition.sources and transition.target not in reached
        }
        if not further:
            return reached
        reached |= further
