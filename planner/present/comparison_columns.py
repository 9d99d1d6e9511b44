"""The columns of a comparison: keys, words, meaning and digits."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from planner.domain.hours import PERIODS
from planner.present.columns import KM, MINUTES, NO_UNIT, PEOPLE, Column, words
from planner.text import Text

NAMES: Final = ("city", "scenario", "name_zh", "name_en")
"""The columns before the figures: by these a file is known as ours."""

_SHARE: Final = Text.same("0-1")
_YUAN: Final = Text("元", "yuan")
_A_YEAR: Final = Text("元/年", "yuan a year")
_WITHIN: Final = Text("时限内居民比例", "Share of people within")


def _period_columns() -> Mapping[str, Column]:
    return {
        f"share_within_{key}": Column(
            Text(f"时限内可办比例，{period.name.zh}", f"Needs met within, {period.name.en}"),
            _SHARE,
            Text(
                f"时限内有开门的服务点可办的需求占全部需求，按小时平均（{period.hours}）",
                f"needs that an open site within the limit meets, of all needs ({period.hours})",
            ),
            4,
        )
        for key, period in PERIODS.items()
    }


FIGURES: Final[Mapping[str, Column]] = MappingProxyType({
    "share_within": Column(
        _WITHIN, _SHARE,
        Text("全部事项平均单程时间不超过时限的居民，不论何时开门",
             "people whose average trip over all services is within the limit, at any time"), 4),
    **_period_columns(),
    "mean_min": Column(Text("平均时间", "Mean time"), MINUTES,
                       Text("单程，按人口加权", "one way, weighted by people"), 2),
    "median_min": Column(Text("中位时间", "Median time"), MINUTES,
                         Text("一半居民不超过", "half of the people take at most this"), 2),
    "p90_min": Column(Text("九成时间", "P90 time"), MINUTES,
                      Text("九成居民不超过", "nine in ten take at most this"), 2),
    "worst_decile_min": Column(Text("最远一成平均时间", "Worst-off tenth, mean time"), MINUTES,
                               Text("离得最远的一成居民", "the tenth that is farthest off"), 2),
    "gini": Column(Text("基尼系数", "Gini"), NO_UNIT,
                   Text("单程时间的不平等，0 为人人相同",
                        "inequality of times, 0 where all are alike"), 4),
    "mean_km": Column(Text("平均里程", "Mean distance"), KM, Text("单程", "one way"), 2),
    "median_km": Column(Text("中位里程", "Median distance"), KM,
                        Text("一半居民不超过", "half of the people at most"), 2),
    "p90_km": Column(Text("九成里程", "P90 distance"), KM,
                     Text("九成居民不超过", "nine in ten at most"), 2),
    "people_out_of_reach": Column(Text("到不了的居民", "People out of reach"), PEOPLE,
                                  Text("至少一项事项到不了", "miss at least one service"), 0),
    "trips_per_year": Column(Text("全年跑动", "Trips a year"), NO_UNIT,
                             Text("到服务点的次数", "to sites"), 0),
    "person_km_per_year": Column(Text("全年里程", "Person-km a year"), KM,
                                 Text("往返", "both ways"), 0),
    "person_h_per_year": Column(Text("全年路上时间", "Person-hours of travel a year"),
                                Text("小时", "hours"), Text("往返", "both ways"), 0),
    "case_h_per_year": Column(
        Text("全年整件耗时", "Person-hours of whole cases a year"), Text("小时", "hours"),
        Text("路上、请假、排队和窗口办理", "travel, time off work, waiting, at the counter"), 0),
    "swamped_trips_per_year": Column(
        Text("遇到超负荷的跑动", "Trips to overloaded desks a year"), NO_UNIT,
        Text("每趟按等两小时计入整件耗时", "each counts with a wait of two hours"), 0),
    "residents_yuan_per_year": Column(
        Text("居民负担", "Cost to residents"), _A_YEAR,
        Text("行车、时间价值和邮寄费，按规划单价",
             "car, value of time and fees for letters at planning rates"), 0),
    "co2_kg_per_year": Column(Text("二氧化碳", "CO2"), Text("千克/年", "kg a year"),
                              Text("小汽车出行", "of travel by car"), 0),
})  # fmt: skip
"""What is compared, and whose change against the baseline is told."""

_COST: Final[Mapping[str, Column]] = MappingProxyType({
    "opening_yuan": Column(Text("一次性投入", "Opening cost"), _YUAN,
                           Text("全部举措，空白为未知", "all measures, blank if not known"), 0),
    "yearly_yuan": Column(Text("每年费用", "Yearly cost"), _A_YEAR,
                          Text("全部举措，空白为未知", "all measures, blank if not known"), 0),
    "cost_yuan_per_year": Column(
        Text("年化费用", "Annualised cost"), _A_YEAR,
        Text("一次性投入按年限分摊，加每年费用", "opening spread over its life, and yearly"), 0),
    "yuan_per_hour_saved": Column(
        Text("每节省一小时", "Cost of an hour saved"), _YUAN,
        Text("年化费用除以整件节省的小时", "annualised cost over hours of whole cases saved"), 2),
    "yuan_per_hour_saved_low": Column(
        Text("每节省一小时，低", "Cost of an hour saved, low"), _YUAN,
        Text("各单价取下限", "all rates at their lowest"), 2),
    "yuan_per_hour_saved_high": Column(
        Text("每节省一小时，高", "Cost of an hour saved, high"), _YUAN,
        Text("各单价取上限", "all rates at their highest"), 2),
    "cost_remark": words("费用说明", "Remark on cost", "没有每小时费用的原因",
                         "why there is no cost of an hour"),
})  # fmt: skip
REMARKS: Final = tuple(_COST)
"""Keys of what the measures cost."""

COLUMNS: Final = (
    words("城市", "City", "研究区", "of the study"),
    words("方案编号", "Scenario", "方案文件名，空白为现状", "name of its file, blank as it is"),
    words("方案", "Name (zh)", "中文名称", "in Chinese"),
    words("英文名称", "Name (en)", "英文名称", "in English"),
    Column(Text("人口", "People"), PEOPLE, Text("全部居民", "all residents"), 0),
    Column(Text("时限", "Limit"), MINUTES, Text("比例所用的时限", "behind the shares"), 1),
    *FIGURES.values(),
    *(
        Column(
            Text(f"{column.name.zh}的变化", f"{column.name.en}, change"), column.unit,
            Text("与现状相比", "against the study as it is"), column.digits,
        )
        for column in FIGURES.values()
    ),
    *_COST.values(),
)  # fmt: skip
"""All columns in order."""
