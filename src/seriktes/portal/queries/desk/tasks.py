"""One thing to do, as every room of the desk tells it."""

from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True)
class Task:
    """One thing to do, with its one action."""

    title: str
    why: str
    url: str
    action: str
    language: str = ""
    # Of what has a term: what is awaited, the state of its clock (as in the clock chip), and the time left in words.
    awaited: str = ""
    clock: str = ""
    left: str = ""
    # How many wait, where one row tells of several.
    count: int = 1


@dataclass
class Group:
    """Tasks of one sort, the most urgent first. `more` is where the others are, when not all are shown."""

    code: str
    label: str | Promise
    tasks: list[Task] = field(default_factory=list)
    more: str = ""
