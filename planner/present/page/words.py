"""The fixed words of the page, by the key that its script and body know them under."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from planner.text import Text

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
        "legend_change": Text("单程时间的变化（分钟）", "Change in minutes, one way"),
        "legend_share": Text("百分数为占全部居民的比例", "per cent of all residents"),
        "standard_here": Text("标准线", "standard"),
        "slower": Text("多用", "longer"),
        "same": Text("不变", "same"),
        "faster": Text("节省", "saved"),
        "newly_reached": Text("新可到达", "newly reached"),
        "newly_lost": Text("不再可达", "no longer reached"),
        "sites": Text("服务点", "Sites"),
        "site_other": Text("不办所选事项", "handles none of them"),
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
        "no_tiles": Text(
            "底图为本项目的道路与辖区界线，不含互联网瓦片，本页不访问网络。",
            "The base map is the project's own roads and boundaries: no internet tiles, "
            "and the page makes no request.",
        ),
        "map_approval": Text("审图号：＿＿＿＿＿＿", "Map approval no.: ______"),
        "thinned": Text("地图上省略了部分支路。", "Some minor roads are not drawn."),
    }
)


def reading_notes(mode: str, optimise: str) -> tuple[Text, ...]:
    """Return the sentences that say what the page's times and shares mean."""
    travel = TRAVEL_WORDS.get(mode, Text.same(mode))
    route = ROUTE_WORDS.get(optimise, Text.same(optimise))
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
            "未考虑：开放时间、管辖范围（视为人人可去任一服务点）、网上和邮寄办理、排队。",
            "Not modelled: opening hours, jurisdiction (everybody may use every site), online and "
            "mailed services, queues.",
        ),
        Text(
            "全年路上时间 = 办件次数 × 往返时间。",
            "Travel in a year = trips × time there and back.",
        ),
    )
