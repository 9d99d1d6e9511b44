"""The exact half against published values and against all subsets of tiny random questions."""

from __future__ import annotations

import math
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.arrays import IntArray
from planner.errors import SitingError
from planner.siting.candidates import Candidates
from planner.siting.effort import Effort
from planner.siting.evaluate import kolm_pollak_ede, kolm_pollak_kappa
from planner.siting.exact import solve
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
)
from planner.siting.problem import Problem, Quota, Rules
from planner.siting.solution import Solution, Status
from tests.siting.published import pmed, san_francisco

# Published values --------------------------------------------------------------------------------

MCLP_PEOPLE = (448_255, 671_938, 791_499, 875_247, 927_402)
P_MEDIAN = (5_731_159_103.675, 4_009_098_972.135, 3_385_565_397.532, 2_848_268_129.715,
            2_554_123_350.188)  # fmt: skip
P_CENTER = (11_577.279, 9_130.7587, 7_529.986, 7_403.0638, 5_985.5001)


@pytest.mark.parametrize("p", range(1, 6))
def test_san_francisco(shared_data: Path, p: int) -> None:
    problem = san_francisco(shared_data)
    cover = solve(problem, MCLP(5000, Count(p)))
    median = solve(problem, PMedian(Count(p)))
    center = solve(problem, PCenter(Count(p)))
    assert cover.proven and cover.objective == MCLP_PEOPLE[p - 1]
    assert median.proven and median.objective == pytest.approx(P_MEDIAN[p - 1], abs=6e-4)
    assert center.proven and center.objective == pytest.approx(P_CENTER[p - 1], abs=6e-4)


@pytest.mark.parametrize(("radius_m", "sites"), [(5000, 8), (8000, 3)])
def test_san_francisco_covered_by_fewest(shared_data: Path, radius_m: int, sites: int) -> None:
    found = solve(san_francisco(shared_data), LSCP(radius_m))
    assert found.proven and found.objective == sites


def test_san_francisco_with_two_stores_fixed(shared_data: Path) -> None:
    problem = san_francisco(shared_data, locked=("Store_6", "Store_14"))
    assert solve(problem, MCLP(5000, Count(4))).objective == 816_689
    median = solve(problem, PMedian(Count(4)))
    assert median.objective == pytest.approx(3_096_404_929.867, abs=6e-4)
    assert set(problem.rules.locked) <= set(median.chosen)


def test_san_francisco_equity(shared_data: Path) -> None:
    problem = san_francisco(shared_data)
    median = solve(problem, PMedian(Count(4)))
    _, cost = problem.nearest(median.chosen)
    kappa = kolm_pollak_kappa(cost, problem.weight, -1.0)
    assert kappa == pytest.approx(-0.000273938, abs=5e-10)
    assert kolm_pollak_ede(cost, problem.weight, kappa) == pytest.approx(3268.88, abs=5e-3)
    fairest = solve(problem, KolmPollak(Count(4), kappa))
    assert fairest.proven and fairest.objective <= kolm_pollak_ede(cost, problem.weight, kappa)
    assert fairest.objective == pytest.approx(best_of_all(problem, fairest.model)[0], rel=1e-9)


@pytest.mark.parametrize(
    ("number", "median", "center"),
    [(1, 5819, 127), (2, 4093, 98), (3, 4250, 93), (4, 3034, 74), (5, 1355, 48)],
)
def test_or_library(shared_data: Path, number: int, median: int, center: int) -> None:
    problem, p = pmed(shared_data, number)
    for model, value in ((PMedian(Count(p)), median), (PCenter(Count(p)), center)):
        found = solve(problem, model)
        assert found.proven and found.objective == value and found.bound == value


# All subsets -------------------------------------------------------------------------------------


