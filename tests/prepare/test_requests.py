"""Request logs from tables: places, states and days, and the faults of each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from planner.analyse.evidence import closure, time_to_close
from planner.domain.area import Unit, Units
from planner.errors import DataError, Issue, Where
from planner.prepare.points import TableSpec
from planner.prepare.requests import ReadRequests, read_requests
from planner.sources.coordinates import to_wgs84
from planner.text import Text

UNITS = Units(
    (
        Unit("150602", Text("东胜区", "Dongsheng"), shapely.box(109.5, 39.5, 110.5, 40.5)),
        Unit("150603", Text("康巴什区", "Kangbashi"), shapely.box(109.5, 38.5, 110.5, 39.5)),
    )
)
CHINESE = {
    "id": "编号", "lon": "经度", "lat": "纬度", "unit": "辖区", "theme": "主题", "source": "来源",
    "handler": "承办单位", "state": "状态", "assigned": "交办日期", "answered": "回复日期",
}  # fmt: skip
HEADER = ",".join(CHINESE.values()) + "\n"
GOOD = (
    "1,110.0,40.0,,窗口,意见箱,东胜分局,回复,2026-03-01,2026年3月5日\n"
    "2,,,康巴什区,开放时间,座谈会,康巴什分局,承办,2026/3/2,\n"
    "3,,,,窗口,,,,2026-03-10,\n"
)


def study(key: str) -> Where:
    return Where(file="study.yaml", line=3, key=key)


def read(
    folder: Path, rows: str, until: date | None = None, *, columns: dict[str, str] | None = None,
    header: str = HEADER, coordinates: str = "wgs84",
) -> ReadRequests:  # fmt: skip
    path = folder / "log.csv"
    path.write_text(header + rows, "utf-8")
    spec = TableSpec(path, CHINESE if columns is None else columns, coordinates)
    return read_requests([spec], UNITS, study, until)


def issues_of(folder: Path, rows: str, until: date | None = None) -> tuple[Issue, ...]:
    with pytest.raises(DataError) as caught:
        read(folder, rows, until)
    return caught.value.issues


def test_how_many_people_a_handler_has(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(HEADER + GOOD, "utf-8")
    specs = [TableSpec(path, CHINESE, "wgs84")]
    north, south = read(tmp_path, GOOD).requests.handlers
    requests = read_requests(specs, UNITS, study, staff={south: (12.0, study("x"))}).requests
    np.testing.assert_array_equal(requests.staff, [np.nan, 12.0])
    with pytest.raises(DataError) as caught:
        read_requests(specs, UNITS, study, staff={north + "局": (3.0, study("requests[0].staff"))})
    (issue,) = caught.value.issues
    assert (issue.code, issue.where.key) == ("unknown_handler", "requests[0].staff")
    assert north in issue.remedy.zh


def test_a_chinese_log(tmp_path: Path) -> None:
    requests, left_out, warnings = read(tmp_path, GOOD)
    assert warnings == ()
    assert requests.ids == ("1", "2", "3")
    assert requests.unit.tolist() == [0, 1, -1]
    assert requests.themes == ("窗口", "开放时间")
    assert requests.theme.tolist() == [0, 1, 0]
    assert requests.handler.tolist() == [0, 1, -1]
    assert requests.state.tolist() == [3, 1, 0]
    assert str(requests.until) == "2026-03-10"
    assert requests.days.tolist() == [4, 8, 0]
    assert requests.located.tolist() == [True, False, False]
    assert [(one.code, one.count) for one in left_out] == [
        ("request_without_coordinates", 2),
        ("request_without_unit", 1),
    ]
    assert left_out[1].examples == ("3 (log.csv:4)",)


def test_an_english_log_without_places(tmp_path: Path) -> None:
    rows = "hours,archived,2026-01-01,2026-01-31\ncounter,fed back,2026-01-10,\n"
    requests, left_out, _ = read(
        tmp_path, rows, date(2026, 2, 1), columns={}, header="theme,state,assigned,archived\n"
    )
    assert requests.ids == ("log-2", "log-3")
    assert requests.state.tolist() == [5, 2]
    assert closure(requests).overall == 0.5
    times = time_to_close(requests)
    assert (times.median_days, times.closed, times.censored) == (30, 1, 1)
    assert {one.code: one.count for one in left_out} == {
        "request_without_coordinates": 2,
        "request_without_unit": 2,
    }


def test_coordinates_of_chinese_maps(tmp_path: Path) -> None:
    requests, _, _ = read(tmp_path, GOOD, coordinates="gcj02")
    lon, lat = to_wgs84(np.array([110.0]), np.array([40.0]), "gcj02")
    assert (requests.lon[0], requests.lat[0]) == (lon[0], lat[0])
    assert abs(requests.lon[0] - 110) > 0.001


def test_a_row_written_twice_counts_once(tmp_path: Path) -> None:
    requests, _, warnings = read(tmp_path, GOOD + GOOD.splitlines()[1] + "\n")
    assert len(requests) == 3
    assert [issue.code for issue in warnings] == ["repeated_row"]


def test_a_missing_day_is_listed(tmp_path: Path) -> None:
    requests, left_out, _ = read(tmp_path, GOOD + "4,,,东胜区,窗口,,,归档,2026-03-01,\n")
    assert np.isnan(requests.days[3])
    assert ("request_without_day", 1) in [(one.code, one.count) for one in left_out]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("4,,,东胜,窗口,,,交办,2026-03-01,", "unknown_unit"),
        ("4,,,东胜区,窗口,,,办好了,2026-03-01,", "unknown_state"),
        ("4,,,东胜区,窗口,,,,,", "no_state"),
        ("4,,,东胜区,窗口,,,交办,3/4/2026,", "not_a_day"),
        ("4,,,东胜区,窗口,,,回复,2026-03-05,2026-03-04", "days_out_of_order"),
        ("4,,,东胜区,窗口,,,承办,2026-03-01,2026-03-04", "day_beyond_state"),
        ("4,,,东胜区,窗口,,,交办,2026-04-01,", "day_after_log"),
        ("1,,,东胜区,开放时间,,,交办,2026-03-01,", "duplicate_id"),
        ("4,40.0,110.0,,窗口,,,交办,2026-03-01,", "swapped_coordinates"),
    ],
)
def test_faults_name_their_row(tmp_path: Path, row: str, code: str) -> None:
    issues = issues_of(tmp_path, GOOD + row + "\n", date(2026, 3, 31))
    assert [issue.code for issue in issues] == [code]
    assert issues[0].where.line == 5


def test_a_log_without_days_needs_its_own(tmp_path: Path) -> None:
    rows = "1,,,东胜区,窗口,,,交办,,\n"
    assert [issue.code for issue in issues_of(tmp_path, rows)] == ["no_day_at_all"]
    assert len(read(tmp_path, rows, date(2026, 3, 1)).requests) == 1


def test_a_theme_is_required(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "110,40\n", columns={}, header="lon,lat\n")
    assert "missing_column" in [issue.code for issue in caught.value.issues]


def test_half_a_place_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "110,窗口,交办\n", date(2026, 3, 1), columns={}, header="lon,theme,state\n")
    assert [issue.code for issue in caught.value.issues] == ["missing_column"]
