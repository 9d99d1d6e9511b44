"""Questions about sites, and their answers, in words and in units that people know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planner.choosing.question import Posed
from planner.domain.siting import ChosenSite
from planner.scenario.measures_choose import ChooseNew, ChooseSites
from planner.siting.models import (
    MCLP,
    BackupCover,
    CapacitatedCover,
    CapacitatedPMedian,
    KolmPollak,
    MeanAndWorst,
    PartialCover,
    PCenter,
    PDispersion,
    PMedian,
)
from planner.siting.solution import Solution, Status
from planner.siting.solve import Answer
from planner.text import Text
from planner.units import CM_PER_M, M_PER_KM, MS_PER_H, MS_PER_S, S_PER_MIN

NAMED: Final = 5
THERE_AND_BACK: Final = 2


@dataclass(frozen=True)
class Scale:
    """From a model's objective to a figure that people know: value x factor + plus, in `unit`."""

    factor: float
    plus: float
    unit: Text

    def __call__(self, objective: float) -> float:
        """Return the figure of an objective of the model."""
        return objective * self.factor + self.plus


def scale_of(posed: Posed) -> Scale:
    """Return the scale of a problem's objective, what the left out rows add included."""
    fastest = posed.optimise == "fastest"
    match posed.model:
        case PMedian() | CapacitatedPMedian():
            factor = THERE_AND_BACK / (MS_PER_H if fastest else CM_PER_M * M_PER_KM)
            unit = Text("人时/年", "person-hours a year") if fastest else Text(
                "人公里/年", "person-km a year")  # fmt: skip
            if posed.demand.whole_case:
                zh, en = unit.zh, f"{unit.en}, leave included"
                unit = Text(f"{zh}（含请假）", en)
                if not posed.demand.counted:
                    unit = Text(f"{zh}（含请假，每人每项一件）", f"{en}, one case each")
            elif not posed.demand.counted:
                unit = Text(f"{unit.zh}（每人每项一次）", f"{unit.en}, one trip each")
            return Scale(factor, posed.constant * factor, unit)
        case PCenter() | KolmPollak() | MeanAndWorst():
            return Scale(1 / (MS_PER_S * S_PER_MIN), 0.0, Text("分钟", "min"))
        case PDispersion():
            return Scale(1 / M_PER_KM, 0.0, Text("公里（直线）", "km as the crow flies"))
        case MCLP() | CapacitatedCover():
            return Scale(1.0, posed.constant, Text("人", "people"))
        case BackupCover(second_share=share):
            second = f"{100 * share:g} %"
            unit = Text(f"人（有第二个点占 {second}）", f"people, a second site counting {second}")
            return Scale(1.0, posed.constant, unit)
        case PartialCover():
            # What serves already is one of the model's sites, but nobody opens it.
            return Scale(1.0, -1.0, Text("个点", "sites"))


def model_text(  # noqa: C901, PLR0911, PLR0912  # one case for each model
    posed: Posed, asked: ChooseSites | ChooseNew
) -> Text:
    """Return the model with its name."""
    match posed.model:
        case PMedian():
            if posed.demand.whole_case:
                return Text("p-中位：全年路上和请假的时间最少，按开放时间计",
                            "p-median: the least yearly travel and leave, by opening hours"
                            )  # fmt: skip
            if posed.optimise == "fastest":
                return Text("p-中位：全年路上时间最少", "p-median: the least yearly travel time")
            return Text("p-中位：全年里程最少", "p-median: the least yearly distance")
        case CapacitatedPMedian():
            full, by_time = _full(asked), posed.optimise == "fastest"
            return Text(f"有容量的 p-中位：全年{'路上时间' if by_time else '里程'}最少，{full.zh}",
                        f"capacitated p-median: the least yearly travel "
                        f"{'time' if by_time else 'distance'}, {full.en}")  # fmt: skip
        case CapacitatedCover():
            limit, full = _within(asked), _full(asked)
            return Text(f"有容量的最大覆盖：{limit.zh}内安排得下的人最多，{full.zh}",
                        f"capacitated cover: the most people with room within {limit.en}, "
                        f"{full.en}")  # fmt: skip
        case PCenter():
            return Text(
                "p-中心：最远的居民点尽量近", "p-center: the worst-off place as near as can be"
            )
        case KolmPollak():
            return Text("Kolm–Pollak p-中位：公平等值时间最少",
                        "Kolm-Pollak p-median: the least equally distributed time")  # fmt: skip
        case MeanAndWorst(mean_share=part):
            mean, worst = f"{100 * part:g} %", f"{100 * (1 - part):g} %"
            return Text(f"平均与最远兼顾：{mean} 人均时间 + {worst} 最远时间",
                        f"cent-dian: {mean} of the mean time and {worst} of the worst"
                        )  # fmt: skip
        case PDispersion():
            return Text("p-分散：相距最近的两个点尽量远",
                        "p-dispersion: the nearest two sites as far apart as can be"
                        )  # fmt: skip
        case MCLP():
            limit = _within(asked)
            return Text(f"最大覆盖：{limit.zh}内的人最多",
                        f"maximal cover: the most people within {limit.en}")  # fmt: skip
        case BackupCover(second_share=part):
            limit, second = _within(asked), f"{100 * part:g} %"
            return Text(f"备用覆盖：{limit.zh}内有点可去的人最多，其中有第二个点可去占 {second}",
                        f"backup cover: the most people within {limit.en}, of which a second site "
                        f"within it counts {second}")  # fmt: skip
        case PartialCover(share=part):
            limit, share = _within(asked), f"{100 * part:g} %"
            if part == 1:
                return Text(f"集合覆盖（LSCP）：最少的点使所有人在{limit.zh}内",
                            f"set cover (LSCP): the fewest sites that have everybody within "
                            f"{limit.en}")  # fmt: skip
            return Text(f"部分覆盖：最少的点使 {share} 的人在{limit.zh}内",
                        f"partial cover: the fewest sites that have {share} of the people "
                        f"within {limit.en}")  # fmt: skip


