"""The hierarchy against searches: whatever the question, the same integers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.arrays import BoolArray
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import UNREACHABLE, Nearest, TravelMatrix
from planner.travel import Engine, Optimise, nearest
from planner.travel.matrix import search_matrix
from tests.city import GridCity
from tests.travel.networks import Case, cases

OPTIMISE: tuple[Optimise, ...] = ("fastest", "shortest")


def searched(case: Case, optimise: Optimise = "fastest") -> TravelMatrix:
    return search_matrix(case.roads, case.residents, case.sites, case.site_ids, optimise)


def swept(case: Case, optimise: Optimise = "fastest", threads: int = 1) -> TravelMatrix:
    engine = Engine.of(case.roads, optimise=optimise, threads=threads)
    return engine.matrix(case.residents, case.sites, case.site_ids)


def assert_same(one: TravelMatrix, other: TravelMatrix) -> None:
    assert one.time_ms.tolist() == other.time_ms.tolist()
    assert one.length_cm.tolist() == other.length_cm.tolist()
    assert one.site_ids == other.site_ids


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases())
@settings(max_examples=500)
def test_matrix_equals_searches_on_any_network(case: Case, optimise: Optimise) -> None:
    assert_same(swept(case, optimise), searched(case, optimise))


@st.composite
def sets_of(draw: st.DrawFn, n_sites: int) -> BoolArray:
    row = st.lists(st.booleans(), min_size=n_sites, max_size=n_sites)
    rows = draw(st.lists(row, max_size=3))
    return np.array(rows, dtype=bool).reshape(len(rows), n_sites)


def assert_nearest(one: Nearest, other: Nearest) -> None:
    assert one.site.tolist() == other.site.tolist()
    assert one.time_ms.tolist() == other.time_ms.tolist()
    assert one.length_cm.tolist() == other.length_cm.tolist()


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases(), data=st.data())
@settings(max_examples=250)
def test_nearest_two_equal_the_least_of_the_matrix(
    case: Case, optimise: Optimise, data: st.DataObject
) -> None:
    providers = data.draw(sets_of(len(case.sites)))
    known = searched(case, optimise)
    best, second = Engine.of(case.roads, optimise=optimise).nearest_two(
        case.residents, case.sites, providers
    )
    assert_nearest(best, nearest(known, providers, optimise=optimise))
    for resident in range(len(case.residents) if len(case.sites) else 0):
        row = TravelMatrix(
            known.time_ms[resident : resident + 1],
            known.length_cm[resident : resident + 1],
            known.site_ids,
        )
        without_best = providers.copy()
        for number, site in enumerate(best.site[:, resident]):
            without_best[number, site] &= site < 0
        expected = nearest(row, without_best, optimise=optimise)
        reached = best.site[:, resident] >= 0
        assert second.site[reached, resident].tolist() == expected.site[reached, 0].tolist()
        assert second.time_ms[reached, resident].tolist() == expected.time_ms[reached, 0].tolist()
        assert (second.site[~reached, resident] == -1).all()


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases(), limit=st.sampled_from([0, 1, 3, 5, 8, 1_000_000]))
def test_within_is_the_matrix_cut_off_inclusively(
    case: Case, optimise: Optimise, limit: int
) -> None:
    known = searched(case, optimise)
    first = known.time_ms if optimise == "fastest" else known.length_cm
    resident, site = np.nonzero(first <= limit)
    found = Engine.of(case.roads, optimise=optimise).within(case.residents, case.sites, limit)
    assert found.resident.tolist() == resident.tolist()
    assert found.site.tolist() == site.tolist()
    assert found.time_ms.tolist() == known.time_ms[resident, site].tolist()
    assert found.length_cm.tolist() == known.length_cm[resident, site].tolist()
