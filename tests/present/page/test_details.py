from __future__ import annotations

import numpy as np
import pytest

from planner.present.nearest import main_site
from planner.present.page.data import page_data
from planner.present.page.packing import NO_VALUE
from tests.present.fixture import result
from tests.present.page.unpacked import Unpacked

RUN = result(year=True)
DATA = page_data(RUN)
PACKED = Unpacked.of(DATA["packed"])


def layer(selection: int, key: str, side: int) -> list[int]:
    index = DATA["selections"][selection]["details"][key][side]
    return [int(value) for value in PACKED.layer(DATA["layers"], index)]


@pytest.mark.parametrize("side", [0, 1])
def test_a_place_knows_its_way_provider_and_hours(side: int) -> None:
    outcome = (RUN.before, RUN.after)[side]
    sites = main_site(outcome, RUN.selections["focus"])
    named = [
        None if site == NO_VALUE else DATA["sites"][site]["id"] for site in layer(0, "site", side)
    ]
    assert named == [None if s < 0 else outcome.world.sites.ids[s] for s in sites.tolist()]
    km = np.array(layer(0, "km", side))
    true_km = outcome.typical["focus"].length_m / 1000
    assert (km[np.isnan(true_km)] == NO_VALUE).all()
    reached = ~np.isnan(true_km)
    assert km[reached] / 10 == pytest.approx(true_km[reached], abs=0.051)
    hours = np.array(layer(0, "hours", side)) / 100
    assert hours == pytest.approx(outcome.yearly["focus"].case_s / 3600, abs=0.0051)


def test_only_the_focus_and_all_services_are_told_in_detail() -> None:
    told = {s["id"]: s["details"] is not None for s in DATA["selections"]}
    assert told == {"focus": True, "all": True, "counter": False}
