"""One question from worlds to report: pose, solve, explain."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.choosing.asked import Asked
from planner.choosing.capacities import all_to_nearest, loads
from planner.choosing.demand import Demand
from planner.choosing.effects import effects_by_assignment, effects_of
from planner.choosing.further import (
    Names,
    frontier_of,
    near_ties,
    order_of,
    robust_of,
    without_any,
)
from planner.choosing.interrupt import first_interrupt_stops
from planner.choosing.question import STANDING, Posed, pose
from planner.choosing.saying import (
    method_text,
    model_text,
    nearest_text,
    scale_of,
    title_of,
    true_gap,
)
from planner.choosing.wanted import Wanted
from planner.domain.siting import Candidate, ChosenSite, Robust, SitingReport, State
from planner.domain.travel import Optimise
from planner.errors import Issue, ScenarioError, SitingError
from planner.siting.effort import Effort
from planner.siting.explain import explain
from planner.siting.models import PartialCover, PDispersion, is_capacitated
from planner.siting.solution import Solution, Status
from planner.siting.solve import Answer, answer
from planner.text import Text

STEPS_OF_PROOF = 1000


@dataclass(frozen=True)
class Answered:
    """The problem, its solution, and the report of both."""

    posed: Posed
    solution: Solution
    report: SitingReport


def answer_to(
    asked: Asked,
    demand: Demand,
    optimise: Optimise,
    wanted: Wanted,
    on_progress: Callable[[int, int], None],
) -> Answered:
    """Return the best choice with its report. The first Ctrl-C ends a search with the best so far.

    Raises ScenarioError for a question that does not fit the study, SitingError with the place of
    the question where no choice keeps to all conditions.
    """
    posed = pose(asked, demand, optimise)
    if wanted.draws and is_capacitated(posed.model):
        raise ScenarioError(_no_draws(asked))
    scale = scale_of(posed)

    def tell(value: float, bound: float) -> None:
        shown = scale(value), scale(bound)
        if all(map(math.isfinite, shown)) and shown[0]:
            near = 1 - min(1.0, abs(shown[0] - shown[1]) / abs(shown[0]))
            on_progress(int(STEPS_OF_PROOF * near), STEPS_OF_PROOF)

    with first_interrupt_stops() as stop:
        effort = Effort(
            time_limit_s=asked.choice.time_limit,
            gap=asked.choice.gap,
            on_progress=tell,
            should_stop=stop,
        )
        try:
            found = answer(posed.problem, posed.model, "auto", effort)
        except SitingError as error:
            place = asked.at("")
            raise SitingError(replace(issue, where=place) for issue in error.issues) from error
        report = _report(asked, posed, found, wanted, replace(effort, on_progress=_silent))
        if wanted.draws:
            robust = _robust(asked, posed, found.solution, wanted, effort, on_progress)
            report = replace(report, robust=robust)
    return Answered(posed, found.solution, report)


def _silent(_value: float, _bound: float) -> None:
    """Tell nobody: the points of a frontier would send the bar back and forth."""


def _robust(  # noqa: PLR0917
    asked: Asked,
    posed: Posed,
    solution: Solution,
    wanted: Wanted,
    effort: Effort,
    on_progress: Callable[[int, int], None],
) -> Robust | None:
    """Return how the answer fares where costs differ, so that ways of no use now may be of use."""
    whole = pose(asked, posed.demand, posed.optimise, all_rows=True)
    later = Effort(should_stop=effort.should_stop, gap=effort.gap)
    return robust_of(whole, solution, _names(asked), wanted, later, on_progress)


def _names(asked: Asked) -> Names:
    sites = asked.every.sites
    return [(sites.ids[site], sites.names[site]) for site in asked.candidates.tolist()]


def _report(
    asked: Asked, posed: Posed, found: Answer, wanted: Wanted, effort: Effort
) -> SitingReport:
    solution, names, scale = found.solution, _names(asked), scale_of(posed)
    chosen = [int(site) - 1 for site in solution.chosen if site != STANDING]
    value, without = scale(solution.objective), scale(without_any(posed))
    gap = true_gap(solution, scale)
    gain = abs(value - without) if math.isfinite(without) else math.nan
    if isinstance(posed.model, PDispersion):
        gain = value  # without any chosen site there is nothing to be near to
    model = model_text(posed, asked.choice)
    order = order_of(posed, solution)
    return SitingReport(
        where=asked.at.prefix,
        title=title_of(asked.choice, len(names), len(chosen), _kinds(asked)),
        model=model,
        method=_method(posed, found, gap),
        objective=value,
        without=without,
        unit=scale.unit,
        maximised=solution.maximised,
        gap=gap,
        interrupted=solution.status in {Status.TIME, Status.INTERRUPTED},
        candidates=_candidates(asked, chosen),
        chosen=_chosen(asked, posed, solution, chosen),
        near_ties=near_ties(posed, solution, gain / abs(scale.factor), names),
        frontier=frontier_of(posed, solution, scale, wanted, effort),
        roll_out=tuple(names[row][0] for row in order),
        time_s=solution.time_s,
    )


def _method(posed: Posed, found: Answer, gap: float) -> Text:
    said = method_text(found, gap)
    if not is_capacitated(posed.model):
        return said
    _, nearest = all_to_nearest(posed, found.solution)
    fullest = float(np.delete(loads(nearest), STANDING).max(initial=0.0))
    more = nearest_text(scale_of(posed), nearest.objective, fullest)
    return Text(said.zh + more.zh, said.en + more.en)


def _no_draws(asked: Asked) -> Issue:
    return Issue(
        "not_supported",
        Text("有 capacity 时不能试算 --robust：每次抽样谁去哪里都要重新安排",
             "--robust does not go with `capacity`: in each draw all would be sent anew"),
        Text("去掉 --robust，或删去 capacity", "leave out --robust, or delete `capacity`"),
        asked.at("capacity"),
    )  # fmt: skip


def _chosen(
    asked: Asked, posed: Posed, solution: Solution, chosen: list[int]
) -> tuple[ChosenSite, ...]:
    sites, scale = asked.every.sites, scale_of(posed)
    residents, full = asked.every.residents, is_capacitated(posed.model)
    if full:
        load = loads(solution)
        done = effects_by_assignment(
            posed.demand, residents, posed.rows, solution.assignment - 1, chosen, posed.optimise
        )
    else:
        done = effects_of(posed.demand, residents, chosen, posed.optimise)
    drop = {
        int(site) - 1: float(worse)
        for site, worse in zip(solution.chosen, explain(solution).drop_cost, strict=True)
    }
    rows = []
    for rank, row in enumerate(chosen):
        site, yuan = int(asked.candidates[row]), float(posed.opening[row])
        no_harm = isinstance(posed.model, PartialCover | PDispersion)
        missed = no_harm or not math.isfinite(drop[row])
        rows.append(
            ChosenSite(
                id=sites.ids[site],
                name=sites.names[site],
                lon=float(sites.lon[site]),
                lat=float(sites.lat[site]),
                people=float(done.people[rank]),
                gain=math.nan if missed else drop[row] * scale.factor,
                saves_h=float(done.saves_h[rank]),
                lost_without_h=float(done.lost_without_h[rank]),
                opening_yuan=None if math.isnan(yuan) else yuan,
                load=float(load[row + 1]) if full else None,
                capacity=asked.choice.capacity,
            )
        )
    return tuple(rows)


def _candidates(asked: Asked, chosen: list[int]) -> tuple[Candidate, ...]:
    """Return candidates, and existing sites that handle what a candidate would newly handle."""
    before, every = asked.before.sites, asked.every.sites
    positions = asked.candidates.tolist()
    picked = {positions[row] for row in chosen}
    had = np.zeros((len(positions), len(asked.services)), dtype=bool)
    for row, site in enumerate(positions):
        if every.ids[site] in before.index_of:
            had[row] = before.offers[before.index_of[every.ids[site]]]
    gained = (every.offers[positions] & ~had & asked.services).any(axis=0)
    serving = np.flatnonzero(before.offers[:, gained].any(axis=1)).tolist()
    among = {every.ids[site] for site in positions}
    rows: list[tuple[int, State]] = [
        (site, "chosen" if site in picked else "rejected") for site in positions
    ]
    rows += [
        (every.index_of[before.ids[site]], "existing")
        for site in serving
        if before.ids[site] not in among
    ]
    return tuple(
        Candidate(
            every.ids[site],
            every.names[site],
            float(every.lon[site]),
            float(every.lat[site]),
            state,
        )
        for site, state in rows
    )


def _kinds(asked: Asked) -> Text:
    """Return the kinds of the candidates by name."""
    sites = asked.every.sites
    kinds = [sites.kinds[kind].name for kind in np.unique(sites.kind[asked.candidates]).tolist()]
    return Text("、".join(kind.zh for kind in kinds), ", ".join(kind.en for kind in kinds))