def worth(problem: Problem, model: Model, chosen: tuple[int, ...]) -> float | None:
    """Return the objective of a choice in plain words, None if it is not allowed."""
    candidates, rules = problem.candidates, problem.rules
    if not set(rules.locked) <= set(chosen) or set(rules.excluded) & set(chosen):
        return None
    for a, b in combinations(chosen, 2):
        both_locked = a in rules.locked and b in rules.locked
        near = candidates.apart_m.size and candidates.apart_m[a, b] < rules.min_separation_m
        if near and not both_locked:
            return None
    for quota in rules.quotas:
        n = sum(candidates.unit[j] == quota.unit for j in chosen)
        if n < quota.at_least or (quota.at_most is not None and n > quota.at_most):
            return None
    limit = getattr(model, "limit", None)
    money = sum(candidates.opening_cost[j] for j in chosen)
    if isinstance(limit, Count) and len(chosen) > limit.sites:
        return None
    if isinstance(limit, Budget) and money > limit.money + 1e-9:
        return None
    eligible = [j for j in range(len(candidates)) if problem.eligible[j]]
    counted = [
        i for i in range(problem.n_places)
        if problem.weight[i] > 0 and any(np.isfinite(problem.cost[i, j]) for j in eligible)
    ]  # fmt: skip
    weight = problem.weight
    if isinstance(model, PDispersion):
        if len(chosen) != model.sites:
            return None
        return min(
            (candidates.apart_m[a, b] for a, b in combinations(chosen, 2)
             if not (a in rules.locked and b in rules.locked)),
            default=math.inf,
        )  # fmt: skip
    if isinstance(model, CapacitatedPMedian | CapacitatedCover):
        return _best_assignment(problem, model, chosen, counted)
    if isinstance(model, LSCP | PartialCover | MCLP | BackupCover):
        times = {i: sum(problem.cost[i, j] <= model.radius for j in chosen) for i in counted}
        once = sum(weight[i] for i in counted if times[i] >= 1)
        twice = sum(weight[i] for i in counted if times[i] >= 2)
        match model:
            case MCLP():
                return float(once)
            case BackupCover():
                return float((1 - model.second_share) * once + model.second_share * twice)
            case LSCP():
                enough = all(times[i] >= 1 for i in counted)
            case PartialCover():
                enough = once >= model.share * weight.sum() - 1e-9
        return float(len(chosen) if model.least == "sites" else money) if enough else None
    paid = []
    for i in counted:
        cost = min((problem.cost[i, j] for j in chosen), default=math.inf)
        if math.isinf(cost):
            if problem.penalty is None:
                return None
            cost = problem.penalty
        paid.append(float(cost))
    if not counted:
        return 0.0
    w = weight[counted]
    mean, worst = float(np.average(paid, weights=w)), max(paid)
    match model:
        case PMedian():
            return float(sum(w * paid))
        case PCenter():
            return worst
        case MeanAndWorst():
            return model.mean_share * mean + (1 - model.mean_share) * worst
        case KolmPollak():
            scaled = np.average(np.exp(-model.kappa * np.array(paid)), weights=w)
            return float(-np.log(scaled) / model.kappa)
    raise AssertionError(model)


def _best_assignment(
    problem: Problem,
    model: CapacitatedPMedian | CapacitatedCover,
    chosen: tuple[int, ...],
    counted: list[int],
) -> float | None:
    cover = isinstance(model, CapacitatedCover)
    best: float | None = None
    for way in product((-1, *chosen), repeat=len(counted)):
        load = dict.fromkeys(chosen, 0.0)
        value = 0.0
        for i, j in zip(counted, way, strict=True):
            cost = math.inf if j < 0 else float(problem.cost[i, j])
            if j >= 0:
                load[j] += problem.weight[i]
            if isinstance(model, CapacitatedCover):
                value += problem.weight[i] if cost <= model.radius else 0.0
            else:
                alone = math.inf if problem.penalty is None else problem.penalty
                value += problem.weight[i] * (cost if j >= 0 else alone)
        if any(load[j] > problem.candidates.capacity[j] + 1e-9 for j in chosen):
            continue
        if math.isfinite(value) and (
            best is None or (value > best if cover else value < best)
        ):
            best = value
    return best


def best_of_all(problem: Problem, model: Model) -> tuple[float, tuple[int, ...]] | tuple[None, None]:
    """Return the best objective over all subsets, and one choice that has it."""
    more = isinstance(model, MCLP | BackupCover | PDispersion | CapacitatedCover)
    best: tuple[float, tuple[int, ...]] | tuple[None, None] = (None, None)
    for size in range(problem.n_candidates + 1):
        for chosen in combinations(range(problem.n_candidates), size):
            value = worth(problem, model, chosen)
            if value is not None and (
                best[0] is None or (value > best[0] if more else value < best[0])
            ):
                best = (value, chosen)
    return best


