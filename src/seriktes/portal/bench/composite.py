"""A composite index: all stages of one of the size of COINr's example, intervals of ranks, and a study of sensitivity."""

from time import perf_counter

import numpy as np

from seriktes.portal.bench.figures import Figure, median_seconds
from seriktes_analytics.composite.framework import Element, Framework
from seriktes_analytics.composite.index import Figures, Index, build
from seriktes_analytics.composite.sensitivity import rank_effects
from seriktes_analytics.composite.specification import Sensitivity, Uncertainty
from seriktes_analytics.composite.uncertainty import rank_intervals

# COINr 1.1.14 builds its ASEM example in 0.56 s on two shared cores.
STAGES, DRAWN, STUDIED = 0.56 / 25, 1.0, 2.0
METHODS = ("minmax", "zscore", "rank")


def measure_composite() -> list[Figure]:
    framework, figures = invented(51, (8, 5, 3, 6, 8, 5, 9, 5), missing=0.026)
    [stages] = median_seconds(25, lambda: build(framework, figures).ranks)
    large = build(*invented(130, (10, 10, 10, 10)))
    return [
        Figure("Index of 51 units, 49 indicators, 4 levels: all stages", "numpy", stages, "s", STAGES),
        _drawn(large, "its weights", Uncertainty(draws=10_000)),
        _drawn(large, "weights and three scales", Uncertainty(draws=10_000, normalise=METHODS)),
        _studied(large),
    ]


def invented(units: int, sizes: tuple[int, ...], *, missing: float = 0.0) -> tuple[Framework, Figures]:
    """So many indicators in each group of the second level; the groups in two halves, and a whole."""
    random = np.random.default_rng(1)
    elements: list[Element] = []
    for group, size in enumerate(sizes):
        elements += [
            Element(f"i{len(elements) + place}", "", 1, f"group{group}", direction=1 if place % 3 else -1)
            for place in range(size)
        ]
        elements.append(Element(f"group{group}", "", 2, f"half{group % 2}"))
    elements += [Element(f"half{place}", "", 3, "whole") for place in range(2)]
    elements.append(Element("whole", "", 4, None))
    values = random.lognormal(sigma=0.8, size=(units, sum(sizes)))
    values[random.random(values.shape) < missing] = np.nan
    groups = {"group": [f"g{row % 2}" for row in range(units)]}
    codes = tuple(f"u{row}" for row in range(units))
    return Framework(tuple(elements), ("group",)), Figures(codes, values, groups=groups)


def _drawn(index: Index, what: str, chosen: Uncertainty) -> Figure:
    [seconds] = median_seconds(5, lambda: rank_intervals(index, chosen))
    return Figure(f"130 units, 40 indicators, 10 000 draws of {what}", "numpy", seconds, "s", DRAWN)


def _studied(index: Index) -> Figure:
    # Three factors: the scale and the weights of the two halves; 2048 x 5 runs.
    chosen, base = Uncertainty(normalise=METHODS), Sensitivity(base=2048)
    runs = rank_effects(index, chosen, base).runs
    start = perf_counter()
    rank_effects(index, chosen, base)
    return Figure(f"Sobol' effects of {runs:_} runs".replace("_", " "), "numpy", perf_counter() - start, "s", STUDIED)
