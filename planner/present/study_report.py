"""What a study contains, as terminal tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text as Styled

from planner.analyse.request_figures import evidence_of
from planner.domain.evidence import Evidence, RequestFigures
from planner.domain.result import PreparedStudy
from planner.domain.roads import Roads
from planner.present.evidence_tables import UNKNOWN
from planner.present.folding import fold
from planner.present.record import plain
from planner.present.terminal_parts import (
    DASH,
    WIDTH,
    left_out_list,
    name_of,
    number,
    number_columns,
    plain_table,
    section,
)
from planner.text import Text, counted
from planner.units import CM_PER_KM, M_PER_KM

N_REQUEST_ROWS = 8


def study_report(study: PreparedStudy) -> Iterator[RenderableType]:
    """Yield the tables of a study: units, roads, sites, services, sources, what is left out."""
    world = study.world
    yield Styled(f"{name_of(study.city)} · {study.data_date}", "bold")
    yield _units(study)
    yield _roads(world.roads)
    yield _kinds(study)
    yield _groups(study)
    evidence = _evidence(study)
    if evidence is not None:
        yield _requests(evidence)
    if study.provenance:
        yield _provenance(study)
    if study.left_out:
        yield left_out_list(study.left_out)


def study_json(study: PreparedStudy) -> dict[str, Any]:
    """Return the same as JSON values: lengths in km, people as counts."""
    world = study.world
    return {
        "city": asdict(study.city),
        "data_date": study.data_date,
        "units": len(world.units),
        "residents": len(world.residents),
        "people": world.residents.total_people,
        "roads": {
            "nodes": world.roads.n_nodes,
            "edges": world.roads.n_edges,
            "km": world.roads.length_km,
            "km_by_class": _km_by_class(world.roads),
            "islands": sum(part.is_island for part in world.roads.parts),
        },
        "sites": {kind.id: len(world.sites.of_kind(kind.id)) for kind in world.sites.kinds},
        "services": len(world.services),
        "groups": {group.id: int(group.members.sum()) for group in world.services.groups},
        "evidence": plain(_evidence(study)),
        "provenance": [asdict(entry) for entry in study.provenance],
        "left_out": [asdict(entry) for entry in study.left_out],
        "warnings": [issue.code for issue in study.warnings],
        "files": [asdict(entry) for entry in study.inputs],
    }


def _units(study: PreparedStudy) -> RenderableType:
    residents = study.world.residents
    counted = any(unit.people is not None for unit in study.world.units.items)
    table = plain_table("辖区\nunit")
    number_columns(table, "居民点\nplaces", "人口\npeople")
    if counted:
        number_columns(table, "辖区表人口\nunit table")
    for index, unit in enumerate(study.world.units.items):
        inside = residents.unit == index
        cells = [number(float(inside.sum()), 0), number(float(residents.people[inside].sum()), 0)]
        if counted:
            cells.append(number(unit.people, 0) if unit.people is not None else DASH)
        table.add_row(name_of(unit.name), *cells)
    table.add_row("合计 total", number(len(residents), 0), number(residents.total_people, 0),
                  style="bold")  # fmt: skip
    return section(Text("辖区与居民", "Units and residents"), table)


def _km_by_class(roads: Roads) -> dict[str, float]:
    km = np.bincount(roads.edge_class, weights=roads.length_cm, minlength=len(roads.classes))
    return {word: float(km[i]) / CM_PER_KM for i, word in enumerate(roads.classes) if km[i] > 0}


def _roads(roads: Roads) -> RenderableType:
    islands = [part for part in roads.parts if part.is_island]
    island_km = sum(part.length_m for part in islands) / M_PER_KM
    table = plain_table("等级 class")
    number_columns(table, "公里 km")
    for word, km in sorted(_km_by_class(roads).items(), key=lambda item: -item[1]):
        table.add_row(word, number(km, 0))
    table.add_row("合计 total", number(roads.length_km, 0), style="bold")
    zh = f"{roads.n_nodes:,} 个路口和端点，{roads.n_edges:,} 条路段"
    en = f"{counted(roads.n_nodes, 'node')}, {counted(roads.n_edges, 'edge')}"
    if islands:
        zh += f"；{len(islands)} 处孤立路段共 {island_km:,.1f} 公里"
        en += f"; islands: {len(islands)}, {island_km:,.1f} km"
    note = Styled(f"{zh}\n{en}", "dim")
    return section(Text("驾车可用的道路", "Roads that one can drive on"), Group(table, note))


def _kinds(study: PreparedStudy) -> RenderableType:
    sites = study.world.sites
    table = plain_table("类别 kind", "代号 id")
    number_columns(table, "个数 sites", "可办事项 services")
    for kind in sites.kinds:
        own = sites.of_kind(kind.id)
        handled = int(sites.offers[own].any(axis=0).sum())
        table.add_row(name_of(kind.name), Styled(kind.id), str(len(own)), str(handled))
    return section(Text("服务点", "Sites"), table)


def _groups(study: PreparedStudy) -> RenderableType:
    services = study.world.services
    table = plain_table("事项组 group", "代号 id")
    number_columns(table, "项数 services")
    for group in services.groups:
        table.add_row(name_of(group.name), Styled(group.id), str(int(group.members.sum())))
    return section(
        Text(f"事项目录：{len(services)} 项", f"Catalogue: {counted(len(services), 'service')}"),
        table,
    )


def _evidence(study: PreparedStudy) -> Evidence | None:
    world = study.world
    if world.requests is None:
        return None
    return evidence_of(world.requests, world.units, world.residents)


def _requests(evidence: Evidence) -> RenderableType:
    """Return how much of the log is closed, how fast, by unit and theme, and where it gathers."""
    table = plain_table("诉求\nrequests")
    number_columns(table, "件数\ncount", "办结 %\nclosed %", "一半 天\nhalf, days",
                   "九成 天\nP90, days", "每千人\nper 1,000")  # fmt: skip
    table.add_row("合计 total", *_request_cells(evidence.total), style="bold")
    for rows in (evidence.by_unit, evidence.by_theme):
        for row in rows[:N_REQUEST_ROWS]:
            hot = " ▲" if row.hot else ""
            table.add_row(Styled(fold((row.name or str(UNKNOWN)) + hot, 34)), *_request_cells(row))
    lines: list[RenderableType] = [table]
    for spot in evidence.hot_spots[:N_REQUEST_ROWS]:
        where = spot.place or f"{spot.lon:.3f}, {spot.lat:.3f}"
        lines.append(
            Styled(fold(f"热点 hot spot: {where}，{spot.requests} 件 requests (z {spot.z:.1f})",
                        WIDTH, "  "))
        )  # fmt: skip
    title = Text(f"民意诉求，截至 {evidence.until}", f"Request log until {evidence.until}")
    return section(title, Group(*lines))


def _request_cells(row: RequestFigures) -> tuple[str, ...]:
    return (
        number(row.requests, 0), number(100 * row.rate, 1), number(row.median_days, 0),
        number(row.p90_days, 0), number(row.per_1000, 2),
    )  # fmt: skip


def _provenance(study: PreparedStudy) -> RenderableType:
    """Return the sources one below another: sentences do not fit side by side."""
    lines: list[RenderableType] = []
    for entry in study.provenance:
        label = entry.nature.label
        lines.append(Styled(fold(f"[{label.zh} {label.en}] {entry.what}", WIDTH, "  ")))
        source = "  " + str(entry.source) + (f" · {entry.licence}" if entry.licence else "")
        lines.append(Styled(fold(source, WIDTH, "  "), "dim"))
    return section(Text("数据来源", "Sources"), Group(*lines))
