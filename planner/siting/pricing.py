"""How what places pay enters a programme: as it is, or as an exponential for Kolm-Pollak."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import FloatArray
from planner.siting.aggregate import CostRows
from planner.siting.models import KolmPollak, MeanAndWorst, PMedian
from planner.siting.nearest_cuts import NearestCuts
from planner.siting.problem import Problem


@dataclass(frozen=True)
class Price:
    """How costs enter the programme, scaled so that its numbers are near one.

    kappa  of Kolm-Pollak: a place pays exp(-kappa (cost - top)); None: it pays its cost
    unit   a programme's objective x unit is the sum or mean in the unit of the problem
    """

    kappa: float | None
    top: float
    scale: float
    unit: float
    total_weight: float

    def of(self, cost: FloatArray) -> FloatArray:
        """Return what rows of these costs pay in the programme."""
        if self.kappa is None:
            return cost / self.scale
        return np.asarray(np.exp(-self.kappa * (cost - self.top)) / self.scale)

    def true(self, value: float) -> float:
        """Return the model's objective of a programme's objective."""
        if not math.isfinite(value):
            return value
        if self.kappa is None or self.total_weight == 0:
            return value * self.unit
        mean = value * self.unit / self.total_weight
        if mean <= 0:
            return -math.inf
        return self.top - math.log(mean) / self.kappa


def priced(
    problem: Problem, model: PMedian | KolmPollak | MeanAndWorst, rows: CostRows, n_open: float
) -> tuple[Price, FloatArray]:
    """Return the price, and what each row pays at each eligible site, inf without a way.

    n_open  sites that open, about; what rows then pay is near one
    """
    sites = np.flatnonzero(problem.eligible)
    block = problem.cost[rows.place][:, sites]
    cost = np.where(problem.reaches(block), block, np.inf).astype(np.float64)
    top = 0.0
    kappa = model.kappa if isinstance(model, KolmPollak) else None
    total = float(rows.weight.sum())
    if kappa is not None:
        top = max(float(cost.max(initial=0.0, where=np.isfinite(cost))), problem.penalty or 0.0)
        unscaled = Price(kappa, top, 1.0, 1.0, total)
        cost = np.where(np.isfinite(cost), unscaled.of(np.minimum(cost, top)), np.inf)
    sample = NearestCuts(cost[:: max(1, len(cost) // 1000)], math.inf, 0)
    typical = sample.typical(n_open)
    scale = float(typical.mean()) if len(typical) and typical.mean() > 0 else 1.0
    cost /= scale
    if isinstance(model, MeanAndWorst):
        unit = scale / max(1, len(rows.weight))
    else:
        unit = scale * (total / len(rows.weight) if total else 1.0)
    return Price(kappa, top, scale, unit, total), cost
