"""What the report says: a result in the words and the order of an official paper, in Chinese."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from planner.domain.access import Reach
from planner.domain.record import Nature
from planner.domain.result import MeasureReport, RunResult
from planner.domain.score import FOCUS, PlaceChange, StandardResult
from planner.domain.siting import ORDER_NOTE, SitingReport
from planner.present import style
from planner.present.figures import key_figures
from planner.present.headline import headline
from planner.present.page.views import OTHER_PEOPLE
from planner.present.page.words import reading_notes
from planner.present.papers.money_words import money_words
from planner.present.papers.official import TEXT_WIDTH_MM, OfficialPaper
from planner.present.record import run_id
from planner.present.standards import standard_text
from planner.units import MS_PER_S

_NATURES: Final = MappingProxyType({
    Nature.FACT: "属实的数据",
    Nature.MODELLED: "模型生成的数据",
    Nature.ASSUMED: "假设的数据",
})  # fmt: skip
N_PLACES: Final = 10
FEW_MEASURES: Final = 8
"""Up to so many are told in letters of full size."""
N_NAMED: Final = 5
"""Up to so many sites a measure names."""
UNCHANGED: Final = "不变"


def write_report(result: RunResult, picture: bytes, version: str) -> bytes:
    """Return the report as a Word document; `picture` is the map, `version` the product's."""
    paper = OfficialPaper()
    as_is = not result.measures
    subject = result.city.zh if as_is else result.name.zh
    title = f"{subject}公共服务可达性评估报告" if as_is else f"关于“{subject}”的评估报告"
    paper.title(title, _below_title(result))
    paper.heading("总体结论")
    for text in _conclusion(result):
        paper.paragraph(text)
    if not as_is:
        paper.heading("方案内容")
        write = paper.paragraph if len(result.measures) <= FEW_MEASURES else paper.note
        for text in _measures(result):
            write(text)
    paper.heading("主要指标")
    _key_figures(paper, result)
    stages = "现状" if as_is else "实施前、实施后"
    caption = f"图1  各居民点办理“{result.focus_name.zh}”的单程时间（{stages}）"
    paper.picture(picture, TEXT_WIDTH_MM - 2, f"{caption}  审图号：＿＿＿＿")
    paper.heading("各辖区情况")
    _units(paper, result)
    paper.heading("最远的居民点" if as_is else "仍然最远的居民点")
    _worst(paper, result)
    for number, report in enumerate(result.siting, start=1):
        paper.heading("选址结果" if len(result.siting) == 1 else f"选址结果（{number}）")
        _siting(paper, report)
    if not as_is:
        paper.heading("费用估算")
        for text in money_words(result.scorecard.money):
            paper.paragraph(text)
    paper.heading("数据与方法")
    for text in _method(result, version):
        paper.note(text)
    return paper.file(title, f"planner {version}")


def _below_title(result: RunResult) -> str:
    date = f"  数据截至{_day(result.data_date)}" if result.data_date else ""
    return f"（{result.city.zh}{date}  运行编号 {run_id(result)}）"


def _day(iso: str) -> str:
    """Return an ISO day, month or year as it is written in Chinese; other words as they are."""
    parts = iso.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return iso
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def _conclusion(result: RunResult) -> Iterator[str]:
    card = result.scorecard
    as_is = not result.measures
    yield headline(card.focus, card.within_s, result.provenance, as_is=as_is).zh
    said = [_standard(result, before, after) for before, after in card.standards]
    if len(said) == 1:
        yield f"达标要求：{said[0]}。"
    elif said:
        listed = "；".join(f"（{number}）{text}" for number, text in enumerate(said, start=1))
        yield f"达标要求共 {len(said)} 条：{listed}。"
    if not as_is:
        yield _gainers(result)


def _standard(result: RunResult, before: StandardResult, after: StandardResult) -> str:
    wanted = standard_text(result, after.standard).zh
    new = f"{style.share_text(after.share)}（{'达到' if after.met else '未达到'}）"
    if not result.measures:
        return f"“{wanted}”，现状 {new}"
    old = f"{style.share_text(before.share)}（{'达到' if before.met else '未达到'}）"
    return f"“{wanted}”，现状 {old}，实施后 {new}"


