"""Answers to one question over one road state, filled in as batches of lanes arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.travel import UNREACHABLE, Nearest, TravelMatrix
from planner.travel.job import Job
from planner.travel.reading import NO_SITE, read, read_nearest


@dataclass(frozen=True)
class MatrixAnswer:
    """Travel to every goal; lane i is the goal `order[i]`.

    first, second  int32 (n_goals, n_starts)
    """

    job: Job
    order: IntArray
    lane_of_goal: IntArray
    first: IntArray
    second: IntArray
    most: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, job: Job, order: IntArray) -> MatrixAnswer:
        """Return an answer that is still blank."""
        lane_of_goal = np.argsort(order).astype(np.int32)
        first, second = np.empty((2, len(order), len(job.resident)), dtype=np.int32)
        return cls(job, order, lane_of_goal, first, second)

    def take(self, lane: int, costs: LongArray) -> int:
        """Read the lanes from `lane` on, (n_nodes, n_lanes); return how many there are."""
        here = self.order[lane : lane + costs.shape[1]]
        lane_of_goal = self.lane_of_goal - lane
        self.most.append(read(self.job.starts, costs, lane_of_goal, here, self.first, self.second))
        return len(here)

    def found(self, site_ids: Sequence[str]) -> TravelMatrix:
        """Return the whole matrix, once all lanes are there; raises TooFarError."""
        job = self.job
        job.prove(self.most)
        job.prove_unreachable(self.first, np.eye(len(self.order), dtype=bool))
        time_ms, length_cm = (
            _spread(part, job.site, job.resident, job.shape[::-1], UNREACHABLE)
            for part in job.time_and_length(self.first, self.second)
        )
        return TravelMatrix(time_ms.T, length_cm.T, tuple(site_ids))


@dataclass(frozen=True)
class NearestAnswer:
    """The nearest goal of each set; lane i is set i.

    members              bool (n_sets, n_goals)
    goal, first, second  int32 (n_sets, n_starts)
    """

    job: Job
    members: BoolArray
    goal: IntArray
    first: IntArray
    second: IntArray
    most: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, job: Job, providers: BoolArray) -> NearestAnswer:
        """Return an answer that is still blank; providers is bool (n_sets, n_sites)."""
        members = np.ascontiguousarray(providers[:, job.site])
        parts = np.empty((3, len(providers), len(job.resident)), dtype=np.int32)
        return cls(job, members, *parts)

    def take(self, lane: int, costs: LongArray, labels: IntArray) -> None:
        """Read the lanes from `lane` on, (n_nodes, n_lanes) both."""
        sets = slice(lane, lane + costs.shape[1])
        read_into = self.goal[sets], self.first[sets], self.second[sets]
        self.most.append(
            read_nearest(self.job.starts, self.members[sets], costs, labels, *read_into)
        )

    @property
    def n_bytes(self) -> int:
        """Memory of the answer."""
        return self.goal.nbytes + self.first.nbytes + self.second.nbytes

    def found(self) -> Nearest:
        """Return the nearest sites, once all lanes are there; raises TooFarError."""
        job = self.job
        job.prove(self.most)
        job.prove_unreachable(self.first, self.members)
        whole = len(self.members), job.shape[0]
        site = np.append(job.site, NO_SITE).astype(np.int32)[self.goal]
        rows = np.arange(len(self.members))
        return Nearest(
            _spread(site, rows, job.resident, whole, NO_SITE),
            *(
                _spread(part, rows, job.resident, whole, UNREACHABLE)
                for part in job.time_and_length(self.first, self.second)
            ),
        )


def _spread(
    part: IntArray, rows: LongArray, columns: LongArray, shape: tuple[int, int], absent: int
) -> IntArray:
    """Return an array of this shape with `part` at these rows and columns, else `absent`."""
    if part.shape == shape:
        return part
    whole = np.full(shape, absent, dtype=np.int32)
    whole[np.ix_(rows, columns)] = part
    return whole
