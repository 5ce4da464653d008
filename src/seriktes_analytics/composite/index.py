"""An index from its data and choices: every stage kept, with scores and ranks of every aggregate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from seriktes_analytics.composite import preparation
from seriktes_analytics.composite.aggregation import combine
from seriktes_analytics.composite.distribution import Floats
from seriktes_analytics.composite.framework import (
    BadIndex,
    Framework,
    budget_weights,
    equal_weights,
    with_weights,
)
from seriktes_analytics.composite.normalisation import METHODS, TARGET
from seriktes_analytics.composite.preparation import Treated
from seriktes_analytics.composite.specification import EQUAL, Specification


@dataclass(frozen=True)
class Figures:
    """What is known of the units. `values` is units × indicators, in the order of `Framework.indicators`; missing ones are
    NaN. `divisors` and `groups` are by the name of their column."""

    codes: tuple[str, ...]
    values: Floats
    names: tuple[str, ...] = ()
    divisors: Mapping[str, Floats] = field(default_factory=dict)
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Index:
    """`scores` by code: of each indicator as normalised, of each aggregate as put together; NaN where nothing is known."""

    framework: Framework
    specification: Specification
    codes: tuple[str, ...]
    names: tuple[str, ...]
    # The stages, units × indicators.
    denominated: Floats
    imputed: Floats
    treated: Floats
    normalised: Floats
    scores: dict[str, Floats]
    number_imputed: int
    group: str | None
    treatments: list[Treated]
    left_out: tuple[str, ...]

    @cached_property
    def ranks(self) -> dict[str, Floats]:
        """1 is best; equals share the better place; without a score, NaN."""
        return {code: ranks_of(self.scores[code][:, None])[:, 0] for code in self.scores}

    @cached_property
    def order(self) -> np.ndarray:
        """Units from the best to the last, equals in the order of the data, those without a score at the end."""
        return np.argsort(np.nan_to_num(self.ranks[self.framework.top.code], nan=np.inf), kind="stable")


def build(framework: Framework, figures: Figures, specification: Specification | None = None) -> Index:
    """Raises BadIndex."""
    chosen = specification or Specification()
    framework = _weighted(framework, chosen)
    codes = [one.code for one in framework.indicators]
    denominated = figures.values
    if chosen.denominate:
        named = [one.denominator for one in framework.indicators]
        denominated = preparation.denominate(
            figures.values, [figures.divisors[name] if name else None for name in named]
        )
    kept = preparation.known_enough(denominated, chosen.known)
    if not kept.any():
        raise BadIndex("No unit has so great a share of the indicators: ask for less, or bring more figures.")
    denominated = denominated[kept]
    preparation.needs_values(codes, denominated)
    group = group_for(figures, chosen)
    imputed, number = denominated, 0
    if chosen.impute != "none":
        members = (
            [name for name, is_kept in zip(figures.groups[group], kept, strict=True) if is_kept] if group else None
        )
        imputed, number = preparation.impute(denominated, how=chosen.impute.removeprefix("group_"), groups=members)
    treated, treatments = imputed, list[Treated]()
    if chosen.treat is not None:
        treated, treatments = preparation.treat(
            codes, imputed, skewness_above=chosen.treat.skewness, kurtosis_above=chosen.treat.kurtosis,
            at_most=chosen.treat.at_most, then_logarithm=chosen.treat.logarithm,
        )  # fmt: skip
    normalised = normalise(framework, treated, chosen.normalise, chosen.normalise_by)
    weightings = {one.code: np.array([one.weight]) for one in framework.elements}
    scores = aggregate(framework, normalised, weightings, chosen)
    return Index(
        framework, chosen,
        tuple(code for code, is_kept in zip(figures.codes, kept, strict=True) if is_kept),
        tuple(name for name, is_kept in zip(figures.names or figures.codes, kept, strict=True) if is_kept),
        denominated, imputed, treated, normalised, {code: table[:, 0] for code, table in scores.items()},
        number, group, treatments,
        tuple(code for code, is_kept in zip(figures.codes, kept, strict=True) if not is_kept),
    )  # fmt: skip


def normalise(framework: Framework, values: Floats, method: str, by: Mapping[str, float]) -> Floats:
    """Of the indicators, with the parameters of the method. Raises BadIndex."""
    directions = np.array([one.direction for one in framework.indicators], dtype=np.float64)
    given: dict[str, Any] = dict(by)
    if method == TARGET:
        # Of the denominated figure.
        goals = [np.nan if one.target is None else one.target for one in framework.indicators]
        given["targets"] = np.array(goals, dtype=np.float64)
    try:
        return METHODS[method](values, directions, **given)
    except TypeError as error:
        raise BadIndex(f"Normalising by {method} takes no {' and no '.join(by)} of this kind.") from error


def aggregate(
    framework: Framework, normalised: Floats, weightings: Mapping[str, Floats], chosen: Specification,
    means: Mapping[int, str] | None = None,
) -> dict[str, Floats]:  # fmt: skip
    """Scores of every element, units × weightings. `weightings` has for each code as many weights as there are weightings;
    `means` names another mean by level than the specification does."""
    scores: dict[str, Floats] = {}
    columns = {one.code: place for place, one in enumerate(framework.indicators)}
    for one in framework.aggregates:
        parts = framework.parts(one.code)
        weights = np.column_stack([weightings[part.code] for part in parts])
        mean = (means or {}).get(one.level) or chosen.mean_at(one.level)
        if all(part.level == 1 for part in parts):
            table = normalised[:, [columns[part.code] for part in parts]]
        else:
            table = np.stack([scores[part.code] for part in parts])
        scores[one.code] = combine(mean, table, weights)
    for code, place in columns.items():
        scores[code] = normalised[:, [place]]
    return scores


def ranks_of(scores: Floats) -> Floats:
    """Of each column: 1 is the greatest, equals share the better place (as in sport), NaN has none."""
    from scipy.stats import rankdata

    found = rankdata(np.where(np.isnan(scores), np.inf, -scores), method="min", axis=0).astype(np.float64)
    found[np.isnan(scores)] = np.nan
    return np.asarray(found)


def group_for(figures: Figures, chosen: Specification) -> str | None:
    """The column of groups within which missing values are put in. Raises BadIndex for one that is not there."""
    if not chosen.impute.startswith("group_"):
        return None
    if chosen.group is not None:
        if chosen.group not in figures.groups:
            known = ", ".join(figures.groups) or "none"
            raise BadIndex(f"There is no column of groups {chosen.group}; there are: {known}.")
        return chosen.group
    return min(figures.groups, key=lambda name: len(set(figures.groups[name])), default=None)


def _weighted(framework: Framework, chosen: Specification) -> Framework:
    if chosen.budgets:
        framework = with_weights(framework, budget_weights(chosen.budgets))
    if isinstance(chosen.weights, dict):
        return with_weights(framework, chosen.weights)
    return with_weights(framework, equal_weights(framework)) if chosen.weights == EQUAL else framework
