"""How much an answer depends on numbers that nobody knows exactly, and what is nearly as good."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.domain.arrays import FloatArray, IntArray, freeze, require, require_shape
from planner.errors import SitingError
from planner.siting.effort import Effort
from planner.siting.evaluate import faults, limit_of, objective
from planner.siting.freedom import Freedom
from planner.siting.models import Model, is_capacitated, is_maximised
from planner.siting.problem import Problem
from planner.siting.search import SumModel, surroundings
from planner.siting.solution import Solution
from planner.siting.solve import ANYTIME, Method, answer


@dataclass(frozen=True, slots=True)
class Spread:
    """How far numbers may be from what the problem says, drawn independently.

    demand, opening  standard deviation of the logarithm of each place's weight, each candidate's
                     opening cost
    speed            of the costs: one factor for each place and one for each candidate
    closure          share of draws in which a candidate cannot be used, even one locked in
    Factors have mean one.
    """

    demand: float = 0.0
    speed: float = 0.0
    closure: float = 0.0
    opening: float = 0.0

    def __post_init__(self) -> None:
        for name in ("demand", "speed", "opening"):
            require(0 <= getattr(self, name) < math.inf, f"{name} is a number from zero")
        require(0 <= self.closure < 1, "a share of closures lies in [0, 1)")


@dataclass(frozen=True)
class Robustness:
    """How an answer fares over draws.

    stays       float64 (n_candidates,): share of solved draws in which each candidate is chosen
    regret      float64 (n_draws,): how much worse the answer is than the best of that draw, in the
                unit of the model; inf if it leaves someone out; NaN for a draw without any choice
    share       the same as a share of the best; NaN also where the best is 0
    affordable  share of solved draws in which the answer keeps to limit and rules
    """

    stays: FloatArray
    regret: FloatArray
    share: FloatArray
    affordable: float

    def __post_init__(self) -> None:
        require(((self.stays >= 0) & (self.stays <= 1)).all(), "a share outside [0, 1]")
        require_shape(self.share, self.regret.shape, "share")
        freeze(self.stays, self.regret, self.share)

    @property
    def largest_regret(self) -> float:
        """The largest regret over all draws with a choice, NaN if there is none."""
        known = self.regret[~np.isnan(self.regret)]
        return float(known.max()) if len(known) else math.nan


def varied(problem: Problem, spread: Spread, seed: int, draw: int) -> Problem:
    """Return a draw of the problem: the same seed and number give the same draw."""
    random = np.random.default_rng([seed, draw])
    n, m = problem.cost.shape
    weight = problem.weight * factors(random, spread.demand, n)
    slow = factors(random, spread.speed, n)[:, None] * factors(random, spread.speed, m)
    opening = problem.candidates.opening_cost * factors(random, spread.opening, m)
    shut = np.flatnonzero(random.random(m) < spread.closure).astype(np.int32)
    cost = np.where(problem.reaches(problem.cost), problem.cost, np.inf) * slow
    rules = problem.rules
    penalty = problem.penalty
    if penalty is not None:
        penalty = max(penalty, float(cost.max(initial=0.0, where=np.isfinite(cost))))
    return replace(
        problem,
        weight=weight,
        cost=cost,
        candidates=replace(problem.candidates, opening_cost=opening),
        rules=replace(
            rules,
            locked=np.setdiff1d(rules.locked, shut).astype(np.int32),
            excluded=np.union1d(rules.excluded, shut).astype(np.int32),
        ),
        penalty=penalty,
    )


def factors(random: np.random.Generator, spread: float, n: int) -> FloatArray:
    """Return n factors of mean one; they are drawn even if they do not vary: other draws stay.

    spread  standard deviation of their logarithm
    """
    return np.exp(spread * random.standard_normal(n) - spread * spread / 2)


def robustness(
    problem: Problem,
    model: Model,
    chosen: IntArray,
    spread: Spread,
    *,
    draws: int,
    seed: int = 0,
    method: Method = "auto",
    effort: Effort = ANYTIME,
    on_progress: Callable[[int, int], None] | None = None,
) -> Robustness:
    """Solve the model for seeded draws and compare the chosen sites with each draw's best.

    chosen        the answer to be judged; a closed site serves nobody in its draw, and places
                  that no candidate left reaches count for no choice of that draw
    effort        its time limit is for each draw; its should_stop ends the work: draws not
                  reached are left out
    on_progress   told (draws done, draws in all)

    ValueError for models with capacities: what a site would serve then is not fixed.
    """
    require(not is_capacitated(model), "no capacities here")
    times = np.zeros(problem.n_candidates)
    regret, share = [], []
    kept = 0
    nobody = np.empty(0, dtype=np.int32)
    for draw in range(draws):
        if effort.should_stop():
            break
        drawn = varied(problem, spread, seed, draw)
        try:
            best = answer(drawn, model, method, effort).solution
        except SitingError:
            regret.append(math.nan)
            share.append(math.nan)
            continue
        times[best.chosen] += 1
        left = np.setdiff1d(chosen, drawn.rules.excluded).astype(np.int32)
        kept += not faults(drawn, model, left, nobody)
        # A search may miss what the answer reaches: then the answer is that draw's best.
        worse = _loss(drawn, model, left, best.objective)
        regret.append(max(0.0, worse))
        share.append(regret[-1] / abs(best.objective) if best.objective else math.nan)
        if on_progress is not None:
            on_progress(draw + 1, draws)
    solved = sum(not math.isnan(value) for value in regret)
    return Robustness(
        times / max(1, solved), np.array(regret), np.array(share), kept / max(1, solved)
    )


@dataclass(frozen=True, slots=True)
class Exchange:
    """One chosen site for one that is not.

    loss   how much worse the objective gets, in the unit of the model; below zero: better
    share  the same as a share of the objective, NaN if that is 0
    """

    closed: int
    opened: int
    loss: float
    share: float


def exchanges(
    problem: Problem, model: Model, solution: Solution, *, each: int = 1
) -> tuple[Exchange, ...]:
    """Return for each chosen site, not locked in, its best allowed exchanges, `each` at most.

    Exchanges that leave out someone who must have a site are not listed. Ordered by chosen site,
    then by loss; of equals the lower index goes first. ValueError for models with capacities.
    """
    require(not is_capacitated(model), "no capacities here")
    found: list[Exchange] = []
    for closed, options in _ranked(problem, model, solution.chosen):
        rest = solution.chosen[solution.chosen != closed]
        for opened in options[:each]:
            after = np.sort(np.append(rest, opened)).astype(np.int32)
            loss = _loss(problem, model, after, solution.objective)
            whole = abs(solution.objective)
            found.append(Exchange(closed, opened, loss, loss / whole if whole else math.nan))
    return tuple(found)


def _ranked(problem: Problem, model: Model, chosen: IntArray) -> Iterator[tuple[int, list[int]]]:
    """Yield each chosen site, not locked in, with the sites that may replace it, best first."""
    freedom = Freedom(problem, limit_of(model), None)
    opened = np.isin(np.arange(problem.n_candidates), chosen)
    rise = np.full((len(chosen), problem.n_candidates), np.nan)
    if isinstance(model, SumModel):
        landscape, freedom = surroundings(problem, model)
        rise = landscape.swaps(opened)
    free = freedom.swappable(opened)
    for row, closed in enumerate(chosen.tolist()):
        if problem.locked[closed]:
            continue
        options = np.flatnonzero(free[row])
        loss = rise[row, options]
        if not isinstance(model, SumModel):
            rest = chosen[chosen != closed]
            after = (np.sort(np.append(rest, site)).astype(np.int32) for site in options)
            loss = np.array([_loss(problem, model, sites, 0.0) for sites in after])
            options, loss = options[np.isfinite(loss)], loss[np.isfinite(loss)]
        yield closed, options[np.argsort(loss, kind="stable")].tolist()


def _loss(problem: Problem, model: Model, chosen: IntArray, than: float) -> float:
    """Return how much worse a choice is than an objective."""
    value = objective(problem, model, chosen, np.empty(0, dtype=np.int32))
    return than - value if is_maximised(model) else value - than
