"""Travel over one road state, for many sites at once: the hierarchy put to work.

The engine answers with exact integers or refuses: TooFarError says that routes are so long that the
packed costs might not be right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray, require, require_shape
from planner.domain.placement import Placement
from planner.domain.roads import Roads
from planner.domain.travel import UNREACHABLE, Nearest, Optimise, TravelMatrix, TravelWithin
from planner.travel.backup import second_nearest, split_sets
from planner.travel.hierarchy import Hierarchy, hierarchy_of
from planner.travel.job import Job
from planner.travel.metric import Metric
from planner.travel.packing import HALF, INFINITE
from planner.travel.reading import NO_SITE, read, read_nearest, read_within
from planner.travel.streaming import require_memory


@dataclass(frozen=True)
class Engine:
    """Travel over one road state.

    threads  None: one for each processor. Results do not depend on it.
    """

    metric: Metric
    threads: int | None = None

    @classmethod
    def of(
        cls,
        roads: Roads,
        *,
        optimise: Optimise = "fastest",
        folder: Path | None = None,
        threads: int | None = None,
    ) -> Engine:
        """Return an engine; hierarchies are kept in `folder` and serve all states of the roads."""
        return cls(Metric.of(hierarchy_of(roads, folder), roads, optimise), threads)

    def on(self, roads: Roads) -> Engine:
        """Return an engine for another state of the same roads, sharing what did not change.

        Closing, slowing and opening edges repairs or renews the weights. Where edges were added
        or taken away, the hierarchy is filled in anew in the same order, which is a small part of
        the work of building it. Either way results are those of a new engine.
        """
        old = self.metric.roads
        if roads.n_nodes != old.n_nodes:
            return Engine.of(roads, optimise=self.metric.optimise, threads=self.threads)
        if np.array_equal(roads.edge_from, old.edge_from) and np.array_equal(
            roads.edge_to, old.edge_to
        ):
            return replace(self, metric=self.metric.changed(roads))
        hierarchy = Hierarchy.of(roads, like=self.metric.hierarchy)
        return replace(self, metric=Metric.of(hierarchy, roads, self.metric.optimise))

    def matrix(
        self,
        residents: Placement,
        sites: Placement,
        site_ids: Sequence[str],
        *,
        on_progress: Callable[[int, int], None] | None = None,
        memory_gib: float = 16.0,
    ) -> TravelMatrix:
        """Return time and length of the best route from each resident to each site.

        Both arrays lie site by site in memory. `on_progress` is told (sites done, sites in all)
        after each batch. Raises MemoryError if they would take more than `memory_gib`; TooFarError.
        """
        require(len(sites) == len(site_ids), "one id for each site")
        require_memory(len(residents), len(sites), memory_gib)
        job = Job.of(self.metric, residents, sites, self.threads)
        order = job.compact_order()
        lane_of_goal = np.argsort(order).astype(np.int32)
        first, second = np.empty((2, len(order), len(job.resident)), dtype=np.int32)
        most: list[int] = []
        done: list[int] = []
        one_at_a_time = Lock()

        def take(lane: int, costs: LongArray) -> None:
            here = order[lane : lane + costs.shape[1]]
            most.append(read(job.starts, costs, lane_of_goal - lane, here, first, second))
            with one_at_a_time:
                done.append(len(here))
                if on_progress is not None:
                    on_progress(sum(done), len(order))

        lanes = np.arange(len(order), dtype=np.int32)
        job.sweeper.costs(job.seeds(lanes, order), len(order), take)
        job.prove(most)
        job.prove_unreachable(first, np.eye(len(order), dtype=bool))
        shape = len(sites), len(residents)
        time_ms, length_cm = (
            _spread(part, job.site, job.resident, shape, UNREACHABLE)
            for part in self._time_and_length(first, second)
        )
        return TravelMatrix(time_ms.T, length_cm.T, tuple(site_ids))

    def within(self, residents: Placement, sites: Placement, limit: int) -> TravelWithin:
        """Return the pairs whose first cost, legs included, is at most `limit`.

        `limit` is in ms for the fastest routes and in cm for the shortest; below 2^30. Parts of
        the roads that no site is near are not visited. Raises TooFarError.
        """
        require(0 <= limit < INFINITE >> HALF, "the limit is out of range")
        job = Job.of(self.metric, residents, sites, self.threads)
        order = job.compact_order()
        lane_of_goal = np.argsort(order).astype(np.int32)
        most: list[int] = []
        found: list[IntArray] = []

        def take(lane: int, costs: LongArray, passed: BoolArray) -> None:
            here = order[lane : lane + costs.shape[1]]
            known = costs, passed, lane_of_goal - lane
            pairs, farthest = read_within(job.starts, *known, here, limit)
            found.append(pairs)
            most.append(farthest)

        lanes = np.arange(len(order), dtype=np.int32)
        packed_limit = ((limit + 1) << HALF) - 1
        job.sweeper.near(job.seeds(lanes, order), len(order), packed_limit, take)
        # Of a pair that was not found we know as much only if all below the limit is exact.
        job.prove([*most, min(limit, self.metric.limits.all_first)])
        pairs = np.concatenate([np.empty((0, 4), dtype=np.int32), *found])
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        start, goal, first, second = np.ascontiguousarray(pairs.T)
        return TravelWithin(
            job.resident[start].astype(np.int32),
            job.site[goal].astype(np.int32),
            *self._time_and_length(first, second),
        )

    def nearest(self, residents: Placement, sites: Placement, providers: BoolArray) -> Nearest:
        """Return the nearest site of each provider set for each resident, without a matrix.

        providers  bool (n_sets, n_sites)
        Sites are preferred by first cost, then second cost, then lower index. Raises TooFarError.
        """
        require_shape(providers, (len(providers), len(sites)), "providers")
        job = Job.of(self.metric, residents, sites, self.threads)
        members = np.ascontiguousarray(providers[:, job.site])
        shape = len(providers), len(job.resident)
        goal_of, first, second = np.empty((3, *shape), dtype=np.int32)
        most: list[int] = []

        def take(lane: int, costs: LongArray, labels: IntArray) -> None:
            sets = slice(lane, lane + costs.shape[1])
            read_into = goal_of[sets], first[sets], second[sets]
            most.append(read_nearest(job.starts, members[sets], costs, labels, *read_into))

        lane, goal = (index.astype(np.int32) for index in np.nonzero(members))
        job.sweeper.labelled(job.seeds(lane, goal), len(providers), take)
        job.prove(most)
        job.prove_unreachable(first, members)
        whole = len(providers), len(residents)
        site = np.append(job.site, NO_SITE).astype(np.int32)[goal_of]
        rows = np.arange(len(providers))
        return Nearest(
            _spread(site, rows, job.resident, whole, NO_SITE),
            *(
                _spread(part, rows, job.resident, whole, UNREACHABLE)
                for part in self._time_and_length(first, second)
            ),
        )

    def nearest_two(
        self, residents: Placement, sites: Placement, providers: BoolArray
    ) -> tuple[Nearest, Nearest]:
        """Return the nearest site of each set and the second nearest, which covers for it."""
        parts, begin = split_sets(providers)
        found = self.nearest(residents, sites, np.concatenate([providers, parts]))
        n_sets = len(providers)
        best, of_parts = (
            Nearest(found.site[rows], found.time_ms[rows], found.length_cm[rows])
            for rows in (slice(n_sets), slice(n_sets, None))
        )
        return best, second_nearest(providers, best, of_parts, begin, self.metric.optimise)

    def _time_and_length(self, first: IntArray, second: IntArray) -> tuple[IntArray, IntArray]:
        return (first, second) if self.metric.optimise == "fastest" else (second, first)


def _spread(
    part: IntArray, rows: LongArray, columns: LongArray, shape: tuple[int, int], absent: int
) -> IntArray:
    """Return an array of this shape with `part` at these rows and columns, else `absent`."""
    if part.shape == shape:
        return part
    whole = np.full(shape, absent, dtype=np.int32)
    whole[np.ix_(rows, columns)] = part
    return whole
