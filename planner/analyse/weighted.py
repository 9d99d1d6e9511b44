"""Weighted means and quantiles: every share and average of the product is a share of people."""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray


def weighted_mean(values: FloatArray, weights: FloatArray) -> float:
    """Return sum(w x) / sum(w) over entries that are numbers and weigh something, NaN if none."""
    usable = _usable(values, weights)
    if not usable.any():
        return float("nan")
    return float(np.average(values[usable], weights=weights[usable]))


def weighted_quantile(values: FloatArray, weights: FloatArray, q: float) -> float:
    """Return the smallest x whose cumulative share of weight F(x) is at least q, 0 < q <= 1.

    This is the inverse of the weighted empirical distribution function (Hyndman & Fan 1996,
    definition 1): no interpolation, so the answer is always an observed value. NaN if no entry
    is a number with weight.
    """
    usable = _usable(values, weights)
    if not usable.any():
        return float("nan")
    order = np.argsort(values[usable], kind="stable")
    ordered = values[usable][order]
    cumulative = np.cumsum(weights[usable][order])
    # Sums of floats may miss q * total by rounding; a relative hair keeps F(x) >= q inclusive.
    threshold = q * cumulative[-1] * (1 - 1e-12)
    return float(ordered[np.searchsorted(cumulative, threshold, side="left")])


def _usable(values: FloatArray, weights: FloatArray) -> BoolArray:
    return np.asarray(np.isfinite(values) & (weights > 0))
