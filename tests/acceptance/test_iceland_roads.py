"""Road distances on real roads equal those of an independent computation with networkx.

The independent side is `raw_roads`: one arc for every stretch between two neighbouring OSM nodes,
points inserted where they are nearest to a road. The two sides differ only in rounding: the
product keeps whole centimetres and milliseconds for each of its edges, and a straight stretch is
straight on the ground there, straight in degrees here (centimetres on a stretch of a kilometre).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import planner
from planner.domain.result import RunResult
from tests.acceptance import raw_roads
from tests.acceptance.raw_roads import GEOD, Foot, Route, Stretches

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "data" / "iceland"
FARTHEST_FROM_ROAD_M = 2_000.0
SMALLEST_PART_M = 5_000.0
N_PLACES = 20
M_PER_100_KM = 1.0
S_PER_H = 1.0
ROUNDING_M = 0.05
WEIGHT = {"fastest": "s", "shortest": "m"}


@dataclass(frozen=True)
class Independent:
    """The second computation: all points on the roads, in one graph."""

    graph: nx.DiGraph
    feet: Mapping[str, Foot]


@pytest.fixture(scope="module")
def roads() -> Stretches:
    return raw_roads.read(STUDY / "roads.osm.pbf")


@pytest.fixture(scope="module")
def residents() -> pd.DataFrame:
    return pd.read_csv(STUDY / "residents.csv", keep_default_na=False).set_index("id")


@pytest.fixture(scope="module")
def stations() -> pd.DataFrame:
    sites = pd.read_csv(STUDY / "sites.csv", keep_default_na=False).set_index("id")
    return sites[sites["kind"] == "police_station"]


@pytest.fixture(scope="module")
def independent(roads: Stretches, residents: pd.DataFrame, stations: pd.DataFrame) -> Independent:
    graph = raw_roads.reversed_graph(roads)
    allowed = raw_roads.placeable(roads, graph, SMALLEST_PART_M)
    points = pd.concat([residents, stations])
    found = raw_roads.nearest_feet(
        roads, allowed, points["lon"].to_numpy(), points["lat"].to_numpy(), FARTHEST_FROM_ROAD_M
    )
    feet = {name: foot for name, foot in zip(points.index, found, strict=True) if foot}
    raw_roads.insert(graph, roads, feet, goals=list(stations.index))
    return Independent(graph, feet)


@pytest.fixture(scope="module")
def police_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The study with its police stations alone, and a cache of its own."""
    folder = tmp_path_factory.mktemp("study") / "iceland"
    shutil.copytree(STUDY, folder)
    sites = pd.read_csv(folder / "sites.csv", keep_default_na=False, dtype=str)
    sites[sites["kind"] == "police_station"].to_csv(folder / "sites.csv", index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANNER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield folder


def run(study: Path, optimise: str) -> RunResult:
    overrides = [f"study={study}", f"travel.optimise={optimise}"]
    return planner.run(planner.load_scenario(ROOT / "scenarios" / "iceland.yaml", overrides))


def planned_routes(result: RunResult) -> dict[str, Route]:
    """Return the product's route of each resident to the nearest police station, where any."""
    access, world = result.before.access, result.before.world
    [provider_set] = set(access.set_of_service[world.services.select(["police"])].tolist())
    return {
        resident: Route(
            world.sites.ids[access.site[provider_set, row]],
            float(access.length_m[provider_set, row]),
            float(access.time_s[provider_set, row]),
        )
        for row, resident in enumerate(world.residents.ids)
        if access.site[provider_set, row] >= 0
    }


def spread_over_the_country(residents: pd.DataFrame, among: Mapping[str, Route]) -> list[str]:
    """Return 20 places: the one with most people, then always the one farthest from all chosen."""
    places = residents.loc[[name for name in residents.index if name in among]]
    lon, lat = places["lon"].to_numpy(), places["lat"].to_numpy()
    chosen = [int(np.argmax(places["people"].to_numpy()))]
    away_m = np.full(len(places), np.inf)
    while len(chosen) < N_PLACES:
        last = np.full(len(places), chosen[-1])
        away_m = np.minimum(away_m, GEOD.inv(lon[last], lat[last], lon, lat)[2])
        chosen.append(int(np.argmax(away_m)))
    return [str(places.index[row]) for row in chosen]


def test_the_network_has_the_counts_and_length_of_the_source(roads: Stretches) -> None:
    assert roads.n_ways == 59_704
    assert len(roads.first) == 837_172
    # The source states its length on a sphere; on the ellipsoid it is 0.3 % more.
    assert roads.spherical_km() == pytest.approx(33_113, abs=1)
    assert roads.length_m.sum() / 1000 == pytest.approx(33_221, abs=1)


def test_the_full_extract_holds_the_same_roads(roads: Stretches, shared_data: Path) -> None:
    full = raw_roads.read(shared_data / "iceland" / "iceland_roads_places_services.osm.pbf")
    for field in fields(Stretches):
        assert np.array_equal(getattr(full, field.name), getattr(roads, field.name)), field.name


@pytest.mark.parametrize("optimise", ["fastest", "shortest"])
def test_routes_to_the_nearest_police_station(
    optimise: str,
    roads: Stretches,
    residents: pd.DataFrame,
    independent: Independent,
    police_only: Path,
) -> None:
    expected = raw_roads.best_routes(independent.graph, list(residents.index), WEIGHT[optimise])
    result = run(police_only, optimise)
    open_m = roads.length_m[roads.along | roads.against].sum()
    assert result.before.world.roads.length_km == pytest.approx(open_m / 1000, abs=0.01)

    planned = planned_routes(result)
    assert planned.keys() == expected.keys()
    assert len(expected) == 1_179

    for name in spread_over_the_country(residents, expected):
        ours, theirs = planned[name], expected[name]
        assert ours.goal == theirs.goal
        assert abs(ours.length_m - theirs.length_m) <= M_PER_100_KM * theirs.length_m / 100_000
        assert abs(ours.time_s - theirs.time_s) <= S_PER_H * theirs.time_s / 3600

    for name, theirs in expected.items():
        ours = planned[name]
        allowed_m = M_PER_100_KM * theirs.length_m / 100_000 + ROUNDING_M
        assert ours.goal == theirs.goal, name
        assert abs(ours.length_m - theirs.length_m) <= allowed_m, name
        assert abs(ours.time_s - theirs.time_s) <= S_PER_H * theirs.time_s / 3600, name
