from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.domain.result import RunResult
from planner.present.page.sites import SiteOrder, site_marks
from tests.present.fixture import result


def marks_of(run: RunResult, selections: list[str]) -> list[dict[str, Any]]:
    return site_marks(run, SiteOrder.of(run), selections)


def test_sites_count_services_in_each_selection_before_and_after() -> None:
    marks = {mark["id"]: mark for mark in marks_of(result(), ["focus", "all"])}
    hall = marks["P0"]
    assert hall["before"]["handles"] == hall["after"]["handles"] == [4, 10]  # it does everything
    assert marks["P1"]["before"]["handles"] == [0, 3]
    assert marks["P1"]["after"]["handles"] == [4, 7]
    assert marks["NEW"]["before"] is None
    assert marks["NEW"]["after"]["handles"] == [4, 4]


def test_changed_sites_lie_on_top() -> None:
    changed = [mark["changed"] for mark in marks_of(result(), ["focus"])]
    assert changed == [False] * 3 + [True] * 6


def test_the_order_holds_what_is_said_of_either_world() -> None:
    run = result()
    order = SiteOrder.of(run)
    assert sorted(order.ids) == sorted(run.after.world.sites.ids)
    ids = run.before.world.sites.ids
    spread = order.spread(np.array([site == "P3" for site in ids]), ids)
    assert [site for site, said in zip(order.ids, spread, strict=True) if said] == ["P3"]
    numbers = order.numbers(np.array([0, -1]), ids, 65_535)
    assert order.ids[numbers[0]] == "P0"
    assert numbers[1] == 65_535


def test_desks_tell_hours_in_words_and_their_load() -> None:
    run = result(year=True)
    marks = {mark["id"]: mark for mark in marks_of(run, ["focus"])}
    (desk,) = marks["P0"]["after"]["desks"]
    assert desk["hours"]["zh"] == "周一至周五 09:00–17:00"
    assert desk["windows"] == 2
    assert desk["services"] == 10
    visits = run.after.loads.visits[:, 0].sum()
    assert float(desk["visits"].replace(",", "")) == pytest.approx(visits, abs=0.5)
    busiest = np.nanmax(run.after.loads.busy[0])
    assert float(desk["busy"].rstrip("%")) == pytest.approx(100 * busiest, abs=0.1)
    assert desk["swamped"] == bool(busiest >= 1)
    assert "busy" not in marks["P1"]["after"]["desks"][0]  # its windows are not known
    assert marks["P7"]["after"]["desks"][0]["hours"] is None
