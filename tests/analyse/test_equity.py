from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse.equity import (
    atkinson,
    gini,
    kolm_pollak_ede,
    kolm_pollak_kappa,
    lorenz_curve,
    theil,
)
from planner.analyse.weighted import weighted_mean, weighted_quantile
from planner.domain.arrays import FloatArray

TENS = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
ALIKE = np.ones(5)
PLACES = st.lists(
    st.tuples(st.floats(0.01, 1e4), st.integers(0, 50), st.integers(-1, 3)),
    min_size=1,
    max_size=30,
).filter(lambda places: any(n for _, n, _ in places))


def columns(places: list[tuple[float, int, int]]) -> tuple[FloatArray, FloatArray]:
    return np.array([x for x, _, _ in places]), np.array([float(n) for _, n, _ in places])


def test_published_atkinson_values() -> None:
    assert atkinson(TENS, ALIKE, 0.5) == pytest.approx(0.06315, abs=5e-6)
    assert atkinson(TENS, ALIKE, 1.0) == pytest.approx(0.13161, abs=5e-6)


@pytest.fixture(scope="module")
def san_francisco(shared_data: Path) -> tuple[FloatArray, FloatArray]:
    """Return each tract's distance to the best four stores, and its people."""
    folder = shared_data / "siting" / "san_francisco"
    pairs = pd.read_csv(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    by_tract = pairs.pivot_table(index="DestinationName", columns="name", values="distance")
    people = pairs.groupby("DestinationName")["demand"].first().to_numpy(dtype=np.float64)
    length_m = by_tract.to_numpy()
    best = min(
        combinations(range(16), 4),
        key=lambda four: float(length_m[:, four].min(axis=1) @ people),
    )
    return length_m[:, best].min(axis=1), people


def test_published_values_of_san_francisco(
    san_francisco: tuple[FloatArray, FloatArray],
) -> None:
    length_m, people = san_francisco
    assert length_m @ people == pytest.approx(2_848_268_129.715, abs=0.01)
    assert weighted_quantile(length_m, people, 0.5) == pytest.approx(2955.6, abs=0.05)
    assert weighted_quantile(length_m, people, 0.9) == pytest.approx(4769.8, abs=0.05)
    assert gini(length_m, people) == pytest.approx(0.2680, abs=5e-5)
    kappa = kolm_pollak_kappa(length_m, people, -1.0)
    assert kappa == pytest.approx(-0.000273938, abs=5e-10)
    assert kolm_pollak_ede(length_m, people, kappa) == pytest.approx(3268.88, abs=0.01)


def test_figures_worked_out_by_hand() -> None:
    # Three people have 1, one has 5: the mean is 2.
    values, people = np.array([1.0, 5.0]), np.array([3.0, 1.0])
    heads, amounts = lorenz_curve(values, people)
    assert heads.tolist() == [0.0, 0.75, 1.0]
    assert amounts.tolist() == [0.0, 0.375, 1.0]
    # Pairs: 2 x 3 x 1 of difference 4, over 16 pairs and twice the mean.
    assert gini(values, people) == pytest.approx(2 * 3 * 4 / 16 / 4)
    found = theil(values, people, np.array([0, 1], dtype=np.int32))
    expected = 0.375 * math.log(0.5) + 0.625 * math.log(2.5)
    assert (found.total, found.between, found.within) == pytest.approx((expected, expected, 0.0))
    assert found.quantity_share.tolist() == pytest.approx([0.375, 0.625])
    assert found.mean.tolist() == pytest.approx([1.0, 5.0])


def test_one_unit_is_all_within_and_outside_is_a_unit_of_its_own() -> None:
    values, people = np.array([1.0, 5.0, 3.0]), np.array([3.0, 1.0, 2.0])
    one = theil(values, people, np.zeros(3, dtype=np.int32))
    assert one.between == pytest.approx(0.0, abs=1e-15)
    assert one.within == pytest.approx(one.total)
    two = theil(values, people, np.array([4, 4, -1], dtype=np.int32))
    assert two.units.tolist() == [-1, 4]
    assert two.people_share.tolist() == pytest.approx([1 / 3, 2 / 3])
    assert two.unit_theil[0] == 0.0


def test_nobody_nothing_and_out_of_reach() -> None:
    nobody = np.zeros(5)
    unit = np.zeros(5, dtype=np.int32)
    assert math.isnan(gini(TENS, nobody))
    assert math.isnan(atkinson(TENS, nobody, 0.5))
    assert math.isnan(kolm_pollak_ede(TENS, nobody, -0.1))
    assert math.isnan(kolm_pollak_kappa(TENS, nobody, -1.0))
    assert math.isnan(theil(TENS, nobody, unit).total)
    assert lorenz_curve(TENS, nobody)[0].tolist() == []
    nothing = np.zeros(5)
    assert gini(nothing, ALIKE) == 0.0
    assert atkinson(nothing, ALIKE, 2.0) == 0.0
    assert theil(nothing, ALIKE, unit).total == 0.0
    assert kolm_pollak_ede(nothing, ALIKE, kolm_pollak_kappa(nothing, ALIKE, -1.0)) == 0.0
    cut_off = np.append(TENS, [np.nan, np.inf, 7.0])
    people = np.append(ALIKE, [9.0, 9.0, 0.0])
    assert gini(cut_off, people) == gini(TENS, ALIKE)
    assert kolm_pollak_ede(cut_off, people, -0.05) == kolm_pollak_ede(TENS, ALIKE, -0.05)


def test_someone_without_anything_ends_atkinson_at_one_from_epsilon_one() -> None:
    values = np.array([0.0, 4.0])
    # ε = 0.5: 1 − (0.5 √2)² = 0.5.
    assert atkinson(values, np.ones(2), 0.5) == pytest.approx(0.5)
    assert atkinson(values, np.ones(2), 1.0) == atkinson(values, np.ones(2), 3.0) == 1.0


def test_large_exponents_neither_overflow_nor_vanish() -> None:
    values = np.array([0.0, 1e7])
    # −(1/κ) ln(½ e^(−κ x)) with κ = −1: x − ln 2.
    assert kolm_pollak_ede(values, np.ones(2), -1.0) == pytest.approx(1e7 - math.log(2))
    assert kolm_pollak_ede(values, np.ones(2), 1.0) == pytest.approx(math.log(2))
    assert kolm_pollak_ede(values, np.ones(2), -1e-18) == pytest.approx(5e6)
    assert atkinson(np.array([1.0, 2.0]), np.ones(2), 5000.0) == pytest.approx(1 / 3, abs=1e-3)
    assert kolm_pollak_kappa(np.array([1e-300, 1e-300]), np.ones(2), -1.0) == pytest.approx(-1e300)


def test_faulty_input_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        gini(np.array([-1.0, 2.0]), np.ones(2))
    with pytest.raises(ValueError, match="epsilon"):
        atkinson(TENS, ALIKE, -0.5)
    with pytest.raises(ValueError, match="people"):
        gini(TENS, np.ones(4))


@given(PLACES)
def test_gini_equals_comparing_every_pair(places: list[tuple[float, int, int]]) -> None:
    values, people = columns(places)
    share = people / people.sum()
    pairs = np.abs(values[:, None] - values) * share[:, None] * share
    expected = pairs.sum() / (2 * (share @ values))
    assert gini(values, people) == pytest.approx(expected, abs=1e-9)


@given(PLACES)
def test_theil_is_between_plus_within_and_that_of_listing_people(
    places: list[tuple[float, int, int]],
) -> None:
    values, people = columns(places)
    found = theil(values, people, np.array([u for _, _, u in places], dtype=np.int32))
    assert found.between + found.within == pytest.approx(found.total, abs=1e-12)
    assert found.between >= -1e-12
    assert (found.unit_theil >= -1e-12).all()
    everyone = [x for x, n, _ in places for _ in range(n)]
    mean = math.fsum(everyone) / len(everyone)
    expected = math.fsum(x / mean * math.log(x / mean) for x in everyone) / len(everyone)
    assert found.total == pytest.approx(expected, abs=1e-9)


@given(PLACES, st.floats(0.5, 5.0))
def test_equivalents_lie_between_the_mean_and_the_extreme(
    places: list[tuple[float, int, int]], epsilon: float
) -> None:
    values, people = columns(places)
    mean, hair = weighted_mean(values, people), 1e-9 * values.max()
    inhabited = values[people > 0]
    bad = kolm_pollak_ede(values, people, kolm_pollak_kappa(values, people, -epsilon))
    good = kolm_pollak_ede(values, people, kolm_pollak_kappa(values, people, epsilon))
    assert mean - hair <= bad <= inhabited.max() + hair
    assert inhabited.min() - hair <= good <= mean + hair


@given(PLACES, st.floats(0.1, 1000.0))
def test_shares_do_not_depend_on_the_unit_and_kolm_pollak_follows_it(
    places: list[tuple[float, int, int]], factor: float
) -> None:
    values, people = columns(places)
    scaled = values * factor
    assert gini(scaled, people) == pytest.approx(gini(values, people), abs=1e-9)
    assert atkinson(scaled, people, 0.7) == pytest.approx(atkinson(values, people, 0.7), abs=1e-9)
    kappa = kolm_pollak_kappa(values, people, -1.0)
    assert kolm_pollak_kappa(scaled, people, -1.0) == pytest.approx(kappa / factor)
    assert kolm_pollak_ede(scaled, people, kappa / factor) == pytest.approx(
        factor * kolm_pollak_ede(values, people, kappa)
    )
