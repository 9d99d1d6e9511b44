"""What the roads of one state cost: weights for the arcs of a hierarchy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from planner.domain.arrays import LongArray, require
from planner.domain.roads import Roads
from planner.domain.travel import Optimise
from planner.travel.customise import EdgeCosts, Weights, lay_edges, relax_triangles
from planner.travel.hierarchy import LOOP, Hierarchy
from planner.travel.packing import HALF, INFINITE, INFINITE_FIRST, Limits
from planner.travel.recustomise import Patch, relax_again
from planner.travel.sweep import ancestors

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

    def changed(self, roads: Roads) -> Metric:
        """Return the weights of another state of the same edges, bit for bit as `of` does."""
        old, differs = self.roads, np.zeros(roads.n_edges, dtype=bool)
        for name in ("forward_ms", "backward_ms", "length_cm"):
            new, known = getattr(roads, name), getattr(old, name)
            if new is not known:
                differs |= new != known
        edges = np.flatnonzero(differs)
        if len(edges) > MOST_REPAIRS:
            return Metric.of(self.hierarchy, roads, self.optimise, both=self.both)
        return self.repaired(roads, edges)

    def repaired(self, roads: Roads, edges: LongArray) -> Metric:
        """Return the weights of a state that differs at no other edges than these."""
        arcs = self.hierarchy.arcs
        arc = self.hierarchy.edge_arc[edges]
        arc = np.maximum(arc, ~arc)[arc != LOOP]
        dirty = np.zeros(self.hierarchy.n_arcs, dtype=np.uint8)
        dirty[arc] = 1
        number = np.zeros(self.hierarchy.n_nodes, dtype=np.int32)
        patch = relax_again(
            arcs,
            ancestors(self.hierarchy.parent, arcs.tail[arc], number),
            self.weights,
            _edge_costs(roads, self.optimise, both=self.both),
            dirty,
            np.zeros(self.hierarchy.n_arcs, dtype=np.int32),
        )
        return Metric(self.hierarchy, roads, self.optimise, self.both, self.weights, patch)

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
