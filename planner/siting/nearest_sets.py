"""What places pay for their nearest site, by the sets of sites within each cost of a place.

A place pays the cost of its nearest site, and for each further cost level the step to it if every
site up to there is shut. With x_j in [0, 1] for an open site and z_S in [0, 1] for a set S of sites
that is shut as a whole,

    c_i = base_i + sum_S step_iS z_S,    z_S + sum of x_j over j in S >= 1.

Places that share a set share its z: the radius formulation of Cornuéjols, Nemhauser & Wolsey
(1980), reduced as by Church (2003, COBRA). As strong as all cuts of `planner.siting.nearest_cuts`
together, and small once most sites are closed for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.siting.aggregate import distinct
from planner.siting.milp import Programme, Rows, stacked

BLOCK: Final = 4_000_000


@dataclass(frozen=True)
class NearestSets:
    """Sets of sites and what rows pay more when all of a set are shut.

    base     float64 (n_rows,)        the cost of the nearest site that may open, at most `alone`
    members  csr (n_sets, n_sites)    ones
    step     csr (n_rows, n_sets)     the cost added
    """

    base: FloatArray
    members: sp.csr_array
    step: sp.csr_array

    def values(self, x: FloatArray) -> FloatArray:
        """Return the columns of the programme at an opening of sites: x, then z."""
        return np.concatenate([x, np.clip(1.0 - self.members @ x, 0.0, 1.0)])

    def programme(
        self, rules: Rows, bounds: tuple[FloatArray, FloatArray], row_cost: FloatArray
    ) -> Programme:
        """Return the programme that minimises row_cost @ (c - base) over sites, then sets.

        rules   constraints over the sites
        bounds  least and most of each site, 0 or 1
        """
        n_sets, n_sites = self.members.shape
        one_open = sp.hstack([self.members, sp.eye_array(n_sets)], format="csr")
        lower, upper = bounds
        return Programme(
            np.concatenate([np.zeros(n_sites), row_cost @ self.step]),
            np.concatenate([lower, np.zeros(n_sets)]),
            np.concatenate([upper, np.ones(n_sets)]),
            np.repeat([True, False], [n_sites, n_sets]),
            stacked(
                rules.widened(n_sites + n_sets),
                Rows(sp.csr_array(one_open), np.ones(n_sets), np.full(n_sets, np.inf)),
            ),
        )


def nearest_sets(
    cost: FloatArray, alone: float, opened: BoolArray, closed: BoolArray
) -> NearestSets:
    """Return the sets of the sites that may open.

    cost    float64 (n_rows, n_sites), inf without a way
    alone   what a row without a site pays, inf if it must have one
    opened  (n_sites,) sites that are open for sure: no row pays more than for the nearest
    closed  (n_sites,) sites that never open
    """
    cost = np.where(closed, np.inf, cost)
    n_rows, n_sites = cost.shape
    base = np.minimum(cost.min(axis=1, initial=np.inf), alone)
    most = np.minimum(cost[:, opened].min(axis=1, initial=alone), alone)
    keys, row_of, added = [], [], []
    block = max(1, BLOCK // max(1, n_sites))
    for at in range(0, n_rows, block):
        rows = np.arange(at, min(at + block, n_rows))
        row, level, step = _levels(cost[rows], alone, most[rows])
        for first in range(0, len(row), block):
            part = slice(first, first + block)
            within = cost[rows[row[part]]] <= level[part, None]
            keys.append(np.packbits(within, axis=1))
        row_of.append(rows[row])
        added.append(step)
    width = -(-n_sites // 8)
    packed = np.concatenate([*keys, np.empty((0, width), dtype=np.uint8)])
    first_of, set_of = distinct(packed)
    members = np.unpackbits(packed[first_of], axis=1, count=n_sites).astype(np.float64)
    where = (np.concatenate([*row_of, np.empty(0, dtype=np.int64)]), set_of)
    steps = np.concatenate([*added, np.empty(0)])
    shape = (n_rows, len(first_of))
    return NearestSets(base, sp.csr_array(members), sp.csr_array((steps, where), shape=shape))


def _levels(
    cost: FloatArray, alone: float, below: FloatArray
) -> tuple[LongArray, FloatArray, FloatArray]:
    """Return row, level and the step to the next level, for each level below a row's bound."""
    ranked = np.sort(cost, axis=1)
    following = np.column_stack([ranked[:, 1:], np.full(len(ranked), np.inf)])
    following = np.minimum(following, alone)
    useful = (ranked < below[:, None]) & (following > ranked) & np.isfinite(following)
    row, column = np.nonzero(useful)
    level = ranked[row, column]
    return row, level, following[row, column] - level
