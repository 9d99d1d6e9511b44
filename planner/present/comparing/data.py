"""Everything the comparison page shows, as one JSON value in the shape of the leader page's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from planner.domain.result import RunResult
from planner.present.comparing.compared import MOST, SELECTION, Compared
from planner.present.comparing.efficient import cost_and_gain
from planner.present.comparing.figures import table_json
from planner.present.comparing.headline import comparison_headline
from planner.present.comparing.sites import SiteUnion
from planner.present.comparing.words import COMPARISON_WORDS, comparison_notes
from planner.present.figures import same_people_reached
from planner.present.messages import not_yet_told
from planner.present.page.ground import (
    frame_of,
    ground_json,
    left_out_json,
    provenance_json,
    style_json,
)
from planner.present.page.packing import Layers, Pack, step_ms_of
from planner.present.page.road_marks import road_marks
from planner.present.page.views import Views, text_json
from planner.present.page.words import WORDS, reading_notes
from planner.present.record import run_id
from planner.present.style import count_text, duration_text
from planner.text import Text

Json = dict[str, Any]
Entry = TypeVar("Entry")


def comparison_title(results: Sequence[RunResult]) -> Text:
    """Return what the page is called."""
    city = results[0].city
    return Text(f"{city.zh}：方案比较", f"{city.en}: scenarios compared")


def comparison_data(results: Sequence[RunResult]) -> Json:
    """Return the page's data for one or more results; `Compared` says which of them it shows.

    `scenarios` are in the order of the table's rows after the first, which is the baseline.
    """
    compared = Compared.of(results)
    first, scenarios = compared.first, compared.scenarios
    shown = (first, *scenarios)
    world = first.before.world
    outcomes = [first.before, *(result.after for result in scenarios)]
    frame, pack = frame_of([outcome.world for outcome in outcomes]), Pack()
    layers, union = Layers(pack), SiteUnion(outcomes)
    step_ms = step_ms_of(outcome.typical[SELECTION] for outcome in outcomes)
    drawn = [_scenario(result, Views(result, layers, step_ms)) for result in scenarios]
    for scenario, result in zip(drawn, scenarios, strict=True):
        scenario["sites"] = union.states(result, pack)
        scenario["roadMarks"] = road_marks(result, pack, frame)
    views = Views(first, layers, step_ms)
    today = views.any_time(first.before, SELECTION)
    left_out = _distinct(entry for result in shown for entry in result.left_out)
    warnings = _distinct(issue for result in shown for issue in result.warnings)
    ground = ground_json(world, pack, frame)
    pack.begin_section()
    ground["places"]["names"] = pack.add_texts(world.residents.names)
    data: Json = {
        "title": text_json(comparison_title(results)),
        "city": text_json(first.city),
        "description": text_json(Text("全部事项", "all services")),
        "headline": text_json(comparison_headline(compared)),
        "asIs": False,
        "dataDate": first.data_date,
        "runId": _comparison_id(shown),
        "limit": text_json(duration_text(first.scorecard.within_s)),
        "words": {key: text_json(word) for key, word in {**WORDS, **COMPARISON_WORDS}.items()},
        "notes": [
            text_json(note)
            for note in (*comparison_notes(), *reading_notes(world, first.settings, step_ms))
        ],
        "style": style_json(first.scorecard.within_s),
        **ground,
        "selections": [
            {
                "id": SELECTION,
                "name": text_json(first.scorecard.all_services.name),
                "services": int(first.selections[SELECTION].sum()),
                "details": None,
                **views.places(today, today),
            }
        ],
        "step": step_ms,
        "kinds": list(union.kinds.values()),
        "sites": union.sites,
        "roadMarks": [],
        "siting": [],
        "routes": None,
        "table": table_json(compared),
        "scenarios": drawn,
        "chart": _chart(scenarios),
        "remarks": [text_json(remark) for remark in _remarks(compared)],
        "standards": [],
        "measures": [text_json(text) for text in _measures(scenarios)],
        "provenance": provenance_json(
            _distinct(entry for result in shown for entry in result.provenance)
        ),
        "leftOut": left_out_json(left_out),
        "warnings": [text_json(issue.message) for issue in not_yet_told(warnings, left_out)],
    }
    return {**data, "layers": layers.places, "packed": pack.sections()}


def _scenario(result: RunResult, views: Views) -> Json:
    before, after = (views.any_time(side, SELECTION) for side in (result.before, result.after))
    return {
        "id": result.scenario_id,
        "name": text_json(result.name),
        "note": _note(result),
        **views.places(before, after),
    }


def _note(result: RunResult) -> Json | None:
    """Return how many people get nowhere before and after, where that changes."""
    row = result.scorecard.all_services
    if same_people_reached(row.before, row.after):
        return None
    ends = [f"{side.people_out_of_reach:,.0f}" for side in (row.before, row.after)]
    return text_json(
        Text(f"到不了的居民 {ends[0]} → {ends[1]} 人", f"people cut off {ends[0]} → {ends[1]}")
    )


def _chart(scenarios: Sequence[RunResult]) -> Json:
    points, unplaced = cost_and_gain(scenarios)
    return {
        "points": [
            {
                "scenario": point.scenario,
                "yuan": [point.cost_yuan.value, point.cost_yuan.low, point.cost_yuan.high],
                "hours": point.gain_h,
                "efficient": point.efficient,
                "told": text_json(_told(point.cost_yuan.value, point.gain_h)),
            }
            for point in points
        ],
        "unplaced": [
            {"scenario": one.scenario, "reason": text_json(one.reason)} for one in unplaced
        ],
    }


def _told(yuan: float, hours: float) -> Text:
    cost = count_text(yuan, Text("元", "yuan"))
    gain = count_text(hours, Text("小时", "hours"))
    return Text(f"一年花 {cost.zh}，省 {gain.zh}", f"{cost.en} a year, saves {gain.en}")


def _comparison_id(results: Sequence[RunResult]) -> str:
    """Return what tells this comparison from others, from the ids of its runs."""
    return hashlib.sha256(" ".join(map(run_id, results)).encode()).hexdigest()[:12]


def _measures(scenarios: Sequence[RunResult]) -> list[Text]:
    """Return what each scenario does, and the id of its run."""
    said = []
    for number, result in enumerate(scenarios, start=1):
        zh = "；".join(report.text.zh for report in result.measures)
        en = "; ".join(report.text.en for report in result.measures)
        run, name = run_id(result), result.name
        said.append(
            Text(
                f"{number}. {name.zh}：{zh}（运行编号 {run}）",
                f"{number}. {name.en}: {en} (run {run})",
            )
        )
    return said


def _remarks(compared: Compared) -> list[Text]:
    """Return what the page does not show."""
    said = []
    if compared.cut:
        said.append(
            Text(
                f"本页只列前 {MOST} 个方案，另外 {compared.cut} 个在表格里。",
                f"Only the first {MOST} scenarios are shown, {compared.cut} more are in tables.",
            )
        )
    if compared.elsewhere:
        zh = "、".join(dict.fromkeys(result.name.zh for result in compared.elsewhere))
        en = ", ".join(dict.fromkeys(result.name.en for result in compared.elsewhere))
        said.append(
            Text(
                f"以下方案的现状不同（研究区、出行方式或时限不同），只在表格文件中：{zh}。",
                "These have another baseline (study, way of travelling or limit) and are only in "
                f"the tables: {en}.",
            )
        )
    return said


def _distinct(entries: Iterable[Entry]) -> list[Entry]:
    return list(dict.fromkeys(entries))
