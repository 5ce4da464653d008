"""The tree of an index: indicators at level 1, aggregates above them, one index at the top. Its columns are those of
COINr's `iMeta`, so that an index built there is read here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property


class BadIndex(ValueError):
    """Names the row or element at fault, and what to do."""


@dataclass(frozen=True)
class Element:
    """An indicator (level 1) or an aggregate. `direction` is 1 where more is better, -1 where less is; `weight` is its own
    within its parent."""

    code: str
    name: str
    level: int
    parent: str | None
    weight: float = 1.0
    direction: int = 1
    target: float | None = None
    denominator: str | None = None
    unit: str = ""


@dataclass(frozen=True)
class Framework:
    elements: tuple[Element, ...]
    # Columns of the data that part the units into groups, and those by which indicators are divided.
    groups: tuple[str, ...] = ()
    denominators: tuple[str, ...] = ()
    by_code: dict[str, Element] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_code: dict[str, Element] = {}
        for one in self.elements:
            if one.code in by_code:
                raise BadIndex(f"{one.code} stands twice: each code names one element.")
            by_code[one.code] = one
        object.__setattr__(self, "by_code", by_code)
        self._check()

    @cached_property
    def indicators(self) -> tuple[Element, ...]:
        return tuple(one for one in self.elements if one.level == 1)

    @cached_property
    def aggregates(self) -> tuple[Element, ...]:
        """From the bottom up, so that each comes after its parts."""
        return tuple(sorted((one for one in self.elements if one.level > 1), key=lambda one: one.level))

    @cached_property
    def top(self) -> Element:
        return self.aggregates[-1]

    def parts(self, code: str) -> tuple[Element, ...]:
        """What an aggregate is made of."""
        return self._parts.get(code, ())

    @cached_property
    def _parts(self) -> dict[str, tuple[Element, ...]]:
        found: dict[str, list[Element]] = {}
        for one in self.elements:
            if one.parent is not None:
                found.setdefault(one.parent, []).append(one)
        return {code: tuple(parts) for code, parts in found.items()}

    def _check(self) -> None:
        if not self.indicators:
            raise BadIndex("There is no indicator: at least one element of level 1 is needed.")
        if not self.aggregates:
            raise BadIndex("There is no index: at least one element above level 1 is needed.")
        for one in self.elements:
            self._check_element(one)
        tops = [one.code for one in self.elements if one.parent is None]
        if len(tops) != 1:
            raise BadIndex(f"{', '.join(tops)} have no parent: one index alone stands at the top.")
        for one in self.aggregates:
            parts = self.parts(one.code)
            if not parts:
                raise BadIndex(f"{one.code} has no parts: give it some, or take it out.")
            if not sum(part.weight for part in parts):
                raise BadIndex(f"All parts of {one.code} weigh nothing: give one of them a weight.")

    def _check_element(self, one: Element) -> None:
        if one.level < 1:
            raise BadIndex(f"{one.code} has level {one.level}: levels count from 1.")
        if one.direction not in (-1, 1):
            raise BadIndex(f"The direction of {one.code} is {one.direction}: write 1 (more is better) or -1.")
        if not 0 <= one.weight < float("inf"):
            raise BadIndex(f"The weight of {one.code} is {one.weight}: write a number from 0.")
        if one.denominator is not None and one.denominator not in self.denominators:
            raise BadIndex(f"{one.code} is divided by {one.denominator}, which is no denominator of the table.")
        if one.parent is None:
            return
        parent = self.by_code.get(one.parent)
        if parent is None:
            raise BadIndex(f"The parent of {one.code} is {one.parent}, which the table does not have.")
        if parent.level != one.level + 1:
            raise BadIndex(
                f"{one.code} (level {one.level}) is a part of {parent.code} (level {parent.level}): a parent stands one level "
                "above its parts."
            )


def with_weights(framework: Framework, weights: dict[str, float]) -> Framework:
    """The same tree with other weights of the elements named. Raises BadIndex for a code that it does not have."""
    if strange := [code for code in weights if code not in framework.by_code]:
        raise BadIndex(f"A weight is given to {strange[0]}, which the index does not have.")
    elements = [
        Element(**(vars(one) | {"weight": float(weights.get(one.code, one.weight))})) for one in framework.elements
    ]
    return Framework(tuple(elements), framework.groups, framework.denominators)


def equal_weights(framework: Framework) -> dict[str, float]:
    return {one.code: 1.0 for one in framework.elements}


def budget_weights(allocations: Sequence[dict[str, float]]) -> dict[str, float]:
    """Of several people's budgets, the mean of each element's share (Handbook, 6.2.6: budget allocation process). Each
    budget is over the same elements, and its points are shares of its own sum. Raises BadIndex."""
    if not allocations:
        raise BadIndex("There is no budget: give at least one.")
    codes = list(allocations[0])
    shares: dict[str, float] = dict.fromkeys(codes, 0.0)
    for place, budget in enumerate(allocations, 1):
        if set(budget) != set(codes):
            raise BadIndex(f"Budget {place} is over other elements than the first: give points to the same ones.")
        total = sum(budget.values())
        if min(budget.values()) < 0 or not 0 < total < float("inf"):
            raise BadIndex(f"Budget {place} has points below 0 or none at all: give numbers from 0.")
        for code, points in budget.items():
            shares[code] += points / total / len(allocations)
    return shares
