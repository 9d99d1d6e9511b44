"""The tables of a result as plain columns and rows; how they are written is not decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from planner.domain.record import Nature
from planner.domain.result import RunResult
from planner.domain.score import PlaceChange, Row, Summary
from planner.domain.sites import Sites
from planner.present.columns import (
    CODE,
    FIGURE,
    FIGURE_EN,
    KM,
    MINUTES,
    NAME_EN,
    NAME_ZH,
    NO_UNIT,
    PEOPLE,
    PERCENT,
    STAGES,
    UNIT,
    Cell,
    Column,
    Table,
    number,
    staged,
    words,
)
from planner.present.equity_tables import equity_tables
from planner.present.evidence_tables import evidence_tables
from planner.present.figures import key_figures, people_outside, rows_by_selection
from planner.present.headline import headline
from planner.present.nearest import people_served
from planner.present.record import run_id
from planner.present.siting_tables import siting_tables
from planner.present.style import Kind
from planner.present.year_tables import year_tables
from planner.text import Text
from planner.units import M_PER_KM, S_PER_MIN

# One figure of a summary: name, unit, meaning, digits and how to take it.
_SUMMARY: Final = (
    (Text("达标人口比例", "Share within"), PERCENT,
     Text("单程时间不超过标准的居民占全部居民的比例",
          "share of all residents whose one-way time is at most the standard"), 1),
    (Text("未达标人口", "People beyond"), PEOPLE,
     Text("其余居民，包括到不了的", "everybody else, those who cannot get there included"), 0),
    (Text("平均时间", "Mean time"), MINUTES,
     Text("按人口加权的单程平均时间，只计到得了的居民",
          "people-weighted mean one way, over residents who get there"), 1),
    (Text("中位时间", "Median time"), MINUTES,
     Text("一半居民不超过此时间", "half of the residents take at most this"), 1),
    (Text("九成时间", "P90 time"), MINUTES,
     Text("九成居民不超过此时间", "nine in ten residents take at most this"), 1),
    (Text("平均里程", "Mean distance"), KM,
     Text("同一路线的单程里程，按人口加权", "length of the same route, weighted by people"), 1),
    (Text("中位里程", "Median distance"), KM,
     Text("一半居民不超过此里程", "half of the residents travel at most this"), 1),
    (Text("九成里程", "P90 distance"), KM,
     Text("九成居民不超过此里程", "nine in ten residents travel at most this"), 1),
    (Text("无路可达人口", "People without a route"), PEOPLE,
     Text("有服务点，但没有道路相通", "sites exist, but no road leads there"), 0),
    (Text("未落到路上的人口", "People unplaced"), PEOPLE,
     Text("附近没有可用道路", "no usable road nearby"), 0),
    (Text("无处可办人口", "People without a provider"), PEOPLE,
     Text("没有服务点办理其中的某项", "nobody handles one of the services"), 0),
    (Text("全年出行时间", "Travel time a year"), Text("小时", "hours"),
     Text("办件次数乘以往返时间", "trips times the way there and back"), 0),
    (Text("全年出行里程", "Travel distance a year"), KM,
     Text("办件次数乘以往返里程", "trips times the distance there and back"), 0),
)  # fmt: skip


def about_lines(result: RunResult) -> tuple[Text, ...]:
    """Return what a workbook of a result says first: what it is, its sentence, data and run."""
    card = result.scorecard
    said = headline(card.focus, card.within_s, result.provenance, as_is=not result.measures)
    natures = {item.nature for item in result.provenance}
    labels = [nature.label for nature in Nature if nature in natures]
    date = Text(result.data_date or "未注明", result.data_date or "no stated day")
    return (
        Text(f"{result.city.zh}：{result.name.zh}", f"{result.city.en}: {result.name.en}"),
        said,
        Text(
            f"数据截至 {date.zh}；数据性质：{'、'.join(w.zh for w in labels)}；"
            f"运行编号 {run_id(result)}；供规划参考，不是官方统计",
            f"Data of {date.en}; {', '.join(w.en for w in labels)}; "
            f"run {run_id(result)}; for planning, not official",
        ),
    )


def _summary_cells(summary: Summary) -> tuple[Cell, ...]:
    return (
        number(100 * summary.share_within),
        people_outside(summary),
        number(summary.mean_s / S_PER_MIN),
        number(summary.median_s / S_PER_MIN),
        number(summary.p90_s / S_PER_MIN),
        number(summary.mean_m / M_PER_KM),
        number(summary.median_m / M_PER_KM),
        number(summary.p90_m / M_PER_KM),
        summary.people_no_route,
        summary.people_unplaced,
        summary.people_no_provider,
        summary.person_h,
        summary.person_km,
    )


def tables(result: RunResult) -> tuple[Table, ...]:
    """Return every table of a result, in the order of the workbook."""
    card = result.scorecard
    return (
        _key_figures(result),
        _row_table("units", Text("辖区", "Units"), card.by_unit),
        _row_table("service_groups", Text("事项分组", "Service groups"),
                   rows_by_selection(result).values()),
        _standards(result),
        _places(result, "gains", Text("受益最多", "Largest gains"), card.gains),
        _places(result, "worst", Text("仍然最远", "Still worst off"), card.worst),
        _sites(result),
        *equity_tables(result),
        *year_tables(result),
        *siting_tables(result.siting),
        *evidence_tables(result.evidence),
        _left_out(result),
    )  # fmt: skip


def column_table(described: Iterable[Table]) -> Table:
    """Return the table that explains every column of the others."""
    rows = tuple(
        (table.title.zh, table.title.en, column.header, column.meaning.zh, column.meaning.en)
        for table in described
        for column in table.columns
    )
    columns = (
        words("表", "Table (zh)", "表名", "name of the table"),
        words("英文表名", "Table (en)", "英文表名", "name of the table in English"),
        words("列", "Column", "列名与单位", "name of the column with its unit"),
        words("含义", "Meaning (zh)", "该列的含义", "what the column holds"),
        words("英文含义", "Meaning (en)", "英文含义", "what the column holds, in English"),
    )
    return Table("columns", Text("列说明", "Columns"), columns, rows)


def _key_figures(result: RunResult) -> Table:
    columns = (
        words("事项范围", "Services (zh)", "所评价的事项", "services that are judged"),
        words("英文事项范围", "Services (en)", "英文", "the same in English"),
        FIGURE,
        FIGURE_EN,
        words("单位", "Unit", "数值的单位", "unit of the values"),
        Column(STAGES[0], NO_UNIT, Text("没有举措时", "without any measure"), 1),
        Column(STAGES[1], NO_UNIT, Text("全部举措实施后", "with all measures"), 1),
        Column(Text("变化", "Change"), NO_UNIT,
               Text("实施后减现状", "with measures minus today"), 1),
    )  # fmt: skip
    units = {Kind.SHARE: "%", Kind.PEOPLE: "人 people", Kind.MINUTES: "分钟 min",
             Kind.HOURS: "小时 hours"}  # fmt: skip
    rows = []
    for row in rows_by_selection(result).values():
        for figure in key_figures(row, result.scorecard.within_s):
            factor = 100 if figure.kind is Kind.SHARE else 1
            before, after = figure.before * factor, figure.after * factor
            rows.append(
                (row.name.zh, row.name.en, figure.name.zh, figure.name.en, units[figure.kind],
                 number(before), number(after), number(after - before))
            )  # fmt: skip
    return Table("key_figures", Text("关键指标", "Key figures"), columns, tuple(rows))


def _row_table(table_id: str, title: Text, rows: Iterable[Row]) -> Table:
    people = Column(Text("人口", "People"), PEOPLE, Text("居民人数", "residents"), 0)
    columns = [CODE, NAME_ZH, NAME_EN, people]
    for name, unit, meaning, digits in _SUMMARY:
        columns += [Column(staged(name, stage), unit, meaning, digits) for stage in STAGES]
    cells = []
    for row in rows:
        pairs = zip(_summary_cells(row.before), _summary_cells(row.after), strict=True)
        flat = tuple(cell for pair in pairs for cell in pair)
        cells.append((row.id, row.name.zh, row.name.en, row.after.people, *flat))
    return Table(table_id, title, tuple(columns), tuple(cells))


def _standards(result: RunResult) -> Table:
    columns = (
        words("事项", "Services", "空白为本方案关注的事项",
               "words of the catalogue, blank for the scenario's own"),
        Column(Text("时限", "Within"), MINUTES, Text("单程时间上限", "most minutes one way"), 1),
        Column(Text("里程限", "Within distance"), KM, Text("单程里程上限", "most km one way"), 1),
        Column(Text("要求比例", "Share wanted"), PERCENT,
               Text("至少应达标的居民比例", "least share of residents within"), 1),
        *(Column(staged(Text("比例", "Share"), stage), PERCENT,
                 Text("达标居民的比例", "share of residents within"), 1) for stage in STAGES),
        *(Column(staged(Text("是否达到", "Met"), stage), NO_UNIT,
                 Text("是否满足要求", "whether the standard is met")) for stage in STAGES),
    )  # fmt: skip
    rows = []
    for before, after in result.scorecard.standards:
        standard = after.standard
        rows.append(
            (
                ";".join(standard.services),
                None if standard.within_s is None else standard.within_s / S_PER_MIN,
                None if standard.within_m is None else standard.within_m / M_PER_KM,
                100 * standard.residents_share,
                number(100 * before.share),
                number(100 * after.share),
                *("是 yes" if stage.met else "否 no" for stage in (before, after)),
            )
        )
    return Table("standards", Text("达标要求", "Standards"), columns, tuple(rows))


def _places(
    result: RunResult, table_id: str, title: Text, changes: tuple[PlaceChange, ...]
) -> Table:
    residents, units = result.after.world.residents, result.after.world.units
    time, distance = Text("时间", "Time"), Text("里程", "Distance")
    none = Text("单程，空白为到不了", "one way, blank where not reached")
    columns = (
        CODE,
        words("地名", "Place", "居民点名称", "name of the place"),
        UNIT,
        Column(Text("人口", "People"), PEOPLE, Text("居民人数", "residents"), 0),
        *(Column(staged(time, stage), MINUTES, none, 1) for stage in STAGES),
        *(Column(staged(distance, stage), KM, none, 1) for stage in STAGES),
        Column(Text("节省时间", "Time saved"), Text("小时/年", "hours a year"),
               Text("全体居民一年往返节省的时间",
                    "time that its residents save in a year, both ways"), 0),
    )  # fmt: skip
    rows = tuple(
        (
            residents.ids[change.resident],
            residents.names[change.resident],
            _unit_name(units.items[unit].name) if (
                unit := int(residents.unit[change.resident])
            ) >= 0 else None,
            float(residents.people[change.resident]),
            number(change.before_s / S_PER_MIN),
            number(change.after_s / S_PER_MIN),
            number(change.before_m / M_PER_KM),
            number(change.after_m / M_PER_KM),
            number(change.saved_person_h),
        )
        for change in changes
    )  # fmt: skip
    return Table(table_id, title, columns, rows)


def _unit_name(name: Text) -> str:
    return str(name)


def _sites(result: RunResult) -> Table:
    served = Text("就近服务人口", "People served nearest")
    handled = Text("可办事项", "Services handled")
    columns = (
        CODE, NAME_ZH, NAME_EN,
        words("类型", "Kind", "服务点类型", "kind of site"),
        UNIT,
        Column(Text("经度", "Longitude"), Text("度", "degrees"), Text("WGS84", "WGS84"), 5),
        Column(Text("纬度", "Latitude"), Text("度", "degrees"), Text("WGS84", "WGS84"), 5),
        words("开放时间", "Hours", "按来源所写，空白为未知", "as in the source, blank if unknown"),
        words("本方案变动", "Changed", "是否被举措改变", "whether any measure touches it"),
        *(Column(staged(handled, stage), Text("项", "services"),
                 Text("可办事项数，空白为此时没有该点",
                      "number of services, blank where the site does not exist"), 0)
          for stage in STAGES),
        *(Column(staged(served, stage), PEOPLE,
                 Text("以此为最近办理点的居民（按关注事项的办件次数分摊）",
                      "people whose nearest provider it is, split by trips over the services "
                      "that the scenario is about"), 0) for stage in STAGES),
    )  # fmt: skip
    facts = [_site_figures(outcome.world.sites, people_served(outcome, result.focus_services))
             for outcome in (result.before, result.after)]  # fmt: skip
    old, new = result.before.world.sites, result.after.world.sites
    units = result.after.world.units
    rows: list[tuple[Cell, ...]] = []
    for site_id in (*new.ids, *(i for i in old.ids if i not in new.index_of)):
        sites = new if site_id in new.index_of else old
        index = sites.index_of[site_id]
        unit = int(sites.unit[index])
        before, after = (fact.get(site_id, (None, None)) for fact in facts)
        rows.append(
            (site_id, sites.names[index].zh, sites.names[index].en,
             str(sites.kinds[int(sites.kind[index])].name),
             _unit_name(units.items[unit].name) if unit >= 0 else None,
             float(sites.lon[index]), float(sites.lat[index]), sites.hours[index],
             "是 yes" if site_id in result.changed_sites else "",
             before[0], after[0], before[1], after[1])
        )  # fmt: skip
    return Table("sites", Text("服务点", "Sites"), columns, tuple(rows))


def _site_figures(sites: Sites, served: Iterable[float]) -> Mapping[str, tuple[int, float]]:
    handled = sites.offers.sum(axis=1)
    return {
        site_id: (int(count), float(people))
        for site_id, count, people in zip(sites.ids, handled, served, strict=True)
    }


def _left_out(result: RunResult) -> Table:
    columns = (
        words("代码", "Code", "原因代码", "code of the reason"),
        words("内容", "What (zh)", "被排除的数据", "what was left out"),
        words("英文内容", "What (en)", "英文说明", "the same in English"),
        Column(Text("数量", "Count"), NO_UNIT, Text("条数", "how many"), 0),
        Column(Text("涉及人口", "People"), PEOPLE, Text("涉及的居民", "residents concerned"), 0),
        words("例如", "Examples", "名称或编号", "names or ids"),
    )
    rows = tuple(
        (item.code, item.what.zh, item.what.en, item.count, item.people, "; ".join(item.examples))
        for item in result.left_out
    )
    return Table("left_out", Text("未参与的数据", "Left out"), columns, rows)
