"""How unequally a quantity is spread over people.

All figures are weighted by people. Entries that are no finite number and places without people
are left out (`weighted.share_counted` says how many people remain); a figure of nobody is NaN.
Quantities are at least 0; ValueError otherwise.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from planner.analyse.weighted import counted, share_counted, weighted_mean
from planner.domain.arrays import FloatArray, IntArray, LongArray, require, require_shape
from planner.domain.equity import Equity, EquityFigures, Theil

AVERSION: Final = -1.0
"""To inequality, for Kolm and Pollak's figure of a burden: middling (Logan et al. 2021)."""


def equity(before_s: FloatArray, after_s: FloatArray, people: FloatArray, unit: IntArray) -> Equity:
    """Return how unequal times are before and after, float64 (n,), by the yardstick of before.

    `unit` is int32 (n,), -1 outside all units.
    """
    kappa_per_s = kolm_pollak_kappa(before_s, people, AVERSION)

    def figures(time_s: FloatArray) -> EquityFigures:
        comparable = np.isfinite(kappa_per_s)
        return EquityFigures(
            share_counted=share_counted(time_s, people),
            mean_s=weighted_mean(time_s, people),
            gini=gini(time_s, people),
            theil=theil(time_s, people, unit),
            kolm_pollak_s=kolm_pollak_ede(time_s, people, kappa_per_s)
            if comparable
            else float("nan"),
        )

    return Equity(figures(before_s), figures(after_s), kappa_per_s)


