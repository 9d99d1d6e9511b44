"""Open sites one by one, and change one at a time while that helps.

Greedy addition comes within 1 - 1/e of the best for gains that diminish (Nemhauser, Wolsey & Fisher
1978); lazily, since a gain that was too small before is too small now (Minoux 1978). Under a budget
the better of most gain and most gain for its money is kept (Khuller, Moss & Naor 1999). Vertex
substitution is that of Teitz & Bart (1968) with all swaps evaluated at once (Whitaker 1983;
Resende & Werneck 2007).

Everything is deterministic: of equal changes the one with the lower index is made.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray
from planner.siting.coverings import Coverings
from planner.siting.freedom import Freedom
from planner.siting.landscape import Landscape

TOLD_APART: Final = 1e-9
"""Changes that alter the value by a smaller share are not made."""


def with_greedy(
    landscape: Landscape,
    freedom: Freedom,
    opened: BoolArray,
    over: Callable[[], bool],
    *,
    for_its_use: bool,
) -> BoolArray:
    """Return a choice with sites added while one helps, and while a quota wants one.

    for_its_use  rank sites by gain divided by what they use up of the limit
    """
    opened = opened.copy()
    if isinstance(landscape, Coverings) and landscape.diminishing:
        opened = _lazily(landscape, freedom, opened, over, for_its_use=for_its_use)
    small = TOLD_APART * landscape.value(opened)
    while not over():
        free = freedom.addable(opened)
        gains = landscape.gains(opened)
        wanted = freedom.wanted(opened)
        worth = np.where(wanted | (gains > small), _rank(gains, freedom, for_its_use), -np.inf)
        worth[~free] = -np.inf
        best = int(worth.argmax()) if len(worth) else 0
        if not len(worth) or worth[best] == -np.inf:
            break
        opened[best] = True
    return opened


def _lazily(
    landscape: Coverings,
    freedom: Freedom,
    opened: BoolArray,
    over: Callable[[], bool],
    *,
    for_its_use: bool,
) -> BoolArray:
    """Add sites by gain, looking again only at those that may still be the best."""
    rank = _rank(landscape.gains(opened), freedom, for_its_use)
    times = landscape.times(opened)
    heap = [(-rank[site], site, 0) for site in np.flatnonzero(rank > 0).tolist()]
    heapq.heapify(heap)
    free, n_added = freedom.addable(opened), 0
    while heap and not over():
        _, site, seen = heapq.heappop(heap)
        if not free[site]:
            continue
        if seen < n_added:
            gain = landscape.gain(times, site)
            use = freedom.use[site]
            worth = gain / use if for_its_use and use > 0 else gain
            worth = np.inf if for_its_use and use == 0 and gain > 0 else worth
            if gain > 0:
                heapq.heappush(heap, (-worth, site, n_added))
            continue
        opened[site] = True
        n_added += 1
        times = landscape.times(opened)
        free = freedom.addable(opened)
    return opened


def _rank(gains: FloatArray, freedom: Freedom, for_its_use: bool) -> FloatArray:  # noqa: FBT001
    if not for_its_use:
        return gains
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = gains / freedom.use
    return np.where(np.isnan(ratio), 0.0, ratio)


def improved(
    landscape: Landscape, freedom: Freedom, opened: BoolArray, over: Callable[[], bool]
) -> BoolArray:
    """Return a choice that no allowed addition or swap makes better.

    Where sites differ in what they use up, closing one and spending what that frees is tried too.
    """
    opened = opened.copy()
    uneven = len(np.unique(freedom.use[freedom.problem.eligible])) > 1
    value = landscape.value(opened)
    while not over() and len(opened):
        step = _best_addition(landscape, freedom, opened, value)
        if step is None:
            step = _best_swap(landscape, freedom, opened, value)
        if step is None and uneven:
            step = _best_refill(landscape, freedom, opened, value, over)
        if step is None:
            break
        opened, value = step
    return opened


def _best_addition(
    landscape: Landscape, freedom: Freedom, opened: BoolArray, value: float
) -> tuple[BoolArray, float] | None:
    free = freedom.addable(opened)
    if not free.any():
        return None
    gains = np.where(free, landscape.gains(opened), -np.inf)
    best = int(gains.argmax())
    if gains[best] <= TOLD_APART * value:
        return None
    return _with(opened, None, best), value - float(gains[best])


def _best_swap(
    landscape: Landscape, freedom: Freedom, opened: BoolArray, value: float
) -> tuple[BoolArray, float] | None:
    free = freedom.swappable(opened)
    if not free.any():
        return None
    rise = np.where(free, landscape.swaps(opened), np.inf)
    closed, best = np.unravel_index(int(rise.argmin()), rise.shape)
    if rise[closed, best] >= -TOLD_APART * value:
        return None
    after = _with(opened, int(np.flatnonzero(opened)[closed]), int(best))
    return after, value + float(rise[closed, best])


def _best_refill(
    landscape: Landscape,
    freedom: Freedom,
    opened: BoolArray,
    value: float,
    over: Callable[[], bool],
) -> tuple[BoolArray, float] | None:
    """Close one site and add others for what it used; the cheapest loss is tried first."""
    sites = np.flatnonzero(opened & freedom.closable(opened))
    loss = landscape.losses(opened)[np.searchsorted(np.flatnonzero(opened), sites)]
    for site in sites[np.argsort(loss, kind="stable")]:
        fewer = _with(opened, int(site), None)
        after = with_greedy(landscape, freedom, fewer, over, for_its_use=True)
        worth = landscape.value(after)
        if freedom.keeps(after) and worth < value * (1 - TOLD_APART):
            return after, worth
    return None


def _with(opened: BoolArray, closed: int | None, added: int | None) -> BoolArray:
    after = opened.copy()
    if closed is not None:
        after[closed] = False
    if added is not None:
        after[added] = True
    return after
