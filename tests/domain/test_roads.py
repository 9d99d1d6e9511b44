from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.roads import CLOSED, Roads
from tests.city import GridCity


def test_equal_roads_have_equal_fingerprints_and_changed_ones_do_not() -> None:
    roads = GridCity(3, 2).roads
    assert roads.fingerprint == GridCity(3, 2).roads.fingerprint
    slower = roads.forward_ms.copy()
    slower[0] += 1
    assert replace(roads, forward_ms=slower).fingerprint != roads.fingerprint


def test_length_counts_a_two_way_road_once() -> None:
    assert GridCity(3, 2).roads.length_km == 7.0


def test_times_below_closed_are_refused() -> None:
    roads = GridCity(2, 2).roads
    with pytest.raises(ValueError, match="negative time"):
        replace(roads, backward_ms=np.full(roads.n_edges, CLOSED - 1, dtype=np.int32))


def test_no_roads_are_roads() -> None:
    empty = Roads.empty("walk")
    assert (empty.n_nodes, empty.n_edges, empty.length_km) == (0, 0, 0.0)
