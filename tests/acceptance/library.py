"""The scenario library's runs, and what the header of each scenario says of them.

    python -m tests.acceptance.library [CITY ...]

writes the headers' figures anew.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

from planner.domain.result import Outcome, RunResult
from planner.pipeline import compare

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CITIES = ("ordos", "baotou", "xingan", "qujing", "xiangtan")
_ZH = re.compile(r"^#   结果：.*\n(?:#         .*\n)*", re.MULTILINE)
_EN = re.compile(r"^#   Came out: .*\n(?:#         .*\n)*", re.MULTILINE)


@cache
def results(city: str) -> dict[str, RunResult]:
    """Return the results of all scenarios of a city, from one comparison."""
    found = compare(sorted(SCENARIOS.glob(f"{city}-*.yaml")))
    return {result.scenario_id: result for result in found}


def came_out(result: RunResult) -> tuple[str, str]:
    """Return the lines of a header, in Chinese and in English."""
    card = result.scorecard
    was, now = card.focus.before, card.focus.after
    every, then = card.all_services.before, card.all_services.after
    within = f"{card.within_s / 60:g}"
    periods = {
        period.id: (period.before.share_within, period.after.share_within)
        for period in card.periods
    }
    working, evening, weekend = (periods[p] for p in ("working_hours", "evening", "weekend"))
    desks = overloaded(result.before), overloaded(result.after)
    mean = was.mean_s / 60, now.mean_s / 60
    zh = (
        f"#   结果：所示事项平均单程 {mean[0]:.1f} → {mean[1]:.1f} 分钟；{within} 分钟内能办："
        f"工作时间 {working[0]:.1%} → {working[1]:.1%}，\n"
        f"#         晚间 {evening[0]:.1%} → {evening[1]:.1%}，"
        f"周末 {weekend[0]:.1%} → {weekend[1]:.1%}；"
        f"全部事项每年跑动 {every.trips / 1e4:.1f} → {then.trips / 1e4:.1f} 万趟，\n"
        f"#         整件耗时 {every.case_h / 1e4:.1f} → {then.case_h / 1e4:.1f} 万小时；"
        f"有时超负荷的窗口 {desks[0]} → {desks[1]} 处。\n"
    )
    en = (
        f"#   Came out: mean trip {mean[0]:.1f} -> {mean[1]:.1f} min for the services shown; "
        f"met within {within} min in working\n"
        f"#         hours {working[0]:.1%} -> {working[1]:.1%}, "
        f"in the evening {evening[0]:.1%} -> {evening[1]:.1%}, "
        f"at weekends {weekend[0]:.1%} -> {weekend[1]:.1%}; all\n"
        f"#         services a year: {every.trips / 1e3:,.1f} -> {then.trips / 1e3:,.1f} thousand "
        f"trips, {every.case_h / 1e3:,.1f} -> {then.case_h / 1e3:,.1f} thousand hours;\n"
        f"#         desks overloaded at times: {desks[0]} -> {desks[1]}.\n"
    )
    return zh, en


def overloaded(outcome: Outcome) -> int:
    """Return how many desks cannot cope at some hours."""
    return int(outcome.loads.swamped.any(axis=1).sum())


def header(name: str) -> tuple[str, str]:
    """Return what the header of a scenario says came out, in Chinese and in English."""
    text = (SCENARIOS / f"{name}.yaml").read_text("utf-8")
    zh, en = _ZH.search(text), _EN.search(text)
    return zh.group() if zh else "", en.group() if en else ""


def write(name: str, zh: str, en: str) -> None:
    """Write what came out into the header of a scenario."""
    path = SCENARIOS / f"{name}.yaml"
    text = path.read_text("utf-8")
    path.write_text(_EN.sub(en, _ZH.sub(zh, text, count=1), count=1), "utf-8")


if __name__ == "__main__":
    for city in sys.argv[1:] or CITIES:
        for scenario, result in results(city).items():
            write(scenario, *came_out(result))
