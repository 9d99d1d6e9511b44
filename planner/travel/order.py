"""The order in which a hierarchy eliminates the nodes of a road graph.

Any order gives the same travel; a good one gives few arcs and a shallow tree. Nested dissection
(George 1973) cuts the graph into halves by a small separator, which goes last, and each half
likewise.
"""

from __future__ import annotations

import warnings

import numpy as np
import pymetis

from planner.domain.arrays import IntArray
from planner.travel.neighbours import Neighbours
from planner.travel.peeling import peel


def elimination_order(graph: Neighbours) -> IntArray:
    """Return the nodes in the order of their elimination, int32 (n_nodes,)."""
    peeled = peel(graph)
    order = peeled.order, peeled.core[_dissect(peeled.graph)]
    return np.concatenate(order).astype(np.int32)


def _dissect(graph: Neighbours) -> IntArray:
    if len(graph.node) == 0:
        return np.arange(len(graph.start) - 1, dtype=np.int32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        order, _ = pymetis.nested_dissection(xadj=graph.start, adjncy=graph.node)
    return np.asarray(order, dtype=np.int32)
