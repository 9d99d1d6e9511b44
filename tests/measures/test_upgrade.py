"""upgrade_site on the street, with its station moved to x = 1.6 and serving the east only.

r0 hall --- r1 --- | station --- r2 --- r3        r1 is 60 s from the station, 100 s from the
0           1     1.5   1.6       2      3        hall, but lives in the west
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.domain.jurisdiction import Jurisdiction, Scope
from planner.domain.world import World
from planner.scenario.measures_desks import UpgradeSite
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_services import ExtendServices, WithdrawServices
from planner.scenario.measures_sites import CloseSites, NewSite, NewSites
from tests.measures.street import (
    CITY,
    applied,
    costs,
    faults,
    said,
    street,
    times_s,
    with_hours,
    with_windows,
)

STATION = ("station",)


def ruled_street() -> World:
    plain = street()
    lon = np.array([CITY.lon(0), CITY.lon(1.6)])
    sites = replace(plain.sites, lon=lon, unit=plain.units.locate(lon, plain.sites.lat))
    scope = Jurisdiction.anywhere(2, 2, 2).scope.copy()
    scope[:, sites.kind_ids["station"]] = Scope.OWN_UNIT
    world = replace(plain, sites=sites, jurisdiction=Jurisdiction(scope))
    return with_windows(world, [4, 1], pooled=False)


def upgrade(*services: str, **content: Any) -> UpgradeSite:
    return UpgradeSite.model_validate({"sites": STATION, "services": services, **content})


def test_the_window_serves_everybody_for_its_services_only() -> None:
    before = ruled_street()
    assert times_s(before, "b") == pytest.approx([0, 100, 200, 300])
    assert times_s(before, "a") == pytest.approx([0, 100, 40, 140])
    after = applied(before, upgrade("b"))
    assert times_s(after, "b") == pytest.approx([0, 60, 40, 140])
    assert times_s(after, "a") == pytest.approx([0, 100, 40, 140])
    assert times_s(applied(before, upgrade("both")), "a") == pytest.approx([0, 60, 40, 140])


def test_as_ruled_it_serves_its_own_unit() -> None:
    after = applied(ruled_street(), upgrade("b", serves="as_ruled"))
    assert times_s(after, "b") == pytest.approx([0, 100, 40, 140])


def test_the_exemption_stays_with_its_site() -> None:
    upgraded = applied(ruled_street(), upgrade("both"))
    new = {"id": "new", "name": "n", "lon": CITY.lon(0), "lat": CITY.lat(0), "services": ("a",)}
    opened = OpenSites(kind="station", sites=NewSites(listed=(NewSite.model_validate(new),)))
    after = applied(upgraded, CloseSites.model_validate({"sites": ("hall",)}), opened)
    # The new station in the west serves the west; the old one, now the first site, everybody.
    assert after.sites.ids == ("station", "new")
    assert times_s(after, "a") == pytest.approx([0, 60, 40, 140])
    assert times_s(after, "b") == pytest.approx([160, 60, 40, 140])
    # What is withdrawn and comes back is a plain service again.
    again = {"services": ("b",), "from": STATION}
    back = {"services": ("b",), "to": STATION}
    plain = applied(
        upgraded, WithdrawServices.model_validate(again), ExtendServices.model_validate(back)
    )
    assert times_s(plain, "b") == pytest.approx([0, 100, 40, 140])


def test_windows_hours_and_queue_change_with_it() -> None:
    hours = "Mo-Su 09:00-20:00"
    after = applied(ruled_street(), upgrade("b", windows=3, hours=hours))
    desks = after.sites.desks
    assert desks.windows.tolist() == [4, 3]
    assert desks.pooled.tolist() == [False, True]
    assert desks.hours == ("", hours)


def test_all_that_changed_is_reported() -> None:
    world = ruled_street()
    assert said(world, upgrade("both", windows=3)).en == (
        "integrated window at 1 site (2 services, 1 new site-service pair; one queue at 1 that had "
        "several; 3 windows each; jurisdiction lifted for 2 of them)"
    )
    assert said(world, upgrade("both", serves="as_ruled")).zh == (
        "1 个服务点升级为综合窗口（2 项事项，新增 1 项次；1 处改为统一排队）"
    )
    assert costs(world, upgrade("b", windows=3)) == (None, 100.0)
    assert costs(world, upgrade("b", hours="24/7")) == (None, None)


def test_an_upgrade_twice_is_a_fault_and_words_are_checked() -> None:
    assert faults(ruled_street(), upgrade("b"), upgrade("b")) == [("touches_nothing", "")]
    wrong = UpgradeSite.model_validate({"sites": {"kind": "statoin"}, "services": ("z",)})
    assert faults(ruled_street(), wrong) == [
        ("unknown_service", "services[0]"), ("unknown_kind", "sites.kind[0]"),
    ]  # fmt: skip


def test_without_rules_of_jurisdiction_there_is_nothing_to_lift() -> None:
    free = replace(with_hours(ruled_street(), "", ""), jurisdiction=None)
    assert "jurisdiction" not in said(free, upgrade("b")).en
    once = applied(free, upgrade("b"))
    assert faults(once, upgrade("b")) == [("touches_nothing", "")]
