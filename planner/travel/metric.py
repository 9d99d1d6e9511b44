"""What the roads of one state cost: weights for the arcs of a hierarchy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from planner.domain.arrays import IntArray, LongArray, require
from planner.domain.roads import Roads
from planner.domain.travel import Optimise
from planner.travel.customise import EdgeCosts, Weights, lay_edges, relax_triangles
from planner.travel.hierarchy import LOOP, Hierarchy
from planner.travel.packing import HALF, INFINITE, INFINITE_FIRST, Limits
from planner.travel.recustomise import Patch, differing, path_above, relax_again

MOST_REPAIRS: Final = 40
"""Repairing more edges than this may take longer than weighing all anew."""


@dataclass(frozen=True)
class Metric:
    """Weights of one road state on a hierarchy: those of `shared`, but for the patch.

    A state that differs in a few roads shares the weights of the state it came from, so that many
    of them can stand side by side. With `both`, weights pack two costs into int64, see `packing`;
    without, they are the first cost alone in int32: half the memory, for jobs that need no more.
    """

    hierarchy: Hierarchy
    roads: Roads
    optimise: Optimise
    both: bool
    shared: Weights
    patch: Patch | None = None

    @classmethod
    def of(
        cls, hierarchy: Hierarchy, roads: Roads, optimise: Optimise, *, both: bool = True
    ) -> Metric:
        """Weigh all arcs."""
        infinity, kind = (INFINITE, np.int64) if both else (INFINITE_FIRST, np.int32)
        weights: Weights = np.full((hierarchy.n_arcs, 2), infinity, dtype=kind)
        lay_edges(weights, hierarchy.edge_arc, _edge_costs(roads, optimise, both=both), LOOP)
        relax_triangles(weights, hierarchy.arc_start, hierarchy.arc_head)
        return cls(hierarchy, roads, optimise, both, weights)

    def changed(self, roads: Roads, edges: IntArray | LongArray | None = None) -> Metric:
        """Return the weights of another state of the same edges, bit for bit as `of` does.

        edges  where the state differs, as the caller knows it; None: the states are compared
        """
        if edges is None:
            edges = self._differing(roads)
        if len(edges) > MOST_REPAIRS:
            return Metric.of(self.hierarchy, roads, self.optimise, both=self.both)
        return self.repaired(roads, edges)

    def repaired(self, roads: Roads, edges: IntArray | LongArray) -> Metric:
        """Return the weights of a state that differs at no other edges than these.

        This takes as long as the changes reach: nothing here is as large as the roads.
        """
        arcs = self.hierarchy.arcs
        arc = self.hierarchy.edge_arc[edges]
        arc = np.maximum(arc, ~arc)[arc != LOOP]
        path = path_above(arcs.start, self.hierarchy.parent, arcs.tail[arc])
        edge_costs = _edge_costs(roads, self.optimise, both=self.both)
        patch = relax_again(arcs, path, self.weights, edge_costs, arc)
        return Metric(self.hierarchy, roads, self.optimise, self.both, self.weights, patch)

    def _differing(self, roads: Roads) -> LongArray:
        """Return the edges at which another state differs, or more than MOST_REPAIRS of them."""
        found = []
        for name in ("forward_ms", "backward_ms", "length_cm"):
            new, known = getattr(roads, name), getattr(self.roads, name)
            if new is not known:
                found.append(differing(new, known, MOST_REPAIRS + 1))
        return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *found]))

    @property
    def infinity(self) -> int:
        """What stands for no way."""
        return INFINITE if self.both else INFINITE_FIRST

    @cached_property
    def weights(self) -> Weights:
        """Costs of going up and down each arc, (n_arcs, 2), see `customise`."""
        if self.patch is None:
            return self.shared
        weights = self.shared.copy()
        weights[self.patch.arc] = self.patch.weights
        return weights

    @cached_property
    def first_only(self) -> Metric:
        """The same weights without the second cost, exact where the packed ones are."""
        require(self.both, "the second cost is gone already")
        weights: Weights = np.empty(self.weights.shape, dtype=np.int32)
        np.right_shift(self.weights, HALF, out=weights, casting="unsafe")
        return Metric(self.hierarchy, self.roads, self.optimise, both=False, shared=weights)

    @cached_property
    def limits(self) -> Limits:
        """What proves that results are exact."""
        return Limits.of(self.roads, self.optimise)


def _edge_costs(roads: Roads, optimise: Optimise, *, both: bool) -> EdgeCosts:
    return EdgeCosts(
        along=roads.forward_ms,
        back=roads.backward_ms,
        length=roads.length_cm,
        fastest=optimise == "fastest",
        half=HALF if both else 0,
        infinity=INFINITE if both else INFINITE_FIRST,
    )
