"""How much lies within radii of many candidate sites, without the matrix of travel between them.

Only the first cost is looked at, in lanes of 32 bits, and parts of the roads that no site of a
batch is near are not visited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    require,
    require_shape,
)
from planner.domain.placement import Placement
from planner.domain.travel import Coverage
from planner.travel.engine import Engine
from planner.travel.job import Job
from planner.travel.lanes import Seeds, Sweeper
from planner.travel.packing import HALF, INFINITE
from planner.travel.reading import read_coverage


def coverage(
    engine: Engine,
    residents: Placement,
    sites: Placement,
    radii: Sequence[int],
    weight: FloatArray | None = None,
) -> Coverage:
    """Return what the residents within each radius of each site weigh, and the reverse count.

    radii   inclusive, ascending, below 2^30; ms for the fastest routes, cm for the shortest; the
            legs of both ends count
    weight  float64 (n_residents,), people for instance; None: each resident weighs 1

    Each sum is taken in the order of residents by one thread, so that its bits depend neither on
    threads nor on the other sites. Raises TooFarError.
    """
    bounds = _bounds(radii)
    people = np.ones(len(residents)) if weight is None else weight
    require_shape(people, (len(residents),), "weight")
    job = engine.job(residents, sites)
    job.prove([min(int(bounds[-1]), job.limits.all_first)])
    order = job.compact_order()
    lane_of_goal = np.argsort(order).astype(np.int32)
    some = people[job.resident]
    total = np.zeros((len(bounds), len(sites)))
    count = np.zeros((len(bounds), len(residents)), dtype=np.int32)
    one_at_a_time = Lock()

    def take(lane: int, costs: IntArray, passed: BoolArray) -> None:
        here = order[lane : lane + costs.shape[1]]
        weighed = np.zeros((len(bounds), costs.shape[1]))
        counted = np.zeros((len(bounds), len(some)), dtype=np.int32)
        lanes = lane_of_goal - lane
        read_coverage(job.starts, costs, passed, lanes, bounds, some, weighed, counted)
        with one_at_a_time:
            total[:, job.site[here]] = weighed[:, : len(here)]
            count[:, job.resident] += counted

    sweeper = Sweeper(engine.metric.first_only, job.nodes, engine.threads)
    sweeper.near(_seeds(job, order), len(order), int(bounds[-1]), take)
    return Coverage(tuple(bounds.tolist()), total, count)


def coverage_of_nodes(
    engine: Engine, sites: Placement, radii: Sequence[int], weight: IntArray | None = None
) -> LongArray:
    """Return what the nodes within each radius of each site weigh, int64 (n_radii, n_sites).

    radii   as `coverage` has them; the leg of the site counts
    weight  int32 (n_nodes,), at least 0; None: each node weighs 1

    Sums of integers do not depend on their order. Raises TooFarError.
    """
    bounds = _bounds(radii)
    n_nodes = engine.metric.roads.n_nodes
    weights = np.ones(n_nodes, dtype=np.int32) if weight is None else weight
    require_shape(weights, (n_nodes,), "weight")
    require(weights.min(initial=0) >= 0, "a weight is negative")
    job = engine.job(_NOBODY, sites)
    job.prove([min(int(bounds[-1]), job.limits.all_first)])
    order = job.compact_order()
    everywhere = Sweeper(
        engine.metric.first_only, np.arange(n_nodes, dtype=np.int32), engine.threads
    )
    found = everywhere.counts(_seeds(job, order), len(order), bounds.tolist(), weights)
    total = np.zeros((len(bounds), len(sites)), dtype=np.int64)
    total[:, job.site[order]] = found
    return total


def _bounds(radii: Sequence[int]) -> LongArray:
    require(len(radii) > 0 and list(radii) == sorted(set(radii)), "radii must ascend")
    require(radii[0] >= 0 and radii[-1] < INFINITE >> HALF, "a radius is out of range")
    return np.array(radii, dtype=np.int64)


def _seeds(job: Job, order: IntArray) -> Seeds:
    seeds = job.seeds(np.arange(len(order), dtype=np.int32), order)
    return replace(seeds, cost=seeds.cost >> HALF)


_NOBODY = Placement(
    edge=np.empty(0, dtype=np.int32),
    fraction=np.empty(0),
    snap_m=np.empty(0),
    access_ms=np.empty(0, dtype=np.int32),
    access_cm=np.empty(0, dtype=np.int32),
    lon=np.empty(0),
    lat=np.empty(0),
)
