from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from planner.domain.zones import CircleZone, PolygonZone, distance_m


def test_polygons_include_their_border_and_leave_out_holes() -> None:
    ring = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 3, 3))
    lon = np.array([0.5, 2.0, 0.0, 1.0, 4.0, 4.1])
    lat = np.array([0.5, 2.0, 2.0, 2.0, 4.0, 4.0])
    assert PolygonZone(ring).covers(lon, lat).tolist() == [True, False, True, True, True, False]


def test_circles_are_round_on_the_ground_and_closed() -> None:
    lon, lat, _ = Geod(ellps="WGS84").fwd([110.0] * 3, [60.0] * 3, [0, 90, 225], [999, 1000, 1001])
    exact = distance_m(110.0, 60.0, np.array(lon), np.array(lat))[1]
    inside = CircleZone(110.0, 60.0, float(exact)).covers(np.array(lon), np.array(lat))
    assert inside.tolist() == [True, True, False]
    with pytest.raises(ValueError, match="radius"):
        CircleZone(0, 0, 0)
