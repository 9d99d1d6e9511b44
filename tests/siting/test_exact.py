"""The exact half against published values and against all subsets of tiny random questions."""

from __future__ import annotations

import math
from itertools import combinations
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
    MeanAndWorst,
    Model,
    PartialCover,
    PCenter,
    PDispersion,
    PMedian,
)
from planner.siting.problem import Problem, Quota, Rules
from planner.siting.solution import Status
from tests.siting.oracle import best_of_all, worth
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
    assert cover.proven
    assert cover.objective == MCLP_PEOPLE[p - 1]
    assert median.proven
    assert median.objective == pytest.approx(P_MEDIAN[p - 1], abs=6e-4)
    assert center.proven
    assert center.objective == pytest.approx(P_CENTER[p - 1], abs=6e-4)


@pytest.mark.parametrize(("radius_m", "sites"), [(5000, 8), (8000, 3)])
def test_san_francisco_covered_by_fewest(shared_data: Path, radius_m: int, sites: int) -> None:
    found = solve(san_francisco(shared_data), LSCP(radius_m))
    assert found.proven
    assert found.objective == sites


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
    assert fairest.proven
    assert fairest.objective <= kolm_pollak_ede(cost, problem.weight, kappa)
    least = min(
        kolm_pollak_ede(problem.cost[:, four].min(axis=1), problem.weight, kappa)
        for four in combinations(range(16), 4)
    )
    assert fairest.objective == pytest.approx(least, rel=1e-12)


@pytest.mark.parametrize(
    ("number", "median", "center"),
    [(1, 5819, 127), (2, 4093, 98), (3, 4250, 93), (4, 3034, 74), (5, 1355, 48)],
)
def test_or_library(shared_data: Path, number: int, median: int, center: int) -> None:
    problem, p = pmed(shared_data, number)
    for model, value in ((PMedian(Count(p)), median), (PCenter(Count(p)), center)):
        found = solve(problem, model)
        assert found.proven
        assert found.objective == value
        assert found.bound == value


