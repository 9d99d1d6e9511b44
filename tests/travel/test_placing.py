from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.arrays import FloatArray
from planner.domain.placement import UNPLACED, Placement
from planner.domain.roads import CLOSED, Roads
from planner.travel import place
from tests.city import GridCity, Road, roads_of

GEOD = pyproj.Geod(ellps="WGS84")


def put(roads: Roads, *points: tuple[float, float], farthest_m: float = 5000) -> Placement:
    lon, lat = (np.array(axis, dtype=float) for axis in zip(*points, strict=True))
    return place(roads, lon, lat, access_speed_kmh=5, farthest_m=farthest_m)


# By hand ----------------------------------------------------------------------------------------


def test_a_point_beside_a_street_sits_across_from_it() -> None:
    city = GridCity()
    found = put(city.roads, (city.lon(0.25), city.lat(1.1)))
    assert found.edge.tolist() == [city.street(0, 1)]
    assert found.fraction[0] == pytest.approx(0.25, abs=1e-4)
    assert found.snap_m[0] == pytest.approx(100, rel=0.01)
    assert found.access_cm[0] == round(found.snap_m[0] * 100)
    assert found.access_ms[0] == round(found.snap_m[0] / 5 * 3600)  # 5 km/h
    assert found.lon[0] == pytest.approx(city.lon(0.25), abs=1e-6)
    assert found.lat[0] == pytest.approx(city.lat(1), abs=1e-6)


def test_a_point_on_a_crossing_goes_to_the_lowest_edge_there() -> None:
    city = GridCity()
    middle = put(city.roads, (city.lon(1), city.lat(1)))
    assert middle.edge.tolist() == [city.street(0, 1)]
    assert middle.fraction.tolist() == [1.0]
    assert middle.snap_m.tolist() == [0.0]
    corner = put(city.roads, (city.lon(-0.1), city.lat(-0.1)))
    assert corner.edge.tolist() == [city.street(0, 0)]
    assert corner.fraction.tolist() == [0.0]


def test_the_same_road_drawn_twice_is_a_tie_however_it_is_computed() -> None:
    a, b = (110.0, 39.6), (110.0123, 39.6077)
    roads = roads_of([a, b], [Road(1, 0, 1, 1), Road(0, 1, 1, 1)])
    found = put(roads, *((110 + i / 9999, 39.6 + i / 7777) for i in range(100)))
    assert (found.edge == 0).all()


def test_fraction_follows_the_length_of_a_bent_edge() -> None:
    # 3 km east, then 1 km north; the point stands beside the middle of the second leg.
    city = GridCity(columns=4, rows=2)
    bend, end = (city.lon(3), city.lat(0)), (city.lon(3), city.lat(1))
    roads = roads_of([(city.lon(0), city.lat(0)), end], [Road(0, 1, 1, 1, via=[bend])])
    found = put(roads, (city.lon(3.2), city.lat(0.5)), bend, end)
    assert found.fraction[0] == pytest.approx(3.5 / 4, abs=1e-3)
    first_m = GEOD.line_length([city.lon(0), bend[0]], [city.lat(0), bend[1]])
    whole_m = first_m + GEOD.line_length([bend[0], end[0]], [bend[1], end[1]])
    assert found.fraction[1] == pytest.approx(first_m / whole_m, abs=1e-9)
    assert found.fraction[2] == 1.0


def test_one_way_edges_serve_like_others_and_unsnappable_ones_do_not() -> None:
    nodes = [(110.0, 39.6), (110.01, 39.6), (110.0, 39.61), (110.01, 39.61)]
    near = Road(0, 1, 1, 1, CLOSED)
    far = Road(2, 3, 1, 1, 1)
    point = (110.005, 39.601)
    assert put(roads_of(nodes, [far, near]), point).edge.tolist() == [1]
    assert put(roads_of(nodes, [far, replace(near, snappable=False)]), point).edge.tolist() == [0]


def test_beyond_the_limit_a_point_is_unplaced_and_its_distance_kept() -> None:
    roads = roads_of([(110.0, 39.6), (110.01, 39.6)], [Road(0, 1, 1, 1, 1)])
    point = (110.005, 39.62)
    snap_m = float(put(roads, point).snap_m[0])
    assert put(roads, point, farthest_m=snap_m).edge.tolist() == [0]
    beyond = put(roads, point, (0.0, 0.0), farthest_m=np.nextafter(snap_m, 0))
    assert beyond.edge.tolist() == [UNPLACED, UNPLACED]
    assert beyond.snap_m[0] == snap_m
    assert beyond.snap_m[1] == pytest.approx(GEOD.inv(0, 0, 110.0, 39.6)[2], rel=1e-3)
    assert beyond.access_ms.tolist() == beyond.access_cm.tolist() == [0, 0]
    assert (beyond.lon[0], beyond.lat[0]) == point


def test_without_a_usable_road_or_coordinate_the_distance_is_infinite() -> None:
    nodes = [(110.0, 39.6), (110.01, 39.6)]
    for roads in (roads_of(nodes, []), roads_of(nodes, [Road(0, 1, 1, 1, snappable=False)])):
        found = put(roads, (110.0, 39.6))
        assert found.edge.tolist() == [UNPLACED]
        assert found.snap_m.tolist() == [np.inf]
    swapped_and_antipode = [(39.6, 110.0), (-70.0, -39.6)]
    found = put(
        roads_of(nodes, [Road(0, 1, 1, 1)]), (np.nan, 39.6), *swapped_and_antipode, (110.0, 39.6)
    )
    assert found.edge.tolist() == [UNPLACED, UNPLACED, UNPLACED, 0]
    assert found.snap_m[[0, 1, 3]].tolist() == [np.inf, np.inf, 0.0]
    assert found.snap_m[2] > 19_000_000
    assert put(roads_of(nodes, [Road(0, 1, 1, 1)]), (-69.995, -39.6)).edge.tolist() == [UNPLACED]


