from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.road_edits import closed
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import Optimise
from planner.travel.hierarchy import Hierarchy
from planner.travel.metric import Metric
from planner.travel.recustomise import differing
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


@given(case=cases(), data=st.data())
def test_a_change_that_is_named_is_as_one_that_is_found(case: Case, data: st.DataObject) -> None:
    metric = Metric.of(Hierarchy.of(case.roads), case.roads, "fastest")
    roads = edited(case.roads, data)
    differs = np.zeros(roads.n_edges, dtype=bool)
    for name in ("forward_ms", "backward_ms", "length_cm"):
        differs |= getattr(roads, name) != getattr(case.roads, name)
    some_more = data.draw(st.lists(st.booleans(), min_size=len(differs), max_size=len(differs)))
    named = metric.changed(roads, np.flatnonzero(differs | np.array(some_more, dtype=bool)))
    anew = Metric.of(metric.hierarchy, roads, "fastest")
    assert np.array_equal(named.weights, anew.weights)
    assert np.array_equal(metric.changed(roads).weights, anew.weights)


def test_a_named_change_is_not_looked_for() -> None:
    roads = GridCity(columns=4, rows=4).roads
    metric = Metric.of(Hierarchy.of(roads), roads, "fastest")
    assert metric.changed(closed(roads, np.array([5])), np.array([3])).weights.tolist() == (
        metric.weights.tolist()
    )


@given(
    one=st.lists(st.sampled_from([-1, 0, 1, 2**31 - 1]), max_size=9), data=st.data(),
    before=st.sampled_from([0, 4095, 4096, 9000]), most=st.integers(1, 5),
)  # fmt: skip
def test_differing_finds_the_first_places(
    one: list[int], data: st.DataObject, before: int, most: int
) -> None:
    other = [data.draw(st.sampled_from([value, -1, 7])) for value in one]
    left, right = (np.array([3] * before + part, dtype=np.int32) for part in (one, other))
    assert differing(left, right, most).tolist() == np.flatnonzero(left != right)[:most].tolist()
