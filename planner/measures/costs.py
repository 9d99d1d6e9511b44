"""What sites cost by their kinds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from planner.domain.arrays import IntArray, LongArray
from planner.domain.sites import SiteKind, Sites


def opening_yuan(sites: Sites, chosen: LongArray) -> float | None:
    """Return what opening these sites costs, None where a kind does not say."""
    return _sum(sites.kinds[kind].opening_yuan for kind in sites.kind[chosen].tolist())


def running_yuan(sites: Sites, chosen: LongArray) -> float | None:
    """Return what running these sites costs a year, None where a kind does not say.

    Windows beyond, or short of, those that the kind has count at its price of a window.
    """
    return _sum(_running_yuan(sites, site) for site in chosen.tolist())


def windows_yuan(sites: Sites, desks: LongArray, windows: IntArray) -> float | None:
    """Return the yearly cost of giving these desks other numbers of windows, None if not known.

    Below zero where there are fewer. A desk whose windows nobody knew has no known cost.
    """
    before = sites.desks.windows[desks]
    kinds = sites.kind[sites.desks.site[desks]]
    return _sum(
        _of_windows(sites.kinds[kind], old, new)
        for kind, old, new in zip(kinds.tolist(), before.tolist(), windows.tolist(), strict=True)
    )


def _running_yuan(sites: Sites, site: int) -> float | None:
    kind = sites.kinds[sites.kind[site]]
    usual_of = {desk.channel: desk.windows for desk in kind.desks}
    own = np.flatnonzero(sites.desks.site == site)
    more = [
        _of_windows(kind, usual_of.get(channel, 0), windows)
        for channel, windows in zip(
            sites.desks.channel[own].tolist(), sites.desks.windows[own].tolist(), strict=True
        )
    ]
    return _sum([kind.yearly_yuan, *more])


def _of_windows(kind: SiteKind, before: int, after: int) -> float | None:
    if before == after:
        return 0.0
    if kind.window_yuan is None or before == 0 or after == 0:
        return None
    return (after - before) * kind.window_yuan


def _sum(amounts: Iterable[float | None]) -> float | None:
    total = 0.0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
