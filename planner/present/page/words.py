"""The fixed words of the page, by the key that its script and body know them under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from planner.domain.siting import ORDER_NOTE
from planner.domain.world import World
from planner.text import Text
from planner.units import MS_PER_S

ROUTE_WORDS: Final = MappingProxyType(
    {"fastest": Text("最快", "fastest"), "shortest": Text("最短", "shortest")}
)

TRAVEL_WORDS: Final = MappingProxyType(
    {
        "drive": Text("驾车", "drive"),
        "cycle": Text("骑行", "cycle ride"),
        "walk": Text("步行", "walk"),
    }
)

WORDS: Final = MappingProxyType(
    {
        "before": Text("现状", "Today"),
        "after": Text("实施后", "With measures"),
        "change": Text("变化", "Change"),
        "services": Text("事项范围", "Services"),
        "language": Text("English", "中文"),
        "print": Text("打印 A3", "Print A3"),
        "home": Text("全图", "Whole map"),
        "units": Text("辖区排名", "Units ranked"),
        "unit": Text("辖区", "Unit"),
        "unit_share": Text("达标人口 %", "Within %"),
        "unit_needs": Text("达标需求 %", "Needs within %"),
        "unit_change": Text("变化", "Change"),
        "unit_mean": Text("平均 分钟", "Mean min"),
        "gains": Text("受益最多的地方", "Places that gain most"),
        "worst": Text("仍然最远的地方", "Places still worst off"),
        "worst_as_is": Text("最远的地方", "Places worst off"),
        "click_to_zoom": Text("点击放大", "click to zoom"),
        "standards": Text("达标要求", "Standards"),
        "met": Text("达到", "met"),
        "not_met": Text("未达到", "not met"),
        "legend_access": Text("单程时间（分钟）", "Minutes, one way"),
        "legend_moment": Text("只计此时开门可办的事项", "of what is open now"),
        "legend_change": Text("单程时间的变化（分钟）", "Change in minutes, one way"),
        "legend_share": Text("百分数为占全部居民的比例", "per cent of all residents"),
        "standard_here": Text("标准线", "standard"),
        "swipe": Text("左右对比", "Side by side"),
        "swipe_handle": Text("左右分界线，可用方向键移动", "Divider, move with the arrow keys"),
        "any_time": Text("不限时间", "Any time"),
        "hours_of_day": Text("各时刻有门可办的需求", "Needs with an open door"),
        "workday": Text("工作日", "Workday"),
        "weekend": Text("周末", "Weekend"),
        "holiday": Text("节假日", "Holiday"),
        "days_a_year": Text("天", "days"),
        "such_days": Text("全年", "So on"),
        "of_such_days": Text("的这类日子如此", "of such days"),
        "closed_now": Text("此时关门", "closed now"),
        "search": Text("搜名称、拼音或首字母", "Search by name"),
        "nothing_found": Text("没有找到", "nothing found"),
        "place": Text("居民点", "Place"),
        "site": Text("服务点", "Site"),
        "provider": Text("主要去", "Mostly goes to"),
        "time_one_way": Text("单程时间", "Time, one way"),
        "way": Text("单程路程", "Way"),
        "ways_drawn": Text("去得最多的服务点（图上画出路线）", "Where most trips go (way drawn)"),
        "share_of_trips": Text("占办事", "of trips:"),
        "rest_to": Text("其余去另外", "the others to"),
        "other_sites": Text("处", "more"),
        "mean": Text("平均", "mean"),
        "whole_way": Text("看全程", "Whole way"),
        "yearly_hours": Text("人均全年办事耗时", "Hours a person and year"),
        "hour_unit": Text("小时", "h"),
        "windows": Text("窗口数", "windows"),
        "channel_services": Text("事项", "services"),
        "visits": Text("全年到访", "Visits a year"),
        "visit_unit": Text("人次", ""),
        "busiest": Text("最忙时窗口占用", "Use of windows when busiest"),
        "mean_wait": Text("平均等候", "mean wait"),
        "swamped": Text("超负荷：来的人多于窗口能办的", "Overloaded: more come than can be served"),
        "close": Text("关闭", "Close"),
        "slower": Text("多用", "longer"),
        "same": Text("不变", "same"),
        "faster": Text("节省", "saved"),
        "newly_reached": Text("新可到达", "newly reached"),
        "newly_lost": Text("不再可达", "no longer reached"),
        "sites": Text("服务点", "Sites"),
        "site_other": Text("不办所选事项", "handles none of them"),
        "site_opened": Text("新设服务点", "new site"),
        "site_closed": Text("撤销服务点", "closed site"),
        "site_altered": Text("变动服务点", "changed site"),
        "road_closed": Text("封闭道路", "closed road"),
        "road_new": Text("新路", "new road"),
        "road_slower": Text("降速道路", "slower road"),
        "road_faster": Text("提速道路", "faster road"),
        "road_longer": Text("等候增加", "longer wait"),
        "road_shorter": Text("等候减少", "shorter wait"),
        "siting": Text("选址", "Choice of sites"),
        "siting_chosen": Text("选中的服务点", "Chosen sites"),
        "siting_rejected": Text("未选中的候选点", "candidates not chosen"),
        "siting_ranked": Text("按先后设立的效果排序", "in the order of most good"),
        "siting_order": ORDER_NOTE,
        "siting_serves": Text("就近服务", "nearest for"),
        "siting_sent": Text("安排去此", "sent to it"),
        "siting_load": Text("承担/容量 人", "load / room"),
        "siting_saves": Text("年省小时", "h saved a year"),
        "siting_lost": Text("不选多用", "h lost without"),
        "siting_gain": Text("不选则变差", "lost without"),
        "siting_ties": Text("几乎一样好的替换", "Nearly as good"),
        "siting_instead": Text("换成", "→"),
        "siting_worse": Text("效果减少", "less gain:"),
        "siting_frontier": Text("选多少个，好多少", "Gain against number"),
        "siting_frontier_cost": Text("花多少钱，好多少", "Gain against cost"),
        "siting_number": Text("个数", "number"),
        "siting_cost": Text("万元", "10,000 yuan"),
        "siting_here": Text("本方案", "chosen"),
        "siting_proven": Text("已证明最优", "proven best"),
        "siting_gap": Text("与最优相差至多", "at most from the best:"),
        "siting_stopped": Text("搜索提前结束", "search ended early"),
        "siting_robust": Text(
            "需求和车速变化时仍被选中", "Still chosen when demand and speed vary"
        ),
        "siting_draws": Text("次抽样", "draws"),
        "siting_regret": Text("最多比最优差", "at most worse than the best by"),
        "siting_off": Text("未选", "not chosen"),
        "siting_people": Text("人口与地点", "Units and places"),
        "yuan": Text("元", "yuan"),
        "site_changed": Text("本方案变动", "changed by the measures"),
        "hours": Text("开放时间", "Hours"),
        "hours_unknown": Text("未知", "not known"),
        "handled": Text("可办事项", "Services handled"),
        "new_site": Text("新设", "new"),
        "closed_site": Text("撤销", "closed"),
        "minutes": Text("分钟", "min"),
        "people": Text("人", "people"),
        "saved_hours": Text("小时/年", "hours a year"),
        "method": Text("数据与方法", "Data and method"),
        "provenance": Text("数据来源", "Where the data comes from"),
        "what": Text("内容", "What"),
        "nature": Text("性质", "Nature"),
        "source": Text("来源", "Source"),
        "licence": Text("许可", "Licence"),
        "left_out": Text("未参与计算的数据", "Data left out"),
        "left_out_none": Text("没有数据被排除。", "Nothing was left out."),
        "count": Text("数量", "Count"),
        "people_concerned": Text("涉及人口", "People concerned"),
        "examples": Text("例如", "For example"),
        "warnings": Text("提醒", "Warnings"),
        "warnings_none": Text("没有提醒。", "No warnings."),
        "measures": Text("本方案的举措", "Measures of this scenario"),
        "measures_none": Text("没有举措：本页描述现状。", "No measures: the page shows today."),
        "how": Text("如何理解这些数字", "How to read the figures"),
        "run": Text("运行编号", "Run"),
        "data_date": Text("数据截至", "Data of"),
        "tiles": Text("互联网底图", "Web map"),
        "no_tiles": Text(
            "底图为本项目的道路与辖区界线，不含互联网瓦片，本页不访问网络。",
            "The base map is the project's own roads and boundaries: no internet tiles, "
            "and the page makes no request.",
        ),
        "map_approval": Text("审图号：＿＿＿＿＿＿", "Map approval no.: ______"),
        "thinned": Text("地图上省略了部分支路。", "Some minor roads are not drawn."),
    }
)


def reading_notes(world: World, settings: Mapping[str, object], step_ms: int) -> tuple[Text, ...]:
    """Return the sentences that say what the page's times and shares mean, and what is modelled.

    `settings` say how people travel; `step_ms` is the precision of times on the map.
    """
    mode = world.roads.mode
    travel = TRAVEL_WORDS.get(mode, Text.same(mode))
    optimise = str(settings["optimise"])
    route = ROUTE_WORDS.get(optimise, Text.same(optimise))
    step_s = step_ms // MS_PER_S
    return (
        Text(
            f"时间：居民点到最近的、能办该事项的服务点的{travel.zh}单程时间，走{route.zh}的路，"
            "含住处与道路之间的一段，不含等候和办理。",
            f"Time: the {travel.en} from a place to the nearest site that handles the service, one "
            f"way by the {route.en} route, the leg between door and road included, waiting "
            "and counter time not.",
        ),
        Text(
            "事项范围包含多个事项时，每个居民点取各事项按办件次数加权的平均时间；"
            "有一项到不了，就算到不了。",
            "For several services a place counts with their mean time, weighted by trips; if one "
            "of them is out of reach, so is the selection.",
        ),
        Text(
            "比例都是人口的比例，不是居民点个数的比例；正好等于标准的算达标。",
            "Shares are shares of people, never of places; exactly at the standard is within it.",
        ),
        Text(
            "平均时间和“九成居民”只计到得了的居民；到不了的居民单独列出，不会被隐藏。",
            "Mean and nine-in-ten count residents who get there; the others are listed apart.",
        ),
        Text(
            f"地图和提示中的时间精确到 {step_s} 秒，颜色分级不受取整影响。",
            f"Times on the map are kept to {step_s} s; rounding never moves a place into another "
            "class.",
        ),
        _hours_note(world),
        _rules_note(world),
        Text(
            "全年路上时间 = 办件次数 × 往返时间；一年的全部时间还包括请假、排队和办理。",
            "Travel in a year = trips × time there and back; the whole time of a year also counts "
            "leave from work, queues and being served.",
        ),
        *_spread_note(settings.get("spread_over")),
    )


def _spread_note(said: object) -> Iterator[Text]:
    """Yield what the year's figures mean where visits spread over several sites."""
    if not isinstance(said, Mapping):
        return
    n, per_min = said["sites"], said["per_min"]
    yield Text(
        f"全年数字和柜台负荷按办件分到最近 {n} 处计算，"
        f"单程每多一分钟，去的人减少，阻力系数 {per_min}；"
        "地图上的时间仍是到最近一处。",
        f"Figures of the year and loads of desks spread visits over the {n} nearest sites (logit, "
        f"{per_min} a minute one way); times on the map stay those to the nearest.",
    )


