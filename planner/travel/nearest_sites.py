"""The nearest site of any set of sites, read off a travel matrix."""

from __future__ import annotations

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import BoolArray, IntArray, LongArray, require, require_shape
from planner.domain.travel import UNREACHABLE, Nearest, Optimise, TravelMatrix


def nearest(
    matrix: TravelMatrix,
    providers: BoolArray,
    residents: LongArray | None = None,
    *,
    optimise: Optimise = "fastest",
    columns: LongArray | None = None,
    egress_ms: IntArray | None = None,
) -> Nearest:
    """Return the nearest site of each provider set for each of these residents (None: for all).

    `columns` are the sites in question, counted in their order; None: all of the matrix. Each may
    take `egress_ms` more at its door, int32 (n_sites,). Rows are read one by one, so that a matrix
    mapped from a file stays there.
    `providers` is bool (n_sets, n_sites). "fastest" prefers least time, then least length, then
    the lower site index; "shortest" least length, then least time, then the lower site index.
    Raises OverflowError if a time with egress does not fit (24 days).
    """
    n_sites = len(matrix.site_ids if columns is None else columns)
    require_shape(providers, (len(providers), n_sites), "providers")
    egress = np.zeros(n_sites, dtype=np.int32) if egress_ms is None else egress_ms
    require_shape(egress, (n_sites,), "egress_ms")
    require(egress.min(initial=0) >= 0, "negative egress")
    rows = np.arange(len(matrix.time_ms)) if residents is None else residents
    shape = len(providers), len(rows)
    site = np.full(shape, -1, dtype=np.int32)
    time_ms = np.full(shape, UNREACHABLE, dtype=np.int32)
    length_cm = np.full(shape, UNREACHABLE, dtype=np.int32)
    in_set, member = np.nonzero(providers)
    start = np.searchsorted(in_set, np.arange(len(providers) + 1))
    sites = np.arange(n_sites) if columns is None else columns
    costs = np.asarray(matrix.time_ms), np.asarray(matrix.length_cm)
    extra = egress.astype(np.int64), np.zeros(n_sites, dtype=np.int64)
    best = time_ms, length_cm
    if optimise == "shortest":
        costs, extra, best = costs[::-1], extra[::-1], best[::-1]
    if not _fill(*costs, *extra, rows, sites, start, member, site, *best):
        raise OverflowError("a route takes more than 24 days")
    return Nearest(site, time_ms, length_cm)


@compiled
def _fill(
    first: IntArray,
    second: IntArray,
    first_extra: LongArray,
    second_extra: LongArray,
    rows: LongArray,
    columns: LongArray,
    start: LongArray,
    member: LongArray,
    site: IntArray,
    best_first: IntArray,
    best_second: IntArray,
) -> bool:
    """Fill the last three, (n_sets, n_rows); False if a cost with its extra does not fit.

    The sites of set s are `member[start[s]:start[s + 1]]`, ascending.
    """
    for place in range(len(rows)):
        row = rows[place]
        for number in range(len(start) - 1):
            found, least, other = np.int64(-1), np.int64(UNREACHABLE), np.int64(UNREACHABLE)
            for position in range(start[number], start[number + 1]):
                candidate = member[position]
                column = columns[candidate]
                if first[row, column] == UNREACHABLE:
                    continue
                here = first[row, column] + first_extra[candidate]
                then = second[row, column] + second_extra[candidate]
                if here >= UNREACHABLE or then >= UNREACHABLE:
                    return False
                if found < 0 or here < least or (here == least and then < other):
                    found, least, other = candidate, here, then
            if found >= 0:
                site[number, place] = found
                best_first[number, place] = least
                best_second[number, place] = other
    return True