def lorenz_curve(values: FloatArray, people: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the Lorenz curve: share of people, those with least first, and their share of all.

    float64 (n_counted + 1,) each, from (0, 0) to (1, 1), both ascending; straight lines between
    the points are exact, because the people of a place are alike (Lorenz 1905). If nobody has
    anything all have the same. Empty if nobody is counted.
    """
    x, share = _distribution(values, people)
    if not len(x):
        return np.empty(0), np.empty(0)
    order = np.argsort(x, kind="stable")
    heads = np.concatenate(([0.0], np.cumsum(share[order])))
    amounts = np.concatenate(([0.0], np.cumsum((share * x)[order])))
    if not amounts[-1]:
        amounts = heads
    return heads / heads[-1], amounts / amounts[-1]


def gini(values: FloatArray, people: FloatArray) -> float:
    """Return the Gini coefficient, in [0, 1): 0 where all have the same.

    G = Σ_i Σ_j p_i p_j |x_i − x_j| / (2 mean), p the shares of people (Gini 1912): twice the area
    between the Lorenz curve and the diagonal. Without a small-sample correction: residents are
    the population.
    """
    heads, amounts = lorenz_curve(values, people)
    if not len(heads):
        return float("nan")
    area = float(np.sum(np.diff(heads) * (amounts[1:] + amounts[:-1])))
    return max(0.0, 1.0 - area)


def theil(values: FloatArray, people: FloatArray, unit: IntArray) -> Theil:
    """Return Theil's T within and between units; `unit` is int32 (n,), -1 outside all units.

    T = Σ p_i (x_i / m) ln(x_i / m), 0 ln 0 = 0 (Theil 1967). With s_g the unit's share of the
    quantity and m_g its mean: T = Σ s_g ln(m_g / m) + Σ s_g T_g (Shorrocks 1980).
    """
    require_shape(unit, values.shape, "unit")
    keep = counted(values, people)
    x, share = _distribution(values, people)
    units, member = np.unique(unit[keep], return_inverse=True)
    people_share, amount = _sums(member, share, units), _sums(member, share * x, units)
    mean = amount / people_share
    overall = float(amount.sum())
    total = float("nan") if not len(x) else 0.0
    quantity_share, unit_theil, between = people_share, np.zeros(len(units)), total
    if overall:
        quantity_share = amount / overall
        between = float((quantity_share * _log_or_zero(mean / overall)).sum())
        own = np.divide(x, mean[member], out=np.ones(len(x)), where=mean[member] > 0)
        within_unit = share / people_share[member] * own * _log_or_zero(own)
        unit_theil = _sums(member, within_unit, units)
        relative = x / overall
        total = float((share * relative * _log_or_zero(relative)).sum())
    within = float((quantity_share * unit_theil).sum()) if len(x) else float("nan")
    return Theil(
        total, between, within, units.astype(np.int32), people_share, quantity_share, mean,
        unit_theil,
    )  # fmt: skip


def atkinson(desirable: FloatArray, people: FloatArray, epsilon: float) -> float:
    """Return Atkinson's index with aversion ε >= 0, in [0, 1].

    It is the share of the total that could be given up without loss of welfare if the rest were
    spread evenly (Atkinson 1970): A = 1 − (Σ p (x / m)^(1 − ε))^(1 / (1 − ε)), for ε = 1 with the
    geometric mean. Only for a quantity of which more is better, such as catchment access: of a
    burden it would count the inequality among those who bear least. Where somebody has nothing
    and ε >= 1 it is 1. 0 where nobody has anything.
    """
    require(np.isfinite(epsilon) and epsilon >= 0, "epsilon is not finite and >= 0")
    x, share = _distribution(desirable, people)
    if not len(x):
        return float("nan")
    mean = float((share * x).sum())
    if not mean or epsilon == 0:
        return 0.0
    if epsilon >= 1 and not x.all():
        return 1.0
    some = x > 0
    log_relative, share = np.log(x[some] / mean), share[some]
    if epsilon == 1:
        log_even = float((share * log_relative).sum())
    else:
        power = 1 - epsilon
        log_even = _log_mean_exp(power * log_relative, share) / power
    return float(np.clip(-np.expm1(log_even), 0.0, 1.0))


def kolm_pollak_kappa(values: FloatArray, people: FloatArray, epsilon: float) -> float:
    """Return κ = α ε with α = Σ p x / Σ p x², in 1 / the unit of the values.

    ε < 0 for a burden (time, distance), ε > 0 for something desirable; |ε| is the aversion to
    inequality. The scale α makes ε comparable to Atkinson's (Sheriff & Maguire 2020; Logan et al.
    2021). Compare distributions with one κ: that of the baseline. NaN if nobody is counted, 0 if
    nobody has anything.
    """
    require(np.isfinite(epsilon), "epsilon is not finite")
    x, share = _distribution(values, people)
    if not len(x):
        return float("nan")
    largest = float(x.max())
    if not largest:
        return 0.0
    # Scaled, so that squares of tiny and of huge values stay numbers.
    y = x / largest
    return epsilon * float((share * y).sum() / (share * y * y).sum()) / largest


def kolm_pollak_ede(values: FloatArray, people: FloatArray, kappa: float) -> float:
    """Return the equally distributed equivalent: what, if all had it, would be as good.

    EDE = −(1/κ) ln Σ p e^(−κ x) (Kolm 1976; Pollak 1971; Sheriff & Maguire 2020). At least the
    mean for κ < 0 (a burden), at most the mean for κ > 0, the mean for κ = 0; never beyond the
    largest or smallest value. NaN if nobody is counted.
    """
    require(np.isfinite(kappa), "kappa is not finite")
    x, share = _distribution(values, people)
    if not len(x):
        return float("nan")
    mean = float((share * x).sum())
    if kappa == 0:
        return mean
    # Around the mean: what is added to it is then exact for mild aversion, too.
    return mean - _log_mean_exp(-kappa * (x - mean), share) / kappa


def _distribution(values: FloatArray, people: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the values counted and their shares of people, which sum to 1."""
    require_shape(people, values.shape, "people")
    keep = counted(values, people)
    x, heads = values[keep], people[keep]
    require((x >= 0).all(), "a quantity is negative")
    return x, heads / heads.sum()


def _sums(member: LongArray, values: FloatArray, units: IntArray) -> FloatArray:
    """Return the sum of the values of each unit."""
    return np.bincount(member, values, minlength=len(units)).astype(np.float64)


def _log_or_zero(values: FloatArray) -> FloatArray:
    """Return ln x, and 0 for 0: x ln x is 0 there."""
    return np.log(values, out=np.zeros(len(values)), where=values > 0)


def _log_mean_exp(exponents: FloatArray, share: FloatArray) -> float:
    """Return ln Σ p e^y without overflow; `share` may sum to less than 1."""
    top = float(exponents.max())
    return top + float(np.log((share * np.exp(exponents - top)).sum()))
