from __future__ import annotations

import pytest

from planner.prepare.speeds import is_unpaved, posted_limit_kmh, speed_kmh

NO_TAGS = {"maxspeed": "", "surface": "", "tracktype": ""}


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50), ("50 km/h", 50), ("50kmh", 50), ("40 mph", 64.37376), ("10 knots", 18.52),
        ("50;60", 50), ("60|50", 50), ("none;80", 80), ("walk", 7), ("CN:urban", 50),
        ("CN:rural", 70), ("DE:rural", 90), ("CN:motorway", 120), ("DE:zone:30", 30),
        ("FR:zone30", 30), ("37.5", 37.5), ("40公里/小时", 40), ("40千米/时", 40), ("40 公里", 40),
        ("40公里／时", 40), ("60千米每小时;40公里", 40),
        ("", None), ("none", None), ("signals", None), ("variable", None), ("0", None),
    ],
)  # fmt: skip
def test_posted_limits(text: str, kmh: float | None) -> None:
    found = posted_limit_kmh(text)
    assert found == (kmh if kmh is None else pytest.approx(kmh))


@pytest.mark.parametrize(
    "text", ["fast", "500", "0.5", "50 m/s", "40里", "XX:lunar", "zone:0", "DE:zone:300"]
)
def test_limits_that_are_not_understood(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        posted_limit_kmh(text)


@pytest.mark.parametrize(
    ("road_class", "surface", "tracktype", "unpaved"),
    [
        ("primary", "", "", False), ("primary", "asphalt", "", False),
        ("primary", "gravel", "", True), ("primary", "asphalt;gravel", "", True),
        ("track", "", "", True), ("track", "", "grade1", False), ("track", "", "grade3", True),
        ("track", "concrete", "grade3", False), ("residential", "", "grade3", False),
    ],
)  # fmt: skip
def test_unpaved(road_class: str, surface: str, tracktype: str, *, unpaved: bool) -> None:
    assert is_unpaved(road_class, surface, tracktype) == unpaved


@pytest.mark.parametrize(
    ("mode", "road_class", "tags", "kmh"),
    [
        ("drive", "primary", {}, 65),
        ("drive", "primary", {"maxspeed": "90"}, 81),
        ("drive", "primary", {"maxspeed": "30"}, 27),
        ("drive", "primary", {"maxspeed": "80", "surface": "gravel"}, 36),
        ("drive", "service", {"maxspeed": "50"}, 15),
        ("drive", "service", {"maxspeed": "5"}, 5),
        ("drive", "track", {}, 10),
        ("drive", "track", {"tracktype": "grade1"}, 20),
        ("drive", "track", {"tracktype": "grade4", "maxspeed": "80"}, 5),
        ("drive", "secondary", {"maxspeed": "120"}, 70),
        ("drive", "secondary", {"maxspeed": "60"}, 60),
        ("drive", "ferry", {"maxspeed": "50"}, 20),
        ("cycle", "primary", {"maxspeed": "90"}, 18),
        ("cycle", "primary", {"maxspeed": "10"}, 10),
        ("cycle", "residential", {"surface": "gravel"}, 9),
        ("walk", "primary", {"maxspeed": "3", "surface": "mud"}, 4.8),
        ("walk", "steps", {}, 2.4),
    ],
)
def test_speeds(mode: str, road_class: str, tags: dict[str, str], kmh: float) -> None:
    overrides = {"secondary": 70.0}
    assert speed_kmh(mode, road_class, NO_TAGS | tags, overrides, 0.5) == pytest.approx(kmh)
