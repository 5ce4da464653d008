"""Work with industry that was confirmed: told by whoever keeps it, beside the score and never in it unasked."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Experience:
    """`activities`: confirmed by every side, with a company among them. `companies`: of how many of these."""

    activities: int
    companies: int
    last_on: date | None = None


# For a reader and the ids of people: what the reader may be told of each.
Provider = Callable[[Any, Collection[int]], Mapping[int, Experience]]
_providers: list[Provider] = []
# Asked for, it lifts a score by at most so much: half of that at two activities, three quarters at six.
MOST, HALF = 0.5, 2


def register_experience(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def experience_of(viewer: Any, people: Collection[int]) -> dict[int, Experience]:
    """Of those people who have any."""
    found: dict[int, Experience] = {}
    for provider in _providers:
        for person, one in provider(viewer, people).items():
            other = found.get(person)
            found[person] = one if other is None else _together(one, other)
    return found


def _together(one: Experience, other: Experience) -> Experience:
    days = [day for day in (one.last_on, other.last_on) if day]
    return Experience(one.activities + other.activities, one.companies + other.companies, max(days, default=None))


def lifted(score: float, experience: Experience | None) -> float:
    """The score with experience as a second factor: never less than it was, never above one."""
    if experience is None:
        return score
    return min(1.0, score * (1 + MOST * experience.activities / (experience.activities + HALF)))
