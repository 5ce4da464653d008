"""The choices of an index, each with the name under which a spec file gives it; what is not given has the usual value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any

from seriktes_analytics.composite import preparation
from seriktes_analytics.composite.aggregation import MEANS
from seriktes_analytics.composite.framework import BadIndex
from seriktes_analytics.composite.normalisation import METHODS

IMPUTATIONS = ("group_mean", "group_median", "mean", "median", "none")
GIVEN, EQUAL = "given", "equal"


@dataclass(frozen=True)
class Treatment:
    skewness: float = preparation.SKEWNESS
    kurtosis: float = preparation.KURTOSIS
    at_most: int = preparation.MOVED_AT_MOST
    logarithm: bool = True


@dataclass(frozen=True)
class Uncertainty:
    """What is drawn in each run: weights within ± this share of their own, and one of the methods named."""

    draws: int = 1000
    seed: int = 0
    weights: float = 0.25
    normalise: tuple[str, ...] = ()
    aggregate: tuple[str, ...] = ()
    # Of the rank intervals.
    level: float = 0.9


@dataclass(frozen=True)
class Sensitivity:
    """Sobol' analysis with so many base points; the number of runs is base × (factors + 2)."""

    base: int = 256
    seed: int = 0


@dataclass(frozen=True)
class Specification:
    denominate: bool = True
    impute: str = "group_mean"
    # The column of groups; without one, that with the fewest groups, so that each mean is of many.
    group: str | None = None
    # The least share of indicators that a unit needs to be kept.
    known: float = 0.0
    treat: Treatment | None = field(default_factory=Treatment)
    normalise: str = "minmax"
    normalise_by: dict[str, float] = field(default_factory=dict)
    # "given", "equal", or a weight by code.
    weights: str | dict[str, float] = GIVEN
    budgets: tuple[dict[str, float], ...] = ()
    # For all levels, or by level.
    aggregate: str | dict[int, str] = "arithmetic"
    uncertainty: Uncertainty | None = None
    sensitivity: Sensitivity | None = None

    def __post_init__(self) -> None:
        _one_of("impute", self.impute, IMPUTATIONS)
        _one_of("normalise", self.normalise, METHODS)
        means = self.aggregate.values() if isinstance(self.aggregate, dict) else [self.aggregate]
        for mean in means:
            _one_of("aggregate", mean, MEANS)
        if not 0 <= self.known <= 1:
            raise BadIndex(f"known is {self.known}: write a share from 0 to 1.")
        if isinstance(self.weights, dict):
            _numbers("weights", self.weights)
        else:
            _one_of("weights", self.weights, (GIVEN, EQUAL))
        for budget in self.budgets:
            _numbers("A budget", budget)
        if not isinstance(self.denominate, bool):
            raise BadIndex(f"denominate is {self.denominate!r}: write true or false.")
        if self.treat is not None and self.treat.at_most < 0:
            raise BadIndex(f"at_most is {self.treat.at_most}: write a number from 0.")
        if self.uncertainty is not None:
            _check_uncertainty(self.uncertainty)
        if self.sensitivity is not None and (
            self.sensitivity.base < 2 or self.sensitivity.base & (self.sensitivity.base - 1)
        ):
            raise BadIndex(f"base is {self.sensitivity.base}: Sobol' points come in powers of two, such as 256.")

    def mean_at(self, level: int) -> str:
        return self.aggregate.get(level, "arithmetic") if isinstance(self.aggregate, dict) else self.aggregate


def specification_of(found: Any) -> Specification:
    """From the parsed JSON of a spec file. Raises BadIndex for what it does not know, so that a choice with a slip of the
    pen is not left out silently."""
    given = dict(_object("The spec", found, Specification))
    treat = given.get("treat")
    if treat is not None and treat is not True:
        given["treat"] = None if treat is False else Treatment(**_object("treat", treat, Treatment))
    elif treat is True or "treat" in given:
        given["treat"] = Treatment() if treat is True else None
    if given.get("uncertainty") is not None:
        chosen = dict(_object("uncertainty", given["uncertainty"], Uncertainty))
        for name in ("normalise", "aggregate"):
            if name in chosen:
                chosen[name] = tuple(_listed(name, chosen[name]))
        given["uncertainty"] = Uncertainty(**chosen)
    if given.get("sensitivity") is not None:
        given["sensitivity"] = Sensitivity(**_object("sensitivity", given["sensitivity"], Sensitivity))
    if isinstance(given.get("normalise"), Mapping):
        chosen = dict(given["normalise"])
        given["normalise"] = chosen.pop("method", "minmax")
        given["normalise_by"] = chosen
    if isinstance(given.get("aggregate"), Mapping):
        given["aggregate"] = {_level(level): mean for level, mean in given["aggregate"].items()}
    given["budgets"] = tuple(_listed("budgets", given.get("budgets") or []))
    try:
        return Specification(**given)
    except TypeError as error:
        raise BadIndex(f"The spec cannot be read: {error}.") from error


def _object(name: str, found: Any, kind: type) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise BadIndex(f"{name} is no JSON object: write {{…}}.")
    known = [one.name for one in fields(kind)]
    if strange := [key for key in found if key not in known]:
        raise BadIndex(f"{name} does not know {strange[0]!r}; it knows {', '.join(known)}.")
    for one in fields(kind):
        if one.name in found and one.type in (float, int, "float", "int"):
            value = found[one.name]
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float)
                or not isfinite(value)
                or (one.type in (int, "int") and value != int(value))
            ):
                raise BadIndex(f"{one.name} of {name.lower()} is {value!r}: write a number.")
    return found


def _numbers(name: str, found: Any) -> None:
    if not isinstance(found, Mapping) or not found:
        raise BadIndex(f'{name} is {found!r}: write numbers by code, as {{"P": 60, "Q": 40}}.')
    for code, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise BadIndex(f"{name} gives {value!r} to {code}: write a number.")


def _listed(name: str, found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise BadIndex(f"{name} is no list: write […].")
    return found


def _level(found: Any) -> int:
    if not str(found).isdecimal():
        raise BadIndex(f'{found!r} is no level: write aggregate by levels as {{"2": "geometric"}}.')
    return int(found)


def _one_of(name: str, found: Any, known: Any) -> None:
    if not isinstance(found, str) or found not in known:
        raise BadIndex(f"{name} is {found!r}: choose one of {', '.join(known)}.")


def _check_uncertainty(chosen: Uncertainty) -> None:
    if not 1 <= chosen.draws <= 1_000_000:
        raise BadIndex(f"draws is {chosen.draws}: write a number from 1 to 1,000,000.")
    if not 0 <= chosen.weights <= 1:
        raise BadIndex(f"weights of uncertainty is {chosen.weights}: write a share from 0 to 1.")
    if not 0 < chosen.level < 1:
        raise BadIndex(f"level is {chosen.level}: write a share between 0 and 1, such as 0.9.")
    for name, known in (("normalise", METHODS), ("aggregate", MEANS)):
        for one in getattr(chosen, name):
            _one_of(name, one, known)
