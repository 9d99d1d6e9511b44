"""The order in which a hierarchy eliminates the nodes of a road graph.

Any order gives the same travel; a good one gives few arcs and a shallow tree. Nested dissection
(George 1973) cuts the graph into halves by a small separator, which goes last, and each half
likewise. METIS (Karypis & Kumar 1998) cuts far better than we do, but has no wheels for Windows.
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec

import numpy as np

from planner.domain.arrays import IntArray
from planner.travel.dissection import dissect
from planner.travel.neighbours import Neighbours
from planner.travel.peeling import peel


def elimination_order(graph: Neighbours) -> IntArray:
    """Return the nodes in the order of their elimination, int32 (n_nodes,)."""
    peeled = peel(graph)
    cut = dissect if find_spec("pymetis") is None else _metis
    return np.concatenate([peeled.order, peeled.core[cut(peeled.graph)]])


def _metis(graph: Neighbours) -> IntArray:
    if len(graph.node) == 0:
        return np.arange(len(graph.start) - 1, dtype=np.int32)
    import pymetis  # noqa: PLC0415 (not on every platform)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        order, _ = pymetis.nested_dissection(xadj=graph.start, adjncy=graph.node)
    return np.asarray(order, dtype=np.int32)
