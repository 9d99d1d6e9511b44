"""Demand as people ask for it: how much each unit says, against the study as a whole."""

from __future__ import annotations

from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, require
from planner.domain.requests import Requests
from planner.domain.residents import Residents

PRIOR_REQUESTS: Final = 5.0


def demand_factors(
    requests: Requests,
    mask: BoolArray,
    residents: Residents,
    n_units: int,
    *,
    bounds: tuple[float, float] = (0.5, 2.0),
    prior_requests: float = PRIOR_REQUESTS,
) -> FloatArray:
    """Return what to multiply each unit's demand by, float64 (n_units + 1,).

    A unit that asks twice as often as the study as a whole has about factor 2. Small counts are
    drawn towards 1 as if `prior_requests` (> 0) more had come at the common rate (Clayton &
    Kaldor 1987, Biometrics 43). Factors are scaled so that their mean over people is 1, then cut
    to `bounds` (which include 1): only cutting changes total demand. The last row, places in no
    unit, has 1, and so have all where no request in `mask` names a unit.
    """
    low, high = bounds
    require(0 < low <= 1 <= high, "bounds that exclude 1")
    require(prior_requests > 0, "no prior")
    asked = requests.count_by_unit(mask, n_units)
    people = residents.people_by_unit(n_units)
    factors = np.ones(n_units + 1)
    # Requests of units where nobody lives in the tables say nothing about those who are there.
    asked = np.where(people > 0, asked, 0.0)
    if asked.sum() == 0:
        return factors
    expected = people * asked.sum() / people.sum()
    factor = (asked + prior_requests) / (expected + prior_requests)
    factor /= (factor * people).sum() / people.sum()
    factors[:-1] = np.clip(factor, low, high)
    return factors
