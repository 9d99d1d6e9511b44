"""What more buys: gain against sites or money, mean against worst-off, and in which order to open.

`by_count` and `by_budget` ask each amount anew: their sets need not grow one out of another.
`roll_out` opens sites one by one, each the best next one, so its sets do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from planner.domain.arrays import FloatArray, IntArray, freeze, require
from planner.errors import SitingError
from planner.siting.effort import Effort
from planner.siting.evaluate import objective
from planner.siting.models import (
    LSCP,
    MCLP,
    BackupCover,
    Budget,
    CapacitatedCover,
    CapacitatedPMedian,
    Count,
    KolmPollak,
    Limit,
    MeanAndWorst,
    Model,
    PartialCover,
    PCenter,
    PDispersion,
    PMedian,
    is_maximised,
)
from planner.siting.payments import LEFT_OUT
from planner.siting.problem import Problem
from planner.siting.search import SumModel, surroundings
from planner.siting.solution import Solution, Status, solution_of
from planner.siting.solve import ANYTIME, Method, answer

Limited: TypeAlias = (
    MCLP
    | BackupCover
    | PMedian
    | PCenter
    | MeanAndWorst
    | KolmPollak
    | CapacitatedPMedian
    | CapacitatedCover
)


@dataclass(frozen=True)
class Frontier:
    """The best answers for rising amounts.

    amount     float64 (n,)  sites or money allowed, ascending
    solutions  n of them; None where no choice keeps to all conditions
    """

    amount: FloatArray
    solutions: tuple[Solution | None, ...]

    def __post_init__(self) -> None:
        require(len(self.amount) == len(self.solutions), "one solution for each amount")
        require((np.diff(self.amount) > 0).all(), "amounts are not ascending")
        gained = self.gained[~np.isnan(self.gained)]
        require((gained >= 0).all(), "more room makes the answer worse")
        freeze(self.amount)

    @property
    def objective(self) -> FloatArray:
        """Return the objective for each amount, NaN where there is no choice."""
        return np.array([math.nan if s is None else s.objective for s in self.solutions])

    @property
    def gained(self) -> FloatArray:
        """Return the gain over the amount before, >= 0, (n,); NaN where one has no choice."""
        value = self.objective
        maximised = any(s is not None and s.maximised for s in self.solutions)
        rise = np.diff(value) if maximised else -np.diff(value)
        return np.concatenate([[math.nan] * min(1, len(value)), rise])


def by_count(
    problem: Problem,
    model: Limited,
    counts: Sequence[int],
    *,
    method: Method = "auto",
    effort: Effort = ANYTIME,
) -> Frontier:
    """Return the best answers for at most so many sites, ascending; the effort is for each."""
    limits = [Count(count) for count in counts]
    found = _for_each(problem, model, limits, method, effort)
    return Frontier(np.array(counts, dtype=np.float64), found)


def by_budget(
    problem: Problem,
    model: Limited,
    budgets: Sequence[float],
    *,
    method: Method = "auto",
    effort: Effort = ANYTIME,
) -> Frontier:
    """Return the best answers for at most so much money, ascending; the effort is for each."""
    limits = [Budget(money) for money in budgets]
    found = _for_each(problem, model, limits, method, effort)
    return Frontier(np.array(budgets, dtype=np.float64), found)


def _for_each(
    problem: Problem,
    model: Limited,
    limits: Sequence[Limit],
    method: Method,
    effort: Effort,
) -> tuple[Solution | None, ...]:
    found: list[Solution | None] = []
    last: Solution | None = None
    for limit in limits:
        asked = replace(model, limit=limit)
        start = None if last is None else last.chosen
        try:
            best = answer(problem, asked, method, effort, start).solution
        except SitingError:
            found.append(None)
            continue
        if last is not None and _worse(best, last):
            # What less room allows, more room allows as well.
            best = solution_of(
                problem, asked, last.chosen, bound=best.bound, status=best.status,
                time_s=best.time_s, assignment=last.assignment,
            )  # fmt: skip
        found.append(best)
        last = best
    return tuple(found)


def _worse(one: Solution, other: Solution) -> bool:
    if one.maximised:
        return one.objective < other.objective
    return one.objective > other.objective


@dataclass(frozen=True)
class RollOut:
    """Sites in the order in which they open, after those locked in.

    order      int32 (n,)
    objective  float64 (n + 1,): before the first, after the first, ... ; inf while someone who
               must have a site has none
    """

    order: IntArray
    objective: FloatArray

    def __post_init__(self) -> None:
        require(len(self.objective) == len(self.order) + 1, "one objective more than sites")
        freeze(self.order, self.objective)


def roll_out(problem: Problem, model: Model, chosen: IntArray) -> RollOut:
    """Return the chosen sites in the order in which each next one does most good.

    Greedy: the first k are not always the best k. Give all candidates for an order of all. While
    someone has no site, that counts as ten times the largest cost; set covers go by the weight
    within the radius. ValueError for models with capacities and for dispersion, where a part of a
    choice says little.
    """
    require(
        not isinstance(model, CapacitatedPMedian | CapacitatedCover | PDispersion),
        "no roll-out for this model",
    )
    judged_by: Model = (
        MCLP(model.radius, Count(problem.n_candidates))
        if isinstance(model, LSCP | PartialCover)
        else model
    )
    filled = problem
    if problem.penalty is None:
        filled = replace(problem, penalty=LEFT_OUT * max(1.0, problem.largest_cost))
    worth = _worth_of_next(filled, judged_by)
    opened = [int(site) for site in problem.rules.locked]
    left = [int(site) for site in chosen if site not in opened]
    order: list[int] = []
    values = [_objective(problem, model, opened)]
    while left:
        site = left.pop(int(np.argmax(worth(opened, left))))
        opened.append(site)
        order.append(site)
        values.append(_objective(problem, model, opened))
    return RollOut(np.array(order, dtype=np.int32), np.array(values))


def _worth_of_next(problem: Problem, model: Model) -> Callable[[list[int], list[int]], FloatArray]:
    """Return the function from open sites and some others to what each of these is worth next."""
    sign = 1 if is_maximised(model) else -1
    if not isinstance(model, SumModel):
        return lambda opened, left: np.array(
            [sign * _objective(problem, model, [*opened, site]) for site in left]
        )
    landscape, _ = surroundings(problem, model)

    def gains(opened: list[int], left: list[int]) -> FloatArray:
        mask = np.zeros(problem.n_candidates, dtype=bool)
        mask[opened] = True
        return landscape.gains(mask)[left]

    return gains


def _objective(problem: Problem, model: Model, opened: list[int]) -> float:
    chosen = np.array(sorted(opened), dtype=np.int32)
    return objective(problem, model, chosen, np.empty(0, dtype=np.int32))


@dataclass(frozen=True)
class EfficientPoint:
    """A choice of which neither mean nor worst cost can be lowered without raising the other.

    proven  the solver has shown that no choice with a worst cost as low has a lower mean
    """

    chosen: IntArray
    mean: float
    worst: float
    proven: bool


def mean_and_worst(
    problem: Problem,
    limit: Limit,
    *,
    most_points: int = 50,
    method: Method = "auto",
    effort: Effort = ANYTIME,
) -> tuple[EfficientPoint, ...]:
    """Return mean and worst cost of counted places for efficient choices, by falling worst cost.

    From the p-median on, the worst cost is forced below that of the last point and the mean made
    least again (Haimes, Lasdon & Wismer 1971). This finds every efficient pair, also those that no
    weighting of mean and worst would; `MeanAndWorst` finds the pair of one weighting. It ends at
    `most_points`, or where no choice has a lower worst cost. The effort is for each.
    """
    weight = float(problem.weight[problem.counted].sum())
    points: list[EfficientPoint] = []
    asked = problem
    while len(points) < most_points and weight > 0:
        if not np.array_equal(asked.counted, problem.counted):
            break
        try:
            found = answer(asked, PMedian(limit), method, effort).solution
        except SitingError:
            break
        worst = objective(asked, PCenter(limit), found.chosen, found.assignment)
        points.append(EfficientPoint(found.chosen, found.objective / weight, worst, found.proven))
        if found.status in {Status.INTERRUPTED, Status.TIME}:
            break
        asked = _below(problem, worst)
    return _not_dominated(points)


def _below(problem: Problem, worst: float) -> Problem:
    """Return the problem in which ways as dear as this do not exist, and nobody may go without."""
    near = np.where(problem.reaches(problem.cost), problem.cost, np.inf).astype(np.float64)
    near[near >= worst] = np.inf
    return replace(problem, cost=near, penalty=None)


def _not_dominated(points: list[EfficientPoint]) -> tuple[EfficientPoint, ...]:
    """Return the points of which no later one, with a lower worst cost, has as low a mean."""
    kept: list[EfficientPoint] = []
    for point in reversed(points):
        if not kept or point.mean < min(other.mean for other in kept):
            kept.append(point)
    return tuple(reversed(kept))
