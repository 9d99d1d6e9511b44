"""What a scenario would change, in words on the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import Any, Final

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text as Styled

from planner.domain.arrays import BoolArray
from planner.domain.planning_rates import PLANNING_RATES
from planner.domain.preview import PlannedMeasure, Preview
from planner.domain.result import MeasureReport
from planner.domain.score import FOCUS
from planner.domain.world import World
from planner.present.folding import fold
from planner.present.record import plain
from planner.present.standards import standard_words
from planner.present.style import duration_text
from planner.present.terminal_parts import (
    WIDTH,
    change,
    name_of,
    number,
    number_columns,
    plain_table,
    section,
)
from planner.text import Text, counted

N_NAMED: Final = 3
_MODES: Final = (
    ("drive", Text("驾车", "by car")),
    ("cycle", Text("骑行", "by bicycle")),
    ("walk", Text("步行", "on foot")),
)
_ROUTES: Final = (
    ("fastest", Text("走最快的路线", "on the fastest route")),
    ("shortest", Text("走最短的路线", "on the shortest route")),
)
_UNDECIDED: Final = Text(
    "服务点由程序选，要 planner run 才知道选哪些；下面按候选全部选上列出",
    "sites are still to be chosen, planner run tells which; below are all candidates together",
)
_UNDECIDED_COST: Final = Text("费用：选定以后才知道", "cost: known once sites are chosen")


def preview_report(preview: Preview) -> Iterator[RenderableType]:
    """Yield what a scenario is about, what each measure touches, and what it takes for granted."""
    yield _title(preview)
    yield _travel(preview)
    yield _question(preview)
    yield _measures(preview)
    if preview.measures:
        yield _together(preview)
    yield _assumptions(preview)


def preview_json(preview: Preview) -> dict[str, Any]:
    """Return the same as JSON values, services and sites by id."""
    ids = preview.before.services.ids
    question = preview.question
    return {
        "name": asdict(preview.name),
        "description": asdict(preview.description),
        "files": list(preview.files),
        "tables": list(preview.tables),
        "city": asdict(preview.city),
        "data_date": preview.data_date,
        "travel": plain(preview.settings),
        "question": {
            "focus": {
                "name": asdict(question.focus_name),
                "services": [ids[i] for i in np.flatnonzero(question.selections[FOCUS])],
            },
            "within_s": question.within_s,
            "standards": [plain(standard) for standard, _ in question.standards],
        },
        "measures": [
            {
                "measure": planned.report.measure,
                "undecided": planned.undecided,
                "file": planned.where.file,
                "line": planned.where.line,
                "text": asdict(planned.report.text),
                "sites": list(planned.report.sites),
                "services": [ids[i] for i in np.flatnonzero(planned.report.services)],
                "opening_yuan": planned.report.opening_yuan,
                "yearly_yuan": planned.report.yearly_yuan,
            }
            for planned in preview.measures
        ],
        "counts": {
            stage: {key: count for key, _, count in _counts(world)}
            for stage, world in (("before", preview.before), ("after", preview.after))
        },
        "assumed": [plain(entry) for entry in preview.assumed],
        "rates": plain(question.rates),
    }


def _lines(text: Text, indent: str = "", style: str = "") -> Group:
    """Return a statement, Chinese above English, folded and indented."""
    words = (text.zh,) if text.zh == text.en else (text.zh, text.en)
    room = WIDTH - len(indent)
    folded = (
        "\n".join(indent + line for line in fold(said, room).split("\n")) for said in words if said
    )
    return Group(*(Styled(said, style) for said in folded))


def _title(preview: Preview) -> RenderableType:
    world = preview.before
    n_people = world.residents.total_people
    city = name_of(preview.city).plain
    files = " → ".join(PurePath(file).name for file in preview.files)
    if preview.tables:
        files += f"（表 tables: {', '.join(PurePath(file).name for file in preview.tables)}）"
    counts = Text(
        f"{len(world.units)} 个辖区，{len(world.residents):,} 个居民点，{n_people:,.0f} 人，"
        f"{len(world.sites):,} 个服务点，{len(world.services):,} 项事项",
        f"{counted(len(world.units), 'unit')}, {counted(len(world.residents), 'place')}, "
        f"{n_people:,.0f} people, {counted(len(world.sites), 'site')}, "
        f"{counted(len(world.services), 'service')}",
    )
    return Group(
        _lines(preview.name, style="bold"),
        _lines(preview.description),
        Styled(fold(f"{city} · {preview.data_date}", WIDTH), "dim"),
        Styled(fold(f"文件 files: {files}", WIDTH, "  "), "dim"),
        _lines(counts, style="dim"),
    )


def _travel(preview: Preview) -> RenderableType:
    said = preview.settings
    mode, route = dict(_MODES)[str(said["mode"])], dict(_ROUTES)[str(said["optimise"])]
    parts: list[RenderableType] = [
        _lines(Text(f"{mode.zh}，{route.zh}", f"{mode.en}, {route.en}"), "  ")
    ]
    named = {"mode", "optimise"}
    for key, value in said.items():
        if key not in named and value != preview.usual[key]:
            usual = preview.usual[key]
            instead = f"（默认 usually {_said(usual)}）" if usual not in ({}, [], None) else ""
            parts.append(Styled(fold(f"  {key}: {_said(value)}{instead}", WIDTH, "    ")))
    return section(Text("居民怎样出行", "How residents travel"), Group(*parts))


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(inner)}" for key, inner in value.items())
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _question(preview: Preview) -> RenderableType:
    question, services = preview.question, preview.before.services
    n = int(question.selections[FOCUS].sum())
    if preview.names_services:
        why = Text("方案写明（show）", "as `show` says")
    elif n == int(np.any(list(question.selections.values()), axis=0).sum()):
        why = Text("全部事项", "all that are offered")
    else:
        why = Text("举措涉及的事项", "those that the measures touch")
    parts = [
        _lines(
            Text(
                f"{question.focus_name.zh}：现在有处可办的 {n} 项；{why.zh}",
                f"{question.focus_name.en}: {counted(n, 'service')} offered today; {why.en}",
            ),
            "  ",
        )
    ]
    if not question.standards:
        limit = duration_text(question.within_s)
        parts.append(
            _lines(Text(f"没有写标准；比例按 {limit.zh}内计",
                        f"no standard is named; shares count those within {limit.en}"), "  ")
        )  # fmt: skip
    for number_of, (standard, _) in enumerate(question.standards, start=1):
        words = standard_words(standard, services, question.focus_name)
        parts.append(
            _lines(Text(f"标准 {number_of}：{words.zh}", f"standard {number_of}: {words.en}"), "  ")
        )
    if question.catchment is not None:
        method = question.catchment.method.upper()
        parts.append(
            _lines(
                Text(f"另算拥挤程度（{method}）", f"also how crowded sites are ({method})"), "  "
            )
        )
    return section(Text("问什么", "What is asked"), Group(*parts))


def _measures(preview: Preview) -> RenderableType:
    title = Text("举措，按顺序执行", "Measures, in this order")
    if not preview.measures:
        nothing = Text("没有举措：只看现状。", "No measures: the study as it is.")
        return section(title, _lines(nothing, "  "))
    parts: list[RenderableType] = []
    for index, planned in enumerate(preview.measures, start=1):
        place = f"{PurePath(planned.where.file).name}:{planned.where.line}"
        parts.append(Styled(fold(f"{index}. {planned.report.measure}  {place}", WIDTH), "bold"))
        said = (*((_UNDECIDED,) * planned.undecided), planned.report.text)
        parts += [_lines(line, "   ") for line in said]
        parts += [_lines(line, "   ", "dim") for line in _details(preview, planned)]
    return section(title, Group(*parts))


def _details(preview: Preview, planned: PlannedMeasure) -> Iterator[Text]:
    report = planned.report
    if report.sites:
        names = [_name_of_site(preview, site_id) for site_id in report.sites[:N_NAMED]]
        yield _list_of(Text("服务点", "sites"), names, len(report.sites), "个")
    if report.services.any() and not report.services.all():
        yield _services(preview, report.services)
    yield from (_UNDECIDED_COST,) if planned.undecided else _cost(report)


def _name_of_site(preview: Preview, site_id: str) -> Text:
    for sites in (preview.after.sites, preview.before.sites):
        if site_id in sites.index_of:
            return sites.names[sites.index_of[site_id]]
    return Text.same(site_id)  # opened by one measure and closed by a later one


def _services(preview: Preview, touched: BoolArray) -> Text:
    """Name the group that is touched, or else the first few services."""
    services, what = preview.after.services, Text("事项", "services")
    for group in services.groups:
        if np.array_equal(group.members, touched):
            return Text(f"{what.zh}：{group.name.zh}（{group.id}）",
                        f"{what.en}: {group.name.en} ({group.id})")  # fmt: skip
    found = np.flatnonzero(touched)
    return _list_of(what, [services.names[i] for i in found[:N_NAMED]], len(found), "项")


def _list_of(what: Text, names: Sequence[Text], n: int, unit_zh: str) -> Text:
    """Say the first few names, and of how many."""
    more = n - len(names)
    return Text(
        f"{what.zh}：{'、'.join(name.zh for name in names)}" + (f" 等 {n} {unit_zh}" * bool(more)),
        f"{what.en}: {'; '.join(name.en for name in names)}" + (f" and {more} more" * bool(more)),
    )


def _cost(report: MeasureReport) -> Iterator[Text]:
    """Yield what the measure, or else its kinds of sites, say it costs."""
    said = [
        (amount, words)
        for amount, words in (
            (report.opening_yuan, Text("一次性", "once")),
            (report.yearly_yuan, Text("每年", "a year")),
        )
        if amount
    ]
    if said:
        zh = "，".join(
            f"{words.zh}{'节省' * (amount < 0)} {abs(amount):,.0f} 元" for amount, words in said
        )
        en = ", ".join(
            f"{abs(amount):,.0f} yuan {words.en}{' saved' * (amount < 0)}" for amount, words in said
        )
        yield Text(f"费用：{zh}", f"cost: {en}")
    if report.opening_yuan is None or report.yearly_yuan is None:
        yield Text("费用：研究数据和方案都没有写全", "cost: not wholly said by study or scenario")


def _counts(world: World) -> Iterator[tuple[str, str, float]]:
    """Yield key, words and value of what can be counted without any travel."""
    desks, services = world.sites.desks, world.services
    cases = world.cases_of(world.residents.people)
    offered = world.sites.offers.any(axis=0)
    yield "sites", "服务点 sites", float(len(world.sites))
    yield "site_services", "可办项次 site-service pairs", float(world.sites.offers.sum())
    yield "windows", "已知的窗口数 windows known", float(desks.windows.sum())
    yield "doorstep_teams", "上门服务队 doorstep teams", float(len(world.doorstep))
    yield "services_offered", "有处可办的事项 services offered", float(offered.sum())
    yield "cases", "全年办件 cases a year", float(cases.sum())
    trips = float((cases * services.visits.trips_per_case)[offered].sum())
    yield "trips", "按目录每年跑动 trips by the catalogue", trips
    yield "online_cases", "网上办结 settled online", float((cases * services.visits.online).sum())
    if world.roads.n_edges:
        yield "roads_km", "道路公里 km of roads", world.roads.length_km


def _together(preview: Preview) -> RenderableType:
    before, after = preview.before, preview.after
    table = plain_table("")
    number_columns(table, "现状 before", "方案 after", "变化 change")
    for (_, count, was), (_, _, now) in zip(_counts(before), _counts(after), strict=True):
        if not was and not now:
            continue
        table.add_row(count, number(was, 0), number(now, 0), change(was, now, 0))
    still_open = any(planned.undecided for planned in preview.measures)
    note = Text(
        "多远、多久、谁受益，要 planner run 才知道。" + "待选的服务点在这里全部计入。" * still_open,
        "How far, how long, and who gains, planner run tells."
        + " Sites still to be chosen are all counted here." * still_open,
    )
    words = _lines(note, style="dim")
    return section(Text("合起来", "All together"), Group(table, words))


def _assumptions(preview: Preview) -> RenderableType:
    parts: list[RenderableType] = []
    for entry in preview.assumed:
        label = entry.nature.label
        parts.append(_lines(Text(f"[{label.zh}] {entry.what.zh}", f"[{label.en}] {entry.what.en}"),
                            "  "))  # fmt: skip
        parts.append(_lines(entry.source, "    ", "dim"))
    rates = preview.question.rates
    own = [
        name
        for name in ("time_yuan_per_h", "travel_yuan_per_km", "co2_kg_per_km", "mail_yuan_per_leg",
                     "staff_yuan_per_year", "lifetime_years", "discount_per_year")
        if getattr(rates, name) != getattr(PLANNING_RATES, name)
    ]  # fmt: skip
    parts += [
        Styled(
            f"  {name}: {amount.value:g} ({amount.low:g} – {amount.high:g})"
            if amount.low != amount.high
            else f"  {name}: {amount.value:g}"
        )
        for name in own
        for amount in (getattr(rates, name).amount,)
    ]
    time = rates.time_yuan_per_h.amount
    parts.append(
        _lines(
            Text(
                f"单价{'其余' if own else ''}用规划单价（docs/methods/cost.md），"
                f"例如一小时值 {time.value:g} 元（{time.low:g}–{time.high:g}）。",
                f"{'Other rates' if own else 'Rates'} are planning figures "
                f"(docs/methods/cost.md), e.g. an hour is worth {time.value:g} yuan "
                f"({time.low:g}–{time.high:g}).",
            ),
            "  ",
        )
    )
    return section(Text("用到的模型与假设", "What is modelled or assumed"), Group(*parts))