# All subsets -------------------------------------------------------------------------------------


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
leasts = st.sampled_from(["sites", "cost"])
MODELS: dict[str, st.SearchStrategy[Model]] = {
    "LSCP": st.builds(LSCP, radii, leasts),
    "PartialCover": st.builds(PartialCover, radii, shares, leasts),
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
    assert found.status is Status.OPTIMAL
    assert found.proven
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
    @given(problems(max_places=4, max_candidates=3), models)
    def compare(problem: Problem, model: Model) -> None:
        check(problem, model)

    compare()


# Edges of the question ---------------------------------------------------------------------------


def line(*positions: float, penalty: float | None = None, rules: Rules | None = None) -> Problem:
    """Return places at 0, 1, ..., 4 with 1, 2, 4, 8, 16 people, candidates on the same line."""
    places = np.arange(5.0)
    n = len(positions)
    return Problem(
        weight=2.0**places,
        cost=np.abs(places[:, None] - np.array(positions)[None]),
        candidates=Candidates.plain(n),
        rules=rules or Rules(),
        penalty=penalty,
        place_ids=("a", "b", "c", "d", "e"),
    )


def codes(raised: pytest.ExceptionInfo[SitingError]) -> list[str]:
    return [issue.code for issue in raised.value.issues]


def test_fewer_candidates_than_asked_opens_them_all() -> None:
    found = solve(line(0.0, 4.0), PMedian(Count(7)))
    assert found.chosen.tolist() == [0, 1]
    assert found.assignment.tolist() == [0, 0, 0, 1, 1]
    assert found.objective == 0 + 2 + 8 + 8 + 0


def test_no_site_at_all_needs_a_penalty() -> None:
    assert solve(line(0.0, penalty=10.0), PMedian(Count(0))).objective == 310
    assert solve(line(0.0), MCLP(1, Count(0))).objective == 0
    with pytest.raises(SitingError) as raised:
        solve(line(0.0), PMedian(Count(0)))
    assert codes(raised) == ["places_left_out"]
    assert "e, d, c, b, a (5 places, weight 31)" in raised.value.issues[0].message.en
    assert "raise the limit to 1 site" in raised.value.issues[0].remedy.en


def test_all_locked_is_judged_as_it_is() -> None:
    rules = Rules(locked=np.array([0, 1], dtype=np.int32))
    found = solve(line(0.0, 4.0, rules=rules), PCenter(Count(2)))
    assert (found.chosen.tolist(), found.objective, found.proven) == ([0, 1], 2.0, True)
    with pytest.raises(SitingError) as raised:
        solve(line(0.0, 4.0, rules=rules), PCenter(Count(1)))
    assert codes(raised) == ["locked_beyond_limit"]


def test_whom_nobody_reaches_is_left_out_and_listed() -> None:
    cost = np.array([[1.0], [math.inf], [3.0]])
    problem = Problem(np.array([1.0, 5.0, 2.0]), cost, Candidates.plain(1))
    found = solve(problem, PMedian(Count(1)))
    assert (found.objective, found.stranded.tolist()) == (7.0, [1])
    assert found.assignment.tolist() == [0, -1, 0]


def test_nobody_at_home_costs_nothing() -> None:
    problem = Problem(np.zeros(3), np.ones((3, 2), dtype=np.int32), Candidates.plain(2))
    for model in (PMedian(Count(1)), PCenter(Count(1)), KolmPollak(Count(1), -0.1)):
        assert solve(problem, model).objective == 0


def test_places_beyond_the_radius_are_named_with_the_radius_that_helps() -> None:
    with pytest.raises(SitingError) as raised:
        solve(line(0.0, 1.0), LSCP(2))
    issue = raised.value.issues[0]
    assert (issue.code, raised.value.exit_code) == ("places_beyond_radius", 4)
    assert "within 2: e (1 place, weight 16)" in issue.message.en
    assert "widen the radius to 3" in issue.remedy.en


def test_a_share_out_of_reach_says_what_is_in_reach() -> None:
    with pytest.raises(SitingError, match=r"lower the share to 48\.387 %"):
        solve(line(0.0, 1.0), PartialCover(2, 0.6))


def test_quotas_beyond_the_candidates_name_the_unit() -> None:
    rules = Rules(quotas=(Quota(3, at_least=1),))
    with pytest.raises(SitingError) as raised:
        solve(line(0.0, rules=rules), PMedian(Count(1)))
    assert codes(raised) == ["quota_beyond_candidates"]


def test_too_much_demand_for_the_capacities_says_how_much() -> None:
    candidates = Candidates(
        opening_cost=np.ones(2), kind=np.zeros(2, dtype=np.int32),
        unit=np.zeros(2, dtype=np.int32), capacity=np.array([16.0, 10.0]),
    )  # fmt: skip
    plain = line(0.0, 4.0)
    problem = Problem(plain.weight, plain.cost, candidates)
    with pytest.raises(SitingError, match="add at least 5 of capacity"):
        solve(problem, CapacitatedPMedian(Count(2)))


def test_an_interrupted_search_keeps_the_best_so_far_with_a_true_bound(shared_data: Path) -> None:
    problem, p = pmed(shared_data, 2)
    start = solve(problem, PMedian(Count(p)), effort=Effort(gap=0.2)).chosen
    found = solve(problem, PMedian(Count(p)), effort=Effort(should_stop=lambda: True), start=start)
    assert found.status is Status.INTERRUPTED
    assert found.bound <= 4093 <= found.objective < math.inf
    told: list[tuple[float, float]] = []
    seen = Effort(on_progress=lambda best, bound: told.append((best, bound)))
    assert solve(problem, PMedian(Count(p)), effort=seen).objective == 4093
    assert all(bound <= 4093 + 1e-6 and best >= 4093 - 1e-6 for best, bound in told)


def test_the_solver_writes_nothing_where_results_belong(capfd: pytest.CaptureFixture[str]) -> None:
    solve(line(0.0, 4.0), MCLP(1, Count(1)))
    assert capfd.readouterr() == ("", "")


def test_the_same_question_gives_the_same_answer(shared_data: Path) -> None:
    problem, p = pmed(shared_data, 3)
    first, second = (solve(problem, PMedian(Count(p))).chosen.tolist() for _ in range(2))
    assert first == second


def test_a_locked_site_that_costs_much_stays_open() -> None:
    # The budget makes the locked site unattractive; that must not close it for good.
    candidates = Candidates(
        opening_cost=np.array([0.0, 0.0, 2.0, 3.0, 3.0]), kind=np.zeros(5, dtype=np.int32),
        unit=np.zeros(5, dtype=np.int32), capacity=np.zeros(5),
    )  # fmt: skip
    rules = Rules(
        locked=np.array([3], dtype=np.int32),
        excluded=np.array([1], dtype=np.int32),
    )
    cost = np.array([[8.0, 0.0, 3.0, 8.0, 0.0]])
    found = solve(Problem(np.ones(1), cost, candidates, rules), PMedian(Budget(5.0)))
    assert found.objective == 3.0


def test_the_whole_share_can_be_asked_for() -> None:
    cost = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    problem = Problem(np.ones(2), cost, Candidates.plain(3))
    found = solve(problem, PartialCover(0.0, 1.0, "sites"))
    assert found.status is Status.OPTIMAL
    assert len(found.chosen) == 1
    assert found.chosen[0] < 2
