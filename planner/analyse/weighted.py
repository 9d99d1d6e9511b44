"""Weighted means and quantiles: every share and average of the product is a share of people.

One rule for all of these figures and those of equity: entries that are no finite number (NaN
where something is out of reach, inf where a queue is overloaded) and entries without weight are
left out. A figure never says how many; `share_counted` does, and belongs beside it.
"""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, require


def counted(values: FloatArray, weights: FloatArray) -> BoolArray:
    """Return which entries are numbers and weigh something, bool (n,)."""
    return np.asarray(np.isfinite(values) & (weights > 0))


def in_order(values: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the entries that count, ascending by value, of equal ones the first first.

    Several figures of the same entries are found faster in these: sorting takes most of the time.
    """
    usable = np.flatnonzero(counted(values, weights))
    order = usable[np.argsort(values[usable], kind="stable")]
    return values[order], weights[order]


def share_counted(values: FloatArray, weights: FloatArray) -> float:
    """Return the share of all weight that lies on numbers, in [0, 1]; NaN without any weight."""
    total = float(np.sum(weights))
    return float(np.sum(weights[counted(values, weights)])) / total if total else float("nan")


def weighted_mean(values: FloatArray, weights: FloatArray) -> float:
    """Return sum(w x) / sum(w) over entries that are numbers and weigh something, NaN if none."""
    usable = counted(values, weights)
    if not usable.any():
        return float("nan")
    return float(np.average(values[usable], weights=weights[usable]))


def weighted_quantile(values: FloatArray, weights: FloatArray, q: float) -> float:
    """Return the smallest x whose cumulative share of weight F(x) is at least q, 0 < q <= 1.

    This is the inverse of the weighted empirical distribution function (Hyndman & Fan 1996,
    definition 1): no interpolation, so the answer is always an observed value. NaN if no entry
    is a number with weight.
    """
    usable = counted(values, weights)
    if not usable.any():
        return float("nan")
    order = np.argsort(values[usable], kind="stable")
    ordered = values[usable][order]
    cumulative = np.cumsum(weights[usable][order])
    # Sums of floats may miss q * total by rounding; a relative hair keeps F(x) >= q inclusive.
    threshold = q * cumulative[-1] * (1 - 1e-12)
    return float(ordered[np.searchsorted(cumulative, threshold, side="left")])


def worst_off_mean(burden: FloatArray, people: FloatArray, share: float = 0.1) -> float:
    """Return the mean burden of the people who bear most of it, e.g. the worst-off tenth.

    Exactly `share` of the people counted, 0 < share <= 1: of those at the border as many as are
    missing. NaN if nobody is counted.
    """
    require(0 < share <= 1, "share is not in (0, 1]")
    usable = counted(burden, people)
    if not usable.any():
        return float("nan")
    order = np.argsort(-burden[usable], kind="stable")
    heads = people[usable][order]
    room = share * float(heads.sum())
    before = np.cumsum(heads) - heads
    taken = np.clip(room - before, 0.0, heads)
    return float(np.average(burden[usable][order], weights=taken))


def within(values: FloatArray, limit: float) -> BoolArray:
    """Return where a value is within the limit, the limit included; NaN is not.

    Means of equal values may miss the limit by a rounding; costs are exact to a millisecond
    or a centimetre, so that is the precision of the comparison.
    """
    return np.asarray(np.round(values, 3) <= round(limit, 3))


def share_of(chosen: BoolArray, weights: FloatArray) -> float:
    """Return the chosen share of all weight, NaN if there is none."""
    total = float(weights.sum())
    return float(weights[chosen].sum()) / total if total else float("nan")
