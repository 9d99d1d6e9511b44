"""Kernels that read what residents pay from the nodes at both ends of their edges."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.travel import UNREACHABLE
from planner.travel.packing import HALF, INFINITE

SECOND: Final = (1 << HALF) - 1

NO_SITE: Final = -1

OVERFLOW: Final = -1
"""Stands for a route that does not fit the result."""

BLOCK: Final = 64
"""Residents that are read together: their results fill a few cache lines of each lane."""


class Starts(NamedTuple):
    """Residents on edges, as the rows of a sweep's result see them.

    first_row, last_row           int32 (n,)  rows of the nodes at the edge's ends
    to_first, to_last             int64 (n,)  packed costs of getting there, INFINITE if closed
    access_first, access_second   int64 (n,)  the leg between door and road
    begin                         int64 (n + 1,)  sites on the same edge are `begin[i]:begin[i + 1]`
    site                          int32 (n_pairs,)  these sites, counted among the placed ones
    straight                      int64 (n_pairs,)  packed cost along the edge and the site's leg
    """

    first_row: IntArray
    last_row: IntArray
    to_first: LongArray
    to_last: LongArray
    access_first: LongArray
    access_second: LongArray
    begin: LongArray
    site: IntArray
    straight: LongArray


@compiled
def _costs(
    starts: Starts,
    i: int,
    one: int,
    other: int,
    costs: LongArray,
    lane_of_site: IntArray,
    found: LongArray,
) -> None:
    """Write the packed cost from a start to each lane's site, without the start's leg.

    one, other  rows of `costs` for the ends of its edge
    """
    to_one, to_other = starts.to_first[i], starts.to_last[i]
    for lane in range(found.size):
        found[lane] = min(to_one + costs[one, lane], to_other + costs[other, lane])
    for pair in range(starts.begin[i], starts.begin[i + 1]):
        lane = lane_of_site[starts.site[pair]]
        if 0 <= lane < found.size:
            found[lane] = min(found[lane], starts.straight[pair])


@compiled
def _unpack(
    costs: LongArray, access_first: int, access_second: int, first: IntArray, second: IntArray
) -> int:
    """Write both costs of each lane with the start's leg.

    Returns the greatest first cost without the leg, or OVERFLOW.
    """
    farthest = most_first = most_second = 0
    for lane in range(costs.size):
        cost = costs[lane]
        reached = cost < INFINITE
        one = (cost >> HALF) + access_first
        two = (cost & SECOND) + access_second
        farthest = max(farthest, cost if reached else 0)
        most_first = max(most_first, one if reached else 0)
        most_second = max(most_second, two if reached else 0)
        first[lane] = one if reached else UNREACHABLE
        second[lane] = two if reached else UNREACHABLE
    if most_first >= UNREACHABLE or most_second >= UNREACHABLE:
        return OVERFLOW
    return farthest >> HALF


@compiled
def read(
    starts: Starts,
    costs: LongArray,
    lane_of_site: IntArray,
    site_of_lane: IntArray,
    first: IntArray,
    second: IntArray,
) -> int:
    """Write both costs from each start to the site of each lane, int32 (n_sites, n_starts).

    lane_of_site  int32 (n_sites,)  outside the batch for sites of other batches
    Returns the greatest first cost without the start's leg, or OVERFLOW.
    """
    n_lanes = site_of_lane.size
    here = np.empty(n_lanes, np.int64)
    firsts = np.empty((BLOCK, n_lanes), np.int32)
    seconds = np.empty((BLOCK, n_lanes), np.int32)
    most = 0
    for begin in range(0, starts.first_row.size, BLOCK):
        n = min(BLOCK, starts.first_row.size - begin)
        for j in range(n):
            i = begin + j
            ends = starts.first_row[i], starts.last_row[i]
            _costs(starts, i, ends[0], ends[1], costs, lane_of_site, here)
            legs = starts.access_first[i], starts.access_second[i]
            unpacked = _unpack(here, legs[0], legs[1], firsts[j], seconds[j])
            if unpacked == OVERFLOW:
                return OVERFLOW
            most = max(most, unpacked)
        for lane in range(n_lanes):
            site = site_of_lane[lane]
            for j in range(n):
                first[site, begin + j] = firsts[j, lane]
                second[site, begin + j] = seconds[j, lane]
    return most


@compiled
def near_rows(starts: Starts, i: int, passed: BoolArray) -> tuple[int, int, bool]:
    """Return the rows of a start's two ends, and whether it can be near any site.

    An end that the sweep did not pass has the row of infinite costs, the last one.
    """
    one, other = starts.first_row[i], starts.last_row[i]
    maybe = passed[one] or passed[other] or starts.begin[i] < starts.begin[i + 1]
    return one if passed[one] else passed.size, other if passed[other] else passed.size, maybe


@compiled
def read_within(
    starts: Starts,
    costs: LongArray,
    passed: BoolArray,
    lane_of_site: IntArray,
    site_of_lane: IntArray,
    limit: int,
) -> tuple[IntArray, int]:
    """Return (start, site, first, second), int32 (n_found, 4), with first at most `limit`.

    costs, passed  as `Sweeper.near` gives them
    The other value is the greatest first cost without the start's leg, or OVERFLOW.
    """
    found = np.empty((1024, 4), np.int32)
    here = np.empty(site_of_lane.size, np.int64)
    count = most = 0
    for i in range(starts.first_row.size):
        one, other, maybe = near_rows(starts, i, passed)
        if not maybe:
            continue
        left = limit - starts.access_first[i]
        _costs(starts, i, one, other, costs, lane_of_site, here)
        if here.min() >> HALF > left:
            continue
        for lane in range(here.size):
            without = here[lane] >> HALF
            if without > left:
                continue
            second = (here[lane] & SECOND) + starts.access_second[i]
            if second >= UNREACHABLE:
                return found[:0], OVERFLOW
            if count == found.shape[0]:
                found = np.concatenate((found, np.empty_like(found)))
            found[count, 0], found[count, 1] = i, site_of_lane[lane]
            found[count, 2], found[count, 3] = without + starts.access_first[i], second
            count += 1
            most = max(most, without)
    return found[:count].copy(), most


@compiled
def read_coverage(
    starts: Starts,
    costs: IntArray,
    passed: BoolArray,
    lane_of_site: IntArray,
    limits: LongArray,
    weight: FloatArray,
    total: FloatArray,
    count: IntArray,
) -> None:
    """Add up which starts and sites are within each limit of each other, by first cost.

    costs, passed  as `Sweeper.near` gives them for the first cost alone
    limits         int64 (n_limits,)
    weight         float64 (n_starts,)
    total          float64 (n_limits, n_lanes)  the weight of each lane's starts is added, in order
    count          int32 (n_limits, n_starts)   the number of each start's sites is added
    """
    here = np.empty(costs.shape[1], np.int32)
    for i in range(starts.first_row.size):
        one, other, maybe = near_rows(starts, i, passed)
        if not maybe:
            continue
        to_one = np.int32(starts.to_first[i] >> HALF)
        to_other = np.int32(starts.to_last[i] >> HALF)
        for lane in range(here.size):
            here[lane] = min(to_one + costs[one, lane], to_other + costs[other, lane])
        for pair in range(starts.begin[i], starts.begin[i + 1]):
            lane = lane_of_site[starts.site[pair]]
            if 0 <= lane < here.size:
                here[lane] = min(here[lane], np.int32(starts.straight[pair] >> HALF))
        least = here.min()
        for k in range(limits.size):
            left = limits[k] - starts.access_first[i]
            if least <= left:
                sites = 0
                for lane in range(here.size):
                    near = here[lane] <= left
                    total[k, lane] += weight[i] if near else 0.0
                    sites += near
                count[k, i] += sites


@compiled
def _nearest(
    starts: Starts,
    i: int,
    providers: BoolArray,
    costs: LongArray,
    labels: IntArray,
    best: LongArray,
    label: IntArray,
) -> None:
    """Write the packed cost to the nearest site of each lane's set, and that site."""
    one, other = starts.first_row[i], starts.last_row[i]
    to_one, to_other = starts.to_first[i], starts.to_last[i]
    for lane in range(best.size):
        cost, name = to_one + costs[one, lane], labels[one, lane]
        far, far_name = to_other + costs[other, lane], labels[other, lane]
        better = (far < cost) | ((far == cost) & (far_name < name))
        best[lane] = far if better else cost
        label[lane] = far_name if better else name
    for pair in range(starts.begin[i], starts.begin[i + 1]):
        site, straight = starts.site[pair], starts.straight[pair]
        for lane in range(best.size):
            if providers[lane, site] and (
                straight < best[lane] or (straight == best[lane] and site < label[lane])
            ):
                best[lane], label[lane] = straight, site


