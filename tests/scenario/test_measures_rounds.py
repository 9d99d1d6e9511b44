"""What a file may say under doorstep_service."""

from __future__ import annotations

import pytest

from planner.scenario.measures_rounds import Base, DoorstepService


@pytest.mark.parametrize(
    ("base", "read"),
    [
        ("station_01", Base(site="station_01")),
        ({"site": "station_01"}, Base(site="station_01")),
        ({"lon": 109.98, "lat": 39.81}, Base(lon=109.98, lat=39.81)),
    ],
)
def test_a_base_is_a_site_or_a_place(base: object, read: Base) -> None:
    said = {"id": "t", "name": "t", "services": "a", "base": base, "within": "20 km",
            "visits_per_day": 5}  # fmt: skip
    team = DoorstepService.model_validate(said)
    assert team.base == read
    assert (team.within_m, team.units) == (20_000, None)
    assert team.hours == "Mo-Fr 09:00-17:00; PH off"
