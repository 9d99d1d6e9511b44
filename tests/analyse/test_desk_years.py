from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.analyse.desk_years import desk_years
from planner.analyse.queue import erlang_c
from planner.analyse.timetable import Timetable
from planner.domain.calendar import Calendar
from planner.domain.case_costs import DeskLoads
from planner.domain.channels import Channel
from tests.city import GridCity, services_of


def test_a_desk_is_judged_by_its_busiest_slice() -> None:
    city = GridCity(3, 2)
    made = city.world(
        [(0.0, 0.0)], {"hall": (0.0, 0.0), "agent": (1.0, 0.0)}, services_of("a"), people=[1],
        offers={"hall": ["a"], "agent": ["a"]},
    )  # fmt: skip
    desks = replace(
        made.sites.desks, hours=("08:00-20:00", "24/7"), windows=np.array([2, 0], dtype=np.int32)
    )
    made = replace(made, sites=made.sites.with_desks(desks), calendar=Calendar.of(2025))
    slices = Timetable.of(made, ["08:00-12:00"]).slices
    assert slices.hours.tolist() == [12 * 365.0, 8 * 365.0, 4 * 365.0]
    # two queues; in the morning one of them is beyond what the windows can serve
    visits = np.array([[[0, 100, 300], [0, 0, 10]], [[0, 50, 60], [0, 0, 0]]], dtype=float)
    wait_s = np.array([[[0, 60, np.inf], [0, 0, 0]], [[0, 120, 30], [0, 0, 0]]], dtype=float)
    busy = np.array([[0, 0.5, 1.25], [np.nan] * 3])
    # each visit of the afternoon takes 80 hours, of the morning 10
    work_h = np.array([[0, 150 * 80.0, 360 * 10.0], [0, 0, 10 * 2.0]])
    hall, agent = desk_years(made, slices, DeskLoads(visits, wait_s, work_h, busy))
    # 12,000 hours of work in 2,920: 4.1 windows are busy, and with so long visits many more are
    # needed before the mean wait is at most a quarter of an hour.
    load = 12_000 / 2920
    assert erlang_c(load, hall.needed) * 80 / (hall.needed - load) <= 0.25
    assert erlang_c(load, hall.needed - 1) * 80 / (hall.needed - 1 - load) > 0.25
    assert agent.needed == 1
    assert (hall.site, hall.channel, hall.windows) == ("hall", Channel.COUNTER, 2)
    assert hall.visits == 510
    assert hall.peak_busy == 1.25
    assert (hall.swamped_visits, hall.swamped_hours) == (300, 4 * 365)
    assert hall.wait_s == (100 * 60 + 50 * 120 + 60 * 30) / 210
    assert (agent.visits, agent.swamped_visits) == (10, 0)
    assert np.isnan([agent.peak_busy, agent.wait_s]).all()
