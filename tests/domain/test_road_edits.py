from __future__ import annotations

import numpy as np
import pytest

from planner.domain.road_edits import closed, delayed, linked, slowed
from planner.domain.roads import CLOSED, Roads
from planner.travel import Engine
from tests.city import GridCity

CITY = GridCity(columns=3, rows=2)
"""100 s a block; streets 0 to 3 run east, row by row; avenues 4 to 6 run north."""


def time_s(roads: Roads, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Travel by an engine made for the unedited city."""
    engine = Engine.of(CITY.roads).on(roads)
    return float(engine.matrix(CITY.at(start), CITY.at(end), ("s",)).time_ms[0, 0]) / 1000


def test_a_closed_street_sends_people_round_the_block() -> None:
    street = np.array([CITY.street(0, 0)])
    assert time_s(CITY.roads, (0, 0), (1, 0)) == 100
    assert time_s(closed(CITY.roads, street), (0, 0), (1, 0)) == 300
    eastward = closed(CITY.roads, street, backward=False)
    assert time_s(eastward, (0, 0), (1, 0)) == 300
    assert time_s(eastward, (1, 0), (0, 0)) == 100
    assert (CITY.roads.forward_ms != CLOSED).all()


def test_an_engine_may_be_told_what_was_edited() -> None:
    street = np.array([CITY.street(0, 0)])
    engine = Engine.of(CITY.roads).on(closed(CITY.roads, street), changed=street)
    found = engine.matrix(CITY.at((0, 0)), CITY.at((1, 0)), ("s",))
    assert found.time_ms.tolist() == [[300_000]]


def test_slowed_streets_take_longer_and_closed_ones_stay_closed() -> None:
    street = np.array([CITY.street(0, 0)])
    assert time_s(slowed(CITY.roads, street, 2.5), (0, 0), (1, 0)) == 250
    assert time_s(slowed(CITY.roads, street, 0.5), (0, 0), (1, 0)) == 50
    assert time_s(slowed(closed(CITY.roads, street), street, 2), (0, 0), (1, 0)) == 300
    with pytest.raises(OverflowError, match="24 days"):
        slowed(CITY.roads, street, 1e6)
    for factor in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="above zero"):
            slowed(CITY.roads, street, factor)


def test_a_delay_is_paid_on_arrival_at_the_node() -> None:
    lights = delayed(CITY.roads, np.array([CITY.node(1, 0)]), 30_000)
    assert time_s(lights, (0, 0), (1, 0)) == 130
    assert time_s(lights, (1, 0), (0, 0)) == 100
    assert time_s(lights, (0, 0), (2, 0)) == 230
    assert time_s(delayed(lights, np.array([CITY.node(1, 0)]), 200_000), (0, 0), (2, 0)) == 400
    with pytest.raises(OverflowError, match="24 days"):
        delayed(CITY.roads, np.array([0]), 2**31)


def test_a_new_link_is_one_more_edge() -> None:
    tunnel = linked(
        CITY.roads, CITY.node(0, 0), CITY.node(2, 1),
        length_cm=220_000, forward_ms=60_000, backward_ms=CLOSED, road_class="primary",
    )  # fmt: skip
    assert tunnel.n_edges == CITY.roads.n_edges + 1
    assert not tunnel.snappable[-1]
    assert time_s(tunnel, (0, 0), (2, 1)) == 60
    assert time_s(tunnel, (2, 1), (0, 0)) == 300
    with pytest.raises(ValueError, match="roads that exist"):
        linked(
            Roads.empty("drive"), 0, 0, length_cm=1, forward_ms=1, backward_ms=1, road_class="road"
        )


def test_a_shorter_delay_takes_away_waits_and_never_driving() -> None:
    node = np.array([CITY.node(1, 0)])
    lights = delayed(CITY.roads, node, 30_000)
    assert time_s(delayed(lights, node, -20_000), (0, 0), (1, 0)) == 110
    without = delayed(lights, node, -50_000)
    assert without.fingerprint == CITY.roads.fingerprint
    assert time_s(delayed(CITY.roads, node, -50_000), (0, 0), (1, 0)) == 100


def test_slow_traffic_does_not_lengthen_a_wait() -> None:
    lights = delayed(CITY.roads, np.array([CITY.node(1, 0)]), 30_000)
    slow = slowed(lights, np.array([CITY.street(0, 0)]), 2)
    assert time_s(slow, (0, 0), (1, 0)) == 230
    assert time_s(slow, (1, 0), (0, 0)) == 200
    assert time_s(delayed(slow, np.array([CITY.node(1, 0)]), -30_000), (0, 0), (1, 0)) == 200


def test_a_link_pays_the_waits_at_its_ends() -> None:
    lights = delayed(CITY.roads, np.array([CITY.node(2, 1)]), 30_000)
    bridge = linked(
        lights, CITY.node(0, 0), CITY.node(2, 1),
        length_cm=220_000, forward_ms=60_000, backward_ms=60_000, road_class="residential",
    )  # fmt: skip
    assert time_s(bridge, (0, 0), (2, 1)) == 90
    assert time_s(bridge, (2, 1), (0, 0)) == 60
    assert bridge.classes == ("residential",)
