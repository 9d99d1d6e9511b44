"""Travel over several states of the same roads, each found once whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray, require_shape
from planner.domain.placement import Placement
from planner.domain.roads import Roads
from planner.domain.travel import Nearest, Optimise, TravelMatrix
from planner.travel.engine import Engine
from planner.travel.matrix import Method, travel_matrix
from planner.travel.nearest_sites import nearest
from planner.travel.streaming import half_the_memory_gib, matrix_bytes
from planner.units import GIB


@dataclass
class TravelByState:
    """Time and length from residents to sites, for any state of the roads they are placed on.

    roads      the state that the placements were made on; others have the same nodes, and the
               same edges with perhaps a few more behind them
    residents  one row for each resident
    sites      one row for each of `site_ids`
    folder     where hierarchies are kept for the next time
    stream_to  where matrices are kept that do not fit in memory beside those found before
    memory_gib what all matrices in memory may take together; None: half of this machine's memory

    A matrix is what `travel_matrix` gives, bit for bit. It is kept, and found under the roads'
    fingerprint; so is the hierarchy, which all states share.
    """

    roads: Roads
    residents: Placement
    sites: Placement
    site_ids: tuple[str, ...]
    optimise: Optimise = "fastest"
    folder: Path | None = None
    stream_to: Path | None = None
    memory_gib: float | None = None
    on_progress: Callable[[int, int], None] | None = None
    _found: dict[str, tuple[TravelMatrix, Method]] = field(default_factory=dict, init=False)
    _engine: Engine | None = field(default=None, init=False)

    def matrix(self, roads: Roads) -> TravelMatrix:
        """Return travel over a state of the roads; see `travel_matrix` for what it holds.

        Raises OverflowError if a cost does not fit (24 days or 21,000 km), MemoryError if
        it fits neither in memory nor on the disk.
        """
        return self._of(roads)[0]

    def method(self, roads: Roads) -> Method:
        """Return how travel over a state is found; finds it if nobody has asked yet."""
        return self._of(roads)[1]

    @property
    def n_states(self) -> int:
        """How many states have been found so far."""
        return len(self._found)

    def to_sites(self, site_ids: Sequence[str], egress_ms: IntArray) -> ToSites:
        """Return who is nearest of these sites, each with further time at its door, int32 ms."""
        require_shape(egress_ms, (len(site_ids),), "egress_ms")
        columns = np.array([self._column_of[site] for site in site_ids], dtype=np.int64)
        return ToSites(self, columns, egress_ms)

    @cached_property
    def _column_of(self) -> dict[str, int]:
        return {site_id: column for column, site_id in enumerate(self.site_ids)}

    def _of(self, roads: Roads) -> tuple[TravelMatrix, Method]:
        if roads.fingerprint not in self._found:
            self._found[roads.fingerprint] = self._find(roads)
        return self._found[roads.fingerprint]

    def _find(self, roads: Roads) -> tuple[TravelMatrix, Method]:
        methods: list[Method] = []
        matrix = travel_matrix(
            roads,
            self.residents,
            self.sites,
            self.site_ids,
            optimise=self.optimise,
            engine=partial(self._engine_on, roads),
            memory_gib=self._left_gib(),
            stream_to=self.stream_to,
            on_progress=self.on_progress,
            on_method=methods.append,
        )
        return matrix, methods[0]

    def _left_gib(self) -> float:
        allowed_gib = half_the_memory_gib() if self.memory_gib is None else self.memory_gib
        n_in_memory = sum(not matrix.on_disk for matrix, _ in self._found.values())
        return allowed_gib - n_in_memory * matrix_bytes(len(self.residents), len(self.sites)) / GIB

    def _engine_on(self, roads: Roads) -> Engine:
        if self._engine is None:
            self._engine = Engine.of(self.roads, optimise=self.optimise, folder=self.folder)
        if roads.fingerprint == self.roads.fingerprint:
            return self._engine
        return self._engine.on(roads)


@dataclass(frozen=True)
class ToSites:
    """Travel to some of the sites, over any state of the roads.

    columns    int64 (n_sites,)  which they are
    egress_ms  int32 (n_sites,)  further time at each one's door
    """

    travelled: TravelByState
    columns: LongArray
    egress_ms: IntArray

    def nearest(self, roads: Roads, providers: BoolArray, residents: LongArray | None) -> Nearest:
        """Return the nearest site of each set for these residents (None: for all).

        providers  bool (n_sets, n_sites)
        """
        return nearest(
            self.travelled.matrix(roads),
            providers,
            residents,
            optimise=self.travelled.optimise,
            columns=self.columns,
            egress_ms=self.egress_ms,
        )

    def matrix(self, roads: Roads) -> TravelMatrix:
        """Return travel to these sites, the time at the door included, in memory."""
        part = self.travelled.matrix(roads).part(slice(None), self.columns)
        return part.with_egress(self.egress_ms)