def test_an_edge_of_length_zero_holds_points_at_its_start() -> None:
    roads = roads_of([(110.0, 39.6), (110.0, 39.6)], [Road(0, 1, 0, 0)])
    found = put(roads, (110.001, 39.6))
    assert found.edge.tolist() == [0]
    assert found.fraction.tolist() == [0.0]
    assert found.snap_m[0] == pytest.approx(85.9, abs=0.1)


def test_a_repeated_vertex_does_no_harm() -> None:
    a, b = (110.0, 39.6), (110.01, 39.6)
    roads = roads_of([a, b], [Road(0, 1, 1, 1, via=[a, a, b])])
    found = put(roads, a, b, (110.005, 39.6))
    assert found.fraction.tolist() == [0.0, 1.0, pytest.approx(0.5)]


def test_no_points() -> None:
    nothing = np.empty(0)
    assert len(place(GridCity().roads, nothing, nothing, access_speed_kmh=5, farthest_m=1)) == 0


def test_an_endless_leg_is_an_error() -> None:
    roads = roads_of([(110.0, 39.6), (110.01, 39.6)], [Road(0, 1, 1, 1)])
    with pytest.raises(OverflowError, match="24 days"):
        put(roads, (0.0, 0.0), farthest_m=np.inf)
    with pytest.raises(ValueError, match="above zero"):
        place(roads, np.zeros(1), np.zeros(1), access_speed_kmh=0, farthest_m=1)


# Against brute force ----------------------------------------------------------------------------


def geodesic_to_piece_m(point: FloatArray, start: FloatArray, end: FloatArray) -> float:
    """Return the distance by ternary search along the geodesic between two vertices."""
    azimuth, _, length_m = GEOD.inv(start[0], start[1], end[0], end[1])

    def distance_m(share: float) -> float:
        lon, lat, _ = GEOD.fwd(start[0], start[1], azimuth, share * length_m)
        return float(GEOD.inv(point[0], point[1], lon, lat)[2])

    low, high = 0.0, 1.0
    for _ in range(60):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, right) if distance_m(left) <= distance_m(right) else (left, high)
    return min(distance_m(share) for share in (0.0, 1.0, (low + high) / 2))


@st.composite
def scattered(draw: st.DrawFn) -> tuple[Roads, FloatArray]:
    """Polylines of short pieces within `size` degrees, and points nearby."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.sampled_from([0.01, 0.3, 10.0]))
    latitude = draw(st.sampled_from([-30.0, 0.0, 39.6, 64.0]))
    centres = np.array([109.8, latitude]) + random.uniform(0, size, (4, 2))
    step = min(size, 0.05)
    lines = [
        centres[random.integers(0, 4)] + np.cumsum(random.uniform(-step, step, (4, 2)), axis=0)
        for _ in range(8)
    ]
    roads = roads_of(
        [(float(lon), float(lat)) for line in lines for lon, lat in (line[0], line[-1])],
        [
            Road(2 * i, 2 * i + 1, 1, 1, via=[(float(lon), float(lat)) for lon, lat in line[1:-1]])
            for i, line in enumerate(lines)
        ],
    )
    starts = np.array([line[0] for line in lines])
    points = starts[random.integers(0, 8, 5)] + random.uniform(-step, step, (5, 2))
    return roads, points


@given(case=scattered())
@settings(max_examples=25)
def test_equals_brute_force_over_all_pieces(case: tuple[Roads, FloatArray]) -> None:
    roads, points = case
    vertices = np.stack([roads.vertex_lon, roads.vertex_lat], axis=1)
    found = put(roads, *points, farthest_m=100_000)
    for row, point in enumerate(points):
        best_m = np.inf
        for edge in range(roads.n_edges):
            line = vertices[roads.vertex_offset[edge] : roads.vertex_offset[edge + 1]]
            for start, end in pairwise(line):
                best_m = min(best_m, geodesic_to_piece_m(point, start, end))
        assert found.snap_m[row] == pytest.approx(best_m, rel=1e-5, abs=0.01)
        # The place on the road is where the edge is after that fraction of its length.
        edge = found.edge[row]
        line = vertices[roads.vertex_offset[edge] : roads.vertex_offset[edge + 1]]
        azimuth, _, length_m = GEOD.inv(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
        left_m = found.fraction[row] * length_m.sum()
        piece = min(int(np.searchsorted(np.cumsum(length_m), left_m)), len(length_m) - 1)
        left_m -= length_m[:piece].sum()
        lon, lat, _ = GEOD.fwd(line[piece, 0], line[piece, 1], azimuth[piece], left_m)
        assert GEOD.inv(lon, lat, found.lon[row], found.lat[row])[2] < 1.0
        gap_m = GEOD.inv(point[0], point[1], found.lon[row], found.lat[row])[2]
        assert gap_m == pytest.approx(found.snap_m[row], abs=1e-6)


@given(case=scattered())
@settings(max_examples=25)
def test_a_points_place_does_not_depend_on_the_other_points(
    case: tuple[Roads, FloatArray],
) -> None:
    roads, points = case
    together = put(roads, *points)
    for row, point in enumerate(points):
        alone = put(roads, point)
        for name in ("edge", "fraction", "snap_m", "access_ms", "access_cm", "lon", "lat"):
            assert getattr(alone, name)[0] == getattr(together, name)[row]
