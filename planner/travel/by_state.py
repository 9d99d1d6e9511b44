"""Travel over several states of the same roads, each found once whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.placement import Placement
from planner.domain.roads import Roads
from planner.domain.travel import Nearest, Optimise, TravelMatrix
from planner.travel.engine import Engine
from planner.travel.job import TooFarError
from planner.travel.matrix import Method, method_for, nearest, search_matrix


@dataclass
class TravelByState:
    """Time and length from residents to sites, for any state of the roads they are placed on.

    roads      the state that the placements were made on; others have the same nodes, and the
               same edges with perhaps a few more behind them
    residents  one row for each resident
    sites      one row for each of `site_ids`
    folder     where hierarchies are kept for the next time

    A matrix is what `travel_matrix` gives, bit for bit. It is kept, and found under the roads'
    fingerprint; so is the hierarchy, which all states share.
    """

    roads: Roads
    residents: Placement
    sites: Placement
    site_ids: tuple[str, ...]
    optimise: Optimise = "fastest"
    folder: Path | None = None
    on_progress: Callable[[int, int], None] | None = None
    _found: dict[str, tuple[TravelMatrix, Method]] = field(default_factory=dict, init=False)
    _engine: Engine | None = field(default=None, init=False)

    def matrix(self, roads: Roads) -> TravelMatrix:
        """Return travel over a state of the roads; see `travel_matrix` for what it holds.

        Raises OverflowError if a cost does not fit (24 days or 21,000 km), MemoryError.
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
        return ToSites(self, tuple(site_ids), egress_ms)

    def _of(self, roads: Roads) -> tuple[TravelMatrix, Method]:
        if roads.fingerprint not in self._found:
            self._found[roads.fingerprint] = self._find(roads)
        return self._found[roads.fingerprint]

    def _find(self, roads: Roads) -> tuple[TravelMatrix, Method]:
        if method_for(roads, len(self.sites)) == "hierarchy":
            with suppress(TooFarError):
                engine = self._engine_on(roads)
                found = engine.matrix(
                    self.residents, self.sites, self.site_ids, on_progress=self.on_progress
                )
                return found, "hierarchy"
        found = search_matrix(
            roads, self.residents, self.sites, self.site_ids, self.optimise, self.on_progress
        )
        return found, "search"

    def _engine_on(self, roads: Roads) -> Engine:
        if self._engine is None:
            self._engine = Engine.of(self.roads, optimise=self.optimise, folder=self.folder)
        if roads.fingerprint == self.roads.fingerprint:
            return self._engine
        return self._engine.on(roads)


@dataclass
class ToSites:
    """Travel to some of the sites, over any state of the roads."""

    travelled: TravelByState
    site_ids: tuple[str, ...]
    egress_ms: IntArray
    _columns: dict[str, TravelMatrix] = field(default_factory=dict, init=False)

    def nearest(self, roads: Roads, providers: BoolArray, residents: LongArray | None) -> Nearest:
        """Return the nearest site of each set for these residents (None: for all).

        providers  bool (n_sets, len(site_ids))
        """
        columns = self.matrix(roads)
        return nearest(columns, providers, residents, optimise=self.travelled.optimise)

    def matrix(self, roads: Roads) -> TravelMatrix:
        """Return travel to these sites over a state of the roads, the time at the door included."""
        if roads.fingerprint not in self._columns:
            columns = self.travelled.matrix(roads).columns(self.site_ids)
            self._columns[roads.fingerprint] = columns.with_egress(self.egress_ms)
        return self._columns[roads.fingerprint]
