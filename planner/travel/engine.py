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
from planner.domain.travel import Nearest, Optimise, TravelMatrix, TravelWithin
from planner.travel.answers import MatrixAnswer, NearestAnswer
from planner.travel.backup import second_nearest, split_sets
from planner.travel.hierarchy import Hierarchy, hierarchy_of
from planner.travel.job import Job
from planner.travel.lanes import Sweeper
from planner.travel.metric import Metric
from planner.travel.packing import HALF, INFINITE
from planner.travel.reading import read_within
from planner.travel.states import States
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

    @staticmethod
    def of_states(
        roads_of_states: Sequence[Roads],
        *,
        optimise: Optimise = "fastest",
        folder: Path | None = None,
        threads: int | None = None,
    ) -> States:
        """Return travel over many states of the same edges, answered for all at once."""
        return States.of(roads_of_states, optimise=optimise, folder=folder, threads=threads)

    def on(self, roads: Roads, *, changed: IntArray | LongArray | None = None) -> Engine:
        """Return an engine for another state of the same roads, sharing what did not change.

        changed  the edges at which the state differs, if the caller knows them: he who closes a
                 road does. They may be more than differ, never fewer. None: both are compared.

        Closing, slowing and opening edges repairs or renews the weights. Where edges were added
        or taken away, the hierarchy is filled in anew in the same order, which is a small part of
        the work of building it. Either way results are those of a new engine.
        """
        old = self.metric.roads
        if roads.n_nodes != old.n_nodes:
            return Engine.of(roads, optimise=self.metric.optimise, threads=self.threads)
        if _same(roads.edge_from, old.edge_from) and _same(roads.edge_to, old.edge_to):
            return replace(self, metric=self.metric.changed(roads, changed))
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
        job = self.job(residents, sites)
        order = job.compact_order()
        answer = MatrixAnswer.of(job, order)
        done: list[int] = []
        one_at_a_time = Lock()

        def take(lane: int, costs: LongArray) -> None:
            n_taken = answer.take(lane, costs)
            with one_at_a_time:
                done.append(n_taken)
                if on_progress is not None:
                    on_progress(sum(done), len(order))

        lanes = np.arange(len(order), dtype=np.int32)
        self._sweeper(job).costs(job.seeds(lanes, order), len(order), take)
        return answer.found(site_ids)

    def within(self, residents: Placement, sites: Placement, limit: int) -> TravelWithin:
        """Return the pairs whose first cost, legs included, is at most `limit`.

        `limit` is in ms for the fastest routes and in cm for the shortest; below 2^30. Parts of
        the roads that no site is near are not visited. Raises TooFarError.
        """
        require(0 <= limit < INFINITE >> HALF, "the limit is out of range")
        job = self.job(residents, sites)
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
        self._sweeper(job).near(job.seeds(lanes, order), len(order), packed_limit, take)
        # Of a pair that was not found we know as much only if all below the limit is exact.
        job.prove([*most, min(limit, self.metric.limits.all_first)])
        pairs = np.concatenate([np.empty((0, 4), dtype=np.int32), *found])
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        start, goal, first, second = np.ascontiguousarray(pairs.T)
        return TravelWithin(
            job.resident[start].astype(np.int32),
            job.site[goal].astype(np.int32),
            *job.time_and_length(first, second),
        )

    def nearest(self, residents: Placement, sites: Placement, providers: BoolArray) -> Nearest:
        """Return the nearest site of each provider set for each resident, without a matrix.

        providers  bool (n_sets, n_sites)
        Sites are preferred by first cost, then second cost, then lower index. Raises TooFarError.
        """
        require_shape(providers, (len(providers), len(sites)), "providers")
        job = self.job(residents, sites)
        answer = NearestAnswer.of(job, providers)
        lane, goal = (index.astype(np.int32) for index in np.nonzero(answer.members))
        self._sweeper(job).labelled(job.seeds(lane, goal), len(providers), answer.take)
        return answer.found()

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

    def job(self, residents: Placement, sites: Placement) -> Job:
        """Return what every question about these residents and sites begins with."""
        metric = self.metric
        return Job.of(
            metric.hierarchy, metric.roads, metric.limits, residents, sites, metric.optimise
        )

    def _sweeper(self, job: Job) -> Sweeper:
        return Sweeper(self.metric, job.nodes, self.threads)


def _same(one: IntArray, other: IntArray) -> bool:
    return one is other or np.array_equal(one, other)