@st.composite
def problems(draw: st.DrawFn, max_places: int = 8, max_candidates: int = 6) -> Problem:
    """Draw a small question with ways that do not exist, nobody at home, and every rule."""
    n = draw(st.integers(0, max_candidates))
    n_places = draw(st.integers(0, max_places))
    costs = st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, math.inf])
    cost = np.array(
        draw(st.lists(costs, min_size=n * n_places, max_size=n * n_places)), dtype=np.float64
    ).reshape(n_places, n)
    weight = draw(st.lists(st.integers(0, 4), min_size=n_places, max_size=n_places))
    points = draw(st.lists(st.integers(0, 6), min_size=n, max_size=n))
    locked = draw(st.sets(st.integers(0, max(0, n - 1)), max_size=1 if n else 0))
    excluded = draw(st.sets(st.integers(0, max(0, n - 1)), max_size=2 if n else 0)) - locked
    unit = draw(st.lists(st.integers(-1, 1), min_size=n, max_size=n))
    quotas = []
    for of_unit in (0, 1):
        at_least = draw(st.sampled_from([0, 0, 0, 1]))
        quotas.append(Quota(of_unit, at_least, draw(st.sampled_from([None, None, 1, 2]))))
    capacity = draw(st.lists(st.integers(0, 12), min_size=n, max_size=n))
    money = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    place = np.array(points, dtype=np.float64)
    return Problem(
        weight=np.array(weight, dtype=np.float64),
        cost=cost,
        candidates=Candidates(
            opening_cost=np.array(money, dtype=np.float64),
            kind=np.zeros(n, dtype=np.int32),
            unit=np.array(unit, dtype=np.int32),
            capacity=np.array(capacity, dtype=np.float64),
            apart_m=np.abs(place[:, None] - place[None]),
        ),
        rules=Rules(
            locked=_indices(locked),
            excluded=_indices(excluded),
            min_separation_m=float(draw(st.sampled_from([0, 0, 0, 1, 2]))),
            quotas=tuple(quotas),
        ),
        penalty=draw(st.sampled_from([None, 13.0, 20.0])),
    )


def _indices(numbers: set[int]) -> IntArray:
    return np.array(sorted(numbers), dtype=np.int32)


limits = st.one_of(
    st.builds(Count, st.integers(0, 5)), st.builds(Budget, st.integers(0, 9).map(float))
)
radii = st.sampled_from([0.0, 1.0, 3.0, 8.0, 13.0])
shares = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0])
least = st.sampled_from(["sites", "cost"])
MODELS: dict[str, st.SearchStrategy[Model]] = {
    "LSCP": st.builds(LSCP, radii, least),
    "PartialCover": st.builds(PartialCover, radii, shares, least),
    "MCLP": st.builds(MCLP, radii, limits),
    "BackupCover": st.builds(BackupCover, radii, limits, shares),
    "PMedian": st.builds(PMedian, limits),
    "PCenter": st.builds(PCenter, limits),
    "MeanAndWorst": st.builds(MeanAndWorst, limits, shares),
    "KolmPollak": st.builds(KolmPollak, limits, st.sampled_from([-0.05, -0.4])),
    "PDispersion": st.builds(PDispersion, st.integers(0, 4)),
}


def check(problem: Problem, model: Model) -> None:
    best, _ = best_of_all(problem, model)
    if best is None:
        with pytest.raises(SitingError) as raised:
            solve(problem, model)
        assert raised.value.exit_code == 4
        assert all(issue.remedy.en for issue in raised.value.issues)
        return
    found = solve(problem, model)
    assert found.status is Status.OPTIMAL and found.proven
    assert found.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert worth(problem, model, tuple(int(j) for j in found.chosen)) == pytest.approx(best)


@pytest.mark.parametrize("name", MODELS)
def test_no_subset_is_better(name: str) -> None:
    @given(problems(), MODELS[name])
    def compare(problem: Problem, model: Model) -> None:
        check(problem, model)

    compare()


@pytest.mark.parametrize("kind", ["median", "cover"])
def test_no_assignment_within_capacities_is_better(kind: str) -> None:
    models: st.SearchStrategy[Model] = (
        st.builds(CapacitatedPMedian, limits)
        if kind == "median"
        else st.builds(CapacitatedCover, radii, limits)
    )

    @settings(max_examples=40)
    @given(problems(max_places=5, max_candidates=4), models)
    def compare(problem: Problem, model: Model) -> None:
        check(problem, model)

    compare()
