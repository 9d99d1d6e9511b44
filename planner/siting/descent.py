"""Quick bound and quick choice for models in which places pay for their nearest site.

The bound relaxes that each place is served exactly once (Cornuéjols, Fisher & Nemhauser 1977): with
a level l_i for each place,

    L(l) = sum_i a_i l_i + min over allowed x of sum_j x_j r_j
    r_j  = -sum_i a_i max(0, l_i - cost_ij)

never exceeds the best objective. Levels are moved by subgradients with a falling step (Held,
Wolfe & Crowder 1974). The choice goes on from the sites of each better bound by interchange: swap
one site while that helps (Teitz & Bart 1968; Whitaker 1983).

Both work on the nearest arcs of each place only; a level never rises above the last of them, so
that the bound holds for all arcs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.siting.kernels import savings, served, swaps, two_nearest

ARCS_FOR_EACH_EXPECTED: Final = 6
ARCS_IN_ALL: Final = 25_000_000
"""As many arcs are kept where memory is no concern: in a town with many candidates the nearest
few say little, and sorting all costs little."""
ROUNDS: Final = 400
PATIENCE: Final = 12
STEP: Final = 1.0
LAST_STEP: Final = 0.005
FIRST_OFFERS: Final = 20
SWAPS_TRIED: Final = 40


@dataclass(frozen=True)
class NearArcs:
    """The nearest sites of each row, ascending by cost.

    site, cost  (n_rows, n_near)
    farthest    float64 (n_rows,): no arc that is left out costs less, or none that is ever used
    weight      float64 (n_rows,)
    n_sites     number of sites
    """

    site: LongArray
    cost: FloatArray
    farthest: FloatArray
    weight: FloatArray
    n_sites: int

    def below(self, most: FloatArray) -> NearArcs:
        """Return the arcs of rows that never pay more than this, (n_rows,)."""
        return replace(self, farthest=np.minimum(self.farthest, most))


def near_arcs(cost: FloatArray, weight: FloatArray, alone: float, n_open: float) -> NearArcs:
    """Return the arcs that matter when about n_open sites open; a row alone pays `alone`."""
    n_rows, n_sites = cost.shape
    wanted = int(ARCS_FOR_EACH_EXPECTED * n_sites / max(1.0, n_open))
    n_near = min(n_sites, max(10, wanted, ARCS_IN_ALL // max(1, n_rows)))
    site = np.empty((n_rows, n_near), dtype=np.int64)
    near = np.empty((n_rows, n_near))
    step = max(1, 4_000_000 // max(1, n_sites))
    for at in range(0, n_rows, step):
        rows = slice(at, at + step)
        block = cost[rows]
        some = (
            np.argpartition(block, n_near - 1, axis=1)[:, :n_near]
            if n_near < n_sites
            else np.broadcast_to(np.arange(n_sites), block.shape)
        )
        values = np.take_along_axis(block, some, axis=1)
        order = np.lexsort((some, values), axis=1)
        site[rows] = np.take_along_axis(some, order, axis=1)
        near[rows] = np.take_along_axis(values, order, axis=1)
    complete = n_near == n_sites
    last = np.full(n_rows, alone) if complete else near[:, -1]
    finite = np.where(np.isfinite(near), near, -np.inf).max(axis=1, initial=0.0)
    farthest = np.minimum(np.where(np.isfinite(last), last, np.maximum(finite, 1.0) * 2), alone)
    return NearArcs(site, near, farthest, weight, n_sites)


@dataclass(frozen=True)
class Descent:
    """Where the descent ended.

    level    float64 (n_rows,) of the best bound
    bound    no allowed choice costs less
    """

    level: FloatArray
    bound: float


def descend(
    arcs: NearArcs,
    level: FloatArray,
    cheapest: Callable[[FloatArray], FloatArray],
    offer: Callable[[BoolArray], float],
    over: Callable[[], bool],
) -> Descent:
    """Raise the bound from these levels.

    cheapest  returns the x in [0, 1] (n_sites,) that minimises x @ r over a superset of what is
              allowed
    offer     is shown the sites of a better bound, more and more seldom; returns the best
              objective so far
    """
    level = np.minimum(level, arcs.farthest)
    best = Descent(level, -np.inf)
    step, idle, next_offer, goal = STEP, 0, 0, np.inf
    sites = np.zeros(arcs.n_sites, dtype=bool)
    for round_ in range(ROUNDS):
        value = savings(arcs.site, arcs.cost, arcs.weight, level, arcs.n_sites)
        x = cheapest(-value)
        bound = float(arcs.weight @ level - x @ value)
        slope = 1.0 - served(arcs.site, arcs.cost, level, x)
        if bound > best.bound:
            gained = bound - best.bound
            best, sites = Descent(level, bound), x > 0
            if round_ >= next_offer:
                next_offer, goal = max(FIRST_OFFERS, 2 * round_), offer(sites)
            idle = 0 if gained > 1e-5 * abs(bound) else idle + 1
        else:
            idle += 1
        steep = float(arcs.weight @ (slope * slope))
        if steep == 0 or goal - bound <= 1e-9 * abs(goal) or step < LAST_STEP or over():
            break
        if idle >= PATIENCE:
            step, idle, level = step / 2, 0, best.level
            continue
        reach = goal if np.isfinite(goal) else abs(bound) * 1.2 + 1.0
        length = step * (1.02 * reach - bound) / steep
        level = np.clip(level + length * slope, 0, arcs.farthest)
    offer(sites)
    return best


def interchanged(
    arcs: NearArcs,
    opened: BoolArray,
    fixed: BoolArray,
    allowed: Callable[[BoolArray], bool],
    over: Callable[[], bool],
) -> BoolArray:
    """Swap one open site for a closed one while that helps; the best allowed swap goes first.

    fixed    sites that are not closed
    allowed  judges a choice
    """
    opened = opened.copy()
    while not over():
        sites = np.flatnonzero(opened)
        rank = np.full(arcs.n_sites, -1)
        rank[sites] = np.arange(len(sites))
        near, first, second = two_nearest(arcs.site, arcs.cost, arcs.farthest, rank)
        net = swaps(
            arcs.site, arcs.cost, arcs.weight, near, first, second, len(sites), arcs.n_sites
        )
        net[:, opened] = np.inf
        net[fixed[sites]] = np.inf
        swap = _first_allowed(net, sites, opened, allowed)
        if swap is None:
            break
        opened = swap
    return opened


def _first_allowed(
    net: FloatArray, sites: LongArray, opened: BoolArray, allowed: Callable[[BoolArray], bool]
) -> BoolArray | None:
    """Return the choice after the best allowed of the most promising swaps, None if none helps."""
    scale = 1e-12 * max(1.0, float(np.abs(net[np.isfinite(net)]).max(initial=0.0)))
    flat = net.ravel()
    n = min(SWAPS_TRIED, flat.size)
    tried = np.argpartition(flat, n - 1)[:n] if n < flat.size else np.arange(flat.size)
    for index in tried[np.lexsort((tried, flat[tried]))]:
        if flat[index] >= -scale:
            return None
        after = opened.copy()
        after[sites[index // net.shape[1]]] = False
        after[index % net.shape[1]] = True
        if allowed(after):
            return after
    return None
