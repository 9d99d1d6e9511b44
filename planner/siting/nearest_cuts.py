"""What places pay for their nearest site, as linear constraints on the opening of sites.

Let x_j in [0, 1] open site j and c_i be what place i pays. For any level D_i (not above what a
place without a site pays)

    c_i >= D_i - sum_j max(0, D_i - cost_ij) x_j

holds for every choice: the radius formulation of the p-median (Cornuéjols, Nemhauser & Wolsey 1980;
García, Labbé & Marín 2011), projected on x by Benders' decomposition (Magnanti & Wong 1981;
Duran-Mateluna, Alès & Elloumi 2023). For a given x the best level is the cost at which the sites
no farther add up to one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.siting.milp import Rows

HAIR: Final = 1e-9
BLOCK: Final = 4_000_000


@dataclass(frozen=True)
class NearestCuts:
    """Cuts of one cost matrix; columns are sites, then what each row pays, then others.

    cost       float64 (n_rows, n_sites), inf without a way
    alone      what a row without a site pays, inf if it must have one
    n_columns  of the programme that takes the cuts
    """

    cost: FloatArray
    alone: float
    n_columns: int

    @cached_property
    def nearest(self) -> FloatArray:
        """Cost of the nearest of all sites, (n_rows,)."""
        return np.asarray(self.cost.min(axis=1, initial=self.alone))

    def typical(self, n_open: float) -> FloatArray:
        """Return what rows would pay if n_open sites opened at random, about; (n_rows,)."""
        n_sites = self.cost.shape[1]
        if self.cost.size == 0:
            return np.zeros(len(self.cost))
        nth = min(n_sites - 1, int(n_sites / (1 + n_open)))
        level = np.empty(len(self.cost))
        for rows in self._blocks():
            level[rows] = np.partition(self.cost[rows], nth, axis=1)[:, nth]
        # Where so few sites reach a row, the farthest of them says what it may come to.
        finite = np.where(np.isfinite(self.cost), self.cost, -np.inf).max(axis=1, initial=-np.inf)
        level = np.where(np.isfinite(level), level, np.minimum(finite, self.alone))
        return np.minimum(level, self.alone)

    def levels(self, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the best level for x, the next one where it is as good, and what rows then pay.

        (n_rows,) each; the next level is NaN where there is none as good.
        """
        support = np.flatnonzero(x > HAIR)
        best, following, pays = (np.full(len(self.cost), np.nan) for _ in range(3))
        # To be without a site is a last site that is open for sure.
        opened_here = np.append(x[support], 2.0)
        for rows in self._blocks(len(support) + 1):
            near = self.cost[rows][:, support]
            near = np.column_stack([near, np.full(len(near), self.alone)])
            order = np.argsort(near, axis=1, kind="stable")
            near = np.take_along_axis(near, order, axis=1)
            opened = opened_here[order]
            total = np.cumsum(opened, axis=1)
            here = np.arange(len(near))
            at = (total >= 1 - HAIR).argmax(axis=1)
            after = np.minimum(at + 1, near.shape[1] - 1)
            # A row that must have a site, but has less than one by rounding: its farthest counts.
            farthest = np.where(np.isfinite(near), near, 0.0).max(axis=1)
            level = np.where(np.isfinite(near[here, at]), near[here, at], farthest)
            second = near[here, after]
            tie = (total[here, at] <= 1 + HAIR) & np.isfinite(second) & (second > level)
            best[rows] = level
            following[rows] = np.where(tie, second, np.nan)
            below = near < level[:, None]
            saved = np.where(below, level[:, None] - near, 0.0) * opened
            pays[rows] = level - saved.sum(axis=1)
        return best, following, pays

    def at(self, level: FloatArray, which: LongArray) -> Rows:
        """Return the cuts of these rows at these levels; both (n_cuts,)."""
        data, columns, counts = [], [], []
        n_sites = self.cost.shape[1]
        step = max(1, BLOCK // max(1, n_sites))
        for start in range(0, len(which), step):
            part = slice(start, start + step)
            saves = level[part, None] - self.cost[which[part]]
            useful = saves > 0
            row, column = np.nonzero(useful)
            count = np.bincount(row, minlength=len(saves))
            ends = np.cumsum(count)
            data.append(np.insert(saves[useful], ends, 1.0))
            columns.append(np.insert(column, ends, n_sites + which[part]))
            counts.append(count + 1)
        matrix = sp.csr_array(
            (_joined(data, np.float64), _joined(columns, np.int32),
             np.concatenate([[0], np.cumsum(_joined(counts, np.int64))]).astype(np.int32)),
            shape=(len(which), self.n_columns),
        )  # fmt: skip
        return Rows(matrix, level, np.full(len(level), np.inf))

    def violated(self, x: FloatArray, paid: FloatArray, tolerance: float) -> tuple[Rows, BoolArray]:
        """Return the cuts that forbid what rows pay at x, and which rows they are of."""
        best, following, pays = self.levels(x)
        short = pays > paid + tolerance * np.maximum(1.0, np.abs(pays))
        second = short & np.isfinite(following)
        which = np.concatenate([np.flatnonzero(short), np.flatnonzero(second)])
        return self.at(np.concatenate([best[short], following[second]]), which), short

    def _blocks(self, width: int = 0) -> list[slice]:
        step = max(1, BLOCK // max(1, width or self.cost.shape[1]))
        return [slice(at, at + step) for at in range(0, len(self.cost), step)]


def _joined(parts: list[np.ndarray], kind: type) -> np.ndarray:
    return np.concatenate([*parts, np.empty(0, dtype=kind)]).astype(kind)
