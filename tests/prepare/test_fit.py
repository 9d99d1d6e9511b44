"""The fit of coordinate systems: on the real roads and places of Wuhan, and on a sparse grid."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from planner.domain.arrays import FloatArray
from planner.domain.roads import NAMELESS, RoadPart, Roads
from planner.errors import Severity, Where
from planner.prepare.fit import coordinate_fit
from planner.sources.coordinates import from_wgs84, to_wgs84

WHERE = Where(file="study.yaml", line=7)
Place = tuple[FloatArray, FloatArray]


def roads_of(lines: list[FloatArray]) -> Roads:
    """Return roads with these lines (vertices in WGS84 degrees), each edge on nodes of its own."""
    n = len(lines)
    ends = np.array([[line[0], line[-1]] for line in lines]).reshape(-1, 2)
    vertices = np.concatenate(lines)
    return Roads(
        mode="drive",
        node_lon=ends[:, 0].copy(),
        node_lat=ends[:, 1].copy(),
        edge_from=np.arange(0, 2 * n, 2, dtype=np.int32),
        edge_to=np.arange(1, 2 * n, 2, dtype=np.int32),
        length_cm=np.full(n, 1, dtype=np.int32),
        forward_ms=np.full(n, 1, dtype=np.int32),
        backward_ms=np.full(n, 1, dtype=np.int32),
        edge_class=np.zeros(n, dtype=np.uint8),
        snappable=np.ones(n, dtype=bool),
        edge_part=np.zeros(n, dtype=np.int32),
        edge_road=np.full(n, NAMELESS, dtype=np.int32),
        node_wait_ms=np.zeros(2 * n, dtype=np.int32),
        edge_wait_ms=np.zeros(n, dtype=np.int32),
        vertex_offset=np.concatenate([[0], np.cumsum([len(line) for line in lines])]),
        vertex_lon=vertices[:, 0].copy(),
        vertex_lat=vertices[:, 1].copy(),
        classes=("residential",),
        parts=(RoadPart(1.0, n, 0.0, 0.0, is_island=False),),
        road_names=(),
    )


@pytest.fixture(scope="module")
def wuhan() -> tuple[Roads, dict[str, Place]]:
    """Return the real roads of Wuhan and its places by class, inside the roads' hull."""
    folder = Path(__file__).parents[2] / ".." / "shared" / "data" / "wuhan"
    if not folder.exists():
        pytest.skip("the real Wuhan data is not at hand")
    frame = gpd.read_parquet(folder / "wuhan_roads_osm_original.parquet")
    to_degrees = Transformer.from_crs(frame.crs, "EPSG:4326", always_xy=True)
    metres, edge = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    degrees = np.column_stack(to_degrees.transform(metres[:, 0], metres[:, 1]))
    hull = shapely.convex_hull(shapely.multipoints(degrees))
    with gzip.open(folder / "wuhan_poi.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places: dict[str, Place] = {}
    for kind in ("residential", "bank", "park"):
        points = np.array([(float(r["lon"]), float(r["lat"])) for r in rows if r["fclass"] == kind])
        inside = points[shapely.contains_xy(hull, points[:, 0], points[:, 1])]
        places[kind] = inside[:, 0].copy(), inside[:, 1].copy()
    return roads_of(np.split(degrees, np.flatnonzero(np.diff(edge)) + 1)), places


def read_as(place: Place, true: str, declared: str) -> Place:
    """Return what is read from a file in the system `true` that declares `declared`."""
    return to_wgs84(*from_wgs84(*place, true), declared)


@pytest.mark.parametrize("kind", ["residential", "bank", "park"])
@pytest.mark.parametrize("system", ["cgcs2000", "gcj02", "bd09"])
def test_true_declarations_in_wuhan_are_believed(
    wuhan: tuple[Roads, dict[str, Place]], kind: str, system: str
) -> None:
    roads, places = wuhan
    assert coordinate_fit(*places[kind], system, roads, WHERE) == ()


@pytest.mark.parametrize("kind", ["residential", "bank"])
@pytest.mark.parametrize(
    ("true", "declared"),
    [("gcj02", "wgs84"), ("bd09", "wgs84"), ("wgs84", "gcj02"), ("bd09", "gcj02"),
     ("gcj02", "cgcs2000"), ("wgs84", "bd09")],
)  # fmt: skip
def test_false_declarations_in_wuhan_are_doubted(
    wuhan: tuple[Roads, dict[str, Place]], kind: str, true: str, declared: str
) -> None:
    roads, places = wuhan
    (issue,) = coordinate_fit(*read_as(places[kind], true, declared), declared, roads, WHERE)
    assert issue.code == "coordinates_doubtful"
    assert issue.severity is Severity.WARNING
    assert issue.where == WHERE
    assert issue.remedy.en.endswith(f"coordinates: {true}")


def country(lon: float, lat: float) -> tuple[Roads, Place]:
    """Return village roads 3 km apart, and 200 farms within 60 m of them."""
    rng = np.random.default_rng(5)
    steps = np.linspace(0, 0.3, 61)
    lines = [np.column_stack([lon + steps, np.full(61, lat + k * 0.03)]) for k in range(11)]
    lines += [np.column_stack([np.full(61, lon + k * 0.03), lat + steps]) for k in range(11)]
    track = rng.integers(0, 11, 200) * 0.03
    farms_lat = lat + track + rng.uniform(-60, 60, 200) / 111_195
    return roads_of(lines), (lon + rng.uniform(0, 0.3, 200), farms_lat)


def test_sparse_roads_tell_as_well() -> None:
    roads, farms = country(109.8, 39.5)
    assert coordinate_fit(*farms, "wgs84", roads, WHERE) == ()
    for true in ("gcj02", "bd09"):
        (issue,) = coordinate_fit(*read_as(farms, true, "wgs84"), "wgs84", roads, WHERE)
        assert issue.remedy.en.endswith(f"coordinates: {true}")


def test_points_without_relation_to_roads_are_not_doubted() -> None:
    roads, _ = country(109.8, 39.5)
    x, y = np.meshgrid(np.linspace(109.8, 110.1, 20), np.linspace(39.5, 39.8, 20))
    for declared in ("wgs84", "gcj02", "bd09"):
        assert coordinate_fit(x.ravel(), y.ravel(), declared, roads, WHERE) == ()


@pytest.mark.parametrize("declared", ["wgs84", "gcj02", "bd09"])
def test_chance_alone_raises_no_doubt(declared: str) -> None:
    roads, _ = country(109.8, 39.5)
    for seed in range(5):
        rng = np.random.default_rng(seed)
        lon, lat = rng.uniform(109.8, 110.1, 60), rng.uniform(39.5, 39.8, 60)
        assert coordinate_fit(lon, lat, declared, roads, WHERE) == ()


def test_few_points_points_abroad_and_no_roads_say_nothing() -> None:
    roads, farms = country(109.8, 39.5)
    moved = read_as(farms, "gcj02", "wgs84")
    assert coordinate_fit(moved[0][:39], moved[1][:39], "wgs84", roads, WHERE) == ()
    assert len(coordinate_fit(moved[0][:100], moved[1][:100], "wgs84", roads, WHERE)) == 1
    same_place = np.full(100, moved[0][0]), np.full(100, moved[1][0])
    assert coordinate_fit(*same_place, "wgs84", roads, WHERE) == ()
    abroad, farms_abroad = country(-21.0, 64.0)
    assert coordinate_fit(*farms_abroad, "gcj02", abroad, WHERE) == ()