def _gainers(result: RunResult) -> str:
    """Return how many people gain and lose more time than the map calls unchanged."""
    within_s = result.scorecard.within_s
    breaks = style.change_breaks_s(within_s)
    classes = style.change_classes(
        result.before.typical[FOCUS], result.after.typical[FOCUS], within_s
    )
    people = result.after.world.residents.people
    same = next(k for k in range(1, len(breaks)) if breaks[k - 1] < 0 < breaks[k])
    reached = classes < style.NEWLY_REACHED
    gain = float(people[reached & (classes > same)].sum())
    lose = float(people[reached & (classes < same)].sum())
    band = style.duration_text(breaks[same]).zh
    parts = [
        f"单程时间缩短超过 {band}的居民有 {style.people_text(gain).zh}" if gain >= 0.5
        else f"没有居民的单程时间缩短超过 {band}",
        f"增加 {band}以上的有 {style.people_text(lose).zh}" if lose >= 0.5
        else f"没有居民增加 {band}以上",
    ]  # fmt: skip
    for kind, said in ((style.NEWLY_REACHED, "新可到达"), (style.NEWLY_LOST, "不再可达")):
        moved = float(people[classes == kind].sum())
        if moved >= 0.5:
            parts.append(f"{said}的有 {style.people_text(moved).zh}")
    return "；".join(parts) + "。"


def _measures(result: RunResult) -> Iterator[str]:
    if result.description.zh:
        yield result.description.zh
    texts = [f"{report.text.zh}{_where(result, report)}" for report in result.measures]
    if len(texts) == 1:
        yield f"本方案的举措：{texts[0]}。"
        return
    said = "；".join(f"（{n}）{text}" for n, text in enumerate(texts, start=1))
    yield f"本方案共有 {len(texts)} 项举措：{said}。"


def _where(result: RunResult, report: MeasureReport) -> str:
    """Return the names of the sites that a measure touches, where they are few and not yet told."""
    if not 0 < len(report.sites) <= N_NAMED:
        return ""
    names = {
        site: name.zh
        for sites in (result.before.world.sites, result.after.world.sites)
        for site, name in zip(sites.ids, sites.names, strict=True)
    }
    told = [names.get(site, site) for site in report.sites]
    if all(name in report.text.zh for name in told):
        return ""
    if any({one.id for one in siting.chosen} == set(report.sites) for siting in result.siting):
        return "（即选中的服务点）"
    return f"（{'、'.join(told)}）"


def _key_figures(paper: OfficialPaper, result: RunResult) -> None:
    card = result.scorecard
    as_is = not result.measures
    rows: list[Sequence[str]] = []
    for figure in key_figures(card.focus, card.within_s):
        shown = style.shown(figure.kind, figure.before, figure.after)
        name = f"{figure.name.zh}（{shown.unit.zh}）"
        if as_is:
            rows.append((name, shown.value.zh))
            continue
        change = shown.change.zh or UNCHANGED
        if math.isnan(figure.before) or math.isnan(figure.after):
            change = style.NOTHING
        elif not figure.comparable:
            change = OTHER_PEOPLE.zh
        rows.append((name, shown.before.zh, shown.value.zh, change))
    heads: Sequence[str] = ("指标", "现状") if as_is else ("指标", "现状", "实施后", "变化")
    widths: Sequence[float] = (3, 2) if as_is else (3.2, 1.5, 1.5, 2)
    paper.table(f"办理“{result.focus_name.zh}”的主要指标", heads, rows, widths)


def _units(paper: OfficialPaper, result: RunResult) -> None:
    card = result.scorecard
    limit = style.duration_text(card.within_s).zh
    rows = []
    for row in sorted(card.by_unit, key=lambda row: (row.after.share_within, row.id)):
        shares = [style.share_text(s.share_within) for s in (row.before, row.after)]
        means = [style.minutes_text(s.mean_s) for s in (row.before, row.after)]
        rows.append(
            (row.name.zh, f"{row.after.people:,.0f}", *_stages(result, shares),
             *_stages(result, means))
        )  # fmt: skip
    if result.measures:
        heads: Sequence[str] = ("辖区", "人口", "比例，现状", "实施后", "时间，现状", "实施后")
        widths: Sequence[float] = (2.2, 1.3, 1.3, 1.1, 1.3, 1.1)
        order = "实施后比例低的在前"
    else:
        heads, widths, order = (
            ("辖区", "人口", "比例", "时间"),
            (2.2, 1.5, 1.5, 1.5),
            "比例低的在前",
        )
    paper.table(f"各辖区 {limit}内人口比例和平均单程时间（分钟），{order}", heads, rows, widths)


def _stages(result: RunResult, values: Sequence[str]) -> Sequence[str]:
    return values if result.measures else values[1:]


