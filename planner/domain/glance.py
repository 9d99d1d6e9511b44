"""A result at a glance: one line for a Python prompt, a small table for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from planner.domain.score import Row, Summary
from planner.text import Text
from planner.units import M_PER_KM, S_PER_MIN


def brief(scenario_id: str, focus: Row, *, has_measures: bool) -> str:
    """Return a scenario's name and main figures on one line."""
    said = [
        f"{name.en} {_values(before, after, digits, has_measures=has_measures)}"
        for name, before, after, digits in _figures(focus.before, focus.after)
    ]
    return f"<RunResult {scenario_id}: {', '.join(said[:2])}>"


def html(names: Sequence[Text], focus: Row, measures: Iterable[Text]) -> str:
    """Return the names, the measures and the main figures as HTML, all text escaped."""
    title, *rest = (escape(str(name)) for name in names)
    listed = [f"<li>{escape(str(text))}</li>" for text in measures]
    stages = ("现状 before", "方案 after") if listed else ("现状 as it is",)
    heads = "".join(f"<th>{stage}</th>" for stage in ("", *stages))
    rows = "".join(
        f"<tr><td style='text-align:left'>{escape(str(name))}</td>"
        + "".join(f"<td>{value:,.{digits}f}</td>" for value in (before, after)[: len(stages)])
        + "</tr>"
        for name, before, after, digits in _figures(focus.before, focus.after)
    )
    return (
        f"<div><strong>{title}</strong><br>{' · '.join(rest)}<ol>{''.join(listed)}</ol>"
        f"<table><tr>{heads}</tr>{rows}</table></div>"
    )


def _figures(before: Summary, after: Summary) -> Iterator[tuple[Text, float, float, int]]:
    """Yield name, both values and digits of the figures that say most."""
    yield (
        Text("平均时间（分钟）", "mean min"),
        before.mean_s / S_PER_MIN,
        after.mean_s / S_PER_MIN,
        1,
    )
    yield (
        Text("时限内居民（%）", "residents within %"),
        100 * before.share_within,
        100 * after.share_within,
        1,
    )
    yield Text("平均距离（公里）", "mean km"), before.mean_m / M_PER_KM, after.mean_m / M_PER_KM, 2
    yield Text("全年路上小时", "person-h a year"), before.person_h, after.person_h, 0
    yield (
        Text("到不了的居民", "people out of reach"),
        before.people_out_of_reach,
        after.people_out_of_reach,
        0,
    )


def _values(before: float, after: float, digits: int, *, has_measures: bool) -> str:
    if not has_measures:
        return f"{after:.{digits}f}"
    return f"{before:.{digits}f} -> {after:.{digits}f}"
