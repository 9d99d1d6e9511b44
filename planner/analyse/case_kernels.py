"""Compiled loops over residents: what they choose, whom that brings to desks, what it costs them.

`sites` and `share` (n_sets, n_residents, k) say where those go who choose a provider set, -1 for
no site; `time_s` and `length_m` (n_sets, n_residents) how far that is. `option` and `row`
(n_residents,) are what each resident chose (see `case_choices`). One thread and a fixed order, so
that sums are the same bits every time.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import ByteArray, FloatArray, IntArray

NOW, NOW_MAIL, LATER, LATER_MAIL = range(4)
"""What one may choose: a site open (or booked) now or one at another time, with or without mail."""
NOWHERE: Final = 255
TRIPS, TRAVEL_S, TRAVEL_M, TIME_OFF_S, WAIT_S, SWAMPED, MAILED = range(7)
N_SUMS: Final = 7
"""In the order of the fields of `CaseCosts`."""


@compiled
def cheapest(
    time_s: FloatArray, rows: IntArray, trips: FloatArray, off_s: float,
    option: ByteArray, row: IntArray,
) -> None:  # fmt: skip
    """Fill the option of least time a case, of equal ones the first, and its set; NOWHERE and -1.

    rows  int32 (4,) the set of each option, -1 where there is none
    """
    for i in range(len(option)):
        best = np.inf
        for number in range(len(rows)):
            if rows[number] < 0:
                continue
            extra_s = off_s if number >= LATER else 0.0
            cost = trips[number] * (2 * time_s[rows[number], i] + extra_s)
            if cost < best:  # false for NaN: not reached
                best = cost
                option[i], row[i] = number, rows[number]


@compiled
def visits_of(
    option: ByteArray, row: IntArray, sites: IntArray, share: FloatArray, people: FloatArray,
    trips: FloatArray, n_sites: int,
) -> FloatArray:  # fmt: skip
    """Return the trips of these people to each site under each option, (n_options, n_sites)."""
    visits = np.zeros((len(trips), n_sites))
    for i in range(len(option)):
        if option[i] == NOWHERE:
            continue
        for k in range(sites.shape[2]):
            site = sites[row[i], i, k]
            if site >= 0:
                visits[option[i], site] += people[i] * trips[option[i]] * share[row[i], i, k]
    return visits


@compiled
def add_up(
    option: ByteArray, row: IntArray, sites: IntArray, share: FloatArray, time_s: FloatArray,
    length_m: FloatArray, trips: FloatArray, weight: float, off_s: float, waiting: FloatArray,
    sums: FloatArray,
) -> None:  # fmt: skip
    """Add what a choice of weight `weight` costs to `sums` (N_SUMS, n_residents), NaN for NOWHERE.

    waiting  (2, n_options, n_sites) mean wait of a trip, share of trips to swamped desks
    """
    for i in range(len(option)):
        here = option[i]
        if here == NOWHERE:
            sums[:MAILED, i] = np.nan
            continue
        n = trips[here] * weight
        sums[TRIPS, i] += n
        sums[TRAVEL_S, i] += 2 * n * time_s[row[i], i]
        sums[TRAVEL_M, i] += 2 * n * length_m[row[i], i]
        if here >= LATER:
            sums[TIME_OFF_S, i] += n * off_s
        for k in range(sites.shape[2]):
            site = sites[row[i], i, k]
            if site >= 0:
                sums[WAIT_S, i] += n * share[row[i], i, k] * waiting[0, here, site]
                sums[SWAMPED, i] += n * share[row[i], i, k] * waiting[1, here, site]
        if here in (NOW_MAIL, LATER_MAIL):
            sums[MAILED, i] += weight
