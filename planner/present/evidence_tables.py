"""Tables of a study's request log: by unit, by theme, by handler, and where requests gather."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Final

from planner.analyse.request_figures import WINDOW_DAYS
from planner.domain.evidence import Evidence, Pace, RequestFigures
from planner.present.columns import CODE, NO_UNIT, PERCENT, Cell, Column, Table, number, words
from planner.text import Text

UNKNOWN: Final = Text("未填写", "not stated")
_DAYS: Final = Text("天", "days")
_FIGURES: Final = (
    Column(Text("诉求", "Requests"), NO_UNIT, Text("台账中的件数", "in the log"), 0),
    Column(Text("已办结", "Closed"), NO_UNIT,
           Text("已回复、督办或归档", "answered, supervised or archived"), 0),
    Column(Text("未办结", "Open"), NO_UNIT, Text("其余", "the others"), 0),
    Column(Text("办结率", "Share closed"), PERCENT, Text("已办结占全部", "of all requests"), 1),
    Column(Text("一半办结不超过", "Half are closed within"), _DAYS,
           Text("未办结的按截尾处理（Kaplan–Meier），空白为至今不到一半",
                "open requests are censored (Kaplan-Meier), blank where fewer are"), 0),
    Column(Text("九成办结不超过", "Nine in ten are closed within"), _DAYS,
           Text("同上，空白为至今不到九成", "the same, blank where fewer are"), 0),
    Column(Text("缺日期", "Without days"), NO_UNIT,
           Text("不进入办理时长", "left out of the days"), 0),
)  # fmt: skip


def evidence_tables(evidence: Evidence | None) -> Iterator[Table]:
    """Yield the tables of a log; none without one."""
    if evidence is None:
        return
    yield _units(evidence)
    for table_id, title, name, rows in (
        ("requests_by_theme", Text("诉求主题", "Requests by theme"),
         words("主题", "Theme", "诉求主题", "what it is about"), evidence.by_theme),
    ):  # fmt: skip
        cells = tuple((row.name or str(UNKNOWN), *_cells(row)) for row in rows)
        yield Table(table_id, title, (name, *_FIGURES), cells)
    yield _handlers(evidence)
    yield _hot_spots(evidence)


def _units(evidence: Evidence) -> Table:
    columns = (
        CODE,
        words("辖区", "Unit", "辖区名称", "name of the unit"),
        *_FIGURES,
        Column(Text("每千人诉求", "Requests per 1,000"), NO_UNIT,
               Text("按居民人数", "residents of the unit"), 2),
        Column(Text("聚集度 z", "Gi* z"), NO_UNIT,
               Text("本辖区与相邻辖区每千人诉求的 Getis–Ord Gi*",
                    "Getis-Ord Gi* of requests per 1,000 in the unit and its neighbours"), 2),
        words("热点", "Hot spot", "控制错误发现率 5% 后显著",
              "significant at a false discovery rate of 5 %"),
    )  # fmt: skip
    rows = tuple(
        (row.id, row.name or str(UNKNOWN), *_cells(row), number(row.per_1000), number(row.z),
         "是 yes" if row.hot else "")
        for row in evidence.by_unit
    )  # fmt: skip
    return Table("requests_by_unit", Text("辖区诉求", "Requests by unit"), columns, rows)


def _cells(row: RequestFigures) -> Sequence[Cell]:
    return (
        row.requests, row.closed, row.open, number(100 * row.rate), number(row.median_days),
        number(row.p90_days), row.undated,
    )  # fmt: skip


def _handlers(evidence: Evidence) -> Table:
    days = f"按最近 {WINDOW_DAYS} 天的进度"
    english = f"at the pace of the last {WINDOW_DAYS} days"
    columns = (
        words("承办单位", "Handler", "承办单位", "who handles it"),
        *_FIGURES,
        Column(Text("承办人数", "Staff"), NO_UNIT,
               Text("研究数据中写明的", "as the study says"), 1),
        Column(Text("人均未办结", "Open a person"), NO_UNIT,
               Text("未办结除以人数", "over staff"), 1),
        Column(Text("人均每日办结", "Closed a person and day"), NO_UNIT, Text(days, english), 2),
        Column(Text("清零天数", "Days to clear"), _DAYS,
               Text(f"不再有新诉求时，{days}；空白为没有进度",
                    f"if nothing new came, {english}; blank where nothing is closed"), 0),
        Column(Text("清零天数（新诉求照旧）", "Days to clear, new ones coming"), _DAYS,
               Text(f"新诉求照旧时，{days}；空白为越积越多",
                    f"if new ones come as they did, {english}; blank where ever more are open"), 0),
    )  # fmt: skip
    rows = tuple(
        (row.name or str(UNKNOWN), *_cells(row), *_pace_cells(row.pace))
        for row in evidence.by_handler
    )
    return Table("requests_by_handler", Text("承办单位", "Requests by handler"), columns, rows)


def _pace_cells(pace: Pace | None) -> Sequence[Cell]:
    if pace is None:
        return (None,) * 5
    return tuple(number(value) for value in astuple(pace))


def _hot_spots(evidence: Evidence) -> Table:
    km = f"{evidence.square_m / 1000:g}"
    columns = (
        words("最大居民点", "Largest place", f"{km} 公里方格内人口最多的居民点，空白为无人居住",
              f"in the square of {km} km, blank where nobody lives"),
        Column(Text("经度", "Longitude"), Text("度", "degrees"),
               Text("方格中心，WGS84", "centre of the square, WGS84"), 5),
        Column(Text("纬度", "Latitude"), Text("度", "degrees"),
               Text("方格中心，WGS84", "centre of the square, WGS84"), 5),
        Column(Text("诉求", "Requests"), NO_UNIT, Text("方格内件数", "in the square"), 0),
        Column(Text("未办结", "Open"), NO_UNIT, Text("其中未办结", "of these"), 0),
        Column(Text("聚集度 z", "Gi* z"), NO_UNIT,
               Text("方格与相邻方格件数的 Getis–Ord Gi*",
                    "Getis-Ord Gi* of requests in the square and its neighbours"), 2),
    )  # fmt: skip
    rows = tuple(
        (spot.place, spot.lon, spot.lat, spot.requests, spot.open, number(spot.z))
        for spot in evidence.hot_spots
    )
    return Table("hot_spots", Text("诉求热点", "Hot spots"), columns, rows)
