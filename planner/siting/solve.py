"""The one door to siting: proves the best of small questions, searches large ones with a bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import numpy as np

from planner.domain.arrays import IntArray, require
from planner.errors import SitingError
from planner.siting import exact
from planner.siting.capacitated import filled, n_assignments
from planner.siting.effort import Clock, Effort
from planner.siting.models import (
    MCLP,
    CapacitatedCover,
    CapacitatedPMedian,
    Limit,
    MeanAndWorst,
    Model,
    PCenter,
    PMedian,
    is_maximised,
)
from planner.siting.problem import Problem
from planner.siting.search import SumModel, search
from planner.siting.solution import Solution, solution_of
from planner.text import Text

Method: TypeAlias = Literal["auto", "exact", "search"]
ANYTIME: Final = Effort()
SHORTEST_S: Final = 1e-3
QUICK_GAP: Final = 0.2
"""Near enough for a choice that another search begins from."""
MOST_ASSIGNMENTS: Final = 200_000
"""Pairs of a place and a site up to which a programme decides who goes where."""
MOST_FOR_PROOF: Final = 6_000_000
"""Places x candidates up to which `auto` asks for a proof."""


@dataclass(frozen=True)
class Answer:
    """A solution, and how it was found.

    method  exact: by a programme that proves the best, if it may run to the end; search: by
            heuristics, with a bound
    why     the reason for the method
    """

    solution: Solution
    method: Literal["exact", "search"]
    why: Text


def solve(
    problem: Problem,
    model: Model,
    *,
    method: Method = "auto",
    time_limit_s: float = float("inf"),
    gap: float = 0.0,
    on_progress: Callable[[float, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
    start: IntArray | None = None,
) -> Answer:
    """Return the best choice of sites that the method finds, with a bound.

    method       exact, search, or auto: exact unless the question is too large and can be searched
    time_limit_s wall time for all of it
    gap          relative gap that is near enough; 0 asks for the best
    on_progress  told (objective so far, bound), in the unit of the model
    stop         asked often; True ends the work with the best so far
    start        a choice to begin from

    Exact answers begin from what a search found first, so an early end still has a good choice.
    Raises SitingError if no choice keeps to all conditions, ValueError if a model that only exact
    answers is to be searched.
    """
    effort = Effort(time_limit_s=time_limit_s, gap=gap)
    if on_progress is not None:
        effort = replace(effort, on_progress=on_progress)
    if stop is not None:
        effort = replace(effort, should_stop=stop)
    return answer(problem, model, method, effort, start)


def answer(
    problem: Problem,
    model: Model,
    method: Method = "auto",
    effort: Effort = ANYTIME,
    start: IntArray | None = None,
) -> Answer:
    """Do as `solve` does, with the limits as one record."""
    clock = Clock(effort)
    way, why = _method(problem, model, method)
    if isinstance(model, CapacitatedPMedian | CapacitatedCover) and method == "auto":
        return _with_capacities(problem, model, effort, clock)
    if not isinstance(model, SumModel):
        if start is None and isinstance(model, PCenter | MeanAndWorst):
            start = _first_choice(problem, model.limit, effort)
        rest = replace(effort, time_limit_s=max(clock.left_s, SHORTEST_S))
        return Answer(exact.solve(problem, model, effort=rest, start=start), "exact", why)
    found = search(problem, model, clock, start)
    if way == "search" or found.proven or found.gap <= effort.gap or clock.over:
        return Answer(found, way, why)
    rest = replace(effort, time_limit_s=max(clock.left_s, SHORTEST_S))
    proof = exact.solve(problem, model, effort=rest, start=found.chosen)
    return Answer(_better(found, proof, clock), "exact", why)


def can_search(model: Model) -> bool:
    """Return whether there is a search for this model; all have an exact programme."""
    return isinstance(model, SumModel)


def _with_capacities(
    problem: Problem, model: CapacitatedPMedian | CapacitatedCover, effort: Effort, clock: Clock
) -> Answer:
    """Return the best found with capacities, which without them nothing can better.

    The sites that are best without capacities are filled first. If all have room at the nearest,
    that is the answer; if not, a programme looks for a better one where it is small enough.
    """
    free: Model = PMedian(model.limit)
    if isinstance(model, CapacitatedCover):
        free = MCLP(model.radius, model.limit)
    half = replace(effort, time_limit_s=effort.time_limit_s / 2, on_progress=ANYTIME.on_progress)
    easy = answer(problem, free, "auto", half).solution
    start = filled(problem, model, easy.chosen, bound=easy.bound, time_s=clock.time_s)
    n = n_assignments(problem, model)
    size = Text(f"{n:,} 种去处", f"{n:,} ways to go")
    if start is not None and (n > MOST_ASSIGNMENTS or start.gap <= effort.gap or clock.over):
        return Answer(start, "search", Text(f"按无容量时的最优点安排（{size.zh}）",
                                            f"the best without capacities, filled ({size.en})"
                                            ))  # fmt: skip
    rest = replace(effort, time_limit_s=max(clock.left_s, SHORTEST_S))
    why = Text(f"{size.zh}，可以逐一权衡", f"{size.en}: few enough to weigh each")
    try:
        proof = exact.solve(problem, model, effort=rest)
    except SitingError as error:
        if start is None or any(issue.code != "no_choice_in_time" for issue in error.issues):
            raise
        return Answer(start, "search", why)
    return Answer(proof if start is None else _better(start, proof, clock), "exact", why)


def _first_choice(problem: Problem, limit: Limit, effort: Effort) -> IntArray:
    """Return a quick p-median: what is allowed for it is allowed for other models of payments."""
    quick = Effort(time_limit_s=effort.time_limit_s, gap=QUICK_GAP, should_stop=effort.should_stop)
    return search(problem, PMedian(limit), Clock(quick)).chosen


def _method(
    problem: Problem, model: Model, method: Method
) -> tuple[Literal["exact", "search"], Text]:
    require(method != "search" or can_search(model), f"{type(model).__name__} has no search")
    if method == "exact":
        return "exact", Text("按要求求证最优", "a proof was asked for")
    if method == "search":
        return "search", Text("按要求搜索", "a search was asked for")
    n_places, n_sites = int(problem.counted.sum()), int(problem.eligible.sum())
    size = Text(f"{n_places} 个居民点 × {n_sites} 个候选点",
                f"{n_places} places x {n_sites} candidates")  # fmt: skip
    if not can_search(model):
        return "exact", Text(f"该模型只有精确解法（{size.zh}）",
                             f"this model has an exact method only ({size.en})")  # fmt: skip
    if n_places * n_sites <= MOST_FOR_PROOF:
        return "exact", Text(f"{size.zh}，规模小，可以证明最优",
                             f"{size.en}: small enough for a proof")  # fmt: skip
    return "search", Text(f"{size.zh}，规模大，用搜索并给出界",
                          f"{size.en}: large, searched with a bound")  # fmt: skip


def _better(found: Solution, proof: Solution, clock: Clock) -> Solution:
    """Return the better choice of two with the nearer of both bounds."""
    sign = -1 if is_maximised(proof.model) else 1
    best = found if sign * found.objective < sign * proof.objective else proof
    bounds = sign * np.array([found.bound, proof.bound])
    bound = min(float(bounds.max()), sign * best.objective)
    return solution_of(
        best.problem, best.model, best.chosen, bound=sign * bound, status=proof.status,
        time_s=clock.time_s, assignment=best.assignment,
    )  # fmt: skip