def _worst(paper: OfficialPaper, result: RunResult) -> None:
    places = result.scorecard.worst[:N_PLACES]
    if not places:
        paper.paragraph("没有可列出的居民点。")
        return
    rows = [_place(result, number, place) for number, place in enumerate(places, start=1)]
    times = ("现状", "实施后") if result.measures else ("时间",)
    heads = ("居民点", "辖区", "人口", *times)
    widths: Sequence[float] = (2.9, 2.1, 0.8, *(1.1 for _ in times))
    paper.table(f"最远的 {len(rows)} 个居民点，单程时间（分钟）", heads, rows, widths)


def _place(result: RunResult, number: int, place: PlaceChange) -> tuple[str, ...]:
    residents, units = result.after.world.residents, result.after.world.units.items
    unit = int(residents.unit[place.resident])
    name = residents.names[place.resident] or residents.ids[place.resident]
    times = [
        _time_or_reason(outcome.typical[FOCUS].reach[place.resident], time_s)
        for outcome, time_s in ((result.before, place.before_s), (result.after, place.after_s))
    ]
    return (f"{number}. {name}", units[unit].name.zh if unit >= 0 else "辖区以外",
            f"{residents.people[place.resident]:,.0f}", *_stages(result, times))  # fmt: skip


def _time_or_reason(reach: np.uint8, time_s: float) -> str:
    reasons = dict(style.REACH_NAMES)
    kind = Reach(int(reach))
    return reasons[kind].zh if kind in reasons else style.minutes_text(time_s)


def _siting(paper: OfficialPaper, report: SitingReport) -> None:
    unit = report.unit.zh
    paper.paragraph(
        f"{report.title.zh}。模型：{report.model.zh}。求解：{report.method.zh}。"
        f"目标值由 {_value(report.without)} {unit}变为 {_value(report.objective)} {unit}。"
    )
    rows = [
        (f"{n}. {site.name.zh}", f"{site.people:,.0f}", _hours(site.saves_h),
         _hours(site.lost_without_h),
         style.NOTHING if site.opening_yuan is None else f"{site.opening_yuan / 1e4:,.1f}")
        for n, site in enumerate(report.in_order, start=1)
    ]  # fmt: skip
    limited = any(site.capacity is not None for site in report.chosen)
    heads = (
        "选中的地点",
        "安排的人口" if limited else "就近服务人口",
        "节省（小时/年）",
        "缺它多用（小时/年）",
        "开办（万元）",
    )
    caption = "选中的地点" + ("，按开设顺序" if report.roll_out else "")
    paper.table(caption, heads, rows, (2.4, 1.4, 1.5, 1.7, 1.3))
    if report.roll_out:
        paper.note(f"注：{ORDER_NOTE.zh}。")
    if report.near_ties:
        said = "；".join(
            f"“{tie.out_name.zh}”换成“{tie.in_name.zh}”，收益减少 {_loss(tie.share_worse)}"
            for tie in report.near_ties[:3]
        )
        paper.paragraph(f"差别最小的替换：{said}。")


def _value(value: float) -> str:
    """Return a value of a siting question: whole where it is large, four digits where small."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _loss(share: float) -> str:
    """Return a share in per cent, two digits; too small a one is said to be so."""
    percent = 100 * share
    return "不到 0.01%" if percent < 0.01 else f"{percent:.2g}%"


def _hours(value: float) -> str:
    return style.NOTHING if math.isnan(value) else f"{value:,.0f}"


def _method(result: RunResult, version: str) -> Iterator[str]:
    step_ms = MS_PER_S
    world = result.after.world
    notes = reading_notes(world, result.settings, step_ms)
    # The note on the map's rounding is about the page alone.
    yield "".join(note.zh for number, note in enumerate(notes) if number != 4)
    for nature in Nature:
        items = [item for item in result.provenance if item.nature is nature]
        if items:
            said = "；".join(f"{item.what.zh}（{item.source.zh}）" for item in items)
            yield f"{_NATURES[nature]}：{said}。"
    if result.left_out:
        said = "；".join(
            f"{item.what.zh} {item.count:,} 条"
            + (f"，涉及 {style.people_text(item.people).zh}" if item.people else "")
            for item in result.left_out
        )
        yield f"未参与计算的数据：{said}。"
    yield (
        f"本报告由 planner {version} 根据方案“{result.scenario_id}”自动生成，运行编号 "
        f"{run_id(result)}，同一编号的网页、表格和 run.json 载有全部数据与设置。"
        "本报告供规划参考，不是官方统计；文字和表格可以直接修改。"
    )
