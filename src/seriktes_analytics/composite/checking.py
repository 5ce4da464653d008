"""Whether indicators belong together: correlations, principal components, Cronbach's alpha (Handbook, chapter 4)."""

from dataclasses import dataclass

import numpy as np

from seriktes_analytics.composite.distribution import Floats


@dataclass(frozen=True)
class Components:
    """From the greatest. `loadings` is indicators × components: the correlation of each indicator with each component; the
    sign of a component is that which makes most of its loadings positive."""

    eigenvalues: Floats
    shares: Floats
    loadings: Floats


def correlations(values: Floats) -> Floats:
    """Pearson's, of the units that have both; NaN for fewer than two units or without any spread."""
    import pandas as pd

    return np.asarray(pd.DataFrame(values).corr(), dtype=np.float64)


def principal_components(values: Floats) -> Components:
    """Of the correlation matrix of units without missing values."""
    eigenvalues, vectors = np.linalg.eigh(np.corrcoef(values[~np.isnan(values).any(axis=1)], rowvar=False))
    order = np.argsort(-eigenvalues)
    eigenvalues, vectors = np.maximum(eigenvalues[order], 0.0), vectors[:, order]
    vectors = vectors * np.where(np.sign(vectors).sum(axis=0) < 0, -1.0, 1.0)
    return Components(eigenvalues, eigenvalues / eigenvalues.sum(), vectors * np.sqrt(eigenvalues))


def cronbach_alpha(values: Floats) -> float:
    """k / (k - 1) · (1 - Σ variances / Σ covariances), each covariance over the units that have both (Cronbach 1951,
    https://doi.org/10.1007/BF02310555). NaN for fewer than two indicators, or two that share fewer than two units."""
    import pandas as pd

    number = values.shape[1]
    covariances = pd.DataFrame(values).cov().to_numpy()
    of_sum = covariances.sum()
    if number < 2 or np.isnan(of_sum) or not of_sum:
        return float("nan")
    return float(number / (number - 1) * (1 - np.trace(covariances) / of_sum))
