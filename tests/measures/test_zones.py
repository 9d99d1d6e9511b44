from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.errors import ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.zones import zone_of
from planner.scenario.places import Area
from tests.city import GridCity

CITY = GridCity(3, 2)
AT = KeyPlaces(lambda key: Where(key=key), "m")
PLACES = ((0.0, 0.0), (1.0, 0.0), (1.9, 0.9))


def covered(**area: Any) -> list[bool]:
    zone = zone_of(CITY.units, Area.model_validate(area), AT)
    assert zone is not None
    lon = np.array([CITY.lon(x) for x, _ in PLACES])
    lat = np.array([CITY.lat(y) for _, y in PLACES])
    return [bool(inside) for inside in zone.covers(lon, lat)]


def corner(x: float, y: float) -> dict[str, float]:
    return {"lon": CITY.lon(x), "lat": CITY.lat(y)}


def test_every_way_to_write_an_area() -> None:
    assert covered(unit=("west",)) == [True, True, False]
    assert covered(unit=("west", "east")) == [True, True, True]
    assert covered(circle={**corner(0.1, 0), "radius": "950 m"}) == [True, True, False]
    box = {"west": CITY.lon(0.5), "south": CITY.lat(-1), "east": CITY.lon(3), "north": CITY.lat(1)}
    assert covered(box=box) == [False, True, True]
    assert covered(polygon=(corner(-1, -1), corner(1.5, -1), corner(-1, 1.5))) == [
        True, False, False,
    ]  # fmt: skip
    assert zone_of(CITY.units, None, AT) is None


def test_unknown_units_and_crossing_sides_are_faults() -> None:
    with pytest.raises(ScenarioError) as caught:
        covered(unit=("west", "nrth"))
    assert [(issue.code, issue.where.key) for issue in caught.value.issues] == [
        ("unknown_unit", "m.area.unit[1]")
    ]
    with pytest.raises(ScenarioError) as caught:
        covered(polygon=(corner(0, 0), corner(1, 1), corner(1, 0), corner(0, 1)))
    assert caught.value.issues[0].code == "bad_polygon"