def _hours_note(world: World) -> Text:
    if world.calendar is None:
        return Text(
            "未考虑开放时间：各服务点视为随时可去。",
            "Opening hours are not modelled: every site counts as open at all times.",
        )
    return Text(
        f"开放时间按 {world.calendar.year} 年日历逐时计算；“任何时间”指服务点一年中总有开门的时候。"
        "没有开放时间数据的服务点按一直开门计。选定某一时刻时，只计当时不用预约就开门的服务点。",
        f"Opening hours follow the calendar of {world.calendar.year}; 'any time' asks only that a "
        "site opens at some time of the year. A site of unknown hours counts as always open. At a "
        "chosen hour only sites open without appointment count.",
    )


def _rules_note(world: World) -> Text:
    rules = (
        Text("管辖范围按设定的规则计算。", "Jurisdiction follows the rules of the study.")
        if world.jurisdiction is not None
        else Text("未考虑管辖范围：视为人人可去任一服务点。",
                  "Jurisdiction is not modelled: everybody may use every site.")
    )  # fmt: skip
    known = bool((world.sites.desks.windows > 0).any())
    queues = (
        Text("排队按窗口数和到访量估算（M/M/c），窗口数未知的服务点不计等候。",
             "Queues are estimated from windows and visits (M/M/c); where the number of windows "
             "is unknown nobody waits.")
        if known
        else Text("窗口数未知，未计等候。", "Windows are not known: no waiting is counted.")
    )  # fmt: skip
    return Text(f"{rules.zh}{queues.zh}", f"{rules.en} {queues.en}")