@compiled
def read_nearest(
    starts: Starts,
    providers: BoolArray,
    costs: LongArray,
    labels: IntArray,
    site: IntArray,
    first: IntArray,
    second: IntArray,
) -> int:
    """Write the nearest site and both costs of each start for each set, (n_sets, n_starts).

    providers  bool (n_sets, n_sites)
    Returns the greatest first cost without the start's leg, or OVERFLOW.
    """
    n_lanes = providers.shape[0]
    best = np.empty(n_lanes, np.int64)
    label = np.empty((BLOCK, n_lanes), np.int32)
    firsts = np.empty((BLOCK, n_lanes), np.int32)
    seconds = np.empty((BLOCK, n_lanes), np.int32)
    most = 0
    for begin in range(0, starts.first_row.size, BLOCK):
        n = min(BLOCK, starts.first_row.size - begin)
        for j in range(n):
            i = begin + j
            _nearest(starts, i, providers, costs, labels, best, label[j])
            legs = starts.access_first[i], starts.access_second[i]
            unpacked = _unpack(best, legs[0], legs[1], firsts[j], seconds[j])
            if unpacked == OVERFLOW:
                return OVERFLOW
            most = max(most, unpacked)
        for lane in range(n_lanes):
            for j in range(n):
                reached = firsts[j, lane] != UNREACHABLE
                site[lane, begin + j] = label[j, lane] if reached else NO_SITE
                first[lane, begin + j] = firsts[j, lane]
                second[lane, begin + j] = seconds[j, lane]
    return most
