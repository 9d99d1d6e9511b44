"""What else is asked of an answer: near ties, the frontier, the roll-out, robustness."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from planner.choosing.question import STANDING, Posed
from planner.choosing.saying import Scale, true_gap
from planner.choosing.wanted import Wanted
from planner.domain.siting import FrontierPoint, NearTie, Robust, RobustShare
from planner.errors import SitingError
from planner.siting.effort import Effort
from planner.siting.evaluate import limit_of, objective
from planner.siting.frontier import Frontier, by_budget, by_count, roll_out
from planner.siting.models import Budget, PartialCover, PDispersion, is_capacitated
from planner.siting.robust import Exchange, Robustness, Spread, exchanges, robustness
from planner.siting.rules import allowed
from planner.siting.search import SumModel
from planner.siting.solution import Solution
from planner.siting.solve import MOST_FOR_PROOF
from planner.text import Text

POINTS: Final = 8
"""Steps between numbers of sites on a frontier that nobody asked for in so many words."""
POINTS_OF_LARGE: Final = 5
POINT_GAP: Final = 0.001
POINT_S: Final = 4.0
POINT_OF_LARGE_S: Final = 10.0
DRAW_S: Final = 10.0
SPREAD: Final = Spread(demand=0.2, speed=0.1)
"""Demand of each place by a fifth, speed of each place and candidate by a tenth, more or less."""
MOST_EXCHANGES: Final = 200_000_000
"""Rows x candidates x chosen sites up to which exchanges are tried for any model."""

Names = Sequence[tuple[str, Text]]
"""Id and name of each candidate of the demand."""


def without_any(posed: Posed) -> float:
    """Return the objective when nothing is chosen but what serves already.

    inf if some have no site then, NaN where the number of sites is what is asked for, or how far
    they are from each other.
    """
    if isinstance(posed.model, PartialCover | PDispersion):
        return math.nan
    nobody = np.array([STANDING], dtype=np.int32)
    at_standing, _ = posed.problem.nearest(nobody)
    return objective(posed.problem, posed.model, nobody, at_standing)


def near_ties(posed: Posed, solution: Solution, gain: float, names: Names) -> tuple[NearTie, ...]:
    """Return the least harmful exchange of each chosen site, the best first.

    None with capacities: each exchange would be a question of its own.
    """
    if is_capacitated(posed.model):
        return ()
    problem = posed.problem
    size = problem.n_places * problem.n_candidates * len(solution.chosen)
    if not isinstance(posed.model, SumModel) and size > MOST_EXCHANGES:
        return ()
    return ties_of(exchanges(problem, posed.model, solution), gain, names)


def ties_of(found: Sequence[Exchange], gain: float, names: Names) -> tuple[NearTie, ...]:
    """Return exchanges as they are told, the best first; the first candidate serves already."""
    return tuple(
        NearTie(
            *names[one.closed - 1],
            *names[one.opened - 1],
            share_worse=max(0.0, one.loss) / gain if gain > 0 else math.nan,
        )
        for one in sorted(found, key=lambda one: one.loss)
    )


def frontier_of(
    posed: Posed, solution: Solution, scale: Scale, wanted: Wanted, effort: Effort
) -> tuple[FrontierPoint, ...]:
    """Return the best answers for other numbers of sites or amounts of money.

    Each is searched for a few seconds and says its gap. Left out are numbers that the rules do not
    allow, numbers that add nothing, and all where the number itself is what is asked for or more
    sites are no gain.
    """
    model = posed.model
    if isinstance(model, PartialCover | PDispersion):
        return ()
    n = posed.problem.n_candidates - 1
    large = posed.problem.n_places * n > MOST_FOR_PROOF
    n_points, limit_s = (POINTS_OF_LARGE, POINT_OF_LARGE_S) if large else (POINTS, POINT_S)
    each = replace(effort, time_limit_s=limit_s, gap=max(effort.gap, POINT_GAP))
    if isinstance(model.limit, Budget):
        most = min(2 * model.limit.money, float(posed.problem.candidates.opening_cost.sum()))
        amounts = sorted({*np.linspace(0, most, n_points + 1).tolist(), model.limit.money})
        found = by_budget(posed.problem, model, amounts, effort=each)
    else:
        asked = model.limit.sites - 1
        counts = _counts(asked, n, wanted.frontier, n_points)
        found = by_count(posed.problem, model, [count + 1 for count in counts], effort=each)
    return _points(posed, solution, found, scale)


def _counts(asked: int, n: int, most: int | None, n_points: int) -> list[int]:
    if most is not None:
        return list(range(min(most, n) + 1))
    top = min(n, max(2 * asked, asked + 3))
    return sorted({round(x) for x in np.linspace(0, top, n_points + 1)} | {min(asked, n)})


def _points(
    posed: Posed, solution: Solution, found: Frontier, scale: Scale
) -> tuple[FrontierPoint, ...]:
    zero, sign = scale(without_any(posed)), 1.0 if solution.maximised else -1.0
    opening = posed.problem.candidates.opening_cost
    known = not np.isnan(posed.opening).any()
    points: list[FrontierPoint] = []
    before, held = 0.0, None
    for one in found.solutions:
        if one is None:
            continue
        # The answer itself was searched for longer, and what less room allows, more room allows.
        others = [solution] if _room(solution) <= _room(one) else []
        others += [held] if held is not None else []
        last, held = held, max([one, *others], key=lambda each: sign * each.objective)
        if last is not None and np.array_equal(last.chosen, held.chosen):
            continue
        value = scale(held.objective)
        gain = max(0.0, sign * (value - zero)) if math.isfinite(zero) else math.nan
        points.append(
            FrontierPoint(
                n=len(held.chosen) - 1,
                cost_yuan=float(opening[held.chosen].sum()) if known else None,
                value=value,
                gain=gain,
                marginal_gain=max(0.0, gain - before),
                gap=_gap(held, one, solution, scale),
            )
        )
        before = gain if math.isfinite(gain) else before
    return tuple(points)


def _gap(held: Solution, one: Solution, solution: Solution, scale: Scale) -> float:
    """Return the gap of the best choice that is held for a point, by what was proven there."""
    if held.objective == solution.objective and _room(one) == _room(solution):
        return true_gap(solution, scale)
    value, bound = scale(held.objective), scale(one.bound)
    if value == bound:
        return 0.0
    return abs(value - bound) / abs(value) if value and math.isfinite(bound) else math.inf


def _room(solution: Solution) -> float:
    limit = limit_of(solution.model)
    return math.inf if limit is None else allowed(limit)


def order_of(posed: Posed, solution: Solution) -> list[int]:
    """Return the chosen candidates in the order in which each next one does most good.

    Those that must be chosen come first. Numbers are those of the demand. Empty with capacities:
    who goes where is not known before all are open.
    """
    if is_capacitated(posed.model):
        return []
    if isinstance(posed.model, PDispersion):
        return [site - 1 for site in _farthest_first(posed, solution)]
    rolled = roll_out(posed.problem, posed.model, solution.chosen)
    first = [int(site) for site in posed.problem.rules.locked if site != STANDING]
    return [site - 1 for site in (*first, *rolled.order.tolist())]


def _farthest_first(posed: Posed, solution: Solution) -> list[int]:
    """Return the chosen sites, each next one the farthest from those before it."""
    left = [int(site) for site in solution.chosen if site != STANDING]
    order = [site for site in left if posed.problem.locked[site]] or left[:1]
    away = posed.problem.candidates.distance_m
    while len(order) < len(left):
        opened = np.array(order, dtype=np.int32)
        nearest = away(np.array(left, dtype=np.int32)[:, None], opened[None, :]).min(axis=1)
        nearest[np.isin(left, order)] = -1.0
        order.append(left[int(np.argmax(nearest))])
    return order


def robust_of(  # noqa: PLR0917
    posed: Posed,
    solution: Solution,
    names: Names,
    wanted: Wanted,
    effort: Effort,
    on_progress: Callable[[int, int], None],
) -> Robust | None:
    """Return how the answer fares over draws of demand and speeds, None if not wanted."""
    if wanted.draws == 0:
        return None
    each = replace(effort, time_limit_s=DRAW_S, gap=max(effort.gap, POINT_GAP))
    try:
        found = robustness(
            posed.problem,
            posed.model,
            solution.chosen,
            SPREAD,
            draws=wanted.draws,
            seed=wanted.seed,
            effort=each,
            on_progress=on_progress,
        )
    except SitingError:
        return None
    return robust_report(found, {int(site) - 1 for site in solution.chosen}, names, wanted)


def robust_report(
    found: Robustness, chosen: Collection[int], names: Names, wanted: Wanted
) -> Robust:
    """Return what is told of draws; the first candidate of `found` stands for what serves already.

    chosen  the answer, by numbers of the demand
    """
    stays = found.stays[1:]
    order = [row for row in np.argsort(-stays, kind="stable").tolist() if stays[row] > 0]
    known = found.share[~np.isnan(found.share)]
    return Robust(
        draws=len(found.regret),
        seed=wanted.seed,
        shares=tuple(
            RobustShare(names[row][0], names[row][1], row in chosen, float(stays[row]))
            for row in order
        ),
        max_regret=float(known.max()) if len(known) else math.nan,
    )
