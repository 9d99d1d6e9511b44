"""Matrices in files are the same matrices; engines and hierarchies travel between processes."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from planner.domain.road_edits import closed
from planner.domain.travel import UNREACHABLE, TravelMatrix
from planner.travel import Engine, matrix_bytes, nearest, travel_matrix
from planner.travel.hierarchy import Hierarchy
from tests.city import GridCity, Road, placed, roads_of
from tests.travel.networks import Case, scattered

GIB = 1 << 30


def city_case() -> Case:
    roads = GridCity(columns=12, rows=9, one_way=[((3, 3), (4, 3))]).roads
    return Case(roads, scattered(roads, 50, 1), scattered(roads, 75, 2))


def asked(case: Case, **options: object) -> TravelMatrix:
    return travel_matrix(case.roads, case.residents, case.sites, case.site_ids, **options)  # type: ignore[arg-type]


def test_a_matrix_takes_eight_bytes_a_pair() -> None:
    case = city_case()
    whole = asked(case)
    assert matrix_bytes(50, 75) == whole.time_ms.nbytes + whole.length_cm.nbytes == 30_000
    assert matrix_bytes(600_000, 10_000) == 48_000_000_000


@pytest.mark.parametrize("edges_to_search", [1, 10_000_000])
def test_a_streamed_matrix_is_the_same_in_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edges_to_search: int
) -> None:
    monkeypatch.setattr("planner.travel.matrix.EDGES_TO_SEARCH", edges_to_search)
    case = city_case()
    whole = asked(case)
    told: list[tuple[int, int]] = []
    streamed = asked(
        case,
        memory_gib=20_000 / GIB,  # 64 sites, then eleven
        stream_to=tmp_path / "matrix",
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert streamed.time_ms.tobytes() == whole.time_ms.tobytes()
    assert streamed.length_cm.tobytes() == whole.length_cm.tobytes()
    assert streamed.site_ids == whole.site_ids
    assert isinstance(streamed.time_ms, np.memmap)
    assert not streamed.time_ms.flags.writeable
    assert sorted(done for done, _ in told) == [done for done, _ in told]
    assert told[-1] == (75, 75)
    assert sorted(file.name.split("-")[0] for file in (tmp_path / "matrix").iterdir()) == [
        "length_cm", "time_ms",
    ]  # fmt: skip
    providers = np.ones((1, 75), dtype=bool)
    assert nearest(streamed, providers).site.tolist() == nearest(whole, providers).site.tolist()
    asked(case, stream_to=tmp_path / "unused")
    assert not (tmp_path / "unused").exists()


def test_routes_too_long_for_the_hierarchy_are_streamed_by_searching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.travel.matrix.EDGES_TO_SEARCH", 1)
    nodes = [(110 + i / 1000, 39.6) for i in range(16)]
    roads = roads_of(nodes, [Road(i, i + 1, 1, 100_000_000, 100_000_000) for i in range(15)])
    case = Case(roads, placed(roads, [0], [0.0]), placed(roads, [0, 14], [1.0, 1.0]))
    ways: list[str] = []
    found = asked(case, memory_gib=8 / GIB, stream_to=tmp_path, on_method=ways.append)
    assert found.time_ms.tolist() == [[100_000_000, 1_500_000_000]]
    assert ways == ["search"]


def test_a_matrix_that_fits_nowhere_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = city_case()
    with pytest.raises(MemoryError, match="stream_to"):
        asked(case, memory_gib=1e-6)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=29_999))
    with pytest.raises(MemoryError, match="a folder on a larger disk"):
        asked(case, memory_gib=1e-6, stream_to=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_no_files(tmp_path: Path) -> None:
    nodes = [(110 + i / 100, 39.6) for i in range(3)]
    most = UNREACHABLE - 1
    roads = roads_of(nodes, [Road(0, 1, most, most), Road(1, 2, 1, 1)])
    case = Case(roads, placed(roads, [0], [0.0]), placed(roads, [0, 1], [1.0, 1.0]))
    with pytest.raises(OverflowError):
        asked(case, memory_gib=8 / GIB, stream_to=tmp_path)
    assert list(tmp_path.iterdir()) == []


# Between processes ------------------------------------------------------------------------------


def _from_file(folder: Path) -> tuple[bytes, bytes]:
    (path,) = folder.iterdir()
    hierarchy = Hierarchy.load(path)
    assert isinstance(hierarchy.arc_head, np.memmap)
    case = city_case()
    engine = Engine.of(case.roads, folder=folder, threads=1)
    found = engine.matrix(case.residents, case.sites, case.site_ids)
    return found.time_ms.tobytes(), found.length_cm.tobytes()


def _with_engine(engine: Engine) -> tuple[bytes, bytes]:
    case = city_case()
    found = engine.matrix(case.residents, case.sites, case.site_ids)
    return found.time_ms.tobytes(), found.length_cm.tobytes()


def test_two_processes_share_one_hierarchy_file_or_are_sent_the_engine(tmp_path: Path) -> None:
    case = city_case()
    Engine.of(case.roads, folder=tmp_path)
    engine = Engine.of(case.roads, folder=tmp_path)  # mapped from the file
    expected = _with_engine(engine)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        answers = [*pool.map(_from_file, [tmp_path] * 2), *pool.map(_with_engine, [engine] * 2)]
    assert answers == [expected] * 4
    assert len(list(tmp_path.iterdir())) == 1


def test_an_engine_survives_pickling_also_after_edits() -> None:
    case = city_case()
    engine = Engine.of(case.roads)
    edited = engine.on(closed(case.roads, np.array([5])))
    for one in (engine, edited):
        again = pickle.loads(pickle.dumps(one))  # noqa: S301 (our own bytes)
        assert _with_engine(again) == _with_engine(one)
