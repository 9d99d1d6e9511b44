"""Ways of the small study, whose distances are worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from planner.domain.result import RunResult
from planner.domain.routes import NO_STEP
from planner.pipeline import run
from planner.present.nearest import main_site
from tests.small_study import PLACES, SmallStudy

GEOD = Geod(ellps="WGS84")
NAMES = [name for name, *_ in PLACES]


def whole_km(result: RunResult, side: int, place: str) -> list[float]:
    """Return the lengths of the stretches that a way uses, whole, in the order of travel."""
    routes = result.routes
    assert routes is not None
    net, number = routes.net, side * len(PLACES) + NAMES.index(place)
    lines = [net.lines.line(int(net.step_line[step])) for step in net.steps(number)]
    return [round(GEOD.line_length(line[:, 0], line[:, 1]) / 1000, 2) for line in lines]


def test_every_way_takes_what_access_says(small: SmallStudy) -> None:
    result = run(small.extend_services)
    routes = result.routes
    assert routes is not None
    for side, outcome in enumerate((result.before, result.after)):
        main = main_site(outcome, result.focus_services)
        typical = outcome.typical["focus"]
        # One provider set: the way's time is the figure on the map.
        np.testing.assert_array_equal(routes.site[side], main)
        np.testing.assert_array_equal(routes.time_s[side], typical.time_s)
        np.testing.assert_array_equal(routes.length_m[side], typical.length_m)
        np.testing.assert_array_equal(routes.share[side], np.where(main >= 0, 1.0, 0.0))
    assert not routes.n_others.any()
    assert np.isnan(routes.others_s).all()


def test_the_ways_are_those_of_the_map(small: SmallStudy) -> None:
    result = run(small.extend_services)
    # From the east all come along the trunk road to the hall; it is the spur that comes in at 8,
    # over the short cut, or not: the trunk road is as fast, and then the shorter counts.
    assert sum(whole_km(result, 0, "r20")) == pytest.approx(20, abs=0.03)
    assert sum(whole_km(result, 1, "r20")) == pytest.approx(10, abs=0.03)
    first = result.routes.net.first if result.routes else np.empty(0)
    assert first[NAMES.index("r0")] == NO_STEP  # lives at the hall
    assert first[len(PLACES) + NAMES.index("r10")] == NO_STEP
    assert first[NAMES.index("far")] == NO_STEP
    # whose site stays the same goes the same way
    assert first[NAMES.index("r2")] == first[len(PLACES) + NAMES.index("r2")]


EDITS = {
    "side roads closed": "{classes: [residential], close: true}",
    "slower by day": '{classes: [trunk], speed_factor: 0.5, during: "Mo-Fr 07:00-19:00"}',
    "faster by day": '{classes: [trunk], speed_factor: 2, during: "Mo-Fr 07:00-19:00"}',
    "parking": "{area: {unit: W}, parking: 5 min}",
    "new road": "{link: {from: {lon: 109.0, lat: 0}, to: {lon: 109.0898, lat: 0.01809},"
    " class: trunk, speed_kmh: 120}}",
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_over_other_roads_ways_still_take_what_access_says(small: SmallStudy, edit: str) -> None:
    result = run(
        small.scenario(
            "edit.yaml",
            "extends: as-is.yaml\nname: {zh: 道路, en: Roads}\n"
            f"measures:\n  - edit_roads: {edit}\n",
        )
    )
    routes = result.routes
    assert routes is not None
    # Nothing is left out, and way and rest together are the figure on the map.
    for side, outcome in enumerate((result.before, result.after)):
        share, others_s = routes.share[side], np.nan_to_num(routes.others_s[side])
        mean_s = share * routes.time_s[side] + (1 - share) * others_s
        np.testing.assert_allclose(mean_s, outcome.typical["focus"].time_s, rtol=1e-9)
        main = main_site(outcome, result.focus_services)
        np.testing.assert_array_equal(routes.site[side], main)
    changed = ~np.isclose(routes.time_s[0], routes.time_s[1], equal_nan=True)
    assert changed.any() == (edit != EDITS["slower by day"])


def test_who_goes_to_several_sites_is_told_the_rest(small: SmallStudy) -> None:
    scenario = small.scenario(
        "all.yaml",
        "extends: extend_services.yaml\nname: {zh: 全部, en: All}\nshow: {services: [id_card, "
        "driving_licence]}\n",
    )
    routes = run(scenario).routes
    assert routes is not None
    r20 = NAMES.index("r20")
    # 100 cases of 1000 people each: the station at hand, and the hall 20 km away
    assert routes.share[0, r20] == pytest.approx(0.5)
    assert routes.n_others[0, r20] == 1
    assert sorted([routes.time_s[0, r20], routes.others_s[0, r20]]) == pytest.approx(
        [0, 1200], abs=1
    )
