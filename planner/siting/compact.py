"""Models that are solved as one programme: build it over sites and more columns, run, decode.

Where a choice near the relaxed answer can be told, the relaxed programme comes first: it often
proves that choice, and else closes or opens for good the sites whose reduced cost alone exceeds
what is between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.siting.effort import Clock
from planner.siting.evaluate import limit_of
from planner.siting.infeasible import raise_no_choice
from planner.siting.milp import STATUS_OF, End, Found, Programme, Rows, fix_hopeless, stacked
from planner.siting.models import Model, is_maximised
from planner.siting.problem import Problem
from planner.siting.rules import rule_rows, site_bounds
from planner.siting.solution import PROOF, Solution, solution_of


@dataclass(frozen=True)
class Compact:
    """Columns beside the sites, and rows over both; always minimised.

    site_cost, cost  what opening a site and a unit of each other column cost
    whole            which other columns are whole numbers
    rows             over sites, then other columns
    unit             objective of the programme x unit = objective of the model
    """

    site_cost: FloatArray
    cost: FloatArray
    whole: BoolArray
    rows: Rows
    unit: float = 1.0


def programme_of(problem: Problem, model: Model, compact: Compact) -> Programme:
    """Return the programme with the rules and the limit of the model; other columns in [0, 1]."""
    n_other = len(compact.cost)
    rules = rule_rows(problem, limit_of(model)).widened(problem.n_candidates + n_other)
    return Programme(
        np.concatenate([compact.site_cost, compact.cost]),
        *_bounds(problem, n_other),
        np.concatenate([np.ones(problem.n_candidates, dtype=bool), compact.whole]),
        stacked(rules, compact.rows),
    )


def solve_compact(
    problem: Problem,
    model: Model,
    clock: Clock,
    compact: Compact,
    *,
    start: FloatArray | None = None,
    near: Callable[[FloatArray], FloatArray | None] | None = None,
    assign: Callable[[FloatArray], IntArray] | None = None,
) -> Solution:
    """Return the best choice found and the solver's bound; raise SitingError if there is none.

    start   values of all columns
    near    returns allowed values of all columns near a relaxed opening of sites, or None
    assign  returns the assignment of an answer; None: each place goes to its nearest site
    """
    effort = clock.effort
    sign = -1.0 if is_maximised(model) else 1.0
    unit = compact.unit * sign

    def tell(best: float, bound: float) -> None:
        effort.on_progress(best * unit, bound * unit)

    programme = programme_of(problem, model, compact)
    found = None
    if near is not None:
        found, start = _from_relaxed(problem, compact, programme, clock, start=start, near=near)
    if found is None:
        found = programme.solve(clock, start=start, gap=effort.gap, on_bound=tell)
    if found.end is End.INFEASIBLE or found.x is None:
        raise_no_choice(problem, model, clock)
    chosen = np.flatnonzero(found.x[: problem.n_candidates] > 0.5).astype(np.int32)
    assignment = None if assign is None else assign(found.x)
    return solution_of(
        problem, model, chosen, bound=found.bound * unit, status=STATUS_OF[found.end],
        time_s=clock.time_s, assignment=assignment,
    )  # fmt: skip


def _from_relaxed(
    problem: Problem,
    compact: Compact,
    programme: Programme,
    clock: Clock,
    *,
    start: FloatArray | None,
    near: Callable[[FloatArray], FloatArray | None],
) -> tuple[Found | None, FloatArray | None]:
    """Return the answer if the relaxed programme proves it, and the best values so far.

    Sites that cannot change in any better answer are fixed in the programme.
    """
    root = programme.relaxed(clock)
    if root.x is None or root.end is not End.OPTIMAL:
        return (root if root.end is End.INFEASIBLE else None), start
    n = problem.n_candidates
    cost = np.concatenate([compact.site_cost, compact.cost])
    for values in (start, near(root.x[:n])):
        if values is not None and (start is None or cost @ values < cost @ start):
            start = values
    if start is None:
        return None, None
    best = float(cost @ start)
    room = best - root.bound + PROOF * abs(best)
    if room <= 2 * PROOF * abs(best):
        return Found(End.OPTIMAL, start, root.bound, root.reduced), start
    lower, upper = _bounds(problem, len(compact.cost))
    fix_hopeless(lower[:n], upper[:n], root.reduced[:n], room)
    programme.bound_columns(lower, upper)
    return None, start


def _bounds(problem: Problem, n_other: int) -> tuple[FloatArray, FloatArray]:
    lower, upper = site_bounds(problem)
    return np.append(lower, np.zeros(n_other)), np.append(upper, np.ones(n_other))


def beside(left: sp.csr_array, right: sp.csr_array) -> sp.csr_array:
    """Return the columns of sites and the other columns as one matrix."""
    return sp.csr_array(sp.hstack([left, right], format="csr"))
