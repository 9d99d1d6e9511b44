"""The landscape of places within a radius: maximal cover and backup cover.

A row that t sites cover misses 1, s or 0 of its weight for t = 0, 1, 2 or more, with s the share of
the second cover. Bound, with a level l_i in [0, 1] for each row and k_i the covers it asks for:

    L(l) = sum_i a_i min(1, s + l_i, 2 l_i) - max over allowed x of sum_j x_j sum_{i near j} a_i l_i

which relaxes k_i <= sum of x_j near i (Galvão & ReVelle 1996 for s = 0).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.siting.aggregate import cover_rows
from planner.siting.cover_kernels import cover_gain, shared_covers
from planner.siting.models import MCLP, BackupCover
from planner.siting.payments import SUMMING
from planner.siting.problem import Problem
from planner.siting.subgradient import Relaxed


class Coverings:
    """Rows are the distinct sets of sites that cover someone; the value is what is missed."""

    def __init__(
        self,
        problem: Problem,
        model: MCLP | BackupCover,
        cheapest: Callable[[FloatArray], FloatArray],
        most_sites: int,
    ) -> None:
        self._cheapest = cheapest
        rows = cover_rows(problem, model.radius, np.flatnonzero(problem.counted))
        self.weight = rows.weight
        self.ceiling = np.ones(len(rows.weight))
        self._second = model.second_share if isinstance(model, BackupCover) else 0.0
        self._marginal = np.array([1 - self._second, self._second, 0.0])
        self._most = min(2, most_sites)
        self._matrix = rows.matrix
        self._columns = sp.csc_array(rows.matrix)

    @property
    def diminishing(self) -> bool:
        """Whether a second cover is worth no more than a first."""
        return self._second <= 0.5

    def value(self, opened: BoolArray) -> float:
        """Return the weight that is missed."""
        return float(self.weight @ self._missed(self.times(opened)))

    def gains(self, opened: BoolArray) -> FloatArray:
        """Return the weight that each site, opened as well, would add."""
        return np.asarray(self._columns.T @ (self.weight * self._worth(self.times(opened))))

    def gain(self, times: LongArray, site: int) -> float:
        """Return the weight that a site would add where rows are covered so many times."""
        columns = self._columns
        return cover_gain(columns.indptr, columns.indices, self.weight, times, self._marginal, site)

    def losses(self, opened: BoolArray) -> FloatArray:
        """Return the weight that closing each open site would lose."""
        times = self.times(opened)
        last = self.weight * np.where(times > 0, self._worth(times - 1), 0.0)
        return np.asarray((self._columns.T @ last)[opened])

    def swaps(self, opened: BoolArray) -> FloatArray:
        """Return the weight that each swap would lose."""
        times = self.times(opened)
        both = np.zeros((int(opened.sum()), len(opened)))
        rank = np.full(len(opened), -1)
        rank[opened] = np.arange(len(both))
        shared_covers(
            self._matrix.indptr, self._matrix.indices, self.weight, times, self._marginal, rank,
            both,
        )  # fmt: skip
        return self.losses(opened)[:, None] - self.gains(opened) - both

    def first_level(self, opened: BoolArray) -> FloatArray:
        """Return levels that fall with the number of covers."""
        return np.asarray(1.0 / (1.0 + self.times(opened)))

    def relaxed(self, level: FloatArray) -> Relaxed:
        """Return the bound at these levels."""
        near = np.asarray(self._columns.T @ (self.weight * level))
        x = self._cheapest(-near)
        options = np.stack([np.ones(len(level)), self._second + level, 2 * level])[: self._most + 1]
        asked = options.argmin(axis=0)
        missed = float(self.weight @ options.min(axis=0))
        back = float(x @ near)
        slope = asked - self._matrix @ x
        return Relaxed(missed - back - SUMMING * (missed + back), slope, x)

    def true(self, value: float) -> float:
        """Return the weight that is covered."""
        return float(self.weight.sum()) - value

    def times(self, opened: BoolArray) -> LongArray:
        """Return how many open sites cover each row."""
        return np.asarray(self._matrix @ opened).astype(np.int64)

    def _worth(self, times: LongArray) -> FloatArray:
        """Return what one more cover is worth as a share of the weight."""
        return np.asarray(self._marginal[np.minimum(times, 2)])

    def _missed(self, times: LongArray) -> FloatArray:
        return np.array([1.0, self._second, 0.0])[np.minimum(times, 2)]
