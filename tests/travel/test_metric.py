from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import Optimise
from planner.travel.hierarchy import Hierarchy
from planner.travel.metric import Metric
from tests.city import GridCity
from tests.travel.networks import COSTS, Case, cases

OPTIMISE: tuple[Optimise, ...] = ("fastest", "shortest")


def edited(roads: Roads, data: st.DataObject) -> Roads:
    time = st.one_of(st.just(CLOSED), COSTS)
    costs = {
        name: getattr(roads, name).copy() for name in ("forward_ms", "backward_ms", "length_cm")
    }
    for edge in data.draw(st.sets(st.integers(0, roads.n_edges - 1))) if roads.n_edges else ():
        costs["forward_ms"][edge], costs["backward_ms"][edge] = data.draw(st.tuples(time, time))
        costs["length_cm"][edge] = data.draw(COSTS)
    return replace(roads, **costs)


@pytest.mark.parametrize("optimise", OPTIMISE)
@pytest.mark.parametrize("both", [True, False])
@given(case=cases(), data=st.data())
@settings(max_examples=150)
def test_repairing_equals_weighing_anew_bit_for_bit(
    case: Case, optimise: Optimise, *, both: bool, data: st.DataObject
) -> None:
    hierarchy = Hierarchy.of(case.roads)
    metric = Metric.of(hierarchy, case.roads, optimise, both=both)
    before = metric.weights.copy()
    repaired = metric
    for _ in range(3):
        roads = edited(repaired.roads, data)
        repaired = repaired.repaired(roads, np.arange(roads.n_edges))
        anew = Metric.of(hierarchy, roads, optimise, both=both)
        assert np.array_equal(repaired.weights, anew.weights)
        assert repaired.weights.dtype == anew.weights.dtype
    assert np.array_equal(metric.weights, before)


def test_many_closures_in_a_city_one_after_the_other() -> None:
    roads = GridCity(columns=30, rows=30).roads
    hierarchy = Hierarchy.of(roads)
    metric = Metric.of(hierarchy, roads, "fastest")
    random = np.random.default_rng(6)
    for n_edges in (1, 1, 5, 40, 400):
        edges = random.integers(0, roads.n_edges, n_edges)
        forward_ms = roads.forward_ms.copy()
        forward_ms[edges] = random.choice([CLOSED, 1, 50_000, 400_000], n_edges)
        roads = replace(roads, forward_ms=forward_ms)
        metric = metric.repaired(roads, edges)
        assert np.array_equal(metric.weights, Metric.of(hierarchy, roads, "fastest").weights)


def test_few_changes_are_repaired_and_many_weighed_anew() -> None:
    roads = GridCity(columns=40, rows=40).roads
    metric = Metric.of(Hierarchy.of(roads), roads, "fastest")
    one, all_edges = roads.forward_ms.copy(), roads.forward_ms + 1
    one[5] = CLOSED
    assert metric.changed(replace(roads, forward_ms=one)).shared is metric.weights
    changed = metric.changed(replace(roads, forward_ms=all_edges))
    assert changed.patch is None
    assert changed.shared is not metric.shared
    assert metric.changed(roads).weights.tolist() == metric.weights.tolist()
