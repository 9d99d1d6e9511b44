"""Kernels that read what residents pay from the nodes at both ends of their edges."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.travel import UNREACHABLE
from planner.travel.compiled import compiled
from planner.travel.packing import HALF, INFINITE

SECOND: Final = (1 << HALF) - 1

NO_SITE: Final = -1

OVERFLOW: Final = -1
"""Stands for a route that does not fit the result."""


class Starts(NamedTuple):
    """Residents on edges, as the rows of a sweep's result see them.

    resident                      int64 (n,)  who they are among all residents
    first_row, last_row           int32 (n,)  rows of the nodes at the edge's ends
    to_first, to_last             int64 (n,)  packed costs of getting there, INFINITE if closed
    access_first, access_second   int64 (n,)  the leg between door and road
    begin                         int64 (n + 1,)  sites on the same edge are `begin[i]:begin[i + 1]`
    site                          int32 (n_pairs,)  these sites
    straight                      int64 (n_pairs,)  packed cost along the edge and the site's leg
    """

    resident: LongArray
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
def _cost(starts: Starts, i: int, costs: LongArray, lane: int, site: int) -> int:
    """Return the packed cost from a start to the site of a lane, without the start's leg."""
    cost = min(
        starts.to_first[i] + costs[starts.first_row[i], lane],
        starts.to_last[i] + costs[starts.last_row[i], lane],
    )
    for pair in range(starts.begin[i], starts.begin[i + 1]):
        if starts.site[pair] == site:
            cost = min(cost, starts.straight[pair])
    return cost


@compiled
def _whole(starts: Starts, i: int, cost: int) -> tuple[int, int]:
    """Return both costs with the start's leg; OVERFLOW if one does not fit."""
    if cost >= INFINITE:
        return UNREACHABLE, UNREACHABLE
    first = (cost >> HALF) + starts.access_first[i]
    second = (cost & SECOND) + starts.access_second[i]
    if first >= UNREACHABLE or second >= UNREACHABLE:
        return OVERFLOW, OVERFLOW
    return first, second


@compiled
def read(
    starts: Starts, costs: LongArray, sites: IntArray, first: IntArray, second: IntArray
) -> int:
    """Write both costs from each start to the site of each lane, int32 (n_sites, n_residents).

    sites  int32 (n_lanes,)
    Returns the greatest first cost without the start's leg, or OVERFLOW.
    """
    most = 0
    for i in range(starts.resident.size):
        resident = starts.resident[i]
        for lane in range(sites.size):
            cost = _cost(starts, i, costs, lane, sites[lane])
            one, other = _whole(starts, i, cost)
            if one == OVERFLOW:
                return OVERFLOW
            first[sites[lane], resident] = one
            second[sites[lane], resident] = other
            if cost < INFINITE:
                most = max(most, cost >> HALF)
    return most


@compiled
def read_within(
    starts: Starts, costs: LongArray, sites: IntArray, limit: int
) -> tuple[IntArray, int]:
    """Return (resident, site, first, second), int32 (n_found, 4), with first at most `limit`.

    The second value is the greatest first cost without the start's leg, or OVERFLOW.
    """
    found = np.empty((1024, 4), np.int32)
    count = most = 0
    for i in range(starts.resident.size):
        for lane in range(sites.size):
            cost = _cost(starts, i, costs, lane, sites[lane])
            one, other = _whole(starts, i, cost)
            if one > limit:
                continue
            if one == OVERFLOW:
                return found[:0], OVERFLOW
            if count == found.shape[0]:
                found = np.concatenate((found, np.empty_like(found)))
            found[count, 0], found[count, 1] = starts.resident[i], sites[lane]
            found[count, 2], found[count, 3] = one, other
            count += 1
            most = max(most, cost >> HALF)
    return found[:count].copy(), most


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
    """Write the nearest site and both costs of each start for each set, (n_sets, n_residents).

    providers  bool (n_sets, n_sites)
    Returns the greatest first cost without the start's leg, or OVERFLOW.
    """
    most = 0
    for i in range(starts.resident.size):
        row, last_row, resident = starts.first_row[i], starts.last_row[i], starts.resident[i]
        for lane in range(site.shape[0]):
            cost, label = starts.to_first[i] + costs[row, lane], labels[row, lane]
            other, other_label = starts.to_last[i] + costs[last_row, lane], labels[last_row, lane]
            if other < cost or (other == cost and other_label < label):
                cost, label = other, other_label
            for pair in range(starts.begin[i], starts.begin[i + 1]):
                other, other_label = starts.straight[pair], starts.site[pair]
                if providers[lane, other_label] and (
                    other < cost or (other == cost and other_label < label)
                ):
                    cost, label = other, other_label
            one, two = _whole(starts, i, cost)
            if one == OVERFLOW:
                return OVERFLOW
            site[lane, resident] = label if cost < INFINITE else NO_SITE
            first[lane, resident] = one
            second[lane, resident] = two
            if cost < INFINITE:
                most = max(most, cost >> HALF)
    return most
