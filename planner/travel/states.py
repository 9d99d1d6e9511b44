"""Travel over many states of the same roads at once: winter, peak hour, closures.

States differ in what edges cost, not in which edges there are, so one hierarchy serves them all.
A batch of states goes side by side through it: weighed and swept in one pass, see `state_lanes`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray, require, require_shape
from planner.domain.placement import Placement
from planner.domain.roads import Roads
from planner.domain.travel import Nearest, Optimise, TravelMatrix
from planner.travel.answers import MatrixAnswer, NearestAnswer
from planner.travel.hierarchy import Hierarchy, hierarchy_of
from planner.travel.job import Job
from planner.travel.packing import Limits
from planner.travel.state_sweeper import Lanes, StateSweeper
from planner.travel.streaming import matrix_bytes
from planner.units import GIB

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class States:
    """Travel over road states, answered for all at once, bit for bit as one Engine for each does.

    Each question weighs the states anew and keeps only the weights that it needs, so ask all sets
    at once. Batches of 8 states are shared by the threads.

    threads  None: one for each processor. Results do not depend on it.
    """

    hierarchy: Hierarchy
    roads: tuple[Roads, ...]
    optimise: Optimise
    threads: int | None = None

    @classmethod
    def of(
        cls,
        roads: Sequence[Roads],
        *,
        optimise: Optimise = "fastest",
        folder: Path | None = None,
        threads: int | None = None,
    ) -> States:
        """Return travel over these states; the hierarchy is kept in `folder`.

        Raises ValueError unless all have the same nodes and edges.
        """
        require(len(roads) > 0, "at least one road state")
        return cls(hierarchy_of(roads[0], folder), tuple(roads), optimise, threads)

    def __post_init__(self) -> None:
        require(len(self.roads) > 0, "at least one road state")
        first = self.roads[0]
        for roads in self.roads[1:]:
            same = roads.n_nodes == first.n_nodes and all(
                one is other or np.array_equal(one, other)
                for one, other in (
                    (roads.edge_from, first.edge_from),
                    (roads.edge_to, first.edge_to),
                )
            )
            require(same, "states of the same edges")

    def nearest(
        self,
        residents: Placement,
        sites: Placement,
        providers: BoolArray,
        *,
        memory_gib: float = 16.0,
    ) -> tuple[Nearest, ...]:
        """Return, state by state, the nearest site of each provider set for each resident.

        providers  bool (n_sets, n_sites)
        Raises TooFarError; MemoryError if not even one batch fits into `memory_gib`.
        """
        require_shape(providers, (len(providers), len(sites)), "providers")
        answers = self._each(
            lambda job: NearestAnswer.of(job, providers), self._jobs(residents, sites)
        )
        lane, goal = (index.astype(np.int32) for index in np.nonzero(answers[0].members))

        def take(state: int, lane: int, costs: LongArray, labels: IntArray) -> None:
            answers[state].take(lane, costs, labels)

        lanes = Lanes(lane, goal, len(providers))
        jobs = [answer.job for answer in answers]
        sweeper = StateSweeper(self.hierarchy, jobs, lanes, labelled=True)
        results = sum(answer.n_bytes for answer in answers)
        sweeper.run(take, self._n_threads, memory_gib * GIB - results)
        return self._each(NearestAnswer.found, answers)

    def matrix(
        self,
        residents: Placement,
        sites: Placement,
        site_ids: Sequence[str],
        *,
        memory_gib: float = 16.0,
    ) -> tuple[TravelMatrix, ...]:
        """Return, state by state, time and length from each resident to each site.

        Raises TooFarError; MemoryError if results with one batch do not fit into `memory_gib`.
        """
        require(len(sites) == len(site_ids), "one id for each site")
        results = len(self.roads) * matrix_bytes(len(residents), len(sites))
        if results > memory_gib * GIB:
            raise MemoryError(
                f"the travel matrices need {results / GIB:.1f} GiB, {memory_gib:g} GiB are "
                "allowed: ask for the nearest sites, or for fewer states at a time"
            )
        answers = self._each(
            lambda job: MatrixAnswer.of(job, job.compact_order()), self._jobs(residents, sites)
        )

        def take(state: int, lane: int, costs: LongArray, _labels: IntArray) -> None:
            answers[state].take(lane, costs)

        order = answers[0].order
        lanes = Lanes(np.arange(len(order), dtype=np.int32), order, len(order))
        jobs = [answer.job for answer in answers]
        sweeper = StateSweeper(self.hierarchy, jobs, lanes, labelled=False)
        sweeper.run(take, self._n_threads, memory_gib * GIB - results)
        return self._each(lambda answer: answer.found(site_ids), answers)

    @property
    def _n_threads(self) -> int:
        return self.threads or os.cpu_count() or 1

    @cached_property
    def _limits(self) -> tuple[Limits, ...]:
        return self._each(lambda roads: Limits.of(roads, self.optimise), self.roads)

    def _jobs(self, residents: Placement, sites: Placement) -> tuple[Job, ...]:
        return self._each(
            lambda state: Job.of(self.hierarchy, *state, residents, sites, self.optimise),
            list(zip(self.roads, self._limits, strict=True)),
        )

    def _each(
        self, answer: Callable[[Asked], Answer], states: Sequence[Asked]
    ) -> tuple[Answer, ...]:
        """Return an answer for each state, found on several threads."""
        with ThreadPoolExecutor(self._n_threads) as pool:
            return tuple(pool.map(answer, states))
