"""Rules and limits as linear constraints on which candidates open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.siting.evaluate import ROUNDING
from planner.siting.milp import Rows
from planner.siting.models import Count, Limit
from planner.siting.problem import Problem, Quota


def site_bounds(problem: Problem) -> tuple[FloatArray, FloatArray]:
    """Return the least and the most that each candidate may open: 0 or 1, (n_candidates,) each."""
    return problem.locked.astype(np.float64), problem.eligible.astype(np.float64)


def rule_rows(problem: Problem, limit: Limit | None) -> Rows:
    """Return the constraints of quotas, separation and limit over the candidates."""
    n = problem.n_candidates
    lines: list[FloatArray] = []
    lower: list[float] = []
    upper: list[float] = []
    for quota in problem.rules.quotas:
        lines.append((problem.candidates.unit == quota.unit).astype(np.float64))
        lower.append(quota.at_least)
        upper.append(np.inf if quota.at_most is None else quota.at_most)
    if problem.rules.most is not None:
        lines.append(np.ones(n))
        lower.append(-np.inf)
        upper.append(problem.rules.most)
    if limit is not None:
        lines.append(spending(problem, limit))
        lower.append(-np.inf)
        upper.append(allowed(limit))
    few = sp.csr_array(np.array(lines).reshape(len(lines), n))
    cliques = conflict_cliques(problem.conflicts, problem.eligible & ~problem.locked)
    matrix = sp.csr_array(sp.vstack([few, rows_of_sets(cliques, n)], format="csr"))
    ones = np.ones(len(cliques))
    return Rows(
        matrix,
        np.concatenate([np.array(lower, dtype=np.float64), -np.inf * ones]),
        np.concatenate([np.array(upper, dtype=np.float64), ones]),
    )


def spending(problem: Problem, limit: Limit) -> FloatArray:
    """Return how much of the limit each candidate uses up."""
    if isinstance(limit, Count):
        return np.ones(problem.n_candidates)
    return problem.candidates.opening_cost


def allowed(limit: Limit) -> float:
    """Return how much the limit allows."""
    return limit.sites if isinstance(limit, Count) else limit.money


def cheapest(price: FloatArray, use: FloatArray, room: float, open_: BoolArray) -> FloatArray:
    """Return the x in [0, 1] with the least price @ x where use @ x <= room: by price for its use.

    open_  sites with x = 1 in any case; they use up room first
    The fractional knapsack (Dantzig 1957); prices above zero stay closed.
    """
    x = open_.astype(np.float64)
    room -= float(use[open_].sum())
    wanted = np.flatnonzero((price < 0) & ~open_)
    with np.errstate(divide="ignore"):
        order = wanted[np.argsort(price[wanted] / use[wanted], kind="stable")]
    total = np.cumsum(use[order])
    x[order] = np.clip(
        (room - (total - use[order])) / np.where(use[order] > 0, use[order], 1), 0, 1
    )
    x[order[use[order] == 0]] = 1.0
    return x


def cheapest_counted(problem: Problem, price: FloatArray, count: int) -> FloatArray:
    """Return the x of 0 and 1 with the least price @ x for at most `count` sites and all quotas.

    Exact but for separations, which it ignores: units do not overlap, so the cheapest of each unit
    fill its at-least quota and the cheapest of all fill the rest. Sites priced inf stay closed.
    """
    order = np.argsort(price, kind="stable")
    order = order[(price[order] < np.inf) & ~problem.locked[order]]
    x = problem.locked.astype(np.float64)
    unit = problem.candidates.unit
    may = np.ones(problem.n_candidates, dtype=bool)
    for quota in problem.rules.quotas:
        inside = order[unit[order] == quota.unit]
        n_locked = int((problem.locked & (unit == quota.unit)).sum())
        x[inside[: max(0, quota.at_least - n_locked)]] = 1.0
        if quota.at_most is not None:
            may[inside[max(0, quota.at_most - n_locked) :]] = False
    left = order[(x[order] == 0) & may[order] & (price[order] < 0)]
    x[left[: max(0, count - int(x.sum()))]] = 1.0
    return x


def rows_of_sets(sets: Sequence[IntArray | LongArray], n_columns: int) -> sp.csr_array:
    """Return one row for each set of columns, with ones there."""
    start = np.concatenate([[0], np.cumsum([len(members) for members in sets], dtype=np.int64)])
    columns = np.concatenate([*sets, np.empty(0, dtype=np.int32)]).astype(np.int32)
    return sp.csr_array(
        (np.ones(len(columns)), columns, start.astype(np.int32)), shape=(len(sets), n_columns)
    )


def conflict_cliques(pairs: IntArray, free: np.ndarray) -> list[IntArray]:
    """Return sets of candidates of which one at most may open; every pair is in one of them.

    Large sets say more than their pairs: half of each candidate satisfies every pair, but no set
    of three. Greedy: each pair not yet in a set grows by the common neighbours of its members.
    """
    pairs = pairs[free[pairs].all(axis=1)]
    beside: dict[int, set[int]] = {}
    for a, b in pairs.tolist():
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    held: set[tuple[int, int]] = set()
    cliques: list[IntArray] = []
    for a, b in pairs.tolist():
        if (a, b) in held:
            continue
        clique, common = [a, b], beside[a] & beside[b]
        while common:
            member = min(common)
            clique.append(member)
            common &= beside[member]
        clique.sort()
        held.update((clique[i], c) for i in range(len(clique)) for c in clique[i + 1 :])
        cliques.append(np.array(clique, dtype=np.int32))
    return cliques


def rounded(problem: Problem, wish: FloatArray, limit: Limit | None) -> IntArray:
    """Return a choice near a fractional one: locked sites, then by falling wish while rules hold.

    Candidates without a wish stay closed; of equal wishes the lower index goes first. At-least
    quotas may stay unmet: judge the result.
    """
    picked = problem.locked.copy()
    room = np.inf if limit is None else allowed(limit) * (1 + ROUNDING)
    use = np.zeros(problem.n_candidates) if limit is None else spending(problem, limit)
    room -= float(use[picked].sum())
    left = _room_in_units(problem.rules.quotas)
    in_all = np.inf if problem.rules.most is None else problem.rules.most - picked.sum()
    unit = problem.candidates.unit
    for site in np.flatnonzero(picked):
        left[int(unit[site])] = left.get(int(unit[site]), problem.n_candidates) - 1
    near = _neighbours(problem.conflicts)
    for site in np.argsort(-wish, kind="stable").tolist():
        if wish[site] <= 0 or in_all < 1:
            break
        in_unit = left.get(int(unit[site]), problem.n_candidates)
        if (
            picked[site]
            or not problem.eligible[site]
            or use[site] > room
            or in_unit < 1
            or any(picked[other] for other in near.get(site, ()))
        ):
            continue
        picked[site] = True
        room -= float(use[site])
        left[int(unit[site])] = in_unit - 1
        in_all -= 1
    return np.flatnonzero(picked).astype(np.int32)


def _room_in_units(quotas: tuple[Quota, ...]) -> dict[int, int]:
    return {quota.unit: quota.at_most for quota in quotas if quota.at_most is not None}


def _neighbours(pairs: IntArray) -> dict[int, list[int]]:
    near: dict[int, list[int]] = {}
    for a, b in pairs.tolist():
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    return near
