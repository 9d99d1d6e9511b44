"""What all tests share: the hypothesis profile and the way to the large data sets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.command_line import Planner, caller
from tests.small_study import SmallStudy, write_small_study

settings.register_profile(
    "planner",
    deadline=None,
    max_examples=60,
    # The machine's speed says nothing about the product.
    suppress_health_check=(HealthCheck.too_slow,),
)
settings.load_profile("planner")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep prepared roads of the tests apart from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANNER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of large data sets beside the project; skip where there is none."""
    folder = (Path(__file__).parents[1] / ".." / "shared" / "data").resolve()
    if not folder.is_dir():
        pytest.skip(f"the large data sets are not on this machine ({folder})")
    return folder


@pytest.fixture
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give one test a cache in which nothing is kept yet, in the test's own folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("PLANNER_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def own_folder(fresh_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run one test in its own folder, where the command line writes `maps`."""
    monkeypatch.chdir(fresh_cache.parent)


@pytest.fixture
def small(fresh_cache: Path) -> SmallStudy:
    """Return the small study, written for one test."""
    return write_small_study(fresh_cache.parent / "small")


@pytest.fixture
def planner(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Planner:
    """Return a function that runs `planner` with its arguments."""
    return caller(monkeypatch, capsys)