def _full(asked: ChooseSites | ChooseNew) -> Text:
    return Text(f"每点最多 {asked.capacity:,} 人",
                f"at most {asked.capacity:,} people at each site")  # fmt: skip


def _within(asked: ChooseSites | ChooseNew) -> Text:
    if asked.within is None or asked.within.time_s is not None:
        minutes = 0.0 if asked.within is None else (asked.within.time_s or 0.0) / S_PER_MIN
        return Text(f" {minutes:g} 分钟", f"{minutes:g} min")
    km = (asked.within.length_m or 0.0) / M_PER_KM
    return Text(f" {km:g} 公里", f"{km:g} km")


def title_of(asked: ChooseSites | ChooseNew, n_candidates: int, n_chosen: int, of: Text) -> Text:
    """Return what was chosen of how many candidates of which kinds."""
    by = Text("", "")
    if asked.residents is not None:
        by = Text("（最少的数量）", ", the fewest")
    elif asked.budget is not None:
        by = Text(f"（预算 {asked.budget:,.0f} 元）", f" for {asked.budget:,.0f} yuan")
    elif asked.choose is not None and n_chosen < asked.choose:
        by = Text(f"（最多可选 {asked.choose} 个）", f", {asked.choose} were allowed")
    return Text(
        f"从 {n_candidates} 个候选点（{of.zh}）中选 {n_chosen} 个{by.zh}",
        f"{n_chosen} of {n_candidates} candidates ({of.en}){by.en}",
    )


def method_text(answer: Answer, gap: float) -> Text:
    """Return how the answer was found and how good it is.

    Demand is counted in rows: a place and services with the same sites.
    """
    n, m = answer.solution.problem.n_places, answer.solution.problem.n_candidates - 1
    how = Text("搜索并给出界", "search with a bound")
    if answer.method == "exact":
        how = Text("精确求解", "exact")
    size = Text(f"{n:,} 组需求 × {m:,} 个候选点", f"{n:,} rows of demand x {m:,} candidates")
    said = proof_text(gap)
    early = early_text(answer.solution.status)
    return Text(
        f"{how.zh}（{size.zh}）：{said.zh}{early.zh}",
        f"{how.en}, {size.en}: {said.en}{early.en}",
    )


def nearest_text(scale: Scale, objective: float, fullest: float) -> Text:
    """Return what comes out if all go to the nearest site, though it be full.

    fullest  people at the fullest of the chosen sites then
    """
    value = f"{scale(objective):,.0f}"
    return Text(
        f"；目标值按安排的去处计，若都去最近的点则为 {value}，其中最满的点有 {fullest:,.0f} 人",
        f"; the value is by where each is sent: if all went to the nearest it were {value}, with "
        f"{fullest:,.0f} people at the fullest site",
    )


def early_text(status: Status) -> Text:
    """Return what to add where a search ended before it was done."""
    if status is Status.TIME:
        return Text("；到时间上限", "; ended at the time limit")
    if status is Status.INTERRUPTED:
        return Text("；被中断", "; interrupted")
    return Text("", "")


def proof_text(gap: float) -> Text:
    """Return how near to the best an answer is proven to be."""
    if gap == 0:
        return Text("已证明最优", "proven best")
    if not math.isfinite(gap):
        return Text("与最优相差多少未知", "how far from the best is not known")
    shown = f"{max(100 * gap, 0.001):.2g} %"
    return Text(f"与最优相差不超过 {shown}", f"within {shown} of the best")


def choice_text(chosen: Sequence[ChosenSite], n_candidates: int, gap: float) -> Text:
    """Return what a measure's report says of its choice, the sites named if they are few."""
    proof = proof_text(gap)
    zh, en = "、".join(s.name.zh for s in chosen), ", ".join(s.name.en for s in chosen)
    if len(chosen) > NAMED:
        zh = "、".join(s.name.zh for s in chosen[:NAMED]) + " 等"
        en = ", ".join(s.name.en for s in chosen[:NAMED]) + ", ..."
    listed = Text(f"：{zh}", f": {en}") if chosen else Text("", "")
    return Text(
        f"从 {n_candidates} 个候选点选出 {len(chosen)} 个，{proof.zh}{listed.zh}",
        f"chose {len(chosen)} of {n_candidates} candidates, {proof.en}{listed.en}",
    )


def true_gap(solution: Solution, scale: Scale) -> float:
    """Return how far an answer may be from the best, as a share of the figure that is shown."""
    if solution.proven:
        return 0.0
    value, bound = scale(solution.objective), scale(solution.bound)
    if not math.isfinite(bound) or value == 0:
        return math.inf
    return abs(value - bound) / abs(value)
